#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "kharness export": what is written, read back as its readers do.

load mini_tree

setup() {
	mini_tree
	mkdir configs
	cat >configs/flavours.yaml <<-'END'
		schema: 1
		flavours:
		  one:
		    about: x
		    arch:
		      x86_64: {base: allnoconfig, fragments: [a.config]}
		      i386: {base: allnoconfig, fragments: [a.config]}
		  two:
		    about: y
		    arch:
		      x86_64: {base: allnoconfig, fragments: [a.config, b.config]}
	END
	fragment a "It's <the> bus." CONFIG_MODULES=y CONFIG_BUS=m
	fragment b 'Three is enough.' CONFIG_SIZE=3
}

# fragment NAME WHY LINE...
fragment() {
	name=$1 why=$2
	shift 2
	printf '%s\n' '#: area   x' '#: owner  x' '' "#: why    $why" "$@" >"configs/$name.config"
}

export_() {
	"$KHARNESS" export --linux tree --bridge-dir "$bridges" "$@"
}

read_back() {
	python3 "$TOP/harness/tests/cli/export_reader.py" "$@"
}

@test "annotations, line by line" {
	export_ --format annotations -o out
	diff -u - out <<-'END'
		# Menu: HEADER
		# FORMAT: 4
		# ARCH: amd64 i386
		# FLAVOUR: amd64-one amd64-two i386-one

		CONFIG_BUS                                      policy<{'amd64': 'm', 'i386': 'm'}>
		CONFIG_BUS                                      note<'It’s (the) bus.'>

		CONFIG_MODULES                                  policy<{'amd64': 'y', 'i386': 'y'}>
		CONFIG_MODULES                                  note<'It’s (the) bus.'>

		CONFIG_SIZE                                     policy<{'amd64-one': '4', 'amd64-two': '3', 'i386': '4'}>
		CONFIG_SIZE                                     note<'Three is enough.'>


		# ---- Annotations without notes ----

		CONFIG_64BIT                                    policy<{'amd64': 'y'}>
		CONFIG_BASICS                                   policy<{'amd64': 'y', 'i386': 'y'}>
		CONFIG_CARELESS                                 policy<{'amd64': 'n', 'i386': 'n'}>
		CONFIG_DRIVER                                   policy<{'amd64': 'n', 'i386': 'n'}>
		CONFIG_EXPERT                                   policy<{'amd64': 'n', 'i386': 'n'}>
		CONFIG_FORCED                                   policy<{'amd64': 'n', 'i386': 'n'}>
		CONFIG_FORCING                                  policy<{'amd64': 'n', 'i386': 'n'}>
		CONFIG_LABEL                                    policy<{'amd64': '"plain"', 'i386': '"plain"'}>
		CONFIG_MASK                                     policy<{'amd64': '0x10', 'i386': '0x10'}>
		CONFIG_MODULE_SIG_KEY                           policy<{'amd64': '"certs/key.pem"', 'i386': '"certs/key.pem"'}>
		CONFIG_ONE                                      policy<{'amd64': 'y', 'i386': 'y'}>
		CONFIG_THIS_MACHINE                             policy<{'amd64': 'y'}>
		CONFIG_TWO                                      policy<{'amd64': 'n', 'i386': 'n'}>
		CONFIG_WISHED                                   policy<{'amd64': 'n', 'i386': 'n'}>
		CONFIG_WISHING                                  policy<{'amd64': 'n', 'i386': 'n'}>
	END
}

@test "annotations of some flavours, or of a file" {
	export_ two --format annotations -o out
	grep -qx "# FLAVOUR: amd64-two" out
	grep -q "CONFIG_SIZE  *policy<{'amd64': '3'}>" out
	printf 'CONFIG_SIZE=7\n' >full.config
	export_ full.config --arch i386 --format annotations -o out
	grep -qx "# FLAVOUR: i386-imported" out
	grep -q "CONFIG_SIZE  *policy<{'i386': '7'}>" out
	! grep -q 'note<' out || false
}

@test "what the toolchain answered is in none but a distribution's own full files" {
	touch tree/tool
	fragment b why CONFIG_PROBED=y
	for form in annotations config ark; do
		export_ two --format "$form" -o "out.$form"
		grep -rq 'CONFIG_PROBED' "out.$form"
		! grep -rq 'CONFIG_HAS_TOOL' "out.$form" || false
	done
	export_ two --format azl -o azl
	grep -q CONFIG_HAS_TOOL=y azl/6.18-x86_64-azl.config
	# olddefconfig asks again, and gives the same bytes
	"$KHARNESS" merge --linux tree --arch x86_64 --bridge-dir "$bridges" -o again out.config
	tail -n +2 azl/6.18-x86_64-azl.config | cmp - again
}

