#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Kbuild.harness itself: odd places and odd variables. Nothing is compiled here.

setup() {
	cd "$TOP" || return
	program=$KHARNESS
	unset KHARNESS O
	o=$BATS_TEST_TMPDIR/o
}

run_make() {
	run make -f "$TOP/Kbuild.harness" --no-print-directory "$@"
	echo "$output"
}

refused() {
	[ "$status" -eq 2 ]
	[[ $output == *"$1"* ]]
}

@test "clean takes what was made here, and nothing else" {
	mkdir -p "$o"/{bin,obj/harness,check/{unit,obj/harness},smoke-x86_64/build,mine}
	mkdir -p "$o"/linux-{6.18.15,src}/.kharness "$o/linux-stable"
	touch "$o"/{bin/kharness,flavours.mk,init-x86_64,smoke-x86_64/merge.stamp} \
		"$o"/linux-{6.18.15,src,stable}.json
	run_make clean O="$o" ARCH=x86_64
	[ "$status" -eq 0 ]
	[ "$(ls -x -w 99 "$o")" = "linux-stable  linux-stable.json  mine" ]
}

@test "clean in somebody's directory leaves bin, obj, check and linux-stable as they are" {
	mkdir -p "$o"/{bin,obj,check,bridge,linux-stable,smoke-x86_64}
	touch "$o"/{bin/tool,obj/a,check/paper,bridge/b,linux-stable/c,init-d,smoke-x86_64/e}
	before=$(find "$o" | sort)
	run_make clean O="$o"
	[ "$status" -eq 0 ]
	[ "$(find "$o" | sort)" = "$before" ]
	run_make clean O="$BATS_TEST_TMPDIR/nowhere"
	[ "$status" -eq 0 ]
	[ ! -e "$BATS_TEST_TMPDIR/nowhere" ]
}

@test "an empty O= is no root directory" {
	run_make -n clean O=
	refused "an empty O="
}

@test "paths that make cannot handle are refused" {
	run_make -n harness O="$BATS_TEST_TMPDIR/with space"
	refused "a space or a colon in a path"
	run_make -n harness O="$BATS_TEST_TMPDIR/with:colon"
	refused "a space or a colon in a path"
	mkdir "$BATS_TEST_TMPDIR/my dir"
	cp Kbuild.harness "$BATS_TEST_TMPDIR/my dir"
	cd "$BATS_TEST_TMPDIR/my dir"
	run make -n -f Kbuild.harness harness
	refused "a space or a colon in a path"
	cd "$TOP"
	run make -n -f "$BATS_TEST_TMPDIR/my dir/Kbuild.harness" harness O="$o"
	refused "is not this checkout; has its path a space?"
	[ ! -e "$o" ]
}

@test "KEY= without CERT= is refused, and the other way round" {
	for given in KEY=k CERT=c; do
		run_make -n help "$given"
		refused "KEY= and CERT= belong together"
	done
}

