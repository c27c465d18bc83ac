#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Files that no editor makes: a clear message, status 2, and nothing is written.

load mini_tree

setup() {
	mini_tree
	export TMPDIR="$PWD/tmp"
	mkdir tmp
}

# refuses TEXT ARGUMENT...: the merge ends with status 2, says TEXT, leaves nothing
refuses() {
	text="$1"
	shift
	run merge "$@"
	[ "$status" -eq 2 ] || { echo "status $status: $output"; return 1; }
	[[ "$output" == *"$text"* ]] || { echo "no '$text' in: $output"; return 1; }
	[ "${#output}" -lt 3000 ]
	[ ! -e config ]
	[ ! -e provenance.json ]
	[ -z "$(ls tmp)" ]
}

# both TEXT: the fragment on standard input is refused, and so it is as a base
both() {
	cat >f.config
	refuses "f.config:$1" defconfig f.config
	refuses "f.config:$1" f.config
}

@test "a NUL byte" {
	printf 'CONFIG_BUS=m\nCONFIG_SIZE=3\0\n' | both "2:14: error: a NUL byte: this is no text file"
	printf '# \0' | both "1:3: error: a NUL byte"
}

@test "a line of a megabyte" {
	head -c 1000000 /dev/zero | tr '\0' x | both "1:4097: error: the line has 1000000 bytes, the limit is 4096"
	{ printf 'CONFIG_LABEL="'; head -c 1000000 /dev/zero | tr '\0' x; echo '"'; } |
		both "1:4097: error: the line has 1000015 bytes"
}

@test "CR LF" {
	printf 'CONFIG_SIZE=3\r\n' | both "1:14: error: the line ends with CR LF"
	printf 'CONFIG_SIZE=3\rCONFIG_BUS=m\n' | both "1:14: error: the control byte 0x0d"
}

@test "bytes that are not UTF-8" {
	printf '# caf\xe9\n' | both "1:6: error: the byte 0xe9 is not UTF-8"
	printf 'CONFIG_LABEL="\xed\xa0\x80"\n' | both "1:15: error: the byte 0xed is not UTF-8"
	printf '\xff\xfeC' | both "1:1: error: the byte 0xff is not UTF-8"
}

@test "a file name that is not UTF-8" {
	name=$(printf '\377.config')
	echo CONFIG_SIZE=3 >"$name"
	refuses "is not UTF-8; provenance could not name it" defconfig "$name"
	refuses "is not UTF-8" "$name"
}

@test "what is no file: a directory, a FIFO that nobody writes to, a device" {
	mkfifo fifo
	for path in tree fifo /dev/zero; do
		refuses "$path: not a regular file" defconfig "$path"
		refuses "$path: not a regular file" "$path"
	done
}

@test "a Kconfig that includes itself through another file" {
	echo 'source "b"' >>tree/Kconfig
	echo 'source "c"' >tree/b
	echo 'source "b"' >tree/c
	refuses "Recursive inclusion detected" defconfig
	[[ "$output" == *"included from: b:1"* ]]
}

@test "a Kconfig that is missing" {
	echo 'source "nowhere/Kconfig"' >>tree/Kconfig
	refuses "tree/Kconfig:$(wc -l <tree/Kconfig): error: can't open file \"nowhere/Kconfig\"" defconfig
}

@test "a Kconfig with a dependency loop" {
	printf 'config L1\n\tbool "x"\n\tdepends on L2\nconfig L2\n\tbool "x"\n\tdepends on L1\n' >>tree/Kconfig
	refuses "recursive dependency detected" defconfig
}

@test "a Kconfig with a NUL byte, on which Kconfig itself hangs" {
	printf 'source "b"\0' >>tree/Kconfig
	refuses "error: " --deadline 2 defconfig
}

@test "a Kconfig with a line of a megabyte: what is quoted is cut" {
	{ head -c 1000000 /dev/zero | tr '\0' x; echo ' "y"'; } >>tree/Kconfig
	refuses 'unknown statement "xxxxx' defconfig
}

@test "a Kconfig with CR LF and other bytes is what Kconfig makes of it" {
	printf 'config CRLF\r\n\tbool "x"\r\n\tdefault y\r\n' >>tree/Kconfig
	printf 'config BYTES\n\tbool "\xff\xfe"\n\tdefault y if $(success,echo \xff)\n\thelp\n\t  \xff\n' >>tree/Kconfig
	merge defconfig
	grep -qx CONFIG_BYTES=y config
	python3 -c 'import json; json.load(open("provenance.json"))["symbols"]["BYTES"]'
}

# --- a bridge that is no bridge -------------------------------------------------------

# pretends SCRIPT: the compiled Kconfig is replaced by a shell script
pretends() {
	merge defconfig
	rm config provenance.json
	cp -r "$bridges" own
	bridges=own
	for b in own/*/bridge; do
		printf '#!/bin/sh\n%s\n' "$1" >"$b"
	done
}

@test "a bridge that says nothing" {
	pretends 'exec sleep 300'
	refuses "did not answer within 1000 ms and was killed" --deadline 1 defconfig
}

@test "a bridge that speaks another language" {
	pretends 'echo hello; cat'
	refuses "gave a wrong answer: no JSON object" defconfig
}

@test "a bridge of another version" {
	pretends 'echo "{\"kharness-bridge\": 99}"; cat'
	refuses "another version of the protocol" defconfig
}

@test "a bridge that ends in the middle" {
	pretends 'echo "{\"kharness-bridge\": 1}"; read x; echo "Kconfig:3: oops" >&2; exit 3'
	refuses "tree/Kconfig:3: error: oops" defconfig
	[[ "$output" == *"gave up with exit status 3"* ]]
}

@test "a bridge that answers without end" {
	pretends 'echo "{\"kharness-bridge\": 1}"; exec tr "\\0" x </dev/zero'
	refuses "bridge' answers without end" --deadline 30 defconfig
}

@test "a bridge that complains without end" {
	pretends 'echo "{\"kharness-bridge\": 1}"; exec tr "\\0" x </dev/zero >&2'
	refuses "did not answer within 2000 ms and was killed" --deadline 2 defconfig
}
