#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Rules of the source tree that a program can check.

setup() {
	cd "$TOP" || return
}

sources() {
	find harness testvm -name '*.[ch]' | sort
}

@test "every C file is formatted as .clang-format says" {
	sources | xargs clang-format --dry-run -Werror
}

@test "cppcheck finds nothing" {
	cppcheck --quiet --error-exitcode=1 --std=c11 --inline-suppr -j "$(nproc)" \
		--enable=warning,portability,performance \
		--suppress=missingIncludeSystem --suppress=varFuncNullUB --suppress=unknownMacro \
		--suppress=normalCheckLevelMaxBranches -I harness harness testvm
}

@test "every shell script passes shellcheck" {
	grep -rlE '^#!/(usr/)?bin/(env )?(sh|bash)' scripts .ci | sort | xargs shellcheck
}

# bash ignores a failing "! command" under errexit: such a check cannot fail
@test "no test negates a command without '|| false'" {
	run grep -rnE '^[[:space:]]*! .*' harness/tests --include='*.bats'
	bad=$(echo "$output" | grep -v '|| false$' || true)
	echo "$bad"
	[ -z "$bad" ]
}

@test "every file names its licence" {
	run grep -rL 'SPDX-License-Identifier: GPL-2.0' harness testvm scripts configs patches \
		.ci Kbuild.harness --include='*.[chsS]' --include='*.sh' --include='*.bats' \
		--include='*.config' --include='*.yaml' --include='Kbuild*' --include='*.def'
	[ -z "$output" ]
}

# base, sys and model are below the stages; a stage includes no other stage
level() {
	case $1 in
	base) echo 0 ;;
	sys) echo 1 ;;
	model) echo 2 ;;
	cmd) echo 4 ;;
	*) echo 3 ;;
	esac
}

includes_point_down() {
	bad=
	for f in "$1"/*/*.[ch]; do
		room=$(basename "$(dirname "$f")")
		[ "$room" != tests ] || continue
		for other in $(sed -n 's|^#include "\([a-z]*\)/.*|\1|p' "$f" | sort -u); do
			[ "$other" != "$room" ] || continue
			[ "$(level "$other")" -lt "$(level "$room")" ] ||
				bad="$bad $f->$other"
		done
	done
	echo "$bad"
	[ -z "$bad" ]
}

@test "includes point downward, and no stage includes another" {
	includes_point_down harness
}

@test "an upward include and one between stages are found" {
	mkdir -p "$BATS_TEST_TMPDIR/base" "$BATS_TEST_TMPDIR/vm"
	echo '#include "sys/diag.h"' > "$BATS_TEST_TMPDIR/base/a.c"
	echo '#include "pack/plan.h"' > "$BATS_TEST_TMPDIR/vm/b.c"
	run includes_point_down "$BATS_TEST_TMPDIR"
	[ "$status" -ne 0 ]
	[[ $output == *"base/a.c->sys"* ]]
	[[ $output == *"vm/b.c->pack"* ]]
}

@test "OpenSSL is used by the module room alone" {
	run grep -rl '<openssl/' harness --include='*.[ch]'
	for f in $output; do
		[[ $f == harness/module/* || $f == harness/tests/unit/* ]]
	done
}

@test "every verb has a man page that mandoc accepts" {
	for verb in $(sed -n 's/^VERB(\([a-z]*\),.*/\1/p' harness/cmd/verbs.def); do
		[ -f "harness/man/kharness-$verb.1" ]
		"$KHARNESS" "$verb" --help > /dev/null
	done
	mandoc -T lint -W warning harness/man/*.1
}

@test "a use of a banned function does not compile" {
	printf '#include "base/macro.h"\nvoid f(char *a);void f(char *a) { strcpy(a, "x"); }\n' \
		> "$BATS_TEST_TMPDIR/a.c"
	run gcc -Iharness -fsyntax-only "$BATS_TEST_TMPDIR/a.c"
	[ "$status" -ne 0 ]
	[[ $output == *banned_strcpy* ]]
}
