#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# scripts/fetch-linux with a tarball: sources in order, digests, nothing half made.

load scripts

setup() {
	out=$BATS_TEST_TMPDIR/out
	linux=$out/linux-9.8.7
	patches=$BATS_TEST_TMPDIR/patches
	tarball=$BATS_TEST_TMPDIR/linux_9.8.7.orig.tar.xz
	export KHARNESS_CACHE=$BATS_TEST_TMPDIR/cache
	unset KHARNESS_KEYRING
	mkdir "$out" "$patches"
	packed_linux "$tarball"
	made_patch 1.patch init/main.c 'line 3 ' 'first 3 '
	echo 1.patch > "$patches/series"
	fakes_first
	offline
	: | fake sync # whole disks are synced slowly where others write to them, too
	pinned_kernel_org=$(printf '%064d' 1)
	pinned_debian=$(digest "$tarball")
}

fetch() {
	run "$TOP/scripts/fetch-linux" --version 9.8.7 --output "$linux" --patches "$patches" \
		--sha256-kernel-org "$pinned_kernel_org" --sha256-debian "$pinned_debian" \
		--debian-version '9.8.7-1~bpo1+1' --debian-suite made-backports "$@"
	echo "$output"
}

# nothing_made - neither tree nor record nor anything half done
nothing_made() {
	[ -z "$(ls -A "$out")" ]
}

# refused STATUS TEXT ARGUMENT... - it failed like this and made nothing
refused() {
	wanted_status=$1
	wanted_text=$2
	shift 2
	fetch "$@"
	[ "$status" -eq "$wanted_status" ]
	[[ $output == *"$wanted_text"* ]]
	nothing_made
}

record() {
	python3 -c 'import json, sys; print(eval("r" + sys.argv[2], {"r": json.load(open(sys.argv[1]))}))' \
		"$linux.json" "$1"
}

@test "a tarball with the pinned digest is unpacked, patched and recorded" {
	fetch --tarball "$tarball"
	[ "$status" -eq 0 ]
	grep -q '^first 3 ' "$linux/init/main.c"
	[ "$(readlink "$linux/scripts/headers")" = ../include/linux ]
	[ -x "$linux/scripts/tool" ]
	[ "$(record '["version"]')" = 9.8.7 ]
	[ "$(record '["pinned"]')" = True ]
	[ "$(record '["origin"]')" = tarball ]
	[ "$(record '["distributor"]')" = debian ]
	[ "$(record '["tarball"]')" = linux_9.8.7.orig.tar.xz ]
	[ "$(record '["sha256"]')" = "$pinned_debian" ]
	[ "$(record '["signature"]')" = 'not checked' ]
	[ "$(record '["date"]')" = 2020-02-03T04:05:06Z ]
	[ "$(record '["patches"][0]["file"]')" = 1.patch ]
	[ "$(record '["patches"][0]["sha256"]')" = "$(digest "$patches/1.patch")" ]
	[ "$(record '["patches"][0]["subject"]')" = 'init: say it better, on "two" lines' ]
	[ "$(ls -A "$out")" = "$(printf 'linux-9.8.7\nlinux-9.8.7.json')" ]
}

@test "a second run is silent and leaves record and tree alone" {
	fetch --tarball "$tarball"
	before=$(stat -c '%y %i' "$linux.json" "$linux/init/main.c")
	fetch
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	[ "$(stat -c '%y %i' "$linux.json" "$linux/init/main.c")" = "$before" ]
}

@test "changed patches need no tarball, and only their files change" {
	fetch --tarball "$tarball"
	before=$(stat -c '%y %i' "$linux/init/main.c" "$linux/Makefile")
	made_patch 2.patch init/version.c 'line 9 ' 'second 9 '
	echo 2.patch >> "$patches/series"
	fetch
	[ "$output" = "patches: 2 in the series, files changed: 1" ]
	grep -q '^second 9 ' "$linux/init/version.c"
	[ "$(stat -c '%y %i' "$linux/init/main.c" "$linux/Makefile")" = "$before" ]
	[ "$(record '["patches"][1]["file"]')" = 2.patch ]
}

