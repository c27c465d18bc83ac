#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Verdicts and messages of "kharness merge", on a tree small enough to read.

load mini_tree

setup() {
	mini_tree
}

# fails TEXT...: with the fragment on standard input, merge onto defconfig ends with
# status 1 and says each TEXT; the resolved file is there all the same
fails() {
	cat >f.config
	rm -f config
	run merge defconfig f.config
	[ "$status" -eq 1 ]
	for text in "$@"; do
		[[ "$output" == *"$text"* ]] || { echo "no '$text' in: $output"; return 1; }
	done
	[ -s config ]
	[ -s provenance.json ]
}

# refuses TEXT: the same, but the fragment is bad input: status 2, nothing is written
refuses() {
	cat >f.config
	run merge defconfig f.config
	[ "$status" -eq 2 ]
	[[ "$output" == *"$1"* ]] || { echo "no '$1' in: $output"; return 1; }
	[ ! -e config ]
	[ ! -e provenance.json ]
}

@test "requests that hold give a configuration and a summary" {
	printf '%s\n' CONFIG_DRIVER=m CONFIG_TWO=y 'CONFIG_LABEL="x y"' \
		'# CONFIG_EXPERT is not set' >f.config
	run merge defconfig f.config
	[ "$status" -eq 0 ]
	[[ "$output" == *"config: 4 of 4 requests honoured"* ]]
	grep -qx 'CONFIG_DRIVER=m' config
	grep -qx 'CONFIG_TWO=y' config
	grep -qx '# CONFIG_ONE is not set' config
	grep -qx 'CONFIG_LABEL="x y"' config
	grep -qx '# Linux/x86_64 6.18.15-mini Kernel Configuration' config
}

@test "the losses of a base are one note" {
	run merge defconfig
	[ "$status" -eq 0 ]
	[[ "$output" == *"note: 2 of 5 values of the base 'tree/arch/x86/configs/x86_64_defconfig' did not last (unknown to the tree: 1, now another value: 1)"* ]]
	[ "$(grep -c note: <<<"$output")" -eq 1 ]
}

@test "a symbol that the tree does not have" {
	printf 'CONFIG_BUS=m\n\nCONFIG_NOWHERE=y\n# CONFIG_NEITHER is not set\n' |
		fails "f.config:3:1: error: CONFIG_NOWHERE=y: the tree has no such symbol" \
			"f.config:4:1: error: CONFIG_NEITHER=n: the tree has no such symbol" \
			"1 of 3 requests honoured, 2 not in effect"
	grep -qx 'CONFIG_BUS=m' config
}

@test "a dependency that is not met" {
	echo CONFIG_PICKY=y |
		fails "f.config:1:1: error: CONFIG_PICKY=y: the result is n; its prompt needs EXPERT [=n] (Kconfig:"
}

@test "a dependency that allows less" {
	echo CONFIG_DRIVER=y |
		fails "CONFIG_DRIVER=y: the result is m; its prompt needs BUS [=m] (Kconfig:"
}

@test "an n that only a hidden prompt would take" {
	echo '# CONFIG_BASICS is not set' |
		fails "CONFIG_BASICS=n: the result is y; its prompt needs EXPERT [=n]"
}

@test "a probe of the toolchain that failed is named" {
	echo CONFIG_PROBED=y |
		fails "CONFIG_PROBED=y: the result is n; its prompt needs a toolchain for which this succeeds: 'test -e \$(srctree)/tool' (Kconfig:"
	echo CONFIG_HAS_TOOL=y |
		fails "CONFIG_HAS_TOOL=y: the result is n; it has no prompt (Kconfig:" \
			"and for this toolchain what would set it fails: 'test -e \$(srctree)/tool' (Kconfig:"
	touch tree/tool
	merge defconfig f.config
}

@test "a symbol without a prompt" {
	echo CONFIG_HELPER=m | fails "CONFIG_HELPER=m: the result is n; it has no prompt (Kconfig:"
}

@test "a symbol that another one selects" {
	printf 'CONFIG_FORCING=y\n# CONFIG_FORCED is not set\n' |
		fails "f.config:2:1: error: CONFIG_FORCED=n: the result is y; it is selected by FORCING [=y]"
}

@test "a member of a choice that was not taken" {
	printf 'CONFIG_ONE=y\nCONFIG_TWO=y\n' |
		fails "f.config:1:1: error: CONFIG_ONE=y: the result is n; in its choice CONFIG_TWO was taken"
}

@test "a number out of its range" {
	echo CONFIG_SIZE=11 | fails "CONFIG_SIZE=11: the result is 10; its range is 1 to 10"
}

