#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# scripts/fetch-linux with a given tree (LINUX_SRC): it is only read, and its copy is
# kept in step file by file.

load scripts

setup() {
	tree=$BATS_TEST_TMPDIR/tree
	out=$BATS_TEST_TMPDIR/out
	linux=$out/linux-src
	patches=$BATS_TEST_TMPDIR/patches
	mkdir "$patches"
	made_linux "$tree" 9 8 7
	made_patch 1.patch init/main.c 'line 3 ' 'first 3 '
	echo 1.patch > "$patches/series"
	fakes_first
	offline
	export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.org
	export GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.org
}

fetch() {
	run "$TOP/scripts/fetch-linux" --version 9.8.7 --output "$linux" --patches "$patches" \
		--tree "$tree" "$@"
	echo "$output"
}

# state DIR - every file with time, inode and content
state() {
	(cd "$1" && find . -name .kharness -prune -o ! -type d -printf '%p %y %m %T@ %i %l\n' | sort)
	(cd "$1" && find . -name .kharness -prune -o -type f -exec sha256sum {} + | sort)
}

# follows - the copy is the tree with its one patched file
follows() {
	diff -r --no-dereference -x .kharness -x .git -x main.c "$tree" "$linux"
	grep -q '^first 3 ' "$linux/init/main.c"
}

# settled - copied once, and what is in the copy is older than what comes
settled() {
	fetch
	[ "$status" -eq 0 ]
	find "$linux" "$linux.json" -exec touch -h -d '2021-01-01 UTC' {} +
}

# renewed FILE... - exactly these files of the copy are new, and the record is
renewed() {
	[ "$status" -eq 0 ]
	(cd "$linux" && find . -name .kharness -prune -o ! -type d -newermt 2021-06-01 -print | sort) \
		> "$BATS_TEST_TMPDIR/renewed"
	for file; do echo "./$file"; done | sort | diff - "$BATS_TEST_TMPDIR/renewed"
	[ -n "$(find "$linux.json" -newermt 2021-06-01)" ]
}

@test "a tree is copied and patched, not modified, and recorded as not pinned" {
	before=$(state "$tree")
	fetch
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = "fetch: LINUX_SRC: Linux 9.8.7, not pinned: 9 files copied from '$tree'" ]
	follows
	[ "$(state "$tree")" = "$before" ]
	grep -q '"pinned": false' "$linux.json"
	grep -q '"origin": "tree"' "$linux.json"
	grep -q '"sha256": null' "$linux.json"
	grep -q '"file": "1.patch"' "$linux.json"
	python3 -m json.tool "$linux.json" > "$BATS_TEST_TMPDIR/json"
}

@test "a tree of another version is recorded as that" {
	sed -i -e 's/^SUBLEVEL.*/SUBLEVEL = 0/' -e 's/^EXTRAVERSION.*/EXTRAVERSION = -rc3/' "$tree/Makefile"
	fetch
	[ "$status" -eq 0 ]
	grep -q '"version": "9.8.0-rc3"' "$linux.json"
	grep -q '"pinned": false' "$linux.json"
}

@test "a second run is silent and changes nothing, the record neither" {
	settled
	before=$(state "$out")
	fetch
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	[ "$(state "$out")" = "$before" ]
}

@test "a changed file is renewed, and no other" {
	settled
	echo more >> "$tree/init/version.c"
	fetch
	[ "${lines[0]}" = "fetch: LINUX_SRC: Linux 9.8.7, not pinned: '$tree': files changed: 1, removed: 0" ]
	renewed init/version.c
	follows
}

@test "new, removed, moved files, modes and links follow" {
	settled
	rm -r "$tree/include"
	mkdir -p "$tree/new/dir"
	echo new > "$tree/new/dir/a file"
	mv "$tree/init/version.c" "$tree/init/renamed.c"
	chmod 644 "$tree/scripts/tool"
	ln -sfn ../init "$tree/scripts/headers"
	fetch
	follows
	[ ! -x "$linux/scripts/tool" ]
	[ ! -e "$linux/include" ]
}

