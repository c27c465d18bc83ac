# SPDX-License-Identifier: GPL-2.0-or-later
"""Random requests that fail, for each reason there is; see oracle.py."""
import json
import random
import re

from kconfig_tree import setting, write

BOOLS = ("bool", "tristate")


class Case:
    """Requests, the options of their merge, and what the toolchain is said to answer."""

    def __init__(self, requests, options=(), flipped=(), second=()):
        self.requests, self.second = list(requests), list(second)  # [(NAME, VALUE, TYPE)]
        self.options, self.flipped = list(options), tuple(flipped)

    def lines(self, known):
        return [setting(*r) for r in self.requests + self.second if r[0] in known]


def draw(o, names, n=None):
    return random.sample(names, min(n or o.batch, len(names)))


def draw_unmet(o):
    names = o.named(lambda s: s.type in BOOLS and s.prompt and not s.choice and
                         o.value(s.name) == "n" and "depends on" in s.body)
    return Case([(n, "y" if o.symbols[n].type == "bool" else random.choice("ym"),
                  o.symbols[n].type) for n in draw(o, names)])


def number(s):
    return {"int": str(random.randint(1, 64)), "hex": hex(random.randint(1, 64))}.get(s.type, "text")


def draw_invisible_number(o):
    names = o.named(lambda s: s.type not in BOOLS and s.prompt and s.name not in o.values
                         and not re.search("KEYS|KEYRING|FIRMWARE_DIR|_FILE|_CERT", s.name))
    return Case([(n, number(o.symbols[n]), o.symbols[n].type) for n in draw(o, names)])


def draw_selected(o):
    names = [n for n, v in o.values.items()
             if v["origin"] == "select" and n in o.symbols]
    return Case([(n, "n", o.symbols[n].type) for n in draw(o, sorted(names))])


