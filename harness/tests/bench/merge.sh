#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# "kharness merge" beside the kernel's own make, in one run and on the same values.
# "make bench" sets KHARNESS, TOP, O and LINUX.
set -eu

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# best N COMMAND...: the shortest time of N runs, in seconds
best() {
	n=$1
	shift
	while [ "$n" -gt 0 ]; do
		n=$((n - 1))
		start=$(date +%s.%N)
		"$@" > "$scratch/log" 2>&1 || { cat "$scratch/log" >&2; exit 1; }
		echo "$start $(date +%s.%N)"
	done | awk '{ t = $2 - $1; if (NR == 1 || t < min) min = t } END { printf "%.2f", min }'
}

merge() {
	"$KHARNESS" merge --linux "$LINUX" --arch x86_64 -o "$scratch/config" \
		--configs "$TOP/configs" --bridge-dir "$scratch/bridge" "$@"
}

kernel_make() {
	env -i PATH="$PATH" HOME="$HOME" LC_ALL=C \
		make -s -C "$LINUX" O="$scratch/make" ARCH=x86_64 "$@"
}

merge --flavour smoke > "$scratch/log"
first=$(best 1 merge --flavour smoke --bridge-dir "$scratch/new")
cold=$(best 3 merge --flavour smoke --no-replay)
warm=$(best 7 merge --flavour smoke)

mkdir "$scratch/make"
cp "$scratch/config" "$scratch/make/.config"
kernel_make olddefconfig # builds its conf
peer=$(best 5 kernel_make olddefconfig)
cmp "$scratch/config" "$scratch/make/.config"

echo "== merge: the smoke flavour, beside the kernel's own make"
printf '%-50s %s s\n' 'first merge of a tree, Kconfig compiled' "$first" \
	'merge, the toolchain asked again' "$cold" \
	'merge' "$warm" \
	'make olddefconfig on the same values' "$peer"
echo "$warm $peer" | awk '{ printf "%-50s %.2f\n", "merge / make olddefconfig", $1 / $2 }'
