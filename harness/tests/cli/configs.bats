#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What comes with kharness in configs/, resolved with the real tree.

bats_require_minimum_version 1.5.0

setup_file() {
	cd "$TOP" || return
	all=$BATS_FILE_TMPDIR/all
	export all
	mkdir "$all" "$all.overlaid"
	"$KHARNESS" merge --all --linux "$LINUX" -o "$all" >"$all.said" 2>"$all.notes" ||
		echo "status $?" >>"$all.said"
	"$KHARNESS" merge --all --linux "$LINUX" -o "$all.overlaid" \
		--flavour azure+test --flavour azure+attack --flavour smoke+test \
		--flavour azure-debug+test >"$all.overlaid.said" 2>"$all.overlaid.notes" ||
		echo "status $?" >>"$all.overlaid.said"
	"$KHARNESS" flavours --make >"$all.mk"
}

setup() {
	cd "$TOP" || return
}

# pairs: those that ship and those that do not, without overlays
pairs() {
	sed -n 's/^PAIRS := *//p' "$all.mk"
}

# value CONFIG SYMBOL: what it has, n where there is none
value() {
	local v
	v=$(sed -n "s/^CONFIG_$2=//p" "$1/.config")
	echo "${v:-n}"
}

# requests_left FILE: lines that say anything but that every request is in effect; one
# that a later file overrides only preferred what it asked for
requests_left() {
	grep -Evx '.*/\.config: ([0-9]+) of (\1) requests honoured|.*, [0-9]+ overridden' "$1"
}

# differences A B: "SYMBOL a > b" for each symbol that has another value
differences() {
	python3 - "$1/.config" "$2/.config" <<-'E'
		import re, sys
		a, b = (dict(re.findall(r"^CONFIG_(\w+)=(.*)", open(p).read(), re.M)) for p in sys.argv[1:])
		for s in sorted(a.keys() | b.keys()):
		    if a.get(s, "n") != b.get(s, "n"):
		        print(s, a.get(s, "n"), ">", b.get(s, "n"))
	E
}

@test "every request of every flavour is in effect on every architecture" {
	[ "$(wc -l <"$all.said")" -eq "$(pairs | wc -w)" ]
	run requests_left "$all.said"
	[ "$status" -eq 1 ] || { echo "$output"; cat "$all.notes"; return 1; }
}

@test "the same with overlays" {
	[ "$(wc -l <"$all.overlaid.said")" -eq 8 ]
	run requests_left "$all.overlaid.said"
	[ "$status" -eq 1 ] || { echo "$output"; cat "$all.overlaid.notes"; return 1; }
}

@test "a request that is lost is seen by these tests" {
	cp -r configs "$BATS_TEST_TMPDIR/configs"
	cd "$BATS_TEST_TMPDIR"
	printf '\n#: why    it is needed\nCONFIG_SND_HDA_INTEL=m\n' >>configs/aks/bpf.config
	run --separate-stderr "$KHARNESS" merge --all --linux "$LINUX" --arch x86_64 \
		--flavour azure -o .
	[ "$status" -eq 1 ]
	printf '%s\n' "$output" >said
	requests_left said
}

@test "fragments: nothing to lint, nothing to format, not too many" {
	run "$KHARNESS" lint
	[ "$status" -eq 0 ] || { echo "$output"; return 1; }
	[[ "$output" =~ ^"configs: "([0-9]+)" requests in " ]]
	[ "${BASH_REMATCH[1]}" -lt 1500 ]
	"$KHARNESS" fmt --check configs/*/*.config
}

@test "every room of configs/ is on its list" {
	for room in configs/*/; do
		grep -q "^| \`$(basename "$room")/\`" configs/README.md
	done
}

@test "azure has fewer than 1,300 modules, and nothing is built to be compiled only" {
	for p in $(pairs); do
		[ "$(value "$all/$p" COMPILE_TEST)" = n ]
	done
	for p in azure-x86_64 azure-arm64; do
		[ "$(grep -c '=m$' "$all/$p/.config")" -lt 1300 ]
	done
}

