/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Private to the verb "pack": what its steps share. cmd/pack.c reads the options and
 * writes the archive, pack_modules.c adds the modules and the damaged copies of one,
 * pack_features.c what the kernel has to show beyond loading them.
 */
#ifndef KHARNESS_CMD_PACK_JOB_H
#define KHARNESS_CMD_PACK_JOB_H

#include <stdbool.h>

#include "base/strbuf.h"
#include "base/strv.h"
#include "module/built.h"
#include "pack/features.h"
#include "pack/initramfs.h"
#include "pack/load_order.h"

struct pack_options {
	const char *objdir;
	const char *config;
	const char *asked;
	const char *modules;
	const char *init;
	const char *refusals;
	const char *features;
	const char *probe;
	const char *cmdline;
	const char *cross;
	const char *output;
	struct strv external;
	bool only_tests; /* load what the tests need, not every module */
};

struct pack_job {
	const struct pack_options *o;
	struct built_kernel built;
	struct load_order order;
	struct features features;
	struct initramfs archive;
	struct strbuf plan;
	char *config;
	char *asked;  /* the .config by which features are planned */
	char *tree;   /* MODULES/lib/modules/RELEASE */
	char *place;  /* the same in the guest, without a leading slash */
	bool *wanted; /* for each step of the order: it is packed */
	size_t n_wanted;
	size_t n_refusals;
	size_t n_features; /* planned, drivers too */
	size_t n_verified;
};

/**
 * pack_add_modules() - modules in their order, and damaged copies of one of them
 *
 * Return: 0, -EBADMSG when the tree is not the one of this build, or another negative
 * errno.
 */
int pack_add_modules(struct pack_job *j, struct diag *d) _must_check_;

/**
 * pack_add_features() - plan what testvm/features says about this kernel
 *
 * Call it after pack_add_modules(), which plans the drivers that are modules.
 */
int pack_add_features(struct pack_job *j, struct diag *d) _must_check_;

/** pack_add_driver() - plan one driver that is a module */
int pack_add_driver(struct pack_job *j, const struct load_step *step,
		    const struct driver *driver, const char *file,
		    struct diag *d) _must_check_;

#endif
