# SPDX-License-Identifier: GPL-2.0-or-later
# A small tree, two flavours, and a policy of one rule.

# audit_tree: the mini tree with symbols that states are worked out from, and flavours
audit_tree() {
	mini_tree
	cat >>tree/Kconfig <<-'END'
		config SECURITY
			bool "Security"
		config SECURITY_YAMA
			bool "Yama"
			depends on SECURITY
		config SECURITY_SELINUX
			bool "SELinux"
			depends on SECURITY
		config SECURITY_APPARMOR
			bool "AppArmor"
			depends on SECURITY
		config LSM
			string "Order"
			default "yama"
		config SECURITY_LOCKDOWN_LSM
			bool "Lockdown"
			depends on SECURITY
		config SECURITY_LOCKDOWN_LSM_EARLY
			bool "Early"
			depends on SECURITY_LOCKDOWN_LSM
		config LOCK_DOWN_KERNEL_FORCE_INTEGRITY
			bool "Integrity"
			depends on SECURITY_LOCKDOWN_LSM
		config KFENCE
			bool "KFENCE"
		config KFENCE_SAMPLE_INTERVAL
			int "Interval"
			default 100
		config MODULE_SIG
			bool "Signatures"
		config MODULE_SIG_FORCE
			bool "Force"
			depends on MODULE_SIG
		config IMA_ARCH_POLICY
			bool "By Secure Boot"
		config INIT_ON_ALLOC_DEFAULT_ON
			bool "Zero"
		config SHUFFLE_PAGE_ALLOCATOR
			bool "Shuffle"
		config SLAB_MERGE_DEFAULT
			bool "Merge"
			default y
		config CPU_MITIGATIONS
			bool "Mitigations"
			default y
		config MITIGATION_MDS
			bool "MDS"
			default y
		config RANDOMIZE_KSTACK_OFFSET
			bool "Offset"
		config RANDOMIZE_KSTACK_OFFSET_DEFAULT
			bool "Offset on"
	END
	mkdir -p configs/policy configs/x
	printf '#: area x\n#: owner x\n\n#: why y\nCONFIG_MODULES=y\nCONFIG_BUS=m\n' >configs/x/a.config
	cat >configs/flavours.yaml <<-'END'
		schema: 1
		flavours:
		  one:
		    about: x
		    base: allnoconfig
		    fragments: [x/a.config]
		    cmdline:
		      quiet: short
		    sysctl:
		      kernel.kptr_restrict=1: hidden
		    arch:
		      x86_64: {}
		  two:
		    about: y
		    base: allnoconfig
		    fragments: [x/a.config]
		    arch:
		      x86_64: {}
		      i386: {}
		overlays:
		  more:
		    about: z
		    fragments: []
	END
}

# rules: the text of a policy's rules on standard input, with what is common
rules() {
	{
		printf 'schema: 1\ndefaults: {source: me, ref: here, reason: because}\nrules:\n'
		sed 's/^/  /'
	} >configs/policy/p.yaml
}

# want CONDITION [KEY: VALUE...]: a policy of one rule, p/r
want() {
	{
		printf 'r:\n  want: %s\n' "$1"
		shift
		printf '  %s\n' "$@"
	} | rules
}

# waiver [KEY: VALUE...]: of p/r for flavour one, with these keys in the place of the usual
waiver() {
	w=$(printf 'rule: p/r\nflavours: one\narch: x86_64\nfound: BUS=m\nowner: me\nreason: why not\nexpires: 2027-01-31\n')
	for set in "$@"; do
		w=$(grep -v "^${set%%:*}:" <<<"$w"; [ -z "${set#*: }" ] || echo "$set")
	done
	printf 'schema: 1\nwaivers:\n' >configs/waivers.yaml
	sed '1s/^/  - /; 2,$s/^/    /' <<<"$w" >>configs/waivers.yaml
}

audit() {
	"$KHARNESS" audit --linux tree --bridge-dir "$bridges" --date 2026-11-25 "$@"
}

# verdict VERDICT FOUND [ARGUMENT...]: of the one rule
verdict() {
	expected="$1|$2"
	shift 2
	audit "${@:-one}" --json -o result.json || [ "$?" -eq 1 ]
	python3 >verdict <<-'PY'
		import json
		r, = json.load(open("result.json"))["rules"]
		print(r["verdict"] + "|" + r["found"])
	PY
	diff -u <(echo "$expected") verdict
}

# says STATUS TEXT...: audit of flavour one ends so and prints each TEXT
says() {
	run audit one --json -o result.json
	[ "$status" -eq "$1" ] || { echo "status $status: $output"; return 1; }
	shift
	for text in "$@"; do
		[[ "$output" == *"$text"* ]] || { echo "no '$text' in: $output"; return 1; }
	done
}

# refused TEXT...: as says 2, and nothing is written
refused() {
	says 2 "$@"
	[ ! -e result.json ]
}
