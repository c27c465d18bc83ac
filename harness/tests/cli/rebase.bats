#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "kharness rebase": what another kernel means, as lines and as JSON.

bats_require_minimum_version 1.5.0
load mini_tree
load rebase_trees

setup() {
	mini_tree
	export TMPDIR="$PWD/tmp"
	mkdir tmp
	change_tree
	rebase_configs
}

# items FILE: kind, state and name of each
items() {
	python3 - "$1" <<-'PY'
		import json, sys
		for i in json.load(open(sys.argv[1]))["items"]:
		    print(i["kind"], i["state"], i.get("symbol") or i["rule"])
	PY
}

# member FILE NAME EXPRESSION: of the item i with this name
member() {
	python3 - "$@" <<-'PY'
		import json, sys
		i, = [i for i in json.load(open(sys.argv[1]))["items"]
		    if (i.get("symbol") or i["rule"]) == sys.argv[2]]
		print(eval(sys.argv[3]))
	PY
}

@test "what is new, gone, renamed, of another type, out of reach, and which rule fails" {
	rebase --json >all || [ "$?" -eq 1 ]
	items all >found
	diff - found <<-'END'
		new decided NEW_NAME
		new decided NEW_WORD
		new open FRESH
		new open FRESH_NUMBER
		new open FRESH_TEXT
		new decided KNOWN
		gone open LEAVING
		renamed open OLD_NAME
		renamed open OLD_WORD
		type open GROWING
		unreachable open LOSING
		unreachable open SAFE
		rule open p/safe
	END
	[ "$(python3 -c 'import json; print(json.load(open("all"))["open"])')" = 10 ]
	# what stands nowhere in the old tree, where it is and what surrounds it
	[ "$(member all FRESH 'i["type"], i["prompt"], i["menu"], i["at"]')" = \
		"('tristate', 'Fresh \"quoted\"', 'Buses', 'Kconfig:111')" ]
	[ "$(member all FRESH 'i["help"].split("\n")')" = \
		"['Something new.', '', 'In two paragraphs.']" ]
	[ "$(member all FRESH 'i["pairs"]')" = \
		"{'one-x86_64': 'n', 'one-i386': 'n', 'two-x86_64': 'n'}" ]
	[ "$(member all FRESH 'i["similar"][0]')" = \
		"{'symbol': 'KNOWN', 'value': 'y', 'at': 'configs/part/two.config:10', 'menu': True}" ]
	[ "$(member all FRESH 'i["fragments"]["y"]')" = configs/part/two.config ]
	[ "$(member all NEW_NAME 'i["fragments"]')" = \
		"{'y': 'configs/part/on.config', 'n': 'configs/part/off.config'}" ]
	[ "$(member all FRESH_TEXT 'set(i["pairs"].values())')" = "{'\"some\"'}" ]
	# the edits
	[ "$(member all OLD_NAME 'i["edit"]')" = '# CONFIG_NEW_NAME is not set' ]
	[ "$(member all OLD_WORD 'i["edit"]')" = CONFIG_NEW_WORD=y ]
	[ "$(member all LEAVING 'i["request"]')" = \
		"{'file': 'configs/part/on.config', 'line': 15, 'value': 'y'}" ]
	# the cause, as the merge with the new tree finds it
	[[ "$(member all LOSING 'i["because"]')" == *"what helps: CONFIG_EXPERT=y CONFIG_NEEDED=y" ]]
	[ -z "$(ls tmp)" ]
}

