#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "kharness merge" in the place of the kernel's merge_config.sh, beside that script.

setup() {
	cd "$BATS_TEST_TMPDIR"
	script="$LINUX/scripts/kconfig/merge_config.sh"
	bridges="${BRIDGES:-$BATS_RUN_TMPDIR/bridge}"
	cat >base <<-'E'
		CONFIG_A=y
		CONFIG_B=m
		# CONFIG_C is not set
		CONFIG_STR="a  b"
		# about CONFIG_A and more
		CONFIG_AB=y
		CONFIG_D=1
	E
	cat >one <<-'E'
		CONFIG_A=m
		CONFIG_C=y
		# a comment naming CONFIG_D in text
		CONFIG_D=1
		CONFIG_NEW=y
	E
	printf 'CONFIG_B=y\nCONFIG_A=m\nCONFIG_STR="c   d"\nCONFIG_X=y\nCONFIG_X=n\n# CONFIG_C is not set' >two
	printf 'CONFIG_X=m' >three
	: >empty
}

# same OPTION... FILE...: with -m both say the same, end with the same status and write
# the same bytes
same() {
	rm -f new .config
	theirs=0
	sh "$script" -m "$@" >theirs.out 2>/dev/null || theirs=$?
	rm -f theirs.config
	[ ! -e .config ] || mv .config theirs.config
	rm -f new
	run_ours=0
	"$KHARNESS" merge -m "$@" >ours.out 2>ours.err || run_ours=$?
	[ "$theirs" -eq "$run_ours" ] || { echo "$*: status $run_ours, not $theirs"; return 1; }
	diff -u theirs.out ours.out
	if [ -e theirs.config ]; then cmp theirs.config .config; else [ ! -e .config ]; fi
}

@test "-m puts the same text together" {
	for options in "" "-y -r" -s "-Q -r"; do
		for files in "base" "base one" "base one two" "base one two three one" \
			"empty one" "two three" "new one" "base missing one" "empty empty"; do
			# the words are meant
			same $options $files
		done
	done
	# they did say and write something
	same -r base one two
	grep -q 'is redefined by fragment one' ours.out
	grep -q 'is redundant by fragment two' ours.out
	[ -s .config ]
}

@test "where the result goes: -O, KCONFIG_CONFIG" {
	mkdir out
	same -O out base one
	cmp out/.config <("$KHARNESS" merge -m base one >/dev/null; cat .config)
	rm -f out/.config .config
	"$KHARNESS" merge -m -O out/// base >/dev/null
	[ -s out/.config ]
	export KCONFIG_CONFIG=named
	"$KHARNESS" merge -m -O out base one >ours.out
	mv named ours.config
	sh "$script" -m -O out base one | diff - ours.out
	cmp named ours.config
	[ ! -e .config ]
	unset KCONFIG_CONFIG
	same -O nowhere base one
	grep -q "output directory 'nowhere' does not exist" ours.err
}

@test "another prefix, in CONFIG_" {
	sed -i 's/CONFIG_/BR2_/g' base one two
	export CONFIG_=BR2_
	same base one two
	grep -q 'Value of BR2_A is redefined' ours.out
	run "$KHARNESS" merge --linux "$LINUX" --bridge-dir "$bridges" -n base
	[ "$status" -eq 2 ]
	[[ "$output" == *"the prefix 'BR2_' from \$CONFIG_ is for -m only"* ]]
}

@test "-h and no file at all show the help" {
	for args in -h -m "-h base"; do
		run "$KHARNESS" merge $args
		[ "$status" -eq 0 ]
		[[ "$output" == *"make builtin have precedence over modules"* ]]
	done
	[ ! -e .config ]
}

