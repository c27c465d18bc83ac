#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# kharness boot, with guests of a few instructions instead of a kernel.

setup_file() {
	cd "$BATS_FILE_TMPDIR" || return
	bare silent -DSILENT
	bare triple -DTRIPLE_FAULT
	bare panic -DPANIC
	bare flood '-DFLOOD="so much to say\n"'
	bare hello '-DSAY="hello \033[31m\\\n"'
	bare sleeper '-DSAY="last words\n"' -DSTAY
	bare oops '-DSAY="[    0.000001] Oops: x [#1]\nafter\n"'
	: > initramfs.cpio.zst
}

bare() {
	gcc -nostdlib -static -Wl,-N,-Ttext=0x100000,--build-id=none,--no-warn-rwx-segments \
		"${@:2}" -o "$1" "$TOP/harness/tests/guests/bare.S"
}

setup() {
	cd "$BATS_FILE_TMPDIR" || return
	out=$BATS_TEST_TMPDIR/out
}

boot() {
	run "$KHARNESS" boot --kernel "$@" --pack . -o "$out" --accel tcg
	echo "$output"
}

# usage or environment: nothing was judged, so nothing is written
refused() {
	[ "$status" -eq 2 ]
	[ ! -e "$out" ]
	[ -z "$(ls -A "$BATS_TEST_TMPDIR" | grep -v '^fake$')" ]
}

# refused by the verdict $1: exit 1, and all files say the same
judged() {
	[ "$status" -eq 1 ]
	grep -q "\"verdict\": \"$1\"" "$out/results.json"
	grep -q "^not ok .* boot.verdict$" "$out/results.ktap"
	grep -q "<failure type=\"$1\"" "$out/junit.xml"
	python3 -c "import sys, xml.dom.minidom as m; m.parse(sys.argv[1])" "$out/junit.xml"
	[ -e "$out/console.log" ]
}

fake_qemu() {
	printf '#!/usr/bin/env bash\n%s\n' "$1" > "$BATS_TEST_TMPDIR/fake"
	chmod +x "$BATS_TEST_TMPDIR/fake"
}

@test "help" {
	run "$KHARNESS" boot --help
	[ "$status" -eq 0 ]
	[[ $output == *"--accel=auto|kvm|tcg"* ]]
}

usage() {
	run "$KHARNESS" boot "$@"
	echo "$output"
	[ "$status" -eq 2 ]
	[ "${#lines[@]}" -eq 1 ]
}

@test "usage errors name what is wrong" {
	usage
	[[ $output == *"give --kernel FILE"* ]]
	usage --kernel hello -o "$out"
	[[ $output == *"--pack DIR or --initrd FILE"* ]]
	usage --kernel hello --pack . --initrd x -o "$out"
	[[ $output == *"--pack DIR or --initrd FILE"* ]]
	usage --kernel hello --pack .
	[[ $output == *"give -o DIR"* ]]
	usage --kernel hello --pack . -o "$out" --accel xen
	[[ $output == *"not 'xen'"* ]]
	usage --kernel hello --pack . -o "$out" --results tape
	[[ $output == *"--results takes virtio or serial, not 'tape'"* ]]
	usage --kernel hello --pack . -o "$out" --timeout 0
	[[ $output == *"not '0'"* ]]
	usage --kernel hello --pack . -o "$out" more
	[[ $output == *"unexpected argument 'more'"* ]]
}

@test "missing and wrong files are told before QEMU starts" {
	fake_qemu 'touch started'
	boot nothing --qemu "$BATS_TEST_TMPDIR/fake"
	refused
	[[ $output == *"cannot open kernel 'nothing'"* ]]
	boot /etc/passwd --qemu "$BATS_TEST_TMPDIR/fake"
	refused
	[[ $output == *"neither an x86_64 vmlinux nor a bzImage nor an arm64 Image"* ]]
	run "$KHARNESS" boot --kernel hello --initrd nothing -o "$out" --accel tcg
	refused
	[[ $output == *"cannot read initramfs 'nothing'"* ]]
	boot hello --machine q35 --qemu "$BATS_TEST_TMPDIR/fake"
	refused
	[[ $output == *"machine 'q35' boots a bzImage, but 'hello' is a PVH vmlinux; use machine 'q35-pvh'"* ]]
	boot hello --machine pc
	refused
	[[ $output == *"there is no machine 'pc'; there are: q35-pvh, q35, virt"* ]]
	boot hello --append "$(printf '%2000s' x)" --qemu "$BATS_TEST_TMPDIR/fake"
	refused
	[[ $output == *"but it reads 2047"* ]]
	[ ! -e started ]
}

