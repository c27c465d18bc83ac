#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Causes and fixes of "kharness merge", on a tree small enough to read and on the real one.

load mini_tree

setup() {
	mini_tree
	cat >>tree/Kconfig <<-'E'
		config TWO_NEEDS
			bool "Needs two"
			depends on EXPERT && MIDDLE
		config MIDDLE
			bool "In between"
			depends on EXPERT && (LEFT || RIGHT)
			select CHOSEN
		config LEFT
			bool "Left"
			depends on BUS && EXPERT
		config RIGHT
			bool "Right"
		config CHOSEN
			bool "Selected on the way" if EXPERT
		config NEEDS_CHOSEN
			bool "Needs what another dependency selects"
			depends on MIDDLE && CHOSEN
		config HIDDEN
			bool
		config SELECTS_HIDDEN
			bool "Selects what has no prompt"
			depends on RIGHT
			select HIDDEN
		config ELSEWHERE
			bool "Needs another architecture"
			depends on EXPERT && NO_SUCH_ARCH
		config NEEDS_ELSEWHERE
			bool "Needs that one"
			depends on ELSEWHERE
	E
}

# says TEXT...: all of it is in $output
says() {
	for text in "$@"; do
		[[ "$output" == *"$text"* ]] || { echo "no '$text' in: $output"; return 1; }
	done
}

# fix_of LINE...: what --fix finds for these requests
fix_of() {
	printf '%s\n' "$@" >f.config
	rm -f fix.config
	run merge --fix fix.config defconfig f.config
	[ "$status" -eq 1 ]
	grep '^CONFIG_\|^# CONFIG_.* is not set' fix.config | sort | tr '\n' ' '
}

@test "failures with the same root are one note, with the place and what decided" {
	printf '%s\n' CONFIG_PICKY=y '# CONFIG_BASICS is not set' CONFIG_DRIVER=y >f.config
	run merge defconfig f.config
	[ "$status" -eq 1 ]
	says "note: 2 requests (CONFIG_PICKY, CONFIG_BASICS) have no effect because CONFIG_EXPERT=n (Kconfig:10; no line asks for another value); what helps: CONFIG_EXPERT=y" \
		"note: CONFIG_DRIVER has no effect because CONFIG_BUS=m (Kconfig:21; tree/arch/x86/configs/x86_64_defconfig:2 has it so); what helps: CONFIG_BUS=y"
	[ "$(grep -c 'no effect because' <<<"$output")" -eq 2 ]
	! grep -q 'CONFIG_EXPERT=y' config || false
}

@test "what hides the request as well is no way to it" {
	cat >>tree/Kconfig <<-'END'
		config SUPPORT
			bool "Support"
		config AUTOSELECT
			bool "Choose the tuners"
			default y
		config HIDE_TUNERS
			bool
			depends on SUPPORT && AUTOSELECT
			default y
		config TUNER
			bool "Tuner"
			depends on SUPPORT && !HIDE_TUNERS
	END
	echo CONFIG_SUPPORT=y >base.config
	echo CONFIG_TUNER=y >f.config
	run merge base.config f.config
	[ "$status" -eq 1 ]
	says "note: CONFIG_TUNER has no effect because CONFIG_AUTOSELECT=y (Kconfig:$(grep -n '^config AUTOSELECT' tree/Kconfig | sed 's/:.*//'); default at Kconfig:$(grep -n -A2 '^config AUTOSELECT' tree/Kconfig | sed -n '3s/-.*//p')); what helps: CONFIG_AUTOSELECT=n"
}

@test "a cause that a fragment decided names its line" {
	printf '%s\n' CONFIG_FORCING=y '# CONFIG_FORCED is not set' >f.config
	run merge defconfig f.config
	says "CONFIG_FORCED has no effect because CONFIG_FORCING=y (Kconfig:37; f.config:1 asks for it); what helps: CONFIG_FORCING=n"
}

@test "what no value can help is said, and where the chain of conditions ends" {
	printf '%s\n' CONFIG_ELSEWHERE=y CONFIG_NEEDS_ELSEWHERE=y >f.config
	run merge defconfig f.config
	says "2 requests (CONFIG_ELSEWHERE, CONFIG_NEEDS_ELSEWHERE) have no effect whatever else is set: it takes NO_SUCH_ARCH, which this tree and architecture do not have"
}

