#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""kharness merge against the tree's own conf, byte for byte.

exact.py ARCH CROSS CASE...   CASE: FILE, make:TARGET, rand:FIRST-LAST (KCONFIG_SEED) or
                              RULE:FIRST-LAST, such as allnoconfig:1-3

Each case is three merges: of the configuration as it is, of what is left when a third of
its lines are lost and a tenth have another value, and of it with 1 to 500 random requests
for real symbols behind it. What they give must be what "conf --olddefconfig" makes of the
same lines. conf is built by the kernel's make and run in the environment that make gives
it; the first case in a directory, whole and damaged, goes through "make olddefconfig" too.

A RULE is the base itself: nothing but random requests, other ones for each number, as the
kernel's make takes them from KCONFIG_ALLCONFIG.

The last line that is printed holds the totals; exit 1 if anything differs.
"""
import difflib
import json
import os
import random
import re
import subprocess
import sys

LINUX, KHARNESS, BRIDGES = (os.environ[v] for v in ("LINUX", "KHARNESS", "BRIDGES"))
ARCH, CROSS = sys.argv[1:3]
SRCARCH = {"x86_64": "x86", "i386": "x86"}.get(ARCH, ARCH)
HERE = os.path.dirname(os.path.abspath(__file__))
OBJ = os.path.abspath("obj")  # the kernel's make works here; kept for the next call
WORK = os.path.abspath(ARCH)  # conf and kharness do


def read(path):
    with open(path, "rb") as f:
        return f.read().decode("utf-8", "surrogateescape")


def write(path, text):
    with open(path, "wb") as f:
        f.write(text.encode("utf-8", "surrogateescape"))
    return path


# --- the oracle ----------------------------------------------------------------------

def kernel_make(target, text=None):
    """The kernel's make, without anything of the make that runs the tests."""
    if text is not None:
        write(OBJ + "/.config", text)
    env = {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], "LC_ALL": "C"}
    subprocess.run(["make", "-s", "-C", LINUX, "O=" + OBJ, "ARCH=" + ARCH,
                    "CROSS_COMPILE=" + CROSS, target], env=env, check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    return read(OBJ + "/.config")


def prepare():
    """Builds conf, and learns the environment that make gives it."""
    os.makedirs(WORK + "/memo")
    if not os.path.exists(OBJ):
        os.mkdir(OBJ)
        subprocess.run(["gcc", "-shared", "-fPIC", "-O1", "-o", OBJ + "/memo.so",
                        HERE + "/popen_memo.c", "-ldl"], check=True)
        kernel_make("olddefconfig", "")
    os.rename(CONF, CONF + ".real")
    write(CONF, f'#!/bin/sh\nenv -0 >{WORK}/env\nexec {CONF}.real "$@"\n')
    os.chmod(CONF, 0o755)
    kernel_make("olddefconfig", "")
    os.rename(CONF + ".real", CONF)


def conf(target, text=None, **more):
    if text is not None:
        write(WORK + "/.config", text)
    subprocess.run([CONF, "-s", "--" + target, "Kconfig"], cwd=WORK, env=environment | more,
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return read(WORK + "/.config")


# --- what is merged -------------------------------------------------------------------

def symbols():
    """{NAME: TYPE} of what can be asked for on this architecture."""
    types = {}
    for top, dirs, files in os.walk(LINUX):
        dirs[:] = sorted(d for d in dirs if top != LINUX + "/arch" or d == SRCARCH)
        if "scripts/kconfig" in top:
            continue
        for file in sorted(f for f in files if f.startswith("Kconfig")):
            types |= dict(re.findall(
                r"^(?:menu)?config (\w+)\n\s+(?:def_)?(bool|tristate|int|hex|string)\b",
                read(os.path.join(top, file)), re.M))
    return types


def line(name, value):
    return f"# CONFIG_{name} is not set\n" if value == "n" else f"CONFIG_{name}={value}\n"


def any_value(of, rnd):
    """Mostly one of the type; a wrong one shows what Kconfig does with that."""
    if rnd.random() < 0.03:
        of = rnd.choice(["tristate", "int", "hex", "string"])
    if of == "int":
        return str(rnd.choice([-1, 0, 1, rnd.randrange(100), rnd.randrange(1 << 31)]))
    if of == "hex":
        return hex(rnd.choice([0, rnd.randrange(256), rnd.randrange(1 << 32)]))
    if of == "string":
        return rnd.choice(['""', '"word"', '"a.b_c+d,e-1"'])
    return rnd.choice("ynm" if of == "tristate" else "yn")


def damaged(text, rnd):
    lines = []
    for old in text.splitlines(True):
        what = rnd.random()
        found = re.match(r"(?:# )?CONFIG_(\w+)(?:=| is not set)", old)
        if what < 1 / 3:
            continue
        if found and what < 1 / 3 + 0.1:
            old = line(found[1], any_value(SYMBOLS.get(found[1], "tristate"), rnd))
        lines.append(old)
    return "".join(lines)


def requests(rnd):
    """One to three fragments; some symbols are in more than one of them."""
    names = rnd.sample(sorted(SYMBOLS), int(501 ** rnd.random()))
    files = [set() for _ in range(rnd.randint(1, 3))]
    for name in names:
        for file in rnd.sample(files, len(files) if rnd.random() < 0.1 else 1):
            file.add(name)
    return ["".join(line(n, any_value(SYMBOLS[n], rnd))
                    for n in rnd.sample(sorted(f), len(f))) for f in files]


# --- the comparison -------------------------------------------------------------------

def merged(base, fragments, rule=None):
    files = [write(f"{WORK}/input.{i}", t) for i, t in enumerate([base, *fragments])]
    write(WORK + "/input", "".join([base, *fragments]))
    if rule:
        files[0] = rule
    run = subprocess.run([KHARNESS, "merge", "--linux", LINUX, "--arch", ARCH, "--cross",
                          CROSS, "--bridge-dir", BRIDGES, "-o", WORK + "/merged", *files],
                         capture_output=True, text=True)
    if run.returncode not in (0, 1):
        print(f"kharness merge ended with status {run.returncode}: {run.stderr[:2000]}")
        return ""
    return read(WORK + "/merged")


def same(name, expected, got):
    if got == expected:
        return True
    print(f"{ARCH} {name} differs:")
    diff = difflib.unified_diff(expected.splitlines(), got.splitlines(), "conf", "kharness",
                                lineterm="", n=0)
    print(*list(diff)[:10 if got else 0], sep="\n")
    return False


def check(name, base, by_make):
    """How many of the comparisons that this case is, and how many differ."""
    rnd = random.Random(name)
    less, asked = damaged(base, rnd), requests(rnd)
    results = [same(name, conf("olddefconfig", base), merged(base, [])),
               same(name + ", damaged", conf("olddefconfig", less), merged(less, [])),
               same(f"{name}, requests", conf("olddefconfig", base + "".join(asked)),
                    merged(base, asked))]
    if by_make:
        for text in (base, less):
            results.append(same(name + ", conf and make", kernel_make("olddefconfig", text),
                                conf("olddefconfig", text)))
    return results


def check_rule(rule, number):
    asked = requests(random.Random(f"{rule}:{number}"))
    all_of_them = write(WORK + "/all", "".join(asked))
    return [same(f"{rule}:{number}", conf(rule, KCONFIG_ALLCONFIG=all_of_them),
                 merged("", asked, rule))]


def cases(arguments):
    for a in arguments:
        kind, _, what = a.rpartition(":")
        if kind == "make":
            yield a, kernel_make(what)
            continue
        if not kind:
            yield os.path.basename(a), read(a)
            continue
        first, last = map(int, what.split("-"))
        for n in range(first, last + 1):
            yield f"{kind}:{n}", (conf("randconfig", KCONFIG_SEED=str(n)) if kind == "rand"
                                  else None)


CONF = OBJ + "/scripts/kconfig/conf"
prepared = os.path.exists(WORK)
if not prepared:
    prepare()
environment = dict(v.split("=", 1) for v in read(WORK + "/env").split("\0") if v)
environment |= {"LD_PRELOAD": OBJ + "/memo.so", "POPEN_MEMO": WORK + "/memo"}
if not prepared:
    write(WORK + "/symbols", json.dumps(symbols()))
SYMBOLS = json.loads(read(WORK + "/symbols"))
assert len(SYMBOLS) > 10000, len(SYMBOLS)
total, configurations = [], 0
for case, config in cases(sys.argv[3:]):
    if config is None:
        total += check_rule(*case.split(":"))
    else:
        total += check(case, config, by_make=not prepared and not total)
    configurations += 1
print(f"{ARCH}: {configurations} configurations, {len(total)} comparisons, "
      f"{total.count(False)} differ")
sys.exit(not all(total))
