#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# scripts/pin-linux rewrites the pin in a copy of Kbuild.harness, and says what it trusts.

load scripts

setup() {
	file=$BATS_TEST_TMPDIR/Kbuild.harness
	cp "$TOP/Kbuild.harness" "$file"
	set_pin LINUX_VERSION 9.8.6
	set_pin LINUX_DATE '2019-01-01 00:00:00 UTC'
	set_pin LINUX_SHA256_KERNEL_ORG "$(printf '%064d' 6)"
	set_pin LINUX_SHA256_DEBIAN "$(printf '%064d' 66)"
	set_pin LINUX_DEBIAN_VERSION '9.8.6-1~bpo1+1'
	set_pin LINUX_DEBIAN_SUITE made-backports
	cp "$file" "$BATS_TEST_TMPDIR/before"
	unset KHARNESS_KEYRING
	fakes_first
	offline
	one=$(printf '%064d' 1)
	two=$(printf '%064d' 2)
}

set_pin() {
	sed -i "s/^\($1 *:=\).*/\1 $2/" "$file"
	grep -q "^$1 *:= $2$" "$file"
}

pin() {
	run "$TOP/scripts/pin-linux" --file "$file" "$@"
	echo "$output"
}

value() {
	sed -n "s/^$1 *:= *//p" "$file"
}

# only_the_pin_changed - no other line of the file did
only_the_pin_changed() {
	diff <(grep -vE '^LINUX_(VERSION|DATE|SHA256_|DEBIAN_)' "$BATS_TEST_TMPDIR/before") \
		<(grep -vE '^LINUX_(VERSION|DATE|SHA256_|DEBIAN_)' "$file")
}

untouched() {
	cmp "$file" "$BATS_TEST_TMPDIR/before"
	[ -z "$(find "$BATS_TEST_TMPDIR" -name 'Kbuild.harness.*')" ]
}

