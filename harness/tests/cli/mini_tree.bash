# SPDX-License-Identifier: GPL-2.0-or-later
# A copy of tests/data/mini-tree with the Kconfig of the real tree, and a place to work.

mini_tree() {
	cd "$BATS_TEST_TMPDIR"
	cp -r "$TOP/harness/tests/data/mini-tree" tree
	ln -s "$LINUX/scripts/kconfig" "$LINUX/scripts/include" tree/scripts/
	bridges="${BRIDGES:-$BATS_RUN_TMPDIR/bridge}"
}

# merge ARGUMENT...: onto the mini tree, to ./config
merge() {
	"$KHARNESS" merge --linux tree --arch x86_64 --bridge-dir "$bridges" -o config "$@"
}