@test "a file becomes a directory, and a directory a file" {
	settled
	rm "$tree/scripts/tool"
	mkdir "$tree/scripts/tool"
	echo x > "$tree/scripts/tool/x"
	rm -r "$tree/include"
	echo y > "$tree/include"
	fetch
	follows
}

@test "a file that only looks new keeps copy and record as they are" {
	settled
	before=$(state "$out")
	touch "$tree/init/version.c" "$tree/init/main.c"
	fetch
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	[ "$(state "$out")" = "$before" ]
}

@test "an older file with other content is new to make" {
	settled
	sed -i 's/^line 1 /Line 1 /' "$tree/init/version.c"
	touch -d '2001-01-01 UTC' "$tree/init/version.c"
	fetch
	renewed init/version.c
}

@test "content that changed behind an unchanged time and size is found" {
	settled
	sed -i 's/^line 1 /Line 1 /' "$tree/init/version.c"
	touch -d '2020-02-03 04:05:06 UTC' "$tree/init/version.c"
	fetch
	renewed init/version.c
}

@test "a patched file follows its tree, with the patch" {
	settled
	echo more >> "$tree/init/main.c"
	fetch
	renewed init/main.c
	grep -q '^first 3 ' "$linux/init/main.c"
	grep -q '^more' "$linux/init/main.c"
	: > "$patches/series"
	fetch
	cmp "$tree/init/main.c" "$linux/init/main.c"
}

@test "a patched file that leaves the tree takes the patch down with it" {
	settled
	rm "$tree/init/main.c"
	fetch
	[ "$status" -eq 1 ]
	[[ $output == *"1.patch:"*"error: 'init/main.c' is not in the tree"* ]]
	[ ! -e "$linux.json" ]
	: > "$patches/series"
	fetch
	[ "$status" -eq 0 ]
	[ ! -e "$linux/init/main.c" ]
}

