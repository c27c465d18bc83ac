#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Asks a bridge to compute random attempts in both ways: see "recheck" in bridge.c.

recheck.py TREE BRIDGES ROUNDS PROVENANCE VALUES: with the toolchain of a merge, and the
one bridge that it left in the directory BRIDGES. Prints what differs.
"""
import glob
import json
import os
import subprocess
import sys

tree, bridges, rounds, provenance, values = sys.argv[1:]


def local(text):
    return text.replace("$(srctree)", os.path.realpath(tree))


with open(provenance) as f:
    record = json.load(f)["toolchain"]
env = dict(local(v).split("=", 1) for v in record["environment"]) | {"PATH": os.environ["PATH"]}
questions = [
    {"op": "parse", "kconfig": "Kconfig", "only": True,
     "replay": {local(p["command"]): p["output"] for p in record["probes"]}},
    {"op": "resolve", "mode": "olddefconfig", "values": os.path.abspath(values)},
    {"op": "recheck", "seed": 7, "rounds": int(rounds)},
]
(program,) = glob.glob(bridges + "/*/bridge")
run = subprocess.run([program], env=env, text=True, stdout=subprocess.PIPE,
                     input="".join(json.dumps(q) + "\n" for q in questions))
assert run.returncode == 0, run.returncode
answer = json.loads(run.stdout.splitlines()[-1])
assert answer["compared"] > int(rounds), answer
print(f"{answer['compared']} values compared", *sorted(set(answer["different"])))
