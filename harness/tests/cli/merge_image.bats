#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The image of a parse: it spares the next one, and only one that would give the same.

load mini_tree

setup() {
	mini_tree
	bridges=bridges
	# files that changed a moment ago may be changing still: of those there is no image
	sleep 3.2
}

image() {
	ls bridges/*/image-*
}

# prompt_is TEXT: of EXPERT, as "explain" tells it
prompt_is() {
	run "$KHARNESS" explain --linux tree --arch x86_64 --bridge-dir bridges allnoconfig EXPERT
	[ "$status" -eq 0 ]
	[[ "$output" == *"$1"* ]] || { echo "no '$1' in: $output"; return 1; }
}

# plant: the image tells of itself, where it is taken
plant() {
	python3 "$TOP/harness/tests/cli/image.py" replace "$(image)" 'Show more' 'Show MORE'
}

@test "what a parse made is taken, and as long as nothing has changed" {
	merge allnoconfig
	plant
	prompt_is 'Show MORE'
	touch tree/Kconfig
	prompt_is 'Show more'
}

@test "a file that the parse read by another name counts as well" {
	printf 'config MORE\n\tbool "More"\n\tdefault y\n' >tree/Kconfig.more
	echo 'source "Kconfig.more"' >>tree/Kconfig
	sleep 3.2
	merge alldefconfig
	grep -qx CONFIG_MORE=y config
	plant
	prompt_is 'Show MORE'
	sed -i 's/default y/default n/' tree/Kconfig.more
	merge alldefconfig
	grep -qx '# CONFIG_MORE is not set' config
	prompt_is 'Show more'
}

@test "another answer of the toolchain" {
	merge alldefconfig
	! grep -q CONFIG_HAS_TOOL=y config || false
	plant
	touch tree/tool
	merge --accept-toolchain alldefconfig
	grep -qx CONFIG_HAS_TOOL=y config
	prompt_is 'Show more'
	plant
	prompt_is 'Show MORE'
	# the toolchain is asked, and what it says is in the image
	merge --no-replay alldefconfig
	grep -qx CONFIG_HAS_TOOL=y config
	rm tree/tool
	merge --no-replay --accept-toolchain alldefconfig
	! grep -q CONFIG_HAS_TOOL=y config || false
	prompt_is 'Show more'
}

@test "another program, or its variables at other places" {
	merge allnoconfig
	plant
	rm bridges/*/bridge
	prompt_is 'Show more'
}

@test "bad input: an image that is damaged" {
	merge defconfig
	cp config good
	cp "$(image)" whole
	size=$(stat -c %s whole)
	for damage in 'truncate -s 0' 'truncate -s 100' "truncate -s $((size - 1))" \
			"truncate -s $((size + 1))" 'dd conv=notrunc if=/dev/zero bs=4096 count=1 of=' \
			"dd conv=notrunc if=/dev/zero bs=1 count=8 seek=$((size - 8)) of="; do
		cp whole "$(image)"
		eval "$damage$([ "${damage%=}" != "$damage" ] || echo ' ')$(image)" 2>&1
		merge defconfig
		cmp config good
	done
	rm "$(image)"
	mkdir "$(ls -d bridges/*/)/$(basename bridges/*/probes-*.json .json | sed s/probes/image/)"
	merge defconfig
	cmp config good
}

@test "bad input: an image of which one byte is another one" {
	merge defconfig
	cp config good
	cp "$(image)" whole
	size=$(stat -c %s whole)
	# its header, each of its parts, texts of the parse, paths and commands
	RANDOM=6
	for place in 8 24 64 72 80 88 96 104 112 120 128 136 65536 65552 \
			$((size - 1)) $((size - 2)) $((size - 9)) 'Show more' 'EXPERT' 'Kconfig' '"command"' \
			$(for _ in $(seq 24); do echo $(((RANDOM * 32768 + RANDOM) % size)); done) \
			$(for _ in $(seq 12); do echo $((size - 1 - RANDOM % 8192)); done); do
		cp whole "$(image)"
		python3 "$TOP/harness/tests/cli/image.py" damage "$(image)" "$place"
		merge defconfig
		cmp config good
		prompt_is 'Show more'
	done
}

@test "of files that are being written there is no image" {
	while touch tree/Kconfig; do sleep 0.2; done &
	writer=$!
	merge allnoconfig
	kill "$writer"
	run image
	[ "$status" -ne 0 ]
}