@test "a patch that does not apply leaves no record, the next good series does" {
	fetch --tarball "$tarball"
	made_patch 2.patch init/version.c 'line 9 ' 'second 9 '
	sed -i 's/^ line 8 /  other 8/' "$patches/2.patch"
	echo 2.patch >> "$patches/series"
	fetch
	[ "$status" -eq 1 ]
	[[ $output == *"2.patch:"*"hunk #1 does not apply"* ]]
	[ ! -e "$linux.json" ]
	echo 1.patch > "$patches/series"
	fetch
	[ "$status" -eq 0 ]
	[ -e "$linux.json" ]
}

@test "the unpacked files are new: objects of an earlier tree look old" {
	touch "$BATS_TEST_TMPDIR/object"
	fetch --tarball "$tarball"
	[ "$linux/init/version.c" -nt "$BATS_TEST_TMPDIR/object" ]
}

@test "a wrong digest: error with both digests, nothing unpacked" {
	echo more >> "$tarball"
	refused 1 "has sha256 $(digest "$tarball"), but Linux 9.8.7 is pinned to" --tarball "$tarball"
	[[ $output == *"$pinned_kernel_org (kernel.org) or $pinned_debian (debian)"* ]]
}

@test "a truncated tarball: wrong digest; pinned like that: a clear end" {
	truncate -s -100 "$tarball"
	refused 1 "has sha256 $(digest "$tarball")" --tarball "$tarball"
	pinned_debian=$(digest "$tarball")
	refused 2 "error: 'linux_9.8.7.orig.tar.xz' could not be unpacked" --tarball "$tarball"
}

@test "a tarball that is not there, or no file" {
	refused 2 "error: LINUX_TARBALL: '$BATS_TEST_TMPDIR/nosuch' is not there" --tarball "$BATS_TEST_TMPDIR/nosuch"
	refused 2 "error: LINUX_TARBALL: '$BATS_TEST_TMPDIR' is not there" --tarball "$BATS_TEST_TMPDIR"
}

