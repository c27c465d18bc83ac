#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# kharness build, on a tree whose Makefile does what a test wants.

bats_require_minimum_version 1.5.0
load fake-tree
load made-build

setup_file() {
	made_pair "$BATS_FILE_TMPDIR/given"
	made_pair "$BATS_FILE_TMPDIR/other"
	made_pair "$BATS_FILE_TMPDIR/ecdsa" -newkey ec -pkeyopt ec_paramgen_curve:P-384
}

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	cp "$BATS_FILE_TMPDIR"/*.{key,pem} .
	fake_tree
	unset MAKEFLAGS MFLAGS MAKELEVEL
}

# A new pair of RSA-4096 takes seconds under the sanitizers; one of ECDSA is as good
# where only its being new matters.
build_new() {
	echo CONFIG_CRYPTO_ECDSA=y >> config
	run --separate-stderr "$KHARNESS" build "${build_args[@]}" --keydir key \
		--key-type ecdsa "$@"
	echo "$output" "$stderr"
}

build() {
	run --separate-stderr "$KHARNESS" build "${build_args[@]}" --key given.key \
		--cert given.pem "$@"
	echo "$output" "$stderr"
}

# refused STATUS TEXT: the last run found it before it wrote anything
refused() {
	[ "$status" -eq "$1" ]
	[[ $stderr == *"$2"* ]]
	[ ! -e build ]
	[ ! -e key ]
	[ ! -e build.log ]
}

@test "a build with a new pair: certificate in place, key for signing only" {
	build_new --name 'a name' --record record.json
	[ "$status" -eq 0 ]
	[[ ${lines[0]} =~ ^build:\ tree,\ x86_64,\ certificate\ [0-9a-f]{16}…\ \(new\ pair\)$ ]]
	[[ ${lines[1]} =~ ^build:\ 6.18.15-fake,\ 0\ steps\ in\ [0-9]+\.[0-9]\ s ]]
	[ -z "$stderr" ]
	[ "$(stat -c %a key) $(stat -c %a key/*)" = "700 600" ]
	openssl x509 -in build/certs/kharness.pem -noout -subject | grep -q 'CN = a name'
	[ "$(openssl pkey -in key/signing_key.pem -pubout)" = \
		"$(openssl x509 -in build/certs/kharness.pem -noout -pubkey)" ]
	cmp config build/.config
	python3 -c '
import json
r = json.load(open("record.json"))
assert r["release"] == "6.18.15-fake" and r["arch"] == "x86_64" and len(r["certificate"]) == 64, r
assert "KBUILD_BUILD_USER=kharness" in r["environment"] and "LC_ALL=C" in r["environment"], r
assert r["compiler"].startswith("gcc") and r["linker"].startswith("GNU ld"), r'
}

@test "every run makes another pair, and the private half is as private under any umask" {
	umask 0
	build_new
	first=$(sha256sum build/certs/kharness.pem key/signing_key.pem)
	build_new
	[ "$status" -eq 0 ]
	[ "$(stat -c %a key) $(stat -c %a key/*)" = "700 600" ]
	[ "$first" != "$(sha256sum build/certs/kharness.pem key/signing_key.pem)" ]
}

@test "a missing tree, and one that is no Linux" {
	mv tree elsewhere
	build
	refused 2 "error: 'tree' is no Linux source tree; give one by --linux"
	mkdir tree
	build
	refused 2 "error: 'tree' is no Linux source tree"
	build --linux "$TOP"
	refused 2 "is no Linux source tree"
}

@test "a missing config" {
	rm config
	build
	refused 2 "cannot open 'config'"
}

@test "a host program that the config needs is named before anything is built" {
	mkdir bin
	for program in gcc ld objcopy strip make bison bc perl; do
		ln -s "$(command -v $program)" bin/
	done
	echo CONFIG_BUILTIN_MODULE_RANGES=y >> config
	run --separate-stderr env PATH="$PWD/bin" "$KHARNESS" build "${build_args[@]}" --keydir key
	refused 2 "error: 'flex' is missing; install the package that has it (Debian: flex)"
	[[ $stderr == *"'gawk' is missing, needed by CONFIG_BUILTIN_MODULE_RANGES"* ]]
	build --cross no-such-
	refused 2 "error: 'no-such-gcc' is missing"
}

@test "symbols that name files which nobody staged" {
	sed -i '/MODULE_SIG_KEY/d' config
	while read -r line; do
		cp config kept
		echo "$line" >> config
		build
		refused 2 "config: error: ${line%%=*} names '$(cut -d '"' -f 2 <<< "$line")', a file that the"
		mv kept config
	done <<-END
		CONFIG_MODULE_SIG_KEY="certs/signing_key.pem"
		CONFIG_SYSTEM_REVOCATION_KEYS="certs/x.pem"
		CONFIG_SYSTEM_BLACKLIST_HASH_LIST="list"
		CONFIG_EXTRA_FIRMWARE="a.bin b.bin"
		CONFIG_INITRAMFS_SOURCE="root"
		CONFIG_IPE_BOOT_POLICY="policy"
		CONFIG_BOOT_CONFIG_EMBED_FILE="bootconfig"
		CONFIG_UNUSED_KSYMS_WHITELIST="list"
		CONFIG_CFG80211_EXTRA_REGDB_KEYDIR="keys"
	END
}

@test "what signing would refuse is told before the kernel is built" {
	sed -i 's/sha512/sha1/' config
	build
	refused 1 "config: error: CONFIG_MODULE_SIG_HASH is 'sha1'"
	fake_tree
	for value in '""' '"certs/other.pem"'; do
		sed -i "s|^CONFIG_SYSTEM_TRUSTED_KEYS=.*|CONFIG_SYSTEM_TRUSTED_KEYS=$value|" config
		build
		refused 2 "config: error: CONFIG_SYSTEM_TRUSTED_KEYS is '${value//\"/}', so this kernel"
	done
	# a kernel that checks no signatures can be built all the same
	echo '# CONFIG_MODULE_SIG is not set' > config
	build
	[ "$status" -eq 0 ]
}

@test "an ECDSA pair needs a kernel that knows ECDSA" {
	build --key ecdsa.key --cert ecdsa.pem
	refused 1 "config: error: CONFIG_CRYPTO_ECDSA is not y, so this kernel cannot check"
	run --separate-stderr "$KHARNESS" build "${build_args[@]}" --keydir key --key-type ecdsa
	refused 1 "config: error: CONFIG_CRYPTO_ECDSA is not y"
	echo CONFIG_CRYPTO_ECDSA=y >> config
	build --key ecdsa.key --cert ecdsa.pem
	[ "$status" -eq 0 ]
}

@test "a given pair: certificate copied, key left where it is" {
	build
	[ "$status" -eq 0 ]
	[[ ${lines[0]} == *"(given pair)" ]]
	cmp given.pem build/certs/kharness.pem
	[ -z "$(find build -name '*key*')" ]
	before=$(stat -c %y build/certs/kharness.pem build/.config)
	build
	[ "$(stat -c %y build/certs/kharness.pem build/.config)" = "$before" ]
}

@test "pairs that cannot sign are refused" {
	build --key other.key
	refused 2 "'other.key' does not belong to the certificate 'given.pem'"
	build --key missing
	refused 2 "cannot open 'missing'"
	build --cert given.key
	refused 2 "given.key: no certificate in PEM form"
	build --key given.pem
	refused 2 "given.pem: no private key in PEM form"
	openssl pkey -in given.key -aes128 -passout pass:x -out locked.key
	build --key locked.key
	refused 2 "locked.key: the private key is encrypted"
	cat given.pem other.pem > both.pem
	build --cert both.pem
	refused 2 "both.pem: more than one certificate"
	made_pair wrong -newkey ed25519
	build --key wrong.key --cert wrong.pem
	refused 2 "wrong.pem: a key of type ED25519"
}

@test "a failed compile: the first error is shown last, with its lines; the key is gone" {
	steps "echo '  CC      a.o'" \
		"echo 'a.c:3:9: error: first' >&2; echo '    3 |  x;' >&2; echo '      |  ^' >&2" \
		"sleep 0.2; echo '  CC      b.o'; sleep 0.2" \
		"echo 'b.c:1:1: error: second' >&2; exit 1"
	build_new
	[ "$status" -eq 1 ]
	[ "${#stderr_lines[@]}" -eq 4 ]
	[[ ${stderr_lines[0]} == *"error: the kernel's build failed; all of its output is in 'build.log', and the first error is:" ]]
	[[ ${stderr_lines[1]} == *"note: a.c:3:9: error: first" ]]
	[[ ${stderr_lines[3]} == *"note:       |  ^" ]]
	grep -q 'b.c:1:1: error: second' build.log
	[ ! -e key ]
}

@test "a Makefile that stops is quoted, not make's own last words" {
	# shellcheck disable=SC2016
	sed -i '1i $(error the sky is too low)' tree/Makefile
	build
	[ "$status" -eq 1 ]
	[[ ${stderr_lines[1]} == *"note: Makefile:1: *** the sky is too low.  Stop." ]]
}

@test "a compiler that is killed is no success" {
	# shellcheck disable=SC2016
	steps 'echo "  CC      a.o"' 'kill -9 $$'
	build
	[ "$status" -eq 1 ]
	[[ $stderr == *"note:   CC      a.o"*"[Makefile:4: all] Error 137"* ]]
	# shellcheck disable=SC2016
	steps 'kill -9 $(ps -o ppid= -p $PPID)'
	build
	[ "$status" -eq 1 ]
	[[ ${stderr_lines[-1]} == *"note: make was killed by signal 9" ]]
}

@test "a config that the build changes is an error" {
	steps 'echo CONFIG_MORE=y >> .config'
	build_new
	[ "$status" -eq 1 ]
	[[ $stderr == *"the build changed the config: compare 'config' with '$PWD/build/.config'"* ]]
	[ ! -e key ]
}

@test "nothing of the caller's environment or make reaches the kernel's make" {
	# shellcheck disable=SC2016
	steps 'env > environment' 'echo "$MAKEFLAGS" > flags' 'echo "$CC" > cc'
	KCFLAGS=-O0 CFLAGS=-O0 CPATH=/x GCC_EXEC_PREFIX=/x KBUILD_BUILD_USER=me ARCH=arm LANG=C.UTF-8 \
		MAKEFLAGS='k -- KCFLAGS=-O0 HOSTCFLAGS=-O0' build --date 2026-01-02 -j 3
	[ "$status" -eq 0 ]
	! grep -E 'KCFLAGS|HOSTCFLAGS|^CFLAGS|CPATH|GCC_EXEC|=me$|ARCH=arm|LANG=' build/environment || false
	grep -qx KBUILD_BUILD_USER=kharness build/environment
	grep -qx KBUILD_BUILD_TIMESTAMP=2026-01-02 build/environment
	grep -qx LC_ALL=C build/environment
	grep -q -- '-j3' build/flags
	! grep -q '^[a-z]*k' build/flags || false
	grep -Eqx '(ccache )?gcc' build/cc
}

@test "one kernel's cache serves another one, although each makes its own compiler plugins" {
	command -v ccache > /dev/null || skip "there is no ccache"
	cat > plugin.cc <<-'END'
		#include "gcc-plugin.h"
		int plugin_is_GPL_compatible;
		int plugin_init(struct plugin_name_args *, struct plugin_gcc_version *)
		{
			return 0;
		}
	END
	echo 'int f(void) { return 42; }' > a.c
	steps "g++ \$HOSTCXXFLAGS -ggdb -fno-rtti -fPIC -shared -o plugin.so \
		-I $(gcc -print-file-name=plugin)/include $PWD/plugin.cc" \
		"\$CC -fplugin=./plugin.so -g -c -o a.o $PWD/a.c"
	export CCACHE_DIR=$PWD/cache
	build
	[ "$status" -eq 0 ]
	build --objdir another
	[ "$status" -eq 0 ]
	cmp build/plugin.so another/plugin.so
	ccache --print-stats > stats
	cat stats
	[ "$(awk '$1 ~ /^(direct|preprocessed)_cache_hit$/ { n += $2 } END { print n }' stats)" -eq 1 ]
	# another plugin, another object
	echo 'int seed = 7;' >> plugin.cc
	build --objdir third
	[ "$status" -eq 0 ]
	ccache --print-stats > stats
	[ "$(awk '$1 ~ /^(direct|preprocessed)_cache_hit$/ { n += $2 } END { print n }' stats)" -eq 1 ]
}

@test "the jobserver of a calling make passes, and no variable with it" {
	# shellcheck disable=SC2016
	steps 'echo "$MAKEFLAGS" > flags'
	printf 'all:\n\t+@%s build %s --key given.key --cert given.pem\n' "$KHARNESS" \
		"${build_args[*]}" > caller.mk
	run make -f caller.mk -j7 KCFLAGS=-O0
	echo "$output"
	[ "$status" -eq 0 ]
	grep -qE -- '-j7 --jobserver-auth=(fifo:|[0-9]+,[0-9]+)' build/flags
	! grep -q KCFLAGS build/flags || false
	[[ $output != *"jobserver unavailable"* ]]
}

@test "the private key is in no argument, environment, log or core file" {
	# shellcheck disable=SC2016
	steps 'tr "\0" "\n" < /proc/$(ps -o ppid= -p $PPID | tr -d " ")/environ > caller || :' \
		'cat /proc/*/cmdline 2> /dev/null | tr "\0" " " > arguments' 'env > environment' \
		'ulimit -c > core'
	ulimit -c unlimited
	export ASAN_OPTIONS=$ASAN_OPTIONS:disable_coredump=0
	build_new
	[ "$status" -eq 0 ]
	[ "$(cat build/core)" = 0 ]
	secret=$(sed -n 2p key/signing_key.pem)
	[ "${#secret}" -eq 64 ]
	! grep -rqF "$secret" build build.log config || false
	"$KHARNESS" verify --objdir build --no-private-keys build nothing 2>&1 | grep -vq 'holds a private key'
}

