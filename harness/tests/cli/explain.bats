#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "kharness explain", on a tree small enough to read.

load mini_tree

setup() {
	mini_tree
}

explain() {
	"$KHARNESS" explain --linux tree --bridge-dir "$bridges" "$@"
}

# says ARGUMENT... < TEXT: each line of the text stands in the explanation
says() {
	run explain --arch x86_64 "$@"
	[ "$status" -eq 0 ]
	while read -r line; do
		[[ "$(tr -s ' \n' ' ' <<<"$output")" == *"$line"* ]] ||
			{ echo "no '$line' in: $output"; return 1; }
	done
}

@test "a request that holds, with what the fragment says of it" {
	printf '#: why    the reason\n#: owner  security\nCONFIG_SIZE=2\n' >f.config
	says defconfig ./f.config SIZE <<-'E'
		CONFIG_SIZE = 2 (int)
		why asked for at ./f.config:3
		arch/x86/configs/x86_64_defconfig:3: 99, the base ./f.config:3: 2, honoured
		why the reason owner security
		prompt Size
		range 1 to 10
	E
}

@test "a request that a dependency does not allow" {
	echo CONFIG_DRIVER=y >f.config
	says defconfig f.config CONFIG_DRIVER <<-'E'
		CONFIG_DRIVER = m (tristate)
		why f.config:1 asks for y, but the result is m; its prompt needs BUS [=m]
		f.config:1: y, unmet dependency
		needs not met: BUS [=m], which allows m only BUS = m: the base says so at
		if it were n it would take effect; nothing else changes
	E
}

@test "what a symbol needs that nobody asked for" {
	says allnoconfig DRIVER <<-'E'
		CONFIG_DRIVER = n (tristate)
		why it needs BUS [=n]
		BUS = n: nobody asks for it, and the base is a rule
		if it were y it would still be n; that takes BUS=y
	E
}