@test "a tarball cannot write outside its directory" {
	made=$BATS_TEST_TMPDIR/packed
	echo evil > "$made/evil"
	for name in "../../evil" "/$BATS_TEST_TMPDIR/evil" "linux-9.8.7/../../../evil"; do
		tar -C "$made" -cJPf "$tarball" --transform "s|^evil|$name|" linux-9.8.7 evil
		pinned_debian=$(digest "$tarball")
		refused "$([ "${name#/}" = "$name" ] && echo 2 || echo 1)" \
			"error: 'linux_9.8.7.orig.tar.xz'" --tarball "$tarball"
		[ -z "$(find "$BATS_TEST_TMPDIR" -name evil ! -path "$made/*")" ]
	done
	for target in /etc ../../..; do
		ln -sfT "$target" "$made/linux-9.8.7/scripts/out"
		tar -C "$made" -cJf "$tarball" linux-9.8.7
		pinned_debian=$(digest "$tarball")
		refused 1 'holds a symbolic link that leads out of the tree' --tarball "$tarball"
	done
}

@test "a tarball of something else" {
	made=$BATS_TEST_TMPDIR/packed
	mkdir "$made/more"
	tar -C "$made" -cJf "$tarball" linux-9.8.7 more
	pinned_debian=$(digest "$tarball")
	refused 1 'does not hold one directory linux-9.8.7' --tarball "$tarball"
	sed -i 's/^SUBLEVEL.*/SUBLEVEL = 6/' "$made/linux-9.8.7/Makefile"
	tar -C "$made" -cJf "$tarball" linux-9.8.7
	pinned_debian=$(digest "$tarball")
	refused 1 "holds Linux 9.8.6, not 9.8.7" --tarball "$tarball"
	rm "$made/linux-9.8.7/Makefile"
	tar -C "$made" -cJf "$tarball" linux-9.8.7
	pinned_debian=$(digest "$tarball")
	refused 1 'does not hold a Linux source tree' --tarball "$tarball"
}

@test "a series that does not apply makes no tree" {
	sed -i 's/^ line 2 /  other 2/' "$patches/1.patch"
	refused 1 "hunk #1 does not apply to 'init/main.c'" --tarball "$tarball"
}

@test "nothing reachable: each source is named with its outcome" {
	refused 2 'error: no source has Linux 9.8.7; give a tarball with LINUX_TARBALL= or'
	[ "${lines[0]}" = "fetch: cache: no tarball of Linux 9.8.7 in $KHARNESS_CACHE" ]
	[[ ${lines[1]} == "fetch: kernel.org: https://cdn.kernel.org/pub/linux/kernel/v9.x/linux-9.8.7.tar.xz: curl: (6) "* ]]
	[[ ${lines[2]} == "fetch: debian: linux 9.8.7-1~bpo1+1 from made-backports: "* ]]
	[ "${#lines[@]}" -eq 4 ]
	[ -z "$(ls -A "$KHARNESS_CACHE")" ]
}

# kernel_org FILE... - a curl that finds these files
kernel_org() {
	mkdir -p "$BATS_TEST_TMPDIR/site"
	cp "$@" "$BATS_TEST_TMPDIR/site"
	cat <<-CURL | fake curl
		echo "\$*" >> "$BATS_TEST_TMPDIR/curl.log"
		while [ \$# -gt 1 ]; do
			[ "\$1" != --output ] || to=\$2
			shift
		done
		cp "$BATS_TEST_TMPDIR/site/\${1##*/}" "\$to" 2>&1
	CURL
}

@test "kernel.org: https only, short patience, and into the cache for the next time" {
	pinned_kernel_org=$pinned_debian
	mv "$tarball" "$BATS_TEST_TMPDIR/linux-9.8.7.tar.xz"
	kernel_org "$BATS_TEST_TMPDIR/linux-9.8.7.tar.xz"
	fetch
	[ "$status" -eq 0 ]
	[ "$(record '["origin"]')" = kernel.org ]
	[ "$(record '["tarball"]')" = linux-9.8.7.tar.xz ]
	[[ $(cat "$BATS_TEST_TMPDIR/curl.log") == *"--proto =https --connect-timeout 5 "* ]]
	[ "$(ls -A "$KHARNESS_CACHE")" = linux-9.8.7.tar.xz ]

	rm -rf "$linux" "$BATS_TEST_TMPDIR/curl.log"
	fetch
	[ "$status" -eq 0 ]
	[[ ${lines[0]} == "fetch: cache: $KHARNESS_CACHE/linux-9.8.7.tar.xz is kernel.org's, sha256 "* ]]
	[ ! -e "$BATS_TEST_TMPDIR/curl.log" ]
}

@test "wget serves where curl is not" {
	only sh cat dirname basename sha256sum cp rm mkdir mktemp flock grep sed awk tail tar xz readlink \
		find date stat touch patch sort comm cmp mv ls tr wc chmod
	pinned_kernel_org=$pinned_debian
	echo 'for a; do case $a in --output-document=*) cp "$answer" "${a#*=}" ;; esac; done' | fake wget
	unfake curl apt-get
	export answer=$tarball
	PATH=$BATS_TEST_TMPDIR/fake:$only fetch
	[ "$status" -eq 0 ]
	[ "$(record '["origin"]')" = kernel.org ]

	rm -rf "$out" "$KHARNESS_CACHE"
	mkdir "$out"
	unfake wget
	PATH=$only refused 2 'linux-9.8.7.tar.xz: neither curl nor wget is here'
	[[ $output == *"made-backports: no apt on this machine"* ]]
}

@test "kernel.org with other bytes is the end, and not cached" {
	kernel_org "$tarball"
	mv "$BATS_TEST_TMPDIR/site/linux_9.8.7.orig.tar.xz" "$BATS_TEST_TMPDIR/site/linux-9.8.7.tar.xz"
	echo more >> "$BATS_TEST_TMPDIR/site/linux-9.8.7.tar.xz"
	refused 1 "error: kernel.org: 'linux-9.8.7.tar.xz' has sha256 $(digest "$BATS_TEST_TMPDIR/site/linux-9.8.7.tar.xz"), but Linux 9.8.7 is pinned"
	[ -z "$(ls -A "$KHARNESS_CACHE")" ]
}

@test "a spoilt file in the cache is set aside, with both digests" {
	mkdir "$KHARNESS_CACHE"
	echo spoilt > "$KHARNESS_CACHE/linux_9.8.7.orig.tar.xz"
	refused 2 "has sha256 $(digest "$KHARNESS_CACHE/linux_9.8.7.orig.tar.xz"), not $pinned_kernel_org (kernel.org) or $pinned_debian (debian); renamed to linux_9.8.7.orig.tar.xz.bad"
	[ "$(ls -A "$KHARNESS_CACHE")" = linux_9.8.7.orig.tar.xz.bad ]
}

# debian - an apt whose archive has the source package
debian() {
	[ -r /usr/share/keyrings/debian-archive-keyring.gpg ] || skip 'no Debian archive keyring'
	cat <<-APT | fake apt-get
		log=$BATS_TEST_TMPDIR/apt.log
		case " \$* " in
		*" indextargets "*)
			echo 'Other|Other|stable|main|http://other.example/'
			echo 'Debian|Debian-Security|made-security|main|http://security.example/'
			echo 'Debian|Debian|made|contrib|http://contrib.example/'
			echo 'Debian|Debian|made|main|http://archive.example/debian/'
			;;
		*" update "*)
			echo "update" >> \$log
			cat "\$(dirname "\$2")/sources.list" "\$2" >> \$log
			;;
		*" source "*)
			echo "source \$*" >> \$log
			cp "$tarball" .
			;;
		esac
	APT
}