@test "an external module is built in a copy, its source is only read" {
	mkdir probe
	echo 'obj-m := x.o' > probe/Kbuild
	chmod -R a-w probe
	echo 'touch made' > tree/module-steps
	build --module probe=copy
	[ "$status" -eq 0 ]
	[ -e copy/made ]
	[ "$(ls probe)" = Kbuild ]
	[[ ${lines[1]} == *" 1 steps "* ]]
	echo "echo 'x.c:1:1: error: no'; exit 2" > tree/module-steps
	build --module probe=copy
	[ "$status" -eq 1 ]
	[[ $stderr == *"note: x.c:1:1: error: no"* ]]
	build --module nowhere=copy2
	[ "$status" -eq 2 ]
	[[ $stderr == *"cannot open 'nowhere'"* ]]
}

@test "paths that the kernel's make refuses end in its own words" {
	mkdir 'with space'
	build --objdir 'with space/build'
	[ "$status" -ne 0 ]
	[[ $stderr == *"error: "* ]]
}

@test "a full disk is an error, and no key is left" {
	unshare -rm true 2> /dev/null || skip "no mount namespaces here"
	echo CONFIG_CRYPTO_ECDSA=y >> config
	mkdir small
	steps "head -c 1M /dev/zero > file"
	for size in 4k 8k 32k; do
		# shellcheck disable=SC2016
		run unshare -rm sh -c 'mount -t tmpfs -o size=$0 tmpfs small && mkdir small/build &&
			"$@"; status=$?
			find small -name signing_key.pem
			exit $status' $size "$KHARNESS" build "${build_args[@]}" \
			--objdir small/build --log small/build.log --keydir small/key --key-type ecdsa
		echo "$size: $output"
		# 1 when it was make that found no space
		[ "$status" -eq 1 ] || [ "$status" -eq 2 ]
		[[ $output == *"error: "* ]]
		[[ $output == *"No space left on device"* || $output == *"I/O error"* ]]
		[[ $output != *signing_key.pem ]]
	done
}