@test "a line an item, and the status until all is decided" {
	run rebase --check
	[ "$status" -eq 1 ]
	grep -Fx "Kconfig:111: new: CONFIG_FRESH (tristate, 'Fresh \"quoted\"') would be n in one-x86_64, one-i386, two-x86_64; same menu: 1 y; same directory: 5 y, 2 m, 1 n" <<<"$output"
	grep -Fx "configs/part/on.config:15: gone: CONFIG_LEAVING=y: the tree has no such symbol; 2 pairs" <<<"$output"
	grep -Fx "configs/part/on.config:14: type: CONFIG_GROWING=y: it was a bool and is a tristate now; y in one-x86_64, one-i386" <<<"$output"
	grep -Fx "configs/policy/p.yaml:4: rule: p/safe, which wants SAFE=y: fails, holds before in one-x86_64, one-i386; SAFE=n" <<<"$output"
	[ "$(grep -c -e ': new: ' -e ': gone: ' -e ': renamed: ' -e ': type: ' -e ': unreachable: ' -e ': rule: ' <<<"$output")" = 10 ]
	[ "${lines[-1]}" = "6.18.15-mini to 6.18.16-mini, 3 pairs: 13 items, 10 open: 6 new (3 open), 1 gone (1 open), 2 renamed (2 open), 1 type (1 open), 2 unreachable (2 open), 1 rule (1 open)" ]
	[[ "$output" != *FRESH_HIDDEN* && "$output" != *FRESH_AWAY* && "$output" != *FRESH_CHILD* ]]
}

@test "the same tree has no questions, and neither has one that was answered" {
	"$KHARNESS" rebase --linux tree --to tree --bridge-dir "$bridges" --check >said
	[ "$(cat said)" = "6.18.15-mini to 6.18.15-mini, 3 pairs: 0 items, 0 open" ]
	# edits by hand count as answers
	sed -i -e '/LEAVING\|LOSING\|SAFE/d' -e 's/^CONFIG_OLD_NAME.*/# CONFIG_NEW_NAME is not set/' \
		-e s/OLD_WORD/NEW_WORD/ configs/part/on.config
	printf '\n#: why    a number\nCONFIG_FRESH_NUMBER=4\n' >>configs/part/two.config
	cat >configs/triage.yaml <<-'END'
		schema: 1
		triage:
		  - {symbol: FRESH, version: 6.18.16-mini, decision: later, reason: who knows, owner: me}
		  - {symbol: FRESH_TEXT, version: 6.18.16-mini, decision: default, reason: good, owner: me}
		  - {symbol: GROWING, version: 6.18.16-mini, decision: default, reason: y is meant, owner: me}
		  - {rule: p/safe, version: 6.18.16-mini, decision: later, reason: a patch comes, owner: me}
	END
	rebase --check >said || { cat said; return 1; }
	[[ "$(cat said)" == *", 0 open: "* ]]
	rebase --json >all
	[ "$(member all FRESH 'i["state"], i["reason"], i["owner"]')" = "('later', 'who knows', 'me')" ]
	[ "$(member all FRESH_TEXT 'i["state"]')" = default ]
	# for another version it is asked again
	sed -i s/6.18.16-mini/6.18.14/ configs/triage.yaml
	run rebase --check
	[ "$status" -eq 1 ]
}

@test "what takes no default stays open: a request that fails, a rule that could hold" {
	cat >configs/triage.yaml <<-'END'
		schema: 1
		triage:
		  - {symbol: LOSING, version: 6.18.16-mini, decision: default, reason: x, owner: me}
		  - {rule: p/safe, version: 6.18.16-mini, decision: default, reason: x, owner: me}
	END
	rebase --json >all || [ "$?" -eq 1 ]
	[ "$(member all LOSING 'i["state"]')" = open ]
	[ "$(member all p/safe 'i["state"]')" = open ]
	# what nothing can make hold is accepted, by a decision or by a waiver
	sed -i '/^config SAFE/,/depends/d' new/Kconfig
	rebase --json >all || [ "$?" -eq 1 ]
	[ "$(member all p/safe 'i["state"], set(i["pairs"].values())')" = \
		"('default', {'unreachable here, holds before'})" ]
}

@test "waivers answer for a rule and for a request" {
	cat >configs/waivers.yaml <<-'END'
		schema: 1
		waivers:
		  - {rule: p/safe, flavours: one, arch: [x86_64, i386], found: SAFE=n, owner: me, reason: so be it, expires: 2999-01-31}
		  - {request: part/on.config/CONFIG_SAFE, found: n, flavours: one, arch: [x86_64, i386], owner: me, reason: so be it, expires: 2999-01-31}
	END
	rebase --json >all || [ "$?" -eq 1 ]
	items all >found
	grep -x 'rule decided p/safe' found
	! grep -x 'unreachable .* SAFE' found || false
}

