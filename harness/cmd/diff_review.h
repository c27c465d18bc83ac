/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading a comparison for security: the policy's word on both sides, and what the
 * makefiles of both trees build.
 *
 * The values are those of the configurations that were compared. Kconfig is asked whether
 * a rule could hold at all only for rules that fail on one of the sides.
 */
#ifndef KHARNESS_CMD_DIFF_REVIEW_H
#define KHARNESS_CMD_DIFF_REVIEW_H

#include <pthread.h>

#include "kconfig/sides.h"
#include "policy/rules.h"
#include "review/make_tree.h"

#define DIFF_TREES_MAX 2 /* OLD and NEW name one each */

struct diff_review {
	struct policy policy; /* for both sides; without rules nothing is judged */
	char *waivers;	      /* the file; it need not exist */
	pthread_mutex_t lock;
	struct make_tree *trees[DIFF_TREES_MAX]; /* each read once for all comparisons */
};

#define DIFF_REVIEW_INIT                           \
	{                                          \
		.lock = PTHREAD_MUTEX_INITIALIZER, \
	}

/**
 * diff_review_open() - read the policy
 * @configs: holds policy/ and waivers.yaml
 * @needed: there must be a policy
 * @ret: initialised; freed by diff_review_close(), also on failure
 * @d: gets a note where there is none, and the faults of one that is there
 */
int diff_review_open(const char *configs, bool needed, struct diff_review *ret,
		     struct diag *d) _must_check_;

/**
 * diff_review() - fill in what change.h leaves to review/; a sides_fn
 * @context: a struct diff_review
 */
int diff_review(void *context, const struct sides_pair *pair, struct change_set *ret,
		struct diag *d) _must_check_;

/** diff_review_close() - free and initialise again */
void diff_review_close(struct diff_review *r);

#endif
