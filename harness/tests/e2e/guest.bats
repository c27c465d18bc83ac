#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The guest's init in a machine that is not as it should be: every check is seen to fail.

nonce=00112233445566778899aabbccddeeff

setup() {
	out=$O/smoke-x86_64
	cd "$BATS_TEST_TMPDIR" || return
	mkdir root
	(cd root && zstd -dcq "$out/pack/initramfs.cpio.zst" | cpio -idm --quiet)
	plan=root/kharness/plan
	words=
}

# boot QEMU-ARGUMENT...: results in ./results, log in ./console, within two minutes
boot() {
	(cd root && find . | LC_ALL=C sort | cpio -o -H newc -R 0:0 --quiet) |
		zstd -q1 -o initramfs -f
	timeout 120 qemu-system-x86_64 -M q35 -accel tcg -cpu max -m 512M -bios qboot.rom \
		-kernel "$out/build/vmlinux" -initrd initramfs \
		-append "console=ttyS0 panic=-1 no_timer_check $words" -no-reboot -nodefaults \
		-display none -serial file:console -device virtio-serial-pci "$@" < /dev/null
}

port=(-chardev file,id=r,path=results -device virtserialport,chardev=r,name=org.kharness.results)
with_nonce=(-fw_cfg "name=opt/org.kharness/nonce,string=$nonce")

powered_off() {
	grep -q 'reboot: Power down' console
}

# path KEY NAME: the file of an item of the plan
path() {
	awk -F '\t' -v key="$1" -v name="$2" '$1 == key && (name == "" || $2 == name) {
		print $3; exit }' "$plan"
}

# failed NAME TEXT: the test failed, and this is what it found
failed() {
	if ! grep -qE "^not ok [0-9]+ $1\$" results || ! grep -qF "# $1 found: $2" results; then
		echo "wanted: $1 failed with $2"
		grep -F " $1" results
		return 1
	fi
}

@test "without a nonce there is no result, and the machine powers off" {
	boot "${port[@]}"
	powered_off
	grep -q 'kharness: no nonce of 32 hexadecimal digits' console
	failed guest.nonce "No such file or directory"
	[ "$(grep -c '# kharness' results)" -eq 0 ]
}

@test "a nonce of another form is none" {
	boot "${port[@]}" -fw_cfg "name=opt/org.kharness/nonce,string=${nonce^^}"
	powered_off
	failed guest.nonce "Bad message"
}

@test "without its port the init says so in the kernel log and powers off" {
	boot "${with_nonce[@]}"
	powered_off
	grep -q 'kharness: no virtio-serial port named org.kharness.results' console
}

# the nonce and the port of a kernel without QEMU's drivers are words of its command line
@test "results on the second UART, and ports that are none" {
	words="kharness.results=ttyS1 kharness.nonce=$nonce"
	boot -serial file:results
	powered_off
	head -n 2 results | tail -n 1 | grep -qx "# kharness nonce $nonce"
	tail -n 1 results | grep -qx "# kharness end $nonce"
	! grep -q "$(printf '\r')" results || false
	for port in ../mem ttyS1x tty console; do
		words="kharness.results=$port"
		boot
		powered_off
		grep -q "kharness: no serial port $port: Invalid argument" console
	done
	words="kharness.results=ttyS9"
	boot
	powered_off
	grep -q 'kharness: no serial port ttyS9: No such device' console
}

@test "a bad plan is named with its line" {
	printf 'module\t../x\t/x\t4\n' >> "$plan"
	boot "${port[@]}" "${with_nonce[@]}"
	powered_off
	failed guest.plan "line $(wc -l < "$plan"): '../x' is not a name"
	tail -n 1 results | grep -qx "# kharness end $nonce"
}

@test "no plan is a failure too" {
	rm "$plan"
	boot "${port[@]}" "${with_nonce[@]}"
	powered_off
	failed guest.plan "No such file or directory"
}

# wrong_plan: nothing in it is so
wrong_plan() {
	name=$(awk -F '\t' '$1 == "original" { print $2 }' "$plan")
	row() {
		local IFS=$'\t'
		echo "$*"
	}

	row kharness-plan 1
	row release 0.0
	row vermagic "0.0 preempt_rt "
	row config /kharness/plan
	row lockdown confidentiality
	row lsm capability
	row sig_enforce N
	row sysctl vm.mmap_min_addr 1
	row sysctl no.such 1
	row module absent /nowhere 4
	row module misnamed "$(path probe kharness_probe)" 4
	row original "$name" "$(path refuse unsigned)" 4
	row refuse loads "$(path original "$name")" 4 EKEYREJECTED -
	row refuse errno "$(path refuse unsigned)" 4 EINVAL "Loading of unsigned module"
	row refuse speaks "$(path refuse unsigned)" 4 EKEYREJECTED -
	row refuse other-line "$(path refuse unsigned)" 4 EKEYREJECTED Lockdown:
	row refuse silent "$(path refuse text-bit)" 4 EKEYREJECTED Loading
	row refuse provokes "$(path refuse zstd-broken)" 4 EINVAL -
	row probe kharness_probe /nowhere 4
	row driver absent /nowhere 4 - why
	row driver refused "$(path refuse unsigned)" 4 - why
	row driver misnamed "$(path module fat)" 4 - why
	row builtin none no_such_symbol why
	row feature nosuch.test -
	row feature overlay.copy-up -
	row feature nvme.io kharness-nvme
	row feature virtio-blk.io kharness-vblk
	row feature verity.reject nonsense
}

@test "every test of the guest can fail, and says what it found" {
	release=$(awk -F '\t' '$1 == "release" { print $2 }' "$plan")
	lsm=$(awk -F '\t' '$1 == "lsm" { print $2 }' "$plan")
	wrong_plan > wrong
	cp wrong "$plan"
	boot "${port[@]}" "${with_nonce[@]}"
	powered_off
	[ "$(grep -c '^ok' results)" -eq 0 ]
	failed kernel.release "$release"
	failed kernel.vermagic "a kernel of release $release"
	failed kernel.config "$(wc -c < "$out/build/kernel/config_data.gz") bytes for"
	failed security.lockdown integrity
	failed security.lsm "$lsm"
	failed security.sig_enforce Y
	failed sysctl.vm.mmap_min_addr 65536
	failed sysctl.no.such "/proc/sys/no/such: No such file"
	failed module.load.absent "/nowhere: ENOENT"
	failed module.load.misnamed "no live module 'misnamed' in /sys/module"
	failed module.unload "misnamed: ENOENT"
	failed module.original "$(awk '$1 == "original" { print $3 }' wrong): EKEYREJECTED"
	failed module.refuse.loads "the module was loaded"
	failed module.refuse.errno EKEYREJECTED
	failed module.refuse.speaks '"Loading of unsigned module is rejected"'
	failed module.refuse.other-line '"Loading of unsigned module is rejected"'
	failed module.refuse.silent "no record"
	failed module.refuse.provokes '"ZSTD-decompression failed'
	failed module.probe "/nowhere: ENOENT"
	failed driver.absent "/nowhere: ENOENT"
	failed driver.refused EKEYREJECTED
	failed driver.misnamed "no live module 'misnamed'"
	failed driver.none "no symbol 'no_such_symbol'"
	failed nosuch.test none
	failed overlay.copy-up ENODEV
	failed nvme.io "no disk with this serial number"
	failed virtio-blk.io "no disk with this serial number"
	failed verity.reject nonsense
	failed kernel.log "ZSTD-decompression failed"
	failed kernel.taint "taint mask 4096"
}
