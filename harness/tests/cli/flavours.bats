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
		OVERLAID :=
		FLAVOUR_small-x86_64 := small
		ARCH_small-x86_64 := x86_64
		SHIPS_small-x86_64 := no
		BASE_small-x86_64 := allnoconfig
		FRAGMENTS_small-x86_64 := configs/base/bus.config configs/two.config
		CMDLINE_small-x86_64 := lockdown=integrity quiet
		SYSCTL_small-x86_64 :=
		FLAVOUR_small-arm64 := small
		ARCH_small-arm64 := arm64
		SHIPS_small-arm64 := no
		BASE_small-arm64 := defconfig
		FRAGMENTS_small-arm64 :=
		CMDLINE_small-arm64 := lockdown=integrity quiet
		SYSCTL_small-arm64 :=
		FLAVOUR_own-base-x86_64 := own-base
		ARCH_own-base-x86_64 := x86_64
		SHIPS_own-base-x86_64 := no
		BASE_own-base-x86_64 := configs/two.config
		FRAGMENTS_own-base-x86_64 := configs/base/bus.config
		CMDLINE_own-base-x86_64 :=
		SYSCTL_own-base-x86_64 :=
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
	refused "7:9: error: 'basis' is not a key here; the keys are base, fragments, cmdline, sysctl"
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

# --- extends, overlays, sysctls: a file of two generations ----------------------------

# f: fragments common, x86, arm, child, test, more; then flavours.yaml
stacked() {
	for f in common x86 arm child test more; do
		echo "CONFIG_LABEL=\"$f\"" >configs/$f.config
	done
	cat >configs/flavours.yaml <<-'E'
		schema: 1
		flavours:
		  plain:
		    about: the first one
		    ships: yes
		    base: allnoconfig
		    fragments: [common.config]
		    arch:
		      x86_64:
		        fragments: [x86.config]
		        cmdline: {vsyscall=none: no gadget at a fixed address}
		      arm64: {fragments: [arm.config]}
		    cmdline:
		      slab_nomerge: caches stay apart
		      loglevel=4: the console is slow
		    sysctl:
		      kernel.kptr_restrict=1: addresses are for root
		      kernel.sysrq=0: no key reaches the kernel
		  child:
		    about: the second one
		    extends: plain
		    without: [x86.config]
		    unset: [vsyscall, kernel.sysrq]
		    arch:
		      x86_64: {base: defconfig}
		    fragments: [child.config]
		    cmdline: {loglevel=7: every line counts}
		    sysctl:
		      kernel.kptr_restrict=2: addresses are for nobody
		  again:
		    about: the third one
		    extends: child
		overlays:
		  test:
		    about: what tests need
		    fragments: [test.config]
		    arch: {arm64: {cmdline: {earlycon: a death must leave a line}}}
		    cmdline: {slab-nomerge: the same}
		  more:
		    about: what some tests need
		    extends: test
		    fragments: [more.config]
	E
}

# of KIND PAIR: one line of the assignments
of() {
	"$KHARNESS" flavours --make | sed -n "s/^$1_$2 := *//p"
}

@test "a flavour inherits, leaves out and adds" {
	stacked
	[ "$(of FRAGMENTS plain-x86_64)" = "configs/common.config configs/x86.config" ]
	[ "$(of FRAGMENTS plain-arm64)" = "configs/common.config configs/arm.config" ]
	[ "$(of FRAGMENTS child-x86_64)" = "configs/common.config configs/child.config" ]
	[ "$(of BASE plain-x86_64)" = allnoconfig ]
	[ "$(of BASE child-x86_64)" = defconfig ]
	[ "$(of FRAGMENTS again-x86_64)" = "$(of FRAGMENTS child-x86_64)" ]
	"$KHARNESS" flavours --make | grep -qx 'PAIRS := plain-x86_64 plain-arm64 child-x86_64 again-x86_64'
}

@test "a setting of the same name replaces what was inherited" {
	stacked
	[ "$(of CMDLINE plain-x86_64)" = "slab_nomerge loglevel=4 vsyscall=none" ]
	[ "$(of CMDLINE plain-arm64)" = "slab_nomerge loglevel=4" ]
	[ "$(of CMDLINE child-x86_64)" = "slab_nomerge loglevel=7" ]
	[ "$(of SYSCTL plain-x86_64)" = "kernel.kptr_restrict=1 kernel.sysrq=0" ]
	[ "$(of SYSCTL child-x86_64)" = kernel.kptr_restrict=2 ]
	[ "$(of CMDLINE plain+test-arm64)" = "loglevel=4 slab-nomerge earlycon" ]
}

