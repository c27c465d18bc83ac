#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# kharness report: what changed since the build before, with its classes and causes.

bats_require_minimum_version 1.5.0
load mini_tree
load mini_configs

setup() {
	mini_tree
	mini_configs
	pair=out/one-x86_64
	page=$pair/report/index.html
	mkdir -p $pair
	git_quiet checkout -q HEAD~1
	resolve
	report
	[[ $(<$page) == *"This is the first report here"* ]]
	git_quiet checkout -q main
}

# resolve: the flavour one as it is asked for now
resolve() {
	"$KHARNESS" merge --linux tree --configs configs --flavour one --arch x86_64 \
		--bridge-dir "$bridges" -o $pair/.config >/dev/null
}

# report [ARGUMENT...]: of it, with the mini tree
report() {
	run --separate-stderr "$KHARNESS" report --linux tree --configs configs \
		--bridge-dir "$bridges" "$@" $pair
	echo "$output" "$stderr"
	[ "$status" -eq 0 ]
}

# holds TEXT...: the page has each of them
holds() {
	local text
	for text; do
		grep -qF -- "$text" $page || { echo "not in the page: $text"; return 1; }
	done
}

@test "a decision is told with its fragment, and what follows from it with its cause" {
	resolve
	report
	[[ ${lines[0]} == *", 2 values changed" ]]
	holds '<b>2</b> values of the configuration differ: 1 intent, 1 consequence.' \
		'<td>intent</td><td class="k">FORCING</td><td class="c">n</td><td class="c">y</td>' \
		'<td class="w">asked for in configs/part/b.config:5</td>' \
		'<td>consequence</td><td class="k">FORCED</td>' \
		'href="./changes.html"'
	grep -qF '| intent | FORCING | n | y | asked for in configs/part/b.config:5 |' \
		$pair/report/report.md
	grep -qF 'asked for in configs/part/b.config:5' $pair/report/changes.html
	[ "$(ls -A $pair/report | sort | xargs)" = \
		"changes.html config config.before index.html report.md state.json" ]
}

@test "the same build again has the same changes, and one like before it the opposite" {
	resolve
	report
	report
	holds ': 1 intent, 1 consequence.'
	git_quiet checkout -q HEAD~1
	resolve
	report
	holds '<td>intent</td><td class="k">FORCING</td><td class="c">y</td><td class="c">n</td>' \
		'differ: 2 intent.'
	! grep -q 'asked for in configs' $page || false
}

@test "a rule that fails now is told with the changes" {
	mkdir configs/policy
	cat >configs/policy/a.yaml <<-'END'
		schema: 1
		rules:
		  no-forcing:
		    want: FORCING=n
		    severity: high
		    kind: hardening
		    source: KSPP
		    ref: https://example.org/
		    reason: nobody <b>needs</b> it
	END
	resolve
	report
	holds 'Rules of the policy with another verdict' '<td class="k">a/no-forcing</td>' \
		'<td>holds</td><td class="bad">fails</td>' '&lt;b&gt;needs&lt;/b&gt;' \
		'<td class="bad">weaker</td>'
}

@test "without a tree the values are told, and why there is no more" {
	resolve
	run --separate-stderr "$KHARNESS" report $pair
	[ "$status" -eq 0 ]
	holds '<b>2</b> values of the configuration differ.' \
		'<td class="c">FORCED</td><td class="c">not set</td><td class="c">y</td><td class="c"></td>' \
		'<td class="c">y</td><td class="c">configs/part/b.config:5</td>' \
		'Their causes are not known: there is no --linux to resolve with.'
	[ ! -e $pair/report/changes.html ]
}

@test "a build of another kernel is not explained by the rules of this one" {
	sed -i '/^# Linux/s/6.18.15/6.12.1/' $pair/report/config
	resolve
	report
	holds 'Their causes are not known: the previous build is of Linux 6.12.1-mini, and the tree is 6.18.15-mini.' \
		'<b>2</b> values of the configuration differ.'
	grep -qF 'Their causes are not known: the previous build is of Linux 6.12.1' \
		$pair/report/report.md
}

@test "a previous configuration that is damaged is told in the report" {
	printf 'CONFIG_FORCED=y\0\n' >>$pair/report/config
	resolve
	report
	holds 'Their causes are not known: '
}

@test "no change, no comparison" {
	git_quiet checkout -q HEAD~1
	resolve
	cp $pair/.config before
	sed -i 's/^# CONFIG_FORCING is not set$/# a comment/' $pair/.config
	! cmp -s before $pair/.config || false
	report
	holds '<b>0</b> values of the configuration differ.'
	[ ! -e $pair/report/changes.html ]
}

@test "a damaged record of where values come from is an error with its place" {
	resolve
	sed -i 's/"origin": "fragment"/"origin": 3/' $pair/provenance.json
	run --separate-stderr "$KHARNESS" report $pair
	[ "$status" -eq 2 ]
	[[ $stderr == *"$pair/provenance.json:"*"'origin' is no string"* ]]
}
