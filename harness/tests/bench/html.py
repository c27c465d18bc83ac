# SPDX-License-Identifier: GPL-2.0-or-later
"""html.py PAGE: open it five times in a new browser, print what the median took"""
import os
import signal
import statistics
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../cli"))
from webdriver import Browser, ask  # noqa: E402

TIMES = """return [performance.getEntriesByName("first-contentful-paint")[0].startTime,
	performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd]"""


def opened(path):
	begin = subprocess.run([sys.executable, sys.modules["webdriver"].__file__, "begin"],
			       check=True, capture_output=True, text=True)
	session, driver = begin.stdout.split()
	try:
		page = Browser(session)
		page.open(path)
		page.js("return new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
		return page.js(TIMES)
	finally:
		ask(session, "DELETE")
		os.kill(int(driver), signal.SIGTERM)


def main():
	path = sys.argv[1]
	runs = [opened(path) for _ in range(5)]
	paint, ready = (statistics.median(column) for column in zip(*runs))
	print(f"html: 6,000 rows, {os.path.getsize(path) / 1e6:.2f} MB (demand: under 3); first "
	      f"paint after {paint / 1000:.2f} s (demand: under 1), list ready after "
	      f"{ready / 1000:.2f} s")


main()
