#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# scripts/ci/review: the recipe for a pull request, in a clone of a made-up repository.

bats_require_minimum_version 1.5.0
load mini_tree
load mini_configs

setup() {
	mini_tree
	mkdir origin
	(
		cd origin
		mkdir -p scripts/ci patches
		cp "$TOP/scripts/ci/review" scripts/ci/
		touch patches/series
		# a tree that the patches change: each line of the series is a symbol
		cat >Kbuild.harness <<-'END'
			LINUX_VERSION := 6.18.15
			.RECIPEPREFIX := |
			fetch:
			| mkdir -p $(O)
			| cp -r $(MINI) $(O)/linux-$(LINUX_VERSION)
			| for s in `cat patches/series`; do \
					printf 'config %s\n\tdef_bool y\n' $$s; done \
					>>$(O)/linux-$(LINUX_VERSION)/Kconfig
		END
		git_quiet init -q .
		git_quiet add .
		git_quiet commit -q -m recipe
		mkdir -p configs/policy
		cat >configs/policy/p.yaml <<-'END'
			schema: 1
			defaults: {source: me, ref: here, reason: because}
			rules:
			  size: {want: SIZE<=7}
		END
		mini_configs
	)
	export MINI="$PWD/tree" KHARNESS_CACHE="$PWD/cache"
	mkdir -p cache
	ln -s "$bridges" cache/bridge
	mkdir -p "$bridges"
	git_quiet clone -q origin clone
	cd clone
	git_quiet checkout -q -b branch
}

@test "a changed fragment: the comment, the document and the gate" {
	sed -i 's/SIZE=4/SIZE=5/' configs/part/a.config
	git_quiet commit -q -a -m change
	run --separate-stderr env LINUX="$MINI" scripts/ci/review origin/main
	[ "$status" -eq 0 ]
	grep -F -- '- `SIZE` 4 → 5, configs/part/a.config:2 (' out/review/comment.md
	grep -qF 'configs/part/a.config:2' out/review/diff.html
	grep -F '1 of 3 configurations stay as they are.' out/review/comment.md
	python3 -c 'import json; d = json.load(open("out/review/diff.json"))
assert d["summary"]["intent"] == 2, d["summary"]'
	git_quiet status --porcelain | diff - <(echo '?? out/')
}

@test "what breaks a rule does not go in" {
	sed -i 's/SIZE=4/SIZE=9/' configs/part/a.config
	git_quiet commit -q -a -m change
	run --separate-stderr env LINUX="$MINI" scripts/ci/review origin/main
	[ "$status" -eq 1 ]
	[[ "$stderr" == *"the rule 'p/size' fails now, found SIZE=9"* ]]
	grep -F -- '- rule `p/size`' out/review/comment.md
}

@test "a patch: the base has its own tree" {
	echo PATCHED >patches/series
	git_quiet commit -q -a -m patch
	run --separate-stderr env -u LINUX scripts/ci/review -o here main
	echo "$stderr"
	[ "$status" -eq 0 ]
	[ -d out/base/linux-6.18.15 ]
	grep -E '^<details><summary>out/base/linux-6.18.15:one&#64;[0-9a-f]{12} -&#62; one: x' here/comment.md
	grep -F '| `PATCHED` | absent | y | upstream |' here/comment.md
}

@test "only what the branch did counts, and nothing to review says so" {
	git_quiet checkout -q main
	echo CONFIG_EXPERT=y >>configs/part/a.config
	git_quiet commit -q -a -m elsewhere
	git_quiet checkout -q branch
	echo more >README
	git_quiet add README
	git_quiet commit -q -m readme
	run scripts/ci/review main
	[ "$status" -eq 0 ]
	[[ "$output" == "review: configs/, patches/ and the pin are as they were at "* ]]
	[ ! -e out ]
}

@test "what cannot be judged" {
	run scripts/ci/review
	[ "$status" -eq 2 ]
	run scripts/ci/review nowhere
	[ "$status" -eq 2 ]
	[[ "$output" == *"there is no revision 'nowhere'"* ]]
	run scripts/ci/review --output=x
	[ "$status" -eq 2 ]
	echo CONFIG_SIZE=many >>configs/part/a.config
	git_quiet commit -q -a -m bad
	run env LINUX="$MINI" scripts/ci/review main
	[ "$status" -eq 2 ]
	[[ "$output" == *"configs/part/a.config:3:"* ]]
	[ ! -e out/review/comment.md ]
}