@test "overlays stack on any flavour, what they extend below them" {
	stacked
	plain="configs/common.config configs/x86.config"
	[ "$(of FRAGMENTS plain+test-x86_64)" = "$plain configs/test.config" ]
	[ "$(of FRAGMENTS plain+more-x86_64)" = "$plain configs/test.config configs/more.config" ]
	[ "$(of FRAGMENTS plain+test+more-x86_64)" = "$(of FRAGMENTS plain+more-x86_64)" ]
	[ "$(of SHIPS plain-x86_64)" = yes ]
	[ "$(of SHIPS plain+test-x86_64)" = no ]
	[ "$(of SHIPS child-x86_64)" = no ]
	"$KHARNESS" flavours --make >flavours.mk
	grep -q '^OVERLAID := plain+test-x86_64 plain+test+more-x86_64 plain+more-x86_64 ' flavours.mk
	printf 'include flavours.mk\nall:\n\t@echo $(FRAGMENTS_plain+test-x86_64)\n' >Makefile
	[ "$(env -u MAKEFLAGS make -s)" = "$plain configs/test.config" ]
}

@test "merge and explain take a flavour with its overlays" {
	stacked
	merge --flavour plain+test
	grep -qx 'CONFIG_LABEL="test"' config
	merge --flavour plain+test+more
	grep -qx 'CONFIG_LABEL="more"' config
	run "$KHARNESS" explain --linux tree --bridge-dir "$bridges" --flavour plain+test \
		--arch x86_64 LABEL
	[ "$status" -eq 0 ]
	[[ "$output" == *plain+test-x86_64* ]]
	run merge --flavour plain+nothing
	[ "$status" -eq 2 ]
	[[ "$output" == *"no overlay 'nothing'; 'configs/flavours.yaml' has test more"* ]]
	run merge --flavour plain+test+test
	[ "$status" -eq 2 ]
	[[ "$output" == *"the overlay 'test' is stacked twice"* ]]
	run merge --flavour plain+
	[ "$status" -eq 2 ]
	[[ "$output" == *"no overlay ''"* ]]
}

@test "the document for programs has each setting's reason and place" {
	stacked
	"$KHARNESS" flavours --json >all.json
	python3 - <<-'E'
		import json
		doc = json.load(open("all.json"))
		assert doc["overlays"] == ["test", "more"]
		pairs = {p["name"] + "-" + p["arch"]: p for p in doc["pairs"]}
		assert list(pairs) == ["plain-x86_64", "plain-arm64", "child-x86_64", "again-x86_64"]
		assert pairs["plain-x86_64"]["ships"] and not pairs["child-x86_64"]["ships"]
		assert pairs["again-x86_64"]["sysctl"] == [{
		    "text": "kernel.kptr_restrict=2", "why": "addresses are for nobody",
		    "from": "child", "line": 29, "col": 7}]
	E
	run "$KHARNESS" flavours --json --make
	[ "$status" -eq 2 ]
}

@test "the list for a person names what differs between architectures" {
	stacked
	run "$KHARNESS" flavours
	[ "$status" -eq 0 ]
	[[ "$output" == *"plain: the first one; ships"* ]]
	[[ "$output" == *"cmdline    vsyscall=none on x86_64 (no gadget"* ]]
	[[ "$output" == *"sysctl     kernel.kptr_restrict=1 (addresses are for root)"* ]]
	[[ "$output" == *"+more: what some tests need; stacks on any of them"* ]]
}

@test "bad input: who extends whom" {
	stacked
	sed -i 's/^    about: the first one/&\n    extends: again/' configs/flavours.yaml
	refused "5:14: error: 'plain' extends itself: plain > again > child > plain"
	stacked
	sed -i 's/extends: child/extends: again/' configs/flavours.yaml
	refused "32:14: error: 'again' extends itself: again > again"
	stacked
	sed -i 's/extends: child/extends: nobody/' configs/flavours.yaml
	refused "32:14: error: there is no flavour 'nobody' that 'again' could extend"
	stacked
	sed -i 's/about: what tests need/&\n    extends: more/' configs/flavours.yaml
	refused "36:14: error: 'test' extends itself: test > more > test"
	stacked
	sed -i 's/extends: test/extends: plain/' configs/flavours.yaml
	refused "41:14: error: there is no overlay 'plain' that 'more' could extend"
}

