#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The stages as make runs them, on the smoke kernel that "check" has built.

setup() {
	cd "$TOP" || return
	out=$O/smoke-x86_64
}

run_make() {
	run make -f Kbuild.harness O="$O" "$@"
	echo "$output"
}

mtime() {
	stat -c %y "$1"
}

@test "a second make smoke does nothing and says so" {
	run_make smoke
	[ "$status" -eq 0 ]
	[ "$output" = "smoke-x86_64: nothing to do; the last verdict is in $out/boot/results.json" ]
}

@test "a touched fragment that resolves to the same config rebuilds nothing" {
	before=$(mtime "$out/build.stamp")
	merged=$(mtime "$out/merge.stamp")
	touch configs/smoke/modules.config
	run_make smoke
	[ "$status" -eq 0 ]
	[ "$(mtime "$out/merge.stamp")" != "$merged" ]
	[ "$(mtime "$out/build.stamp")" = "$before" ]
}

@test "a changed fragment leads to every stage, and a dry run runs none of them" {
	before=$(mtime "$out/build/vmlinux")
	run make -f Kbuild.harness -n -W configs/smoke/modules.config O="$O" smoke
	for stage in merge build sign verify pack boot; do
		[[ $output == *"kharness $stage "* ]]
	done
	[ "$(mtime "$out/build/vmlinux")" = "$before" ]
	[ ! -e "$out/key" ]
}

@test "another key, tree or accelerator, or a product that is gone, is something to do" {
	# a merge that changed nothing leaves .config older than its stamp, and a dry run
	# cannot know that it would again
	touch "$LINUX.json"
	for made in merge.stamp .config build.stamp sign.stamp pack.stamp boot.stamp \
		boot-bzImage.stamp; do
		touch "$out/$made"
	done
	run make -f Kbuild.harness -n O="$O" smoke
	[[ $output != *"kharness "[!f]* ]]
	while IFS='|' read -r given stage; do
		run make -f Kbuild.harness -n O="$O" smoke $given
		echo "$given: ${output:0:300}"
		[[ $output == *"kharness $stage "* ]]
	done <<-END
		KEY=COPYING CERT=COPYING|build
		LINUX_SRC=.|build
		ACCEL=kvm|boot
		INITCALLS=1|boot
	END
	# as it was when LINUX_SRC= was left out again
	cp -p "$out/build.stamp" "$BATS_TEST_TMPDIR/"
	echo other > "$out/build.stamp"
	touch -r "$BATS_TEST_TMPDIR/build.stamp" "$out/build.stamp"
	run make -f Kbuild.harness -n O="$O" smoke
	cp -p "$BATS_TEST_TMPDIR/build.stamp" "$out/"
	[[ $output == *"kharness build "* ]]
	while read -r product stage; do
		mv "$out/$product" "$out/moved"
		run make -f Kbuild.harness -n O="$O" smoke
		mv "$out/moved" "$out/$product"
		echo "$product: ${output:0:300}"
		[[ $output == *"kharness $stage "* ]]
	done <<-END
		.config merge
		build/vmlinux build
		modules build
		pack/initramfs.cpio.zst pack
		boot/results.json boot
		boot-bzImage/results.json boot
	END
}

@test "make -q answers, it does not build" {
	before=$(mtime "$out/build/vmlinux")
	run make -f Kbuild.harness -q O="$O" -W Kbuild.harness -W "$out/.config" build
	[ "$status" -eq 1 ]
	[ "$(mtime "$out/build/vmlinux")" = "$before" ]
	[ ! -e "$out/key" ]
}

@test "compiler flags from the caller reach no object, a failed signing goes on where it stopped" {
	object=$out/build/init/version.o
	main=$out/build/init/main.o
	before=$(mtime "$main")
	rm "$out/build.stamp"
	KCFLAGS=-O0 run_make build KCFLAGS=-O0
	[ "$status" -eq 0 ]
	[ "$(mtime "$main")" = "$before" ]
	! grep -rqs -e '-O0' "$out/build/init"/.*.cmd "$out/build/kernel"/.*.cmd || false
	[ -e "$object" ]

	# signing fails: no strip
	mkdir "$BATS_TEST_TMPDIR/bin"
	printf '#!/bin/sh\nexit 1\n' > "$BATS_TEST_TMPDIR/bin/strip"
	chmod +x "$BATS_TEST_TMPDIR/bin/strip"
	PATH="$BATS_TEST_TMPDIR/bin:$PATH" run_make sign
	[ "$status" -ne 0 ]
	[ -e "$out/key/signing_key.pem" ]
	[ "$(stat -c %a "$out/key") $(stat -c %a "$out/key/signing_key.pem")" = "700 600" ]

	# the next run signs with the key that is still there
	built=$(mtime "$out/build.stamp")
	run_make smoke
	[ "$status" -eq 0 ]
	[ "$(mtime "$out/build.stamp")" = "$built" ]
	[ ! -e "$out/key" ]
}

@test "the initramfs is the same byte for byte when it is packed again" {
	cp "$out/pack/initramfs.cpio.zst" "$BATS_TEST_TMPDIR/"
	rm "$out/pack.stamp"
	run_make pack
	[ "$status" -eq 0 ]
	cmp "$out/pack/initramfs.cpio.zst" "$BATS_TEST_TMPDIR/initramfs.cpio.zst"
}

@test "an unknown flavour is named, with those that there are" {
	run_make smoke FLAVOUR=nosuch
	[ "$status" -ne 0 ]
	[[ $output == *"no flavour 'nosuch' for 'x86_64'; there are: "*smoke-x86_64* ]]
}

@test "clean leaves what is not ours" {
	mkdir -p "$BATS_TEST_TMPDIR/o/mine" "$BATS_TEST_TMPDIR/o/smoke-x86_64" "$BATS_TEST_TMPDIR/o/bin"
	touch "$BATS_TEST_TMPDIR/o/smoke-x86_64/merge.stamp"
	run make -f Kbuild.harness O="$BATS_TEST_TMPDIR/o" clean
	[ "$status" -eq 0 ]
	[ "$(ls "$BATS_TEST_TMPDIR/o")" = mine ]
}
