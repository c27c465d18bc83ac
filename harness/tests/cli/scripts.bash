# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# A made-up Linux small enough to be packed, fetched and patched in milliseconds, and
# programs that stand in for those which would reach the network or the system.

# only PROGRAM... - a PATH with nothing else on it
only() {
	mkdir -p "$BATS_TEST_TMPDIR/path"
	for program; do
		ln -sf "$(command -v "$program")" "$BATS_TEST_TMPDIR/path/$program"
	done
	only=$BATS_TEST_TMPDIR/path
}

# fakes_first - what fake() makes comes first on PATH from now on
fakes_first() {
	PATH=$BATS_TEST_TMPDIR/fake:$PATH
}

# fake PROGRAM - the script on standard input becomes PROGRAM
fake() {
	mkdir -p "$BATS_TEST_TMPDIR/fake"
	{ echo '#!/bin/sh'; cat; } > "$BATS_TEST_TMPDIR/fake/$1"
	chmod +x "$BATS_TEST_TMPDIR/fake/$1"
}

# unfake PROGRAM... - the real one again
unfake() {
	for program; do
		rm "$BATS_TEST_TMPDIR/fake/$program"
	done
}

# offline - no source but those on this machine answers
offline() {
	echo 'echo "curl: (6) Could not resolve host: cdn.kernel.org" >&2; exit 6' | fake curl
	echo 'echo "E: no network" >&2; exit 100' | fake apt-get
}

# made_linux DIR VERSION PATCHLEVEL SUBLEVEL - a source tree
made_linux() {
	mkdir -p "$1/init" "$1/scripts" "$1/include/linux" "$1/Documentation"
	cat > "$1/Makefile" <<-MAKEFILE
		# SPDX-License-Identifier: GPL-2.0
		VERSION = $2
		PATCHLEVEL = $3
		SUBLEVEL = $4
		EXTRAVERSION =
		NAME = Made Up
	MAKEFILE
	echo 'config A' > "$1/Kconfig"
	seq -f 'line %.0f of main.c' 30 > "$1/init/main.c"
	seq -f 'line %.0f of version.c' 30 > "$1/init/version.c"
	echo 'a header' > "$1/include/linux/a.h"
	echo 'a name with spaces' > "$1/Documentation/A, b c.txt"
	printf '#!/bin/sh\n' > "$1/scripts/tool"
	chmod 755 "$1/scripts/tool"
	ln -s ../include/linux "$1/scripts/headers"
	printf '.*\n!.gitignore\n*.o\n/include/generated/\n/vmlinux\n' > "$1/.gitignore"
	find "$1" -exec touch -h -d '2020-02-03 04:05:06 UTC' {} +
}

# packed_linux FILE - linux-9.8.7 as a tarball
packed_linux() {
	made_linux "$BATS_TEST_TMPDIR/packed/linux-9.8.7" 9 8 7
	tar -C "$BATS_TEST_TMPDIR/packed" -cJf "$1" linux-9.8.7
}

digest() {
	sha256sum < "$1" | cut -d ' ' -f 1
}

# made_patch NAME FILE OLD NEW - patches/NAME changes one word of FILE in linux-9.8.7
made_patch() {
	rm -rf "$BATS_TEST_TMPDIR/ab"
	made_linux "$BATS_TEST_TMPDIR/ab/a" 9 8 7
	made_linux "$BATS_TEST_TMPDIR/ab/b" 9 8 7
	sed -i "s/$3/$4/" "$BATS_TEST_TMPDIR/ab/b/$2"
	{
		patch_header
		(cd "$BATS_TEST_TMPDIR/ab" && diff -u "a/$2" "b/$2" | sed 's/\t.*//') || true
	} > "$patches/$1"
}

patch_header() {
	cat <<-HEADER
		From: A Developer <a@example.org>
		Subject: [PATCH 1/1] init: say it better,
		 on "two" lines
		Upstream-status: not submitted yet

		The words were wrong.

		Signed-off-by: A Developer <a@example.org>
		---

	HEADER
}
