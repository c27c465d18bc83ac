#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "kharness diff": is the kernel harder to attack than before? Each fault is planted.
# shellcheck disable=SC2016

bats_require_minimum_version 1.5.0
load mini_tree
load mini_configs
load audit_policy

# A tree with makefiles, a policy, and one flavour that is committed as it stands.
setup() {
	audit_tree
	cat >>tree/Kconfig <<-'END'
		config INIT_ON_FREE_DEFAULT_ON
			bool "Zero when freed"
		config NET
			bool "Network"
		config TIPC
			tristate "TIPC"
			depends on NET
		config TIPC_MEDIA_UDP
			bool "TIPC over UDP"
			depends on TIPC
		config USERFAULTFD
			bool "Page faults for programs"
		config FUSE
			tristate "File systems of programs"
		config CORE
			bool "Of the core"
		config DRAWN
			bool "A thing that no makefile names"
		config LATER
			bool "With what nobody has here"
			depends on PROBED
	END
	mkdir -p tree/net/tipc tree/fs tree/drivers
	echo 'obj-y += net/ fs/ kernel/' >tree/Kbuild
	echo 'obj-$(CONFIG_TIPC) += tipc/' >tree/net/Makefile
	printf '%s\n' 'obj-$(CONFIG_TIPC) := tipc.o' 'tipc-y := core.o' \
		'tipc-$(CONFIG_TIPC_MEDIA_UDP) += udp_media.o' >tree/net/tipc/Makefile
	printf '%s\n' 'obj-$(CONFIG_USERFAULTFD) += userfaultfd.o' \
		'obj-$(CONFIG_FUSE) += fuse.o' >tree/fs/Makefile
	echo 'SYSCALL_DEFINE1(userfaultfd, int, flags)' >tree/fs/userfaultfd.c
	echo 'MODULE_ALIAS("devname:fuse");' >tree/fs/fuse.c
	mkdir tree/kernel
	echo 'obj-$(CONFIG_CORE) += core.o' >tree/kernel/Makefile
	printf '%s\n' CONFIG_NET=y CONFIG_SECURITY=y CONFIG_SECURITY_LOCKDOWN_LSM=y \
		CONFIG_SECURITY_LOCKDOWN_LSM_EARLY=y CONFIG_LOCK_DOWN_KERNEL_FORCE_INTEGRITY=y \
		'CONFIG_LSM="lockdown,yama"' CONFIG_INIT_ON_FREE_DEFAULT_ON=y >>configs/x/a.config
	rules <<-'END'
		lockdown: {want: state:lockdown=integrity|confidentiality, severity: high}
		zero: {want: state:init_on_free=on, severity: high}
		no-faults: {want: USERFAULTFD=n, severity: medium}
		later: {want: LATER=y, severity: medium}
		gone: {want: DRIVER=n, severity: medium}
		bus: {want: BUS=m, kind: keep, severity: high}
		drawn: {want: DRAWN=y, severity: low, when: PICKY=y}
		pointers: {want: 'sysctl:kernel.kptr_restrict>=1', severity: medium}
	END
	git_quiet init -q .
	git_quiet add configs
	git_quiet commit -q -m first
}

ask() {
	sed -i "/^\(# \)\?CONFIG_${1%%[= ]*}[= ]/d" configs/x/a.config
	echo "CONFIG_$1" >>configs/x/a.config
}

# differ OLD NEW [ARGUMENT...]: the text to "said", the document to "j"
differ() {
	"$KHARNESS" diff --linux tree --bridge-dir "$bridges" -a x86_64 --json=j "$@" >said
}