# --- progress, and its end -----------------------------------------------------------

# A build that goes on until it is stopped, in the background; its make is $make_pid.
start_endless() {
	# shellcheck disable=SC2016
	steps "trap 'echo told > told; exit 1' INT TERM" 'echo $$ > pid' 'i=0' \
		"while :; do i=\$((i + 1)); echo \"  CC      dir/file\$i.o\"; sleep 0.05; done"
	"$@" &
	pid=$!
	until [ -s build/pid ]; do sleep 0.05; done
	step_pid=$(cat build/pid)
}

gone() {
	for _ in $(seq 100); do
		[ -d "/proc/$1" ] || return 0
		sleep 0.05
	done
	return 1
}

@test "interrupted or terminated: make and what it runs is told, the key is gone" {
	echo CONFIG_CRYPTO_ECDSA=y >> config
	for signal in TERM INT; do
		rm -rf build
		start_endless env --default-signal=INT "$KHARNESS" build "${build_args[@]}" \
			--keydir key --key-type ecdsa 2> err
		[ -e key/signing_key.pem ]
		kill -$signal "$pid"
		status=0
		wait "$pid" || status=$?
		cat err
		[ "$status" -gt 128 ] # ended by the signal
		grep -q 'error: interrupted by signal' err
		[ -e build/told ]
		gone "$step_pid"
		[ ! -e key ]
	done
}

