#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Trials of causes compute only what hangs on their changes: that gives what computing
# everything gives.

load mini_tree

setup() {
	mini_tree
}

# recheck TREE ROUNDS: with a bridge of its own
recheck() {
	run "$KHARNESS" merge --linux "$1" --arch x86_64 --bridge-dir mine -o config defconfig
	[ "$status" -eq 0 ]
	run python3 "$TOP/harness/tests/cli/recheck.py" "$1" mine "$2" provenance.json config
	[ "$status" -eq 0 ]
}

@test "an attempt computes no more than it must, and nothing comes out another way" {
	recheck "$LINUX" "$([ -n "$KHARNESS_LONG" ] && echo 1000 || echo 20)"
	[[ "$output" =~ ^[0-9]+" values compared"$ ]]
}

@test "what an attempt forgets to compute is found" {
	rm tree/scripts/kconfig
	cp -r "$LINUX/scripts/kconfig" tree/scripts/kconfig
	# a dependency that is in no expression
	sed -i '/newval.tri = EXPR_OR(newval.tri, sym->rev_dep.tri);/a \
		if (sym->name \&\& !strcmp(sym->name, "BASICS")) { \
			struct symbol *other = sym_find("FORCING"); \
			sym_calc_value(other); newval.tri = other->curr.tri; }' \
		tree/scripts/kconfig/symbol.c
	recheck tree 50
	[[ "$output" == *"values compared BASICS"* ]]
}
