# SPDX-License-Identifier: GPL-2.0-or-later
"""What a test may ask of a tree without the code under test: its text and its Kconfig."""
import json
import os
import re
import subprocess
import tempfile

ENTRY = re.compile(r"\s*(?:menu)?config\s+(\w+)\s*$")
OTHER = re.compile(r"(choice|endchoice|menu|endmenu|if|endif|comment|source|mainmenu)\b")
TYPE = re.compile(r"\s+(def_)?(bool|tristate|int|hex|string)\b(.*)")


def write(name, text):
    with open(name, "w") as f:
        f.write(text)


def read(name):
    with open(name) as f:
        return f.read()


class Symbol:
    def __init__(self, name):
        self.name, self.type, self.prompt, self.choice = name, None, False, None
        self.body, self.places = "", []


def read_symbols(linux, srcarch):
    """All symbols that the Kconfig files of the tree define for an architecture."""
    symbols = {}
    for top, dirs, files in os.walk(linux):
        if top == linux + "/arch":
            dirs[:] = [srcarch]
        dirs[:] = sorted(d for d in dirs if top + "/" + d != linux + "/scripts/kconfig")
        for file in sorted(f for f in files if f.startswith("Kconfig")):
            read_file(os.path.join(top, file), os.path.relpath(top + "/" + file, linux), symbols)
    return symbols


def read_file(path, name, symbols):
    now = choice = None
    with open(path, errors="replace") as f:
        for number, line in enumerate(f, 1):
            if entry := ENTRY.match(line):
                now = symbols.setdefault(entry[1], Symbol(entry[1]))
                now.choice = now.choice or choice
                now.places.append(f"{name}:{number}")
            elif other := OTHER.match(line):
                now = None
                if other[1].endswith("choice"):
                    choice = f"{name}:{number}" if other[1] == "choice" else None
            elif now:
                now.body += line
                kind = TYPE.match(line)
                if kind and not now.type:
                    now.type = kind[2]
                if kind and not kind[1] and '"' in kind[3] or re.match(r"\s+prompt ", line):
                    now.prompt = True


def setting(name, value, type_):
    if type_ in ("bool", "tristate") and value == "n":
        return f"# CONFIG_{name} is not set\n"
    return f'CONFIG_{name}="{value}"\n' if type_ == "string" else f"CONFIG_{name}={value}\n"


class Kconfig:
    """The tree's Kconfig: give values, get values. It plans and explains nothing."""

    def __init__(self, program, linux, record, flipped=()):
        replay = {}
        for probe in record["probes"]:
            command = probe["command"].replace("$(srctree)", linux)
            replay[command] = probe["output"]
        for command, output in flipped:
            replay[command.replace("$(srctree)", linux)] = output
        env = dict(e.replace("$(srctree)", linux).split("=", 1) for e in record["environment"])
        self.dir = tempfile.mkdtemp(prefix="kconfig-", dir=".")
        self.process = subprocess.Popen([program], cwd=self.dir, text=True,
                                        env={"PATH": os.environ["PATH"], **env},
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL)
        self.process.stdout.readline()
        self.ask(op="parse", kconfig="Kconfig", replay=replay, only=False)

    def ask(self, **question):
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        assert "error" not in answer, answer
        return answer

    def values(self, lines, names):
        """The values of names with these lines; of two about one symbol the later counts."""
        last = {}
        for line in lines:
            name = re.match(r"(?:# )?CONFIG_(\w+)", line)[1]
            last.pop(name, None)
            last[name] = line
        with open(self.dir + "/values", "w") as f:
            f.writelines(last.values())
        self.ask(op="resolve", mode="olddefconfig", values="values")
        texts = self.ask(op="symbols", names=list(names))["values"].split("\n")
        assert len(texts) == len(names) + 1, "one value a line, a newline behind each"
        return dict(zip(names, texts))

    def close(self):
        self.process.stdin.close()
        self.process.wait()
