#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What README.md shows of "kharness merge" is what it prints.

# section HEADING: its lines that are indented, without the indentation
section() {
	sed -n "/^## $1\$/,/^## /s/^    //p" "$TOP/README.md" | grep -v '^#:\|^CONFIG_'
}

@test "the commands of 'Five minutes' print what stands below them" {
	cd "$BATS_TEST_TMPDIR"
	mkdir -p out/bin
	ln -s "$KHARNESS" out/bin/kharness
	ln -s "$LINUX" out/linux-6.18.15
	section 'Five minutes' | sed '/kharness import/,$d' >shown
	[ "$(grep -c '^\$ out/bin/kharness merge' shown)" -eq 3 ]
	grep '^\$ ' shown | while read -r _ command; do
		echo "\$ $command"
		bash -c "$(sed "s,/tmp/,$PWD/," <<<"$command")" 2>&1 < /dev/null |
			sed "s,$PWD/,/tmp/," || true
	done >printed
	# what goes to standard output comes before the rest or behind it
	awk '/^\$ / {n++} {print n, $0}' shown | sort >a
	awk '/^\$ / {n++} {print n, $0}' printed | sort >b
	diff a b
}
