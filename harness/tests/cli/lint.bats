#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "kharness lint": each kind of finding is planted, and what is good stays silent.

load mini_tree

# Two flavours, one of them for two architectures; all is in order.
setup() {
	mini_tree
	mkdir -p configs/x
	cat >configs/flavours.yaml <<-'END'
		schema: 1
		flavours:
		  one:
		    about: x
		    arch:
		      x86_64: {base: defconfig, fragments: [x/a.config, x/b.config]}
		      i386: {base: start.config, fragments: [x/a.config, x/b.config]}
		  two:
		    about: y
		    arch:
		      x86_64: {base: allnoconfig, fragments: [x/a.config]}
	END
	echo CONFIG_MODULES=y >configs/start.config
	fragment a CONFIG_MODULES=y CONFIG_BUS=y
	fragment b CONFIG_SIZE=3
}

# fragment NAME LINE...: a fragment in order, whose line 7 is the first LINE
fragment() {
	name=$1
	shift
	printf '%s\n' '# SPDX-License-Identifier: GPL-2.0-or-later' '#: area   x' \
		'#: owner  x' '' '#: why    because' '' "$@" | sed '6d' >"configs/x/$name.config"
	"$KHARNESS" fmt --check "configs/x/$name.config"
}

lint() {
	"$KHARNESS" lint --linux tree --bridge-dir "$bridges" "$@"
}

# finds TEXT...: exactly these findings, in this order
finds() {
	run lint
	[ "$status" -eq 1 ]
	diff -u <(printf '%s\n' "$@") <(grep -v ' findings$' <<<"$output")
	[[ "$output" == *": $# findings"* ]]
}

@test "nothing is found in what is in order" {
	run lint
	[ "$status" -eq 0 ]
	[ "$output" = "configs: 3 requests in 2 fragments, 3 pairs of flavour and architecture: 0 findings" ]
}

@test "why and header" {
	printf '#: owner  me\n\nCONFIG_SIZE=3\n\n#: why    x\nCONFIG_TWO=y\n\n# CONFIG_EXPERT is not set\n' >configs/x/b.config
	finds "configs/x/b.config:1:1: error: the file names no area; begin it with a block '#: area', '#: owner' and a blank line [header]" \
		"configs/x/b.config:3:1: error: CONFIG_SIZE has no reason; write '#: why' in the block above it, up to which no blank line may stand [why]" \
		"configs/x/b.config:8:1: error: CONFIG_EXPERT has no reason; write '#: why' in the block above it, up to which no blank line may stand [why]"
}

@test "a fragment that no flavour takes" {
	fragment c CONFIG_NOWHERE=y
	finds "configs/x/c.config:1:1: warning: no flavour takes this fragment [unused]"
}

@test "syntax errors of all files; other pairs are resolved all the same" {
	echo rubbish >>configs/x/b.config
	fragment a CONFIG_MODULES=y CONFIG_NOWHERE=y
	finds "configs/x/a.config:7:1: error: the tree has no symbol CONFIG_NOWHERE (two-x86_64) [unknown]" \
		"configs/x/b.config:7:1: error: neither 'CONFIG_X=value', '# CONFIG_X is not set' nor a comment [syntax]"
}

@test "a duplicate in every pair, but not one in some" {
	fragment b CONFIG_BUS=y
	finds "configs/x/b.config:6:1: warning: CONFIG_BUS=y is already requested by configs/x/a.config:7 [duplicate]"
	sed -i 's|\[x/a.config\]|[x/b.config]|' configs/flavours.yaml
	lint
}

@test "a contradiction, unless the earlier line gives way" {
	fragment a CONFIG_SIZE=4
	finds "configs/x/b.config:6:1: warning: CONFIG_SIZE contradicts configs/x/a.config:6, which asks for 4, in one-x86_64; say '#: level prefer' there if it may give way [contradiction]"
	sed -i 's/^#: why.*/&\n#: level  prefer/' configs/x/a.config
	lint
	sed -i 's/^#: level.*/#: accept 3/' configs/x/a.config
	lint
}

@test "an unknown symbol, and one that only some architectures have" {
	printf 'config ONLY64\n\tbool "x"\n' >tree/arch/x86/Kconfig64
	echo 'source "arch/x86/Kconfig$(ARCH)"' >>tree/arch/x86/Kconfig
	mv tree/arch/x86/Kconfig64 tree/arch/x86/Kconfigx86_64
	: >tree/arch/x86/Kconfigi386
	fragment b CONFIG_NOWHERE=y CONFIG_ONLY64=y
	finds "configs/x/b.config:6:1: error: the tree has no symbol CONFIG_NOWHERE (one-x86_64, one-i386) [unknown]" \
		"configs/x/b.config:7:1: error: the tree has no symbol CONFIG_ONLY64 (one-i386) [unknown]"
	sed -i 's/^#: why.*/&\n#: level  prefer/' configs/x/b.config
	finds "configs/x/b.config:7:1: error: the tree has no symbol CONFIG_NOWHERE (one-x86_64, one-i386) [unknown]"
}

