#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later

load mini_tree

setup() {
	mini_tree
	mkdir -p configs/base
	echo CONFIG_BUS=y >configs/base/bus.config
	echo CONFIG_TWO=y >configs/two.config
	cat >configs/flavours.yaml <<-'E'
		schema: 1
		flavours:
		  small:
		    about: the smallest one
		    arch:
		      x86_64:
		        base: allnoconfig
		        fragments: [ base/bus.config, two.config ]
		      arm64: { base: defconfig, fragments: [] }
		    cmdline:
		      lockdown=integrity: nobody reads kernel memory
		      quiet: the log is long
		  own-base:
		    about: starts from a file
		    arch:
		      x86_64:
		        base: two.config
		        fragments:
		          - base/bus.config
	E
}

# refused YAML-LINE... TEXT: the file is refused with TEXT at its last line
refused() {
	run "$KHARNESS" flavours --make
	[ "$status" -eq 2 ]
	[[ "$output" == *"configs/flavours.yaml:$1"* ]] || { echo "$output"; return 1; }
	[[ "$output" != *PAIRS* ]]
}

@test "the list for a person" {
	run "$KHARNESS" flavours
	[ "$status" -eq 0 ]
	[[ "$output" == *"small: the smallest one"* ]]
	[[ "$output" == *"x86_64"*"allnoconfig and 2 fragments"* ]]
	[[ "$output" == *"quiet (the log is long)"* ]]
}

@test "the assignments for make" {
	"$KHARNESS" flavours --make >flavours.mk
	diff - flavours.mk <<-'E'
		PAIRS := small-x86_64 small-arm64 own-base-x86_64
		FLAVOUR_small-x86_64 := small
		ARCH_small-x86_64 := x86_64
		BASE_small-x86_64 := allnoconfig
		FRAGMENTS_small-x86_64 := configs/base/bus.config configs/two.config
		CMDLINE_small-x86_64 := lockdown=integrity quiet
		FLAVOUR_small-arm64 := small
		ARCH_small-arm64 := arm64
		BASE_small-arm64 := defconfig
		FRAGMENTS_small-arm64 :=
		CMDLINE_small-arm64 := lockdown=integrity quiet
		FLAVOUR_own-base-x86_64 := own-base
		ARCH_own-base-x86_64 := x86_64
		BASE_own-base-x86_64 := configs/two.config
		FRAGMENTS_own-base-x86_64 := configs/base/bus.config
		CMDLINE_own-base-x86_64 :=
	E
	printf 'include flavours.mk\nall:\n\t@echo $(FRAGMENTS_small-x86_64)\n' >Makefile
	[ "$(env -u MAKEFLAGS make -s)" = "configs/base/bus.config configs/two.config" ]
}

@test "merge takes base and fragments from a flavour" {
	run merge --flavour small
	[ "$status" -eq 0 ]
	[[ "$output" == *"2 of 2 requests honoured"* ]]
	run merge --flavour own-base
	[ "$status" -eq 0 ]
	[[ "$output" == *"1 of 1 requests honoured"* ]]
	grep -qx CONFIG_TWO=y config
	run merge --flavour large
	[ "$status" -eq 2 ]
	[[ "$output" == *"no flavour 'large' for x86_64; 'configs/flavours.yaml' has small-x86_64 small-arm64 own-base-x86_64"* ]]
}

@test "the fragments that come with kharness can be merged" {
	[ -f "$TOP/configs/flavours.yaml" ] || skip "no flavours yet"
	cd "$TOP"
	"$KHARNESS" flavours --make
}

@test "bad input: not YAML" {
	echo 'x: [' >>configs/flavours.yaml
	refused ""
}

@test "bad input: another schema" {
	sed -i 's/^schema: 1/schema: 2/' configs/flavours.yaml
	refused "1:9: error: this kharness reads schema 1 only"
}

@test "bad input: an unknown key" {
	sed -i 's/base: allno/basis: allno/' configs/flavours.yaml
	refused "7:9: error: 'basis' is not a key here; the keys are base, fragments"
}

@test "bad input: a fragment that does not exist" {
	rm configs/two.config
	refused "8:39: error: cannot read 'configs/two.config': No such file"
}

@test "bad input: a fragment outside of the directory" {
	sed -i 's|two.config \]|../two.config ]|' configs/flavours.yaml
	refused "8:39: error: a fragment must lie below 'configs'"
	sed -i 's|\.\./two.config \]|/etc/passwd ]|' configs/flavours.yaml
	refused "8:39: error: a fragment must lie below 'configs'"
}

@test "bad input: names that make would execute" {
	sed -i 's|two.config \]|"$(shell touch pwned)" ]|' configs/flavours.yaml
	refused "8:39: error: '\$' cannot stand in a fragment"
	[ ! -e pwned ]
}

@test "bad input: the same in the command line, in names and in the directory" {
	sed -i 's/^      quiet:/      "a;b":/' configs/flavours.yaml
	refused "12:7: error: ';' cannot stand in a kernel argument"
	sed -i 's/^  small:/  "sm all":/' configs/flavours.yaml
	refused "3:3: error: ' ' cannot stand in a flavour's name"
	run "$KHARNESS" flavours --configs 'a b'
	[ "$status" -eq 2 ]
	[[ "$output" == *"cannot stand in a makefile"* ]]
}

@test "bad input: an argument without a reason" {
	sed -i 's/quiet: .*/quiet:/' configs/flavours.yaml
	refused "12:7: error: the argument 'quiet' needs a reason"
}

@test "bad input: a directory without flavours" {
	run "$KHARNESS" flavours --configs nowhere
	[ "$status" -eq 2 ]
	[[ "$output" == *"cannot open 'nowhere/flavours.yaml'"* ]]
}
