#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The policy itself, on the real tree: every flavour is audited as in "make audit", and
# what is too hard is found.

setup() {
	cd "$TOP"
	out=$BATS_TEST_TMPDIR
}

audit() {
	"$KHARNESS" audit --linux "$LINUX" "$@"
}

# pairs: FLAVOUR ARCH, a line each
pairs() {
	"$KHARNESS" flavours --make | sed -n 's/^PAIRS := //p' | tr ' ' '\n' |
		sed 's/\(.*\)-/\1 /'
}

@test "every flavour holds what the policy asks for, or has a waiver" {
	pairs >"$out/pairs"
	[ "$(wc -l <"$out/pairs")" -ge 8 ]
	while read -r flavour arch; do
		audit "$flavour" --arch "$arch" --json -o "$out/$flavour-$arch.json"
	done <"$out/pairs"
	python3 - "$out" <<-'PY'
		import json, sys
		least = {"azure": 0.75, "azure-strict": 0.82}
		for flavour, ratio in least.items():
		    for arch in "x86_64", "arm64":
		        d = json.load(open(f"{sys.argv[1]}/{flavour}-{arch}.json"))
		        for counts in d["summary"], d["kinds"]["hardening"]:
		            n = [counts[v] for v in ("holds", "fails", "waived")]
		            print(flavour, arch, n)
		            assert sum(n) >= 200 and n[0] / sum(n) >= ratio, (flavour, arch, n)
	PY
}

@test "make audit-all asks for every pair" {
	make -n -f Kbuild.harness audit-all O="$O" >"$out/recipes"
	[ "$(grep -c 'kharness audit ' "$out/recipes")" -eq "$(pairs | wc -l)" ]
	make -n -f Kbuild.harness audit FLAVOUR=azure+test ARCH=arm64 O="$O" >"$out/recipes"
	grep -q 'kharness audit .* azure+test --arch arm64 ' "$out/recipes"
}

@test "nobody counts a rule as not applicable but for architecture, version or compiler" {
	audit smoke --arch x86_64 --json >"$out/smoke.json"
	python3 - "$out/smoke.json" <<-'PY'
		import json, sys
		rules = json.load(open(sys.argv[1]))["rules"]
		for r in rules:
		    if r["verdict"] == "not applicable":
		        assert r["why"].startswith(("it is not for x86_64", "it is for Linux before ",
		                                    "it is for Linux ", "it is for clang")), r
		    assert (r["why"] is not None) == (r["verdict"] in ("not applicable", "unreachable here")), r
		assert any(r["verdict"] == "unreachable here" and r["id"] == "control-flow/cfi" for r in rules)
	PY
}

@test "all that hardening asks for, without what must be kept, is no Azure guest" {
	cp -r configs "$out/configs"
	audit azure --arch x86_64 --json >"$out/azure.json"
	python3 - "$out/azure.json" >"$out/configs/naive.config" <<-'PY'
		import json, re, sys
		print("#: area naive\n#: owner nobody\n\n#: why the policy asks for it\n#: level prefer")
		seen = set()
		for r in json.load(open(sys.argv[1]))["rules"]:
		    m = re.fullmatch(r"([A-Z][A-Z0-9_]*)=([yn])", r["want"])
		    if r["kind"] == "hardening" and r["verdict"] in ("fails", "waived") and m and m[1] not in seen:
		        seen.add(m[1])
		        print(f"CONFIG_{m[1]}=y" if m[2] == "y" else f"# CONFIG_{m[1]} is not set")
	PY
	grep -qx '# CONFIG_MODULES is not set' "$out/configs/naive.config"
	# behind all fragments of all flavours, with a level that may override
	sed -i '/^#: level/d' "$out/configs/naive.config"
	printf '  naive:\n    about: too hard\n    fragments: [naive.config]\n' >>"$out/configs/flavours.yaml"
	run audit azure+naive --arch x86_64 --configs "$out/configs" --json -o "$out/naive.json"
	[ "$status" -eq 1 ]
	"$KHARNESS" merge --linux "$LINUX" --arch x86_64 --configs "$out/configs" \
		--flavour azure+naive -o "$out/naive.config" || [ "$?" -eq 1 ]
	! grep -q '=m$' "$out/naive.config" || false
	[[ "$output" == *"azure-guest/module-loading wants MODULES=y, found MODULES=n"* ]]
	[[ "$output" == *"containers/user-ns wants USER_NS=y, found USER_NS=n"* ]]
	[[ "$output" == *"integrity/no-modules-at-all and azure-guest/module-loading cannot both hold"* ||
		"$output" == *"azure-guest/module-loading and integrity/no-modules-at-all cannot both hold"* ]]
	python3 - "$out/azure.json" "$out/naive.json" <<-'PY'
		import json, sys
		azure, naive = (json.load(open(f)) for f in sys.argv[1:])
		assert azure["kinds"]["keep"]["fails"] == 0
		assert naive["kinds"]["keep"]["fails"] >= 15, naive["kinds"]
		assert naive["kinds"]["hardening"]["holds"] > azure["kinds"]["hardening"]["holds"]
	PY
}

@test "every argument of the policy is one that the kernel documents" {
	doc="$LINUX/Documentation/admin-guide/kernel-parameters.txt"
	grep -oh 'cmdline:[a-zA-Z0-9_.-]*' configs/policy/*.yaml | sed 's/cmdline://' | sort -u >"$out/names"
	[ "$(wc -l <"$out/names")" -ge 20 ]
	# of init, and gone ones that nobody should try
	grep -vxE 'init|single|rd.break|nosmep|nosmap' "$out/names" >"$out/wanted"
	grep -rohwFf "$out/wanted" "$LINUX/Documentation" | sort -u >"$out/documented"
	diff "$out/wanted" "$out/documented"
}

@test "every reference into the tree leads somewhere" {
	grep -h '^ *ref: ' configs/policy/*.yaml | sed 's/.*ref: //' | grep -v '^https:' | sort -u >"$out/refs"
	[ "$(wc -l <"$out/refs")" -ge 40 ]
	while read -r ref; do
		[ -e "$LINUX/$ref" ] || { echo "$ref"; return 1; }
	done <"$out/refs"
}

@test "every symbol of a rule for this tree is known to it, but for those that say so" {
	audit azure --arch x86_64 --json >"$out/x.json"
	audit azure --arch arm64 --json >"$out/a.json"
	python3 - "$out/x.json" "$out/a.json" <<-'PY'
		import json, sys
		unknown = {r["id"] for f in sys.argv[1:] for r in json.load(open(f))["rules"]
		           if "the tree does not know it" == r["why"]}
		# named by the lists that the policy follows, though 6.18 has them no more
		gone = """attack-surface/acpi-custom-method attack-surface/binfmt-aout
		attack-surface/uselib control-flow/rodata-full debug-surface/bcache-closures-debug
		debug-surface/x86-ptdump drivers/evbug drivers/nouveau-legacy-ctx
		memory/usercopy-pagespan network-surface/ipx""".split()
		assert unknown == set(gone), unknown ^ set(gone)
	PY
}