@test "killed: nothing goes on, and the next run replaces the key" {
	echo CONFIG_CRYPTO_ECDSA=y >> config
	start_endless "$KHARNESS" build "${build_args[@]}" --keydir key --key-type ecdsa
	kill -KILL "$pid"
	wait "$pid" || true
	gone "$step_pid"
	[ "$(stat -c %a key) $(stat -c %a key/*)" = "700 600" ]
	before=$(sha256sum key/signing_key.pem)
	steps :
	build_new
	[ "$status" -eq 0 ]
	[ "$before" != "$(sha256sum key/signing_key.pem)" ]
}

@test "on a terminal there is one line, as wide as it is, and it is wiped" {
	steps 'for i in 1 2 3 4 5 6; do echo "  CC      a/rather/long/name/of/file$i.o"; sleep 0.1; done'
	script -qec "stty cols 15; $KHARNESS build ${build_args[*]} --key given.key --cert given.pem" \
		/dev/null > typescript < /dev/null
	cat -v typescript
	python3 - <<-'PY'
		import re
		text = open("typescript", newline="").read()
		drawn = re.findall(r"\r(build  [^\r\n\x1b]*)\x1b\[K", text)
		assert drawn and all(len(d) <= 14 for d in drawn), drawn
		assert "\r\x1b[Kbuild: 6.18.15-fake" in text
	PY
}

