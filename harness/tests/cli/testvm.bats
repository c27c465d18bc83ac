#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The guest's init as a program on the host, and its data.

setup() {
	cd "$TOP" || return
}

compile() {
	gcc -std=gnu11 -D_GNU_SOURCE -O2 -static -Wall -Wextra -Werror -fstack-protector-strong \
		-D_FORTIFY_SOURCE=2 -o "$BATS_TEST_TMPDIR/init" testvm/init/*.c
}

@test "init needs no library and no interpreter" {
	compile
	run readelf -ld "$BATS_TEST_TMPDIR/init"
	[[ $output == *"Program Headers"* ]]
	[[ $output != *INTERP* ]]
	[[ $output != *NEEDED* ]]
}

@test "init does nothing unless it is process 1" {
	compile
	run "$BATS_TEST_TMPDIR/init"
	[ "$status" -eq 2 ]
	[[ $output == *"only runs as process 1"* ]]
}

@test "the probe and the init compute the same hash" {
	for file in testvm/probe/kharness_probe.c testvm/init/test_module.c; do
		grep -q 'hash = 0xcbf29ce484222325' "$file"
		grep -q '\* 0x100000001b3' "$file"
	done
}

@test "the table of refusals has the cases that matter most, and each once" {
	cases=$(sed '/^#/d;/^$/d' testvm/refusals | awk '{print $1}')
	[ -z "$(sort <<< "$cases" | uniq -d)" ]
	for case in unsigned stripped other-key text-bit signature-bit truncated zstd-broken; do
		grep -qx "$case" <<< "$cases"
	done
}
