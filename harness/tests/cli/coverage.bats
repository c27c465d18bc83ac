#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "kharness coverage": nothing that the reference has is lost without a reason.

load mini_tree
load reference

setup() {
	mini_tree
	mkdir -p tree/drivers/net tree/fs configs
	cat >tree/drivers/Kconfig <<-'END'
		config CARD
			tristate "A card"

		config CARD_EXTRA
			bool "More of the card"
			depends on CARD

		config CARD_CORE
			tristate

		source "drivers/net/Kconfig"
	END
	printf 'config NIC\n\ttristate "A network card"\n' >tree/drivers/net/Kconfig
	cat >tree/fs/Kconfig <<-'END'
		config OLDFS
			tristate "An old file system"

		config NEWFS
			tristate "A new file system"

		config FS_CGROUP
			bool "A cgroup feature"
	END
	printf 'source "drivers/Kconfig"\nsource "fs/Kconfig"\n' >>tree/Kconfig
	cat >configs/flavours.yaml <<-'END'
		schema: 1
		flavours:
		  azure:
		    about: x
		    arch:
		      x86_64: {base: allnoconfig, fragments: [a.config]}
		      i386: {base: allnoconfig, fragments: [a.config]}
	END
	printf 'CONFIG_MODULES=y\nCONFIG_NEWFS=m\n' >configs/a.config
	left_out 'old: {why: Nobody mounts it., match: [fs/Kconfig], covers: {x86_64: 1, i386: 1}}' \
		'cards: {why: There is no slot., match: [drivers/], except: [NIC], covers: {x86_64: 2, i386: 1}}' \
		'nic: {why: No network., match: [NIC], covers: {x86_64: 0, i386: 1}}'
	# BUS is no driver, CARD_CORE follows, OLDFS=n is nothing to lose
	printf 'CONFIG_MODULES=y\nCONFIG_BUS=y\nCONFIG_CARD=y\nCONFIG_CARD_EXTRA=y\nCONFIG_CARD_CORE=m\nCONFIG_OLDFS=y\nCONFIG_NEWFS=y\n' >ref64
	printf 'CONFIG_MODULES=y\nCONFIG_CARD=m\nCONFIG_NIC=m\nCONFIG_OLDFS=m\n# CONFIG_NEWFS is not set\n' >ref32
}

left_out() {
	{
		printf 'schema: 1\nreference: Another Linux\nflavour: azure\nleft-out:\n'
		printf '  %s\n' "$@"
	} >configs/left-out.yaml
}

coverage() {
	"$KHARNESS" coverage --linux tree --bridge-dir "$bridges" "$@"
}

compare() {
	coverage --reference x86_64=ref64 --reference i386=ref32 "$@"
}

# finds TEXT...: exit status 1, each text is in the output, and the table stays as it is
finds() {
	cp configs/coverage.md before 2>/dev/null || : >before
	run compare
	[ "$status" -eq 1 ]
	for text; do
		[[ "$output" == *"$text"* ]] || { echo "not found: $text"; echo "$output"; return 1; }
	done
	[ ! -e configs/coverage.md ] || cmp before configs/coverage.md
}

@test "the table, line by line" {
	run compare
	[ "$status" -eq 0 ]
	[ "$output" = "configs/coverage.md: 5 symbols of Another Linux: 1 provided by azure, 4 left out for 3 reasons" ]
	sed -n '/^Architectures/,$p' configs/coverage.md | diff -u - <(cat <<-'END'
		Architectures: x86_64, i386

		## By area

		| area | x86_64 | provided | left out | i386 | provided | left out |
		|---|--:|--:|--:|--:|--:|--:|
		| drivers/other | 2 | 0 | 2 | 1 | 0 | 1 |
		| fs/local | 2 | 1 | 1 | 1 | 0 | 1 |
		| net/devices | 0 | 0 | 0 | 1 | 0 | 1 |
		| **all** | 4 | 1 | 3 | 3 | 0 | 3 |

		## Left out, and why

		### old (x86_64: 1, i386: 1)

		Nobody mounts it.

		- `fs/Kconfig`: OLDFS

		### cards (x86_64: 2, i386: 1)

		There is no slot.

		- `drivers/Kconfig`: CARD, CARD_EXTRA(x86_64)

		### nic (x86_64: 0, i386: 1)

		No network.

		- `drivers/net/Kconfig`: NIC(i386)

		## Provided

		- `fs/Kconfig`: NEWFS(x86_64)
	END
	)
}

@test "without the reference the table says what it has" {
	compare
	cp configs/coverage.md whole
	rm ref64 ref32
	coverage
	coverage --json | python3 -c '
import json, sys
assert json.load(sys.stdin) == {"schema": 1, "symbols": 5, "provided": 1, "left-out": 4, "groups": 3}'
	coverage --update
	cmp whole configs/coverage.md
	# provided now, so the table and its reason are wrong
	printf 'CONFIG_MODULES=y\nCONFIG_NEWFS=m\nCONFIG_OLDFS=m\n' >configs/a.config
	run coverage
	[ "$status" -eq 1 ]
	[[ "$output" == *"'fs/Kconfig' matches nothing that is left out; remove it from 'old'"* ]]
	[[ "$output" == *"'old' covers {x86_64: 0, i386: 0}"* ]]
	sed -i '/^  old/d' configs/left-out.yaml
	run coverage
	[ "$status" -eq 1 ]
	[[ "$output" == *"configs/coverage.md:16:1: error: the table is not what these fragments and left-out.yaml give; write it again with --update"* ]]
	coverage --update
	coverage
	grep -qx -- '- `fs/Kconfig`: NEWFS(x86_64), OLDFS' configs/coverage.md
}

