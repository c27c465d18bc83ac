#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Bytes at random, from a seed: what is run is always the same. "check-long" runs more.

load ../cli/mini_tree

setup() {
	cd "$BATS_TEST_TMPDIR"
	fuzz="$O/check/fuzz"
	long=1
	[ -z "$KHARNESS_LONG" ] || long=50
}

corpus() {
	printf 'CONFIG_SYSTEM_TRUSTED_KEYS="certs/a.pem"\nCONFIG_N=-12\nCONFIG_H=34c\nCONFIG_E=""\n' >odd.config
	mapfile -t corpus < <(find "$TOP/configs" -name '*.config' | sort)
	corpus+=(odd.config)
}

@test "fragments" {
	corpus
	"$fuzz/fuzz_fragment" --seed 1 --runs $((20000 * long)) "${corpus[@]}"
}

# A mutation may make a loop of lists, which the budget of a makefile ends.
@test "makefiles" {
	mapfile -t makefiles < <(find "$LINUX/fs/ext4" "$LINUX/drivers/hv" "$LINUX/arch/x86/kvm" \
		"$LINUX/crypto" "$LINUX/kernel" -maxdepth 1 -name Makefile)
	[ "${#makefiles[@]}" -eq 5 ]
	"$fuzz/fuzz_makefile" --seed 1 --runs $((1000 * long)) "${makefiles[@]}" \
		"$LINUX/fs/userfaultfd.c"
}

@test "a fault is found, and the run that finds it can be repeated" {
	corpus
	run "$fuzz/fuzz_planted" --seed 1 --runs 20000 "${corpus[@]}"
	[ "$status" -ne 0 ]
	[[ "$output" == *"heap-buffer-overflow"* ]]
	n="$(sed -n 's/^seed 1, run \([0-9]*\): repeat it with --only$/\1/p' <<<"$output")"
	run "$fuzz/fuzz_planted" --seed 1 --only "$n" "${corpus[@]}"
	[ "$status" -ne 0 ]
	[[ "$output" == *"heap-buffer-overflow"*"seed 1, run $n:"* ]]
	"$fuzz/fuzz_planted" --seed 1 --runs $((n - 1)) "${corpus[@]}"
}

# mad SEED: a merge by a bridge that is out of its mind ends in one of the known ways
mad() {
	for b in own/*/bridge; do
		printf '#!/bin/sh\nexec python3 %s "$0.real" %s\n' \
			"$TOP/harness/tests/fuzz/mad_bridge.py" "$1" >"$b"
	done
	rm -f config provenance.json fix.config
	run merge --deadline 20 --fix fix.config defconfig f.config
	[ "$status" -le 2 ] && [[ "$output" != *"Sanitizer"* && "$output" != *"runtime error"* ]] || {
		echo "seed $1, status $status: ${output:0:3000}"
		return 1
	}
	[ "$status" -eq 2 ] || return 0
	refused=$((refused + 1))
	[[ "$output" == *"error: "* ]]
	[ ! -e config ]
	[ -z "$(ls tmp)" ]
}

@test "a bridge whose answers are spoiled" {
	mini_tree
	export TMPDIR="$PWD/tmp"
	mkdir tmp
	printf 'CONFIG_PICKY=y\nCONFIG_EXPRT=y\nCONFIG_SIZE=99\nCONFIG_ONE=y\nCONFIG_FORCED=m\n' >f.config
	printf 'config OLD\n\tbool\n\ttransitional\n' >>tree/Kconfig
	merge defconfig
	rm -f config provenance.json
	cp -r "$bridges" own
	for b in own/*/bridge; do
		cp "$b" "$b.real"
	done
	bridges=own
	refused=0
	for seed in $(seq $((20 * long))); do
		mad "$seed"
	done
	[ "$refused" -ge $((5 * long)) ]
}
