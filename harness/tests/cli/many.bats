#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "kharness merge --all": many pairs from one parse an architecture, the same results as
# one by one, and a failure stays with its pair.

bats_require_minimum_version 1.5.0
load mini_tree

# Three flavours, two of them for two architectures. The mini tree leaves a line in
# "parses" each time that it is parsed.
setup() {
	mini_tree
	export TMPDIR="$PWD/tmp"
	mkdir -p tmp configs
	# shellcheck disable=SC2016
	echo 'parsed := $(shell,echo $(ARCH) >>$(srctree)/parses)' >>tree/Kconfig
	cat >configs/flavours.yaml <<-'END'
		schema: 1
		flavours:
		  one:
		    about: x
		    arch:
		      x86_64: {base: defconfig, fragments: [a.config, b.config]}
		      i386: {base: start.config, fragments: [b.config, a.config]}
		  two:
		    about: y
		    arch:
		      i386: {base: allnoconfig, fragments: [b.config]}
		      x86_64: {base: allmodconfig, fragments: [b.config]}
		  three:
		    about: z
		    arch:
		      x86_64: {base: allnoconfig, fragments: [c.config]}
	END
	pairs="one-x86_64 one-i386 two-i386 two-x86_64 three-x86_64"
	echo CONFIG_MODULES=y >configs/start.config
	printf '%s\n' CONFIG_BUS=y CONFIG_SIZE=4 >configs/a.config
	printf '%s\n' CONFIG_TWO=y CONFIG_FORCING=y >configs/b.config
	echo CONFIG_EXPERT=y >configs/c.config
}

# all ARGUMENT...: merge --all to out/
all() {
	"$KHARNESS" merge --linux tree --all --bridge-dir "$bridges" -o out "$@"
}

# one_by_one: the same with one merge a pair, to single/, what each says in its directory
one_by_one() {
	for p in $pairs; do
		mkdir -p "single/$p"
		"$KHARNESS" merge --linux tree --arch "${p#*-}" --flavour "${p%-*}" \
			--bridge-dir "$bridges" -o "single/$p/.config" \
			>"single/$p/said" 2>"single/$p/errors" || true
	done
}

# same_as_single PAIR...: each has the bytes of one_by_one, and no other file
same_as_single() {
	for p in "$@"; do
		cmp "out/$p/.config" "single/$p/.config"
		cmp "out/$p/provenance.json" "single/$p/provenance.json"
		[ "$(find "out/$p" | wc -l)" -eq 3 ]
	done
}

# planted: the tree's own Kconfig hangs when it writes HANGS=1, and dies for DIES=1
planted() {
	rm tree/scripts/kconfig
	cp -rL "$LINUX/scripts/kconfig" tree/scripts/kconfig
	sed -i '/^int conf_write(const char \*name)$/,/^{$/ s/^{$/{ planted();/' \
		tree/scripts/kconfig/confdata.c
	sed -i '/^int conf_write(const char \*name)$/i \
static bool has(const char *name)\
{\
	struct symbol *sym = sym_find(name);\
	sym_calc_value(sym);\
	return strcmp(sym_get_string_value(sym), "1") == 0;\
}\
static void planted(void)\
{\
	if (has("HANGS"))\
		pause();\
	if (has("DIES"))\
		abort();\
}' tree/scripts/kconfig/confdata.c
	printf 'config HANGS\n\tint "x"\n\tdefault 0\nconfig DIES\n\tint "x"\n\tdefault 0\n' >>tree/Kconfig
	bridges="$PWD/bridges"
}

# in_background ARGUMENT...: all, as the process $!
in_background() {
	(exec "$KHARNESS" merge --linux tree --all --bridge-dir "$bridges" -o out "$@") \
		>said 2>errors 3>&- &
}

# alive: processes of the bridges in $bridges
alive() {
	pgrep -f "$bridges/[0-9a-f]*/bridge" || true
}

# gone: there is none any more, within two seconds
gone() {
	for _ in $(seq 20); do
		[ -n "$(alive)" ] || return 0
		sleep 0.1
	done
	echo "left: $(ps -o pid,stat,args -p "$(alive | paste -sd,)")"
	return 1
}

