#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The page of a comparison with 6,000 rows: its bytes, and when Chromium, headless, first
# paints something of it, by Chromium's own clock. "make bench" sets TOP and O.
set -eu

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
PAGES=$scratch "$O/check/unit/test_diff_html" > "$scratch/log" 2>&1 || {
	cat "$scratch/log" >&2
	exit 1
}
python3 "$TOP/harness/tests/bench/html.py" "$scratch/large.html"
