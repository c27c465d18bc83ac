#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Other releases of Linux: the bridge builds, and the tests of merge pass with it, for
# x86_64 and arm64. One that is too old is refused.
#
# "check" takes the trees that are in the cache; "check-long" fetches them.

other_tree() {
	cached=--cached
	[ -z "$KHARNESS_LONG" ] || cached=
	# shellcheck disable=SC2086
	other="$("$TOP/scripts/fetch-kconfig" $cached "$@" 2>&1)" || skip "${other#error: }"
}

# passes FILE: its tests pass with the tree, in a bats of their own
passes() {
	clean=()
	for v in $(compgen -v BATS_); do
		clean+=(-u "$v")
	done
	run env "${clean[@]}" LINUX="$other" TMPDIR="$here" KHARNESS_LONG= OTHER_LINUX=1 \
		bats --tap "$TOP/harness/tests/cli/$1.bats"
	[ "$status" -eq 0 ] || { echo "$output" | grep -v '^ok'; return 1; }
	[[ "$output" == *"ok 2 "* ]]
}

setup() {
	here="$BATS_TEST_TMPDIR"
	cd "$here"
}

@test "Linux 6.12: verdicts and messages" {
	other_tree linux-source-6.12 trixie
	passes merge
}

@test "Linux 6.12: the same bytes as its own make, x86_64 and arm64" {
	other_tree linux-source-6.12 trixie
	passes merge_exact
}

@test "Linux 6.12: its own tests of Kconfig" {
	other_tree linux-source-6.12 trixie
	passes kconfig_units
}

@test "Linux 7.2: verdicts and messages" {
	other_tree linux-source-7.2 sid
	passes merge
}

@test "Linux 7.2: the same bytes as its own make, x86_64 and arm64" {
	other_tree linux-source-7.2 sid
	passes merge_exact
}

@test "Linux 7.2: its own tests of Kconfig" {
	other_tree linux-source-7.2 sid
	passes kconfig_units
}

@test "Linux 6.1, which is too old: refused by the name of a probe" {
	other_tree linux-source-6.1 bookworm
	run "$KHARNESS" merge --linux "$other" --arch x86_64 --bridge-dir bridges -o config \
		defconfig
	[ "$status" -eq 2 ]
	[[ "$output" == *"error: the Kconfig of Linux 6.1."*" has an interface that this kharness does not know: the probe 'file names are strings (6.9)' fails"* ]]
	[ ! -e config ]
}
