#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "kharness import": few requests, the same configuration, and no line too many.

load mini_tree
load reference

setup() {
	mini_tree
}

# import ARGUMENT...: on the mini tree, to ./in
import() {
	"$KHARNESS" import --linux tree --arch x86_64 --bridge-dir "$bridges" -o in "$@"
}

# as_imported: resolve what is in ./in, to ./again
as_imported() {
	"$KHARNESS" merge --draft --linux tree --arch x86_64 --bridge-dir "$bridges" \
		--configs in --flavour imported -o again
}

# irreducible N COMMAND...: without any of N lines, drawn by lot, the result is another
# one; COMMAND resolves ./in to ./again
irreducible() {
	n=$1
	shift
	"$@"
	cp again whole
	grep -rnE '^(# )?CONFIG_' in --include='*.config' | grep -v '^in/base/' |
		shuf --random-source=<(yes 1) -n "$n" >drawn
	while IFS=: read -r file line _; do
		cp "$file" kept
		sed -i "${line}d" "$file"
		"$@" 2>/dev/null || [ $? -eq 1 ]
		if cmp -s again whole; then
			echo "$file:$line can be left out"
			return 1
		fi
		cp kept "$file"
	done <drawn
}

@test "what is written, line by line" {
	printf 'CONFIG_MODULES=y\nCONFIG_BUS=m\nCONFIG_TWO=y\nCONFIG_SIZE=4\nCONFIG_LABEL="plain"\n' >full
	run import full --owner kernel --base allnoconfig
	[ "$status" -eq 0 ]
	[[ "${lines[0]}" == "in: 5 lines, 3 requests on allnoconfig in 1 fragments ("* ]]
	[[ "${lines[1]}" == "they resolve to the same .config as 'full', byte for byte"* ]]
	diff -u - in/kernel/general.config <<-'END'
		# SPDX-License-Identifier: GPL-2.0-or-later
		#: area   kernel/general
		#: owner  kernel

		# Kconfig: The bus of the driver
		#: why
		CONFIG_BUS=m

		# Kconfig: Modules
		#: why
		CONFIG_MODULES=y

		# Kconfig: Two
		#: why
		CONFIG_TWO=y
	END
	diff -u - in/flavours.yaml <<-'END'
		# SPDX-License-Identifier: GPL-2.0-or-later
		schema: 1

		flavours:
		  imported:
		    about: imported from a full configuration
		    arch:
		      x86_64:
		        base: allnoconfig
		        fragments:
		          - kernel/general.config
	END
	"$KHARNESS" fmt --check in/kernel/general.config
}

@test "it resolves to the same, on every base, and no line can be left out" {
	printf 'CONFIG_MODULES=y\nCONFIG_EXPERT=y\nCONFIG_BUS=m\nCONFIG_DRIVER=m\nCONFIG_TWO=y\nCONFIG_SIZE=7\nCONFIG_FORCING=y\nCONFIG_WISHING=y\n# CONFIG_WISHED is not set\nCONFIG_CARELESS=y\n' >full
	merge full
	cp config whole
	printf 'CONFIG_ONE=y\nCONFIG_FORCED=y\nCONFIG_SIZE=2\n' >start
	for base in defconfig allnoconfig allmodconfig allyesconfig alldefconfig start full; do
		rm -rf in
		import full --base "$base"
		as_imported
		cmp again config
		irreducible 100 as_imported
		cp whole config
	done
	# the last base was the file itself
	! grep -r '^CONFIG' in --include=general.config || false
}

@test "lint asks for each reason, and merge for --draft until they are there" {
	printf 'CONFIG_MODULES=y\nCONFIG_BUS=m\n' >full
	import full --base allnoconfig
	run "$KHARNESS" lint --configs in
	[ "$status" -eq 1 ]
	[[ "$output" == *"in/kernel/general.config:6:1: error: CONFIG_BUS has no reason"* ]]
	[[ "$output" == *"in/kernel/general.config:10:1: error: CONFIG_MODULES has no reason"* ]]
	[[ "$output" == *"the file names no owner"* ]]
	[[ "$output" == *": 3 findings"* ]]
	run "$KHARNESS" merge --linux tree --arch x86_64 --bridge-dir "$bridges" \
		--configs in --flavour imported -o again
	[ "$status" -eq 2 ]
	[[ "$output" == *"in/kernel/general.config:5:4: error: 'why' says nothing"* ]]
	[ ! -e again ]
	sed -i 's/^#: why$/#: why    because/; s/^#: area.*/&\n#: owner  kernel/' in/kernel/general.config
	"$KHARNESS" lint --linux tree --bridge-dir "$bridges" --configs in
	"$KHARNESS" merge --linux tree --arch x86_64 --bridge-dir "$bridges" \
		--configs in --flavour imported -o again
}

