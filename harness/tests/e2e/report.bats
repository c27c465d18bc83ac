#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The report of the real smoke kernel, in a browser as well where there is one.

# shellcheck disable=SC2154
bats_require_minimum_version 1.5.0

setup() {
	out=$O/smoke-x86_64
	cd "$BATS_TEST_TMPDIR" || return
	run --separate-stderr "$KHARNESS" report --linux-record "$LINUX.json" -o page "$out"
	echo "$output" "$stderr"
	[ "$status" -eq 0 ]
}

@test "every module, every test and the certificate are in the page" {
	release=$(echo "$out"/modules/lib/modules/*)
	for module in $(cd "$release" && find . -name '*.ko.zst' | sed 's|^\./||; s|\.zst$||'); do
		grep -qF ">$module<" page/index.html
	done
	for test in $(sed -n 's/^ok [0-9]* \([^ ]*\).*/\1/p' "$out/boot/results.ktap" |
		grep -v boot.verdict); do
		grep -qF ">$test<" page/index.html
	done
	fingerprint=$(openssl x509 -in "$out/build/certs/kharness.pem" -outform DER |
		sha256sum | cut -d' ' -f1)
	grep -qF "$fingerprint" page/index.html
}

@test "the pin and the patches are in the page" {
	sha=$(sed -n 's/^  "sha256": "\(.*\)",$/\1/p' "$LINUX.json")
	grep -qF "$sha" page/index.html
	for patch in $(grep -v '^#' "$TOP/patches/series"); do
		grep -qF "$patch" page/index.html
	done
}

@test "a browser reads the page to its end, and complains about nothing" {
	command -v chromium >/dev/null || skip "no chromium"
	sed 's|</body>|<p id="end"></p></body>|' page/index.html >page/seen.html
	run chromium --headless --no-sandbox --disable-gpu --enable-logging=stderr --v=0 \
		--dump-dom "file://$PWD/page/seen.html"
	[ "$status" -eq 0 ]
	[[ $output == *'<p id="end">'* ]]
	[[ $output != *"Content Security Policy"* ]]
	[[ $output != *"Uncaught"* ]]
}
