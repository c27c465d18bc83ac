#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The toolchain behind a configuration: replayed on another machine, and never changed
# in silence.

load mini_tree

setup() {
	mini_tree
	# the file "tool" is the toolchain; what it changes is hardening, and something else
	cat >>tree/Kconfig <<-'END'
		config CC_HAS_TOOL
			def_bool $(success,test -e $(srctree)/tool)
		config ZERO_CALL_USED_REGS
			bool "Hardens"
			default y
			depends on CC_HAS_TOOL
		config FAST
			def_bool $(success,test -e $(srctree)/other)
	END
	touch tree/tool
	echo CONFIG_SIZE=2 >f.config
}

# says TEXT...: the last output has each of them
says() {
	for text in "$@"; do
		[[ "$output" == *"$text"* ]] || { echo "no '$text' in: $output"; return 1; }
	done
}

# elsewhere ARGUMENT...: merge to farm/, with another tree directory and no compiler
elsewhere() {
	mkdir -p farm
	[ -e moved ] || cp -r tree moved
	rm -f moved/tool
	env -i PATH=/nonexistent "$KHARNESS" merge --linux moved --arch x86_64 \
		--bridge-dir "$bridges" --toolchain provenance.json -o farm/config "$@"
}

@test "a merge elsewhere, without a compiler, gives the same" {
	merge allnoconfig f.config
	grep -qx CONFIG_CC_HAS_TOOL=y config
	elsewhere allnoconfig f.config
	cmp config farm/config
	cmp provenance.json farm/provenance.json
	# which without the record it would not
	run "$KHARNESS" merge --linux moved --arch x86_64 --bridge-dir "$bridges" -o plain \
		--provenance plain.json allnoconfig f.config
	[ "$status" -eq 0 ]
	! grep -q CC_HAS_TOOL=y plain || false
}

@test "the record names the toolchain, and nobody's directories" {
	merge allnoconfig f.config
	python3 - "$PWD" "$HOME" <<-'PY'
		import json, sys
		t = json.load(open("provenance.json"))["toolchain"]
		assert t["linux"] == "6.18.15-mini" and t["arch"] == "x86_64", t
		assert "gcc" in t["compiler"] and len(t["fingerprint"]) == 16, t
		assert "CC=gcc" in t["environment"], t
		probe = [p for p in t["probes"] if "srctree)/tool" in p["command"]][0]
		assert probe["output"] == "y\n" and probe["at"].startswith("Kconfig:"), probe
		text = json.dumps(t)
		assert sys.argv[1] not in text and "PATH=" not in text and "HOME=" not in text
	PY
	cp provenance.json before.json
	rm tree/tool
	merge --accept-toolchain allnoconfig f.config
	! diff <(grep fingerprint before.json) <(grep fingerprint provenance.json) || false
}

# spoils SCRIPT TEXT: with a record changed by a line of Python it is refused with TEXT
spoils() {
	cp provenance.json good.json
	python3 -c "
import json
d = json.load(open('good.json'))
t = d['toolchain']
$1
json.dump(d, open('provenance.json', 'w'))"
	rm -f farm/config
	run elsewhere allnoconfig f.config
	cp good.json provenance.json
	[ "$status" -eq 2 ] || { echo "$1: $output"; return 1; }
	says "$2"
	[ ! -e farm/config ]
}

@test "a record that was edited is refused" {
	merge allnoconfig f.config
	edited="error: the toolchain in 'provenance.json' was edited: its fingerprint does not match; merge this tree once more on the machine that has it"
	spoils "t['probes'][0]['output'] = 'n\\n'" "$edited"
	spoils "t['compiler'] = 'gcc 99'" "$edited"
	spoils "del t['probes'][0]" "$edited"
	spoils "t['probes'] = 7" "'provenance.json' holds no toolchain"
	spoils "del d['toolchain']" "'provenance.json' holds no toolchain"
	spoils "d['toolchain'] = []" "'provenance.json' holds no toolchain"
	# an edit of anything else is none of the toolchain
	sed -i 's/"value": "2"/"value": "3"/' provenance.json
	elsewhere allnoconfig f.config
}

