#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "kharness fmt": one way to write a fragment down, and nothing lost on the way.

setup() {
	cd "$BATS_TEST_TMPDIR"
}

# becomes TEXT: the fragment on standard input is formatted to TEXT, and stays so
becomes() {
	cat >f.config
	"$KHARNESS" fmt f.config
	printf "$1" | diff -u - f.config
	touch -d 2001-01-01 f.config
	"$KHARNESS" fmt f.config
	"$KHARNESS" fmt --check f.config
	[ "$(stat -c %Y f.config)" -eq "$(date -d 2001-01-01 +%s)" ]
}

@test "keys and texts of a block are aligned" {
	printf '#: why One\n#:  two\n#:\tref\ta  b\n#: accept    m\nCONFIG_A=y\n' |
		becomes '#: why    One\n#:        two\n#: ref    a  b\n#: accept m\nCONFIG_A=y\n'
}

@test "blank lines" {
	printf '\n\n# x\nCONFIG_A=y\n\n \n\t\nCONFIG_B=m\n\n' |
		becomes '# x\nCONFIG_A=y\n\nCONFIG_B=m\n'
	printf '#: why    a\nCONFIG_A=y\n#: why    b\nCONFIG_B=y\n# about c\n#: why    c\nCONFIG_C=y\n# last\nCONFIG_D=y\n' |
		becomes '#: why    a\nCONFIG_A=y\n\n#: why    b\nCONFIG_B=y\n\n# about c\n#: why    c\nCONFIG_C=y\n# last\nCONFIG_D=y\n'
}

@test "ends of lines, and the spelling of n" {
	printf '#  comment \t\r\nCONFIG_A=n\r\nCONFIG_S="n =n"  \r\n# CONFIG_B is not set\r\nCONFIG_C=0X1F' |
		becomes '#  comment\n# CONFIG_A is not set\nCONFIG_S="n =n"\n# CONFIG_B is not set\nCONFIG_C=0X1F\n'
}

@test "an empty file stays empty" {
	: | becomes ''
	printf '\n\n' | becomes ''
}

@test "--check names each line and writes nothing" {
	printf '#: why x\nCONFIG_A=y\n#: why    y\nCONFIG_B=n\n\n\nCONFIG_C=y \n' >f.config
	printf 'CONFIG_D=y\n\n' >g.config
	printf 'CONFIG_E=y\n' >good.config
	cp f.config before
	run "$KHARNESS" fmt --check f.config good.config g.config
	[ "$status" -eq 1 ]
	diff -u - <(echo "$output") <<-'END'
		f.config:1:8: error: a '#:' line has its text in column 11, as in '#: why    text'
		f.config:3:1: error: a blank line is missing above the block
		f.config:4:1: error: n is written '# CONFIG_X is not set'
		f.config:6:1: error: more than one blank line
		f.config:7:11: error: white space at the end of the line
		g.config:2:1: error: a blank line at the end
	END
	cmp before f.config
}

# left TEXT: the file on standard input is refused with TEXT, and left alone
left() {
	cat >f.config
	cp f.config before
	printf 'CONFIG_A=n\n' >good.config
	run "$KHARNESS" fmt f.config good.config
	[ "$status" -eq 2 ]
	[[ "$output" == *"$1"* ]] || { echo "no '$1' in: $output"; return 1; }
	cmp before f.config
	# which does not keep the others from being formatted
	grep -q 'is not set' good.config
}

@test "a file with errors is left alone" {
	printf 'CONFIG_A=n\nrubbish\n' | left "f.config:2:1: error: neither"
	printf '# CONFIG_A is not set \n' | left "f.config:1:1: error: write exactly"
	printf ' CONFIG_A=y\n' | left "f.config:1:1: error: white space at the beginning"
	printf 'CONFIG_A=y\nCONFIG_A=n\n' | left "f.config:2:1: error: CONFIG_A contradicts"
	printf '#: nonsense x\nCONFIG_A=y\n' | left "'nonsense' is not a key"
	printf 'CONFIG_A=y\n\0' | left "f.config:2:1: error: a NUL byte"
	printf 'CONFIG_A="\xff"\n' | left "f.config:1:11: error: the byte 0xff is not UTF-8"
	head -c 1000000 /dev/zero | tr '\0' x | left "the line has 1000000 bytes"
}

@test "permissions and symbolic links stay" {
	echo CONFIG_A=n >real.config
	chmod 640 real.config
	ln -s real.config link.config
	"$KHARNESS" fmt link.config
	[ -L link.config ]
	[ "$(stat -c %a real.config)" = 640 ]
	grep -qx '# CONFIG_A is not set' real.config
	[ "$(find . -type f | wc -l)" -eq 1 ]
}

@test "usage" {
	run "$KHARNESS" fmt
	[ "$status" -eq 2 ]
	[[ "$output" == *"a FILE is missing"* ]]
	run "$KHARNESS" fmt nowhere
	[ "$status" -eq 2 ]
	[[ "$output" == *"cannot open 'nowhere'"* ]]
}

@test "the project's own fragments are formatted" {
	find "$TOP/configs" -name '*.config' -exec "$KHARNESS" fmt --check {} +
}