@test "a symbol that is lost" {
	printf 'CONFIG_MODULES=y\n' >configs/a.config
	left_out 'cards: {why: There is no slot., match: [drivers/], except: [NIC], covers: {x86_64: 2, i386: 1}}' \
		'nic: {why: No network., match: [NIC], covers: {x86_64: 0, i386: 1}}'
	finds "error: CONFIG_NEWFS (fs/Kconfig) is lost: Another Linux has it and azure has not (x86_64)" \
		"error: CONFIG_OLDFS (fs/Kconfig) is lost: Another Linux has it and azure has not (x86_64, i386)" \
		"error: 2 symbols are lost; request them in a fragment, or give the reason in 'configs/left-out.yaml'"
}

@test "a loss that hides in a broad group is counted" {
	compare
	printf 'CONFIG_MODULES=y\n' >configs/a.config
	finds "configs/left-out.yaml:5:62: error: 'old' covers {x86_64: 2, i386: 1}; if that is what it should, write so"
}

@test "two reasons, a needless one, and one for what is provided after all" {
	left_out 'old: {why: a, match: [OLDFS, NEWFS], covers: {x86_64: 1, i386: 1}}' \
		'cards: {why: b, match: [drivers/, sound/], covers: {x86_64: 2, i386: 2}}' \
		'nic: {why: c, match: [NI?], covers: {x86_64: 0, i386: 0}}'
	finds "configs/left-out.yaml:7:3: error: CONFIG_NIC (drivers/net/Kconfig) is left out by 'cards' as well; say 'except' in one of them" \
		"configs/left-out.yaml:6:37: error: 'sound/' matches nothing that is left out; remove it from 'cards'" \
		"configs/left-out.yaml:5:32: error: CONFIG_NEWFS is provided by azure after all; remove it from 'old'"
}

@test "a symbol that the tree does not have needs a reason, too" {
	echo CONFIG_GONE=m >>ref32
	finds "CONFIG_GONE ((unknown to the tree)) is lost"
	cat >>configs/left-out.yaml <<<'  gone: {why: It is gone., match: [GONE], covers: {x86_64: 0, i386: 1}}'
	compare
	coverage
}

@test "cgroup features count wherever they are" {
	printf 'config BLK_CGROUP_X\n\tbool "x"\n' >>tree/Kconfig
	echo CONFIG_BLK_CGROUP_X=y >>ref64
	finds "CONFIG_BLK_CGROUP_X (Kconfig) is lost"
}

@test "bad input" {
	bad() {
		run compare "$@"
		[ "$status" -eq 2 ]
		[ ! -e configs/coverage.md ]
	}
	wrong() {
		left_out "x: $1"
		bad
		[[ "$output" == *"configs/left-out.yaml:$2"* ]] || { echo "$output"; return 1; }
	}
	wrong '{why: a, match: [A]}' "5:3: error: 'x' needs 'why', 'match' and 'covers'"
	wrong '{match: [A], covers: {i386: 1}}' "5:3: error: 'why' is missing"
	wrong '{why: "", match: [A], covers: {i386: 1}}' "5:12: error: 'why' is empty"
	wrong '{why: a, match: A, covers: {i386: 1}}' "5:"
	wrong '{why: a, match: ["*"], covers: {i386: 1}}' "5:23: error: '*' matches everything"
	wrong '{why: a, match: [CONFIG_A], covers: {i386: 1}}' "5:23: error: 'CONFIG_A' is neither a symbol without CONFIG_ nor a path of Kconfig"
	wrong '{why: a, match: [A], covers: {i386: many}}' "5:42: error: 'many' is no number of symbols"
	wrong '{why: a, match: [A], covers: {i386: 1}, when: now}' "5:"
	left_out 'x: {why: a, match: [A], covers: {i386: 1}}' 'x: {why: a, match: [A], covers: {i386: 1}}'
	bad
	left_out 'x: {why: a, match: [A], covers: {i386: 1}}'
	sed -i 's/^flavour: azure/flavour: none/' configs/left-out.yaml
	bad
	[[ "$output" == *"none"* ]]
	rm configs/left-out.yaml
	bad
	setup_again() { left_out 'x: {why: a, match: [A], covers: {i386: 1}}'; }
	setup_again
	run coverage --reference ref64
	[ "$status" -eq 2 ]
	[[ "$output" == *"--reference takes ARCH=FILE, not 'ref64'"* ]]
	run coverage --reference x86_64=nowhere
	[ "$status" -eq 2 ]
	run coverage --reference sparc=ref64
	[ "$status" -eq 2 ]
	run coverage
	[ "$status" -eq 2 ] # there is no table
	echo 'no table' >table
	run coverage --table table
	[ "$status" -eq 2 ]
	[[ "$output" == *"no symbols of a reference; make the table again with --reference"* ]]
	printf 'Architectures: x86_64\n- `fs/Kconfig`: A, b c\n' >table
	run coverage --table table
	[ "$status" -eq 2 ]
	[[ "$output" == *"table:2:1: error: no list of symbols"* ]]
	printf 'Architectures: x86_64\n- `fs/Kconfig`: A(vax)\n' >table
	run coverage --table table
	[ "$status" -eq 2 ]
	[[ "$output" == *"table:2:1: error: an unknown architecture"* ]]
}

@test "the project's own table is what its fragments give" {
	cd "$TOP"
	"$KHARNESS" coverage --linux "$LINUX"
}

@test "the project's own table has all of the reference" {
	reference azl4/6.18-x86_64-azl.config
	x86=$reference
	reference azl4/6.18-aarch64-azl.config
	"$KHARNESS" coverage --linux "$LINUX" --configs "$TOP/configs" --table table \
		--reference "x86_64=$x86" --reference "arm64=$reference"
	cmp table "$TOP/configs/coverage.md"
}
