# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# A made-up object directory, as small as sign and verify allow: real ELF files from the
# assembler, a "kernel" that trusts one certificate, and the lists of Kbuild.

MADE_RELEASE=6.18.15-made

# made_pair NAME [openssl options] - NAME.key, NAME.pem and NAME.der
made_pair() {
	local name=$1
	shift
	[ $# -gt 0 ] || set -- -newkey rsa:2048
	openssl req -new -x509 -nodes -batch -subj "/CN=$(basename "$name")" -sha512 -days 9 \
		"$@" -keyout "$name.key" -out "$name.pem" 2> /dev/null
	openssl x509 -in "$name.pem" -outform DER -out "$name.der"
}

# made_module FILE NAME - an ELF file with what a module has
made_module() {
	gcc -c -x assembler -o "$1" - <<-END
		.text
		.rept 100
		nop
		.endr
		.section .debug_info
		.zero 500
		.section .modinfo, "a"
		.asciz "name=$2"
		.asciz "depends="
		.asciz "vermagic=$MADE_RELEASE SMP "
	END
}

# made_vmlinux FILE CERTIFICATE.der... - a kernel that trusts these certificates, with
# $MADE_CONFIG in it when that names a gzipped config
made_vmlinux() {
	local file=$1 der config=
	[ -z "${MADE_CONFIG-}" ] || config=".incbin \"$MADE_CONFIG\""
	shift
	{
		cat <<-END
			.section .rodata
			.globl linux_banner
			linux_banner: .asciz "Linux version $MADE_RELEASE (a@b) #1"
			vermagic: .asciz "$MADE_RELEASE SMP "
			.globl kernel_config_data
			kernel_config_data:
			$config
			.globl kernel_config_data_end
			kernel_config_data_end:
			.data
			.globl system_certificate_list
			system_certificate_list:
			1:
		END
		for der; do
			echo ".incbin \"$der\""
		done
		cat <<-END
			2:
			.align 8
			.globl system_certificate_list_size
			system_certificate_list_size: .quad 2b - 1b
		END
	} | gcc -c -x assembler -o "$file" -
}

# made_build DIR - DIR/build, an external module DIR/probe, and the pair DIR/ours
made_build() {
	local dir=$1 b=$1/build
	mkdir -p "$b/certs" "$b/fs/a" "$b/lib" "$dir/probe"
	made_pair "$dir/ours"
	cp "$dir/ours.pem" "$b/certs/kharness.pem"
	printf '%s\n' CONFIG_MODULE_SIG=y 'CONFIG_MODULE_SIG_HASH="sha512"' > "$b/.config"
	printf '%s\n' fs/a/one.o lib/two-b.o > "$b/modules.order"
	printf '%s\n' probe.o > "$dir/probe/modules.order"
	: > "$b/System.map"
	echo kernel/lib/inside.ko > "$b/modules.builtin"
	printf 'inside.license=GPL\0' > "$b/modules.builtin.modinfo"
	made_vmlinux "$b/vmlinux" "$dir/ours.der"
	made_module "$b/fs/a/one.ko" one
	made_module "$b/lib/two-b.ko" two_b
	made_module "$dir/probe/probe.ko" probe
}
