# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# The kernel configurations of a distribution, which are no part of this project.

# reference FILE: $reference becomes its path; the test is skipped without it
reference() {
	for reference in "$TOP"/../shared/reference/"$1" "$TOP"/../../shared/reference/"$1"; do
		[ ! -f "$reference" ] || return 0
	done
	skip "no ../shared/reference/$1"
}
