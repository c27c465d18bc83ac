#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "kharness audit" on a small tree: every verdict, conflicts, waivers, and the three forms.

load mini_tree
load audit_policy

setup() {
	audit_tree
}

@test "holds and fails, with the line that decided" {
	want BUS=y
	says 1 "configs/x/a.config:6:1: error: p/r wants BUS=y, found BUS=m [hardening, medium]" \
		"one-x86_64: 0 of 1 rules hold (0.0 %), 0 waived, 1 fail"
	want 'BUS=y|m'
	says 0 "1 of 1 rules hold (100.0 %)"
}

@test "not applicable: architecture, version, compiler" {
	want BUS=m "arch: arm64"
	verdict "not applicable" ""
	want BUS=m "since: 6.19"
	verdict "not applicable" ""
	want BUS=m "until: 6.18.15"
	verdict "not applicable" ""
	want BUS=m "until: 6.18.16" "since: 6.18"
	verdict holds BUS=m
	want BUS=m "compiler: clang"
	verdict "not applicable" ""
}

@test "unreachable here: an unknown symbol, and a failed probe with its cause" {
	want NO_SUCH=n
	verdict "unreachable here" "NO_SUCH unknown"
	want PROBED=y
	verdict "unreachable here" PROBED=n
	grep -q '"why": "PROBED=y is ruled out by the answer of this toolchain to .test -e .*/tool. (Kconfig:' result.json
	touch tree/tool
	audit one --json >result.json || true
	grep -q '"verdict": "fails"' result.json
}

@test "an alternative that can be reached counts" {
	want '{any-of: [PROBED=y, BUS=y]}'
	verdict fails "BUS=m"
	want '{any-of: [PROBED=y, BUS=m]}'
	verdict holds "BUS=m"
	want '[PROBED=y, BUS=m]'
	verdict "unreachable here" "PROBED=n"
}

@test "a precondition that is not met leaves nothing to ask, and is counted" {
	want BUS=y "when: DRIVER=y"
	verdict holds DRIVER=n
	grep -q '"vacuous": 1' result.json
}

@test "conditions: numbers, lists, negation, presence" {
	want 'SIZE>=1'
	verdict holds SIZE=4
	want "SIZE>=0x5"
	verdict fails SIZE=4
	want 'SIZE<=10'
	verdict holds SIZE=4
	want LABEL~plain
	verdict holds LABEL=plain
	want '"!cmdline:quiet"'
	verdict fails cmdline:quiet
	want cmdline:loud
	verdict fails "cmdline:loud not given"
	want 'sysctl:kernel.kptr_restrict>=1'
	verdict holds sysctl:kernel.kptr_restrict=1
	want 'sysctl:kernel.kptr-restrict=2'
	verdict fails sysctl:kernel.kptr-restrict=1
}

@test "what one rule needs first is told" {
	want DRIVER=y
	sed -i /BUS/d configs/x/a.config
	says 1 "p/r wants DRIVER=y, found DRIVER=n; what helps first: BUS=y"
}

@test "two rules that cannot both hold are shown, directly and by what one needs" {
	rules <<-'END'
		none:
		  want: MODULES=n
		some:
		  want: MODULES=y
		  kind: keep
	END
	says 1 "p/none and p/some cannot both hold: one wants MODULES=n, the other MODULES=y"
	waiver "rule: p/none" "found: MODULES=y"
	says 0 "note: 1 pairs of rules cannot both hold, and one of each is waived"
	rm configs/waivers.yaml
	sed -i '0,/base: allnoconfig/s//base: defconfig/' configs/flavours.yaml
	rules <<-'END'
		driver:
		  want: DRIVER=y
		bus:
		  want: BUS=m|n
		  kind: keep
	END
	says 1 "p/driver and p/bus cannot both hold: one needs BUS=y, the other wants BUS=m|n"
	grep -q '"conflicts": \[$' result.json
}

@test "a flavour that a rule is not for is not asked" {
	want BUS=y "not-for: {one: it is special}"
	says 0 "0 of 0 rules hold" "1 not asked"
	run audit two --arch x86_64
	[ "$status" -eq 1 ]
}

@test "a waiver accepts one cause in one flavour, and in what is stacked on it" {
	want BUS=y
	waiver
	says 0 "0 of 1 rules hold (0.0 %), 1 waived, 0 fail"
	grep -q '"reason": "why not"' result.json
	run audit one+more
	[ "$status" -eq 0 ]
	run audit two --arch x86_64
	[ "$status" -eq 1 ]
}

