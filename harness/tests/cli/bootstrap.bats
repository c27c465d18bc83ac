#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# scripts/bootstrap decides the right thing, with the system's programs replaced.

load scripts

setup() {
	unset MAKEFLAGS
	repo=$BATS_TEST_TMPDIR/repo
	log=$BATS_TEST_TMPDIR/log
	installed=$BATS_TEST_TMPDIR/installed
	export log installed
	mkdir -p "$repo/scripts/packages"
	cp "$TOP/scripts/bootstrap" "$repo/scripts"
	printf '# a list\n\none  # the first\ntwo-dev\t# the second\nthree\n' |
		tee "$repo/scripts/packages/debian" > "$repo/scripts/packages/fedora"
	echo 'four  # for the tests' |
		tee "$repo/scripts/packages/debian-check" > "$repo/scripts/packages/fedora-check"
	printf 'smoke check check-long check-programs bench:\n\t@echo "made $@ FLAVOUR=$(FLAVOUR)"\nfail:\n\t@exit 1\n' \
		> "$repo/Kbuild.harness"
	os 'ID=debian' 'VERSION_ID="12"'
	: > "$log"
	: > "$installed"
	only sh sed head awk wc cat env dirname make grep
	user 0
	echo 'echo dpkg-query >> "$log"; shift 3
for p; do if grep -qx "$p" "$installed"; then echo "$p installed"
elif [ "$p" = three ]; then echo "three config-files"; fi; done' | fake dpkg-query
	echo 'echo "apt-get $*" >> "$log"
case " $* " in *" install "*) printf "%s\n" "$@" >> "$installed" ;; esac' | fake apt-get
}

os() {
	export KHARNESS_OS_RELEASE=$BATS_TEST_TMPDIR/os-release
	printf '%s\n' "$@" > "$KHARNESS_OS_RELEASE"
}

user() {
	echo "echo $1" | fake id
}

bootstrap() {
	run env PATH="$BATS_TEST_TMPDIR/fake:$only" sh "$repo/scripts/bootstrap" "$@"
	echo "$output"
	cat "$log"
}

@test "nothing missing: one question to dpkg, then make with the arguments" {
	printf 'one\ntwo-dev\nthree\n' > "$installed"
	user 1000
	bootstrap smoke 'FLAVOUR=a b'
	[ "$status" -eq 0 ]
	[ "$output" = "made smoke FLAVOUR=a b" ]
	[ "$(cat "$log")" = dpkg-query ]
}

@test "what is missing is named, installed by root, and make follows" {
	echo one > "$installed"
	bootstrap smoke
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = "bootstrap: missing packages (2):" ]
	[ "${lines[1]}" = "  two-dev" ]
	[ "${lines[2]}" = "  three" ]
	[ "${lines[3]}" = "made smoke FLAVOUR=" ]
	[ "$(sed -n 2p "$log")" = "apt-get -q update" ]
	[[ $(sed -n 3p "$log") == "apt-get install -y "*" two-dev three" ]]
	[[ $(cat "$log") != *" one "* ]]

	: > "$log"
	bootstrap smoke
	[ "$output" = "made smoke FLAVOUR=" ]
	[ "$(cat "$log")" = dpkg-query ]
}

@test "what only the tests need comes with their targets, not with a kernel" {
	for target in check check-long check-programs bench 'V=1 check'; do
		: > "$installed"
		: > "$log"
		# shellcheck disable=SC2086 # an argument a word
		bootstrap $target
		[ "$status" -eq 0 ]
		[ "${lines[0]}" = "bootstrap: missing packages (4):" ]
		[ "$(cat "$installed" | grep -cx four)" -eq 1 ]
	done
	: > "$installed"
	bootstrap smoke FLAVOUR=check
	[ "${lines[0]}" = "bootstrap: missing packages (3):" ]
	[ "$(grep -cx four "$installed")" -eq 0 ]
	# installed for a kernel already: the rest follows
	bootstrap check
	[ "${lines[0]}" = "bootstrap: missing packages (1):" ]
	[ "${lines[1]}" = "  four" ]

	rm "$repo/scripts/packages/debian-check"
	bootstrap check
	[ "$status" -eq 2 ]
	[[ $output == "error: '$repo/scripts/packages/debian-check' is missing"* ]]
	bootstrap smoke
	[ "$status" -eq 0 ]
}

@test "without root, sudo runs the package manager" {
	user 1000
	echo 'echo "sudo $*" >> "$log"; [ "$1" != -n ] || exit 0; exec "$@"' | fake sudo
	bootstrap check
	[ "$status" -eq 0 ]
	grep -q '^sudo apt-get -q update' "$log"
	grep -q '^sudo env DEBIAN_FRONTEND=noninteractive apt-get install ' "$log"
	[[ $output == *"made check"* ]]
}

