#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# How long a person waits: for nothing to do, and from one changed fragment line to the
# verdict. "make bench" sets KHARNESS, TOP, O and LINUX.
set -eu

now() { date +%s.%N; }
since() { echo "$1 $(now)" | awk '{ printf "%.2f s\n", $2 - $1 }'; }
quiet_make() { make -f "$TOP/Kbuild.harness" O="$O" "$@" > "$log" 2>&1 || { cat "$log"; exit 1; }; }

scratch=$(mktemp -d)
log=$scratch/log
trap 'rm -rf "$scratch"' EXIT

echo "== pipeline: time until the verdict"
start=$(now)
quiet_make smoke
printf '%-50s %s' 'make smoke, nothing to do' "$(since "$start")"
echo

cp -a "$TOP/configs" "$scratch/configs"
sed -i 's/^CONFIG_LOG_BUF_SHIFT=.*//' "$scratch"/configs/*/*.config
printf '\n#: why    The benchmark changes one line.\nCONFIG_LOG_BUF_SHIFT=18\n' \
	>> "$scratch/configs/smoke/modules.config"
start=$(now)
quiet_make smoke CONFIGS="$scratch/configs"
printf '%-50s %s' 'one changed fragment line, all stages' "$(since "$start")"
echo
grep -hE '^(merge|build|sign|verify|pack|boot)' "$log" | sed 's/^/    /'

# back to the real fragments
find "$TOP/configs" -name '*.config' -exec touch {} +
start=$(now)
quiet_make smoke
printf '%-50s %s' 'and back' "$(since "$start")"
echo
