#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "kharness audit": every fault of policy, waivers and usage is refused with its place.

load mini_tree
load audit_policy

setup() {
	audit_tree
}

@test "waivers with faults are refused" {
	want BUS=y
	waiver "rule: "
	refused "configs/waivers.yaml:3:5: error: a waiver is for a 'rule' or for a 'request'"
	for key in flavours arch found owner reason expires; do
		waiver "$key: "
		refused "configs/waivers.yaml:3:5: error: the waiver has no '$key'"
	done
	waiver "expires: 2027-02-29"
	refused "configs/waivers.yaml:9:14: error: '2027-02-29' is no date, such as 2027-05-31"
	waiver "expires: soon"
	refused "'soon' is no date"
	waiver "rule: p/q"
	refused "configs/waivers.yaml:" "error: the policy has no rule 'p/q'"
	waiver "why: x"
	refused "'why' is not a key here; the keys are rule"
	waiver "flavours: three"
	refused "the waiver is for 'three', which is no flavour for these architectures"
	waiver
	sed -n '3,$p' configs/waivers.yaml >again
	cat again >>configs/waivers.yaml
	refused "configs/waivers.yaml:10:5: error: 'p/r' is already waived in line 3"
	echo '  - {' >>configs/waivers.yaml
	refused "configs/waivers.yaml:"
}

@test "policies with faults are refused, all faults at once" {
	rules <<-'END'
		a:
		  want: BUS=y
		  surce: x
		b:
		  want: BUS
		c:
		  reason: x
		d:
		  want: CONFIG_BUS=y
		e:
		  want: state:no.such=on
		f:
		  want: SIZE>=big
		g:
		  want: {none-of: [BUS=y]}
		h:
		  want: []
		i:
		  want: BUS=n
		  severity: dire
		j:
		  want: BUS=m
		  since: new
	END
	refused "configs/policy/p.yaml:6:5: error: 'surce' is not a key here" \
		"configs/policy/p.yaml:8:11: error: 'BUS' is no condition: it has no operator" \
		"configs/policy/p.yaml:9:3: error: the rule 'c' has no 'want'" \
		"names of symbols stand here without CONFIG_" "there is no such state" \
		"only numbers are more or less" "'none-of' is not a key here" \
		"the list of conditions is empty" \
		"'severity' is one of low, medium, high, not 'dire'" "'new' is no version of Linux"
}

@test "a rule without source or reason, twice, or with the question of another" {
	printf 'schema: 1\nrules:\n  r: {want: BUS=y, ref: x, reason: x}\n' >configs/policy/p.yaml
	refused "configs/policy/p.yaml:3:3: error: the rule 'r' has no 'source'"
	printf 'schema: 1\nrules:\n  r: {want: BUS=y, ref: x, source: x}\n' >configs/policy/p.yaml
	refused "configs/policy/p.yaml:3:3: error: the rule 'r' has no 'reason'"
	printf 'schema: 1\nrules:\n  r: {want: BUS=y, reason: x, source: x}\n' >configs/policy/p.yaml
	refused "configs/policy/p.yaml:3:3: error: the rule 'r' has no 'ref'"
	printf 'r:\n  want: BUS=y\nr:\n  want: BUS=m\n' | rules
	refused "configs/policy/p.yaml:6:3: error: the key 'r' stands already in line 4"
	want BUS=y
	sed 's/reason: because/reason: other/' configs/policy/p.yaml >configs/policy/q.yaml
	refused "configs/policy/q.yaml:4:3: error: the rule 'q/r' wants the same as 'p/r' (configs/policy/p.yaml:4)"
}

@test "no policy, no YAML, another schema" {
	rm -f configs/policy/*
	refused "no policy: 'configs/policy' has no file that ends in .yaml"
	printf 'schema: 2\nrules: {}\n' >configs/policy/p.yaml
	refused "configs/policy/p.yaml:1:9: error: this kharness reads schema 1 only"
	printf 'schema: 1\nrules: [\n' >configs/policy/p.yaml
	refused "configs/policy/p.yaml:"
	rmdir configs/policy 2>/dev/null || rm -r configs/policy
	refused "cannot read the policy in 'configs/policy'"
}

@test "usage" {
	want BUS=y
	for args in "" "one two" "one --secure-boot=maybe" "one --json --sarif" "one -o x" \
		"one -o x --json=y" \
		"one --date=now" "one --sysctl=x" "two" "one --no-such"; do
		# shellcheck disable=SC2086
		run audit $args
		[ "$status" -eq 2 ] || { echo "$args: $status"; return 1; }
	done
	run "$KHARNESS" audit one
	[ "$status" -eq 2 ]
	[[ "$output" == *"a flavour has to be resolved; give --linux"* ]]
}