@test "fixes are irreducible: through several levels, the cheaper branch, without what is selected" {
	[ "$(fix_of CONFIG_PICKY=y)" = "CONFIG_EXPERT=y " ]
	[ "$(fix_of CONFIG_DRIVER=y)" = "CONFIG_BUS=y " ]
	[ "$(fix_of CONFIG_TWO_NEEDS=y)" = "CONFIG_EXPERT=y CONFIG_MIDDLE=y CONFIG_RIGHT=y " ]
	[ "$(fix_of CONFIG_NEEDS_CHOSEN=y)" = "CONFIG_EXPERT=y CONFIG_MIDDLE=y CONFIG_RIGHT=y " ]
	[ "$(fix_of CONFIG_HIDDEN=y)" = "CONFIG_RIGHT=y CONFIG_SELECTS_HIDDEN=y " ]
	[ "$(fix_of CONFIG_MIDDLE=y CONFIG_TWO_NEEDS=y)" = "CONFIG_EXPERT=y CONFIG_RIGHT=y " ]
}

@test "a fix is refused until somebody says why; then the requests take effect" {
	fix_of CONFIG_PICKY=y CONFIG_TWO_NEEDS=y CONFIG_NEEDS_CHOSEN=y
	says "fix.config: makes 3 of them take effect; say why in it, then give it as the last fragment"
	grep -qx '# makes CONFIG_TWO_NEEDS=y take effect (f.config:2)' fix.config
	grep -q '^# .*CHOSEN n to y' fix.config
	run merge defconfig f.config fix.config
	[ "$status" -eq 2 ]
	says "fix.config:3:4: error: 'why' says nothing"
	sed -i 's/^#: why$/#: why it is needed/' fix.config
	run merge defconfig f.config fix.config
	echo "$output"
	[ "$status" -eq 0 ]
	[ "$(grep -c warning: <<<"$output")" -eq 0 ]
	grep -qx CONFIG_NEEDS_CHOSEN=y config
}

@test "a fix that would cost another request is not written" {
	printf '%s\n' CONFIG_FORCING=y '# CONFIG_FORCED is not set' >f.config
	run merge --fix fix.config defconfig f.config
	[ "$status" -eq 1 ]
	says "f.config:2:1: note: no fix for CONFIG_FORCED: it would contradict CONFIG_FORCING (f.config:1)" \
		"no fix was found, fix.config is not written"
	[ ! -e fix.config ]
	# only its consequence shows that it would
	printf 'config SPOILER\n\tbool "x"\n\tdepends on RIGHT\n\tdefault y\nconfig SPOILT\n\tbool "y"\n\tdepends on !SPOILER && !RIGHT\n' >>tree/Kconfig
	printf '%s\n' CONFIG_SPOILT=y CONFIG_SELECTS_HIDDEN=y >f.config
	run merge --fix fix.config defconfig f.config
	says "no fix for CONFIG_SELECTS_HIDDEN: it would undo CONFIG_SPOILT (f.config:1)"
	[ ! -e fix.config ]
}

@test "without --fix nothing but the result is written" {
	echo CONFIG_PICKY=y >f.config
	run merge defconfig f.config
	[ -z "$(find . -name '*fix*')" ]
}

@test "a base that is a rule" {
	echo CONFIG_PICKY=y >f.config
	run merge --fix fix.config allnoconfig f.config
	says "CONFIG_PICKY has no effect because CONFIG_EXPERT=n (Kconfig:10; the base is allnoconfig)"
	sed -i 's/^#: why$/#: why it is needed/' fix.config
	merge allnoconfig f.config fix.config
}

@test "a planted request that is not caught stops the merge" {
	printf 'config KHARNESS_PLANTED_REQUEST\n\tbool "x"\n\tdefault y\n' >>tree/Kconfig
	run merge defconfig
	[ "$status" -eq 2 ]
	says "a bogus request, CONFIG_KHARNESS_PLANTED_REQUEST=y, was planted and not caught"
	[ ! -e config ]
}

@test "causes and redundant requests are in --json and in the provenance" {
	printf '%s\n' CONFIG_PICKY=y '# CONFIG_BASICS is not set' CONFIG_ELSEWHERE=y CONFIG_BUS=m >f.config
	merge --json defconfig f.config >report.json 2>/dev/null || [ $? -eq 1 ]
	python3 - <<-'PY'
		import json
		for file in "report.json", "provenance.json":
		    r = json.load(open(file))
		    assert r["causes"] == [
		        {"requests": ["PICKY", "BASICS"], "dead_end": None, "complete": True, "probes": [],
		         "reason": None, "instead": None,
		         "blockers": [{"symbol": "EXPERT", "value": "n", "needed": "y", "defined": "Kconfig:10",
		                       "because": "no line asks for another value"}]},
		        {"requests": ["ELSEWHERE"], "complete": True, "blockers": [], "probes": [],
		         "reason": None, "instead": None,
		         "dead_end": "it takes NO_SUCH_ARCH, which this tree and architecture do not have"}], r["causes"]
		    assert r["redundant"] == [{"symbol": "BUS", "at": "f.config:4"}], r["redundant"]
	PY
}

