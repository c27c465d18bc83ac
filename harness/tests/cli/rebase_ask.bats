#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "kharness rebase" on a terminal: its questions, where the answers go, and that none is
# lost.

bats_require_minimum_version 1.5.0
load mini_tree
load rebase_trees

setup() {
	mini_tree
	export TMPDIR="$PWD/tmp"
	mkdir tmp
	change_tree
	rebase_configs
	cat >answers <<-'END'
		{"FRESH": ["m", "", "a bus that clouds have", "people"],
		 "FRESH_CHILD": ["n", "part/off.config", "no part is needed", ""],
		 "FRESH_NUMBER": ["=7", "configs/part/two.config", "a bus that clouds have", ""],
		 "FRESH_TEXT": ["default", "it does no harm", "people"],
		 "LEAVING": ["remove"],
		 "OLD_NAME": ["edit"],
		 "OLD_WORD": ["e"],
		 "GROWING": ["keep", "built in is what is meant", "people"],
		 "LOSING": ["n", "nobody has missed it", ""],
		 "SAFE": ["r"],
		 "p/safe": ["later", "a patch is on its way", "security"]}
	END
}

# person ARGUMENT...: at a terminal; what was on the screen goes to ./screen
person() {
	python3 "$TOP/harness/tests/cli/on_a_terminal.py" answers "$@" -- \
		"$KHARNESS" rebase --linux tree --to new --bridge-dir "$bridges" >screen
}

# ended HOW: the last line of the screen
ended() {
	[ "$(tail -n 1 screen)" = "$1" ] || { cat screen; return 1; }
}

# files_are_good: everything stands where it belongs
files_are_good() {
	diff - configs/part/on.config <<-'END'
		# SPDX-License-Identifier: GPL-2.0-or-later
		#: area   part
		#: owner  people

		#: why    modules are loaded
		CONFIG_MODULES=y

		#: why    buses are driven
		CONFIG_BUS=m
		CONFIG_DRIVER=m

		#: why    things that change
		#: ref    somewhere
		CONFIG_GROWING=y
		# CONFIG_NEW_NAME is not set
		CONFIG_NEW_WORD=y

		#: why    nobody has missed it
		# CONFIG_LOSING is not set
	END
	diff - configs/part/two.config <<-'END'
		# SPDX-License-Identifier: GPL-2.0-or-later
		#: area   two
		#: owner  people

		#: why    modules are loaded
		CONFIG_MODULES=y

		#: why    asked for before it was there
		#: level  prefer
		CONFIG_KNOWN=y

		#: why    a bus that clouds have
		CONFIG_FRESH=m
		CONFIG_FRESH_NUMBER=7
	END
	diff - configs/part/off.config <<-'END'
		# SPDX-License-Identifier: GPL-2.0-or-later
		#: area   off
		#: owner  others

		#: why    not wanted
		# CONFIG_WISHING is not set

		#: why    no part is needed
		# CONFIG_FRESH_CHILD is not set
	END
	diff - configs/triage.yaml <<-'END'
		# SPDX-License-Identifier: GPL-2.0-or-later
		#
		# What 'kharness rebase' asked about a new kernel and needs no request: the tree's
		# default is good, or it is to be asked again with the next one.
		schema: 1

		triage:
		  - symbol: FRESH_TEXT
		    version: "6.18.16-mini"
		    decision: default
		    reason: "it does no harm"
		    owner: "people"
		  - symbol: GROWING
		    version: "6.18.16-mini"
		    decision: default
		    reason: "built in is what is meant"
		    owner: "people"
		  - rule: p/safe
		    version: "6.18.16-mini"
		    decision: later
		    reason: "a patch is on its way"
		    owner: "security"
	END
	[ "$(find configs -type f | wc -l)" = 7 ]
	rebase --check >said || { cat said; return 1; }
}

