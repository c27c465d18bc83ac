#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# kharness sign and kharness verify on a made-up build.

bats_require_minimum_version 1.5.0
load made-build

setup_file() {
	made_build "$BATS_FILE_TMPDIR"
	mkdir "$BATS_FILE_TMPDIR/sign-file"
	gcc -w -o "$BATS_FILE_TMPDIR/sign-file/sign-file" -I "$LINUX/scripts" \
		"$LINUX/scripts/sign-file.c" -lcrypto
}

setup() {
	cp -a "$BATS_FILE_TMPDIR"/{build,probe,ours.*} "$BATS_TEST_TMPDIR"
	cd "$BATS_TEST_TMPDIR" || return
	mkdir -m 700 key
	(umask 077 && cp ours.key key/signing_key.pem)
	root=modules/lib/modules/$MADE_RELEASE
}

sign() {
	run --separate-stderr "$KHARNESS" sign --objdir build --module probe -o modules "$@"
	echo "$output" "$stderr"
}

sign_given() {
	sign --key ours.key --cert ours.pem
	[ "$status" -eq 0 ]
}

verify() {
	run --separate-stderr "$KHARNESS" verify --objdir build --module probe "$@" modules
	echo "$output" "$stderr"
}

digest() {
	find modules -type f | sort | xargs sha256sum | sha256sum
}

@test "sign makes the tree, destroys the ephemeral key and says so" {
	sign --keydir key
	[ "$status" -eq 0 ]
	[[ ${lines[0]} == "sign: 6.18.15-made, 3 modules in "*" a second), verified" ]]
	[[ ${lines[1]} =~ ^sign:\ [0-9.]+\ MiB\ as\ built ]]
	[[ ${lines[2]} =~ ^sign:\ sha512,\ certificate\ [0-9a-f]{16}…,\ private\ key\ destroyed$ ]]
	[ -z "$stderr" ]
	[ ! -e key ]
	[ ! -e modules.new ]
	[ "$(grep -c '\.ko\.zst:' "$root/modules.dep")" -eq 3 ]
	verify --no-private-keys modules --no-private-keys build
	[ "$status" -eq 0 ]
	[[ ${lines[0]} == "verify: 6.18.15-made, 3 modules good, signed with sha512 by "* ]]
	[[ ${lines[1]} == "verify: no private key in "*" files" ]]
}

@test "without its key, sign says that build must run again" {
	rm -r key
	sign --keydir key
	[ "$status" -eq 2 ]
	[[ $stderr == *"error: no private key in 'key'"*"run 'kharness build' again"* ]]
	[ ! -e modules ]
}

@test "signatures are those of the kernel's own sign-file, byte for byte" {
	sign_given
	for m in fs/a/one lib/two-b; do
		strip --strip-debug -o expected.ko "build/$m.ko"
		"$BATS_FILE_TMPDIR/sign-file/sign-file" sha512 ours.key ours.pem expected.ko
		zstd -q -d -c "$root/kernel/$m.ko.zst" | cmp - expected.ko
	done
}

@test "the frame has a checksum and a size, and zstd takes it" {
	sign_given
	zstd -q -t "$root/kernel/fs/a/one.ko.zst"
	run zstd -l -v "$root/kernel/fs/a/one.ko.zst"
	echo "$output"
	[[ $output == *"Check: XXH64"* ]]
	[[ $output == *"Decompressed Size"* ]]
}

@test "an ECDSA pair signs when the kernel knows ECDSA" {
	made_pair ours -newkey ec -pkeyopt ec_paramgen_curve:P-384
	cp ours.pem build/certs/kharness.pem
	made_vmlinux build/vmlinux ours.der
	sign --key ours.key --cert ours.pem
	[ "$status" -eq 1 ]
	[[ $stderr == "build/.config: error: CONFIG_CRYPTO_ECDSA is not y"* ]]
	echo CONFIG_CRYPTO_ECDSA=y >> build/.config
	sign_given
	verify
	[ "$status" -eq 0 ]
}

