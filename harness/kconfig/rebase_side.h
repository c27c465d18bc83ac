/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All pairs resolved with one tree, and what rebase wants to know of each. */
#ifndef KHARNESS_KCONFIG_REBASE_SIDE_H
#define KHARNESS_KCONFIG_REBASE_SIDE_H

#include "kconfig/pairs.h"
#include "kconfig/rebase.h"

struct rebase_pair {
	const char *name; /* "azure-x86_64" */
	const struct flavour_arch *of;
	struct merge_out merge;
	json_t *names;	    /* of an old tree: all of its symbols, as a list of texts */
	json_t *arrivals;   /* of a new one: see "arrivals" in kconfig/bridge/bridge.c */
	json_t *places;	    /* {NAME: place} of all requested symbols that it has */
	json_t *successors; /* {NAME: NAME} of requests for transitional symbols */
	struct diag said;   /* by the merge */
};

struct rebase_side {
	struct rebase_pair *v; /* one a pair, in their order */
	size_t n;
};

#define REBASE_SIDE_INIT \
	{                \
		0        \
	}

/**
 * rebase_side_run() - resolve all pairs
 * @linux_dir: the tree
 * @old: what the other tree gave; NULL: this is the old one
 * @ret: initialised; freed by rebase_side_done(), also on failure
 */
int rebase_side_run(const struct rebase_in *in, const char *linux_dir,
		    const struct renames *renames, const struct rebase_side *old,
		    struct rebase_side *ret, struct diag *d) _must_check_;

/** rebase_side_done() - free and initialise again */
void rebase_side_done(struct rebase_side *s);

#endif