@test "a value of another type" {
	printf 'CONFIG_EXPERT=m\nCONFIG_SIZE=0x3\nCONFIG_LABEL=y\nCONFIG_MASK="x"\nCONFIG_BUS=1\n' |
		fails "CONFIG_EXPERT=m: its type is bool" "CONFIG_SIZE=0x3: its type is int" \
			"CONFIG_LABEL=y: its type is string" 'CONFIG_MASK="x": its type is hex' \
			"CONFIG_BUS=1: its type is tristate"
	echo CONFIG_MASK=-1 | fails "CONFIG_MASK=-1: its type is hex"
}

@test "a value of another type leaves what an earlier line said, as Kconfig does" {
	printf 'CONFIG_EXPERT=y\nCONFIG_SIZE=3\nCONFIG_LABEL="x"\nCONFIG_MASK=0x1\nCONFIG_BUS=y\n' >base
	printf 'CONFIG_EXPERT=m\nCONFIG_SIZE="3"\n# CONFIG_LABEL is not set\nCONFIG_MASK=-1\nCONFIG_BUS=1\n' >f.config
	run merge base f.config
	[ "$status" -eq 1 ]
	while read -r line; do
		grep -qxF "$line" config
	done <base
}

@test "an invisible symbol that is n satisfies a request for n" {
	echo '# CONFIG_PICKY is not set' >f.config
	merge defconfig f.config
}

@test "a select against a dependency is a warning" {
	echo CONFIG_CARELESS=y >f.config
	run merge defconfig f.config
	[ "$status" -eq 0 ]
	[[ "$output" == *"warning: CONFIG_PICKY is selected by CARELESS [=y] although its dependencies are not met: EXPERT [=n]"* ]]
}

@test "later fragments win, and it is said" {
	echo CONFIG_SIZE=2 >a.config
	printf '\nCONFIG_SIZE=3\n' >b.config
	run merge defconfig a.config b.config
	[ "$status" -eq 0 ]
	[[ "$output" == *"a.config:1:1: note: CONFIG_SIZE=2 is overridden by b.config:2, which asks for 3"* ]]
	[[ "$output" == *"1 of 2 requests honoured, 1 overridden"* ]]
	grep -qx CONFIG_SIZE=3 config
	run merge defconfig b.config a.config
	grep -qx CONFIG_SIZE=2 config
}

@test "the last member of a choice wins over fragments and base" {
	echo CONFIG_TWO=y >base
	echo CONFIG_ONE=y >a.config
	merge base a.config
	grep -qx CONFIG_ONE=y config
	echo CONFIG_TWO=y >b.config
	run merge base a.config b.config
	[ "$status" -eq 1 ]
	[[ "$output" == *"a.config:1:1: error: CONFIG_ONE=y: the result is n; in its choice CONFIG_TWO was taken"* ]]
}

@test "'level prefer' makes it a warning, 'accept' makes it good" {
	printf '#: why it is tried\n#: level prefer\nCONFIG_PICKY=y\n\n#: why m will do\n#: accept m\nCONFIG_DRIVER=y\n' >f.config
	run merge defconfig f.config
	[ "$status" -eq 0 ]
	[[ "$output" == *"f.config:3:1: warning: CONFIG_PICKY=y: the result is n"* ]]
	[[ "$output" != *DRIVER* ]]
	[[ "$output" == *"1 of 2 requests honoured, 1 not in effect"* ]]
}

@test "bases that are rules: what nobody asked for is n, m or y" {
	echo CONFIG_EXPERT=y >f.config
	merge allnoconfig f.config
	grep -qx '# CONFIG_BASICS is not set' config
	merge allmodconfig
	grep -qx 'CONFIG_DRIVER=m' config
	merge allyesconfig
	grep -qx 'CONFIG_DRIVER=y' config
	merge alldefconfig
	grep -qx 'CONFIG_BASICS=y' config
}

