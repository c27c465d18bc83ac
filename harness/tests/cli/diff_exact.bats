#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What "kharness diff" says of two configurations, checked with the tree's own conf.

setup_file() {
	cd "$BATS_FILE_TMPDIR"
	: >none
	for base in defconfig allmodconfig; do
		"$KHARNESS" merge --linux "$LINUX" --arch x86_64 --cross "" \
			--bridge-dir "$BRIDGES" -o "$base.config" "$base" none
	done
	"$KHARNESS" merge --linux "$LINUX" --arch x86_64 --cross "" --flavour azure \
		--configs "$TOP/configs" --bridge-dir "$BRIDGES" -o azure.config
}

setup() {
	cd "$BATS_FILE_TMPDIR" # conf is built once
	each=4
	[ ! "$KHARNESS_LONG" ] || each=150
}

# exact OLD NEW [OPTION...]: what came out is shown by scripts/run-tests
exact() {
	local old=$1 new=$2
	shift 2
	python3 "$TOP/harness/tests/cli/diff_exact.py" "$old.config" "$new.config" "$@" >shown || { cat shown; return 1; }
	sed 's/^/# total: /' shown >&3
}

@test "edits cannot be left out, and causes are causes" {
	exact azure defconfig --each $each
}

@test "the same from a configuration to one with thousands of values more" {
	exact defconfig allmodconfig --each $each
}

@test "the same the other way round" {
	exact allmodconfig azure --each $each
}

@test "causes that are none are found out" {
	exact azure defconfig --each 4 --altered
}