# make as the script calls it, for a tree that is only read
use_make() {
	mkdir -p bin "$BATS_FILE_TMPDIR/objects"
	cat >bin/make <<-END
		#!/bin/sh
		for a; do
			shift
			case \$a in KCONFIG_ALLCONFIG=*) a=KCONFIG_ALLCONFIG=\$PWD/\${a#*=} ;; esac
			set -- "\$@" "\$a"
		done
		exec env -i PATH='$PATH' HOME="\$HOME" \${ARCH:+ARCH="\$ARCH"} LC_ALL=C \
			KCONFIG_CONFIG="\$KCONFIG_CONFIG" /usr/bin/make -s -C '$LINUX' \
			O='$BATS_FILE_TMPDIR/objects' "\$@"
	END
	chmod +x bin/make
}

# resolves OPTION... FILE...: both write the same configuration
resolves() {
	PATH="$PWD/bin:$PATH" KCONFIG_CONFIG="$PWD/theirs" sh "$script" "$@" >theirs.out
	KCONFIG_CONFIG=ours "$KHARNESS" merge --linux "$LINUX" --bridge-dir "$bridges" "$@" \
		>ours.out 2>ours.err
	cmp theirs ours
}

@test "without -m: the same configuration, and what was lost is told with its reason" {
	use_make
	printf 'CONFIG_MODULES=y\nCONFIG_EXT4_FS=m\nCONFIG_NR_CPUS=99999\n' >base
	printf 'CONFIG_EXT4_FS=y\nCONFIG_BTRFS_FS=m\nCONFIG_NOT_IN_ANY_TREE=y\n# CONFIG_ABSENT is not set\n' >one
	resolves -r base one
	# an n that is absent is what was asked for: the script does not know that
	grep -v '^#' theirs.out | grep -c '^Value requested' | grep -qx 3
	grep -c '^Value requested' ours.out | grep -qx 2
	for symbol in NR_CPUS NOT_IN_ANY_TREE; do
		grep -A2 "^Value requested for CONFIG_$symbol " theirs.out >expected
		grep -A2 "^Value requested for CONFIG_$symbol " ours.out | diff -u expected -
	done
	grep -q '^base:3:1: warning: CONFIG_NR_CPUS=99999: the result is ' ours.err
	grep -q '^one:3:1: warning: CONFIG_NOT_IN_ANY_TREE=y: the tree has no such symbol$' ours.err
	! grep -q ABSENT ours.err ours.out || false

	printf 'CONFIG_64BIT=y\nCONFIG_HZ_100=y\nCONFIG_HZ_300=y\n' >base
	printf 'CONFIG_MODULES=y\nCONFIG_BINFMT_ELF=m\nCONFIG_HZ_250=y' >one
	printf 'CONFIG_BTRFS_FS=y\nCONFIG_BTRFS_FS=m\nCONFIG_BLOCK=y\n' >two
	ARCH=x86_64 resolves -n -y base one two
	grep -qx 'CONFIG_HZ_250=y' ours
}

@test "the exit status is the script's, unless --strict" {
	echo CONFIG_NOT_IN_ANY_TREE=y >one
	: >base
	run "$KHARNESS" merge --linux "$LINUX" --bridge-dir "$bridges" -n base one
	[ "$status" -eq 0 ]
	[ -s .config ]
	rm .config
	run "$KHARNESS" merge --linux "$LINUX" --bridge-dir "$bridges" -n --strict base one
	[ "$status" -eq 1 ]
	[[ "$output" == *"one:1:1: error: CONFIG_NOT_IN_ANY_TREE=y: the tree has no such symbol"* ]]
	[ -s .config ]
}

@test "a value that a makefile would run is refused" {
	echo 'CONFIG_LOCALVERSION="$(shell touch pwned)"' >one
	run "$KHARNESS" merge --linux "$LINUX" --bridge-dir "$bridges" -n base one
	[ "$status" -eq 2 ]
	[[ "$output" == *"one:1:22: error: '\$' is not allowed in a string"* ]]
	[ ! -e .config ]
	[ ! -e pwned ]
}

@test "no file but the result appears" {
	mkdir -p clean
	cp base one clean
	cd clean
	"$KHARNESS" merge -m base one >/dev/null
	[ "$(ls -A | tr '\n' ' ')" = ".config base one " ]
}
