#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# scripts/apply-patches: no fuzz, nothing half applied, and every refusal says why.

load scripts

setup() {
	tree=$BATS_TEST_TMPDIR/linux
	patches=$BATS_TEST_TMPDIR/patches
	mkdir "$patches"
	fakes_first
	made_linux "$tree" 9 8 7
	made_linux "$BATS_TEST_TMPDIR/pristine" 9 8 7
}

series() {
	printf '%s\n' "$@" > "$patches/series"
}

apply() {
	run "$TOP/scripts/apply-patches" "$tree" "$patches/series"
	echo "$output"
}

# unchanged - the tree is what it was, and nothing is left of the attempt
unchanged() {
	diff -r --no-dereference -x .kharness "$BATS_TEST_TMPDIR/pristine" "$tree"
	[ -z "$(find "$tree/.kharness" -name 'work.*')" ]
}

# refused STATUS TEXT - it failed like this, and changed nothing
refused() {
	apply
	[ "$status" -eq "$1" ]
	[[ $output == *"$2"* ]]
	unchanged
}

@test "patches apply in order, also two to one file, and a second run does nothing" {
	made_patch 1.patch init/main.c 'line 3 ' 'first 3 '
	made_patch 2.patch init/main.c 'line 25 ' 'second 25 '
	made_patch 3.patch init/version.c 'line 9 ' 'third 9 '
	series '# comment' 1.patch '' '2.patch  # why it is second' 3.patch
	apply
	[ "$status" -eq 0 ]
	[ "$output" = "patches: 3 in the series, files changed: 2" ]
	grep -q '^first 3 ' "$tree/init/main.c"
	grep -q '^second 25 ' "$tree/init/main.c"
	grep -q '^third 9 ' "$tree/init/version.c"

	before=$(stat -c '%y %i' "$tree"/init/*)
	apply
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	[ "$(stat -c '%y %i' "$tree"/init/*)" = "$before" ]
}

@test "a patch that leaves the series is taken back, the others are not touched" {
	made_patch 1.patch init/main.c 'line 3 ' 'first 3 '
	made_patch 2.patch init/version.c 'line 9 ' 'second 9 '
	series 1.patch 2.patch
	apply
	main=$(stat -c '%y %i' "$tree/init/main.c")
	series 1.patch
	apply
	[ "$output" = "patches: 1 in the series, files changed: 1" ]
	cmp "$tree/init/version.c" "$BATS_TEST_TMPDIR/pristine/init/version.c"
	[ "$(stat -c '%y %i' "$tree/init/main.c")" = "$main" ]
	# an object built meanwhile has to look old, whatever date the file had
	[ "$tree/init/version.c" -nt "$BATS_TEST_TMPDIR/pristine/init/version.c" ]
	series
	apply
	unchanged
}

@test "files are created, deleted and given a mode, and all of it taken back" {
	series 1.patch
	{
		patch_header
		cat <<-'DIFF'
			diff --git a/init/new.c b/init/new.c
			new file mode 100755
			--- /dev/null
			+++ b/init/new.c
			@@ -0,0 +1 @@
			+a new file
			diff --git a/include/linux/a.h b/include/linux/a.h
			deleted file mode 100644
			--- a/include/linux/a.h
			+++ /dev/null
			@@ -1 +0,0 @@
			-a header
		DIFF
	} > "$patches/1.patch"
	apply
	[ "$status" -eq 0 ]
	[ "$(cat "$tree/init/new.c")" = "a new file" ]
	[ -x "$tree/init/new.c" ]
	[ ! -e "$tree/include/linux/a.h" ]
	series
	apply
	[ "$output" = "patches: 0 in the series, files changed: 2" ]
	unchanged
}

@test "a hunk that does not apply is named with its file and line; nothing is applied" {
	made_patch 1.patch init/version.c 'line 9 ' 'first 9 '
	made_patch 2.patch init/main.c 'line 3 ' 'second 3 '
	made_patch 3.patch init/main.c 'line [125]. ' 'x '
	series 1.patch 2.patch
	sed -i 's/^line 4 /other 4 /' "$tree/init/main.c" "$BATS_TEST_TMPDIR/pristine/init/main.c"
	line=$(grep -n '^@@' "$patches/2.patch" | cut -d : -f 1)
	refused 1 "$patches/2.patch:$line:1: error: hunk #1 does not apply to 'init/main.c' near line 1"
	[ "${#lines[@]}" -eq 1 ]
}

@test "only the hunk that fails is named" {
	made_patch 1.patch init/main.c 'line \(3\|25\) ' 'first \1 '
	[ "$(grep -c '^@@' "$patches/1.patch")" -eq 2 ]
	series 1.patch
	sed -i 's/^line 26 /other 26 /' "$tree/init/main.c" "$BATS_TEST_TMPDIR/pristine/init/main.c"
	line=$(grep -n '^@@' "$patches/1.patch" | tail -n 1 | cut -d : -f 1)
	refused 1 "$patches/1.patch:$line:1: error: hunk #2 does not apply to 'init/main.c' near line 22"
	[ "${#lines[@]}" -eq 1 ]
}

@test "moved lines are found, fuzzy context is not" {
	made_patch 1.patch init/main.c 'line 13 ' 'first 13 '
	series 1.patch
	sed -i '1i another line' "$tree/init/main.c"
	apply
	[ "$status" -eq 0 ]
	grep -q '^first 13 ' "$tree/init/main.c"

	# GNU patch would take this one with fuzz 1
	series
	apply
	cp "$BATS_TEST_TMPDIR/pristine/init/main.c" "$tree/init/main.c"
	sed -i 's/^line 10 /other 10 /' "$tree/init/main.c" "$BATS_TEST_TMPDIR/pristine/init/main.c"
	patch --dry-run -s -p1 -d "$tree" < "$patches/1.patch"
	series 1.patch
	refused 1 "hunk #1 does not apply to 'init/main.c' near line 10"
}

@test "a patch that the tree has already is to be dropped" {
	made_patch 1.patch init/main.c 'line 3 ' 'first 3 '
	series 1.patch
	patch -s -p1 -d "$tree" < "$patches/1.patch"
	patch -s -p1 -d "$BATS_TEST_TMPDIR/pristine" < "$patches/1.patch"
	refused 1 "$patches/1.patch:1:1: error: already in the tree; drop it from $patches/series"
}

@test "a file that is missing, or there already, is named" {
	made_patch 1.patch init/main.c 'line 3 ' 'first 3 '
	series 1.patch
	rm "$tree/init/main.c" "$BATS_TEST_TMPDIR/pristine/init/main.c"
	refused 1 "error: 'init/main.c' is not in the tree"
	{
		patch_header
		printf -- '--- /dev/null\n+++ b/init/version.c\n@@ -0,0 +1 @@\n+x\n'
	} > "$patches/1.patch"
	refused 1 "error: 'init/version.c' exists already"
}

@test "a header needs author, subject, reason and upstream status" {
	made_patch good.patch init/main.c 'line 3 ' 'first 3 '
	series 1.patch
	line=$(grep -n '^--- a' "$patches/good.patch" | cut -d : -f 1)
	sed '/^From:/d' "$patches/good.patch" > "$patches/1.patch"
	refused 1 "$patches/1.patch:$((line - 1)):1: error: no 'From:' line; say who wrote the patch"
	sed '/^Subject:/,/^ on/d' "$patches/good.patch" > "$patches/1.patch"
	refused 1 "error: no 'Subject:' line"
	sed '/^The words/d' "$patches/good.patch" > "$patches/1.patch"
	refused 1 "error: no description; say why Linux needs this patch"
	sed '/^Upstream-status/d' "$patches/good.patch" > "$patches/1.patch"
	refused 1 "error: no 'Upstream-status:' line"
	sed '/^Upstream-status/s/:.*/:/' "$patches/good.patch" > "$patches/1.patch"
	refused 1 "error: no 'Upstream-status:' line"
	patch_header > "$patches/1.patch"
	refused 1 "error: no diff found; nothing to apply"
}

@test "paths that leave the tree, or that we keep, are refused" {
	series 1.patch
	for name in ../outside a/../../outside /etc/outside ./x .git/config sub/.git/x .kharness/orig/x x//y x/; do
		{
			patch_header
			printf -- '--- /dev/null\n+++ b/%s\n@@ -0,0 +1 @@\n+x\n' "$name"
		} > "$patches/1.patch"
		refused 1 "error: unsafe path '$name'"
	done
	for name in b/a/../../../outside /etc/passwd; do
		{
			patch_header
			printf -- '--- %s\n+++ %s\n@@ -1 +1 @@\n-x\n+y\n' "$name" "$name"
		} > "$patches/1.patch"
		refused 1 "does not begin with 'a/'"
	done
	[ ! -e "$BATS_TEST_TMPDIR/outside" ]
}

@test "a path through a symbolic link is refused" {
	made_patch 1.patch include/linux/a.h 'a header' 'the header'
	sed -i 's|include/linux/a.h|scripts/headers/a.h|' "$patches/1.patch"
	series 1.patch
	refused 1 "error: 'scripts/headers/a.h' is or stands behind a symbolic link ('scripts/headers')"
	sed -i 's|scripts/headers/a.h|scripts/headers|' "$patches/1.patch"
	refused 1 "error: 'scripts/headers' is or stands behind a symbolic link ('scripts/headers')"
}

@test "renames, links, binary changes and bare modes are refused" {
	series 1.patch
	for diff in 'diff --git a/init/main.c b/init/m.c\nsimilarity index 100%\nrename from init/main.c\nrename to init/m.c' \
		'--- a/init/main.c\n+++ b/init/m.c\n@@ -1 +1 @@\n-x\n+y'; do
		{ patch_header; printf '%b\n' "$diff"; } > "$patches/1.patch"
		refused 1 "error: renames are not supported; use 'git format-patch --no-renames'"
	done
	{
		patch_header
		printf 'diff --git a/l b/l\nnew file mode 120000\n--- /dev/null\n+++ b/l\n@@ -0,0 +1 @@\n+/etc\n'
	} > "$patches/1.patch"
	refused 1 'error: mode 120000 is not supported'
	{
		patch_header
		printf 'diff --git a/l b/l\nnew file mode 100644\nGIT binary patch\nliteral 1\nIcmZPo000310RR91\n'
	} > "$patches/1.patch"
	refused 1 'error: binary changes are not supported'
	{
		patch_header
		printf 'diff --git a/init/main.c b/init/main.c\nold mode 100644\nnew mode 100755\n'
	} > "$patches/1.patch"
	refused 1 'error: no hunk for this file; empty files and bare mode changes are not supported'
}

@test "a damaged patch is refused before it is tried" {
	made_patch good.patch init/main.c 'line 3 ' 'first 3 '
	series 1.patch
	head -n -2 "$patches/good.patch" > "$patches/1.patch"
	refused 1 'error: the last hunk is cut off'
	sed 's/^@@ -1,6/@@ -1,2/' "$patches/good.patch" > "$patches/1.patch"
	refused 1 "error: the hunk's line counts do not fit its lines"
	: > "$patches/1.patch"
	refused 1 'error: no diff found'
}

@test "a diff in the description cannot smuggle a file in" {
	made_patch 1.patch init/main.c 'line 3 ' 'first 3 '
	sed -i 's|^The words.*|*** a/init/version.c\n--- b/init/version.c\n***************\n*** 1 ****\n! line 1 of version.c\n--- 1 ----\n! evil|' "$patches/1.patch"
	series 1.patch
	refused 1 "$patches/1.patch:7:1: error: 'b/init/version.c' does not begin with 'a/'"

	# without '---' GNU patch has to ignore it too
	sed -i '/^--- [b1]/d' "$patches/1.patch"
	apply
	[ "$status" -eq 0 ]
	[ "$output" = "patches: 1 in the series, files changed: 1" ]
	cmp "$tree/init/version.c" "$BATS_TEST_TMPDIR/pristine/init/version.c"
}

@test "a bad series is refused by line" {
	made_patch 1.patch init/main.c 'line 3 ' 'first 3 '
	series 1.patch 1.patch
	refused 1 "$patches/series:2:1: error: '1.patch': named twice"
	series ../1.patch
	refused 1 "$patches/series:1:1: error: '../1.patch': not a plain file name"
	series '1.patch -p0'
	refused 1 "error: '1.patch -p0': not a plain file name"
	series 1.patch nosuch.patch
	refused 1 "$patches/series: error: patch 'nosuch.patch' is not there"
	rm "$patches/series"
	refused 2 "error: '$patches/series' cannot be read"
}

@test "a run killed between two files is completed by the next" {
	made_patch 1.patch init/main.c 'line 3 ' 'first 3 '
	made_patch 2.patch init/version.c 'line 9 ' 'second 9 '
	series 1.patch 2.patch
	real=$(command -v mv)
	echo "'$real' \"\$@\"; case \$* in */stage/init/main.c*) kill -9 \$PPID ;; esac" | fake mv
	apply
	[ "$status" -eq 137 ]
	grep -q '^first 3 ' "$tree/init/main.c"
	cmp "$tree/init/version.c" "$BATS_TEST_TMPDIR/pristine/init/version.c"
	unfake mv

	apply
	[ "$status" -eq 0 ]
	grep -q '^second 9 ' "$tree/init/version.c"
	series
	apply
	unchanged
}

@test "--list gives file, digest and unfolded subject" {
	made_patch 1.patch init/main.c 'line 3 ' 'first 3 '
	series 1.patch
	run "$TOP/scripts/apply-patches" --list "$patches/series"
	[ "$status" -eq 0 ]
	[ "$output" = "1.patch	$(digest "$patches/1.patch")	init: say it better, on \"two\" lines" ]
}

@test "usage errors" {
	run "$TOP/scripts/apply-patches"
	[ "$status" -eq 2 ]
	run "$TOP/scripts/apply-patches" "$BATS_TEST_TMPDIR/nosuch" "$BATS_TEST_TMPDIR/patches/series"
	[ "$status" -eq 2 ]
	run "$TOP/scripts/apply-patches" --help
	[ "$status" -eq 0 ]
}

@test "the project's own patches have good headers and their files are all in the series" {
	run "$TOP/scripts/apply-patches" --list "$TOP/patches/series"
	[ "$status" -eq 0 ]
	[ "$(cut -f 1 <<< "$output" | sort)" = "$(cd "$TOP/patches" && ls ./*.patch | sed 's|./||' | sort)" ]
}
