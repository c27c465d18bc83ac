#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What "kharness" itself answers, before any verb.

@test "--version names the program and a version" {
	run "$KHARNESS" --version
	[ "$status" -eq 0 ]
	[[ "$output" =~ ^kharness\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
}

@test "--help lists every verb of the table" {
	run "$KHARNESS" --help
	[ "$status" -eq 0 ]
	for verb in $(sed -n 's/^VERB(\([a-z]*\),.*/\1/p' "$TOP/harness/cmd/verbs.def"); do
		[[ "$output" == *"  $verb "* ]]
	done
}

@test "a slip of the fingers gets the verb that was meant" {
	for typed in mergee mrege erge merqe; do
		run "$KHARNESS" "$typed"
		[ "$status" -eq 2 ]
		[ "$output" = "kharness: error: no verb '$typed'; did you mean 'merge'?" ]
	done
}

@test "what is no verb gets no guess" {
	for typed in frobnicate m "" mergemerge; do
		run "$KHARNESS" "$typed"
		[ "$status" -eq 2 ]
		[ "$output" = "kharness: error: no verb '$typed'; see 'kharness --help'" ]
	done
}

@test "no verb at all is a usage error" {
	run "$KHARNESS"
	[ "$status" -eq 2 ]
	[[ "$output" == *"no verb given"* ]]
}