@test "Azure Linux: its names, its first line, beside other files" {
	mkdir kernel
	echo mine >kernel/kernel.spec
	export_ one --format azl -o kernel
	[ "$(ls kernel)" = "6.18-i686-azl.config
6.18-x86_64-azl.config
kernel.spec" ]
	[ "$(head -n 1 kernel/6.18-x86_64-azl.config)" = '# x86_64' ]
	merge allnoconfig configs/a.config
	tail -n +2 kernel/6.18-x86_64-azl.config | cmp - config
}

@test "kernel-ark: one file an option, in the directory of what shares it" {
	export_ one --format ark -o ark
	[ "$(cat ark/common/generic/CONFIG_BUS)" = CONFIG_BUS=m ]
	[ "$(cat ark/common/generic/CONFIG_DRIVER)" = '# CONFIG_DRIVER is not set' ]
	[ "$(cat ark/common/generic/x86/x86_64/CONFIG_64BIT)" = CONFIG_64BIT=y ]
	[ ! -e ark/common/generic/CONFIG_64BIT ]
	diff -u - ark/priority.one <<-'END'
		ORDER=common
		x86_64=generic:generic-x86:generic-x86-x86_64
		i686=generic:generic-x86:generic-x86-i686
	END
	run export_ one --format ark -o ark
	[ "$status" -eq 2 ]
	[[ "$output" == *"'ark' is not empty"* ]]
}

@test "nothing is exported when a request does not hold" {
	fragment b why CONFIG_PICKY=y
	run export_ two --format config -o out
	[ "$status" -eq 1 ]
	[[ "$output" == *"configs/b.config:5:1: error: CONFIG_PICKY=y: the result is n"* ]]
	[ ! -e out ]
	run export_ --format annotations -o out
	[ "$status" -eq 1 ]
	[ ! -e out ]
}

@test "bad input" {
	bad() {
		run export_ "$@"
		[ "$status" -eq 2 ]
		[ ! -e out ]
	}
	bad one --format json -o out
	[[ "$output" == *"'json' is no format; those are config, azl, annotations and ark"* ]]
	bad one -o out
	[[ "$output" == *"--format is missing"* ]]
	bad one --format config
	[[ "$output" == *"--output is missing"* ]]
	bad one two --format ark -o out
	[[ "$output" == *"the format ark is for one flavour"* ]]
	bad --format config -o out
	bad three --format config -o out
	[[ "$output" == *"three"* ]]
	bad one --format config -o out
	[[ "$output" == *"a .config is for one architecture, 'one' has 2"* ]]
	bad one ./full --format config --arch x86_64 -o out
	[[ "$output" == *"'./full' is a file, the flavour 'one' cannot be given as well"* ]]
	bad ./full --format config -o out
	[[ "$output" == *"a file is for one --arch"* ]]
	bad ./nowhere --arch x86_64 --format config -o out
	printf 'CONFIG_LABEL="`id`"\n' >full
	bad ./full --arch x86_64 --format config -o out
	[[ "$output" == *"./full:1:15: error: '\`' is not allowed in a string"* ]]
	bad one --configs nowhere --format annotations -o out
	bad one --arch i386 --format config -o nowhere/out
}

# --- the project's own flavours -----------------------------------------------------------

@test "the shipped flavour, read back from every form" {
	real() {
		"$KHARNESS" export --linux "$LINUX" --configs "$TOP/configs" "$@"
	}
	real azure --format azl -o azl
	real azure --format ark -o ark
	real azure azure-strict --format annotations -o annotations
	for pair in x86_64:x86_64:amd64 arm64:aarch64:arm64; do
		IFS=: read -r arch rpm debian <<<"$pair"
		real azure --format config --arch "$arch" -o config
		read_back config config >want
		[ "$(wc -l <want)" -gt 3000 ]
		read_back ark ark "$rpm" | diff -u want -
		read_back annotations annotations "$debian" azure | diff -u want -
		# nothing but the toolchain's answers is left out
		read_back config "azl/6.18-$rpm-azl.config" | diff want - | grep '^[<>]' >less
		! grep -v '^> CONFIG_\(CC\|GCC\|LD\|AS\|PAHOLE\|RUSTC\|TOOLS\|CLANG\|LLD\|.*HAS\|.*HAVE\|.*VERSION\|.*SUPPORT\|AS_.*\|.*CAN\)[A-Z0-9_]*=' less || false
	done
	# each request of the flavour has its reason beside it
	read_back notes annotations >notes
	grep -q '^CONFIG_HYPERV ' notes
	[ "$(wc -l <notes)" -gt 500 ]
}