@test "a waiver that expects something else, that is over, or that nothing needs" {
	want BUS=y
	waiver "found: BUS=n"
	says 1 "configs/waivers.yaml:3:5: error: the waiver of 'p/r' expects 'BUS=n', but 'BUS=m' was found (one-x86_64)" "1 fail"
	waiver "expires: 2026-11-24"
	says 1 "configs/waivers.yaml:3:5: error: the waiver of 'p/r' expired on 2026-11-24" "1 fail"
	waiver "expires: 2026-11-25"
	says 0
	want BUS=m
	says 1 "configs/waivers.yaml:3:5: error: nothing needs the waiver of 'p/r' for one-x86_64: the rule holds"
	want BUS=y "arch: arm64"
	says 1 "nothing needs the waiver of 'p/r' for one-x86_64: the rule not applicable"
	want PROBED=y
	says 0 "warning: nothing needs the waiver of 'p/r' for one-x86_64: the rule unreachable here"
}

@test "a configuration: resolved with the tree, or its text alone" {
	want CARELESS=y
	printf '# Linux/x86 6.18.15 Kernel Configuration\nCONFIG_X86_64=y\nCONFIG_DRIVER=y\nCONFIG_CARELESS=y\n' >my.config
	verdict holds CARELESS=y ./my.config
	want DRIVER=y
	verdict fails DRIVER=n ./my.config
	run "$KHARNESS" audit ./my.config
	[ "$status" -eq 0 ]
	[[ "$output" == *"note: without --linux the text is judged"* ]]
	sed -i 1d my.config
	run "$KHARNESS" audit ./my.config
	[ "$status" -eq 2 ]
	[[ "$output" == *"'./my.config' does not say which Linux it is for"* ]]
	sed -i /X86_64/d my.config
	run "$KHARNESS" audit ./my.config
	[ "$status" -eq 2 ]
	[[ "$output" == *"give --arch"* ]]
	run "$KHARNESS" audit no.config
	[ "$status" -eq 2 ]
}

@test "Markdown: the figures on top, then what fails" {
	want BUS=y
	run audit one --markdown
	[ "$status" -eq 1 ]
	audit one --markdown >page.md 2>/dev/null || true
	[ "$(sed -n 1p page.md)" = "# Audit of one, x86_64" ]
	grep -qF '| holds | fails | waived | not applicable | unreachable here |' page.md
	grep -qxF '| 0 | 1 | 0 | 0 | 0 |' page.md
	grep -qxF '| p/r | BUS=y | BUS=m | because |' page.md
	want 'BUS=y|n'
	audit one --markdown >page.md 2>/dev/null || true
	grep -qF '| BUS=y\|n |' page.md
}

@test "SARIF: the fragment's line is the place, a waiver a suppression" {
	want BUS=y
	waiver
	audit one --sarif -o log.sarif
	python3 - <<-'PY'
		import json
		log = json.load(open("log.sarif"))
		assert log["version"] == "2.1.0" and log["$schema"].endswith("sarif-schema-2.1.0.json")
		run, = log["runs"]
		rule, = run["tool"]["driver"]["rules"]
		result, = run["results"]
		assert rule["id"] == result["ruleId"] == "p/r" and result["ruleIndex"] == 0
		place = result["locations"][0]["physicalLocation"]
		assert place["artifactLocation"]["uri"] == "configs/x/a.config", place
		assert place["region"] == {"startLine": 6, "startColumn": 1}, place
		s, = result["suppressions"]
		assert s["kind"] == "external" and "why not" in s["justification"], s
	PY
	want cmdline:loud
	rm configs/waivers.yaml
	audit one --sarif >log.sarif || true
	grep -q '"uri": "configs/policy/p.yaml"' log.sarif
	want '"!cmdline:quiet"'
	audit one --sarif >log.sarif || true
	grep -q '"uri": "configs/flavours.yaml"' log.sarif
}

@test "all forms at once, each in its file" {
	want BUS=m
	audit one --json=a.json --markdown=a.md --sarif=a.sarif >figures
	grep -q '^one-x86_64: 1 of 1 rules hold' figures
	[ -s a.json ] && [ -s a.md ] && [ -s a.sarif ]
	audit one --json=b.json --markdown >page.md
	cmp page.md a.md
	cmp a.json b.json
}

@test "JSON: the summary has the five verdicts and nothing else" {
	want BUS=m
	audit one --json >result.json
	python3 - <<-'PY'
		import json
		d = json.load(open("result.json"))
		assert list(d["summary"]) == ["holds", "fails", "waived", "not applicable", "unreachable here"]
		assert sum(d["summary"].values()) == len(d["rules"]) == 1 and d["ratio"] == 1.0
		assert d["kernel"]["linux"] == "6.18.15-mini" and d["kernel"]["flavour"] == "one"
	PY
}