# --- verdicts that need more than a look at the value ---------------------------------

# the counts in the provenance that are not 0
verdicts() {
	python3 -c 'import json
r = json.load(open("provenance.json"))["requests"]
print(" ".join(f"{k}:{v}" for k, v in r.items() if v))'
}

@test "a symbol that does not exist is compared with the names of those that do" {
	printf '%s\n' CONFIG_EXPRT=y CONFIG_DRIVERS=m CONFIG_UNLIKE_ANY_OTHER=y >f.config
	run merge defconfig f.config
	says "CONFIG_EXPRT=y: the tree has no such symbol; similar: CONFIG_EXPERT" \
		"CONFIG_DRIVERS=m: the tree has no such symbol; similar: CONFIG_DRIVER"
	grep -q 'UNLIKE_ANY_OTHER=y: the tree has no such symbol$' <<<"$output"
}

@test "what only prefers may not override what is required" {
	printf '#: why it must\nCONFIG_SIZE=2\n' >require.config
	printf '#: why it might\n#: level prefer\nCONFIG_SIZE=3\n' >prefer.config
	run merge defconfig require.config prefer.config
	[ "$status" -eq 1 ]
	says "require.config:2:1: error: CONFIG_SIZE=2 is required, but prefer.config:3 overrides it with 3, although its level is only 'prefer'"
	[ "$(verdicts)" = "honoured:1 overridden without right:1" ]
	run merge defconfig prefer.config require.config
	[ "$status" -eq 0 ]
	[ "$(verdicts)" = "honoured:1 overridden:1" ]
	run merge defconfig prefer.config prefer.config
	[ "$status" -eq 0 ]
}

@test "an imply that nobody can undo is named" {
	printf 'config IMPLIED\n\tbool "x" if EXPERT\nconfig IMPLIES\n\tbool "y"\n\timply IMPLIED\n' >>tree/Kconfig
	printf '%s\n' CONFIG_IMPLIES=y '# CONFIG_IMPLIED is not set' >f.config
	run merge defconfig f.config
	says "CONFIG_IMPLIED=n: the result is y; it is implied by IMPLIES [=y] (Kconfig:122); its prompt needs EXPERT [=n]"
	[ "$(verdicts)" = "honoured:1 implied:1" ]
	[ "$(fix_of CONFIG_IMPLIES=y '# CONFIG_IMPLIED is not set')" = "CONFIG_EXPERT=y " ]
}

@test "redundant: the value is the same without the line, and only then" {
	printf '%s\n' 'CONFIG_BASICS=y' '# CONFIG_EXPERT is not set' CONFIG_BUS=m CONFIG_SIZE=10 \
		CONFIG_MASK=0x10 'CONFIG_LABEL="plain"' >f.config
	run merge defconfig f.config
	[ "$status" -eq 0 ]
	[ "$(verdicts)" = "redundant:6" ]
	says "6 of 6 requests honoured" \
		"note: 6 of 6 requests are redundant, the values are the same without them, such as CONFIG_BASICS (f.config:1)"
	printf '%s\n' CONFIG_EXPERT=y CONFIG_BUS=y CONFIG_SIZE=4 CONFIG_MASK=0x11 \
		'CONFIG_LABEL="other"' CONFIG_ONE=y >g.config
	run merge defconfig g.config
	[ "$(verdicts)" = "honoured:6" ]
	# what an earlier fragment says counts as being there
	run merge defconfig g.config g.config
	[ "$(verdicts)" = "honoured:7 redundant:5" ]
	run merge defconfig f.config g.config
	[ "$(verdicts)" = "honoured:6 redundant:1 overridden:5" ]
	# with rules as bases, and with a value that a select keeps
	printf '%s\n' CONFIG_EXPERT=y '# CONFIG_BUS is not set' CONFIG_FORCING=y CONFIG_FORCED=y >h.config
	run merge allnoconfig h.config
	[ "$(verdicts)" = "honoured:2 redundant:2" ]
	run merge allyesconfig h.config
	[ "$(verdicts)" = "honoured:1 redundant:3" ]
}

# --- old names ------------------------------------------------------------------------------

renames() {
	printf 'schema: 1\nrenames:\n  OLD_EXPERT: {to: EXPERT}\n  NO_BASICS: {to: BASICS, inverted: yes}\n  OLD_GONE: {to: GONE_AS_WELL}\n' >renames.yaml
}

