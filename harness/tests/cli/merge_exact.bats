#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "kharness merge" on the real tree gives what the kernel's own make gives, byte for byte.

setup_file() {
	export oracle="$BATS_FILE_TMPDIR/oracle"
	mkdir "$oracle"
}

setup() {
	cd "$BATS_TEST_TMPDIR"
	cat >a.config <<-'E'
		CONFIG_MODULES=y
		CONFIG_EXT4_FS=m
		CONFIG_LOCALVERSION="-a b,c=1"
		CONFIG_NR_CPUS=99999
		# CONFIG_SECURITY is not set
		CONFIG_HZ_100=y
		CONFIG_NOT_IN_ANY_TREE=y
	E
	cat >b.config <<-'E'
		CONFIG_EXT4_FS=y
		CONFIG_EXPERT=y
		CONFIG_HZ_300=y
		CONFIG_PHYSICAL_START=0x2000000
		CONFIG_BTRFS_FS=m
		CONFIG_TRIM_UNUSED_KSYMS=y
	E
}

# The kernel's make, without anything of the make that runs the tests.
kernel_make() {
	env -i PATH="$PATH" HOME="$HOME" LC_ALL=C make -s -C "$LINUX" O="$oracle" "$@"
}

cross= # prefix of the compiler

# exact ARCH BASE-FILE FRAGMENT...: the same as olddefconfig makes of them
exact() {
	arch="$1"
	shift
	cat "$@" >"$oracle/.config"
	kernel_make ARCH="$arch" CROSS_COMPILE="$cross" olddefconfig 2>oracle.log
	"$KHARNESS" merge --linux "$LINUX" --arch "$arch" --cross "$cross" \
		--bridge-dir "$BATS_RUN_TMPDIR/bridge" -o config "$@" 2>merge.log || [ $? -eq 1 ]
	cmp config "$oracle/.config"
}

@test "x86_64: defconfig" {
	exact x86_64 "$LINUX/arch/x86/configs/x86_64_defconfig"
}

@test "x86_64: defconfig and fragments" {
	exact x86_64 "$LINUX/arch/x86/configs/x86_64_defconfig" a.config b.config
	cp config first
	! grep -q CONFIG_HZ_100=y first || false
	# a merge that only copied would not have noticed this
	exact x86_64 "$LINUX/arch/x86/configs/x86_64_defconfig" b.config a.config
	! cmp -s config first || false
}

@test "x86_64: a resolved file is a fixpoint" {
	"$KHARNESS" merge --linux "$LINUX" --arch x86_64 --bridge-dir "$BATS_RUN_TMPDIR/bridge" \
		-o base allmodconfig
	exact x86_64 base
	cmp base config
}

@test "x86_64: allnoconfig and fragments" {
	for set in a.config "a.config b.config" "b.config a.config"; do
		cat $set >all
		kernel_make ARCH=x86_64 KCONFIG_ALLCONFIG="$PWD/all" allnoconfig 2>oracle.log
		"$KHARNESS" merge --linux "$LINUX" --arch x86_64 \
			--bridge-dir "$BATS_RUN_TMPDIR/bridge" -o config allnoconfig $set \
			2>merge.log || [ $? -eq 1 ]
		cmp config "$oracle/.config"
	done
}

@test "x86_64: the smoke flavour" {
	[ -f "$TOP/configs/flavours.yaml" ] || skip "no flavours yet"
	cd "$TOP"
	eval "$("$KHARNESS" flavours --make | sed -n 's/^FRAGMENTS_smoke-x86_64 := \(.*\)/set=\1/; s/set=\(.*\)/set="\1"/p')"
	cat $set >"$BATS_TEST_TMPDIR/all"
	kernel_make ARCH=x86_64 KCONFIG_ALLCONFIG="$BATS_TEST_TMPDIR/all" allnoconfig
	"$KHARNESS" merge --linux "$LINUX" --arch x86_64 --bridge-dir "$BATS_RUN_TMPDIR/bridge" \
		--flavour smoke -o "$BATS_TEST_TMPDIR/config" ||
		[ -n "$OTHER_LINUX" ] # which may not have every symbol
	cmp "$BATS_TEST_TMPDIR/config" "$oracle/.config"
}

# damaged SEED FILE: a third of the lines gone, a tenth with another value
damaged() {
	awk -v seed="$1" 'BEGIN { srand(seed) }
		rand() < 1 / 3 { next }
		rand() < 0.1 && /=y$/ { sub(/CONFIG_/, "# CONFIG_"); sub(/=y$/, " is not set") }
		rand() < 0.1 && /=m$/ { sub(/=m$/, "=y") }
		rand() < 0.1 && / is not set$/ { sub(/^# /, ""); sub(/ is not set$/, "=y") }
		{ print }' "$2"
}

@test "x86_64: damaged configurations and requests at random" {
	"$KHARNESS" merge --linux "$LINUX" --arch x86_64 --bridge-dir "$BATS_RUN_TMPDIR/bridge" \
		-o all allmodconfig
	"$KHARNESS" merge --linux "$LINUX" --arch x86_64 --bridge-dir "$BATS_RUN_TMPDIR/bridge" \
		-o def defconfig
	n=2
	[ -z "$KHARNESS_LONG" ] || n=20
	for seed in $(seq "$n"); do
		damaged "$seed" all >base
		damaged "$seed" def >few
		exact x86_64 base
		grep CONFIG_ all | shuf -n "$((seed * 100))" --random-source=<(yes "$seed") >f.config
		exact x86_64 few f.config
	done
}

@test "arm64, with the compiler at hand: defconfig and fragments" {
	exact arm64 "$LINUX/arch/arm64/configs/defconfig" a.config b.config
}

@test "arm64, with its own compiler: defconfig and fragments" {
	cross=aarch64-linux-gnu-
	command -v "${cross}gcc" || skip "no ${cross}gcc"
	exact arm64 "$LINUX/arch/arm64/configs/defconfig" a.config b.config
	grep -q '^CONFIG_CC_VERSION_TEXT="aarch64' config
}

@test "i386: another ARCH for the same directory" {
	exact i386 "$LINUX/arch/x86/configs/i386_defconfig" b.config
}