@test "what the file says and the tree does not give is listed with its cause" {
	cat >>tree/Kconfig <<-'END'
		config FOLLOWING
			bool "Follows a tool"
			depends on HAS_TOOL

		config OLD
			bool
			transitional

		config NEWER
			bool "Newer"
			default OLD
	END
	printf 'CONFIG_HAS_TOOL=y\nCONFIG_PROBED=y\nCONFIG_FOLLOWING=y\nCONFIG_NOWHERE=y\n# CONFIG_NEITHER is not set\nCONFIG_OLD=y\nCONFIG_SIZE=99\n' >full
	import full --json >report.json
	python3 - <<-'PY'
		import json
		r = json.load(open("report.json"))
		got = {d["symbol"]: (d["kind"], d.get("from"), d.get("to"), d.get("because"))
		       for d in r["differences"] if d["from"] is not None}
		probe = got["HAS_TOOL"][3]
		assert "/tool" in probe, got
		assert got == {
			"HAS_TOOL": ("toolchain", "y", None, probe),
			"PROBED": ("toolchain", "y", None, probe),
			"FOLLOWING": ("toolchain", "y", None, probe),
			"NOWHERE": ("unknown", "y", None, None),
			"OLD": ("renamed", "y", None, "NEWER"),
			"SIZE": ("changed", "99", "10", "its range is 1 to 10"),
		}, got
		new = [d["symbol"] for d in r["differences"] if d["from"] is None]
		assert "MASK" in new and "THIS_MACHINE" in new, new
		assert r["requests"] == 3 and r["fragments"] == 1, r
	PY
	touch tree/tool
	rm -rf in
	import full --no-replay --json >report.json
	! grep -q '"symbol": "PROBED"' report.json || false
	! grep -q '"symbol": "FOLLOWING"' report.json || false
}

@test "a base that is a file becomes a part of the result" {
	mkdir elsewhere
	printf 'CONFIG_MODULES=y\nCONFIG_SIZE=3\n' >elsewhere/start.config
	printf 'CONFIG_MODULES=y\nCONFIG_SIZE=3\nCONFIG_BUS=m\n' >full
	import full --base elsewhere/start.config
	cmp elsewhere/start.config in/base/start.config
	grep -q 'base: base/start.config' in/flavours.yaml
	rm -r elsewhere
	merge full
	as_imported
	cmp config again
	run "$KHARNESS" lint --configs in
	[[ "$output" == *"1 requests in 1 fragments"* ]]
}

@test "nothing that somebody wrote is replaced" {
	printf 'CONFIG_BUS=y\n' >full
	import full
	cp -r in before
	run import full
	[ "$status" -eq 2 ]
	[[ "$output" == *"error: 'in' is not empty; what is in it is not replaced, name another"* ]]
	diff -r in before
	rm -r in
	mkdir in
	import full
	diff -r in before
}

@test "bad input: nothing is written" {
	printf 'CONFIG_BUS=y\n' >full
	bad() {
		run import "$@"
		[ "$status" -eq 2 ]
		[ ! -e in ]
	}
	bad nowhere
	[[ "$output" == *"cannot open 'nowhere'"* ]]
	printf 'CONFIG_BUS=y\nCONFIG_LABEL="$(id)"\n' >broken
	bad broken
	[[ "$output" == *"broken:2:15: error: '\$' is not allowed in a string"* ]]
	bad full --base broken
	[[ "$output" == *"broken:2:15: error:"* ]]
	bad full --base nowhere
	bad full --arch sparc
	[[ "$output" == *"sparc"* ]]
	bad full --flavour 'a b'
	[[ "$output" == *"'a b' is no name of a flavour"* ]]
	bad full other
	[[ "$output" == *"'other' is one argument too many"* ]]
	bad
	[[ "$output" == *"a configuration file is missing"* ]]
	bad full --linux "$BATS_TEST_TMPDIR"
	run "$KHARNESS" import full --linux tree --arch x86_64
	[ "$status" -eq 2 ]
	[[ "$output" == *"--output is missing"* ]]
	mkdir full.new in.new
	touch in.new/mine
	bad full
	[ -e in.new/mine ]
}

