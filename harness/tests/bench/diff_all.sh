#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# "kharness diff": one changed line of a fragment that most flavours share, all of them
# compared for all of their architectures, with causes and verdicts. "make bench" sets
# KHARNESS, TOP, O and LINUX.
set -eu

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
demand=1
line='CONFIG_NF_CONNTRACK_SIP'

# private ARGUMENT...: git without the settings of this machine
private() {
	GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 git -c user.name=bench \
		-c user.email=bench@localhost -c commit.gpgsign=false "$@"
}

cp -r "$TOP/configs" .
private init -q .
private add configs
private commit -q -m before
sed -i "s/^$line=m\$/# $line is not set/" configs/net/netfilter.config
! private diff --quiet || { echo "diff_all.sh: there is no $line=m to change" >&2; exit 1; }

for _ in 1 2 3 4 5 6; do
	start=$(date +%s.%N)
	"$KHARNESS" diff --linux "$LINUX" --bridge-dir bridge all@HEAD all --json=all.json \
		> log 2>&1 || { cat log >&2; exit 1; }
	echo "$start $(date +%s.%N)" >> runs
done
# the first one compiled the bridge and asked the toolchain
awk 'NR > 1 { t = $2 - $1; if (NR == 2 || t < min) min = t } END { print min }' runs > best
python3 - "$(cat best)" "$demand" "$(nproc)" <<'PY'
import json, sys

sets = json.load(open("all.json"))["comparisons"]
best, demand = float(sys.argv[1]), float(sys.argv[2])
changed = [s for s in sets if s["changes"]]
print(f"== diff all@HEAD all, one changed line, on {sys.argv[3]} cores")
print(f"{'pairs, of which changed':<50} {len(sets)}, {len(changed)}")
print(f"{'changes':<50} {sum(len(s['changes']) for s in sets)}")
print(f"{'resolutions, whole or in part':<50} {sum(s['resolutions'] for s in sets)}")
print(f"{'warm, the shortest of five':<50} {best:.2f} s (at most {demand:g}: "
      f"{'met' if best <= demand else 'NOT MET'})")
PY
