/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The policy's word on both sides of a comparison.
 *
 * The values are those of the configurations that were compared, so nothing is resolved
 * for it; the tree is asked which symbols it has, not what could be had.
 */
#ifndef KHARNESS_CMD_DIFF_AUDIT_H
#define KHARNESS_CMD_DIFF_AUDIT_H

#include "kconfig/sides.h"
#include "policy/rules.h"

struct diff_audit_in {
	struct policy policy; /* for both sides; without rules nothing is judged */
	char *waivers;	      /* the file; it need not exist */
};

#define DIFF_AUDIT_IN_INIT \
	{                  \
		0          \
	}

/**
 * diff_audit_open() - read the policy
 * @configs: holds policy/ and waivers.yaml
 * @needed: there must be a policy
 * @ret: initialised; freed by diff_audit_close(), also on failure
 * @d: gets a note where there is none, and the faults of one that is there
 */
int diff_audit_open(const char *configs, bool needed, struct diff_audit_in *ret,
		    struct diag *d) _must_check_;

/**
 * diff_audit() - judge both sides, and tell what differs; a sides_fn
 * @context: a struct diff_audit_in
 */
int diff_audit(void *context, const struct sides_pair *pair, struct change_set *ret,
	       struct diag *d) _must_check_;

/** diff_audit_close() - free and initialise again */
void diff_audit_close(struct diff_audit_in *in);

#endif
