#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "kharness merge" on the real tree gives what the kernel's own make gives, byte for byte.
#
# exact.py does the comparing. "check" takes a sample, "check-long" all 200 randconfigs.

setup_file() {
	export work="$BATS_FILE_TMPDIR" bridges="${BRIDGES:-$BATS_RUN_TMPDIR/bridge}"
	export BRIDGES="$bridges"
}

setup() {
	cd "$work"
	seeds=6 # for each architecture
	[ -z "$OTHER_LINUX" ] || seeds=2
	[ -z "$KHARNESS_LONG" ] || seeds=100
}

# exact ARCH CROSS CASE...: see exact.py; the totals are shown
exact() {
	python3 "$TOP/harness/tests/cli/exact.py" "$@" >log 2>&1 || { cat log; return 1; }
	echo "# total: $(tail -n 1 log)" >&3
}

# never skipped where the packages of scripts/packages are installed
arm64_compiler() {
	command -v aarch64-linux-gnu-gcc || [ -n "$CI" ] || skip "no aarch64-linux-gnu-gcc"
}

@test "x86_64: defconfig, tinyconfig, allmodconfig, allnoconfig" {
	exact x86_64 '' "$LINUX/arch/x86/configs/x86_64_defconfig" make:tinyconfig \
		make:allmodconfig make:allnoconfig
}

@test "x86_64: randconfigs" {
	exact x86_64 '' "rand:1-$seeds"
}

@test "i386, another ARCH for the same directory: defconfig" {
	exact i386 '' "$LINUX/arch/x86/configs/i386_defconfig"
}

@test "arm64: defconfig, tinyconfig, allmodconfig, allnoconfig" {
	arm64_compiler
	exact arm64 aarch64-linux-gnu- "$LINUX/arch/arm64/configs/defconfig" make:tinyconfig \
		make:allmodconfig make:allnoconfig
	grep -q '^CONFIG_CC_VERSION_TEXT="aarch64' arm64/merged
}

@test "arm64: randconfigs" {
	arm64_compiler
	exact arm64 aarch64-linux-gnu- "rand:1-$seeds"
}

@test "every default configuration of both architectures is tested" {
	for f in "$LINUX"/arch/{x86,arm64}/configs/*defconfig; do
		grep -q "/${f##*/configs/}\"" "$BATS_TEST_FILENAME"
	done
}

@test "the configurations of a distribution" {
	reference="${KHARNESS_REFERENCE:-$(ls -d "$TOP"/../shared/reference "$TOP"/../../shared/reference 2>/dev/null | head -n 1)}"
	[ -d "$reference/azl4" ] || skip "no reference configurations beside the checkout"
	exact x86_64 '' "$reference/azl4/6.18-x86_64-azl.config"
	arm64_compiler
	exact arm64 aarch64-linux-gnu- "$reference/azl4/6.18-aarch64-azl.config"
}

# --- bases that are rules, and several steps ------------------------------------------

# The kernel's make, without anything of the make that runs the tests.
kernel_make() {
	env -i PATH="$PATH" HOME="$HOME" LC_ALL=C make -s -C "$LINUX" O="$work/obj" \
		ARCH=x86_64 "$@" 2>make.log
}

# gives BASE FRAGMENT...: merged with these it is what the kernel's make made last
gives() {
	"$KHARNESS" merge --linux "$LINUX" --arch x86_64 --bridge-dir "$bridges" -o config \
		"$@" 2>merge.log || [ $? -eq 1 ]
	cmp config obj/.config
}

fragments() {
	printf '%s\n' CONFIG_MODULES=y CONFIG_EXT4_FS=m 'CONFIG_LOCALVERSION="-a b,c=1"' \
		CONFIG_NR_CPUS=99999 '# CONFIG_SECURITY is not set' CONFIG_HZ_100=y \
		CONFIG_NOT_IN_ANY_TREE=y >a.config
	printf '%s\n' CONFIG_EXT4_FS=y CONFIG_EXPERT=y CONFIG_HZ_300=y \
		CONFIG_PHYSICAL_START=0x2000000 CONFIG_BTRFS_FS=m \
		CONFIG_TRIM_UNUSED_KSYMS=y >b.config
}

@test "rules: what nobody asked for is n, m, y or the default" {
	last=2
	[ -z "$KHARNESS_LONG" ] || last=50
	exact x86_64 '' "allnoconfig:1-$last" "allmodconfig:1-$last" "allyesconfig:1-$last" \
		"alldefconfig:1-$last"
	# and the kernel's make itself, where the order of the fragments counts
	fragments
	for set in "a.config b.config" "b.config a.config"; do
		cat $set >all
		kernel_make KCONFIG_ALLCONFIG="$PWD/all" allnoconfig
		gives allnoconfig $set
	done
}

@test "make defconfig and make tinyconfig" {
	kernel_make defconfig
	gives defconfig
	kernel_make tinyconfig
	"$KHARNESS" merge --linux "$LINUX" --arch x86_64 --bridge-dir "$bridges" -o base \
		allnoconfig "$LINUX/kernel/configs/tiny-base.config"
	gives base "$LINUX/kernel/configs/tiny.config" "$LINUX/arch/x86/configs/tiny.config"
}

@test "the smoke flavour" {
	cd "$TOP"
	set="$("$KHARNESS" flavours --make | sed -n 's/^FRAGMENTS_smoke-x86_64 := //p')"
	cat $set >"$work/all"
	cd "$work"
	kernel_make KCONFIG_ALLCONFIG="$PWD/all" allnoconfig
	"$KHARNESS" merge --linux "$LINUX" --arch x86_64 --bridge-dir "$bridges" \
		--configs "$TOP/configs" --flavour smoke -o config ||
		[ -n "$OTHER_LINUX" ] # which may not have every symbol
	cmp config obj/.config
}

# --- a comparison that cannot fail proves nothing --------------------------------------

# A bridge that gives its input back, behind one that answers all else: cp.
copying_bridge() {
	cp -r "$bridges" copying
	for b in copying/*/bridge; do
		mv "$b" "$b.real"
		cat >"$b" <<-E
			#!/bin/bash
			coproc real { exec "\$0.real"; }
			while read -r answer <&"\${real[0]}"; do
				case \$question in *'"op":"write"'*) cp '$work/x86_64/input' config ;; esac
				printf '%s\n' "\$answer"
				read -r question || exit 0
				printf '%s\n' "\$question" >&"\${real[1]}"
			done
		E
		chmod +x "$b"
	done
	export BRIDGES="$work/copying"
}

@test "a merge that only copies is found" {
	copying_bridge
	run python3 "$TOP/harness/tests/cli/exact.py" x86_64 '' make:allmodconfig
	[ "$status" -eq 1 ]
	# a fixpoint is no test
	[[ "$output" != *"make:allmodconfig differs"* ]]
	[[ "$output" == *"make:allmodconfig, damaged differs"* ]]
	[[ "$output" == *"make:allmodconfig, requests differs"* ]]
	[[ "${lines[-1]}" == *"2 differ" ]]
}
