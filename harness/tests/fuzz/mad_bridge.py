#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A bridge whose answers are spoiled, to be put in the place of the real one.

mad_bridge.py REAL SEED: passes questions on to the program REAL, and spoils one of its
answers: another type, nothing, something huge, a text that is cut.
"""
import json
import random
import subprocess
import sys

rnd = random.Random(sys.argv[2])
ODD = [None, True, -1, 0, 10**18, 1e300, "", "y", "\x00", "x" * 100000, [], {}, [[]], {"": None}]


def spoiled(value, depth=0):
    if isinstance(value, (dict, list)) and value and rnd.random() < 0.8 and depth < 6:
        keys = list(value) if isinstance(value, dict) else range(len(value))
        key = rnd.choice(keys)
        if rnd.random() < 0.2:
            del value[key]
        else:
            value[key] = spoiled(value[key], depth + 1)
        return value
    return rnd.choice(ODD)


def answer(text):
    how = rnd.random()
    if how < 0.1:
        return text[:rnd.randrange(len(text))]
    if how < 0.15:
        return text + text
    return json.dumps(spoiled(json.loads(text)), ensure_ascii=rnd.random() < 0.5)


with subprocess.Popen([sys.argv[1]], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                      text=True) as real:
    when = rnd.randrange(12)
    for n, line in enumerate(real.stdout):
        print(answer(line.rstrip("\n")) if n == when else line.rstrip("\n"), flush=True)
        question = sys.stdin.readline()
        if not question:
            real.stdin.close()
            break
        real.stdin.write(question)
        real.stdin.flush()