@test "provenance tells where each value came from" {
	printf 'CONFIG_FORCING=y\nCONFIG_TWO=y\nCONFIG_SIZE=2\nCONFIG_WISHING=y\n' >f.config
	printf 'CONFIG_SIZE=3\n' >g.config
	touch tree/tool
	run merge defconfig f.config g.config
	[ "$status" -eq 0 ]
	python3 - <<-'PY'
		import json, os
		p = json.load(open("provenance.json"))
		assert p["schema"] == 2 and p["linux"] == "6.18.15-mini", p
		assert p["requests"]["honoured"] == 4 and p["requests"]["overridden"] == 1, p["requests"]
		kconfig = open("tree/Kconfig").read().split("\n")
		def line(text, below="mainmenu"):
		    start = next(i for i, l in enumerate(kconfig) if l.startswith(below))
		    return "Kconfig:%d" % (kconfig.index(text, start) + 1)
		s = p["symbols"]
		def is_(name, **what):
		    assert s[name] == what, (s[name], what)
		base = "tree/arch/x86/configs/x86_64_defconfig:"
		is_("TWO", value="y", origin="fragment", at="f.config:2",
		    lines=[{"at": "f.config:2", "value": "y"}])
		is_("SIZE", value="3", origin="fragment", at="g.config:1",
		    lines=[{"at": base + "3", "value": "99"}, {"at": "f.config:3", "value": "2"},
		           {"at": "g.config:1", "value": "3"}])
		is_("BUS", value="m", origin="base", at=base + "2",
		    lines=[{"at": base + "2", "value": "m"}])
		is_("FORCED", value="y", origin="select",
		    by=[{"symbol": "FORCING", "at": line("\tselect FORCED")}])
		is_("WISHED", value="y", origin="imply",
		    by=[{"symbol": "WISHING", "at": line("\timply WISHED")}])
		is_("BASICS", value="y", origin="default", at=line("\tdefault y", "config BASICS"))
		is_("ONE", value="n", origin="choice", winner="TWO")
		is_("MASK", value="0x10", origin="default", at=line("\tdefault 0x10"))
		test = "\tdef_bool $(success,test -e $(srctree)/tool)"
		s["HAS_TOOL"]["commands"] = [c.split("; }")[0] for c in s["HAS_TOOL"]["commands"]]
		is_("HAS_TOOL", value="y", origin="probe", at=line(test), text=test.strip(),
		    commands=["{ test -e $(srctree)/tool"])
		test = '\tdef_bool "$(ARCH)" = "x86_64"'
		is_("THIS_MACHINE", value="y", origin="environment", at=line(test),
		    environment=["ARCH"], text=test.strip())
		assert list(s) == sorted(s)
	PY
}

@test "provenance of a base that is a rule has no place" {
	merge allnoconfig
	python3 -c '
import json
s = json.load(open("provenance.json"))["symbols"]
assert s["EXPERT"] == {"value": "n", "origin": "base"}, s["EXPERT"]'
}

@test "--json prints counts and failures" {
	echo CONFIG_NOWHERE=y >f.config
	merge --json defconfig f.config >report.json 2>/dev/null || [ $? -eq 1 ]
	python3 -c '
import json
r = json.load(open("report.json"))
assert r["requests"]["unknown"] == 1
assert r["failed"] == [{"symbol": "NOWHERE", "asked": "y", "result": "", "verdict": "unknown", "at": "f.config:1"}]'
}

@test "unchanged results keep their time" {
	echo CONFIG_SIZE=2 >f.config
	merge defconfig f.config
	touch -d 2001-01-01 config provenance.json
	merge defconfig f.config
	[ "$(stat -c %Y config)" -eq "$(date -d 2001-01-01 +%s)" ]
	[ "$(stat -c %Y provenance.json)" -eq "$(date -d 2001-01-01 +%s)" ]
	echo CONFIG_SIZE=3 >f.config
	merge defconfig f.config
	[ "$(stat -c %Y config)" -gt "$(date -d 2002-01-01 +%s)" ]
}

# --- answers of the toolchain that are kept ----------------------------------------

# Adds a command to the mini tree that counts how often it is run.
counting() {
	printf 'config COUNTED\n\tdef_bool $(success,echo x >>$HOME/count)\n' >>tree/Kconfig
	export HOME="$PWD"
}

# counted N: merge once more; then the command was run N times altogether
counted() {
	n="$1"
	shift
	merge "$@" defconfig 2>/dev/null
	grep -qx CONFIG_COUNTED=y config
	[ "$(wc -l <count)" -eq "$n" ] || { echo "$(wc -l <count) runs, not $n"; return 1; }
}

@test "a command of Kconfig is run once, and again with --no-replay" {
	counting
	counted 1
	counted 1
	counted 2 --no-replay
	counted 2
}

@test "it is run again in another environment, with other scripts or a damaged ledger" {
	counting
	counted 1
	counted 1
	export PATH="$PATH:/nonexistent"
	counted 2
	echo '#' >>tree/scripts/Kconfig.include
	counted 3
	counted 3
	ledger="$(grep -l "$PWD" "$bridges"/*/probes-*.json)"
	sed -i 's/"absent"/"present"/' "$ledger"
	counted 4
	counted 4
	truncate -s 1000 "$ledger"
	counted 5
	echo '{"schema": 1}' >"$ledger"
	counted 6
	echo '[]' >"$ledger"
	counted 7
	counted 7
}

