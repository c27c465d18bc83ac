#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "kharness diff": what a user names, what is compared with what, and the forms of it.

bats_require_minimum_version 1.5.0
load mini_tree
load mini_configs

setup() {
	mini_tree
	mini_configs
	export TMPDIR="$PWD/tmp"
	mkdir tmp
}

# differ ARGUMENT...: diff with the mini tree
differ() {
	"$KHARNESS" diff --linux tree --bridge-dir "$bridges" "$@"
}

# refused TEXT ARGUMENT...: it ends with status 2 and says TEXT, and leaves nothing behind
refused() {
	local text=$1
	shift
	run differ "$@"
	[ "$status" -eq 2 ] || { echo "$status: $output"; return 1; }
	[[ "$output" == *"$text"* ]] || { echo "$output"; return 1; }
	[ -z "$(ls tmp)" ]
}

# changed FILE: each change of the first comparison of a JSON document
changed() {
	python3 -c 'import json, sys
for c in json.load(open(sys.argv[1]))["comparisons"][0]["changes"]:
    print(c["symbol"], c["class"], *([c["upstream"]] if "upstream" in c else []))' "$1"
}

# resolved FLAVOUR ARCH FILE: its configuration
resolved() {
	"$KHARNESS" merge --linux tree --arch "$2" --flavour "$1" --bridge-dir "$bridges" -o "$3"
}

@test "a flavour and what it was: who asked, why, and what follows" {
	differ one@HEAD~1 one -a x86_64 >said
	diff - said <<-'END'
		one@HEAD~1 -> one: x86_64, Linux 6.18.15-mini
		  1 intent, 1 consequence, 0 upstream, 0 toolchain, 0 unexplained

		intent
		  (no menu)
		    FORCING n -> y
		        configs/part/b.config:5 asks for it (drivers): a driver needs what it selects
		        1 follows from it

		consequence
		  (no menu)
		    FORCED n -> y  follows from FORCING
	END
	[ -z "$(ls tmp)" ]
	# the other way round, the line is gone; its place is named with the revision
	differ one one@HEAD~1 -a x86_64 >said
	grep -F '    FORCING y -> n' said
	grep -F '        configs/part/b.config:5 asked for it, nothing does now (drivers): a driver' said
	differ one@HEAD one@HEAD~1 -a x86_64 | grep -F 'configs/part/b.config@HEAD:5 asked for it'
}

@test "nothing differs" {
	differ one@HEAD one -a x86_64 >said
	diff - said <<-'END'
		one@HEAD -> one: x86_64, Linux 6.18.15-mini
		  0 intents, 0 consequences, 0 upstream, 0 toolchain, 0 unexplained
	END
}

@test "the work tree and the index are not touched, edits in it count" {
	sed -i 's/SIZE=4/SIZE=5/' configs/part/a.config
	echo new >configs/untracked
	: >said
	git_quiet status --porcelain >before
	sum=$(sha256sum .git/index)
	differ one@HEAD one -a x86_64 >said
	grep -F '    SIZE 4 -> 5' said
	[ "$(sha256sum .git/index)" = "$sum" ]
	git_quiet status --porcelain | diff before -
	[ -z "$(ls tmp)" ]
}

