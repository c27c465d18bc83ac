/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The options of verbs that resolve: which tree, compilers, architectures and flavours.
 *
 * A verb names tree_argp, pairs_argp or both in its argp_child vector, and hands its
 * struct tree_options over when it gets ARGP_KEY_INIT: state->child_inputs[0] = &o->tree,
 * and so on for each child.
 */
#ifndef KHARNESS_CMD_TREE_OPTIONS_H
#define KHARNESS_CMD_TREE_OPTIONS_H

#include <argp.h>

#include "base/strv.h"
#include "sys/diag.h"

struct tree_options {
	const char *linux_dir;	/* NULL: not given */
	struct strv archs;	/* each --arch */
	struct strv cross;	/* see cross_prefix() */
	const char *configs;	/* "configs" */
	const char *bridge_dir; /* NULL until tree_options_finish() */
	char *cache;
};

#define TREE_OPTIONS_INIT             \
	{                             \
		.configs = "configs", \
	}

extern const struct argp tree_argp;  /* --linux, --cross, --bridge-dir */
extern const struct argp pairs_argp; /* --arch, --configs */

/**
 * tree_options_finish() - find the place of bridges where none was given
 *
 * Return: 0 or a negative errno.
 */
int tree_options_finish(struct tree_options *o, struct diag *d) _must_check_;

/** tree_options_done() - free and initialise again */
void tree_options_done(struct tree_options *o);

#endif