@test "an answer is asked for again when a file that its command names changes" {
	echo CONFIG_PROBED=y >f.config
	run merge defconfig f.config
	[ "$status" -eq 1 ]
	touch tree/tool
	merge defconfig f.config
	rm tree/tool
	run merge defconfig f.config
	[ "$status" -eq 1 ]
}

@test "what a Python module could change is always asked for" {
	printf 'config COUNTED\n\tdef_bool $(success,echo x >>$HOME/count; : python3)\n' >>tree/Kconfig
	export HOME="$PWD"
	counted 1
	counted 2
}

# --- bad input ---------------------------------------------------------------------

@test "bad input: a syntax error" {
	printf 'CONFIG_BUS=m\nCONFIG_SIZE 3\n' | refuses "f.config:2:12: error: '=' is expected"
}

@test "bad input: shell metacharacters in a string" {
	printf 'CONFIG_LABEL="$(shell touch %s/pwned)"\n' "$PWD" |
		refuses "f.config:1:15: error: '\$' is not allowed in a string"
	[ ! -e pwned ]
}

@test "bad input: the same in a base" {
	printf 'CONFIG_LABEL="`id`"\n' >base
	run merge base
	[ "$status" -eq 2 ]
	[[ "$output" == *"base:1:15: error: '\`' is not allowed"* ]]
	[ ! -e config ]
}

@test "bad input: a path that leaves the object tree" {
	echo 'CONFIG_MODULE_SIG_KEY="/root/key.pem"' |
		refuses "f.config:1:24: error: CONFIG_MODULE_SIG_KEY names files: an absolute path"
}

@test "bad input: a contradiction; a duplicate is a warning" {
	printf 'CONFIG_SIZE=1\nCONFIG_SIZE=2\n' | refuses "f.config:2:1: error: CONFIG_SIZE contradicts line 1, which asks for 1"
	printf 'CONFIG_SIZE=1\nCONFIG_SIZE=1\n' >f.config
	run merge defconfig f.config
	[ "$status" -eq 0 ]
	[[ "$output" == *"f.config:2:1: warning: CONFIG_SIZE is requested twice"* ]]
}

@test "bad input: an unknown key in a '#:' block" {
	printf '#: becuase x\nCONFIG_SIZE=1\n' | refuses "f.config:1:4: error: 'becuase' is not a key"
}

@test "bad input: binary, huge, unreadable and missing fragments" {
	head -c 100000 "$KHARNESS" | refuses "f.config:1:"
	truncate -s 17M f.config
	run merge defconfig f.config
	[ "$status" -eq 2 ]
	[[ "$output" == *"f.config: 17825792 bytes are too many"* ]]
	run merge defconfig missing.config
	[ "$status" -eq 2 ]
	[[ "$output" == *"cannot open 'missing.config': No such file"* ]]
	run merge defconfig tree
	[ "$status" -eq 2 ]
	mkfifo fifo
	run merge defconfig fifo
	[ "$status" -eq 2 ]
	[ ! -e config ]
}

@test "bad input: all faults of all files are shown at once" {
	echo rubbish >a.config
	echo CONFIG_X= >b.config
	run merge defconfig a.config b.config
	[ "$status" -eq 2 ]
	[[ "$output" == *a.config:1:1:* && "$output" == *b.config:1:10:* ]]
}

@test "bad input: a tree that is missing or no Linux" {
	run "$KHARNESS" merge --linux nowhere --arch x86_64 -o config defconfig
	[ "$status" -eq 2 ]
	[[ "$output" == *"cannot open the Linux tree 'nowhere'"* ]]
	run "$KHARNESS" merge --linux "$TOP" --arch x86_64 -o config defconfig
	[ "$status" -eq 2 ]
	[[ "$output" == *"is not a Linux source tree"* ]]
	rm tree/scripts/kconfig
	run merge defconfig
	[ "$status" -eq 2 ]
	[[ "$output" == *"is not a Linux source tree: it has no readable 'scripts/kconfig/confdata.c'"* ]]
}

@test "bad input: an architecture that the tree does not have" {
	run "$KHARNESS" merge --linux tree --arch pdp11 -o config defconfig
	[ "$status" -eq 2 ]
	[[ "$output" == *"has no architecture 'pdp11'; it has x86"* ]]
	run "$KHARNESS" merge --linux tree --arch ../x86 -o config defconfig
	[ "$status" -eq 2 ]
}