@test "keys of the wrong kind or of another certificate are refused" {
	while read -r expected options; do
		# shellcheck disable=SC2086
		made_pair wrong $options
		sign --key wrong.key --cert wrong.pem
		[ "$status" -eq 2 ]
		[[ $stderr == *"error: wrong.pem: a key of type ${expected//_/ }"*"use RSA"* ]]
	done <<-END
		RSA,_1024_bits -newkey rsa:1024
		ED25519,_256_bits -newkey ed25519
		EC_prime256v1,_256_bits -newkey ec -pkeyopt ec_paramgen_curve:P-256
	END
	made_pair wrong
	sign --key wrong.key --cert ours.pem
	[ "$status" -eq 2 ]
	[[ $stderr == *"'wrong.key' does not belong to the certificate 'ours.pem'"* ]]
	sign --key wrong.key --cert wrong.pem
	[ "$status" -eq 2 ]
	[[ $stderr == *"'wrong.pem' is not the one that the kernel was built with"* ]]
	[ ! -e modules ]
}

@test "a module that is not ELF, or is cut off, is named; nothing is changed" {
	sign_given
	before=$(digest)
	echo 'not ELF' > build/lib/two-b.ko
	truncate -s -9 build/fs/a/one.ko
	sign --keydir key
	[ "$status" -eq 1 ]
	[[ $stderr == *"build/fs/a/one.ko: error: damaged or truncated ELF file"* ]]
	[[ $stderr == *"build/lib/two-b.ko: error: not an ELF file"* ]]
	[ "$(digest)" = "$before" ]
	[ ! -e modules.new ]
	[ -e key/signing_key.pem ]
}

@test "a path that leads out of the build is refused with its line" {
	printf '%s\n' ok.o ../../etc/x.o > probe/modules.order
	sign --keydir key
	[ "$status" -eq 1 ]
	[[ $stderr == *"probe/modules.order:2:1: error: '../../etc/x.o' is not a plain"* ]]
}

@test "SHA-1 is refused" {
	sed -i s/sha512/sha1/ build/.config
	sign --keydir key
	[ "$status" -eq 1 ]
	[[ $stderr == "build/.config: error: CONFIG_MODULE_SIG_HASH is 'sha1'"* ]]
}

@test "sign that is killed leaves the old tree and the key; the next run goes on" {
	sign_given
	before=$(digest)
	# shellcheck disable=SC2016
	printf '#!/bin/sh\nkill -9 $PPID\n' > killer-strip
	chmod +x killer-strip
	sign --keydir key --cross "$PWD/killer-"
	[ "$status" -eq 137 ]
	[ "$(digest)" = "$before" ]
	[ -e key/signing_key.pem ]
	rm -r modules
	sign --keydir key
	[ "$status" -eq 0 ]
	[ ! -e modules.new ]
	[ ! -e key ]
}

@test "a full disk leaves no partial tree" {
	unshare -rm true 2> /dev/null || skip "no mount namespaces here"
	mkdir small
	# shellcheck disable=SC2016
	run unshare -rm sh -c 'mount -t tmpfs -o size=16k tmpfs small; "$@"; status=$?
		[ -z "$(ls -A small)" ] || echo "left: $(ls -A small)"
		exit $status' sh \
		"$KHARNESS" sign --objdir build --module probe --keydir key -o small/modules
	echo "$output"
	[ "$status" -eq 2 ]
	[[ $output == *"error: "*"No space left on device"* ]]
	[[ $output != *left:* ]]
	[ -e key/signing_key.pem ]
}

@test "an output directory that holds something else is left alone" {
	mkdir -p modules/lib/firmware modules.new
	touch modules.new/thesis.txt
	sign --keydir key
	[ "$status" -eq 2 ]
	[[ $stderr == *"'modules/lib' holds 'firmware', which was not made here; give a directory"* ]]
	rmdir modules/lib/firmware
	sign --keydir key
	[ "$status" -eq 2 ]
	[[ $stderr == *"'modules.new' holds 'thesis.txt'"* ]]
	[ -e key/signing_key.pem ]
	rm modules.new/thesis.txt
	sign --keydir key
	[ "$status" -eq 0 ]
	run "$KHARNESS" sign --objdir build --module probe -o . --key ours.key --cert ours.pem
	[ "$status" -eq 2 ]
	[ -e build/vmlinux ]
}

@test "an interrupted sign cleans up, keeps the key and ends by the signal" {
	# shellcheck disable=SC2016
	printf '#!/bin/sh\ntouch started\nsleep 60\n' > slow-strip
	chmod +x slow-strip
	"$KHARNESS" sign --objdir build --module probe --keydir key -o modules \
		--cross "$PWD/slow-" 2> err &
	until [ -e started ]; do sleep 0.05; done
	kill -TERM $!
	status=0
	wait $! || status=$?
	cat err
	[ "$status" -eq 143 ]
	[ "$(grep -c 'interrupted by signal 15' err)" -eq 1 ]
	[ ! -e modules ]
	[ ! -e modules.new ]
	[ -e key/signing_key.pem ]
}