# is WHAT LINE...: exactly these of the comparison, each as words
is() {
	what=$1
	shift
	python3 - "$what" >found <<-'PY'
		import json, sys
		keys = {"changes": ("symbol", "direction", "severity", "reading"),
		        "rules": ("id", "from", "to", "direction"),
		        "states": ("name", "from", "to", "direction"),
		        "settings": ("name", "from", "to", "direction", "rules"),
		        "surface": ("kind", "gained", "name", "symbol"),
		        "notes": ()}[sys.argv[1]]
		for x in json.load(open("j"))["comparisons"][0][sys.argv[1]]:
		    print(*(x.get(k) for k in keys)) if keys else print(x)
	PY
	[ $# -eq 0 ] || printf '%s\n' "$@" >expected
	[ $# -ne 0 ] || : >expected
	diff -u expected found
}

# --- directions ------------------------------------------------------------------------

@test "lockdown is dropped, and comes back" {
	ask 'LOCK_DOWN_KERNEL_FORCE_INTEGRITY=n'
	differ one@HEAD one
	is rules "p/lockdown holds fails weaker"
	is states "lockdown integrity none weaker" "module.sig enforced absent unknown"
	is changes "LOCK_DOWN_KERNEL_FORCE_INTEGRITY weaker high p/lockdown no longer holds: because"
	differ one one@HEAD
	is rules "p/lockdown fails holds stronger"
	is changes "LOCK_DOWN_KERNEL_FORCE_INTEGRITY stronger high p/lockdown holds now: because"
}

@test "an argument of the kernel takes back what is configured" {
	sed -i '0,/quiet: short/s//quiet: short\n      init_on_free=0: too slow/' configs/flavours.yaml
	differ one@HEAD one
	is rules "p/zero holds fails weaker"
	is states "init_on_free on off weaker"
	is settings "init_on_free None 0 weaker ['p/zero']"
	is changes
	differ one one@HEAD
	is settings "init_on_free 0 None stronger ['p/zero']"
	# where it changes nothing, it is neutral
	sed -i 's/init_on_free=0/init_on_free=1/' configs/flavours.yaml
	differ one@HEAD one
	is settings "init_on_free None 1 neutral ['p/zero']"
}

@test "a protocol is gained and lost" {
	ask TIPC=m
	ask TIPC_MEDIA_UDP=y
	differ one@HEAD one
	is surface "module True net/tipc/tipc.ko TIPC"
	is changes "TIPC weaker low more to attack: a part of the network, net/tipc/tipc.ko" \
		"TIPC_MEDIA_UDP unknown None None"
	git_quiet commit -q -a -m more
	differ one@HEAD one@HEAD~1
	is surface "module False net/tipc/tipc.ko TIPC"
	grep -F 'less to attack: a part of the network, net/tipc/tipc.ko' said
	# one object of it alone
	ask TIPC_MEDIA_UDP=n
	differ one@HEAD one
	is surface "module object False net/tipc/udp_media.o TIPC_MEDIA_UDP"
	is changes "TIPC_MEDIA_UDP stronger low less to attack: a part of the network, net/tipc/udp_media.o"
}

@test "a system call and a device that programs can use" {
	ask USERFAULTFD=y
	ask FUSE=y
	differ one@HEAD one
	is rules "p/no-faults holds fails weaker"
	is surface "built-in True fs/fuse.o FUSE" "built-in True fs/userfaultfd.o USERFAULTFD" \
		"device True /dev/fuse FUSE" "system call True userfaultfd USERFAULTFD"
	is changes "FUSE weaker low more to attack: the device /dev/fuse, fs/fuse.o" \
		"USERFAULTFD weaker medium p/no-faults no longer holds: because"
	git_quiet commit -q -a -m more
	ask FUSE=m
	differ one@HEAD one
	is changes "FUSE neutral None the same code, now a module that is loaded when something asks for it"
}

@test "code of the core, and a symbol that no makefile names: nobody knows" {
	ask CORE=y
	ask DRAWN=y
	differ one@HEAD one
	is changes "CORE unknown None more of the kernel's core is built: kernel/core.o" \
		"DRAWN neutral low p/drawn holds all the same: because"
}

@test "a rule that is waived and holds now, and one that is only waived now" {
	waiver 'rule: p/no-faults' 'found: USERFAULTFD=y' 'expires: 2999-01-31'
	ask USERFAULTFD=y
	git_quiet add configs
	git_quiet commit -q -m accepted
	differ one@HEAD one@HEAD~1
	is rules "p/no-faults waived holds stronger"
	differ one@HEAD~1 one@HEAD --gate
	is rules "p/no-faults holds waived weaker"
	grep -F 'p/no-faults no longer holds, which is waived: because' said
}

@test "a rule to keep something says nothing of attacks" {
	ask BUS=y
	run differ one@HEAD one --gate
	[ "$status" -eq 1 ]
	is rules "p/bus holds fails neutral"
	is changes "BUS neutral high p/bus no longer holds: because"
}

@test "another tree: what it cannot have, and what it does not have" {
	cp -r tree other
	sed -i 's/^SUBLEVEL = .*/SUBLEVEL = 99/' other/Makefile
	python3 - <<-'PY'
		text = open("other/Kconfig").read()
		text = text.replace("config DRIVER\n\ttristate \"A driver\"\n\tdepends on BUS\n\n", "")
		open("other/Kconfig", "w").write(text)
	PY
	sed -i '/^config LATER$/,/depends/s/depends on PROBED/default y/' tree/Kconfig
	ask LATER=y
	# forbidden and not there is as good as off; out of reach is no fault of the configuration
	differ one other:one
	is rules "p/later holds unreachable here weaker" "p/gone holds unreachable here neutral"
	# of the same tree, it is one
	git_quiet commit -q -a -m later
	ask LATER=n
	differ one@HEAD one
	is rules "p/later holds fails weaker"
}

@test "a plain configuration is judged with the sysctls of the flavour beside it" {
	"$KHARNESS" merge --linux tree --arch x86_64 --flavour one --bridge-dir "$bridges" \
		-o old.config
	differ old.config one
	is rules
	is notes "'old.config' has no command line and no sysctls of its own: the policy sees those of one on both sides"
	cp old.config new.config
	differ old.config new.config
	is notes "no command line and no sysctls are known, so the policy sees none"
}

# --- makefiles that mean harm, or are none ---------------------------------------------------

@test "nothing in a makefile is run, and none leads out of the tree" {
	cat >tree/net/Makefile <<-'END'
		x := $(shell touch made)
		y != touch made
		$(info $(shell touch made))
		$(eval z := $(shell touch made))
		include ../../secret
		include /etc/passwd
		-include link
		obj-$(CONFIG_TIPC) += $(shell touch made; echo a.o) ../../../out.o /abs.o tipc/
		obj-$(CONFIG_TIPC) += ../../../outside/
		all: ; touch made
	END
	mkdir outside
	echo 'obj-m += leaked.o' >outside/Makefile
	echo 'obj-m += secret.o' >secret
	ln -s "$PWD/secret" tree/net/link
	ask TIPC=m
	differ one@HEAD one
	is surface "module True net/tipc/tipc.ko TIPC"
	[ -z "$(find . -name made)" ]
}

@test "makefiles without end" {
	{
		echo 'a = $(a) $(a)'
		echo 'b := x'
		for _ in $(seq 60); do echo 'b := $(b) $(b)'; done
		echo 'include $(srctree)/net/Makefile'
		echo 'obj-$(CONFIG_TIPC) += $(a) $(call a) tipc/ ./ ../net/ $(b:x=x.o)'
		head -c 100000 /dev/zero | tr '\0' '('
		printf '\nifeq ($(CONFIG_NET),y\nelse\nelse\nendif\nendif\ndefine x\n'
	} >tree/net/Makefile
	ask TIPC=m
	timeout 60 env KHARNESS="$KHARNESS" "$KHARNESS" diff --linux tree --bridge-dir "$bridges" \
		-a x86_64 --json=j one@HEAD one >said
	grep -F '    TIPC n -> m' said
}

@test "a makefile that is a directory, a device, a link, or nothing" {
	rm tree/net/Makefile tree/fs/Makefile
	mkdir tree/net/Makefile
	ln -s /dev/zero tree/fs/Makefile
	mkfifo tree/kernel/Kbuild
	ask TIPC=m
	timeout 60 "$KHARNESS" diff --linux tree --bridge-dir "$bridges" -a x86_64 --json=j \
		one@HEAD one >said
	is surface
	rm -r tree/Kbuild tree/net
	differ one@HEAD one
	is surface
}

@test "texts of makefiles and policies do not reach the terminal as they are" {
	printf 'obj-$(CONFIG_TIPC) += e\033[31mvil.o\n' >tree/net/Makefile
	rules <<-'END'
		no-tipc: {want: TIPC=n, reason: "a\e[31mb <script>"}
	END
	ask TIPC=y
	differ one@HEAD one --markdown=m
	! grep -q $'\033' said || false
	! grep -qi '<script' m || false
}
