/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * configs/flavours.yaml: what can be built.
 *
 * A flavour is a base, a list of fragments, the kernel's command line and sysctls,
 * for each of its architectures. It may extend another one. Overlays stack on any
 * flavour: "azure+test" is a name wherever the name of a flavour goes.
 */
#ifndef KHARNESS_KCONFIG_FLAVOURS_H
#define KHARNESS_KCONFIG_FLAVOURS_H

#include <stdbool.h>

#include "base/strbuf.h"
#include "base/strv.h"
#include "sys/diag.h"

/* One argument of the kernel or one sysctl, and why it is set. */
struct flavour_setting {
	char *text;    /* as flavours.yaml has it: "page_alloc.shuffle=1" */
	char *name;    /* what stands before its first '=' */
	char *value;   /* what stands behind it; NULL: there is none */
	char *why;     /* its reason */
	char *from;    /* the flavour or overlay that sets it */
	struct loc at; /* where it does */
};

struct flavour_settings {
	struct flavour_setting *v;
	size_t n;
	size_t capacity;
};

/* One flavour for one architecture, with all that it inherits and that is stacked on it. */
struct flavour_arch {
	char *name; /* of the flavour: "azure", "azure+test" */
	char *arch;
	char *base;	       /* allnoconfig, defconfig, ..., or a path */
	struct strv fragments; /* paths, with the directory in front; later ones win */
	struct flavour_settings cmdline; /* arguments of the kernel */
	struct flavour_settings sysctl;	 /* each name once, each with a value */
	struct strv overlays;		 /* names of those that are in it */
	bool ships; /* as flavours.yaml says; never with an overlay */
};

struct flavour {
	char *name;
	char *about;
	bool ships;
	struct flavour_arch *archs;
	size_t n_archs;
	size_t archs_capacity;
};

struct flavour_file;

struct flavours {
	char *dir;
	struct flavour *list; /* without overlays but those that a flavour itself names */
	size_t n;
	size_t capacity;
	struct strv overlays;	       /* names of all, in the order of the file */
	struct flavour_arch **stacked; /* that flavours_find() was asked for */
	size_t n_stacked;
	size_t stacked_capacity;
	struct flavour_file *file; /* what was read */
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
 * @f: keeps what is found
 * @name: a flavour, and the overlays to stack on it, each behind a '+'
 * @d: gets an error that names those that there are
 *
 * Return: it lives as long as @f; NULL when there is none.
 */
const struct flavour_arch *flavours_find(struct flavours *f, const char *name,
					 const char *arch, struct diag *d);

/** flavour_setting_find() - the last one with a name; NULL: there is none */
const struct flavour_setting *flavour_setting_find(const struct flavour_settings *s,
						   const char *name);

/** flavours_print() - append the list for a person */
void flavours_print(const struct flavours *f, struct strbuf *to);

/**
 * flavours_print_make() - append assignments for a makefile to include
 *
 *   PAIRS := smoke-x86_64
 *   OVERLAID := smoke+test-x86_64
 *   FLAVOUR_smoke-x86_64 := smoke
 *   ARCH_smoke-x86_64 := x86_64
 *   SHIPS_smoke-x86_64 := no
 *   BASE_smoke-x86_64 := allnoconfig
 *   FRAGMENTS_smoke-x86_64 := configs/a.config configs/b.config
 *   CMDLINE_smoke-x86_64 := page_alloc.shuffle=1
 *   SYSCTL_smoke-x86_64 := kernel.kptr_restrict=2
 *
 * and so on for each pair of both lists: in the second one each flavour has each
 * overlay on it, and each two in the order of the file.
 *
 * Return: 0 or a negative errno.
 */
int flavours_print_make(struct flavours *f, struct strbuf *to,
			struct diag *d) _must_check_;

/**
 * flavours_print_json() - the same as one document, with its newline
 *
 *   {"schema": 1, "overlays": [NAME, ...], "pairs": [{"name", "arch", "ships", "base",
 *    "fragments": [...], "overlays": [...],
 *    "cmdline": [{"text", "why", "from", "line", "col"}, ...], "sysctl": [...]}, ...]}
 *
 * Return: text that the caller frees.
 */
char *flavours_print_json(const struct flavours *f) _must_check_;

/** flavours_done() - free and initialise again; accepts NULL */
void flavours_done(struct flavours *f);

#endif
