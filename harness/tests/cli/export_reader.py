# SPDX-License-Identifier: GPL-2.0-or-later
"""Reads what "kharness export" wrote, as the tools do that it is written for.

    export_reader.py annotations FILE ARCH FLAVOUR      the .config lines, sorted
    export_reader.py notes FILE                         SYMBOL NOTE
    export_reader.py ark DIR ARCH                       the .config lines, sorted
    export_reader.py config FILE                        the .config lines, sorted
"""
import ast
import os
import re
import sys


def line(name, value):
    return f"# {name} is not set" if value == "n" else f"{name}={value}"


def annotations(path):
    policies, notes = {}, {}
    with open(path, encoding="utf-8") as f:
        lines = f.read().splitlines()
    assert lines[:2] == ["# Menu: HEADER", "# FORMAT: 4"], lines[:2]
    archs, flavours = (x.split(": ")[1].split(" ") for x in lines[2:4])
    for text in lines[4:]:
        if not text.strip() or text.startswith("#"):
            continue
        m = re.match(r"(\S+) +(policy|note)<(.*?)>$", text)
        assert m, text
        value = ast.literal_eval(m.group(3))
        if m.group(2) == "note":
            assert m.group(1) in policies, text
            notes[m.group(1)] = value
        else:
            assert m.group(1) not in policies, text
            assert list(value) == sorted(value), text
            assert all(k in archs + flavours for k in value), text
            policies[m.group(1)] = value
    return policies, notes


def one(policies, arch, flavour):
    for name, policy in policies.items():
        value = policy.get(f"{arch}-{flavour}", policy.get(arch))
        if value is not None:
            yield line(name, value)


def ark(top, arch):
    found = {}
    priority = [p for p in os.listdir(top) if p.startswith("priority.")]
    with open(os.path.join(top, priority[0])) as f:
        layers = dict(x.strip().split("=") for x in f)
    for order in layers["ORDER"].split():
        for layer in layers[arch].split(":"):
            place = os.path.join(top, order, layer.replace("-", "/"))
            for name in os.listdir(place) if os.path.isdir(place) else []:
                path = os.path.join(place, name)
                if os.path.isfile(path):
                    with open(path) as f:
                        found[name] = f.read()
                    assert name in found[name] and found[name].count("\n") == 1, path
    return [text.strip() for text in found.values()]


def config(path):
    with open(path) as f:
        return [x.strip() for x in f if re.match(r"(# )?CONFIG_", x)]


kind, path, *rest = sys.argv[1:]
if kind == "notes":
    for name, note in annotations(path)[1].items():
        print(name, note)
else:
    if kind == "annotations":
        got = one(annotations(path)[0], *rest)
    elif kind == "ark":
        got = ark(path, *rest)
    else:
        got = config(path)
    print("\n".join(sorted(got)))
