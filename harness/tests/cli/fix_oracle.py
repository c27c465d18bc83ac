#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Fixes of random requests for real symbols, checked by merging again.

fix_oracle.py [COUNT]: that many requests, twenty in a fragment. Every request that
a fix claims to make take effect must have its value in the .config of a merge with
that fix; without any one line of the block that makes it, one of its requests must not.
"""
import os
import random
import re
import subprocess
import sys

LINUX = os.environ["LINUX"]
COUNT = int(sys.argv[1] or 20) if len(sys.argv) > 1 else 20
TRIED = 3  # lines left out of each fragment's fix; all with a COUNT of more than 20
random.seed(6)


def merge(*fragments, fix=None):
    argv = [os.environ["KHARNESS"], "merge", "--linux", LINUX, "--arch", "x86_64",
            "--bridge-dir", os.environ["BATS_RUN_TMPDIR"] + "/bridge", "-o", "config"]
    argv += [f"--fix={fix}"] if fix else []
    run = subprocess.run(argv + ["defconfig", *fragments], capture_output=True, text=True)
    assert run.returncode in (0, 1), run.stderr
    with open("config") as f:
        return f.read(), run.stderr


def value(config, name):
    found = re.search(rf"^CONFIG_{name}=(.*)$", config, re.M)
    return found[1] if found else "n"


def symbols():
    names = set()
    for top, dirs, files in os.walk(LINUX):
        dirs[:] = [d for d in dirs if top != LINUX + "/arch" or d == "x86"]
        for file in files:
            if file.startswith("Kconfig") and "scripts/kconfig" not in top:
                with open(os.path.join(top, file), errors="replace") as f:
                    names |= set(re.findall(
                        r"^(?:menu)?config\s+(\w+)\n\s+(?:bool|tristate) ", f.read(), re.M))
    return sorted(names)


def line(name, wanted):
    return f"# CONFIG_{name} is not set\n" if wanted == "n" else f"CONFIG_{name}={wanted}\n"


def write(name, text):
    with open(name, "w") as f:
        f.write(text)


def check(requests):
    """Returns how many requests were fixed, and how many lines were left out in turn."""
    write("random.config", "".join(line(n, v) for n, v in requests))
    if os.path.exists("fix.config"):
        os.remove("fix.config")
    before, _ = merge("random.config", fix="fix.config")
    if not os.path.exists("fix.config"):
        return 0, 0
    with open("fix.config") as f:
        text = f.read().replace("#: why\n", "#: why it is tried\n")
    write("fix.config", text)
    after, _ = merge("random.config", "fix.config")
    fixed = re.findall(r"^# makes CONFIG_(\w+)=(\w+) take effect", text, re.M)
    for name, wanted in fixed:
        assert value(before, name) != wanted, f"{name} was {wanted} before the fix"
        assert value(after, name) == wanted, f"{name} is not {wanted}:\n{text}"
    for name, wanted in requests:
        if value(before, name) == wanted:
            assert value(after, name) == wanted, f"{name} was lost:\n{text}"
    lines = [l for l in text.splitlines(True) if re.match(r"CONFIG_|# CONFIG_", l)]
    for left_out in lines if COUNT > 20 else random.sample(lines, min(TRIED, len(lines))):
        write("less.config", text.replace("\n" + left_out, "\n", 1))
        less, _ = merge("random.config", "less.config")
        assert any(value(less, n) != v for n, v in fixed), f"{left_out} is not needed:\n{text}"
    return len(fixed), len(lines)


names = symbols()
assert len(names) > 10000, len(names)
fixed = lines = 0
for _ in range(0, COUNT, 20):
    chosen = random.sample(names, 20)
    more = check([(n, random.choice("yymn")) for n in chosen])
    fixed, lines = fixed + more[0], lines + more[1]
print(f"{fixed} requests fixed by {lines} lines")
assert fixed >= COUNT // 4, "hardly any request was fixed"
