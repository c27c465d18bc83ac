/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * configs/flavours.yaml: what can be built.
 *
 * A flavour is a base, a list of fragments and a kernel command line, for each
 * of its architectures.
 */
#ifndef KHARNESS_KCONFIG_FLAVOURS_H
#define KHARNESS_KCONFIG_FLAVOURS_H

#include "base/strbuf.h"
#include "base/strv.h"
#include "sys/diag.h"

/* One flavour for one architecture. */
struct flavour_arch {
	char *arch;
	char *base;	       /* allnoconfig, defconfig, ..., or a path */
	struct strv fragments; /* paths, with the directory in front */
};

struct flavour {
	char *name;
	char *about;
	struct flavour_arch *archs;
	size_t n_archs;
	size_t archs_capacity;
	struct strv cmdline; /* arguments of the kernel */
	struct strv reasons; /* why, one for each of them */
};

struct flavours {
	char *dir;
	struct flavour *list;
	size_t n;
	size_t capacity;
};

#define FLAVOURS_INIT \
	{             \
		0     \
	}

/**
 * flavours_read() - read DIR/flavours.yaml
 * @dir: holds flavours.yaml and the fragments
 * @ret: initialised; filled in on success
 * @d: gets each fault with its line and column, also a fragment that does not exist
 *
 * All names are checked so that they can stand in a makefile.
 *
 * Return: 0, -EINVAL when the file has faults, or another negative errno.
 */
int flavours_read(const char *dir, struct flavours *ret, struct diag *d) _must_check_;

/**
 * flavours_find() - one flavour for one architecture
 * @d: gets an error that names those that there are
 *
 * Return: NULL when there is none.
 */
const struct flavour_arch *flavours_find(const struct flavours *f, const char *name,
					 const char *arch, struct diag *d);

/** flavours_print() - append the list for a person */
void flavours_print(const struct flavours *f, struct strbuf *to);

/**
 * flavours_print_make() - append assignments for a makefile to include
 *
 *   PAIRS := smoke-x86_64
 *   FLAVOUR_smoke-x86_64 := smoke
 *   ARCH_smoke-x86_64 := x86_64
 *   BASE_smoke-x86_64 := allnoconfig
 *   FRAGMENTS_smoke-x86_64 := configs/a.config configs/b.config
 *   CMDLINE_smoke-x86_64 := page_alloc.shuffle=1
 */
void flavours_print_make(const struct flavours *f, struct strbuf *to);

/** flavours_done() - free and initialise again; accepts NULL */
void flavours_done(struct flavours *f);

#endif