@test "a record of another tree, architecture or prefix is refused" {
	merge allnoconfig f.config
	cp -r tree moved
	sed -i 's/^SUBLEVEL = .*/SUBLEVEL = 16/' moved/Makefile
	run elsewhere allnoconfig
	[ "$status" -eq 2 ]
	says "was asked for Linux '6.18.15-mini', not '6.18.16-mini'"
	run "$KHARNESS" merge --linux tree --arch i386 --bridge-dir "$bridges" -o config \
		--toolchain provenance.json allnoconfig
	[ "$status" -eq 2 ]
	says "was asked for architecture 'x86_64', not 'i386'"
	run merge --toolchain provenance.json --cross other- allnoconfig
	[ "$status" -eq 2 ]
	says "was asked for prefix '', not 'other-'"
}

@test "a command that the record does not know is named, and not run" {
	merge allnoconfig f.config
	cp -r tree moved
	printf 'config NEWS\n\tdef_bool $(success,touch %s/ran)\n' "$PWD" >>moved/Kconfig
	run elsewhere allnoconfig
	[ "$status" -eq 2 ]
	says "moved/Kconfig:$(grep -n 'touch.*/ran' moved/Kconfig | cut -d: -f1): error: the toolchain's record does not know the answer to '{ touch $PWD/ran; }"
	[ ! -e ran ]
	[ ! -e farm/config ]
}

@test "no record at all" {
	for file in missing tree f.config; do
		run merge --toolchain "$file" allnoconfig
		[ "$status" -eq 2 ]
	done
	says "f.config:1:6: error: no JSON: "
}

@test "a capability that vanished and takes hardening away is an error each time" {
	merge alldefconfig f.config
	grep -qx CONFIG_ZERO_CALL_USED_REGS=y config
	cp config before
	cp provenance.json before.json
	rm tree/tool
	for i in 1 2; do
		run merge alldefconfig f.config
		[ "$status" -eq 1 ]
		says "error: the toolchain now answers 'n' to 'test -e \$(srctree)/tool' (Kconfig:" \
			"), it was 'y' when './provenance.json' was made" \
			"error: that alone changes hardening: ZERO_CALL_USED_REGS was y, is now absent" \
			"bring the toolchain back, or take it as it is with --accept-toolchain"
		cmp before config
		cmp before.json provenance.json
	done
	merge --accept-toolchain alldefconfig f.config
	! grep -q ZERO_CALL_USED_REGS=y config || false
	merge alldefconfig f.config
	# and back: more hardening is a change as well
	touch tree/tool
	run merge alldefconfig f.config
	[ "$status" -eq 1 ]
	says "ZERO_CALL_USED_REGS was absent, is now y"
}

@test "only what the toolchain did counts, not what the fragments say" {
	merge alldefconfig f.config
	echo '# CONFIG_ZERO_CALL_USED_REGS is not set' >>f.config
	merge alldefconfig f.config
	# it was n and is absent: not the hardening that counts, but it is told
	rm tree/tool
	run merge alldefconfig
	[ "$status" -eq 1 ]
	says "ZERO_CALL_USED_REGS was y, is now absent"
}

@test "a capability that changes no hardening is a note" {
	merge alldefconfig f.config
	touch tree/other
	run merge alldefconfig f.config
	[ "$status" -eq 0 ]
	says "note: the toolchain now answers 'y' to " "note: that changes 1 symbol(s), none of them of hardening"
	run merge alldefconfig f.config
	[ "$status" -eq 0 ]
	[[ "$output" != *"note: the toolchain"* ]]
}