@test "the output directory must be ours" {
	mkdir "$out"
	touch "$out/thesis.txt"
	boot hello
	[ "$status" -eq 2 ]
	[[ $output == *"holds 'thesis.txt'"* ]]
	[ "$(ls "$out")" = thesis.txt ]
}

@test "a missing QEMU names the package" {
	boot hello --qemu qemu-not-there
	refused
	[[ $output == *"cannot run 'qemu-not-there'"* ]]
	[[ $output == *"QEMU is in the package 'qemu-system-x86'"* ]]
}

@test "a QEMU that dies at once is quoted" {
	fake_qemu 'echo "no room for a machine" >&2; exit 3'
	boot hello --qemu "$BATS_TEST_TMPDIR/fake"
	refused
	[[ $output == *"exit status 3 before it started the machine: no room for a machine"* ]]
	fake_qemu 'kill -SEGV $$'
	boot hello --qemu "$BATS_TEST_TMPDIR/fake"
	refused
	[[ $output == *"killed by signal 11"* ]]
}

@test "a program that is no QEMU is told, and killed" {
	fake_qemu 'echo $$ > pid
for a; do case $a in socket,id=qmp,fd=*) fd=${a##*=} ;; esac; done
eval "echo hello >&$fd"; exec sleep 1000'
	boot hello --qemu "$BATS_TEST_TMPDIR/fake"
	refused
	[[ $output == *"does not speak QMP"* ]]
	[ ! -d "/proc/$(cat pid)" ]
}

@test "a monitor that closes while we write to it is no reason to die" {
	fake_qemu 'for a; do case $a in socket,id=qmp,fd=*) fd=${a##*=} ;; esac; done
echo "{\"QMP\": {\"version\": {\"qemu\": {\"major\": 7}}}}" >&$fd
eval "exec $fd>&-"; sleep 0.3; exit 5'
	boot hello --qemu "$BATS_TEST_TMPDIR/fake"
	refused
	[[ $output == *"exit status 5 before it started the machine"* ]]
}

@test "QEMU that is killed in the middle gives no verdict on the kernel" {
	fake_qemu "qemu-system-x86_64 \"\$@\" & sleep 2; kill -9 \$!; wait \$!"
	boot sleeper --qemu "$BATS_TEST_TMPDIR/fake"
	[ "$status" -eq 2 ]
	[[ $output == *"qemu-error"* ]]
	grep -q '"verdict": "qemu-error"' "$out/results.json"
	grep -q 'last words' "$out/console.log"
}

@test "QEMU gets a clean environment and three descriptors" {
	fake_qemu 'env > env; ls /proc/self/fd > fds; exit 3'
	SECRET=x boot hello --qemu "$BATS_TEST_TMPDIR/fake" 9</dev/null
	[ -s env ]
	! grep SECRET env || false
	[ "$(wc -l < fds)" -le 10 ] # 0 1 2, three channels, two disks, ls's and bash's own
}

@test "--accel kvm insists, and says why it cannot" {
	if [ -w /dev/kvm ]; then
		run "$KHARNESS" boot --kernel hello --pack . -o "$out" --accel auto
		[[ $output != *"accelerator  kvm: "* ]] || skip "KVM works here"
	fi
	rm -rf "$out"
	run "$KHARNESS" boot --kernel hello --pack . -o "$out" --accel kvm
	refused
	[[ $output == *"KVM does not work here: "*"/dev/kvm"* ]]
}

@test "auto gives its reason, in print and in results.json" {
	run "$KHARNESS" boot --kernel hello --pack . -o "$out"
	[[ $output == *"accelerator  "*": "*"/dev/kvm"* ]]
	grep -A2 '"accelerator"' "$out/results.json" | grep -q '"reason": ".*/dev/kvm'
}

