#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The real kernel with guests that misbehave: each is caught, by its own name.

setup_file() {
	cd "$BATS_FILE_TMPDIR" || return
	mkdir root
	gcc -static -Os -o root/init "$TOP/harness/tests/guests/evil.c"
	(cd root && echo init | cpio --quiet -o -H newc) | zstd -q > initramfs.cpio.zst
}

setup() {
	cd "$BATS_FILE_TMPDIR" || return
	built=$O/smoke-x86_64/build
	out=$BATS_TEST_TMPDIR/out
}

# guest NAME [OPTION...]: boot vmlinux with it
guest() {
	run "$KHARNESS" boot --kernel "$built/vmlinux" --pack . -o "$out" --accel tcg \
		--append "evil=$1" "${@:2}"
	echo "$output"
}

verdict() {
	grep -q "^  \"verdict\": \"$1\"" "$out/results.json"
	python3 -c "import sys, xml.dom.minidom as m; m.parse(sys.argv[1])" "$out/junit.xml"
}

problem() {
	[[ $output == *"$1"* ]]
}

kunit() {
	python3 "$LINUX/tools/testing/kunit/kunit.py" parse "$(realpath "$out")/results.ktap"
}

rejected() {
	[ "$status" -eq 1 ]
	verdict "$1"
	! kunit > /dev/null || false
}

@test "an honest guest passes, with words in its log that are no faults" {
	guest harmless
	[ "$status" -eq 0 ]
	verdict pass
	kunit
	grep -q 'Kernel panic? no' "$out/console.log"
	[[ ${lines[-1]} == "PASS  all tests passed: 3 ok, 1 skipped; "* ]]
}

@test "the bzImage passes through SeaBIOS" {
	run "$KHARNESS" boot --kernel "$built/arch/x86/boot/bzImage" --pack . -o "$out" \
		--accel tcg
	echo "$output"
	[ "$status" -eq 0 ]
	verdict pass
	grep -q '"machine": "q35"' "$out/results.json"
}

@test "a failed test says expected and found" {
	guest failing
	rejected fail
	problem 'expected  lockdown <integrity> & "more"'
	problem 'found     none'
}

@test "a guest that guesses the nonce is not believed" {
	guest forge
	rejected bad-nonce
}

@test "a guest without the nonce is not believed" {
	guest no-nonce
	rejected bad-nonce
}

@test "a plan that is cut off is no pass" {
	guest cut-off
	rejected incomplete
	problem "the results end after 4 of 9 tests"
}

@test "a second plan that went better does not count" {
	guest twice
	rejected bad-results
	problem "a line behind the end"
}

@test "garbage on the results port" {
	guest garbage
	rejected bad-results
	problem "not printable ASCII"
}

@test "huge lines on console and results port" {
	guest huge-lines
	rejected bad-results
	problem "a line of more than 4096 bytes"
}

@test "a power-off without results" {
	guest silent-end
	rejected no-results
}

@test "a restart after perfect results" {
	guest restart
	rejected reset
}

@test "the death of init is a panic" {
	guest die
	rejected panic
	problem "Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000300"
	grep -q '^RIP=' "$out/registers.txt"
	grep -q 'end Kernel panic\|Kernel Offset' "$out/console.log" # it went on after the pause
}

@test "a panic after perfect results" {
	guest pass-then-panic
	rejected panic
	problem "4 ok" || problem "2 ok"
}

@test "a fault in the log spoils perfect results" {
	guest fake-oops
	rejected oops
}

@test "a guest that hangs, and one that does not power off" {
	guest hang --timeout 5
	rejected hang
	guest stay --timeout 9
	rejected hang
	problem "no power-off followed"
}

@test "floods of both channels end at once" {
	guest flood-results
	rejected flood
	guest flood-console
	rejected flood
	[ "$(wc -c < "$out/console.log")" -le 2097152 ]
}

# a busy UART must not lose a byte: the trace of a panic is complete every time
@test "the console is complete" {
	for _ in 1 2 3; do
		guest die
		! grep '[^ ]\[ *[0-9]*\.[0-9]\{6\}\]' "$out/console.log" || false
	done
}