@test "with neither root nor sudo the one command is printed, and nothing runs" {
	user 1000
	bootstrap smoke
	[ "$status" -eq 2 ]
	[[ $output == *"error: neither root nor sudo here; as root run"* ]]
	[[ $output == *"    apt-get update && apt-get install -y --no-install-recommends one two-dev three"* ]]
	[[ $output != *made* ]]
	[ "$(cat "$log")" = dpkg-query ]
}

@test "a sudo that would ask for a password nobody can type counts as none" {
	user 1000
	echo 'echo "sudo: a password is required" >&2; exit 1' | fake sudo
	bootstrap smoke < /dev/null
	[ "$status" -eq 2 ]
	[[ $output == *"neither root nor sudo"* ]]
}

@test "a failed update is a warning, a failed installation is the end" {
	echo 'echo "apt-get $*" >> "$log"
case " $* " in *" install "*) printf "%s\n" "$@" >> "$installed" ;; *) exit 100 ;; esac' | fake apt-get
	bootstrap smoke
	[ "$status" -eq 0 ]
	[[ $output == *"warning: apt-get update failed"*"made smoke"* ]]

	: > "$installed"
	echo 'echo "E: Unable to locate package two-dev" >&2; exit 100' | fake apt-get
	bootstrap smoke
	[ "$status" -eq 2 ]
	[[ $output == *"Unable to locate package two-dev"*"error: the installation failed"* ]]
	[[ $output != *made* ]]
}

@test "a package manager that only claims success is not believed" {
	echo 'exit 0' | fake apt-get
	bootstrap smoke
	[ "$status" -eq 2 ]
	[[ $output == *"error: still missing after the installation: one two-dev three" ]]
}

@test "an unknown distribution is named, with what to do" {
	os 'ID=plan9'
	bootstrap smoke
	[ "$status" -eq 2 ]
	[[ $output == "error: distribution 'plan9' is neither of the Debian nor of the Fedora family"*"scripts/packages/debian"* ]]
	rm "$KHARNESS_OS_RELEASE"
	bootstrap smoke
	[ "$status" -eq 2 ]
	[[ $output == "error: '$KHARNESS_OS_RELEASE' cannot be read"* ]]
}

@test "derived distributions belong to their family" {
	os 'ID=linuxmint' 'ID_LIKE="ubuntu debian"'
	bootstrap smoke
	[ "$status" -eq 0 ]
	grep -q '^apt-get install' "$log"
}

@test "dnf installs on Fedora, tdnf on Azure Linux" {
	os "ID='azurelinux'"
	echo 'shift 3; grep -qx "$1" "$installed"' | fake rpm
	bootstrap smoke
	[ "$status" -eq 2 ]
	[[ $output == *"error: neither dnf nor tdnf is here to install: one two-dev three"* ]]
	for manager in tdnf dnf; do
		: > "$installed"
		echo "echo $manager \"\$@\" >> \"\$log\"; printf '%s\n' \"\$@\" >> \"\$installed\"" | fake "$manager"
		bootstrap smoke
		[ "$status" -eq 0 ]
		[ "$(tail -n 1 "$log")" = "$manager install -y one two-dev three" ]
	done
}

@test "make's failure is bootstrap's" {
	printf 'one\ntwo-dev\nthree\n' > "$installed"
	bootstrap fail
	[ "$status" -eq 2 ]
	[[ $output == *"fail] Error 1" ]]
	bootstrap -k fail
	[ "$status" -eq 2 ]
}

@test "an incomplete checkout is noticed; help needs nothing" {
	rm "$repo/scripts/packages/debian"
	bootstrap smoke
	[ "$status" -eq 2 ]
	[[ $output == "error: '$repo/scripts/packages/debian' is missing"* ]]
	bootstrap --help
	[ "$status" -eq 0 ]
	[[ $output == "usage: sh scripts/bootstrap "* ]]
}

@test "the package lists name each package once, with its reason" {
	for list in "$TOP"/scripts/packages/*; do
		run grep -vE '^(#.*|[a-zA-Z0-9.+-]+ +# .+|)$' "$list"
		[ -z "$output" ]
		run sh -c "sed -n 's/ .*//; /^[a-z]/p' '${list%-check}' '${list%-check}-check' | sort | uniq -d"
		[ "$status" -eq 0 ]
		[ -z "$output" ]
	done
}