@test "debian: the main archive, a private list, the archive's key" {
	debian
	fetch
	[ "$status" -eq 0 ]
	[ "$(record '["origin"]')" = debian ]
	[ "$(record '["tarball"]')" = linux_9.8.7.orig.tar.xz ]
	[ "$(ls -A "$KHARNESS_CACHE")" = linux_9.8.7.orig.tar.xz ]
	log=$BATS_TEST_TMPDIR/apt.log
	grep -qx 'deb-src \[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg\] http://archive.example/debian/ made-backports main' "$log"
	grep -q '^source .* --tar-only --download-only linux=9.8.7-1~bpo1+1$' "$log"
	for setting in Dir::State Dir::State::Lists Dir::Cache Dir::Etc::SourceList; do
		grep -q "^$setting \"$KHARNESS_CACHE/download\." "$log"
	done
}

@test "debian: what apt complains about is the outcome" {
	debian
	sed -i 's/^\*" source "\*)$/&\n echo "E: Unable to find a source package for linux"; exit 100/' "$BATS_TEST_TMPDIR/fake/apt-get"
	refused 2 'made-backports: E: Unable to find a source package for linux'
	sed -i 's/^\*" update "\*)$/&\n echo "W: Failed to fetch x"; exit 0/' "$BATS_TEST_TMPDIR/fake/apt-get"
	refused 2 'made-backports: W: Failed to fetch x'
	echo 'exit 0' | fake apt-get
	refused 2 'made-backports: apt knows no Debian archive'
}

