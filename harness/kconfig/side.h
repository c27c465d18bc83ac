/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A side of a comparison: what a user names becomes a configuration that can be resolved.
 *
 *     old.config                 a configuration; its header tells version and architecture
 *     out/azure-x86_64           a built tree: its .config, tree and toolchain
 *     azure, azure+test          a flavour, for each of its architectures
 *     azure@HEAD~1               the same at a revision of the repository of --configs
 *     ../linux-6.12:azure        the same with another kernel; also LINUXDIR:old.config
 *     all, all@HEAD~1            every flavour
 */
#ifndef KHARNESS_KCONFIG_SIDE_H
#define KHARNESS_KCONFIG_SIDE_H

#include <stdbool.h>

#include "kconfig/flavours.h"
#include "kconfig/pairs.h"
#include "kconfig/renames.h"
#include "kconfig/side_git.h"

struct side_in {
	const char *linux_dir;	  /* for a side that names no tree; NULL: none is given */
	const char *configs;	  /* flavours.yaml and its fragments */
	const struct strv *archs; /* only these; none: all */
};

struct side {
	char *name;	 /* as given */
	char *linux_dir; /* of its kernel */
	char *version;	 /* the version of that tree */

	/* a configuration or a built tree; config is NULL for flavours */
	char *config;
	char *config_arch;
	char *config_linux; /* of its header; NULL: it has none */
	char *toolchain;    /* provenance.json of a built tree; NULL: this machine's */

	/* flavours */
	bool all;
	char *configs; /* where they are: --configs, or what was taken from git */
	struct side_git git;
	struct flavours flavours;
	struct pairs pairs; /* of --arch, in the order of flavours.yaml */
	struct renames renames;
};

#define SIDE_INIT \
	{         \
		0 \
	}

/**
 * side_open() - find out what is named, and read it
 * @name: as above
 * @ret: initialised; freed by side_done(), also on failure
 * @d: gets what is wrong with it; files at a revision are named FILE@REVISION
 *
 * Return: 0, -EINVAL or -ENOENT for a name that is none, or another negative errno.
 */
int side_open(const char *name, const struct side_in *in, struct side *ret,
	      struct diag *d) _must_check_;

/** side_done() - free and initialise again; @d gets what fails */
void side_done(struct side *s, struct diag *d);

#endif