@test "an old name is judged by what the new one has" {
	renames
	echo CONFIG_OLD_EXPERT=y >f.config
	run merge --renames renames.yaml defconfig f.config
	[ "$status" -eq 1 ]
	says "f.config:1:1: error: CONFIG_OLD_EXPERT=y: it is called CONFIG_EXPERT now, and that is n; write 'CONFIG_EXPERT=y'"
	[ "$(verdicts)" = "renamed, not in effect:1" ]
	echo '# CONFIG_OLD_EXPERT is not set' >f.config
	run merge --renames renames.yaml defconfig f.config
	[ "$status" -eq 0 ]
	says "f.config:1:1: warning: CONFIG_OLD_EXPERT=n: it is called CONFIG_EXPERT now, and that is n; write '# CONFIG_EXPERT is not set'"
	[ "$(verdicts)" = "renamed:1" ]
	echo CONFIG_OLD_GONE=y >f.config
	run merge --renames renames.yaml defconfig f.config
	[ "$status" -eq 1 ]
	says "CONFIG_OLD_GONE=y: it is called CONFIG_GONE_AS_WELL now, and that is unknown to this tree"
	# without the list it is just unknown
	run merge defconfig f.config
	says "CONFIG_OLD_GONE=y: the tree has no such symbol"
}

@test "a name whose meaning was turned round" {
	renames
	echo CONFIG_NO_BASICS=y >f.config
	run merge --renames renames.yaml defconfig f.config
	[ "$status" -eq 1 ]
	says "CONFIG_NO_BASICS=y: it is called CONFIG_BASICS now, with the opposite meaning, and that is y; write '# CONFIG_BASICS is not set'"
	echo '# CONFIG_NO_BASICS is not set' >f.config
	run merge --renames renames.yaml defconfig f.config
	[ "$status" -eq 0 ]
	says "warning: CONFIG_NO_BASICS=n: it is called CONFIG_BASICS now, with the opposite meaning, and that is y; write 'CONFIG_BASICS=y'"
}

@test "a transitional symbol of the tree" {
	printf 'config OLD\n\tbool\n\ttransitional\n\nconfig NEW\n\tbool "x"\n\tdefault OLD\n\tdepends on !TWO\n' >>tree/Kconfig
	echo CONFIG_OLD=y >f.config
	run merge defconfig f.config
	[ "$status" -eq 0 ]
	says "f.config:1:1: warning: CONFIG_OLD=y: it is called CONFIG_NEW now, and that is y; write 'CONFIG_NEW=y'"
	grep -qx CONFIG_NEW=y config
	echo CONFIG_TWO=y >>f.config
	run merge defconfig f.config
	[ "$status" -eq 1 ]
	says "f.config:1:1: error: CONFIG_OLD=y: it is called CONFIG_NEW now, and that is n; write 'CONFIG_NEW=y'"
}

@test "bad input: a list of renames with faults" {
	printf 'schema: 1\nrenames:\n  CONFIG_A: {to: B}\n  C: {too: D}\n  E: {to: "F G"}\n  H: {to: I, inverted: maybe}\n  J: {}\n' >r.yaml
	run merge --renames r.yaml defconfig
	[ "$status" -eq 2 ]
	says "r.yaml:3:" "r.yaml:4:" "r.yaml:5:" "r.yaml:6:" "r.yaml:7:3: error: 'J' needs a 'to'"
	[ ! -e config ]
	echo 'schema: 2' >r.yaml
	run merge --renames r.yaml defconfig
	[ "$status" -eq 2 ]
	run merge --renames nowhere.yaml defconfig
	[ "$status" -eq 2 ]
}

@test "the project's own renames name symbols of the real tree" {
	sed -n 's/^  [A-Z0-9_]*: .*to: \([A-Z0-9_]*\).*/CONFIG_\1=y/p' "$TOP/configs/renames.yaml" >new.config
	sed -n 's/^  \([A-Z0-9_]*\): .*to: .*/CONFIG_\1=y/p' "$TOP/configs/renames.yaml" >old.config
	[ -s new.config ]
	run "$KHARNESS" merge --linux "$LINUX" --arch x86_64 --bridge-dir "$bridges" -o config \
		--configs "$TOP/configs" defconfig new.config old.config
	[[ "$output" != *"no such symbol"* && "$output" != *"unknown to this tree"* ]]
	[ "$(grep -c '[a-z]: CONFIG_.*: it is called' <<<"$output")" -eq "$(wc -l <old.config)" ]
}