@test "all questions answered, also those that come up by the answers" {
	person
	ended "exit 0"
	files_are_good
	grep -F '[1/10] new: CONFIG_FRESH (tristate)  Kconfig:111' screen
	grep -F '[1/1] new: CONFIG_FRESH_CHILD (bool)' screen
	grep -F '    would be n in one-x86_64, one-i386, two-x86_64' screen
	grep -F '    same menu: KNOWN=y (configs/part/two.config:10)' screen
	grep -F '      Something new.' screen
	grep -F '    proposed: # CONFIG_NEW_NAME is not set' screen
	grep -F '  fragment [configs/part/two.config]:' screen
	grep -F '  owner [others]:' screen
	grep -F '; what helps: CONFIG_EXPERT=y CONFIG_NEEDED=y' screen
}

@test "Ctrl-C in the middle of an answer: what was answered before is there, the rest is asked" {
	person --stop 3 0 INT
	ended "signal 2"
	grep -qx CONFIG_FRESH_NUMBER=7 configs/part/two.config
	grep -q 'symbol: FRESH_TEXT' configs/triage.yaml
	grep -q LEAVING configs/part/on.config
	person --stop 0 2 INT
	ended "signal 2"
	! grep -q FRESH_CHILD configs/part/off.config || false
	[ "$(find configs -type f | wc -l)" = 7 ]
	person
	ended "exit 0"
	grep -F '[1/8] new: CONFIG_FRESH_CHILD (bool)' screen
	files_are_good
}

@test "kill -9 at every question and behind every line: the same files in the end" {
	for lines in 3 2 1 0; do
		for _ in 1 2 3; do
			person --stop 1 "$lines" KILL
			[[ "$(tail -n 1 screen)" =~ ^(signal 9|exit 0)$ ]]
		done
	done
	person
	ended "exit 0"
	files_are_good
}

@test "the end of the terminal is the end of the session, nothing is asked twice" {
	person --stop 2 1 HUP
	ended "signal 1"
	person
	ended "exit 0"
	! grep -F 'new: CONFIG_FRESH (' screen || false
	files_are_good
}

@test "back: an answer is replaced wherever it was, and an edit is not undone" {
	# m to one fragment; back to it: the default; back again: m to another fragment
	printf '%s\n' m part/off.config first me d second me b b d again me b m "" third me q >lines
	run rebase <lines
	[ "$status" -eq 1 ]
	[[ "${lines[-1]}" == *"2 answered, 8 left; the same command goes on there" ]]
	! grep -q FRESH configs/part/off.config || false
	grep -qx CONFIG_FRESH=m configs/part/two.config
	grep -q 'why    third' configs/part/two.config
	[ "$(grep -c symbol: configs/triage.yaml)" = 1 ]
	grep -q 'symbol: FRESH_NUMBER' configs/triage.yaml
	grep -q 'reason: "second"' configs/triage.yaml
	# over an edit back goes to what can be answered again
	printf '%s\n' l x x l x x remove b q >lines
	run rebase <lines
	[ "$status" -eq 1 ]
	[ "$(grep -c 'new: CONFIG_FRESH_TEXT' <<<"$output")" = 2 ]
	! grep -q LEAVING configs/part/on.config || false
	# in front of the first question there is none; in an answer it goes one line back
	printf '%s\n' b q >lines
	run rebase <lines
	[[ "$output" == *"there is no question before this one"* ]]
}

@test "within an answer 'b' goes line by line, '?' helps, and defaults are those of the file" {
	cp configs/part/two.config before
	printf '%s\n' '?' n '?' part/nowhere.config ../../etc/passwd part/off.config '?' b \
		"" "new words" b "other words" "" q >lines
	run rebase <lines
	[ "$status" -eq 1 ]
	[[ "$output" == *"  m        ask for it as a module"* ]]
	[ "$(grep -c 'no flavour takes that fragment' <<<"$output")" = 2 ]
	[[ "$output" == *"    configs/part/on.config"* ]]
	[[ "$output" == *"it becomes '#: why'"* ]]
	[[ "$output" == *"reason [new words]:"* && "$output" == *"owner [others]:"* ]]
	cmp before configs/part/two.config
	diff - <(tail -n 3 configs/part/off.config) <<-'END'

		#: why    other words
		# CONFIG_FRESH is not set
	END
}

