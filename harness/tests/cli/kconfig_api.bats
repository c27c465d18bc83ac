#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# A tree whose Kconfig has another interface is refused when the bridge is built.

load mini_tree

setup() {
	mini_tree
	bridges=bridges # of no other test
	mv tree/scripts/kconfig link
	cp -rL link tree/scripts/kconfig
}

# refuses PROBE: the merge says which probe fails, and nothing is left behind
refuses() {
	run merge defconfig
	[ "$status" -eq 2 ]
	[[ "$output" == *"error: the Kconfig of Linux 6.18.15-mini has an interface that this kharness does not know: the probe '$1' fails"* ]] ||
		{ echo "$output"; return 1; }
	[[ "$output" == *"note: known are the trees from 6.12 to 7.2"* ]]
	[ ! -e config ]
	[ -z "$(find bridges -type f)" ]
}

@test "a member of a structure that has another name" {
	sed -i 's/\<choice_members\>/alternatives/g' tree/scripts/kconfig/*.[chly]
	refuses 'a choice lists its members (6.11)'
}

@test "a function that takes something else, which C would let pass" {
	sed -i 's/\(sym_calc_choice\)(struct menu \*choice)/\1(struct symbol *choice)/' \
		tree/scripts/kconfig/lkc.h
	sed -i 's/sym_calc_choice(struct menu \*choice)/sym_calc_choice(struct symbol *s)/; /sym_calc_choice(struct symbol/,/^{/s/^{/{ struct menu *choice = (void *)s;/' \
		tree/scripts/kconfig/symbol.c
	refuses 'choices are menus (6.11)'
}

@test "a macro that takes one more argument, as before 6.9" {
	sed -i 's/for_all_symbols(sym)/for_all_symbols(i, sym)/' tree/scripts/kconfig/*.[chly]
	refuses 'for_all_symbols() without an index (6.9)'
}

@test "commands that are run by another function" {
	sed -i 's/= popen(/= start_command(/; 1i #define start_command popen' \
		tree/scripts/kconfig/preprocess.c
	refuses 'commands are run with popen()'
}

@test "a difference that no probe knows" {
	sed -i 's/\<conf_set_all_new_symbols\>/set_all_new_symbols/g' tree/scripts/kconfig/*.[chly]
	refuses 'the bridge compiles'
	[[ "$output" == *"conf_set_all_new_symbols"* ]]
}
