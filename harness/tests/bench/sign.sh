#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Modules signed per second, beside what OpenSSL and the kernel's sign-file do on the same
# machine. The modules are those of the smoke kernel, forty times; "sign" includes strip
# and zstd, openssl speed does nothing but signatures of 36 bytes.
set -eu
export LC_ALL=C

build=$O/smoke-x86_64/build
copies=40
cores=$(nproc)
dir=$(mktemp -d "$O/bench-sign.XXXXXX")
trap 'rm -rf "$dir"' EXIT

# a kernel that trusts our certificate: its own objects for all else that sign reads
make_kernel() {
	openssl x509 -in "$dir/cert.pem" -outform DER -out "$dir/cert.der"
	gcc -c -x assembler -o "$dir/cert.o" - <<-END
		.data
		.globl system_certificate_list, system_certificate_list_size
		system_certificate_list:
		1: .incbin "$dir/cert.der"
		2: .align 8
		system_certificate_list_size: .quad 2b - 1b
		.section .note.GNU-stack, ""
	END
	ld -r -o "$dir/build/vmlinux" "$dir/cert.o" "$build/init/version-timestamp.o" \
		"$build/kernel/module/main.o"
	cp "$dir/cert.pem" "$dir/build/certs/kharness.pem"
}

make_build() {
	mkdir -p "$dir/build/certs"
	for f in .config System.map modules.builtin modules.builtin.modinfo; do
		cp "$build/$f" "$dir/build/$f"
	done
	i=0
	while [ "$i" -lt "$copies" ]; do
		i=$((i + 1))
		sed "s|^|$i/|" "$build/modules.order"
		sed 's/o$/ko/' "$build/modules.order" |
			(cd "$build" && xargs cp -l --parents -t "$(mkdir -p "$dir/build/$i" &&
				echo "$dir/build/$i")")
	done > "$dir/build/modules.order"
}

# make_pair OPTIONS...
make_pair() {
	openssl req -new -x509 -nodes -batch -subj /CN=bench -sha512 -days 9 "$@" \
		-keyout "$dir/key.pem" -out "$dir/cert.pem" 2> /dev/null
	make_kernel
}

# openssl_speed ALGORITHM - signatures a second on all cores
openssl_speed() {
	openssl speed -seconds 3 -multi "$cores" "$1" 2> /dev/null |
		awk '/sign\/s/ { getline; print $(NF - 1) }'
}

# sign_file_rate - the kernel's way: one process for each module
sign_file_rate() {
	sed 's/o$/ko/' "$build/modules.order" > "$dir/list"
	mkdir -p "$dir/sign-file"
	(cd "$build" && xargs cp --parents -t "$dir/sign-file" < "$dir/list")
	start=$(date +%s%N)
	(cd "$dir/sign-file" && xargs -n 1 -P "$cores" "$build/scripts/sign-file" sha512 \
		"$dir/key.pem" "$dir/cert.pem" < "$dir/list")
	end=$(date +%s%N)
	rm -r "$dir/sign-file"
	awk "BEGIN { print $(wc -l < "$dir/list") * 1e9 / ($end - $start) }"
}

# measure NAME ALGORITHM OPTIONS...
measure() {
	name=$1 algorithm=$2
	shift 2
	make_pair "$@"
	"$KHARNESS" sign --objdir "$dir/build" --key "$dir/key.pem" --cert "$dir/cert.pem" \
		-o "$dir/modules" --json > "$dir/json"
	openssl=$(openssl_speed "$algorithm")
	file=$(sign_file_rate)
	python3 - "$dir/json" "$name" "$openssl" "$file" "$cores" <<-'END'
		import json, sys
		j = json.load(open(sys.argv[1]))
		rate, limit, file = j["modules"] * 1000 / j["ms"], float(sys.argv[3]), float(sys.argv[4])
		print(f"sign {sys.argv[2]}: {rate:.0f} modules/s strip+sign+zstd "
		      f"({j['modules']} in {j['ms'] / 1000:.1f} s, {sys.argv[5]} cores); "
		      f"openssl speed {limit:.0f} signatures/s ({100 * rate / limit:.0f} %); "
		      f"kernel's sign-file alone {file:.0f}/s")
	END
}

make_build
measure RSA-4096 rsa4096 -newkey rsa:4096
measure ECDSA-P384 ecdsap384 -newkey ec -pkeyopt ec_paramgen_curve:P-384