# kernel_org LINE... - a curl that finds this sha256sums.asc
kernel_org() {
	printf '%s\n' "$@" > "$BATS_TEST_TMPDIR/sums"
	cat <<-CURL | fake curl
		while [ \$# -gt 1 ]; do
			[ "\$1" != --output ] || to=\$2
			shift
		done
		[ "\$1" = https://cdn.kernel.org/pub/linux/kernel/v9.x/sha256sums.asc ] || exit 22
		cp "$BATS_TEST_TMPDIR/sums" "\$to"
	CURL
}

# debian DIGEST VERSION - an apt whose index has this source package
debian() {
	[ -r /usr/share/keyrings/debian-archive-keyring.gpg ] || skip 'no Debian archive keyring'
	echo "case \$* in *indextargets*) echo 'Debian|Debian|made|main|http://archive.example/' ;; esac" | fake apt-get
	cat <<-APT | fake apt-cache
		cat <<-SOURCES
		Package: linux
		Version: 9.8.5-1
		Checksums-Sha256:
		 $(printf '%064d' 5) 1 linux_9.8.5.orig.tar.xz

		Package: linux
		Version: $2
		Files:
		 d41d8cd98f00b204e9800998ecf8427e 1 linux_9.8.7.orig.tar.xz
		Checksums-Sha256:
		 $(printf '%064d' 9) 1 linux_9.8.7-1.dsc
		 $1 1 linux_9.8.7.orig.tar.xz
		Directory: pool/main/l/linux
		SOURCES
	APT
}

@test "version and both digests, each with what was trusted" {
	kernel_org "$(printf '%064d' 3)  linux-9.8.70.tar.xz" "$one  linux-9.8.7.tar.xz"
	debian "$two" 9.8.7-1~bpo1+1
	pin 9.8.7
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = "pin: kernel.org: sha256 $one: https to kernel.org is trusted, the signature was not checked" ]
	[ "${lines[1]}" = "pin: debian: linux 9.8.7-1~bpo1+1, sha256 $two: from the signed index of made-backports" ]
	[ "${lines[2]}" = "pin: $file: Linux 9.8.7" ]
	[ "$(value LINUX_VERSION)" = 9.8.7 ]
	[ "$(value LINUX_SHA256_KERNEL_ORG)" = "$one" ]
	[ "$(value LINUX_SHA256_DEBIAN)" = "$two" ]
	[ "$(value LINUX_DEBIAN_VERSION)" = 9.8.7-1~bpo1+1 ]
	[ "$(value LINUX_DEBIAN_SUITE)" = made-backports ]
	[[ $(value LINUX_DATE) == 20[2-9]*UTC ]]
	only_the_pin_changed
	cp "$file" "$BATS_TEST_TMPDIR/before"
	pin 9.8.7
	[[ $output == *"Linux 9.8.7 was pinned like this already" ]]
	untouched
}

@test "what another version does not have is emptied, not kept" {
	kernel_org "$one  linux-9.8.7.tar.xz"
	pin 9.8.7
	[ "$status" -eq 0 ]
	[[ $output == *"pin: debian: made-backports: "* ]]
	[ "$(value LINUX_SHA256_KERNEL_ORG)" = "$one" ]
	[ -z "$(value LINUX_SHA256_DEBIAN)" ]
	[ -z "$(value LINUX_DEBIAN_VERSION)" ]
	only_the_pin_changed
}

@test "for the same version, what cannot be had now is kept" {
	debian "$two" 9.8.7-1
	set_pin LINUX_VERSION 9.8.7
	pin 9.8.7
	[ "$status" -eq 0 ]
	[[ $output == *"pin: kernel.org: sha256 $(printf '%064d' 6) is kept"* ]]
	[ "$(value LINUX_SHA256_KERNEL_ORG)" = "$(printf '%064d' 6)" ]
	[ "$(value LINUX_SHA256_DEBIAN)" = "$two" ]
	[ "$(value LINUX_DATE)" = '2019-01-01 00:00:00 UTC' ]
}

@test "a tarball gives its digest, its date, and is trusted as it is" {
	for name in linux-9.8.7.tar.xz linux_9.8.7.orig.tar.xz; do
		cp "$BATS_TEST_TMPDIR/before" "$file"
		packed_linux "$BATS_TEST_TMPDIR/$name"
		sum=$(digest "$BATS_TEST_TMPDIR/$name")
		pin --tarball "$BATS_TEST_TMPDIR/$name" 9.8.7
		[ "$status" -eq 0 ]
		[ "${lines[0]}" = "pin: $name: sha256 $sum, computed: this file is trusted as it is" ]
		[ "$(value LINUX_SHA256_KERNEL_ORG)$(value LINUX_SHA256_DEBIAN)" = "$sum" ]
		[ "$(value LINUX_DATE)" = '2020-02-03 04:05:06 UTC' ]
	done
	[ "$(value LINUX_SHA256_DEBIAN)" = "$sum" ]
}

@test "a tarball that kernel.org or Debian knows otherwise is refused" {
	packed_linux "$BATS_TEST_TMPDIR/linux-9.8.7.tar.xz"
	kernel_org "$one  linux-9.8.7.tar.xz"
	pin --tarball "$BATS_TEST_TMPDIR/linux-9.8.7.tar.xz" 9.8.7
	[ "$status" -eq 1 ]
	[[ $output == *"error: kernel.org lists sha256 $one for linux-9.8.7.tar.xz, but "*" has $(digest "$BATS_TEST_TMPDIR/linux-9.8.7.tar.xz")" ]]
	untouched
	mv "$BATS_TEST_TMPDIR/linux-9.8.7.tar.xz" "$BATS_TEST_TMPDIR/linux_9.8.7.orig.tar.xz"
	debian "$two" 9.8.7-1
	pin --tarball "$BATS_TEST_TMPDIR/linux_9.8.7.orig.tar.xz" 9.8.7
	[ "$status" -eq 1 ]
	[[ $output == *"error: debian: the index of made-backports has sha256 $two, but "* ]]
	untouched
}

@test "a tarball of another version, or of another name, or none" {
	packed_linux "$BATS_TEST_TMPDIR/linux-9.8.9.tar.xz"
	pin --tarball "$BATS_TEST_TMPDIR/linux-9.8.9.tar.xz" 9.8.9
	[ "$status" -eq 2 ]
	[[ $output == *"holds no linux-9.8.9/Makefile" ]]
	pin --tarball "$BATS_TEST_TMPDIR/linux-9.8.9.tar.xz" 9.8.7
	[ "$status" -eq 2 ]
	[[ $output == *"'linux-9.8.9.tar.xz' is neither linux-9.8.7.tar.xz nor linux_9.8.7.orig.tar.xz" ]]
	pin --tarball "$BATS_TEST_TMPDIR/nosuch" 9.8.7
	[ "$status" -eq 2 ]
	untouched
}

@test "nobody has a digest: the file stays as it is" {
	pin 9.8.7
	[ "$status" -eq 2 ]
	[[ $output == *"error: no digest of Linux 9.8.7 was found; '$file' stays as it is" ]]
	untouched
	kernel_org 'not a digest  linux-9.8.7.tar.xz' "${one}0  linux-9.8.7.tar.xz"
	pin 9.8.7
	[ "$status" -eq 2 ]
	[[ $output == *"does not list linux-9.8.7.tar.xz"* ]]
	untouched
}

teardown() {
	[ ! -d "$BATS_TEST_TMPDIR/gnupg" ] || gpgconf --homedir "$BATS_TEST_TMPDIR/gnupg" --kill gpg-agent
}

@test "with a keyring the signature of the digests is checked" {
	export GNUPGHOME=$BATS_TEST_TMPDIR/gnupg
	mkdir -m 700 "$GNUPGHOME"
	gpg --batch --quiet --passphrase '' --quick-gen-key Autosigner ed25519 sign never 2> "$BATS_TEST_TMPDIR/gpg.log"
	gpg --batch --export > "$BATS_TEST_TMPDIR/keyring.gpg"
	kernel_org x
	echo "$one  linux-9.8.7.tar.xz" | gpg --batch --quiet --clear-sign > "$BATS_TEST_TMPDIR/sums"
	export KHARNESS_KEYRING=$BATS_TEST_TMPDIR/keyring.gpg
	pin 9.8.7
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = "pin: kernel.org: sha256 $one: signed by a key in KHARNESS_KEYRING" ]

	cp "$BATS_TEST_TMPDIR/before" "$file"
	sed -i "s/^$one/$two/" "$BATS_TEST_TMPDIR/sums"
	pin 9.8.7
	[ "$status" -eq 1 ]
	[[ $output == *"error: kernel.org: signature of sha256sums.asc: BAD signature"* ]]
	untouched

	# a digest beside the signed text does not count
	echo "$one  linux-9.8.6.tar.xz" | gpg --batch --quiet --clear-sign > "$BATS_TEST_TMPDIR/sums"
	echo "$two  linux-9.8.7.tar.xz" >> "$BATS_TEST_TMPDIR/sums"
	pin 9.8.7
	[ "$status" -ne 0 ]
	untouched
}

@test "usage errors" {
	for arguments in '' '9' 'x.y' '9.8.7.6' '9.8.7 9.8.8' '--nosuch 9.8.7' '--suite'; do
		# shellcheck disable=SC2086
		pin $arguments
		[ "$status" -eq 2 ]
		[[ $output == *error:* ]]
	done
	pin --suite 'a/b' 9.8.7
	[ "$status" -eq 2 ]
	untouched
	echo 'LINUX_VERSION := 1.2' >> "$file"
	pin 9.8.7
	[ "$status" -eq 2 ]
	[[ $output == "error: '$file' does not set LINUX_VERSION exactly once" ]]
	pin --help
	[ "$status" -eq 0 ]
}
