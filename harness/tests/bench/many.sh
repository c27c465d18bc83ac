#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# "kharness merge --all": 8 generated flavours for two architectures beside one pair of
# them. "make bench" sets KHARNESS, TOP, O and LINUX.
#
# Flavours have 300 to 1,500 requests that hold, drawn with a fixed seed from what the
# tree's own configurations have, on defconfig and allnoconfig by turns.
set -eu

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
archs="x86_64 arm64"
demand=3

# kh ARGUMENT...: kharness merge
kh() {
	"$KHARNESS" merge --linux "$LINUX" --bridge-dir bridge "$@"
}

# draw SEED COUNT FILE...: that many lines, no symbol twice
draw() {
	seed=$1
	count=$2
	shift 2
	awk -v seed="$seed" 'BEGIN { srand(seed) } { print rand() "\t" $0 }' "$@" | sort -n |
		cut -f 2 | awk -F = '!seen[$1]++' | head -n "$count"
}

# defconfig ARCH: the tree's own
defconfig() {
	case $1 in
	x86_64) echo "$LINUX/arch/x86/configs/x86_64_defconfig" ;;
	*) echo "$LINUX/arch/$1/configs/defconfig" ;;
	esac
}

# holding ARCH FAMILY FRAGMENT: those of its lines that hold when they are merged
holding() {
	mkdir -p resolved
	: > none
	# as merge_config.sh does, which looks for no causes
	case $2 in
	allnoconfig) set -- "$1" -n none "$3" ;;
	*) set -- "$1" -Q "$(defconfig "$1")" "$3" ;;
	esac
	kh --arch "$1" -O resolved "$2" "$3" "$4" > log 2>&1 || { cat log >&2; exit 1; }
	grep -Fxf resolved/.config "$4" || true
}

# fragment ARCH SEED FAMILY LINES: of so many lines that are drawn, or more, those that
# hold together, at least 300
fragment() {
	lines=$4
	while :; do
		case $3 in
		defconfig) draw "$2" "$lines" "$1.defconfig" "$1.allmodconfig" > held ;;
		*) draw "$2" "$lines" "$1.defconfig" > held ;;
		esac
		for _ in 1 2 3; do
			cp held pick
			holding "$1" "$3" pick > held
		done
		[ "$(wc -l < held)" -lt 300 ] || break
		lines=$((lines * 3 / 2))
	done
	head -n 1500 held
}

# generate NUMBER FAMILY LINES: its fragments, and its lines of flavours.yaml
generate() {
	printf '  f%s:\n    about: generated\n    arch:\n' "$1"
	for arch in $archs; do
		fragment "$arch" "$1" "$2" "$3" > "configs/$arch-$1.config"
		printf '      %s: {base: %s, fragments: [%s]}\n' "$arch" "$2" "$arch-$1.config"
	done
}

# seconds COMMAND...: how long it takes, the shortest of three runs, to the file "took"
seconds() {
	: > runs
	for _ in 1 2 3; do
		start=$(date +%s.%N)
		"$@" > log 2>&1 || { cat log >&2; exit 1; }
		echo "$start $(date +%s.%N)" >> runs
	done
	awk '{ t = $2 - $1; if (NR == 1 || t < min) min = t }
		END { printf "%.3f\n", min }' runs > took
}

for arch in $archs; do
	for base in defconfig allmodconfig; do
		kh --arch "$arch" --provenance json -o config "$base" > log 2>&1
		grep -E '=[ym]$' config > "$arch.$base"
	done
done
mkdir configs
{
	printf 'schema: 1\nflavours:\n'
	generate 1 defconfig 400
	generate 2 allnoconfig 700
	generate 3 defconfig 900
	generate 4 allnoconfig 1000
	generate 5 defconfig 1500
	generate 6 allnoconfig 1200
	generate 7 defconfig 1900
	generate 8 allnoconfig 1500
} > configs/flavours.yaml

pairs=
for n in 1 2 3 4 5 6 7 8; do
	for arch in $archs; do
		pairs="$pairs f$n-$arch"
		mkdir -p "single/f$n-$arch"
		seconds kh --flavour "f$n" --arch "$arch" -o "single/f$n-$arch/.config"
		cat took >> singles
	done
done
seconds kh --all -o all
all=$(cat took)
for p in $pairs; do
	cmp "single/$p/.config" "all/$p/.config"
	cmp "single/$p/provenance.json" "all/$p/provenance.json"
done

requests=$(wc -l configs/*.config | awk '$2 != "total" {
		if (!min || $1 < min) min = $1
		if ($1 > max) max = $1
	}
	END { print min " to " max }')
echo "== merge --all: $(wc -l < singles) pairs, $requests requests each, on $(nproc) cores"
sort -n singles | awk -v all="$all" -v demand=$demand '
	{ sum += $1; t[NR] = $1 }
	END {
		one = sum / NR
		printf "%-50s %.2f s\n", "all at once", all
		printf "%-50s %.2f s\n", "one by one", sum
		printf "%-50s %.2f s (%.2f to %.2f)\n", "one pair, on average", one, t[1], t[NR]
		printf "%-50s %.2f (at most %s: %s)\n", "all at once / one pair", all / one, demand,
			all / one <= demand ? "met" : "NOT MET"
	}'
