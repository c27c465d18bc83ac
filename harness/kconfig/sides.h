/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Comparing two sides: every configuration that both have, and each tree parsed once.
 *
 * Configurations of which every input has the same bytes on both sides are not resolved,
 * when they are started with the same arguments and sysctls.
 */
#ifndef KHARNESS_KCONFIG_SIDES_H
#define KHARNESS_KCONFIG_SIDES_H

#include "kconfig/diff.h"
#include "kconfig/side.h"

/* One comparison that was made, for what is to be said beyond it. */
struct sides_pair {
	const struct diff_side *old, *new; /* with a bridge that may be asked again */
	const struct flavour_arch *old_flavour, *new_flavour; /* NULL: plain */
	const struct diff_configs *configs;
};

/**
 * sides_fn - reads one comparison on; runs in any thread
 * @context: as given
 * @ret: what differs
 *
 * Return: 0 or a negative errno.
 */
typedef int sides_fn(void *context, const struct sides_pair *pair, struct change_set *ret,
		     struct diag *d);

struct sides_in {
	const struct side *old, *new;
	struct merge_in common;	  /* no tree, architecture, prefix, base or fragments */
	const struct strv *cross; /* see cross_prefix() */
	sides_fn *also;		  /* for each that was resolved; NULL: nothing */
	void *context;
};

/**
 * sides_run() - compare all pairs of flavour and architecture that both sides have
 * @ret: zeroed; filled in on success, freed by change_sets_done()
 * @d: gets what cannot be compared: a note for a pair that only one side has, an error
 * when nothing is left. Files at a revision are named FILE@REVISION, there and in @ret.
 *
 * Return: 0; -EINVAL when the sides cannot be compared, or a file has faults; or another
 * negative errno.
 */
int sides_run(const struct sides_in *in, struct change_sets *ret,
	      struct diag *d) _must_check_;

/**
 * sides_same_inputs() - have both the same base, fragments and renames, byte for byte?
 *
 * The names of the fragments do not count, their order does.
 */
bool sides_same_inputs(const struct side *old_side, const struct flavour_arch *old,
		       const struct side *new_side, const struct flavour_arch *new);

/** sides_settings() - append command line and sysctls that differ */
void sides_settings(const struct flavour_arch *old, const struct flavour_arch *new,
		    struct change_set *ret);

#endif