# --- the real tree ----------------------------------------------------------------------

# real ARCH CROSS FILE BASE SAMPLE: import, resolve, compare, and try SAMPLE lines
real() {
	rm -rf in
	"$KHARNESS" import --linux "$LINUX" --arch "$1" --cross "$2" "$3" --base "$4" -o in \
		--owner x >report
	"$KHARNESS" merge --linux "$LINUX" --arch "$1" --cross "$2" -o config "$3" \
		2>/dev/null || [ $? -eq 1 ]
	resolve_real() {
		"$KHARNESS" merge --draft --linux "$LINUX" --arch "$arch" --cross "$prefix" \
			--configs in --flavour imported -o again
	}
	arch=$1 prefix=$2
	resolve_real
	cmp config again
	irreducible "$5" resolve_real
}

# sample SHORT LONG
sample() {
	if [ -n "$KHARNESS_LONG" ]; then echo "$2"; else echo "$1"; fi
}

@test "x86_64: of defconfig nothing is left on defconfig" {
	real x86_64 "" "$LINUX/arch/x86/configs/x86_64_defconfig" defconfig 0
	! grep -rq CONFIG_ in --include='*.config' || false
}

@test "x86_64: defconfig on allnoconfig, each line by the kernel's own make" {
	real x86_64 "" "$LINUX/arch/x86/configs/x86_64_defconfig" allnoconfig "$(sample 1 40)"
	find in -name '*.config' -print0 | xargs -0 cat >all
	mkdir oracle
	env -i PATH="$PATH" HOME="$HOME" LC_ALL=C KCONFIG_ALLCONFIG="$PWD/all" \
		make -s -C "$LINUX" O="$PWD/oracle" ARCH=x86_64 allnoconfig
	cmp oracle/.config whole
}

# kernel_make TARGET: in ./oracle, without anything of the make that runs the tests
kernel_make() {
	env -i PATH="$PATH" HOME="$HOME" LC_ALL=C KCONFIG_SEED="$seed" \
		make -s -C "$LINUX" O="$PWD/oracle" ARCH=x86_64 "$@" 2>/dev/null
}

# The kernel's own savedefconfig is minimal for one base only: that of its defaults.
@test "x86_64: random configurations, beside savedefconfig and on other bases" {
	mkdir oracle
	bases=(defconfig allnoconfig allmodconfig)
	for seed in $(seq "$(sample 1 100)"); do
		kernel_make randconfig
		cp oracle/.config full.config
		kernel_make savedefconfig
		grep CONFIG_ oracle/defconfig | sort >theirs
		[ "$(wc -l <theirs)" -gt 100 ]
		rm -rf in
		"$KHARNESS" import --linux "$LINUX" --arch x86_64 full.config --base alldefconfig \
			-o in >report
		grep -rhE '^(# )?CONFIG_' in --include='*.config' | sort | diff -u theirs -
		real x86_64 "" full.config "${bases[seed % 3]}" "$(sample 1 2)"
	done
}

@test "x86_64: the configuration of a distribution" {
	reference azl4/6.18-x86_64-azl.config
	real x86_64 "" "$reference" defconfig "$(sample 1 200)"
	# areas that a maintainer knows
	grep -q CONFIG_MLX5_CORE=m in/net/ethernet.config
	grep -q CONFIG_NF_TABLES=m in/net/netfilter.config
	grep -q CONFIG_MEMCG=y in/kernel/cgroups.config
	grep -q CONFIG_HYPERV_BALLOON in/virt/hyperv.config
}

@test "arm64: the configuration of a distribution" {
	reference azl4/6.18-aarch64-azl.config
	command -v aarch64-linux-gnu-gcc || skip "no aarch64-linux-gnu-gcc"
	real arm64 aarch64-linux-gnu- "$reference" defconfig "$(sample 1 200)"
}