@test "a line that takes effect nowhere, but not one that does somewhere" {
	fragment a CONFIG_MODULES=y CONFIG_PICKY=y
	finds "configs/x/a.config:7:1: error: CONFIG_PICKY=y never takes effect: the result is n; its prompt needs EXPERT [=n] (Kconfig:$(grep -n -A1 'config PICKY' tree/Kconfig | sed -n '2s/-.*//p')) [ineffective]"
	echo CONFIG_EXPERT=y >configs/start.config
	lint
}

@test "a line whose request is waived wherever it has no effect" {
	fragment b CONFIG_SIZE=3 CONFIG_PICKY=y
	picky="configs/x/b.config:7:1: error: CONFIG_PICKY=y never takes effect: the result is n; its prompt needs EXPERT [=n] (Kconfig:$(grep -n -A1 'config PICKY' tree/Kconfig | sed -n '2s/-.*//p')) [ineffective]"
	finds "$picky"
	waiver() {
		cat >configs/waivers.yaml <<-END
			schema: 1
			waivers:
			  - request: x/b.config/CONFIG_PICKY
			    flavours: one
			    arch: [x86_64, i386]
			    found: $1
			    owner: me
			    reason: experts come later
			    expires: $2
		END
	}
	waiver n 2999-01-31
	lint
	# what is not accepted any more is found again
	waiver y 2999-01-31
	finds "$picky"
	waiver n 2001-01-31
	finds "$picky"
}

@test "a line that every flavour overrides" {
	fragment a CONFIG_SIZE=4
	sed -i 's/^#: why.*/&\n#: level  prefer/' configs/x/a.config
	sed -i 's|\[x/a.config\]|[x/a.config, x/b.config]|' configs/flavours.yaml
	finds "configs/x/a.config:7:1: warning: CONFIG_SIZE=4 never takes effect: every flavour overrides it [ineffective]"
}

@test "redundant lines, when asked for" {
	# defaults: LABEL="plain" and ONE=y
	fragment b 'CONFIG_LABEL="plain"' CONFIG_TWO=y '# CONFIG_PICKY is not set'
	lint
	run lint --redundant
	[ "$status" -eq 1 ]
	diff -u - <(grep -v ' findings$' <<<"$output") <<-'END'
		configs/x/b.config:6:1: warning: CONFIG_LABEL is "plain" without this line, too, in every flavour that takes it [redundant]
		configs/x/b.config:8:1: warning: CONFIG_PICKY is n without this line, too, in every flavour that takes it [redundant]
	END
}

@test "without a tree only the text is looked at" {
	fragment b CONFIG_NOWHERE=y
	"$KHARNESS" lint
	run "$KHARNESS" lint --redundant
	[ "$status" -eq 2 ]
	[[ "$output" == *"--redundant needs --linux"* ]]
}

@test "--json" {
	fragment b CONFIG_NOWHERE=y
	lint --json >report.json || [ $? -eq 1 ]
	python3 - <<-'PY'
		import json
		r = json.load(open("report.json"))
		assert r["schema"] == 1 and r["requests"] == 3 and r["pairs"] == 3, r
		assert r["counts"]["unknown"] == 1 and r["counts"]["why"] == 0, r
		assert r["findings"] == [{"kind": "unknown", "severity": "error",
			"file": "configs/x/b.config", "line": 6, "col": 1,
			"text": "the tree has no symbol CONFIG_NOWHERE (one-x86_64, one-i386)"}], r
	PY
}

@test "what cannot be judged is no finding" {
	echo 'schema: 2' >configs/flavours.yaml
	run lint
	[ "$status" -eq 2 ]
	run "$KHARNESS" lint --configs nowhere
	[ "$status" -eq 2 ]
	cp -r "$TOP/configs/flavours.yaml" configs/
	run lint
	[ "$status" -eq 2 ]
	[[ "$output" == *"cannot read 'configs/base/platform.config'"* ]]
}

@test "the tree is parsed once for each architecture" {
	printf 'config COUNTED\n\tdef_bool $(success,echo x >>$HOME/count; : python3)\n' >>tree/Kconfig
	export HOME="$PWD"
	lint
	[ "$(wc -l <count)" -eq 2 ]
}

@test "the project's own fragments are in order" {
	cd "$TOP"
	"$KHARNESS" lint --linux "$LINUX"
}