@test "a select, a choice, a probe, the environment" {
	printf 'CONFIG_FORCING=y\nCONFIG_TWO=y\n' >f.config
	says defconfig f.config FORCED FORCING ONE HAS_TOOL THIS_MACHINE <<-'E'
		CONFIG_FORCED = y (bool) why selected by FORCING (Kconfig:
		if it were n it would still be y; that takes FORCING=n
		selects FORCED [=y]
		CONFIG_ONE = n (bool) why its choice takes TWO
		if it were y it would take effect; also: TWO y→n
		decided by the toolchain: 'test -e
		prompt none: only Kconfig itself can set it
		CONFIG_THIS_MACHINE = y (bool) why default at Kconfig:
		$ARCH of the environment
	E
}

@test "a symbol that no tree has" {
	echo CONFIG_NOWHERE=y >f.config
	run explain --arch x86_64 defconfig f.config NOWHERE
	[ "$status" -eq 1 ]
	[[ "$output" == *"CONFIG_NOWHERE = absent"*"the tree has no such symbol"*"f.config:1: y, unknown"* ]]
	run explain --arch x86_64 defconfig f.config EXPRT
	[[ "$(tr -s ' \n' ' ' <<<"$output")" == *"similar: CONFIG_EXPERT"* ]]
	mkdir configs tree/arch/arm64
	printf 'schema: 1\nrenames:\n  NO_BASICS: {to: BASICS, inverted: yes}\n' >configs/renames.yaml
	printf '# x\nconfig ELSEWHERE\n\tbool\n' >tree/arch/arm64/Kconfig
	run explain --arch x86_64 defconfig f.config NO_BASICS ELSEWHERE
	text="$(tr -s ' \n' ' ' <<<"$output")"
	[[ "$text" == *"it is called CONFIG_BASICS now, with the opposite meaning"* ]]
	[[ "$text" == *"but for arm64 (arch/arm64/Kconfig:2)"* ]]
}

@test "a command that the toolchain fails, also far up the chain" {
	printf 'config NEEDS_TOOL\n\tbool "x"\n\tdepends on HAS_TOOL\n' >>tree/Kconfig
	says defconfig PROBED NEEDS_TOOL <<-'E'
		needs not met: 'test -e $(srctree)/tool' the toolchain fails it (Kconfig:26)
		HAS_TOOL = n: default at Kconfig:
		if it were y it would still be n; that takes 'test -e $(srctree)/tool' to succeed
	E
}

@test "flavours and architectures that differ are a table" {
	mkdir configs
	echo CONFIG_EXPERT=y >configs/f.config
	cat >configs/flavours.yaml <<-'E'
		schema: 1
		flavours:
		  one:
		    about: two architectures
		    arch:
		      x86_64: {base: allnoconfig, fragments: [f.config]}
		      i386: {base: allnoconfig, fragments: [f.config]}
	E
	touch tree/arch/x86/configs/i386_defconfig
	run explain THIS_MACHINE EXPERT
	[ "$status" -eq 0 ]
	[[ "${lines[0]}" == "CONFIG_THIS_MACHINE" ]]
	[[ "${lines[1]}" == "  one-x86_64 "*" y "*"default at Kconfig:"* ]]
	[[ "$output" == *"  one-i386 "*" n "*"default at Kconfig:"* ]]
	[[ "$output" == *"CONFIG_EXPERT = y  (bool) "*" all flavours and architectures"* ]]
	run explain --arch i386 THIS_MACHINE
	[[ "${lines[0]}" == "CONFIG_THIS_MACHINE = n  (bool) "*" one-i386" ]]
	run explain --flavour nothing THIS_MACHINE
	[ "$status" -eq 2 ]
	[[ "$output" == *"'configs/flavours.yaml' has no flavour 'nothing'"* ]]
	run explain --flavour one --arch i386 --arch arm64 THIS_MACHINE
	[ "$status" -eq 2 ]
	[[ "$output" == *"'configs/flavours.yaml' has no flavour for 'arm64' among these"* ]]
}

@test "what would change is what a merge with one line more gives" {
	printf 'CONFIG_FORCING=y\nCONFIG_TWO=y\n' >f.config
	merge defconfig f.config
	cp config before
	names="MODULES EXPERT BASICS DRIVER BUS PROBED HAS_TOOL HELPER FORCED FORCING WISHING
		WISHED PICKY CARELESS ONE TWO"
	# shellcheck disable=SC2086
	explain --json --arch x86_64 defconfig f.config $names >e.json
	python3 -c '
import json
for name, e in json.load(open("e.json"))["config"].items():
    for want, t in e["if"].items():
        print(name, want, t["value"], t["changed"], *sorted(n for n, a, b in t["changes"]))
' >trials
	[ "$(wc -l <trials)" -gt 16 ]
	while read -r name want value count changes; do
		echo "CONFIG_$name=$want" >g.config
		merge defconfig f.config g.config 2>/dev/null || [ $? -eq 1 ]
		python3 - "$name" "$value" "$count" $changes <<-'PY'
			import re, sys
			def read(path):
			    v = {}
			    for l in open(path):
			        if m := re.match(r"CONFIG_(\w+)=(.*)", l): v[m[1]] = m[2]
			    return v
			old, new = read("before"), read("config")
			name, value, count, *changes = sys.argv[1:]
			assert new.get(name, "n") == value, (name, value, new.get(name))
			differ = sorted(n for n in old.keys() | new.keys()
			                if old.get(n, "n") != new.get(n, "n") and n != name)
			assert differ == changes and len(differ) == int(count), (sys.argv, differ)
		PY
	done <trials
}

@test "--json has what provenance has, and more" {
	echo CONFIG_FORCING=y >f.config
	merge defconfig f.config
	explain --json --arch x86_64 defconfig f.config FORCED BUS >e.json
	python3 - <<-'PY'
		import json
		e = json.load(open("e.json"))
		p = json.load(open("provenance.json"))["symbols"]
		assert e["schema"] == 1
		for name, symbol in e["config"].items():
		    for key, value in p[name].items():
		        if key != "lines": assert symbol[key] == value, (name, key)
		    assert symbol["definitions"][0]["at"].startswith("Kconfig:"), symbol
		assert e["config"]["FORCED"]["selected_by"][0]["symbol"] == "FORCING"
	PY
}

@test "bad usage" {
	run explain DRIVER --arch x86_64
	[ "$status" -eq 2 ]
	run "$KHARNESS" explain DRIVER
	[ "$status" -eq 2 ]
	[[ "$output" == *"--linux is missing"* ]]
	run explain
	[[ "$output" == *"a symbol is missing"* ]]
	run explain defconfig DRIVER
	[[ "$output" == *"--arch is missing"* ]]
	run explain 'a b'
	[[ "$output" == *"'a b' is neither a symbol nor a file"* ]]
	run explain --flavour x --arch x86_64 defconfig DRIVER
	[[ "$output" == *"--flavour names base and fragments"* ]]
}