@test "all are what one merge each gives, from one parse an architecture" {
	one_by_one
	rm tree/parses
	run --separate-stderr all --no-replay
	[ "$status" -eq 0 ]
	[ "$(sort tree/parses)" = "$(printf 'i386\nx86_64')" ]
	same_as_single $pairs
	# the summaries in the order of flavours.yaml
	diff -u <(for p in $pairs; do sed "s,^single/,out/," "single/$p/said"; done) \
		<(printf '%s\n' "$output")
	# and what each says behind its name
	diff -u <(for p in $pairs; do
		[ -s "single/$p/errors" ] || continue
		echo "kharness: note: for $p:"
		cat "single/$p/errors"
	done) <(printf '%s\n' "$stderr")
	[ -z "$(ls tmp)" ]
}

@test "nothing that is the same is written again" {
	all
	touch -d '2001-01-01' out/*/.config out/*/provenance.json
	all
	[ -z "$(find out -type f -newermt 2002-01-01)" ]
}

@test "a flavour whose request fails, among good ones" {
	echo CONFIG_NOWHERE=y >>configs/c.config
	one_by_one
	run --separate-stderr all
	[ "$status" -eq 1 ]
	same_as_single $pairs
	[ "${lines[4]}" = "out/three-x86_64/.config: 1 of 2 requests honoured, 1 not in effect" ]
	[[ "${lines[3]}" == "out/two-x86_64/.config: 2 of 2 "* ]]
	[[ "$stderr" == *"note: for three-x86_64:
configs/c.config:2:1: error: CONFIG_NOWHERE=y: the tree has no such symbol"* ]]
	[ "$(grep -c error: <<<"$stderr")" -eq 1 ]
}

@test "a flavour that cannot be read, among good ones" {
	echo CONFIG_EXPERT=perhaps >configs/c.config
	one_by_one
	run --separate-stderr all
	[ "$status" -eq 1 ]
	same_as_single one-x86_64 one-i386 two-i386 two-x86_64
	[ "${lines[4]}" = "out/three-x86_64/.config: not merged" ]
	[[ "$stderr" == *"note: for three-x86_64:
configs/c.config:1:"* ]]
	[ -z "$(ls -A out/three-x86_64)" ]
	# by itself it is bad input, as for one merge
	run all --flavour three
	[ "$status" -eq 2 ]
}

@test "a process that dies takes only its pair along" {
	planted
	echo CONFIG_DIES=1 >>configs/c.config
	one_by_one
	run --separate-stderr all
	[ "$status" -eq 1 ]
	same_as_single one-x86_64 one-i386 two-i386 two-x86_64
	[ "${lines[4]}" = "out/three-x86_64/.config: not merged" ]
	diff -u single/three-x86_64/errors <(grep error: <<<"$stderr")
	grep 'signal 6' single/three-x86_64/errors
	[ -z "$(ls -A out/three-x86_64)$(ls tmp)" ]
	gone
}

@test "a process that hangs is killed at its deadline, and no other" {
	planted
	echo CONFIG_HANGS=1 >>configs/a.config
	run --separate-stderr all --deadline 3
	[ "$status" -eq 1 ]
	[ "$(grep -c 'not merged' <<<"$output")" -eq 2 ]
	[ "${lines[0]}" = "out/one-x86_64/.config: not merged" ]
	[ "${lines[1]}" = "out/one-i386/.config: not merged" ]
	[ "$(grep -c "did not answer within 3000 ms and was killed" <<<"$stderr")" -eq 2 ]
	[ -s out/two-i386/.config ] && [ -s out/two-x86_64/.config ] && [ -s out/three-x86_64/.config ]
	[ -z "$(ls tmp)" ]
	gone
}

@test "an architecture that does not parse" {
	# shellcheck disable=SC2016
	echo '$(error-if,$(success,test $(ARCH) = i386),no such machine)' >>tree/Kconfig
	run --separate-stderr all
	[ "$status" -eq 1 ]
	[ "$(grep -c "no such machine" <<<"$stderr")" -eq 1 ]
	[ "$(grep 'not merged' <<<"$output")" = "out/one-i386/.config: not merged
out/two-i386/.config: not merged" ]
	[ -s out/one-x86_64/.config ] && [ -s out/two-x86_64/.config ]
	run --separate-stderr all --arch i386
	[ "$status" -eq 2 ]
	[ "$(grep -c 'no such machine' <<<"$stderr")" -eq 1 ]
	[ -z "$(ls tmp)" ]
}

@test "a tree that does not parse at all" {
	echo 'nonsense' >>tree/Kconfig
	run --separate-stderr all
	[ "$status" -eq 2 ]
	[ "$(grep -c 'not merged' <<<"$output")" -eq 5 ]
	[ -z "$(find out -type f)" ]
}

@test "two pairs with one directory are refused, and nothing is written" {
	mkdir -p out/one-i386
	ln -s one-i386 out/two-x86_64
	run all
	[ "$status" -eq 2 ]
	[[ "$output" == *"error: one-i386 and two-x86_64 would both write 'out/two-x86_64/.config'"* ]]
	[ -z "$(find out -type f)" ]
	[ "$(find out -type d | wc -l)" -eq 2 ]
	all --flavour one
}

@test "no process is left when kharness is killed" {
	planted
	echo CONFIG_HANGS=1 >>configs/a.config
	in_background
	for _ in $(seq 100); do
		[ "$(alive | wc -l)" -lt 4 ] || break # two trees, two that hang
		sleep 0.1
	done
	[ "$(alive | wc -l)" -ge 4 ]
	kill -KILL $!
	gone
}

@test "no process is left when kharness is killed while a command hangs" {
	planted
	hangs="sleep 1234567.$$" # no other run's
	echo "hanging := \$(shell,$hangs || true)" >>tree/Kconfig
	in_background
	for _ in $(seq 100); do
		[ "$(pgrep -c -f "^$hangs")" -lt 2 ] || break
		sleep 0.1
	done
	[ "$(pgrep -c -f "^$hangs")" -eq 2 ]
	kill -KILL $!
	gone
	for _ in $(seq 20); do
		pgrep -f "^$hangs" || return 0
		sleep 0.1
	done
	return 1
}

@test "SIGTERM ends all, and leaves no directory behind" {
	planted
	echo CONFIG_HANGS=1 >>configs/a.config
	in_background
	for _ in $(seq 100); do
		[ "$(alive | wc -l)" -lt 4 ] || break
		sleep 0.1
	done
	kill -TERM $!
	status=0
	wait $! || status=$?
	[ "$status" -eq 143 ]
	[ "$(grep -c 'interrupted by signal 15' errors)" -eq 1 ]
	[ -z "$(ls tmp)" ]
	gone
}

@test "flavours and architectures can be chosen, overlays too" {
	cat >>configs/flavours.yaml <<-'END'
		overlays:
		  more:
		    about: more
		    fragments: [c.config]
	END
	run --separate-stderr all --flavour three --flavour one --flavour one+more --arch x86_64
	[ "$status" -eq 0 ]
	[ "$(ls out)" = "$(printf 'one+more-x86_64\none-x86_64\nthree-x86_64')" ]
	[[ "${lines[0]}" == out/one-x86_64/* && "${lines[1]}" == out/one+more-x86_64/* ]]
	[[ "${lines[2]}" == out/three-x86_64/* ]]
	run all --flavour three --flavour tow
	[ "$status" -eq 2 ]
	[[ "$output" == *"'configs/flavours.yaml' has no flavour 'tow'" ]]
	run all --flavour three --arch i386
	[ "$status" -eq 2 ]
	[[ "$output" == *"has no flavour 'three' for this architecture"* ]]
	run all --flavour one+mere
	[ "$status" -eq 2 ]
	[[ "$output" == *"mere"* ]]
}

@test "--json is one document" {
	echo CONFIG_NOWHERE=y >>configs/c.config
	rm configs/start.config
	echo oops >configs/start.config
	status=0
	all --json >said.json 2>/dev/null || status=$?
	[ "$status" -eq 1 ]
	python3 - <<-'PY'
		import json
		d = json.load(open("said.json"))
		p = d["pairs"]
		assert d["schema"] == 1
		assert [x["pair"] for x in p] == ["one-x86_64", "one-i386", "two-i386",
			"two-x86_64", "three-x86_64"]
		assert [x["result"] for x in p] == ["good", "not merged", "good", "good", "failed"]
		assert p[4]["failed"][0]["symbol"] == "NOWHERE"
		assert p[4]["output"] == "out/three-x86_64/.config"
		assert "requests" not in p[1]
	PY
}

# A bridge does one job after another, and Kconfig looks at the members of a choice only up
# to the one that is taken: of the others it knows what they were before.
@test "nothing is left of a job in the next one" {
	cat >>tree/Kconfig <<-'END'
		config FREQ
			bool "Frequencies"
		config PSTATE
			bool "States"
		choice
			prompt "Governor"
			depends on FREQ
		config GOV_A
			bool "a"
			depends on !PSTATE
		config GOV_B
			bool "b"
		config GOV_C
			bool "c"
			depends on !PSTATE
		endchoice
	END
	printf '%s\n' CONFIG_FREQ=y >configs/plain.config
	printf '%s\n' CONFIG_FREQ=y CONFIG_PSTATE=y CONFIG_GOV_B=y >configs/state.config
	: >configs/none.config
	printf 'schema: 1\nflavours:\n' >configs/flavours.yaml
	pairs=
	for n in 1 2 3 4 5 6 7 8; do
		for what in plain state none; do
			base=allnoconfig
			[ $((n % 2)) -eq 0 ] || base=start.config
			printf '  %s%s: {about: x, arch: {x86_64: {base: %s, fragments: [%s.config]}}}\n' \
				"$what" "$n" "$base" "$what" >>configs/flavours.yaml
			pairs="$pairs $what$n-x86_64"
		done
	done
	one_by_one
	taskset -c "$(taskset -cp $$ | sed 's/.*: *//; s/[-,].*//')" \
		"$KHARNESS" merge --linux tree --all --bridge-dir "$bridges" -o out
	# shellcheck disable=SC2086
	same_as_single $pairs
}

@test "usage errors of many" {
	says() {
		[ "$status" -eq 2 ]
		[[ "$output" == "kharness merge: error: $1; see 'kharness merge --help'" ]] ||
			{ echo "$output"; return 1; }
	}
	run all defconfig
	says "--all takes flavours, 'defconfig' cannot be given as well"
	run all --fix x
	says "--fix is for one merge, not for --all"
	run all --provenance x
	says "--provenance is for one merge, not for --all"
	run all --toolchain x
	says "--toolchain is for one merge, not for --all"
	run merge --arch arm64 --flavour one
	says "several of --arch need --all"
	run merge --flavour two --flavour one
	says "several of --flavour need --all"
}

@test "a changed toolchain is told for each pair" {
	cat >>tree/Kconfig <<-'END'
		config ZERO_CALL_USED_REGS
			def_bool $(success,test -e $(srctree)/tool)
	END
	touch tree/tool
	all
	cp -r out before
	rm tree/tool
	run all
	[ "$status" -eq 1 ]
	[ "$(grep -c 'ZERO_CALL_USED_REGS' <<<"$output")" -ge 5 ]
	diff -r before out
	all --accept-toolchain
	! diff -rq before out || false
}

# --- which compiler answers -----------------------------------------------------------

# foreign: the mini tree gets an architecture that this machine is not, and no compiler for it
foreign() {
	mkdir -p tree/arch/riscv/configs bin
	cp tree/arch/x86/Kconfig tree/arch/riscv/
	touch tree/arch/riscv/configs/defconfig
	cat >configs/flavours.yaml <<-'END'
		schema: 1
		flavours:
		  one:
		    about: x
		    arch:
		      riscv: {base: defconfig, fragments: [b.config]}
	END
}

# cross_compiler: a cross compiler appears
cross_compiler() {
	printf '#!/bin/sh\necho riscv gcc 99\n' >bin/riscv64-linux-gnu-gcc
	chmod +x bin/riscv64-linux-gnu-gcc
	PATH="$PWD/bin:$PATH"
}

@test "without a cross compiler a warning says who answers" {
	foreign
	[ -z "$(command -v riscv64-linux-gnu-gcc)" ] || skip "this machine has that compiler"
	text="warning: this machine ($(uname -m)) has no 'riscv64-linux-gnu-gcc'; its own gcc tells"
	run "$KHARNESS" merge --linux tree --arch riscv --bridge-dir "$bridges" -o config defconfig
	[ "$status" -eq 0 ]
	[ "$(grep -c "$text" <<<"$output")" -eq 1 ]
	run all
	[ "$(grep -c "$text" <<<"$output")" -eq 1 ]
	run "$KHARNESS" lint --linux tree --bridge-dir "$bridges"
	[ "$(grep -c "$text" <<<"$output")" -eq 1 ]
	run "$KHARNESS" explain --linux tree --bridge-dir "$bridges" MODULES
	[ "$(grep -c "$text" <<<"$output")" -eq 1 ]
	# whoever asks for it is not told
	run all --cross ''
	[ "$status" -eq 0 ]
	[[ "$output" != *"riscv64"* ]]
}

@test "a cross compiler that is there is taken, with a note" {
	foreign
	cross_compiler
	text="note: for riscv the compiler is 'riscv64-linux-gnu-gcc', as no --cross says otherwise"
	run "$KHARNESS" merge --linux tree --arch riscv --bridge-dir "$bridges" -o config defconfig
	[ "$status" -eq 0 ]
	[ "$(grep -c "$text" <<<"$output")" -eq 1 ]
	grep -q '"compiler": "riscv gcc 99"' provenance.json
	run all
	[ "$(grep -c "$text" <<<"$output")" -eq 1 ]
	grep -q '"compiler": "riscv gcc 99"' out/one-riscv/provenance.json
	run "$KHARNESS" lint --linux tree --bridge-dir "$bridges"
	[ "$(grep -c "$text" <<<"$output")" -eq 1 ]
	run "$KHARNESS" explain --linux tree --bridge-dir "$bridges" MODULES
	[ "$(grep -c "$text" <<<"$output")" -eq 1 ]
	# one that was chosen is not talked about
	run all --cross riscv=riscv64-linux-gnu- --cross arm64=nothing-
	[ "$status" -eq 0 ]
	[[ "$output" != *"the compiler is"* ]]
	run all --cross no-such-
	[ "$status" -eq 2 ]
	[[ "$output" == *"the compiler 'no-such-gcc' cannot be run"* ]]
}

# --- the real tree ----------------------------------------------------------------------

@test "the real tree: two flavours for two architectures" {
	command -v aarch64-linux-gnu-gcc || skip "no compiler for arm64"
	cp -r "$TOP/configs" real
	cat >real/flavours.yaml <<-'END'
		schema: 1
		flavours:
		  one:
		    about: x
		    arch:
		      x86_64: {base: allnoconfig, fragments: [hardening/memory.config, more.config]}
		      arm64: {base: allnoconfig, fragments: [hardening/memory.config]}
		  two:
		    about: y
		    arch:
		      arm64: {base: defconfig, fragments: [more.config]}
		      x86_64: {base: defconfig, fragments: [more.config]}
	END
	printf '%s\n' CONFIG_EXPERT=y CONFIG_NFSD=m CONFIG_USB_STORAGE=y >real/more.config
	run --separate-stderr "$KHARNESS" merge --linux "$LINUX" --all --configs real -o out
	[ "$status" -lt 2 ]
	[ "${#lines[@]}" -eq 4 ]
	for p in one-x86_64 one-arm64 two-arm64 two-x86_64; do
		mkdir -p "single/$p"
		"$KHARNESS" merge --linux "$LINUX" --arch "${p#*-}" --flavour "${p%-*}" \
			--configs real -o "single/$p/.config" >>single/said 2>/dev/null || true
	done
	same_as_single one-x86_64 one-arm64 two-arm64 two-x86_64
	diff -u <(sed 's,^single/,out/,' single/said) <(printf '%s\n' "$output")
}
