#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Explanations of "kharness merge" for random requests, checked with the tree's Kconfig alone.

setup() {
	cd "$BATS_TEST_TMPDIR"
	ln -s "$BATS_FILE_TMPDIR" bridge
}

# table: what a test measured, shown by scripts/run-tests
table() {
	sed 's/^/# total: /' >&3
}

@test "every cause and every fix is true, for each failing verdict" {
	each=1 batch=2
	if [ "$KHARNESS_LONG" ]; then
		each=40 batch=8
	fi
	python3 "$TOP/harness/tests/cli/oracle.py" --each $each --batch $batch >shown
	table <shown
	grep -q ' explanations are true' shown
}

@test "the same for arm64" {
	[ "$KHARNESS_LONG" ] || skip "only in check-long"
	command -v aarch64-linux-gnu-gcc || skip "no compiler for arm64"
	python3 "$TOP/harness/tests/cli/oracle.py" --arch arm64 --each 40 --batch 8 >shown
	table <shown
	grep -q ' explanations are true' shown
}

@test "spoilt causes and fixes are found out" {
	python3 "$TOP/harness/tests/cli/oracle.py" --altered --batch 2 >shown
	table <shown
}