@test "a compiler at another path is the same probe, an added line is another" {
	# the answer of one command is part of the next, as with the plugins of gcc
	echo plugins-1 >tree/where
	mkdir tree/plugins-1
	printf 'config GCC_PLUGINS\n\tdef_bool $(success,test -d $(srctree)/$(shell,cat $(srctree)/where))\n' >>tree/Kconfig
	merge alldefconfig
	grep -qx CONFIG_GCC_PLUGINS=y config
	# the new command comes to stand where that of PROBED stood
	printf '# more\nconfig NEW\n\tdef_bool $(success,test -e /nowhere)\n' >added
	sed -i "$(($(grep -n '^config PROBED' tree/Kconfig | cut -d: -f1) - 1))r added" tree/Kconfig
	merge alldefconfig 2>log
	! grep toolchain log || false
	echo plugins-2 >tree/where
	run merge alldefconfig
	[ "$status" -eq 1 ]
	says "now answers 'plugins-2' to" "/plugins-2' (Kconfig:" "GCC_PLUGINS was y, is now "
}

@test "a damaged last record is no obstacle" {
	merge alldefconfig f.config
	rm tree/tool
	for text in '' '{}' '[]' '{"toolchain": 1}' '{"toolchain": {"linux": "6.18.15-mini", "arch": "x86_64", "probes": [1, {}]}}'; do
		echo "$text" >provenance.json
		merge alldefconfig f.config
	done
}

# --- a bridge that hangs ------------------------------------------------------------

@test "a Kconfig that hangs is ended at the deadline, and nothing is left" {
	printf 'config SLOW\n\tdef_bool $(success,touch %s/started; exec sleep 300)\n' "$PWD" >>tree/Kconfig
	export TMPDIR="$PWD/tmp"
	mkdir tmp
	run merge --deadline 1 allnoconfig
	[ "$status" -eq 2 ]
	says "did not answer within 1000 ms and was killed"
	[ -e started ]
	[ ! -e config ]
	[ ! -e provenance.json ]
	[ -z "$(ls tmp)" ]
	run merge --deadline 0 allnoconfig
	[ "$status" -eq 2 ]
	says "--deadline takes 1 to 86400 seconds, not '0'"
}

@test "an answer that was edited in the kept ledger is not believed, and it is said" {
	printf 'config EDITED\n\tdef_bool $(success,test %s)\n' "$PWD" >>tree/Kconfig
	merge allnoconfig
	run merge allnoconfig
	[[ "$output" != *"is asked again"* ]]
	ledger="$(grep -l "test $PWD" "$bridges"/*/probes-*.json)"
	sed -i 's/"output": "y/"output": "n/' "$ledger"
	run merge allnoconfig
	[ "$status" -eq 0 ]
	says "note: '$ledger' was edited or is damaged; what it holds is not used"
	grep -qx CONFIG_EDITED=y config
	run merge allnoconfig
	[[ "$output" != *"is asked again"* ]]
	: >"$ledger"
	run merge allnoconfig
	says "is asked again"
}

# kept ARCH: the file of the answers that were kept for this tree
kept() {
	grep -lF "srctree=$PWD/tree" "$bridges"/*/probes-*.json | xargs grep -lF "\"ARCH=$1\""
}

@test "answers that were kept for another toolchain are not taken" {
	printf 'config ASKED\n\tdef_bool $(success,test "$ARCH" = x86_64)\n' >>tree/Kconfig
	merge allnoconfig
	"$KHARNESS" merge --linux tree --arch i386 --bridge-dir "$bridges" -o config allnoconfig
	! grep -qx CONFIG_ASKED=y config || false
	ours="$(kept x86_64)"
	[ "$ours" != "$(kept i386)" ]
	cp "$(kept i386)" "$ours"
	rm -f "$bridges"/*/image-*
	merge allnoconfig
	grep -qx CONFIG_ASKED=y config
	! cmp -s "$(kept i386)" "$ours" || false
}
