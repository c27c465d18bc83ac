#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Waivers of requests: merge accepts what they name, and nothing else.

load mini_tree

setup() {
	mini_tree
	mkdir -p configs/x
	printf '#: area x\n#: owner x\n\n#: why y\nCONFIG_BUS=y\nCONFIG_DRIVER=m\n' >configs/x/a.config
	cat >configs/flavours.yaml <<-'END'
		schema: 1
		flavours:
		  one: {about: x, base: allnoconfig, fragments: [x/a.config], arch: {x86_64: {}}}
		  two: {about: y, base: allnoconfig, fragments: [x/a.config], arch: {x86_64: {}}}
		overlays:
		  more: {about: z, fragments: []}
	END
}

# waiver [KEY: VALUE...]: of DRIVER in flavour one, with these keys in the place of the usual
waiver() {
	w=$(printf 'request: x/a.config/CONFIG_DRIVER\nflavours: one\narch: x86_64\nfound: y\nowner: me\nreason: modules come later\nexpires: 2999-01-31\n')
	for set in "$@"; do
		w=$(grep -v "^${set%%:*}:" <<<"$w"; [ -z "${set#*: }" ] || echo "$set")
	done
	printf 'schema: 1\nwaivers:\n' >configs/waivers.yaml
	sed '1s/^/  - /; 2,$s/^/    /' <<<"$w" >>configs/waivers.yaml
}

# says STATUS TEXT...: the merge of $flavour ends so and prints each TEXT
says() {
	run "$KHARNESS" merge --linux tree --arch x86_64 --bridge-dir "$bridges" -o config \
		--flavour "${flavour:-one}"
	[ "$status" -eq "$1" ] || { echo "status $status: $output"; return 1; }
	shift
	for text in "$@"; do
		[[ "$output" == *"$text"* ]] || { echo "no '$text' in: $output"; return 1; }
	done
}

@test "a request that fails is accepted, in this flavour and under overlays" {
	says 1 "configs/x/a.config:6:1: error: CONFIG_DRIVER=m: the result is"
	found=$(sed -n 's/^CONFIG_DRIVER=//p' config)
	waiver "found: ${found:-n}"
	says 0 "1 of 2 requests honoured, 1 waived" \
		"configs/x/a.config:6:1: note: CONFIG_DRIVER is ${found:-n}, which is accepted until 2999-01-31 (configs/waivers.yaml:3): modules come later"
	grep -q '"waived": 1' provenance.json
	flavour=one+more says 0 "1 waived"
	flavour=two says 1
	[[ "$output" != *waived* ]]
	run "$KHARNESS" merge --all --linux tree --bridge-dir "$bridges" -o all
	[ "$status" -eq 1 ]
	[[ "$output" == *"one-x86_64/.config: 1 of 2 requests honoured, 1 waived"* ]]
	[[ "$output" == *"two-x86_64/.config: 1 of 2 requests honoured, 1 not in effect"* ]]
}

@test "another result, a day that is over, and a request that holds are errors" {
	says 1
	found=$(sed -n 's/^CONFIG_DRIVER=//p' config)
	waiver "found: 99"
	says 1 "configs/waivers.yaml:3:5: error: the waiver of 'x/a.config/CONFIG_DRIVER' expects '99', but '${found:-n}' was found" "1 not in effect"
	waiver "found: ${found:-n}" "expires: 2026-01-31"
	says 1 "configs/waivers.yaml:3:5: error: the waiver of 'x/a.config/CONFIG_DRIVER' expired on 2026-01-31"
	waiver "request: x/a.config/CONFIG_BUS"
	says 1 "configs/waivers.yaml:3:5: error: nothing needs the waiver of 'x/a.config/CONFIG_BUS' for one-x86_64: no such request fails"
	echo CONFIG_NO_SUCH=y >>configs/x/a.config
	sed -i /DRIVER/d configs/x/a.config
	waiver "request: x/a.config/CONFIG_NO_SUCH" "found: unknown"
	says 0 "1 waived"
}

@test "what names no request is refused" {
	for text in CONFIG_DRIVER x/a.config x/a.config/DRIVER x/a.config/CONFIG_; do
		waiver "request: $text"
		rm -f config
		says 2 "configs/waivers.yaml:" "error: '$text' names no request; write FRAGMENT/CONFIG_SYMBOL"
		[ ! -e config ]
	done
	waiver "rule: a/b"
	says 2 "configs/waivers.yaml:3:5: error: a waiver is for a 'rule' or for a 'request'"
	waiver "request: "
	says 2 "configs/waivers.yaml:3:5: error: a waiver is for a 'rule' or for a 'request'"
	waiver "expires: "
	says 2 "configs/waivers.yaml:3:5: error: the waiver has no 'expires'"
	waiver "expires: 2027-13-01"
	says 2 "'2027-13-01' is no date"
}
