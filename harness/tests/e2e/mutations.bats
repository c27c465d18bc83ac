#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The guest flavour, and then the same kernel with one option less, built again each time:
# the test that was planned for the option has to miss it. Hours on a small machine, so it
# is for "make check-long".

setup_file() {
	[ -n "$KHARNESS_LONG" ] || return 0
	cd "$BATS_FILE_TMPDIR" || return
	make -C "$TOP" -f Kbuild.harness O="$O" FLAVOUR=guest boot > boot.log 2>&1 || {
		tail -n 40 boot.log
		return 1
	}
	cp -a "$O/guest-x86_64/build" "$O/guest-x86_64/probe" .
	openssl req -new -x509 -nodes -batch -subj "/CN=mutations" -sha512 -days 9 \
		-newkey rsa:2048 -keyout key.pem -out cert.pem 2> openssl.log
}

setup() {
	[ -n "$KHARNESS_LONG" ] || skip "for make check-long"
	cd "$BATS_FILE_TMPDIR" || return
	asked=$O/guest-x86_64/.config
}

make_kernel() {
	make -C "$LINUX" O="$PWD/build" ARCH=x86_64 olddefconfig > log 2>&1
	cp build/.config config
	"$KHARNESS" build --linux "$LINUX" --arch x86_64 --config config --objdir build \
		--module "$TOP/testvm/probe=probe" --key key.pem --cert cert.pem -j"$(nproc)" \
		--log build.log > log 2>&1
	"$KHARNESS" sign --objdir build --module probe --key key.pem --cert cert.pem \
		-o modules > log 2>&1
	"$KHARNESS" pack --objdir build --module probe --config config --asked "$asked" \
		--modules modules --init "$O/init-x86_64" --refusals "$TOP/testvm/refusals" \
		--features "$TOP/testvm/features" --probe kharness_probe -o pack
}

# without OPTION TEST...: these tests fail in a kernel without the option
without() {
	option=$1
	shift
	grep -q "^$option=[ym]" "$asked"
	sed "s/^$option=.*/# $option is not set/" "$asked" > build/.config
	make_kernel
	if grep -q "^$option=" config; then
		echo "$option cannot be turned off alone: something selects it"
		return 1
	fi
	run "$KHARNESS" boot --kernel build/vmlinux --pack pack -o boot --accel tcg
	echo "$output"
	[ "$status" -eq 1 ]
	for name; do
		grep -qx "not ok [0-9]* $name" boot/results.ktap
	done
}

@test "with all of its options the kernel passes, type information and packet filter too" {
	grep -q '^  "verdict": "pass"' "$O/guest-x86_64/boot/results.json"
	for name in overlay.copy-up userns.map bpf.program bpf.run bpf.vmlinux-btf nftables.rule nvme.io \
		virtio-blk.io verity.reject driver.hv_netvsc driver.mana; do
		grep -qx "ok [0-9]* $name" "$O/guest-x86_64/boot/results.ktap"
	done
}

@test "overlay" {
	without CONFIG_OVERLAY_FS overlay.copy-up
}

@test "user namespaces" {
	without CONFIG_USER_NS userns.map
}

@test "BPF" {
	without CONFIG_BPF_SYSCALL bpf.program bpf.run
}

@test "type information" {
	without CONFIG_DEBUG_INFO_BTF bpf.vmlinux-btf
}

@test "nf_tables, its IPv4 half, network namespaces" {
	without CONFIG_NF_TABLES nftables.rule
	without CONFIG_NF_TABLES_IPV4 nftables.rule
	without CONFIG_NET_NS nftables.rule
}

@test "NVMe and virtio disks" {
	without CONFIG_BLK_DEV_NVME nvme.io
	without CONFIG_VIRTIO_BLK virtio-blk.io
}

@test "dm-verity, and what the test of it stands on" {
	without CONFIG_DM_VERITY verity.reject
	without CONFIG_BLK_DEV_LOOP verity.reject
	without CONFIG_CRYPTO_SHA256 verity.reject
}

@test "each driver of Hyper-V and of Azure" {
	without CONFIG_HYPERV_VMBUS driver.hv_vmbus driver.hv_netvsc driver.hv_balloon
	without CONFIG_HYPERV_BALLOON driver.hv_balloon
	without CONFIG_HYPERV_UTILS driver.hv_utils
	without CONFIG_HYPERV_STORAGE driver.hv_storvsc
	without CONFIG_HYPERV_NET driver.hv_netvsc
	without CONFIG_HYPERV_VSOCKETS driver.hv_sock
	without CONFIG_PCI_HYPERV driver.pci_hyperv driver.mana
	without CONFIG_UIO_HV_GENERIC driver.uio_hv_generic
	without CONFIG_MICROSOFT_MANA driver.mana
}
