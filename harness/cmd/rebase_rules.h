/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The policy's word on both kernels of a rebase: which rules hold no more.
 */
#ifndef KHARNESS_CMD_REBASE_RULES_H
#define KHARNESS_CMD_REBASE_RULES_H

#include "kconfig/rebase.h"
#include "policy/rules.h"

struct rebase_audit;

struct rebase_rules {
	const char *waivers;	     /* the file; it need not exist */
	const struct policy *policy; /* without rules nothing is judged */
	struct rebase_audit *v;	     /* two a pair */
	size_t n_pairs;
};

/**
 * rebase_rules_open() - make room for the verdicts
 * @ret: freed by rebase_rules_close()
 */
void rebase_rules_open(const struct policy *p, const char *waivers, size_t n_pairs,
		       struct rebase_rules *ret);

/** rebase_rules_judge() - judge a pair; a rebase_fn with a struct rebase_rules */
int rebase_rules_judge(void *context, const struct rebase_resolved *r,
		       struct diag *d) _must_check_;

/** rebase_rules_find() - items for the rules that are concerned */
void rebase_rules_find(const struct rebase_rules *r, struct rebase *ret);

/** rebase_rules_close() - free and initialise again */
void rebase_rules_close(struct rebase_rules *r);

#endif