@test "help says what is made, from any directory" {
	cd /
	run_make help FLAVOUR=x ARCH=y O=some/where/
	[ "$status" -eq 0 ]
	[[ ${lines[0]} == *"FLAVOUR=x ARCH=y"* ]]
	[[ ${lines[1]} == *some/where//bin/kharness ]]
}

# flavours NAME: the one flavour that there is
flavours() {
	mkdir -p "$BATS_TEST_TMPDIR/configs" "$o"
	cat >"$BATS_TEST_TMPDIR/configs/flavours.yaml" <<-E
		schema: 1
		flavours:
		  $1:
		    about: it
		    base: allnoconfig
		    arch: {x86_64: {}}
		overlays:
		  more: {about: more of it}
	E
}

merge_of() {
	run_make -n merge ARCH=x86_64 O="$o" CONFIGS="$BATS_TEST_TMPDIR/configs" \
		KHARNESS="$program" HARNESS_OBJ= FLAVOUR="$1"
}

@test "a flavour that was just written is known, and one that was taken out is not" {
	flavours first
	merge_of first
	[ "$status" -eq 0 ]
	merge_of first+more
	[ "$status" -eq 0 ]
	merge_of second
	refused "no flavour 'second' for 'x86_64'; there are: first-x86_64; each also as FLAVOUR+OVERLAY"
	flavours second
	merge_of second
	[ "$status" -eq 0 ]
	merge_of first
	refused "no flavour 'first' for 'x86_64'; there are: second-x86_64"
}

# merge_make ARGUMENT...: make with the mini tree, two flavours and the program at hand
merge_make() {
	(cd "$TOP" && make -f Kbuild.harness --no-print-directory O="$o" CONFIGS="$work/configs" \
		LINUX="$work/tree" LINUX_RECORD="$work/tree.json" -o "$o/bin/kharness" "$@")
}

@test "merge-all merges every pair once, and leaves what a merge of each would" {
	# shellcheck source=harness/tests/cli/mini_tree.bash
	source "$TOP/harness/tests/cli/mini_tree.bash"
	mini_tree
	work=$PWD
	mkdir -p configs "$o/bin"
	cp "$program" "$o/bin/kharness"
	touch tree.json
	printf '%s\n' CONFIG_BUS=y CONFIG_SIZE=4 >configs/a.config
	cat >configs/flavours.yaml <<-'END'
		schema: 1
		flavours:
		  one:
		    about: x
		    arch:
		      x86_64: {base: defconfig, fragments: [a.config]}
		      i386: {base: allnoconfig, fragments: [a.config]}
		  two:
		    about: y
		    arch:
		      x86_64: {base: allnoconfig, fragments: [a.config]}
	END
	export KHARNESS_CACHE="$BATS_RUN_TMPDIR/cache"
	merge_make merge FLAVOUR=one ARCH=i386
	cp -r "$o/one-i386" single
	run merge_make merge-all FLAVOUR=one ARCH=i386
	[ "$status" -eq 0 ]
	[ "$(grep -c 'requests honoured' <<<"$output")" -eq 3 ]
	cmp single/.config "$o/one-i386/.config"
	cmp single/provenance.json "$o/one-i386/provenance.json"
	cmp single/merge.stamp "$o/one-i386/merge.stamp"
	# nothing is left to do, for all and for each
	merge_make -q merge-all FLAVOUR=one ARCH=i386
	for pair in one-x86_64 one-i386 two-x86_64; do
		merge_make -q merge FLAVOUR="${pair%-*}" ARCH="${pair#*-}"
	done
	# until one is missing or something changes
	rm "$o/two-x86_64/.config"
	run merge_make -q merge-all FLAVOUR=one ARCH=i386
	[ "$status" -eq 1 ]
	merge_make merge-all FLAVOUR=one ARCH=i386
	[ -s "$o/two-x86_64/.config" ]
	sed -i s/4/5/ configs/a.config
	merge_make merge-all FLAVOUR=one ARCH=i386
	[ "$(grep -lx CONFIG_SIZE=5 "$o"/*/.config | wc -l)" -eq 3 ]
	# a failure is not forgotten
	echo CONFIG_NOWHERE=y >>configs/a.config
	for _ in 1 2; do
		run merge_make merge-all FLAVOUR=one ARCH=i386
		[ "$status" -eq 2 ]
		[[ "$output" == *"CONFIG_NOWHERE=y: the tree has no such symbol"* ]]
	done
}

@test "run-tests ends when a directory is missing" {
	for option in --output --linux; do
		run timeout 20 "$TOP/scripts/run-tests" "$option" "$BATS_TEST_TMPDIR/nowhere"
		refused "error: '$BATS_TEST_TMPDIR/nowhere' is no directory"
	done
	run timeout 20 "$TOP/scripts/run-tests" --long
	refused "--output and --linux are needed"
}
