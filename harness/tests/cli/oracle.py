#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Is every explanation true? Random requests for real symbols, checked with Kconfig alone.

oracle.py [--each N] [--batch N] [--arch ARCH] [--altered] [VERDICT...]: at least N checked requests of
each failing verdict, so many in a fragment. For each one the negation of its claimed cause is applied, and it has
to hold then; with any part of the cause left out it must not. The same is done with
the fix, and the places that are named are looked up. With --altered causes and fixes
are spoilt first, and each has to be found out.
"""
import argparse
import glob
import json
import os
import random
import re
import subprocess
import sys

from kconfig_tree import Kconfig, read, read_symbols, setting, write
from oracle_draw import DRAWN

LINUX = os.path.realpath(os.environ["LINUX"])
# the directory in arch/, what defconfig is, and an architecture that has other symbols
ARCHS = {"x86_64": ("x86", "arch/x86/configs/x86_64_defconfig", "arm64"),
         "arm64": ("arm64", "arch/arm64/configs/defconfig", "x86")}


class Wrong(Exception):
    pass


def check(good, *what):
    if not good:
        raise Wrong(" ".join(str(w) for w in what))


def tree_line(place):
    file, line = place.rsplit(":", 1)
    with open(f"{LINUX}/{file}", errors="replace") as f:
        return f.read().splitlines()[int(line) - 1]


def merge(*fragments, options=()):
    argv = [os.environ["KHARNESS"], "merge", "--linux", LINUX, "--arch", args.arch, "--json",
            "--bridge-dir", "bridge", "-o", "config", *options, "defconfig", *fragments]
    run = subprocess.run(argv, capture_output=True, text=True)
    if run.returncode not in (0, 1):
        raise Wrong("merge failed: " + run.stderr)
    return json.loads(run.stdout), run.stderr


def run_case(case):
    write("random.config", "#: why it is tried\n" + "".join(
        setting(*r) for r in case.requests))
    write("second.config", "#: why it is tried\n#: level prefer\n" + "".join(
        setting(*r) for r in case.second))
    for file in "fix.config", "provenance.json":
        if os.path.exists(file):
            os.remove(file)
    files = ["random.config"] + (["second.config"] if case.second else [])
    case.report, case.said = merge(*files, options=["--fix", "fix.config", *case.options])
    case.fix = read("fix.config") if os.path.exists("fix.config") else ""
    return case


class Oracle:
    def __init__(self, batch):
        self.batch = batch
        srcarch, base, other = ARCHS[args.arch]
        self.symbols = read_symbols(LINUX, srcarch)
        everywhere = read_symbols(LINUX, other)
        self.elsewhere = {n: s for n, s in everywhere.items() if n not in self.symbols}
        write("empty.config", "")
        merge("empty.config")
        record = json.loads(read("provenance.json"))
        self.values = record["symbols"]
        self.record = record["toolchain"]
        self.program = glob.glob("bridge/*/bridge")[0]
        self.base = [l for l in read(f"{LINUX}/{base}").splitlines(True) if "CONFIG_" in l]
        self.trees = {}
        # not those of files that this architecture does not source
        known = dict(zip(self.symbols, self.kconfig().ask(op="symbols", names=list(self.symbols))
                         ["types"]))
        self.elsewhere.update((n, s) for n, s in self.symbols.items() if known[n] == "-")
        self.symbols = {n: s for n, s in self.symbols.items() if known[n] != "-"}

    def kconfig(self, flipped=()):
        key = tuple(sorted(flipped))
        if key not in self.trees:
            if len(self.trees) > 6:
                self.trees.pop(next(iter(self.trees))).close()
            self.trees[key] = Kconfig(os.path.abspath(self.program), LINUX, self.record, key)
        return self.trees[key]

    def value(self, name):
        return self.values.get(name, {}).get("value", "n")

    def named(self, test):
        return sorted(n for n, s in self.symbols.items() if s.type and test(s))


# --- checking --------------------------------------------------------------------------------

def parse_line(line):
    """(NAME, VALUE) of a line of a configuration."""
    if found := re.match(r"# CONFIG_(\w+) is not set", line):
        return found[1], "n"
    name, value = re.match(r"CONFIG_(\w+)=(.*)", line).groups()
    return name, value.strip('"')


def flips(case, probes):
    """The answers of the ledger that the cause wants to be others."""
    answers = dict(case.flipped)
    for p in probes:
        if "symbol" not in p:
            answers[p["command"]] = "y\n"
            continue
        # "set -- GCC 120200 && echo $2" gives the number; what is found out by the name stays
        script = {"GCC_VERSION": "cc", "CLANG_VERSION": "cc", "AS_VERSION": "as",
                  "LD_VERSION": "ld", "LLD_VERSION": "ld"}.get(p["symbol"])
        if script:
            said = next(q["output"] for q in oracle.record["probes"]
                        if f"/{script}-version.sh" in q["command"])
            answers[f"set -- {said.strip()} && echo $2"] = p["needed"] + "\n"
        else:
            answers[p["command"]] = p["needed"] + "\n"
    return answers.items()


def wanted(request, cause, case):
    """What has to hold once the cause is gone."""
    if cause["instead"]:
        return parse_line(cause["instead"])
    return request[0], request[1]


def type_of(name):
    return oracle.symbols[name].type


def holds(case, request, cause, blockers, probes, instead=True):
    lines = oracle.base + case.lines(oracle.symbols)
    lines += [setting(b["symbol"], b["needed"], type_of(b["symbol"])) for b in blockers]
    if cause["instead"] and instead:
        lines.append(cause["instead"] + "\n")
    name, value = wanted(request, cause, case)
    return oracle.kconfig(flips(case, probes)).values(lines, [name])[name] == value


def check_cause(case, request, cause):
    blockers, probes = cause["blockers"], cause["probes"]
    who = f"{request[0]}={request[1]}:"
    check(holds(case, request, cause, blockers, probes), who, "does not hold without its cause",
          cause)
    # a value of another form is there without its line as well: Kconfig clamps numbers
    if not cause["instead"] or blockers or probes:
        for b in blockers:
            check(not holds(case, request, cause, [o for o in blockers if o is not b], probes),
                  who, "holds with", b, "as it is", cause)
    for p in probes:
        check(not holds(case, request, cause, blockers, [o for o in probes if o is not p]),
              who, "holds with", p, "as it is")
    for b in blockers:
        check(re.match(rf"(menu)?config {b['symbol']}$", tree_line(b["defined"]).strip()),
              who, b["defined"], "does not define", b["symbol"])
        check_because(case, b)
    for p in probes:
        check("$(" in tree_line(p["at"]) or "symbol" in p, who, p["at"], "runs no command")


def check_because(case, b):
    text, name = b["because"], b["symbol"]
    if found := re.fullmatch(r"default at (\S+)", text):
        check(re.search(r"default|def_bool|def_tristate", tree_line(found[1])), b)
    elif text.startswith("selected by") or text.startswith("implied by"):
        verb = "select" if text.startswith("selected") else "imply"
        for by, at in re.findall(r"(\w+) \((\S+:\d+)\)", text):
            check(re.search(rf"\b{verb} {name}\b", tree_line(at)), b)
    elif found := re.match(r"(\S+):(\d+) (asks for it|has it so|has no effect)", text):
        check(f"CONFIG_{name}" in read(found[1]).splitlines()[int(found[2]) - 1], b)


def check_end(request, cause):
    """What no value can help: a name that there is not, or that nothing sets."""
    text = cause["dead_end"]
    if found := re.match(r"it takes (\w+), which this tree and architecture", text):
        check(found[1] not in oracle.symbols or not oracle.symbols[found[1]].type, cause)
    elif found := re.match(r"it takes (\w+), which another architecture has, \w+ \((.*)\)", text):
        check(found[1] not in oracle.symbols, cause)
        check(re.match(rf"(menu)?config {found[1]}$", tree_line(found[2])), cause)
    elif found := re.match(r"it takes (\w+) \[=(\w+)\] \((\S+)\) to be (\w+)", text):
        check(re.match(rf"(menu)?config {found[1]}$", tree_line(found[3])), cause)
        check((found[2] != "n") == (found[4] == "n"), cause)
    elif text.startswith("nothing in this tree"):
        check(not oracle.symbols[request[0]].prompt or request[1] == "n", cause)


def check_unknown(request, cause):
    name, reason = request[0], cause["reason"]
    check(name not in oracle.symbols, request, cause)
    if found := re.match(r"another architecture has it, (\w+)", reason):
        check(name in read_symbols(LINUX, found[1]), request, cause)
    else:
        check(name not in oracle.elsewhere, request, cause)


def check_fix(case, text):
    """With the fix all that it claims holds, and without any one of its lines not."""
    fixed = [(n, v.strip('"')) for n, v in
             re.findall(r"^# makes CONFIG_(\w+)=(\S+) take effect", text, re.M)]
    lines = [l for l in text.splitlines(True) if re.match(r"CONFIG_|# CONFIG_\w+ is not", l)]
    for stands in re.findall(r"^# stands for CONFIG_(\w+)=", text, re.M):
        causes = [c for c in case.report["causes"] if stands in c["requests"] and c["instead"]]
        fixed.append(parse_line(causes[0]["instead"]))
        check(causes[0]["instead"] + "\n" in lines, causes[0]["instead"], "is not in the fix")
    names = {n for n, v in fixed}
    kconfig = oracle.kconfig(case.flipped)
    asked = oracle.base + case.lines(oracle.symbols)
    before = kconfig.values(asked, names | {r[0] for r in case.requests if r[0] in oracle.symbols})
    after = kconfig.values(asked + lines, names | before.keys())
    for n, v in fixed:
        check(after[n] == v, f"the fix does not give {n}={v}, but {after[n]}:\n{text}")
    given = dict(r[:2] for r in case.requests + case.second)
    for n, v in given.items():
        if n in before and before[n] == v and n not in names:
            check(after[n] == v, f"the fix takes {n}={v} away:\n{text}")
    own = {parse_line(l) for l in lines} & set(fixed)
    for left_out in lines:
        if parse_line(left_out) in own:
            continue  # the request itself, in the form in which it holds
        less = kconfig.values(asked + [l for l in lines if l is not left_out], names)
        check(any(less[n] != v for n, v in fixed), f"{left_out} is not needed:\n{text}")
    return len(fixed)


def explanations(case):
    """(verdict, request, cause or None) of each failed request of a case."""
    for failed in case.report["failed"]:
        name, value = failed["symbol"], failed["asked"]
        cause = next((c for c in case.report["causes"] if name in c["requests"]), None)
        request = next(r for r in case.requests + case.second if r[:2] == (name, value))
        yield failed["verdict"], request, cause


def check_one(case, verdict, request, cause):
    """Returns what there was to check: a cause, an end, or nothing that can be done."""
    check(cause, request, verdict, "has no cause")
    if verdict == "unknown":
        check_unknown(request, cause)
        return "cause"
    if not cause["complete"]:
        return "time"
    if cause["blockers"] or cause["probes"] or cause["instead"]:
        check_cause(case, request, cause)
        return "cause"
    if cause["dead_end"]:
        check_end(request, cause)
        return "end"
    if verdict == "wrong type" and cause["reason"]:
        return "end"
    raise Wrong(f"{request}: '{verdict}' and no more is said: {cause}\n{case.said}")


class Table:
    def __init__(self):
        self.rows = {v: dict.fromkeys(("drawn", "cause", "end", "time", "wrong"), 0) for v in DRAWN}
        self.fixed = 0

    def row(self, verdict):
        return self.rows.setdefault(verdict, dict.fromkeys(("drawn", "cause", "end", "time",
                                                            "wrong"), 0))

    def take(self, case, seen):
        for verdict, request, cause in explanations(case):
            key = verdict, request, tuple(case.requests)
            if key in seen:
                continue
            seen.add(key)
            row = self.row(verdict)
            row["drawn"] += 1
            try:
                row[check_one(case, verdict, request, cause)] += 1
            except Wrong as e:
                row["wrong"] += 1
                print(f"WRONG, {verdict}: {e}", file=sys.stderr)
        try:
            self.fixed += check_fix(case, case.fix) if case.fix else 0
        except Wrong as e:
            self.row("fix")["wrong"] += 1
            print(f"WRONG fix: {e}", file=sys.stderr)

    def checked(self, verdict):
        return self.row(verdict)["cause"] + self.row(verdict)["end"]

    def show(self):
        print(f"{'verdict':28} drawn checked correct  hopeless  out of time")
        for v, r in self.rows.items():
            good = r["cause"] + r["end"]
            print(f"{v:28} {r['drawn']:5} {good + r['wrong']:7} {good:7} {r['end']:9} {r['time']:12}")
        total = sum(r["cause"] + r["end"] for r in self.rows.values())
        print(f"{total} explanations are true; {self.fixed} requests fixed")
        return total


def run(each, verdicts):
    table, seen = Table(), set()
    for verdict in verdicts:
        for i in range(60):
            if table.checked(verdict) >= each:
                break
            for make in DRAWN[verdict]:
                table.take(run_case(make(oracle)), seen)
    table.show()
    return sum(r["wrong"] for r in table.rows.values()) == 0 and all(
        table.checked(v) >= each for v in verdicts)


# --- can it fail? ----------------------------------------------------------------------------

def spoilt_causes(cause):
    """(What was done to it, the cause as it is then)."""
    def copy(**changes):
        return {**json.loads(json.dumps(cause)), **changes}

    blockers, probes = cause["blockers"], cause["probes"]
    for i, b in enumerate(blockers):
        rest = blockers[:i] + blockers[i + 1:]
        yield "a blocker is missing", copy(blockers=rest, dead_end=None)
        yield "a blocker has the value that it had", copy(blockers=rest + [{**b, "needed": b["value"]}])
        yield "a place is wrong", copy(blockers=rest + [{**b, "defined": "init/Kconfig:1"}])
        yield "a reason is wrong", copy(blockers=rest + [
            {**b, "because": "default at init/Kconfig:1"}])
    if blockers or probes:
        other = {"symbol": "LOCALVERSION_AUTO", "needed": "y", "because": "?",
                 "defined": oracle.symbols["LOCALVERSION_AUTO"].places[0]}
        yield "a blocker too many", copy(blockers=blockers + [other])
        yield "nothing is said", copy(blockers=[], probes=[], instead=None, reason=None)
    for i in range(len(probes)):
        yield "a probe is missing", copy(probes=probes[:i] + probes[i + 1:])
        yield "a probe is another", copy(probes=probes[:i] + probes[i + 1:] + [
            {"command": "{ true; }", "at": "init/Kconfig:28"}])
    if cause["instead"] and not blockers:
        name, value = parse_line(cause["instead"])
        yield "the line is another", copy(instead=f"CONFIG_{name}=12345")
    if cause["dead_end"]:
        yield "it is there", copy(dead_end="it takes X86, which this tree and architecture do not have")
    if cause["reason"] and "architecture" in cause["reason"]:
        yield "it is elsewhere", copy(reason="another architecture has it, sparc")
    yield "no cause", None


def spoilt_fixes(text):
    lines = [l for l in text.splitlines(True) if re.match(r"CONFIG_|# CONFIG_\w+ is not", l)]
    for line in lines:
        yield "a line is missing", text.replace(line, "", 1)
    yield "a line too many", text + "CONFIG_LOCALVERSION_AUTO=y\n"
    yield "it promises more", text + "# makes CONFIG_X86=n take effect (x:1)\n"


def found_out(what, function, *args):
    try:
        function(*args)
    except Wrong:
        return True
    print(f"not found out: {what}: {args}", file=sys.stderr)
    return False


def run_altered():
    good = bad = 0
    for make in (m for v in ("unmet dependency", "probe failed", "choice", "range", "unknown")
                 for m in DRAWN[v]):
        case = run_case(make(oracle))
        for verdict, request, cause in explanations(case):
            check_one(case, verdict, request, cause)
            for what, spoilt in spoilt_causes(cause):
                if found_out(what, check_one, case, verdict, request, spoilt):
                    good += 1
                else:
                    bad += 1
        for what, text in spoilt_fixes(case.fix) if case.fix else ():
            if found_out(what, check_fix, case, text):
                good += 1
            else:
                bad += 1
    print(f"{good} spoilt explanations were found out, {bad} not")
    return good > 20 and not bad


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--each", type=int, default=2)
    options.add_argument("--batch", type=int, default=8)
    options.add_argument("--seed", type=int, default=6)
    options.add_argument("--altered", action="store_true")
    options.add_argument("--arch", choices=ARCHS, default="x86_64")
    options.add_argument("verdicts", nargs="*")
    args = options.parse_args()
    oracle = Oracle(args.batch)
    random.seed(args.seed)
    sys.exit(not (run_altered() if args.altered else run(args.each, args.verdicts or list(DRAWN))))