# signed - linux-9.8.7.tar.xz, its signature and a keyring, as kernel.org has them
signed() {
	export GNUPGHOME=$BATS_TEST_TMPDIR/gnupg
	mkdir -m 700 "$GNUPGHOME"
	gpg --batch --quiet --passphrase '' --quick-gen-key "$1" ed25519 sign never 2> "$BATS_TEST_TMPDIR/gpg.log"
	signer=$(gpg --batch --with-colons --list-keys "$1" | awk -F : '$1 == "fpr" { print $10; exit }')
	tarball=$BATS_TEST_TMPDIR/linux-9.8.7.tar.xz
	mv "$BATS_TEST_TMPDIR/linux_9.8.7.orig.tar.xz" "$tarball"
	pinned_kernel_org=$pinned_debian
	xz -dc "$tarball" | gpg --batch --quiet --detach-sign --armor -u "$1" \
		-o "$BATS_TEST_TMPDIR/linux-9.8.7.tar.sign" 2>> "$BATS_TEST_TMPDIR/gpg.log"
	gpg --batch --export > "$BATS_TEST_TMPDIR/keyring.gpg"
	export KHARNESS_KEYRING=$BATS_TEST_TMPDIR/keyring.gpg
}

teardown() {
	[ ! -d "$BATS_TEST_TMPDIR/gnupg" ] || gpgconf --homedir "$BATS_TEST_TMPDIR/gnupg" --kill gpg-agent
}

@test "kernel.org's signature is checked over the uncompressed tar" {
	signed Greg
	fetch --tarball "$tarball" --signer "$signer"
	[ "$status" -eq 0 ]
	[[ $output == *"fetch: signature: good, by $signer"* ]]
	[ "$(record '["signature"]')" = good ]

	rm -rf "$linux" "$linux.json"
	kernel_org "$tarball" "$BATS_TEST_TMPDIR/linux-9.8.7.tar.sign"
	fetch --signer "$signer"
	[ "$(record '["origin"]') $(record '["signature"]')" = 'kernel.org good' ]
	rm -rf "$linux"
	offline
	fetch --signer "$signer"
	[[ $output == *"fetch: cache: "*"fetch: signature: good"* ]]
}

@test "a bad signature, another signer, an unknown key: refused" {
	signed Greg
	refused 1 "error: signature: made by $signer, but 0123 is expected" --tarball "$tarball" --signer 0123
	echo another | gpg --batch --quiet --detach-sign --yes -o "$BATS_TEST_TMPDIR/linux-9.8.7.tar.sign"
	refused 1 "does not fit the tarball: BAD signature" --tarball "$tarball" --signer "$signer"
	: > "$KHARNESS_KEYRING"
	refused 1 "does not fit the tarball: Can't check signature: No public key" --tarball "$tarball"
	rm "$KHARNESS_KEYRING"
	refused 2 "error: KHARNESS_KEYRING: '$KHARNESS_KEYRING' cannot be read" --tarball "$tarball"
}

@test "without a signature file the record says that none was checked" {
	signed Greg
	rm "$BATS_TEST_TMPDIR/linux-9.8.7.tar.sign"
	fetch --tarball "$tarball"
	[ "$status" -eq 0 ]
	[[ $output == *"signature: not checked, '$BATS_TEST_TMPDIR/linux-9.8.7.tar.sign' is not there"* ]]
	[ "$(record '["signature"]')" = 'not checked' ]
}

@test "another pin replaces the tree; the same one keeps it" {
	fetch --tarball "$tarball"
	touch "$linux/was-here"
	sed -i 's/^line 1 /Line 1 /' "$BATS_TEST_TMPDIR/packed/linux-9.8.7/init/version.c"
	tar -C "$BATS_TEST_TMPDIR/packed" -cJf "$tarball" linux-9.8.7
	fetch --tarball "$tarball"
	[ -e "$linux/was-here" ]
	pinned_debian=$(digest "$tarball")
	fetch --tarball "$tarball"
	[ "$status" -eq 0 ]
	[ ! -e "$linux/was-here" ]
	grep -q '^Line 1 ' "$linux/init/version.c"
	[ "$(record '["sha256"]')" = "$pinned_debian" ]
}