@test "bad input: an overlay in a flavour that ships" {
	stacked
	sed -i 's/^    ships: yes/&\n    overlays: [test]/' configs/flavours.yaml
	refused "5:12: error: 'plain' cannot ship: it carries the overlay 'test'"
	sed -i 's/^    ships: yes/    ships: no/' configs/flavours.yaml
	[ "$(of FRAGMENTS plain-x86_64)" = "configs/common.config configs/x86.config configs/test.config" ]
	sed -i 's/about: the third one/&\n    ships: yes/' configs/flavours.yaml
	refused "33:12: error: 'again' cannot ship: it carries the overlay 'test'"
	stacked
	sed -i 's/fragments: .common.config./fragments: [common.config, test.config]/' configs/flavours.yaml
	refused "5:12: error: 'plain' cannot ship: 'configs/test.config' belongs to the overlay 'test'"
	stacked
	sed -i 's/ships: yes/ships: maybe/' configs/flavours.yaml
	refused "5:12: error: 'ships' is yes or no"
}

@test "bad input: two flavours that would write the same output" {
	stacked
	sed -i 's/^  again:/  plain:/' configs/flavours.yaml
	refused "30:3: error: the key 'plain' stands already in line 3"
	stacked
	sed -i 's/^  again:/  init:/' configs/flavours.yaml
	refused "30:3: error: a flavour 'init' would be written where the harness keeps its own"
	stacked
	sed -i 's/^      arm64: {fragments/      x86_64: {fragments/' configs/flavours.yaml
	refused "12:7: error: the key 'x86_64' stands already in line 9"
}

@test "bad input: fragments twice, or left out where they are not" {
	stacked
	sed -i 's/\[child.config\]/[child.config, common.config]/' configs/flavours.yaml
	refused "26:31: error: 'configs/common.config' is in 'child' already"
	stacked
	sed -i 's/without: .x86.config./without: [test.config]/' configs/flavours.yaml
	refused "22:15: error: 'plain' does not have 'configs/test.config', so it cannot be left out"
	stacked
	sed -i '0,/base: allno/s/    base: allno/    without: [x86.config]\n&/' configs/flavours.yaml
	refused "6:15: error: 'plain' extends nothing, so there is nothing"
	stacked
	sed -i '/base: allnoconfig/d' configs/flavours.yaml
	refused "3:3: error: the flavour 'plain' needs a base for x86_64"
}

@test "bad input: a setting that is not there to be left out" {
	stacked
	sed -i 's/unset: .*/unset: [quiet]/' configs/flavours.yaml
	refused "23:13: error: 'plain' does not have 'quiet', so it cannot be left out"
	stacked
	sed -i '0,/base: allno/s/    base: allno/    unset: [quiet]\n&/' configs/flavours.yaml
	refused "6:13: error: 'plain' extends nothing, so there is nothing that 'unset' could take out"
}

@test "bad input: sysctls" {
	stacked
	sed -i 's/kernel.kptr_restrict=1:/kernel.kptr_restrict:/' configs/flavours.yaml
	refused "17:7: error: the sysctl 'kernel.kptr_restrict' needs a value"
	stacked
	sed -i 's/      kernel.kptr_restrict=1: .*/&\n      kernel.kptr_restrict=2: why not/' configs/flavours.yaml
	refused "18:7: error: the sysctl 'kernel.kptr_restrict' is set twice"
	stacked
	sed -i 's/kernel.kptr_restrict=1: .*/kernel.kptr_restrict=1:/' configs/flavours.yaml
	refused "17:7: error: the sysctl 'kernel.kptr_restrict=1' needs a reason"
	stacked
	sed -i 's/^      x86_64: {base: def/      x86_64: {sysctl: {kernel.kptr_restrict=0: no}, base: def/' configs/flavours.yaml
	refused "25:25: error: the sysctl 'kernel.kptr_restrict' is set in line 29, too"
}

@test "bad input: keys that an overlay cannot have" {
	stacked
	sed -i 's/about: what tests need/&\n    ships: no/' configs/flavours.yaml
	refused "36:5: error: 'ships' is not a key here; the keys are about, extends, without, unset, arch, fragments, cmdline, sysctl"
}
