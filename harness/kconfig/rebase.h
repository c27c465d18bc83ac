/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rebase: what another kernel means for all flavours and architectures.
 *
 * Every pair is resolved with the old and with the new tree. New symbols are those that
 * the old tree does not have and a person could set in the new one; requests are looked
 * at when what they asked for was in effect and is not any more.
 */
#ifndef KHARNESS_KCONFIG_REBASE_H
#define KHARNESS_KCONFIG_REBASE_H

#include "kconfig/merge.h"
#include "kconfig/pairs.h"
#include "model/rebase.h"

/* One pair as one tree resolves it. */
struct rebase_resolved {
	size_t pair; /* its number */
	bool new;    /* by the new tree */
	const struct flavour_arch *of;
	const struct merge_in *in;
	const struct merge_out *merge;
	struct bridge *bridge;
};

/**
 * rebase_fn - looks at a pair, too; runs in any thread
 * @context: as given
 *
 * Return: 0 or a negative errno.
 */
typedef int rebase_fn(void *context, const struct rebase_resolved *r, struct diag *d);

struct rebase_in {
	struct merge_in common; /* no tree, architecture, prefix, base or fragments */
	const char *old_linux;	/* trees */
	const char *new_linux;
	const char *configs; /* renames.yaml and triage.yaml */
	const struct pairs *pairs;
	const struct strv *cross; /* see cross_prefix() */
	rebase_fn *also;	  /* NULL: nothing more is looked at */
	void *context;
};

/**
 * rebase_run() - find all questions about symbols
 * @ret: initialised; filled in on success, freed by rebase_done()
 * @d: gets what keeps a pair from being resolved, and the faults of files
 *
 * Return: 0, also when there are open items; -EINVAL when a file has faults; or another
 * negative errno.
 */
int rebase_run(const struct rebase_in *in, struct rebase *ret,
	       struct diag *d) _must_check_;

/**
 * rebase_decide() - take what triage.yaml says, and put all items into their order
 * @configs: holds that file, or not
 */
int rebase_decide(const char *configs, struct rebase *r, struct diag *d) _must_check_;

#endif
