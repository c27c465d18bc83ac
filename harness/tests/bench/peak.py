#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs a command and prints the peak memory of the processes in it that have these names.

peak.py NAME[,NAME...] COMMAND...: one line for each, "NAME KILOBYTES". The kernel keeps
the peak (VmHWM in /proc/PID/status, see proc(5)); it is read every millisecond, because a
process takes it along when it ends, and wait4(2) tells that of its children together.
"""
import os
import subprocess
import sys
import time

names = sys.argv[1].split(",")
peaks = dict.fromkeys(names, 0)


def below(pid):
    yield pid
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as f:
            children = f.read().split()
    except OSError:
        return
    for child in children:
        yield from below(int(child))


def look(pid):
    try:
        with open(f"/proc/{pid}/status") as f:
            status = dict(line.split(":", 1) for line in f if ":" in line)
    except OSError:
        return
    name = status.get("Name", "").strip()
    if name in peaks and "VmHWM" in status:
        peaks[name] = max(peaks[name], int(status["VmHWM"].split()[0]))


run = subprocess.Popen(sys.argv[2:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
while run.poll() is None:
    for pid in below(run.pid):
        look(pid)
    time.sleep(0.001)
for name in names:
    print(name, peaks[name])