@test "every security module that is built is in the order, and the other way round" {
	for p in $(pairs); do
		order=$(value "$all/$p" LSM | tr -d '"' | tr , '\n' | sort)
		built=
		for m in apparmor ipe landlock loadpin safesetid selinux smack tomoyo yama; do
			[ "$(value "$all/$p" "SECURITY_${m^^}")" = n ] || built+="$m "
		done
		[ "$(value "$all/$p" SECURITY_LOCKDOWN_LSM)" = n ] || built+="lockdown "
		[ "$(value "$all/$p" BPF_LSM)" = n ] || built+="bpf "
		[ "$order" = "$(printf '%s\n' $built | sort)" ] ||
			{ echo "$p:" $order / $built; return 1; }
	done
}

@test "azure has type information, azure-strict random structures instead" {
	for a in x86_64 arm64; do
		[ "$(value "$all/azure-$a" DEBUG_INFO_BTF)" = y ]
		[ "$(value "$all/azure-$a" RANDSTRUCT)" = n ]
		[ "$(value "$all/azure-strict-$a" DEBUG_INFO_BTF)" = n ]
		[ "$(value "$all/azure-strict-$a" RANDSTRUCT_FULL)" = y ]
	done
}

@test "two flavours of one architecture do not have the same release name" {
	for a in x86_64 arm64; do
		names=$(for d in "$all"/*-$a; do value "$d" LOCALVERSION; done)
		[ -z "$(echo "$names" | sort | uniq -d)" ]
	done
}

@test "what boot hands to the kernel fits into its command line" {
	longest=$(awk '/^(CMDLINE|SYSCTL)_/ {
		pair = $1
		sub(/^[A-Z]*_/, "", pair)
		sum[pair] += length($0) - length($1) - 3
		if ($1 ~ /^SYSCTL/)
			sum[pair] += (NF - 2) * length("sysctl.")
	}
	END { for (p in sum) print sum[p] }' "$all.mk" | sort -n | tail -n 1)
	# COMMAND_LINE_SIZE of x86 and arm64 is 2048; what is longer is cut off without a word
	echo "$longest"
	[ "$longest" -gt 1000 ]
	[ "$longest" -lt $((2048 - 300)) ]
}

@test "azure and azure+test differ by the symbols of the overlay" {
	diff - <(differences "$all/azure-x86_64" "$all.overlaid/azure+test-x86_64") <<-'E'
		FW_CFG_SYSFS n > y
		IKCONFIG n > y
		IKCONFIG_PROC n > y
		PVH n > y
		PVPANIC n > y
		PVPANIC_MMIO n > y
		PVPANIC_PCI n > y
		VIRTIO_PCI m > y
		VIRTIO_PCI_LIB m > y
		VIRTIO_PCI_LIB_LEGACY m > y
	E
	diff - <(differences "$all/azure-arm64" "$all.overlaid/azure+test-arm64") <<-'E'
		FW_CFG_SYSFS n > y
		PVPANIC n > y
		PVPANIC_PCI n > y
		VIRTIO_PCI m > y
		VIRTIO_PCI_LIB m > y
		VIRTIO_PCI_LIB_LEGACY m > y
	E
}

@test "azure+attack is azure+test with what attacks need, and without lockdown" {
	for a in x86_64 arm64; do
		diff - <(differences "$all.overlaid/azure+test-$a" \
			"$all.overlaid/azure+attack-$a") <<-'E'
			BLK_DEBUG_FS n > y
			DEBUG_FS n > y
			DEBUG_FS_ALLOW_ALL n > y
			LKDTM n > m
			LOCK_DOWN_KERNEL_FORCE_INTEGRITY y > n
			LOCK_DOWN_KERNEL_FORCE_NONE n > y
			RUNTIME_TESTING_MENU n > y
			XFS_ONLINE_SCRUB_STATS n > y
		E
	done
}
