#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# kharness pack, on a made-up build that was really signed.

bats_require_minimum_version 1.5.0
load made-build

setup_file() {
	cd "$BATS_FILE_TMPDIR" || return
	made_build .
	printf '%s\n' CONFIG_MODULE_SIG_FORCE=y CONFIG_SECURITY=y CONFIG_SECURITY_LOCKDOWN_LSM=y \
		'CONFIG_LSM="lockdown"' CONFIG_LOCK_DOWN_KERNEL_FORCE_INTEGRITY=y \
		CONFIG_MODULE_DECOMPRESS=y CONFIG_IKCONFIG=y CONFIG_IKCONFIG_PROC=y \
		CONFIG_ONE=y CONFIG_TWO_B=m CONFIG_GONE=m >> build/.config
	cp build/.config config
	gzip -n -c config > config.gz
	MADE_CONFIG=config.gz made_vmlinux build/vmlinux ours.der
	"$KHARNESS" sign --objdir build --module probe -o modules --key ours.key \
		--cert ours.pem > /dev/null
	printf '#!/bin/sh\n' > init
}

setup() {
	cp -a "$BATS_FILE_TMPDIR"/{build,probe,modules,config,init,ours.*} "$BATS_TEST_TMPDIR"
	cd "$BATS_TEST_TMPDIR" || return
	root=modules/lib/modules/$MADE_RELEASE
}

pack() {
	run --separate-stderr "$KHARNESS" pack --objdir build --module probe --config config \
		--modules modules --init init --refusals "$TOP/testvm/refusals" --probe probe \
		-o packed "$@"
	echo "$output" "$stderr"
}

# refused STATUS TEXT: and nothing is left of it
refused() {
	[ "$status" -eq "$1" ]
	[[ $stderr == *"$2"* ]]
	[ ! -e packed ]
	[ ! -e packed.new ]
}

unpack() {
	mkdir -p "$1"
	zstd -q -d -c packed/initramfs.cpio.zst | (cd "$1" && cpio -id --quiet)
}

@test "the archive holds init, config, modules, the cases and the plan" {
	pack
	[ "$status" -eq 0 ]
	[[ $output =~ ^pack:\ 3\ modules\ and\ [0-9]+\ cases\ to\ refuse,\ [0-9]+\ kB,\ all\ verified ]]
	[ -z "$stderr" ]
	unpack root
	cmp init root/init
	[ -x root/init ]
	zcat root/kharness/config.gz | cmp - config
	for m in kernel/fs/a/one kernel/lib/two-b updates/probe; do
		cmp "$root/$m.ko.zst" "root/lib/modules/$MADE_RELEASE/$m.ko.zst"
	done
	cases=$(grep -c '^[a-z]' "$TOP/testvm/refusals")
	[ "$(find root/kharness/refuse -type f | wc -l)" -eq "$cases" ]
	plan=root/kharness/plan
	[ "$(head -n 1 $plan)" = $'kharness-plan\t1' ]
	grep -qx $'release\t'"$MADE_RELEASE" $plan
	grep -qx $'vermagic\t'"$MADE_RELEASE SMP " $plan
	grep -qx $'lockdown\tintegrity' $plan
	grep -qx $'lsm\tlockdown,capability' $plan || grep -qx $'lsm\tcapability,lockdown' $plan
	grep -qx $'sig_enforce\tY' $plan
	[ "$(grep -c $'^module\t' $plan)" -eq 2 ]
	[ "$(grep -c $'^probe\tprobe\t' $plan)" -eq 1 ]
	[ "$(grep -c $'^original\t' $plan)" -eq 1 ]
	[ "$(grep -c $'^refuse\t' $plan)" -eq "$cases" ]
	python3 -c '
import json
m = json.load(open("packed/manifest.json"))
assert m["release"] == "6.18.15-made" and m["files"][0] == {"path": "init", "size": 10, "mode": "0755"}, m
assert len(m["certificate"]) == 64, m'
}