@test "records of earlier stages are in the results, and only JSON objects" {
	echo '{"pinned": true}' > "$BATS_TEST_TMPDIR/fake"
	boot triple --record linux="$BATS_TEST_TMPDIR/fake"
	[ "$status" -eq 1 ]
	grep -A2 '"records"' "$out/results.json" | grep -A1 '"linux"' | grep '"pinned": true'
	rm -r "$out"
	for bad in '[1]' '{"a": 1' '{"a": 1, "a": 2}'; do
		echo "$bad" > "$BATS_TEST_TMPDIR/fake"
		boot triple --record linux="$BATS_TEST_TMPDIR/fake"
		[[ $output == *"fake:"[12]": error: not a JSON object; "* ]]
		refused
	done
	boot triple --record linux
	[[ $output == *"--record takes NAME=FILE, not 'linux'"* ]]
	refused
}

@test "a machine that powers off without results" {
	boot hello
	judged no-results
	[[ ${lines[-1]} == "kharness: error: hello: no-results: nothing came over the results port" ]]
	[ "$(cat "$out/console.log")" = 'hello \x1b[31m\x5c' ]
}

@test "a triple fault is a reset" {
	boot triple
	judged reset
}

@test "a panic that only the pvpanic device has heard of" {
	boot panic
	judged panic
	grep -q '^[ER]IP=' "$out/registers.txt"
}

@test "a fault in the log, shown with its surroundings" {
	boot oops
	judged oops
	[[ $output == *">     1  [    0.000001] Oops: x [#1]"*"2  after"* ]]
	[[ $output == *"to see it by hand:"*"-serial mon:stdio"* ]]
}

@test "silence ends at the deadline, with the registers" {
	boot silent --timeout 1
	judged silent
	grep -q '^[ER]IP=' "$out/registers.txt"
}

@test "a hang shows the last words" {
	boot sleeper --timeout 3
	judged hang
	[[ $output == *"last words"* ]]
	grep -q '^[ER]IP=' "$out/registers.txt"
}

@test "a flood is stopped" {
	boot flood
	judged flood
	[ "$(wc -c < "$out/console.log")" -le 1048576 ]
}

@test "results of two runs are never mixed" {
	boot silent --timeout 1
	[ -e "$out/registers.txt" ]
	boot hello
	judged no-results
	[ ! -e "$out/registers.txt" ]
	[ "$(ls "$BATS_TEST_TMPDIR")" = out ]
}

@test "--json prints what results.json holds" {
	"$KHARNESS" boot --kernel hello --pack . -o "$out" --accel tcg --json \
		> "$BATS_TEST_TMPDIR/printed" 2> /dev/null || [ $? -eq 1 ]
	cmp "$BATS_TEST_TMPDIR/printed" "$out/results.json"
}

@test "a full disk leaves nothing behind" {
	disk="$BATS_TEST_TMPDIR/disk"
	mkdir "$disk"
	run unshare -rm sh -c "mount -t tmpfs -o size=4k tmpfs '$disk' &&
		{ '$KHARNESS' boot --kernel hello --pack . -o '$disk/out' --accel tcg; r=\$?
		ls -A '$disk'; exit \$r; }"
	echo "$output"
	[ "$status" -eq 2 ]
	[[ $output == *"cannot write"*"No space left on device"* ]]
	[[ ${lines[-1]} == *"error: "* ]] # ls has found nothing
}

# a boot that hangs, started in the background; its QEMU's pid is in $qemu
start_hanging() {
	"$KHARNESS" boot --kernel sleeper --pack . -o "$out" --accel tcg > /dev/null 2>&1 3>&- &
	pid=$!
	for _ in $(seq 100); do
		read -r qemu < "/proc/$pid/task/$pid/children" || true
		[ -z "$qemu" ] || ! grep -q qemu-system "/proc/$qemu/cmdline" || break
		sleep 0.05
	done
	[ -n "$qemu" ]
}

gone() {
	for _ in $(seq 100); do
		[ -d "/proc/$1" ] || return 0
		sleep 0.05
	done
	return 1
}

@test "no QEMU is left when we are interrupted, terminated or killed" {
	for signal in INT TERM KILL; do
		start_hanging
		kill -$signal "$pid"
		status=0
		wait "$pid" || status=$?
		[ "$status" -gt 128 ] # ended by the signal
		gone "$qemu"
		[ ! -e "$out" ]
	done
}