@test "verify finds a planted unsigned module" {
	sign_given
	zstd -q -f -o "$root/kernel/lib/two-b.ko.zst" build/lib/two-b.ko
	verify
	[ "$status" -eq 1 ]
	[[ $stderr == *"$root/kernel/lib/two-b.ko.zst: error: unsigned"* ]]
	[[ $stderr == *"note: 1 of 3 modules are not good" ]]
	[ -z "$output" ]
}

@test "verify finds a missing and an extra module, and lists both" {
	sign_given
	mv "$root/kernel/lib/two-b.ko.zst" "$root/kernel/lib/other.ko.zst"
	verify
	[ "$status" -eq 1 ]
	[[ $stderr == *"two-b.ko.zst: error: missing"* ]]
	[[ $stderr == *"other.ko.zst: error: no modules.order of the build names it"* ]]
}

@test "verify needs exactly the expected certificate in vmlinux" {
	sign_given
	made_pair extra
	made_vmlinux build/vmlinux extra.der ours.der
	verify
	[ "$status" -eq 1 ]
	[[ $stderr == *"build/vmlinux: error: it trusts a certificate that is not ours: 'CN = extra'"* ]]
	made_vmlinux build/vmlinux
	verify
	[ "$status" -eq 1 ]
	[[ $stderr == *"build/vmlinux: error: it does not trust the expected certificate"* ]]
}

@test "verify finds a private key that was left behind" {
	sign_given
	mkdir -p out/deep
	verify --no-private-keys out
	[ "$status" -eq 0 ]
	cp ours.key out/deep/x
	verify --no-private-keys out
	[ "$status" -eq 1 ]
	[[ $stderr == "out/deep/x: error: it holds a private key"* ]]
	verify --no-private-keys nowhere
	[ "$status" -eq 2 ]
}

@test "the JSON of sign and verify is complete" {
	sign --keydir key --json
	[ "$status" -eq 0 ]
	echo "$output" | python3 -c '
import json, sys
j = json.load(sys.stdin)
assert j["modules"] == 3 and j["key_destroyed"] is True and j["hash"] == "sha512", j
assert j["bytes_built"] > j["bytes_stripped"] > 0 < j["bytes_packed"], j'
	rm "$root/kernel/lib/two-b.ko.zst"
	verify --json
	[ "$status" -eq 1 ]
	echo "$output" | python3 -c '
import json, sys
j = json.load(sys.stdin)
assert j["good"] is False and j["release"] == "6.18.15-made", j
assert [(m["path"], m["good"]) for m in j["modules"]] == [
	("kernel/fs/a/one.ko.zst", True), ("kernel/lib/two-b.ko.zst", False),
	("updates/probe.ko.zst", True)], j'
}

@test "usage errors name what is wrong and exit 2" {
	while IFS='|' read -r args expected; do
		# shellcheck disable=SC2086
		run "$KHARNESS" $args
		echo "$args: $output"
		[ "$status" -eq 2 ]
		[[ $output == *"$expected"* ]]
		[ "${#lines[@]}" -eq 1 ]
	done <<-END
		sign -o m --keydir k|--objdir is missing
		sign --objdir b --keydir k|-o is missing
		sign --objdir b -o m|give either --keydir or --key and --cert
		sign --objdir b -o m --key k|--key and --cert belong together
		sign --objdir b -o m --keydir k --key k --cert c|give either --keydir
		sign --objdir b -o m --keydir k --level 20|no level from 1 to 19
		sign --objdir b -o m --keydir k x|unexpected argument 'x'
		verify m|--objdir is missing
		verify --objdir b|the module tree is missing
		verify --objdir b m n|more than one module tree: 'n'
	END
	for verb in sign verify; do
		run "$KHARNESS" "$verb" --help
		[ "$status" -eq 0 ]
		[[ $output == *--objdir=DIR* ]]
	done
}

@test "a missing build is an error of the environment" {
	sign --keydir key --objdir nowhere
	[ "$status" -eq 2 ]
	[[ $stderr == *"cannot open 'nowhere/.config'"* ]]
	verify --objdir nowhere
	[ "$status" -eq 2 ]
}
