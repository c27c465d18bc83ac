#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A person at a terminal, who answers the questions of a rebase.

    on_a_terminal.py ANSWERS [--stop ITEMS LINES SIGNAL] -- COMMAND...

ANSWERS is a JSON object: for each item the lines to type. With --stop the command gets
SIGNAL when that many items were answered and that many lines of the next one typed; INT
comes from the terminal, as Ctrl-C does. What was on the screen is printed, then
"exit STATUS" or "signal NUMBER".
"""
import json
import os
import pty
import re
import select
import signal
import sys
import time

ITEM = re.compile(rb"\[\d+/\d+\] [a-z]+: (?:CONFIG_)?(\S+)")
PROMPT = re.compile(rb"(?:\(\? b q\)|  (?:fragment|reason|owner)[^\n]*):\s$")
LIMIT_S = 120


def main():
    split = sys.argv.index("--")
    answers = json.load(open(sys.argv[1]))
    stop = sys.argv[3:6] if "--stop" in sys.argv[:split] else None
    pid, fd = pty.fork()
    if pid == 0:
        os.execvp(sys.argv[split + 1], sys.argv[split + 1:])
    screen, seen, item, line, done = b"", 0, None, 0, 0
    end = time.monotonic() + LIMIT_S
    while time.monotonic() < end:
        if not select.select([fd], [], [], 1)[0]:
            continue
        try:
            data = os.read(fd, 65536)
        except OSError:  # the other end is closed
            data = b""
        if not data:
            break
        screen += data
        if not PROMPT.search(screen[seen:]):
            continue
        names = ITEM.findall(screen[seen:])
        if names:
            done += item is not None
            item, line = names[-1].decode(), 0
        if stop and done == int(stop[0]) and line == int(stop[1]):
            if stop[2] == "INT":
                os.write(fd, b"\x03")
            else:
                os.kill(pid, getattr(signal, "SIG" + stop[2]))
            stop = None
            continue
        seen = len(screen)
        os.write(fd, (answers[item][line] + "\n").encode("utf-8", "surrogateescape"))
        line += 1
    else:
        os.kill(pid, signal.SIGKILL)
        screen += b"\nnothing came any more\n"
    _, status = os.waitpid(pid, 0)
    sys.stdout.buffer.write(screen.replace(b"\r\n", b"\n"))
    if os.WIFSIGNALED(status):
        print("\nsignal", os.WTERMSIG(status))
    else:
        print("\nexit", os.WEXITSTATUS(status))


main()
