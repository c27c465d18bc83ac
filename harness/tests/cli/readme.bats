#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What README.md shows of "kharness merge" and "kharness diff" is what they print.

load mini_configs

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

@test "the commands of 'Reviewing a change' print what stands below them" {
	cd "$BATS_TEST_TMPDIR"
	mkdir -p out/bin
	ln -s "$KHARNESS" out/bin/kharness
	ln -s "$LINUX" out/linux-6.18.15
	cp -r "$TOP/configs" .
	git_quiet init -q .
	git_quiet add configs
	git_quiet commit -q -m first
	sed -n '/^## Reviewing a change$/,/^## /p' "$TOP/README.md" |
		sed -n '/^    \$ out/,/^[^ ]/{/^[^ ]/!p}' | sed 's/^    //' >shown
	[ "$(grep -c '^\$ out/bin/kharness diff' shown)" -eq 1 ]
	edit=$(sed -n 's/^    \$ \(sed -i .*configs.integrity.*\)/\1/p' "$TOP/README.md")
	bash -c "$edit"
	git_quiet diff --stat | grep -F '1 file changed, 1 insertion(+), 1 deletion(-)'
	{
		sed -n 1p shown
		bash -c "$(sed -n '1s/^\$ //p' shown)"
		echo
	} | diff shown -
}