@test "another tree in its place: only what differs is new" {
	settled
	tree=$BATS_TEST_TMPDIR/other
	made_linux "$tree" 9 8 7
	echo other >> "$tree/init/version.c"
	touch -d '2001-01-01 UTC' "$tree"/init/*
	fetch
	renewed init/version.c
	follows
}

# built_in DIR - what a build in the tree itself leaves behind
built_in() {
	mkdir -p "$1/include/generated" "$1/init"
	touch "$1/.config" "$1/include/generated/autoconf.h" "$1/init/main.o" "$1/init/.main.o.cmd" "$1/vmlinux"
}

@test "build products of the tree stay behind" {
	built_in "$tree"
	fetch
	[ "$status" -eq 0 ]
	[[ $output == *": 9 files copied"* ]]
	for product in .config include/generated init/main.o init/.main.o.cmd vmlinux; do
		[ ! -e "$linux/$product" ]
	done
	[ -e "$linux/.gitignore" ]
}

@test "a git clone: no .git, no products, but what git tracks although ignored" {
	echo firmware > "$tree/init/blob.o"
	git -C "$tree" init -q
	git -C "$tree" add -A
	git -C "$tree" add -f init/blob.o
	git -C "$tree" commit -qm all
	built_in "$tree"
	echo untracked > "$tree/init/new.c"
	before=$(state "$tree")
	fetch
	[ "$status" -eq 0 ]
	[ ! -e "$linux/.git" ] && [ ! -e "$linux/.config" ] && [ ! -e "$linux/init/main.o" ]
	[ -e "$linux/init/blob.o" ] && [ -e "$linux/init/new.c" ]
	[ "$(state "$tree")" = "$before" ]

	git -C "$tree" stash -qu
	git -C "$tree" checkout -qb topic
	echo topic >> "$tree/init/version.c"
	git -C "$tree" commit -qam topic
	GIT_DIR=/nosuch GIT_INDEX_FILE=/nosuch fetch
	[ "$status" -eq 0 ]
	[ ! -e "$linux/init/new.c" ]
	grep -q '^topic' "$linux/init/version.c"
	git -C "$tree" checkout -q -
	fetch
	cmp "$tree/init/version.c" "$linux/init/version.c"
}

@test "the user's own git settings do not decide" {
	printf '[core]\n\texcludesFile = %s\n' "$BATS_TEST_TMPDIR/ignore" > "$BATS_TEST_TMPDIR/gitconfig"
	echo '*.c' > "$BATS_TEST_TMPDIR/ignore"
	GIT_CONFIG_GLOBAL=$BATS_TEST_TMPDIR/gitconfig GIT_DIR=/nosuch fetch
	[ "$status" -eq 0 ]
	follows
}

@test "no tree, or none of Linux" {
	tree=$BATS_TEST_TMPDIR/nosuch
	fetch
	[ "$status" -eq 2 ]
	[ "$output" = "error: LINUX_SRC: '$tree' is not a directory" ]
	tree=$BATS_TEST_TMPDIR/foreign
	mkdir "$tree"
	fetch
	[ "$status" -eq 2 ]
	[[ $output == "error: LINUX_SRC: '$tree' is not a Linux source tree"* ]]
	printf 'VERSION = 1.2\nall:\n' > "$tree/Makefile"
	touch "$tree/Kconfig"
	fetch
	[ "$status" -eq 2 ]
	[[ $output == "error: LINUX_SRC: '$tree' is not a Linux source tree"* ]]
	[ -z "$(ls -A "$out")" ]
}

@test "a copy inside its own tree is refused" {
	linux=$tree/out/linux-src
	fetch
	[ "$status" -eq 2 ]
	[[ $output == *"would lie inside the tree '$tree'"* ]]
	linux=$tree
	fetch
	[ "$status" -eq 2 ]
	[ ! -e "$tree/.kharness" ]
}

@test "killed while files are renewed: no record, and the next run completes" {
	settled
	echo more >> "$tree/init/version.c"
	echo more >> "$tree/Kconfig"
	real=$(command -v rsync)
	printf 'case $* in *--dry-run*) exec "%s" "$@" ;; esac\nhead -z -n 1 | "%s" "$@"\nkill -9 $PPID\n' \
		"$real" "$real" | fake rsync
	fetch
	[ "$status" -ne 0 ]
	[ ! -e "$linux.json" ]
	unfake rsync
	fetch
	renewed init/version.c Kconfig
	follows
}

@test "killed during the first copy: nothing, and the next run starts over" {
	real=$(command -v tar)
	printf 'case $* in *-xm*) head -c 3000 | "%s" "$@"; kill -9 $PPID ;; *) exec "%s" "$@" ;; esac\n' \
		"$real" "$real" | fake tar
	fetch
	[ "$status" -ne 0 ]
	[ ! -e "$linux" ]
	unfake tar
	fetch
	[ "$status" -eq 0 ]
	follows
	[ "$(ls -A "$out")" = "$(printf 'linux-src\nlinux-src.json')" ]
}

@test "a full disk is said, and no record stands beside half a tree" {
	[ "$(id -u)" -eq 0 ] || skip 'only root can mount a small file system'
	mkdir "$out"
	mount -t tmpfs -o size=1m none "$out" 2> "$BATS_TEST_TMPDIR/mount.log" ||
		skip "no tmpfs: $(cat "$BATS_TEST_TMPDIR/mount.log")"
	settled
	head -c 2000000 /dev/zero > "$tree/big"
	fetch
	first=$status
	[ -e "$linux.json" ] && stale=1
	rm "$tree/big"
	fetch
	[ -e "$linux.json" ] && complete=1
	umount "$out"
	[ "$first" -eq 2 ]
	[ -z "${stale-}" ]
	[ "${complete-}" = 1 ]
}