@test "all: every pair, one that only one side has is told, none is resolved for nothing" {
	# shellcheck disable=SC2016
	echo 'parsed := $(shell,echo $(ARCH) >>$(srctree)/parses)' >>tree/Kconfig
	cat >>configs/flavours.yaml <<-'END'
		  three:
		    about: z
		    arch:
		      x86_64: {base: allnoconfig, fragments: [part/a.config]}
	END
	echo CONFIG_EXPERT=y >>configs/part/c.config
	run --separate-stderr differ all@HEAD all --no-replay
	[ "$status" -eq 0 ]
	[[ "$stderr" == *"note: only 'all' has three-x86_64, which is compared with nothing"* ]]
	[ "$(grep -c -- '->.*Linux' <<<"$output")" -eq 3 ]
	[[ "$output" == *"two@HEAD -> two: x86_64, Linux 6.18.15-mini
  1 intent"* ]]
	[ "$(cat tree/parses)" = x86_64 ]
	rm tree/parses
	differ all@HEAD all@HEAD --no-replay
	[ ! -e tree/parses ]
	run --separate-stderr differ all all@HEAD -a i386
	[ "$status" -eq 0 ]
	[[ "$output" == "one -> one@HEAD: i386, "* ]]
	[ "$(grep -c -- '->' <<<"$output")" -eq 1 ]
}

@test "command line and sysctls that differ" {
	sed -i 's/quiet: .*/loglevel=3: errors only/; s/kptr_restrict=1: .*/kptr_restrict=2: for nobody/' \
		configs/flavours.yaml
	differ one@HEAD one -a x86_64 >said
	grep -F '    loglevel: not set -> 3  errors only' said
	grep -F '    quiet: set -> not set  as little as can be' said
	grep -F '    sysctl kernel.kptr_restrict: 1 -> 2  for nobody' said
}

@test "two configurations, and a configuration against a flavour" {
	resolved one x86_64 old.config
	sed 's/^# CONFIG_WISHING is not set/CONFIG_WISHING=y/' old.config >new.config
	differ old.config new.config >said
	grep -F 'old.config -> new.config: x86_64, Linux 6.18.15-mini' said
	grep -F '    WISHING n -> y' said
	differ one old.config --json=j >/dev/null
	[ -z "$(changed j)" ]
	# order, and unset against absent, are no changes
	{ grep -v '^#' old.config | tac; } >shuffled.config
	sed -i '1i # Linux/x86_64 6.18.15-mini Kernel Configuration' shuffled.config
	differ old.config shuffled.config --json=j >/dev/null
	[ -z "$(changed j)" ]
}

@test "another kernel: LINUXDIR:FLAVOUR and LINUXDIR:CONFIG" {
	cp -r tree other
	sed -i 's/^SUBLEVEL = .*/SUBLEVEL = 99/' other/Makefile
	sed -i '/^config HELPER/i config FRESH\n\tbool "New here"\n\tdefault y\n' other/Kconfig
	differ one other:one@HEAD -a x86_64 --json=j >/dev/null
	grep -F '"old_linux": "6.18.15-mini"' j
	grep -F '"linux": "6.18.99-mini"' j
	[ "$(changed j)" = "FRESH upstream new" ]
	resolved one x86_64 old.config
	differ old.config other:old.config >said
	grep -F "note: 'other:old.config' is for Linux 6.18.15-mini and is resolved with 6.18.99-mini" said
	refused "'nowhere' is no Linux source tree for 'one'" one nowhere:one
}

@test "a built tree brings its tree and the answers of its toolchain" {
	mkdir -p out/one-x86_64
	touch tree/tool
	resolved one x86_64 out/one-x86_64/.config
	readlink -f tree >out/one-x86_64/merge.stamp
	rm tree/tool
	"$KHARNESS" diff out/one-x86_64 tree:one -a x86_64 --bridge-dir "$bridges" --json=j \
		>/dev/null
	[ "$(changed j)" = "HAS_TOOL toolchain" ]
	# without its record the answers are those of today, which is said
	grep -F '"notes": []' j
	rm out/one-x86_64/provenance.json
	"$KHARNESS" diff out/one-x86_64 tree:one -a x86_64 --bridge-dir "$bridges" |
		grep -F 'with this toolchain resolves otherwise'
	rm out/one-x86_64/.config
	refused "'out/one-x86_64' is no built tree: it has no .config" out/one-x86_64 one
}

@test "revisions that are none, and such as mean harm" {
	refused "the repository of 'configs' has no revision 'nowhere'" one@nowhere one
	refused "'' names no revision" one@ one
	for r in --output=made -n '--upload-pack=touch made' HEAD:configs '$(touch made)'; do
		refused "revision" "one@$r" one
	done
	[ ! -e made ]
	refused "has no flavour 'nine'" nine@HEAD one
	mkdir elsewhere
	cp -r configs tree elsewhere
	mv .git elsewhere.git
	refused "'configs' is in no git repository" one@HEAD one
}

@test "what a revision holds that is no file of ours" {
	ln -sf /etc/passwd configs/part/b.config
	git_quiet commit -q -a -m link
	git_quiet checkout -q HEAD~1 -- configs
	run differ one@HEAD one
	[ "$status" -eq 2 ]
	[[ "$output" == *"note: 'configs/part/b.config@HEAD' is a link or a submodule, and left out"* ]]
	[[ "$output" == *"configs/flavours.yaml@HEAD:6:"*"cannot read 'configs/part/b.config@HEAD'"* ]]
	# a tree that leads out of its directory
	blob=$(git_quiet hash-object -w configs/part/a.config)
	inner=$(printf '100644 blob %s\tescaped\n' "$blob" | git_quiet mktree)
	up=$(printf '040000 tree %s\t..\n' "$inner" | git_quiet mktree)
	top=$(printf '040000 tree %s\tconfigs\n' "$up" | git_quiet mktree)
	bad=$(git_quiet commit-tree -m bad "$top")
	refused "which cannot be the path of a file" "one@$bad" one
	[ -z "$(find . -name escaped)" ]
}

@test "a fragment that does not parse at a revision, and one that is not there" {
	echo CONFIG_TWO=perhaps >configs/part/b.config
	git_quiet commit -q -a -m bad
	git_quiet checkout -q HEAD~1 -- configs
	refused "configs/part/b.config@HEAD:1:" one@HEAD one
	refused "configs/part/b.config@HEAD:1:" one one@HEAD -a x86_64
	git_quiet rm -q --cached -r configs
	git_quiet commit -q -m gone
	refused "there is no 'configs' at 'HEAD'" one@HEAD one
}

@test "sides that cannot be compared" {
	resolved one x86_64 x.config
	resolved one i386 i.config
	refused "'x.config' is for x86_64 and 'i.config' for i386" x.config i.config
	refused "'i.config' is for i386, and 'two' has no such configuration" i.config two
	refused "'all' goes with 'all'" all one
	refused "has no flavour 'two' for this architecture" two one -a i386
	refused "'x.config' is for x86_64, which --arch leaves out" x.config one -a i386
	refused "has no flavour 'nofile'" nofile one
	refused "'no.config' is no file, and no FLAVOUR" no.config one
	grep -v '^# Linux/' x.config >bare.config
	refused "'bare.config' does not say which architecture" bare.config one
	differ bare.config one -a x86_64 | grep -F "'bare.config' does not say which Linux"
	run "$KHARNESS" diff one two --bridge-dir "$bridges"
	[ "$status" -eq 2 ]
	[[ "$output" == *"'one' names no kernel that resolves it; give --linux"* ]]
}

@test "a configuration of another version than the tree is told" {
	resolved one x86_64 new.config
	sed 's/6\.18\.15-mini/6.12.1/' new.config >old.config
	differ old.config new.config |
		grep -F "  note: 'old.config' is for Linux 6.12.1 and is resolved with 6.18.15-mini"
}

@test "nothing is left after a signal" {
	rm tree/scripts/kconfig
	cp -rL "$LINUX/scripts/kconfig" tree/scripts/kconfig
	# shellcheck disable=SC2016
	echo 'hanging := $(shell,echo x >>$(srctree)/begun; sleep 1000 || true)' >>tree/Kconfig
	(exec "$KHARNESS" diff --linux tree --bridge-dir "$PWD/bridges" one@HEAD~1 one -a x86_64) \
		>said 2>errors 3>&- &
	for _ in $(seq 600); do
		[ ! -e tree/begun ] || break
		sleep 0.1
	done
	[ -e tree/begun ]
	[ -n "$(ls -d tmp/kharness-side.*)" ]
	kill -TERM $!
	status=0
	wait $! || status=$?
	[ "$status" -eq 143 ]
	[ "$(grep -c 'interrupted by signal 15' errors)" -eq 1 ]
	[ -z "$(ls tmp)" ]
}

@test "--json has all, --markdown is a comment, and one of them goes to standard output" {
	differ one@HEAD~1 one --json=j --markdown >comment
	python3 - <<-'PY'
		import json
		d = json.load(open("j"))
		assert d["schema"] == 1
		assert d["summary"]["intent"] == 2 and d["summary"]["unexplained"] == 0
		c = d["comparisons"]
		assert [x["arch"] for x in c] == ["x86_64", "i386"]
		i = [x for x in c[0]["changes"] if x["class"] == "intent"]
		assert [x["symbol"] for x in i] == ["FORCING"]
		assert i[0]["why"] == "a driver needs what it selects" and i[0]["owner"] == "drivers"
		assert i[0]["new_line"] == {"file": "configs/part/b.config", "line": 5, "value": "y"}
		f = [x for x in c[0]["changes"] if x["symbol"] == "FORCED"]
		assert f[0]["causes"] == ["FORCING"] and f[0]["class"] == "consequence"
		assert c[0]["resolutions"] >= 2
	PY
	[ "$(head -1 comment)" = "### Kernel configuration: 0 weaker, 0 stronger" ]
	grep -F -- '- `FORCING` n → y, configs/part/b.config:5, drivers: a driver needs what it selects (one, x86\_64; one, i386)' comment
	[ "$(grep -c '^<details>' comment)" -eq 1 ]
	grep -F 'one: x86_64, Linux 6.18.15-mini<br>one&#64;HEAD~1 -&#62; one: i386, ' comment
	run differ one@HEAD~1 one --json --markdown
	[ "$status" -eq 2 ]
	[[ "$output" == *"of --json, --markdown and --html only one can do without a file"* ]]
	run differ one
	[[ "$output" == *"two sides are compared, NEW is missing"* ]]
	run differ one two three
	[[ "$output" == *"'three' is one argument too many"* ]]
	run differ one two --class none
	[[ "$output" == *"--class takes intent, "*"not 'none'"* ]]
}

@test "--html is a page with all comparisons, and names no other place" {
	differ one@HEAD~1 one --html=page.html >said
	grep -qF 'one@HEAD~1' page.html
	grep -qF 'FORCING' page.html
	grep -qF 'a driver needs what it selects' page.html
	! grep -E '(src|href)="(https?:)?//' page.html || false
	grep -qF 'FORCING n -> y' said
	differ one@HEAD~1 one --html | cmp - page.html
	# no half page where none can be written
	refused "nowhere/page.html" one@HEAD~1 one --html=nowhere/page.html
}

@test "colours and a pager on a terminal only" {
	differ one@HEAD~1 one -a x86_64 >plain
	! grep -q $'\x1b' plain || false
	cat >show <<-'END'
		#!/bin/sh
		echo "pager $*"
		cat
	END
	chmod +x show
	on_terminal() {
		python3 -c 'import pty, sys; pty.spawn(sys.argv[1:])' "$KHARNESS" diff \
			--linux tree --bridge-dir "$bridges" one@HEAD~1 one -a x86_64 "$@" \
			</dev/null | tr -d '\r' | grep -v '^kharness: note: there is no' >shown
	}
	PAGER="./show -a b" on_terminal
	[ "$(head -1 shown)" = "pager -a b" ]
	grep -q $'\x1b' shown
	NO_COLOR=1 PAGER=./show on_terminal
	tail -n +2 shown | diff plain -
	NO_COLOR=1 PAGER=cat on_terminal
	diff plain shown
	NO_COLOR=1 PAGER=./show on_terminal --no-pager
	diff plain shown
	NO_COLOR=1 PAGER=./nowhere on_terminal
	grep -F "cannot run './nowhere'" shown
	grep -F "FORCING n -> y" shown
}

# --- the policy ---------------------------------------------------------------------------

# policy: two rules; the first one is broken by what HEAD added
policy() {
	mkdir -p configs/policy
	cat >configs/policy/p.yaml <<-'END'
		schema: 1
		defaults: {source: me, ref: here, reason: because, severity: high}
		rules:
		  forced: {want: FORCED!=y}
		  hidden: {want: 'sysctl:kernel.kptr_restrict>=1'}
	END
}

@test "what got weaker is told with its rule, and the gate stops it" {
	policy
	differ one@HEAD~1 one -a x86_64 >said
	grep -F '  1 weaker, 0 stronger' said
	grep -F '    p/forced [high]: holds -> fails  weaker (found FORCED=y)' said
	grep -A2 -F '    p/forced [high]' said | diff - <(printf '%s\n' \
		'    p/forced [high]: holds -> fails  weaker (found FORCED=y)' \
		'        because' '        by FORCED n -> y')
	grep -F '    FORCED n -> y  weaker [high]  follows from FORCING' said
	differ one@HEAD~1 one -a x86_64 --direction weaker >said
	! grep -F '    FORCING n -> y' said || false
	run --separate-stderr differ one@HEAD~1 one -a x86_64 --gate --markdown
	[ "$status" -eq 1 ]
	[[ "$stderr" == *"error: one (x86_64): the rule 'p/forced' fails now, found FORCED=y; mend it, or accept it in waivers.yaml"* ]]
	[[ "$output" == *'- rule `p/forced` (high): holds → fails: because; follows from `FORCING` n → y, configs/part/b.config:5, drivers: a driver needs what it selects (one, x86\_64)'* ]]
	# the other way round it is stronger, and may pass
	run --separate-stderr differ one one@HEAD~1 -a x86_64 --gate
	[ "$status" -eq 0 ]
	[[ "$output" == *'  0 weaker, 1 stronger'* ]]
	# and so it may when it is accepted
	cat >configs/waivers.yaml <<-'END'
		schema: 1
		waivers:
		  - rule: p/forced
		    flavours: one
		    arch: [x86_64, i386]
		    found: FORCED=y
		    owner: me
		    reason: why not
		    expires: 2999-01-31
	END
	run --separate-stderr differ one@HEAD~1 one --gate
	[ "$status" -eq 0 ]
	[[ "$output" == *'    p/forced [high]: holds -> waived  weaker'* ]]
	sed -i 's/2999/2001/' configs/waivers.yaml
	run differ one@HEAD~1 one --gate
	[ "$status" -eq 1 ]
}

@test "a configuration beside a flavour is judged with its waivers and sysctls" {
	policy
	cat >configs/waivers.yaml <<-'END'
		schema: 1
		waivers:
		  - rule: p/forced
		    flavours: one
		    arch: [x86_64, i386]
		    found: FORCED=y
		    owner: me
		    reason: why not
		    expires: 2999-01-31
	END
	resolved one x86_64 built.config
	differ built.config one --json=j >/dev/null
	grep -F '"rules": []' j
	sed -i 's/kptr_restrict=1/kptr_restrict=0/' configs/flavours.yaml
	differ one built.config --json=j >/dev/null
	grep -F '"rules": []' j
	# without a flavour there is none to take them from
	sed -E 's/^(CONFIG_FORC(ED|ING))=y/# \1 is not set/' built.config >off.config
	differ off.config built.config | grep -F '    p/forced [high]: holds -> fails  weaker'
}

@test "a sysctl alone can make it weaker" {
	policy
	sed -i 's/kptr_restrict=1/kptr_restrict=0/' configs/flavours.yaml
	run --separate-stderr differ one@HEAD one --gate
	[ "$status" -eq 1 ]
	[[ "$output" == *"    sysctl kernel.kptr_restrict: 1 -> 0  weaker  addresses are for administrators"* ]]
	[ "$(grep -c "the rule 'p/hidden' fails now" <<<"$stderr")" -eq 1 ]
	[[ "$stderr" == *"error: one (x86_64), one (i386): the rule 'p/hidden' fails now"* ]]
}

@test "a gate needs a policy, and one that is not good is refused" {
	run differ one@HEAD one --gate
	[ "$status" -eq 2 ]
	[[ "$output" == *"configs/policy"* ]]
	run --separate-stderr differ one@HEAD one -a x86_64
	[ "$status" -eq 0 ]
	[[ "$stderr" == *"note: there is no 'configs/policy', so only what is built tells weaker from stronger"* ]]
	policy
	sed -i 's/want: FORCED/wish: FORCED/' configs/policy/p.yaml
	refused "configs/policy/p.yaml:4:" one@HEAD one
}