@test "killed while unpacking: nothing half made, and the next run cleans up" {
	real=$(command -v tar)
	printf '"%s" "$@"; kill -9 $PPID\n' "$real" | fake tar
	fetch --tarball "$tarball"
	[ "$status" -eq 137 ]
	[ ! -e "$linux" ] && [ ! -e "$linux.json" ]
	unfake tar
	fetch --tarball "$tarball"
	[ "$status" -eq 0 ]
	[ "$(ls -A "$out")" = "$(printf 'linux-9.8.7\nlinux-9.8.7.json')" ]
}

@test "killed before the record: the next run writes it" {
	real=$(command -v mv)
	printf 'case $* in *.json) kill -9 $PPID ;; *) exec "%s" "$@" ;; esac\n' "$real" | fake mv
	fetch --tarball "$tarball"
	[ "$status" -eq 137 ]
	[ -d "$linux" ] && [ ! -e "$linux.json" ]
	unfake mv
	fetch
	[ "$status" -eq 0 ]
	[ "$(record '["origin"]')" = tarball ]
}

@test "two at once: one unpacks, the other finds it done" {
	"$TOP/scripts/fetch-linux" --version 9.8.7 --output "$linux" --sha256-debian "$pinned_debian" \
		--patches "$patches" --tarball "$tarball" > "$BATS_TEST_TMPDIR/first" 2>&1 &
	fetch --tarball "$tarball"
	wait $!
	[ "$status" -eq 0 ]
	[ "$(grep -c unpacking "$BATS_TEST_TMPDIR/first" <(echo "$output") | awk -F : '{ n += $2 } END { print n }')" -eq 1 ]
}

@test "a full disk is said, and nothing is left" {
	[ "$(id -u)" -eq 0 ] || skip 'only root can mount a small file system'
	mount -t tmpfs -o size=64k none "$out" 2> "$BATS_TEST_TMPDIR/mount.log" ||
		skip "no tmpfs: $(cat "$BATS_TEST_TMPDIR/mount.log")"
	head -c 100000 /dev/urandom > "$BATS_TEST_TMPDIR/packed/linux-9.8.7/big"
	tar -C "$BATS_TEST_TMPDIR/packed" -cJf "$tarball" linux-9.8.7
	pinned_debian=$(digest "$tarball")
	fetch --tarball "$tarball"
	left=$(ls -A "$out")
	umount "$out"
	[ "$status" -eq 2 ]
	[[ $output == *"No space left on device"*"error: '$tarball' could not be copied to '$out' (see above)"* ]]
	[ -z "$left" ]

	# the copy fits, the tree does not
	head -c 100000 /dev/zero > "$BATS_TEST_TMPDIR/packed/linux-9.8.7/big"
	tar -C "$BATS_TEST_TMPDIR/packed" -cJf "$tarball" linux-9.8.7
	pinned_debian=$(digest "$tarball")
	mount -t tmpfs -o size=64k none "$out"
	fetch --tarball "$tarball"
	left=$(ls -A "$out")
	umount "$out"
	[ "$status" -eq 2 ]
	[[ $output == *"No space left on device"*"error: 'linux_9.8.7.orig.tar.xz' could not be unpacked (see above)"* ]]
	[ -z "$left" ]
}

@test "usage errors" {
	for arguments in '' '--version' '--version 9.8.7' '--output x' '--nosuch x' 'stray' \
		'--version ../x --output x' '--version 9.8.7 --output x'; do
		# shellcheck disable=SC2086
		run "$TOP/scripts/fetch-linux" $arguments
		echo "$arguments: $output"
		[ "$status" -eq 2 ]
		[[ $output == error:* ]]
	done
	[[ $output == *"no digest is pinned for Linux 9.8.7; run 'make pin VERSION=9.8.7'" ]]
	refused 2 "error: '$patches/nosuch' cannot be read" --patches "$patches/nosuch"
	run "$TOP/scripts/fetch-linux" --help
	[ "$status" -eq 0 ]
}
