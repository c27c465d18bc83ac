#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What testvm/features asks of the smoke kernel: it has it, and each test is seen to fail
# when what it looks at is not there.

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	built=$O/smoke-x86_64/build
	pack=$O/smoke-x86_64/pack
	out=$BATS_TEST_TMPDIR/out
}

unpack() {
	mkdir -p root
	(cd root && zstd -dcq "$pack/initramfs.cpio.zst" | cpio -idm --quiet)
	plan=root/kharness/plan
	sed -i '/^sysctl\t/d' "$plan" # the flavour's command line sets them; here it is ours
}

# boot [OPTION...]: what is in ./root now
boot() {
	(cd root && find . | LC_ALL=C sort | cpio -o -H newc -R 0:0 --quiet) |
		zstd -q1 -o initramfs -f
	run "$KHARNESS" boot --kernel "$built/vmlinux" --initrd initramfs -o "$out" --accel tcg \
		"$@"
	echo "$output"
}

# without_module NAME...: it is not loaded
without_module() {
	local module
	for module; do
		sed -i "/^module\t$module\t/d" "$plan"
	done
}

# failed NAME TEXT: this test and no other one, with this finding; what the kernel logs
# about it may be missed at the end
failed() {
	[ "$status" -eq 1 ]
	grep -qx "not ok [0-9]* $1" "$out/results.ktap"
	grep -q "# $1 found: .*$2" "$out/results.ktap"
	run grep '^not ok' "$out/results.ktap"
	for line in "${lines[@]}"; do
		[[ $line == *" $1" || $line == *" kernel.log" || $line == *" boot.verdict" ]]
	done
}

# passed NAME...: in the boots that "make smoke" has made
passed() {
	for name; do
		grep -qx "ok [0-9]* $name" "$O/smoke-x86_64/boot/results.ktap"
		grep -qx "ok [0-9]* $name" "$O/smoke-x86_64/boot-bzImage/results.ktap"
	done
}

@test "the smoke kernel passes each of them, and the ledger says what that means" {
	passed overlay.copy-up userns.map bpf.program nvme.io virtio-blk.io verity.reject \
		driver.hv_vmbus driver.hv_balloon
	python3 - "$O/smoke-x86_64/boot/results.json" <<-'END'
		import json, sys
		ledger = {e["test"]: e for e in json.load(open(sys.argv[1]))["ledger"]}
		for test in ("overlay.copy-up", "userns.map", "bpf.program", "nvme.io", "verity.reject"):
		    assert ledger[test] == {"test": test, "level": "exercised"}, ledger
		balloon = ledger["driver.hv_balloon"]
		assert balloon["level"] == "not testable" and "ENODEV" in balloon["why"], balloon
		assert ledger["driver.hv_vmbus"]["level"] == "not testable", ledger
	END
}

@test "without its module each feature is missed" {
	while read -r name modules; do
		unpack
		# shellcheck disable=SC2086
		without_module $modules
		boot
		failed "$name" .
		rm -rf root
	done <<-'END'
		overlay.copy-up overlay
		nvme.io nvme
		virtio-blk.io virtio_blk
		verity.reject dm_verity
		verity.reject loop
	END
}

@test "namespaces that users may not have are missed" {
	unpack
	boot --append sysctl.user.max_user_namespaces=0
	failed userns.map ENOSPC
}

@test "a verity image whose damaged block is whole, or whose root is another one" {
	unpack
	bad=$(awk '$2 == "verity.reject" { print $4 }' "$plan")
	printf 'verity block %d\n' "$bad" > block
	truncate -s 4096 block
	dd if=block of=root/kharness/verity.img bs=4096 seek="$bad" conv=notrunc status=none
	boot
	failed verity.reject "its content"
	rm -rf root
	unpack
	sed -i '/verity.reject/y/01/10/' "$plan"
	boot
	[ "$status" -eq 1 ]
	grep -qx "not ok [0-9]* verity.reject" "$out/results.ktap"
}

@test "a driver that is not there, and one that is not built in" {
	unpack
	sed -i '/^driver\thv_balloon/s|/lib|/bil|' "$plan"
	boot
	failed driver.hv_balloon "ENOENT"
	rm -rf root
	unpack
	sed -i '/^builtin\thv_vmbus/s/vmbus_open/vmbus_ajar/' "$plan"
	boot
	failed driver.hv_vmbus "no symbol 'vmbus_ajar'"
}

# the init says that it has written, and has not
@test "a disk that the guest has not written to is found by the host" {
	unpack
	mkdir liar
	cat > liar/test_disk.c <<-'END'
		#include "feature.h"
		void feature_disk(struct guest *g, const char *argument, struct outcome *o)
		{
			(void)g; (void)argument; (void)o;
		}
	END
	# shellcheck disable=SC2046
	gcc -std=gnu11 -D_GNU_SOURCE -O1 -static -I "$TOP/testvm/init" -o root/init liar/test_disk.c \
		$(ls "$TOP"/testvm/init/*.c | grep -v test_disk)
	boot
	[ "$status" -eq 1 ]
	for name in nvme.io virtio-blk.io; do
		grep -q "\"$name: the guest says that it has written to its disk, and this run's" \
			"$out/results.json"
	done
}
