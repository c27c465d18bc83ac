#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# "kharness merge" and "explain" beside the kernel's own make and merge_config.sh, in one
# run and on the same values. "make bench" sets KHARNESS, TOP, O and LINUX.
set -eu
export LC_ALL=C

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
here=$(dirname "$0")
reference=$TOP/../shared/reference/azl4

# best N COMMAND...: the shortest time of N runs, in seconds; status 1 is a result, too
best() {
	n=$1
	shift
	while [ "$n" -gt 0 ]; do
		n=$((n - 1))
		start=$(date +%s.%N)
		"$@" > "$scratch/log" 2>&1 || [ $? -eq 1 ] || { cat "$scratch/log" >&2; exit 1; }
		echo "$start $(date +%s.%N)"
	done | awk '{ t = $2 - $1; if (NR == 1 || t < min) min = t } END { printf "%.3f", min }'
}

# row WHAT OURS UNIT PEER "at least"|"at most" DEMAND: the ratio that the demand is about
row() {
	awk -v what="$1" -v ours="$2" -v unit="$3" -v peer="$4" -v side="$5" -v demand="$6" '
		BEGIN {
			ratio = side == "at least" ? peer / ours : ours / peer
			good = side == "at least" ? ratio >= demand : ratio <= demand
			printf "%-37s %7s %-2s %8s %-2s %7.2f   %s %s%s\n", what, ours, unit, peer,
				unit, ratio, side, demand, good ? "" : "  MISSED"
		}'
}

verb() {
	v=$1
	shift
	"$KHARNESS" "$v" --linux "$LINUX" --arch x86_64 --configs "$TOP/configs" \
		--bridge-dir "$scratch/bridge" "$@"
}

merge() {
	verb merge -o "$scratch/config" "$@"
}

kernel_make() {
	env -i PATH="$PATH" HOME="$HOME" LC_ALL=C \
		make -s -C "$LINUX" O="$scratch/make" ARCH=x86_64 "$@"
}

# what a person does without kharness
kernel_merge() {
	sh "$LINUX/scripts/kconfig/merge_config.sh" -m -O "$scratch/make" "$@" &&
		kernel_make olddefconfig
}

# pair NAME DEMAND BASE FRAGMENT
pair() {
	ours=$(best 3 merge "$3" "$4")
	peer=$(best 1 kernel_merge "$3" "$4")
	row "$1" "$ours" s "$peer" 'at least' "$2"
	cmp "$scratch/config" "$scratch/make/.config"
}

# memory NAME COMMAND...: of our two processes and of conf on the same values
memory() {
	name=$1
	shift
	python3 "$here/peak.py" kharness,bridge "$KHARNESS" merge \
		--linux "$LINUX" --arch x86_64 --configs "$TOP/configs" \
		--bridge-dir "$scratch/bridge" -o "$scratch/config" "$@" > "$scratch/peak"
	cp "$scratch/config" "$scratch/make/.config"
	python3 "$here/peak.py" conf env -i PATH="$PATH" HOME="$HOME" LC_ALL=C \
		make -s -C "$LINUX" O="$scratch/make" ARCH=x86_64 olddefconfig >> "$scratch/peak"
	conf=$(awk '/^conf/ { printf "%.1f", $2 / 1024 }' "$scratch/peak")
	for process in kharness bridge; do
		mb=$(awk "/^$process/"' { printf "%.1f", $2 / 1024 }' "$scratch/peak")
		row "$name: peak memory of $process" "$mb" MB "$conf" 'at most' 2
	done
}

mkdir "$scratch/make"
merge --flavour smoke > "$scratch/log" 2>&1
first=$(best 1 merge --flavour smoke --bridge-dir "$scratch/new")
cold=$(best 3 merge --flavour smoke --no-replay)
warm=$(best 7 merge --flavour smoke)
explain=$(best 7 verb explain --flavour smoke INIT_ON_ALLOC_DEFAULT_ON)
cp "$scratch/config" "$scratch/make/.config"
kernel_make olddefconfig # builds its conf
peer=$(best 5 kernel_make olddefconfig)
cmp "$scratch/config" "$scratch/make/.config"

echo "== merge and explain, beside the kernel's own make and merge_config.sh"
printf '%-37s %10s %11s %7s   %s\n' what kharness kernel ratio demanded
row 'smoke flavour' "$warm" s "$peer" 'at most' 0.25
row 'the same, the toolchain asked again' "$cold" s "$peer" 'at most' 1
row 'explain a symbol of it' "$explain" s "$peer" 'at most' 0.206
kernel_make defconfig
cp "$scratch/make/.config" "$scratch/defconfig"
kernel_make allmodconfig
cp "$scratch/make/.config" "$scratch/allmodconfig"
pair 'allmodconfig onto defconfig' 100 "$scratch/defconfig" "$scratch/allmodconfig"
memory 'the same' "$scratch/defconfig" "$scratch/allmodconfig"
if [ -d "$reference" ]; then
	set -- "$reference/6.18-x86_64-azl.config" "$reference/6.18-aarch64-azl.config"
	pair 'arm64 reference onto the x86_64 one' 150 "$@"
	memory 'the same' "$@"
else
	echo "(no ../shared/reference/azl4 beside the checkout: no pair of reference configs)"
fi
printf '%-37s %7s s\n' 'first merge of a tree, all compiled' "$first"