@test "hostile and wrong answers are told, asked again, and reach no file" {
	cp -r configs before
	{
		printf '%s\n' nonsense yy =4 keep remove "" '$(id)' y part/two.config
		printf '\033[2J\n\377\nCONFIG_X=y\r\n'
		printf '   \n'
		head -c 3000 /dev/zero | tr '\0' a
		printf '\n%s\n' q
	} >lines
	run rebase <lines
	[ "$status" -eq 1 ]
	[ "$(grep -c 'that is no answer here' <<<"$output")" = 7 ]
	[[ "$output" == *"that holds a control byte"* && "$output" == *"that is not UTF-8"* ]]
	[[ "$output" == *"the reason is empty"* && "$output" == *"that is too long"* ]]
	diff -r before configs
	# values
	printf '%s\n' l x x '=y' '="x"' =0x4 '=4 5' '=4' "" why "" '="$(id)"' '="a' '=y' q >lines
	run rebase <lines
	[ "$(grep -c 'is no value of a int' <<<"$output")" = 4 ]
	[ "$(grep -c 'is no value of a string' <<<"$output")" = 3 ]
	grep -qx CONFIG_FRESH_NUMBER=4 configs/part/two.config
	! grep -rq 'id' configs/part || false
}

@test "a request that the new tree does not honour is asked about once more" {
	# 12 is out of range, and the old tree does not know it at all
	printf '%s\n' l x x =12 "" why "" l x x l l l k x x l l l l >lines
	sed -i 's/^l$/later/' lines
	printf '%s\n' n >>lines
	run rebase <lines
	rebase --json >all || true
	python3 - <<-'PY'
		import json
		i, = [i for i in json.load(open("all"))["items"] if i["kind"] == "unreachable"
		    and i["symbol"] == "FRESH_NUMBER"]
		assert i["state"] == "open" and "range is 1 to 9" in i["because"], i
	PY
}

@test "a fragment that is edited, spoilt or gone meanwhile" {
	# what somebody else writes between two answers stays
	mkfifo pipe
	rebase <pipe >screen 2>&1 &
	exec 7>pipe
	printf '%s\n' m "" one me >&7
	for _ in $(seq 100); do grep -q FRESH configs/part/two.config && break; sleep 0.1; done
	printf '\n#: why    by hand\nCONFIG_TWO=y\n' >>configs/part/two.config
	printf '%s\n' =4 "" two me >&7
	for _ in $(seq 100); do grep -q FRESH_NUMBER configs/part/two.config && break; sleep 0.1; done
	echo 'CONFIG_X="$(id)"' >>configs/part/two.config
	cp configs/part/two.config spoilt
	printf '%s\n' '="t"' "" three me >&7
	for _ in $(seq 100); do grep -q "'\$'" screen && break; sleep 0.1; done
	rm configs/part/two.config
	printf '%s\n' '="t"' "" four me q >&7
	exec 7>&-
	wait $! || [ "$?" -eq 1 ]
	grep -q by.hand spoilt
	grep -qx CONFIG_FRESH_NUMBER=4 spoilt
	! grep -q FRESH_TEXT spoilt || false
	grep -F "cannot read 'configs/part/two.config': No such file" screen
	grep -F '2 answered, 8 left' screen
}

@test "a link to a fragment stays one, and its file keeps its mode" {
	mv configs/part/two.config elsewhere
	chmod 640 elsewhere
	ln -s ../../elsewhere configs/part/two.config
	printf '%s\n' m "" one me q | rebase >screen || [ "$?" -eq 1 ]
	[ -L configs/part/two.config ]
	[ "$(stat -c %a elsewhere)" = 640 ]
	grep -qx CONFIG_FRESH=m elsewhere
}
