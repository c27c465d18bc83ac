#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# A merge begins with what the tools said last time, and ends with what they say now.

load mini_tree

# rustc, and a python that Kconfig asks, say what a file elsewhere holds, as those do that
# only look for the real tool: nothing about themselves changes with it.
setup() {
	mini_tree
	bridges=bridges
	mkdir bin configs
	for tool in rustc python3-asked; do
		printf '#!/bin/sh\necho "$0 $*" >>"%s/calls"\nsleep 0.2\ncat "%s/%s.says"\n' "$PWD" "$PWD" "$tool" >"bin/$tool"
		chmod +x "bin/$tool"
		echo "$tool 1.0" >"$tool.says"
	done
	export PATH="$PWD/bin:$PATH"
	# shellcheck disable=SC2016
	printf '%s\n' 'config RUSTC_TEXT' '	string' '	default "$(RUSTC_VERSION_TEXT)"' \
		'config PYTHON_TEXT' '	string' '	default "$(shell,python3-asked)"' >>tree/Kconfig
	cat >configs/flavours.yaml <<-'END'
		schema: 1
		flavours:
		  one: {about: x, base: allnoconfig, fragments: [], arch: {x86_64: {}}}
		  two: {about: y, base: alldefconfig, fragments: [], arch: {x86_64: {}, i386: {}}}
	END
	# files that changed a moment ago may be changing still: of those there is no image
	sleep 3.2
}

# has RUSTC PYTHON [FILE...]: what each configuration says of the two
has() {
	rustc=$1
	python=$2
	shift 2
	for file in "${@:-config}"; do
		grep -qx "CONFIG_RUSTC_TEXT=\"rustc $rustc\"" "$file"
		grep -qx "CONFIG_PYTHON_TEXT=\"python3-asked $python\"" "$file"
	done
}

@test "a tool that says something else is noticed in the same merge" {
	merge allnoconfig
	has 1.0 1.0
	merge allnoconfig
	has 1.0 1.0
	echo 'rustc 2.0' >rustc.says
	merge allnoconfig
	has 2.0 1.0
	grep -q '"rustc": "rustc 2.0"' provenance.json
	merge allnoconfig
	has 2.0 1.0
	echo 'python3-asked 3.0' >python3-asked.says
	merge allnoconfig
	has 2.0 3.0
	grep -q '"output": "python3-asked 3.0' provenance.json
	# and back, to what was kept before
	echo 'python3-asked 1.0' >python3-asked.says
	echo 'rustc 1.0' >rustc.says
	merge allnoconfig
	has 1.0 1.0
}

@test "every merge asks them, and what it says of the result is said once" {
	echo CONFIG_NOWHERE=y >f.config
	run merge allnoconfig f.config
	first=$output
	: >calls
	echo 'rustc 2.0' >rustc.says
	run merge allnoconfig f.config
	[ "$status" -eq 1 ]
	diff <(grep -v toolchain <<<"$output") <(grep -v toolchain <<<"$first")
	grep -q 'rustc --version' calls
	grep -q python3-asked calls
	: >calls
	run merge allnoconfig f.config
	[ "$(grep -c 'rustc --version' calls)" -eq 1 ]
	[ "$(grep -c python3-asked calls)" -eq 1 ]
}

@test "many at once, and other verbs" {
	all() {
		"$KHARNESS" merge --all --linux tree --bridge-dir bridges --accept-toolchain -o all
	}
	all
	all
	for changed in rustc python3-asked; do
		echo "$changed 2.0" >"$changed.says"
		all
		"$KHARNESS" explain --linux tree --arch x86_64 --bridge-dir bridges allnoconfig \
			PYTHON_TEXT RUSTC_TEXT | tee explained
		[ "$changed" = rustc ] || grep -q 'python3-asked 2.0' explained
		grep -q 'rustc 2.0' explained
	done
	has 2.0 2.0 all/*/.config
}

@test "a tool that fails, hangs or is gone" {
	merge allnoconfig
	printf '#!/bin/sh\nkill -9 $$\n' >bin/rustc
	merge allnoconfig
	grep -qx 'CONFIG_RUSTC_TEXT=""' config
	rm bin/rustc
	PATH=$PWD/bin:/usr/bin:/bin merge allnoconfig
	printf '#!/bin/sh\nexec sleep 300\n' >bin/python3-asked
	cp config before
	run merge --deadline 2 allnoconfig
	[ "$status" -eq 2 ]
	[[ "$output" == *"did not answer within 2000 ms and was killed"* ]]
	cmp config before
}