def draw_implied(o):
    implied = set()
    for s in o.symbols.values():
        implied |= {(s.name, t) for t in re.findall(r"^\s+imply (\w+)", s.body, re.M)}
    pairs = sorted((by, n) for by, n in implied if n in o.symbols and by in o.symbols and
                   (not o.symbols[n].prompt or re.search(r'" if ', o.symbols[n].body)))
    if random.random() < .7:  # most of them are implied by one symbol, which needs others
        on = ["COMPILE_TEST", "SOUND", "SND", "SND_SOC", "I2C", "SPI", "SND_SOC_ALL_CODECS"]
        codecs = [n for by, n in pairs if by == on[-1]]
        return Case([(n, "y", o.symbols[n].type) for n in on] +
                    [(n, "n", o.symbols[n].type) for n in draw(o, codecs)])
    chosen = draw(o, pairs, o.batch // 2)
    return Case([(by, "y", o.symbols[by].type) for by, n in chosen] +
                [(n, "n", o.symbols[n].type) for by, n in chosen])


def draw_choice(o):
    by_choice = {}
    for s in o.symbols.values():
        if s.choice and s.type in BOOLS:
            by_choice.setdefault(s.choice, []).append(s.name)
    requests = []
    for choice in draw(o, sorted(c for c, m in by_choice.items() if len(m) > 1), o.batch):
        taken = [n for n in by_choice[choice] if o.value(n) == "y"]
        if taken and random.random() < .5:
            requests.append((taken[0], "n", "bool"))
        else:
            requests += [(n, "y", "bool") for n in random.sample(by_choice[choice], 2)]
    return Case(requests)


def draw_range(o):
    names = o.named(lambda s: s.type in ("int", "hex") and s.prompt and
                         re.search(r"^\s+range ", s.body, re.M))
    far = [-1, 0, 3, 1000, 10 ** 5, 10 ** 9]
    return Case([(n, str(random.choice(far)) if o.symbols[n].type == "int"
                  else hex(random.choice(far[1:])), o.symbols[n].type) for n in draw(o, names)])


def draw_promptless(o):
    names = o.named(lambda s: not s.prompt and o.value(s.name) == "n" and
                         s.type in BOOLS)
    return Case([(n, "y", o.symbols[n].type) for n in draw(o, names)])


def fingerprint(record):
    text = json.dumps({k: v for k, v in record.items() if k != "fingerprint"}, sort_keys=True,
                      separators=(",", ":"), ensure_ascii=False).encode()
    hash_ = 14695981039346656037
    for byte in text:
        hash_ = ((hash_ ^ byte) * 1099511628211) & (1 << 64) - 1
    return f"{hash_:016x}"


def draw_probe(o):
    """Some answers of the ledger become n, as with a poorer toolchain."""
    good = [p["command"] for p in o.record["probes"] if p["output"] == "y\n" and
            p["command"].endswith('echo "y" || echo "n"')]
    failed = draw(o, good, random.randint(0, len(good) // 2))
    record = json.loads(json.dumps(o.record))
    for probe in record["probes"]:
        if probe["command"] in failed:
            probe["output"] = "n\n"
    record["fingerprint"] = fingerprint(record)
    write("edited.json", json.dumps({"toolchain": record}))
    names = o.named(lambda s: s.type in BOOLS and not s.choice and re.search(
        r"\$\(|\bCC_|\bAS_|\bLD_|GCC|CLANG|RUST|TOOLCHAIN|PAHOLE|KASAN|UBSAN|STACKPROT|DEBUG_INFO",
        s.body + s.name))
    flipped = [(c, "n\n") for c in failed]
    good, bad = (o.kconfig(f).values(o.base, names) for f in ((), flipped))
    lost = [n for n in names if good[n] != bad[n] and good[n] != "n"]
    return Case([(n, "y", o.symbols[n].type) for n in draw(o, lost, o.batch - 1) +
                 draw(o, [n for n in names if n not in lost], 1)],
                ["--toolchain", "edited.json"], flipped)


def draw_renamed(o):
    names = o.named(lambda s: s.type in BOOLS and s.prompt)
    requests, renames = [], {}
    for n in draw(o, names):
        inverted = random.random() < .5
        renames["OLD_" + n] = (n, inverted)
        wanted = "n" if o.value(n) != "n" else "y"
        old = wanted if not inverted else "n" if wanted == "y" else "y"
        requests.append(("OLD_" + n, old, "bool"))
    write("renames.yaml", "schema: 1\nrenames:\n" + "".join(
        f"  {old}: {{to: {new}{', inverted: yes' if i else ''}}}\n"
        for old, (new, i) in renames.items()))
    return Case(requests, ["--renames", "renames.yaml"])


def draw_no_right(o):
    names = o.named(lambda s: s.type in BOOLS and s.prompt and not s.choice)
    chosen = [(n, random.choice(("yn", "ny")), o.symbols[n].type) for n in draw(o, names)]
    return Case([(n, v[0], t) for n, v, t in chosen],
                second=[(n, v[1], t) for n, v, t in chosen])


def draw_unknown(o):
    requests = []
    for n in draw(o, sorted(o.symbols), o.batch // 2) + draw(o, sorted(o.elsewhere), o.batch // 2):
        if n in o.symbols:
            at = random.randrange(len(n))
            n = n[:at] + random.choice("ABCXYZ_09") + n[at + 1:]
        if n not in o.symbols:
            requests.append((n, random.choice("ymn"), "bool"))
    return Case(requests)


def draw_type(o):
    requests = []
    for n in draw(o, o.named(lambda s: s.prompt and not s.choice)):
        type_ = o.symbols[n].type
        if type_ in BOOLS:
            requests.append((n, random.choice("m01") if type_ == "bool" else random.choice("01"),
                             "int"))
        else:
            requests.append((n, random.choice(["y", "7", "0x7"] if type_ == "string" else
                                              ["y", "text", "0x7"]),
                             "string" if type_ != "string" and random.random() < .3 else "int"))
    return Case(requests)


DRAWN = {
    "unmet dependency": [draw_unmet, draw_invisible_number], "forced by select": [draw_selected],
    "implied": [draw_implied], "choice": [draw_choice], "range": [draw_range],
    "promptless": [draw_promptless], "probe failed": [draw_probe],
    "renamed, not in effect": [draw_renamed], "overridden without right": [draw_no_right],
    "unknown": [draw_unknown], "wrong type": [draw_type],
}
