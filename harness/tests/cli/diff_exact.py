#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Is what "kharness diff" says true? Checked with the tree's own conf alone.

diff_exact.py OLD NEW [--each N] [--altered]   two configurations for x86_64

Both are completed by conf first. All intents make NEW out of OLD, and no one of them can
be left out: for N of them at random. For N consequences at random: undoing their causes
undoes them, undoing all the others does not, and whether one cause suffices or all are
needed is as it is said. With --altered another edit stands in the place of
the causes, and each has to be found out.

conf is built by the kernel's make; what the compiler answered is kept between runs of it,
see popen_memo.c.
"""
import argparse
import concurrent.futures
import json
import os
import random
import re
import subprocess
import sys
import threading

LINUX, KHARNESS, BRIDGES = (os.environ[v] for v in ("LINUX", "KHARNESS", "BRIDGES"))
HERE = os.path.dirname(os.path.abspath(__file__))
OBJ = os.path.abspath("obj")
CONF = OBJ + "/scripts/kconfig/conf"
LINE = re.compile(r"(?:# )?CONFIG_(\w+)(?:=(.*)| is not set)$")
UNSET = None, "n", "", '""'


def write(path, text):
    with open(path, "w") as f:
        f.write(text)


def read(path):
    with open(path) as f:
        return f.read()


# --- the oracle ------------------------------------------------------------------------

def prepare():
    """Builds conf once, and learns the environment that make gives it."""
    env = {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], "LC_ALL": "C"}
    command = ["make", "-s", "-C", LINUX, "O=" + OBJ, "ARCH=x86_64", "olddefconfig"]
    if not os.path.exists(OBJ + "/env"):
        os.makedirs(OBJ + "/memo")
        subprocess.run(["gcc", "-shared", "-fPIC", "-O1", "-o", OBJ + "/memo.so",
                        HERE + "/popen_memo.c", "-ldl"], check=True)
        write(OBJ + "/.config", "")
        subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL)
        os.rename(CONF, CONF + ".real")
        write(CONF, f'#!/bin/sh\nenv -0 >{OBJ}/env\nexec {CONF}.real "$@"\n')
        os.chmod(CONF, 0o755)
        subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL)
        os.rename(CONF + ".real", CONF)
    made = dict(e.split("=", 1) for e in read(OBJ + "/env").split("\0") if e)
    return made | {"LD_PRELOAD": OBJ + "/memo.so", "POPEN_MEMO": OBJ + "/memo"}


def resolve(text):
    """What conf makes of it."""
    directory = f"{OBJ}/{threading.get_ident()}"
    os.makedirs(directory, exist_ok=True)
    write(directory + "/.config", text)
    subprocess.run([CONF, "-s", "--olddefconfig", "Kconfig"], cwd=directory, env=ENVIRONMENT,
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return read(directory + "/.config")


def values(text):
    found = map(LINE.match, text.splitlines())
    return {m[1]: m[2] or "n" for m in found if m}


def same(a, b):
    return a == b or a in UNSET and b in UNSET


# --- the edits ---------------------------------------------------------------------------

def line(name, value):
    return f"# CONFIG_{name} is not set\n" if value == "n" else f"CONFIG_{name}={value}\n"


class Trials:
    def __init__(self, old, changes):
        self.old = old
        self.intents = {c["symbol"]: c for c in changes if c["class"] == "intent"}

    def __call__(self, on):
        """The values of the old side with the edits of these symbols behind it."""
        lines = []
        for text in self.old.splitlines(True):
            name = LINE.match(text)
            if not name or name[1] not in on or self.intents[name[1]]["new_line"]:
                lines.append(text)
        lines += [line(name, self.intents[name]["new_line"]["value"])
                  for name in self.intents if name in on and self.intents[name]["new_line"]]
        return values(resolve("".join(lines)))


# --- what has to hold --------------------------------------------------------------------

def check_intent(trial, change, new):
    """An edit that can be left out is none."""
    got = trial(set(trial.intents) - {change["symbol"]})
    if all(same(got.get(n), new.get(n)) for n in got.keys() | new.keys()):
        return f"the edit of {change['symbol']} can be left out"
    return None


def check_consequence(trial, change, _):
    name, causes = change["symbol"], set(change["causes"])
    if not causes or not causes <= set(trial.intents):
        return f"{name} follows from {causes}, which are no intents"
    without, only = trial(set(trial.intents) - causes), trial(causes)
    if not same(without.get(name), change["from"]):
        return f"undoing {causes} leaves {name} at {without.get(name)}"
    if not same(only.get(name), change["to"]):
        return f"undoing all but {causes} brings {name} to {only.get(name)}"
    if len(causes) == 1:
        return None
    one = sorted(causes)[len(name) % len(causes)]
    if change["together"] and same(trial(causes - {one}).get(name), change["to"]):
        return f"{name} is made without {one}, which is said to be needed"
    return None


def spoil(change, trial, rnd):
    """Another edit in the place of its causes."""
    others = sorted(set(trial.intents) - set(change["causes"]))
    return change | {"causes": [rnd.choice(others)]}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("old")
    parser.add_argument("new")
    parser.add_argument("--each", type=int, default=10)
    parser.add_argument("--altered", action="store_true")
    args = parser.parse_args()
    old, new = resolve(read(args.old)), resolve(read(args.new))
    write("side.old", old)
    write("side.new", new)
    subprocess.run([KHARNESS, "diff", "--linux", LINUX, "--bridge-dir", BRIDGES,
                    "--json=diff.json", "side.old", "side.new"],
                   check=True, stdout=subprocess.DEVNULL)
    comparison = json.loads(read("diff.json"))["comparisons"][0]
    rnd, trial = random.Random(args.old), Trials(old, comparison["changes"])
    was, now = values(old), values(new)
    told = {c["symbol"] for c in comparison["changes"]}
    wrong = [f"{n} is not told about" for n in was.keys() | now.keys()
             if not same(was.get(n), now.get(n)) and n not in told]
    got = trial(set(trial.intents))
    wrong += [f"with all intents {n} is {got.get(n)}, not {now.get(n)}"
              for n in got.keys() | now.keys() if not same(got.get(n), now.get(n))]
    jobs = []
    for class_, check in ("intent", check_intent), ("consequence", check_consequence):
        rows = [c for c in comparison["changes"] if c["class"] == class_]
        if class_ == "consequence" and args.altered:
            rows = [spoil(c, trial, rnd) for c in rows]
        elif args.altered:
            continue
        chosen = rnd.sample(rows, min(args.each, len(rows)))
        jobs += [(check, c) for c in chosen]
        print(f"{os.path.basename(args.old)} {class_}: {len(chosen)} of {len(rows)}")
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        found = list(pool.map(lambda j: j[0](trial, j[1], now), jobs))
    if args.altered:
        missed = [j[1]["symbol"] for j, f in zip(jobs, found) if not f]
        print(f"{len(jobs) - len(missed)} of {len(jobs)} spoilt causes were found out", *missed)
        sys.exit(bool(missed or wrong))
    wrong += filter(None, found)
    print(*wrong[:20], sep="\n", end="\n" if wrong else "")
    print(f"{comparison['summary']}: {len(jobs) - len(wrong)} of {len(jobs)} hold")
    sys.exit(bool(wrong or comparison["summary"]["unexplained"]))


ENVIRONMENT = prepare()
main()
