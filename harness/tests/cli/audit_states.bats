#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "kharness audit": what a kernel does, where its configuration only seems to say so.

load mini_tree
load audit_policy

setup() {
	audit_tree
}

@test "state: an LSM that is built but in no list is inert" {
	printf 'CONFIG_SECURITY=y\nCONFIG_SECURITY_YAMA=y\nCONFIG_LSM="landlock"\n' >>configs/x/a.config
	want state:lsm.yama=active
	verdict fails state:lsm.yama=inert
	want state:lsm.inert=none
	verdict fails state:lsm.inert=yama
	want state:lsm.yama=active
	verdict holds state:lsm.yama=active one --cmdline lsm=landlock,yama
	sed -i 's/landlock/landlock,yama/' configs/x/a.config
	verdict holds state:lsm.yama=active
	verdict fails state:lsm.yama=inert one --cmdline lsm=landlock
}

@test "state: of two exclusive LSMs the first one is at work, and a switch takes it out" {
	printf 'CONFIG_SECURITY=y\nCONFIG_SECURITY_SELINUX=y\nCONFIG_SECURITY_APPARMOR=y\nCONFIG_LSM="apparmor,selinux"\n' >>configs/x/a.config
	want state:lsm.selinux=active
	verdict fails state:lsm.selinux=inert
	verdict holds state:lsm.selinux=active one --cmdline apparmor=0
	verdict holds state:lsm.selinux=active one --cmdline security=selinux
	verdict fails state:lsm.selinux=off one --cmdline selinux=0
}

@test "state: the level of lockdown, from both sides" {
	printf 'CONFIG_SECURITY=y\nCONFIG_SECURITY_LOCKDOWN_LSM=y\nCONFIG_SECURITY_LOCKDOWN_LSM_EARLY=y\n' >>configs/x/a.config
	want 'state:lockdown=integrity|confidentiality'
	verdict fails state:lockdown=none
	verdict holds state:lockdown=confidentiality one --cmdline lockdown=confidentiality
	echo CONFIG_LOCK_DOWN_KERNEL_FORCE_INTEGRITY=y >>configs/x/a.config
	verdict holds state:lockdown=integrity
	sed -i /_EARLY/d configs/x/a.config
	verdict fails state:lockdown=inert
}

@test "state: signatures that nobody enforces, and Secure Boot" {
	want state:module.sig=enforced
	verdict fails state:module.sig=absent
	echo CONFIG_MODULE_SIG=y >>configs/x/a.config
	verdict fails state:module.sig=permissive
	verdict holds state:module.sig=enforced one --cmdline module.sig_enforce
	echo CONFIG_IMA_ARCH_POLICY=y >>configs/x/a.config
	verdict fails "state:module.sig=if secure boot"
	verdict holds state:module.sig=enforced one --secure-boot=on
	verdict fails state:module.sig=permissive one --secure-boot=off
	echo CONFIG_MODULE_SIG_FORCE=y >>configs/x/a.config
	verdict holds state:module.sig=enforced
}

@test "state: a sampler with an interval of 0" {
	printf 'CONFIG_KFENCE=y\nCONFIG_KFENCE_SAMPLE_INTERVAL=0\n' >>configs/x/a.config
	want state:kfence=on
	verdict fails state:kfence=off
	verdict holds state:kfence=on one --cmdline kfence.sample_interval=100
}

@test "state: features that are built but off, and the last argument wins" {
	printf 'CONFIG_SHUFFLE_PAGE_ALLOCATOR=y\nCONFIG_RANDOMIZE_KSTACK_OFFSET=y\nCONFIG_INIT_ON_ALLOC_DEFAULT_ON=y\n# CONFIG_SLAB_MERGE_DEFAULT is not set\n' >>configs/x/a.config
	want state:page_alloc.shuffle=on
	verdict fails state:page_alloc.shuffle=off
	verdict holds state:page_alloc.shuffle=on one --cmdline page_alloc.shuffle=1
	want state:randomize_kstack_offset=on
	verdict fails state:randomize_kstack_offset=off
	verdict holds state:randomize_kstack_offset=on one --cmdline randomize_kstack_offset=on
	want state:init_on_alloc=on
	verdict holds state:init_on_alloc=on
	verdict fails state:init_on_alloc=off one --cmdline "init_on_alloc=1 init_on_alloc=0"
	want state:slab_merge=off
	verdict holds state:slab_merge=off
	verdict fails state:slab_merge=on one --cmdline slab_merge
}

@test "state: mitigations=off takes all of them away" {
	sed -i 's/base: allnoconfig/base: defconfig/' configs/flavours.yaml
	want state:mitigation.mds=on
	verdict holds state:mitigation.mds=on
	verdict fails state:mitigation.mds=off one --cmdline mitigations=off
	verdict fails state:mitigation.mds=off one --cmdline mds=off
	verdict holds state:mitigation.mds=on one --cmdline mitigations=auto,nosmt
}

@test "a built-in command line counts" {
	cat >>tree/Kconfig <<-'END'
		config CMDLINE_BOOL
			bool "Built in"
		config CMDLINE
			string "It"
		config CMDLINE_OVERRIDE
			bool "Only that"
	END
	printf 'CONFIG_CMDLINE_BOOL=y\nCONFIG_CMDLINE="a=1 b"\n' >>configs/x/a.config
	want '[cmdline:a=1, cmdline:b, cmdline:quiet]'
	says 0
	echo CONFIG_CMDLINE_OVERRIDE=y >>configs/x/a.config
	verdict fails "cmdline:quiet not given"
}