@test "bad input: a Kconfig with an error" {
	printf 'config BROKEN\n\tboolean "x"\n' >>tree/Kconfig
	run merge defconfig
	[ "$status" -eq 2 ]
	[[ "$output" == *"tree/Kconfig:"*": error: "* ]]
	[[ "$output" == *"the tree's Kconfig gave up with exit status 1"* ]]
	[ ! -e config ]
}

@test "bad input: a Kconfig that includes itself" {
	echo 'source "Kconfig"' >>tree/Kconfig
	run merge defconfig
	[ "$status" -eq 2 ]
	[[ "$output" == *"ecursive inclusion"* ]]
}

@test "bad input: scripts/kconfig that does not compile" {
	rm tree/scripts/kconfig
	cp -r "$LINUX/scripts/kconfig" tree/scripts/kconfig
	chmod -R u+w tree/scripts/kconfig
	echo 'int broken(void) { return nonsense; }' >>tree/scripts/kconfig/expr.c
	run "$KHARNESS" merge --linux tree --arch x86_64 --bridge-dir bridges -o config defconfig
	[ "$status" -eq 2 ]
	[[ "$output" == *"'gcc' failed while it compiled the tree's Kconfig: "*"expr.c:"*"'nonsense' undeclared"* ]]
	[ -z "$(find bridges -type f)" ]
}

@test "a bridge that is killed" {
	# the command is run while Kconfig parses; its parent's parent is the bridge
	printf 'config KILLED\n\tdef_bool $(success,kill -9 $PPID)\n' >>tree/Kconfig
	export TMPDIR="$PWD/tmp"
	mkdir tmp
	run merge defconfig
	[ "$status" -eq 2 ]
	[[ "$output" == *"the bridge to the tree's Kconfig was killed by signal 9"* ]]
	[ ! -e config ]
	[ -z "$(ls tmp)" ]
}

@test "an interrupted merge leaves nothing behind" {
	printf 'config SLOW\n\tdef_bool $(success,touch $HOME/started; sleep 60)\n' >>tree/Kconfig
	export HOME="$PWD" TMPDIR="$PWD/tmp"
	mkdir tmp
	"$KHARNESS" merge --linux tree --arch x86_64 --bridge-dir "$bridges" -o config \
		allnoconfig 2>log &
	until [ -e started ]; do sleep 0.05; done
	[ -n "$(ls tmp)" ]
	kill -TERM $!
	status=0
	wait $! || status=$?
	[ "$status" -eq 143 ]
	grep -q 'interrupted by signal 15' log
	[ -z "$(ls tmp)" ]
	[ ! -e config ]
}

@test "usage errors name what is wrong" {
	run "$KHARNESS" merge --arch x86_64 -o config defconfig
	[ "$status" -eq 2 ]
	[[ "$output" == "kharness merge: error: --linux is missing; see 'kharness merge --help'" ]]
	run "$KHARNESS" merge --linux tree --arch x86_64 -o config
	[ "$status" -eq 2 ]
	[[ "$output" == *"a base is missing, or --flavour"* ]]
	run merge --flavour smoke defconfig
	[ "$status" -eq 2 ]
	run "$KHARNESS" merge --help
	[ "$status" -eq 0 ]
}

@test "an output that cannot be written" {
	run "$KHARNESS" merge --linux tree --arch x86_64 --bridge-dir "$bridges" -o nowhere/config defconfig
	[ "$status" -eq 2 ]
	[[ "$output" == *"cannot create 'nowhere/"* ]]
}

@test "bad input: a full disk" {
	unshare -rm true 2>/dev/null || skip "no mount namespaces here"
	mkdir small
	merge defconfig # the bridge is not what there is no room for
	room=$((($(stat -c %s provenance.json) + 4095) / 4096 * 4096))
	# shellcheck disable=SC2016
	run unshare -rm sh -c 'room=$0; mount -t tmpfs -o size=$room tmpfs small
		head -c $room /dev/zero >small/other
		"$@"; [ $? -eq 2 ] || exit 1
		ls -A small; truncate -s 0 small/other
		"$@"; status=$?; ls -A small; exit $status' $room \
		"$KHARNESS" merge --linux tree --arch x86_64 --bridge-dir "$bridges" -o small/config defconfig
	echo "$output"
	[ "$status" -eq 2 ]
	[[ "${lines[1]}" == *"error: cannot write 'small/provenance.json': No space left on device" ]]
	[[ "${lines[2]}" == other ]]
	[[ "$output" == *"error: cannot write 'small/config': No space left on device"* ]]
	# what is there is whole, and has no temporary beside it
	[[ "${lines[-2]}" == other && "${lines[-1]}" == provenance.json ]]
}
