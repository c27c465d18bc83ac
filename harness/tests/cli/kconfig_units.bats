#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The tree's own tests of Kconfig (scripts/kconfig/tests), driven through the bridge.
#
# Taken is what resolves or is refused. Of choice_randomize{,2} the patterns that random
# values may give are taken, each of which must stay what it is: merge has no randomness.
# Not taken are the prompts of an interactive conf: auto_submenu, and the oldask parts of
# choice, transitional and new_choice_with_dep. A test that is new fails the last one here.

setup() {
	cd "$BATS_TEST_TMPDIR"
	units="$LINUX/scripts/kconfig/tests"
}

# unit NAME: a tree whose Kconfig is that of this test
unit() {
	at="$units/$1"
	[ -d "$at" ] || skip "this tree has no test '$1'"
	rm -rf tree
	mkdir -p tree/scripts tree/arch/x86
	touch tree/arch/x86/Kconfig tree/scripts/Kconfig.include
	cp "$TOP/harness/tests/data/mini-tree/Makefile" tree/
	ln -s "$LINUX/scripts/kconfig" "$LINUX/scripts/include" tree/scripts/
	ln -s "$at"/Kconfig* tree/
}

merge() {
	"$KHARNESS" merge --linux tree --arch x86_64 --bridge-dir "${BRIDGES:-$BATS_RUN_TMPDIR/bridge}" \
		-o config "$@"
}

# holds FILE: the result has this text in it
holds() {
	[[ "$(<config)" == *"$(<"$at/$1")"* ]] || { diff "$at/$1" config; return 1; }
}

# said FILE: each line of FILE is in the output, with its place and as severe
said() {
	while read -r line; do
		case $line in
		Kconfig*:*:\ error:\ * | Kconfig*:*:\ note:\ * | error:\ *) ;;
		Kconfig:*:warning:\ *) line="${line/:warning:/: warning:}" ;;
		Kconfig:*) line="$(sed "s/\(Kconfig:[0-9]*:\)/\1 $2:/" <<<"$line")" ;;
		esac
		[[ "$output" == *"$line"* ]] || { echo "no '$line' in: $output"; return 1; }
	done <"$at/$1"
}

# refused: the merge fails, nothing is written, and what is expected is said
refused() {
	run merge alldefconfig
	[ "$status" -eq 2 ]
	[ ! -e config ]
	said expected_stderr error
	[[ "$output" != *"error: error"* ]]
}

@test "choice: allyes, allmod, allno, alldef" {
	unit choice
	for rule in allyes allmod allno alldef; do
		merge "${rule}config"
		holds "${rule}_expected_config"
	done
}

@test "choice_randomize: each pattern stays" {
	for name in choice_randomize choice_randomize2; do
		unit "$name"
		for n in 0 1 2; do
			merge "$at/expected_config$n"
			cmp config "$at/expected_config$n"
		done
	done
}

@test "new_choice_with_dep: a member that was chosen stays when new ones appear" {
	unit new_choice_with_dep
	echo CONFIG_A=y >answer
	merge "$at/config" answer
	for line in CONFIG_CHOICE_B=y '# CONFIG_CHOICE_C is not set' CONFIG_CHOICE_E=y \
		'# CONFIG_CHOICE_F is not set'; do
		grep -qxF "$line" config
	done
}

@test "no_write_if_dep_unmet" {
	unit no_write_if_dep_unmet
	echo '# CONFIG_A is not set' >answer
	merge "$at/config" answer
	cmp config "$at/expected_config"
}

@test "transitional" {
	unit transitional
	merge "$at/initial_config"
	holds expected_config
	# as requests they take effect under the new name, or do not and it is said
	run merge alldefconfig "$at/initial_config"
	[ "$status" -eq 1 ]
	holds expected_config
	[[ "$output" == *"CONFIG_OLD_DISABLED=n: it is called CONFIG_NEW_DISABLED now"* ]]
	# what this file tests with can fail
	merge alldefconfig
	! holds expected_config || false
	! said expected_config warning || false
}

@test "err_transitional" {
	unit err_transitional
	refused
}

@test "err_recursive_dep" {
	unit err_recursive_dep
	refused
}

@test "err_recursive_inc" {
	unit err_recursive_inc
	refused
}

@test "preprocess" {
	for name in builtin_func escape variable; do
		unit "preprocess/$name"
		run merge allnoconfig
		[ "$status" -eq 0 ]
		said expected_stderr warning
		[ "$(grep -c warning: <<<"$output")" -eq "$(wc -l <"$at/expected_stderr")" ]
	done
	unit preprocess/circular_expansion
	rm -f config
	refused
}

@test "of newer trees: conditional_dep, err_repeated_inc, warn_changed_input" {
	unit conditional_dep
	for n in 1 2 3; do
		merge "$at/test_config$n"
		cmp config "$at/expected_config$n"
	done
	unit err_repeated_inc
	rm -f config
	refused
	unit warn_changed_input
	run merge alldefconfig "$at/config"
	[ "$status" -eq 1 ]
	cmp config "$at/expected_config"
	while read -r changed; do
		[[ "$output" == *"error: ${changed%%:*}=${changed#*: }"* ]] || { echo "$changed: $output"; return 1; }
	done < <(sed -n 's/^  \(CONFIG_.*\) -> .*/\1/p' "$at/expected_stderr")
}

@test "the others are known" {
	cd "$units"
	for t in */__init__.py preprocess/*/__init__.py; do
		case ${t%/__init__.py} in
		choice | choice_randomize | choice_randomize2) ;;
		new_choice_with_dep | no_write_if_dep_unmet | transitional) ;;
		err_recursive_dep | err_recursive_inc | err_transitional) ;;
		preprocess/builtin_func | preprocess/circular_expansion) ;;
		preprocess/escape | preprocess/variable) ;;
		auto_submenu) ;;
		conditional_dep | err_repeated_inc | warn_changed_input) ;;
		*) echo "$t is not taken" && return 1 ;;
		esac
	done
}