@test "only some flavours and architectures" {
	rebase two --json >all || [ "$?" -eq 1 ]
	[ "$(member all FRESH 'list(i["pairs"])')" = "['two-x86_64']" ]
	! grep -q LEAVING all || false
	rebase one -a i386 --check >said || [ "$?" -eq 1 ]
	grep -F 'GROWING=y: it was a bool and is a tristate now; y in one-i386' said
	run rebase three --check
	[ "$status" -eq 2 ]
}

@test "hostile texts in a tree reach neither the terminal nor the JSON as they are" {
	printf 'config EVIL\n\tbool "x\033[2Jy\377"\n\thelp\n\t  a\033]0;t\007b\n' >>new/Kconfig
	rebase --check >said || [ "$?" -eq 1 ]
	! grep -q "$(printf '\033')" said || false
	grep -F 'x\x1b[2Jy' said || grep -F '(not UTF-8)' said
	rebase --json >all || [ "$?" -eq 1 ]
	! grep -q "$(printf '\033')" all || false
	python3 -c 'import json; json.load(open("all"))'
}

# refused TEXT ARGUMENT...: status 2 and the text
refused() {
	local text=$1
	shift
	run "$KHARNESS" rebase --bridge-dir "$bridges" "$@"
	[ "$status" -eq 2 ] || { echo "$status: $output"; return 1; }
	[[ "$output" == *"$text"* ]] || { echo "$output"; return 1; }
}

@test "bad input" {
	refused "--linux is missing" --to new --check
	refused "--to is missing" --linux tree --check
	refused "exclude each other" --linux tree --to new --check --json
	refused "nowhere" --linux tree --to nowhere --check
	refused "--cross takes ARCH=PREFIX" --linux tree --to new --check --cross x
	echo 'schema: 1' >configs/triage.yaml
	echo 'triage: [{symbol: A}]' >>configs/triage.yaml
	refused "configs/triage.yaml:2:10: error: a decision has no 'version'" \
		--linux tree --to new --check
	rm configs/triage.yaml
	echo 'CONFIG_X="$(id)"' >>configs/part/two.config
	refused "configs/part/two.config:11" --linux tree --to new --check
	sed -i '$d' configs/part/two.config
	echo 'config' >>new/Kconfig
	refused "new/Kconfig:" --linux tree --to new --check
	[ -z "$(ls tmp)" ]
}

# The answer of the tree's own Kconfig: what it calls new when all symbols are taken out
# of a configuration that no Kconfig file of the old tree defines.
@test "Linux 6.12 to this one: the questions of make listnewconfig" {
	[ -n "$KHARNESS_LONG" ] || skip "only in check-long"
	old="$("$TOP/scripts/fetch-kconfig" linux-source-6.12 trixie 2>&1)" || skip "${old#error: }"
	"$KHARNESS" rebase --linux "$old" --to "$LINUX" --configs "$TOP/configs" \
		--bridge-dir "$bridges" azure -a x86_64 --json >all || [ "$?" -eq 1 ]
	"$KHARNESS" merge --linux "$LINUX" --arch x86_64 --flavour azure \
		--configs "$TOP/configs" --bridge-dir "$bridges" -o config
	find "$old" -name '*Kconfig*' -exec grep -hoE '^[[:blank:]]*(menu)?config[[:blank:]]+[A-Za-z0-9_]+' {} + |
		awk '{print $2}' | sort -u >names
	mkdir o
	python3 - >o/.config <<-'PY'
		import re
		old = set(open("names").read().split())
		for line in open("config"):
		    m = re.match(r"(?:# )?CONFIG_(\w+)[ =]", line)
		    if not m or m.group(1) not in old:
		        continue
		    print(line, end="")
	PY
	make -s -C "$LINUX" ARCH=x86_64 O="$PWD/o" listnewconfig >listed
	python3 - <<-'PY'
		import json, re
		ours = {i["symbol"] for i in json.load(open("all"))["items"] if i["kind"] == "new"}
		theirs = {m.group(1) for m in map(re.compile(r"(?:# )?CONFIG_(\w+)").match, open("listed")) if m}
		# what a request for a new symbol makes visible is not in their list
		print(len(ours), len(theirs), ours ^ theirs)
		assert len(theirs) > 50 and theirs <= ours and len(ours - theirs) < 5
	PY
}
