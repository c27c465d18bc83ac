#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The same kernel for arm64, cross-compiled and emulated: the same tests, the same verdicts.

setup_file() {
	[ -e "$O/smoke-arm64/boot/results.json" ] || return 0
	cd "$BATS_FILE_TMPDIR" || return
	mkdir root
	aarch64-linux-gnu-gcc -static -Os -o root/init "$TOP/harness/tests/guests/evil.c"
	(cd root && echo init | cpio --quiet -o -H newc) | zstd -q > initramfs.cpio.zst
}

setup() {
	[ -e "$O/smoke-arm64/boot/results.json" ] ||
		skip "there is no arm64 kernel: gcc for it was missing, or its C library"
	cd "$BATS_FILE_TMPDIR" || return
	made=$O/smoke-arm64
	image=$made/build/arch/arm64/boot/Image
	out=$BATS_TEST_TMPDIR/out
}

# guest NAME [OPTION...]: boot the kernel with it
guest() {
	run "$KHARNESS" boot --kernel "$image.gz" --pack . -o "$out" --append "evil=$1" "${@:2}"
	echo "$output"
}

verdict() {
	grep -q "^  \"verdict\": \"$1\"" "$out/results.json"
}

tests() {
	sed -n 's/^ok [0-9]* //p' "$1/results.ktap" | sort
}

@test "it has passed, and every test that x86 passes" {
	grep -q '^  "verdict": "pass"' "$made/boot/results.json"
	grep -q '"machine": "virt"' "$made/boot/results.json"
	tests "$O/smoke-x86_64/boot" > x86
	tests "$made/boot" > arm64
	# drivers and modules may differ, what is tested may not
	for names in x86 arm64; do
		grep -v '^module\.load\.' "$names" > "$names.same"
	done
	diff x86.same arm64.same
	[ "$(grep -c '^module\.refuse\.' arm64)" -eq "$(grep -c '^[a-z]' "$TOP/testvm/refusals")" ]
}

@test "its modules are stripped, signed and verified" {
	run "$KHARNESS" verify --objdir "$made/build" --module "$made/probe" "$made/modules"
	[ "$status" -eq 0 ]
	zstd -dcq "$(find "$made/modules" -name loop.ko.zst)" > loop.ko
	run readelf -hS loop.ko
	[[ $output == *AArch64* ]]
	[[ $output != *.debug_info* ]]
}

@test "an honest guest passes, on the plain and on the packed image" {
	guest harmless
	[ "$status" -eq 0 ]
	verdict pass
	run "$KHARNESS" boot --kernel "$image" --pack . -o "$out" --append evil=harmless
	[ "$status" -eq 0 ]
	grep -q '"reason": "aarch64 on a host that is x86_64"' "$out/results.json"
}

@test "guests that misbehave get the verdicts that they get on x86" {
	while read -r name expected options; do
		# shellcheck disable=SC2086
		guest "$name" $options
		[ "$status" -eq 1 ]
		verdict "$expected"
	done <<-'END'
		failing fail
		forge bad-nonce
		cut-off incomplete
		silent-end no-results
		restart reset
		die panic
		pass-then-panic panic
		fake-oops oops
		hang hang --timeout=6
	END
	grep -q '^ PC=' "$out/registers.txt"
}

@test "results on a second UART" {
	sysctls=$(sed -n 's/^  "cmdline": "//p' "$made/boot/results.json" |
		grep -o ' sysctl\.[^ "]*' | tr -d '\n')
	run "$KHARNESS" boot --kernel "$image.gz" --pack "$made/pack" -o "$out" --results serial \
		--append "$sysctls"
	echo "$output"
	[ "$status" -eq 0 ]
	verdict pass
	grep -q '"results_port": "ttyS0"' "$out/results.json"
}

@test "KVM does not emulate" {
	guest harmless --accel kvm
	[ "$status" -eq 2 ]
	[[ $output == *"KVM does not work here: aarch64 on a host that is x86_64; use --accel auto or tcg"* ]]
}

@test "an image of one architecture on a machine of the other" {
	run "$KHARNESS" boot --kernel "$O/smoke-x86_64/build/vmlinux" --machine virt --pack . \
		-o "$out"
	[ "$status" -eq 2 ]
	[[ $output == *"machine 'virt' boots a flat arm64 Image, but '"*"' is a PVH vmlinux; use machine 'q35-pvh'"* ]]
}