@test "elsewhere short builds draw nothing" {
	steps 'for i in 1 2 3; do echo "  CC      file$i.o"; sleep 0.15; done'
	build
	[ -z "$stderr" ]
	[[ ${lines[1]} == *" 3 steps "* ]]
}

@test "usage errors name what is wrong and exit 2" {
	all='--linux t --arch a --config c --objdir o --log l'
	while IFS='|' read -r args expected; do
		# shellcheck disable=SC2086
		run "$KHARNESS" build $args
		echo "$args: $output"
		[ "$status" -eq 2 ]
		[[ $output == *"$expected"* ]]
		[ "${#lines[@]}" -eq 1 ]
	done <<-END
		--arch a --config c --objdir o --log l --keydir k|--linux is missing
		--linux t --config c --objdir o --log l --keydir k|--arch is missing
		--linux t --arch a --objdir o --log l --keydir k|--config is missing
		--linux t --arch a --config c --log l --keydir k|--objdir is missing
		--linux t --arch a --config c --objdir o --keydir k|--log is missing
		$all|give either --keydir or --key and --cert
		$all --key k|--key and --cert belong together
		$all --key k --cert c --keydir d|give either --keydir
		$all --keydir k --key-type dsa|no key type 'dsa': rsa or ecdsa
		$all --keydir k -j 0|'0' is no number of jobs
		$all --keydir k --module x|--module takes DIR=COPY, not 'x'
		$all --keydir k y|unexpected argument 'y'
	END
	run "$KHARNESS" build --help
	[ "$status" -eq 0 ]
	[[ $output == *--objdir=DIR* ]]
}