@test "the same byte for byte, whenever, wherever and by whomever it is made" {
	pack
	first=$(sha256sum < packed/initramfs.cpio.zst)
	touch init "$root"/kernel/lib/*
	chmod 600 init
	umask 077
	TZ=Asia/Tokyo pack -o elsewhere/
	[ "$status" -eq 0 ]
	[ "$(sha256sum < elsewhere/initramfs.cpio.zst)" = "$first" ]
	cmp packed/manifest.json elsewhere/manifest.json
	[ ! -e elsewhere/.new ]
}

@test "a second run replaces the first as a whole" {
	pack
	echo more >> init
	: > packed/initramfs.cpio.zst.abcdef # what a killed run has left
	pack
	[ "$status" -eq 0 ]
	unpack root
	cmp init root/init
	[ "$(ls packed)" = $'initramfs.cpio.zst\nmanifest.json' ]
}

@test "an output directory that holds something else is left alone" {
	for dir in packed packed.new; do
		mkdir $dir
		echo thesis > $dir/thesis.txt
		pack
		[ "$status" -eq 2 ]
		[[ $stderr == *"'$dir' holds 'thesis.txt', which was not made here"* ]]
		[ "$(ls $dir)" = thesis.txt ]
		rm -r $dir
	done
	pack -o .
	[ "$status" -eq 2 ]
	[ -e build/vmlinux ]
}

@test "a config other than the one in vmlinux" {
	echo CONFIG_MORE=y >> config
	pack
	refused 1 "the config that vmlinux carries is not the merged one; build it again"
	head -n 3 build/.config > config
	pack
	refused 1 "is not the merged one"
}

@test "a vmlinux without a config, or with a damaged one" {
	made_vmlinux build/vmlinux ours.der
	pack
	refused 1 "the config that vmlinux carries is"
	head -c 40 "$BATS_FILE_TMPDIR/config.gz" > cut.gz
	MADE_CONFIG=cut.gz made_vmlinux build/vmlinux ours.der
	pack
	refused 1 "the config that vmlinux carries is"
}

@test "a probe that is not there" {
	pack --probe nosuch
	refused 1 "error: no module 'nosuch' in '$root'"
}

@test "a module that does not verify does not get in" {
	zstd -q -f -o "$root/kernel/lib/two-b.ko.zst" build/lib/two-b.ko
	pack
	refused 1 "two-b.ko.zst: error: unsigned"
	cp "$BATS_FILE_TMPDIR/$root/kernel/lib/two-b.ko.zst" "$root/kernel/lib/"
	printf x >> "$root/kernel/lib/two-b.ko.zst"
	pack
	refused 1 "two-b.ko.zst: error: "
	truncate -s 100 "$root/kernel/lib/two-b.ko.zst"
	pack
	refused 1 "two-b.ko.zst: error: "
}

@test "a module that is missing, also without its line in modules.dep" {
	rm "$root/kernel/lib/two-b.ko.zst"
	pack
	[ "$status" -ne 0 ]
	[[ $stderr == *two-b.ko.zst* ]]
	[ ! -e packed ]
	sed -i /two-b/d "$root/modules.dep"
	rm -f "$root"/modules.dep.bin
	pack
	refused 1 "modules.dep' names 2 of the 3 modules of the build"
}

@test "modules of another build" {
	made_pair other
	made_vmlinux build/vmlinux other.der
	pack
	refused 1 "it trusts a certificate that is not ours"
	rm -r modules
	pack
	[ "$status" -ne 0 ]
	[ ! -e packed ]
}

# features LINE...: a table of them, and the plan that comes out in ./planned
features() {
	printf '# a comment\n\n' > features
	printf '%s\n' "$@" >> features
	pack --features features
	[ "$status" -eq 0 ]
	unpack root
	grep -e '^driver' -e '^builtin' -e '^feature' -e '^module' root/kharness/plan > planned || :
}

@test "what the config asks for is planned, as y and as m, and nothing else" {
	features "feature  a.b  CONFIG_ONE,CONFIG_TWO_B  one  some words" \
		"feature  c.d  CONFIG_ONE,CONFIG_NOT  -  -" \
		"driver   one    CONFIG_ONE    one_probe    the reason" \
		"driver   two_b  CONFIG_TWO_B  two_b_probe  another reason" \
		"driver   gone   CONFIG_GONE   gone_probe   a third" \
		"driver   not    CONFIG_NOT    not_probe    no"
	[[ $output == *"; 4 features" ]]
	file=/lib/modules/$MADE_RELEASE
	diff planned - <<-END
		module	one	$file/kernel/fs/a/one.ko.zst	4
		driver	two_b	$file/kernel/lib/two-b.ko.zst	4	-	another reason
		builtin	one	one_probe	the reason
		driver	gone	$file/missing/gone.ko.zst	4	-	a third
		feature	a.b	some words
	END
}

@test "another config can ask" {
	cp config asked
	echo CONFIG_NOT=y >> asked
	printf 'feature  c.d  CONFIG_NOT  -  -\n' > features
	pack --features features --asked asked
	[[ $output == *"; 1 features"* ]]
	pack --features features
	[[ $output == *"; 0 features"* ]]
	pack --features features --asked missing
	[ "$status" -eq 2 ]
	[[ $stderr == *"cannot open 'missing'"* ]]
}

@test "only what the tests need is loaded" {
	printf 'feature  a.b  CONFIG_ONE  two_b  -\n' > features
	pack --features features --load tests
	[ "$status" -eq 0 ]
	[[ $output == "pack: 2 modules "* ]]
	unpack root
	[ "$(grep -c -e '^module' -e '^probe' root/kharness/plan)" -eq 2 ]
	[ ! -e "root/lib/modules/$MADE_RELEASE/kernel/fs/a/one.ko.zst" ]
	grep -q '^original	two_b' root/kharness/plan
	run "$KHARNESS" pack --load most
	[ "$status" -eq 2 ]
	[[ $output == *"--load takes all or tests, not 'most'"* ]]
}

@test "the verity image fits its root hash, but for one block" {
	sed -i 's/^CONFIG_ONE=y/&\nCONFIG_DM_VERITY=m/' config build/.config
	gzip -n -c config > config.gz
	MADE_CONFIG=config.gz made_vmlinux build/vmlinux ours.der
	features "feature  verity.reject  CONFIG_DM_VERITY  -  -"
	python3 - <<-'END'
		import hashlib
		plan = dict(l.split("\t")[1:] for l in open("planned") if l.startswith("feature"))
		blocks, bad, root = plan["verity.reject"].split()
		image = open("root/kharness/verity.img", "rb").read()
		block = [image[i:i + 4096] for i in range(0, len(image), 4096)]
		digest = lambda b: hashlib.sha256(b).digest()
		data, tree = block[:int(blocks)], block[int(blocks):]
		assert hashlib.sha256(tree[0]).hexdigest() == root.strip()
		below = b"".join(tree[1:])
		assert [digest(b) for b in tree[1:]] == [tree[0][32 * i:32 * i + 32] for i in range(len(tree) - 1)]
		wrong = [i for i, b in enumerate(data) if digest(b) != below[32 * i:32 * i + 32]]
		assert wrong == [int(bad)], wrong
		END
}

@test "bad tables of features are named with the line" {
	while IFS='|' read -r line expected; do
		printf '# a comment\n\n%s\n' "$line" > features
		pack --features features
		refused 2 "features:3: error: $expected"
	done <<-'END'
		feature a.b CONFIG_A -|fewer than five fields
		driver a CONFIG_A a_probe|fewer than five fields
		thing a CONFIG_A - -|a row begins with 'feature' or 'driver'
		feature a.b A - -|the options of a feature are CONFIG_A,CONFIG_B
		feature a.b CONFIG_A,B - -|the options of a feature are CONFIG_A,CONFIG_B
		feature a.b CONFIG_A, - -|the options of a feature are CONFIG_A,CONFIG_B
		driver a CONFIG_A,CONFIG_B p why|a driver has one option, CONFIG_A
	END
	printf '%s\n' 'feature a.b CONFIG_A - -' 'feature a.b CONFIG_A - -' \
		'driver a CONFIG_A p why' 'driver a CONFIG_A p why' > features
	pack --features features
	refused 2 "features:2: error: this feature is there already"
	refused 2 "features:4: error: this driver is there already"
	pack --features missing
	refused 2 "cannot open 'missing'"
}

@test "bad tables of refusals are named with the line" {
	while IFS='|' read -r line expected; do
		printf '# a comment\n\n%s\n' "$line" > table
		pack --refusals table
		refused 2 "$expected"
	done <<-'END'
		a unsigned 4 EKEYREJECTED|table:3: error: fewer than five fields: case, how, flags, errno, log
		a/b unsigned 4 EKEYREJECTED -|table:3: error: a case is named by letters, digits and '-'
		a unsigned x EKEYREJECTED -|table:3: error: flags are a decimal number
		a unsigned 0 EKEYREJECTED -|'a' is loaded with flags 4, and the table of refusals says 0
		a nosuch 4 EKEYREJECTED -|nosuch
	END
	printf 'a unsigned 4 EINVAL -\na unsigned 4 EINVAL -\n' > table
	pack --refusals table
	refused 2 "table:2: error: this case is there already"
	pack --refusals missing
	refused 2 "cannot open 'missing'"
}

@test "missing inputs" {
	pack --init missing
	refused 2 "cannot open 'missing'"
	pack --config missing
	refused 2 "cannot open 'missing'"
	pack --objdir missing
	refused 2 "cannot open 'missing/.config'"
}

@test "a full disk leaves nothing" {
	unshare -rm true 2> /dev/null || skip "no mount namespaces here"
	mkdir small
	# shellcheck disable=SC2016
	run unshare -rm sh -c 'mount -t tmpfs -o size=4k tmpfs small; "$@"; status=$?
		[ -z "$(ls -A small)" ] || echo "left: $(ls -A small)"
		exit $status' sh "$KHARNESS" pack --objdir build --module probe --config config \
		--modules modules --init init --refusals "$TOP/testvm/refusals" --probe probe \
		-o small/packed
	echo "$output"
	[ "$status" -eq 2 ]
	[[ $output == *"error: "*"No space left on device"* ]]
	[[ $output != *left:* ]]
}

@test "a run that is killed leaves the old archive; the next one is not disturbed" {
	pack
	before=$(sha256sum packed/*)
	# the stripped case runs strip
	# shellcheck disable=SC2016
	printf '#!/bin/sh\nkill -9 $PPID\n' > killer-strip
	chmod +x killer-strip
	pack --cross "$PWD/killer-"
	[ "$status" -eq 137 ]
	[ "$(sha256sum packed/*)" = "$before" ]
	pack
	[ "$status" -eq 0 ]
	[ ! -e packed.new ]
}

@test "usage errors name what is wrong and exit 2" {
	while IFS='|' read -r args expected; do
		# shellcheck disable=SC2086
		run "$KHARNESS" pack $args
		echo "$args: $output"
		[ "$status" -eq 2 ]
		[[ $output == *"$expected"* ]]
		[ "${#lines[@]}" -eq 1 ]
	done <<-END
		--config c --modules m --init i --refusals r --probe p -o o|--objdir is missing
		--objdir b --modules m --init i --refusals r --probe p -o o|--config is missing
		--objdir b --config c --init i --refusals r --probe p -o o|--modules is missing
		--objdir b --config c --modules m --refusals r --probe p -o o|--init is missing
		--objdir b --config c --modules m --init i --probe p -o o|--refusals is missing
		--objdir b --config c --modules m --init i --refusals r -o o|--probe is missing
		--objdir b --config c --modules m --init i --refusals r --probe p|-o is missing
		--objdir b x|unexpected argument 'x'
	END
	run "$KHARNESS" pack --help
	[ "$status" -eq 0 ]
	[[ $output == *--refusals=FILE* ]]
}
