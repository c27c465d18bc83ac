/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A made-up object directory with what sign and verify read: three modules and
 * an external one, a kernel, its lists and its certificate.
 */
#ifndef KHARNESS_TESTS_MADE_BUILD_H
#define KHARNESS_TESTS_MADE_BUILD_H

#include "tests/unit/made_module.h"

#define MADE_RELEASE "6.18.15-made"
#define MADE_ROOT    "modules/lib/modules/" MADE_RELEASE

static inline void made_build_text(const char *name, const char *text)
{
	_cleanup_(cleanup_free) char *path = scratch_path(name);

	scratch_write(path, text, strlen(text));
}

static inline void made_build_module(const char *file, const char *name)
{
	_cleanup_(cleanup_free) char *path = scratch_path(file);
	struct made_module m = {.name = name, .vermagic = MADE_RELEASE " SMP "};

	made_module_write(&m, path);
}

/* Write it all; the key is "ours.key", the certificate "ours.pem". */
static inline void made_build_write(void)
{
	_cleanup_(cleanup_free) char *vmlinux = scratch_path("build/vmlinux");

	scratch_run("mkdir -p build/certs build/fs/a build/lib probe", NULL, NULL);
	made_certificate("ours");
	scratch_run("cp ours.pem build/certs/kharness.pem", NULL, NULL);
	made_build_text("build/.config", "CONFIG_MODULE_SIG=y\n"
					 "CONFIG_MODULE_SIG_HASH=\"sha512\"\n");
	made_build_text("build/modules.order", "fs/a/one.o\nfs/a/two-b.o\nlib/three.o\n");
	made_build_text("probe/modules.order", "probe.o\n");
	made_build_text("build/modules.builtin", "kernel/lib/inside.ko\n");
	made_build_text("build/System.map", "");
	scratch_run("printf 'inside.license=GPL\\000' > build/modules.builtin.modinfo",
		    NULL, NULL);
	made_vmlinux_write(MADE_RELEASE, "ours", NULL, vmlinux);
	made_build_module("build/fs/a/one.ko", "one");
	made_build_module("build/fs/a/two-b.ko", "two_b");
	made_build_module("build/lib/three.ko", "three");
	made_build_module("probe/probe.ko", "probe");
}

#endif
