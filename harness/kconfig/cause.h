/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Why requests fail: the symbols that block them, and the failures that share them.
 *
 * The blockers of a request are an irreducible set: with another value for each
 * of them the request holds, with one left as it is it does not. Both is found by
 * evaluating Kconfig, see kconfig/bridge/causes.c.
 */
#ifndef KHARNESS_KCONFIG_CAUSE_H
#define KHARNESS_KCONFIG_CAUSE_H

#include <stdbool.h>

#include "kconfig/merge.h"

struct blocker {
	char *name;
	char *from, *to; /* its value, and the one with which it does not block */
	char *defined;	 /* "init/Kconfig:12" */
	char *because;	 /* what decided its value */
	bool requested;	 /* by a line of a fragment, which it would contradict */
};

/* Failed requests with the same blockers. */
struct cause {
	struct blocker *blockers;
	size_t n_blockers;
	char *dead_end; /* what no value of any symbol can help; NULL: none found */
	bool found;	/* there are blockers */
	bool complete;	/* false: the time was over before all was tried */
	const struct judgement **members;
	size_t n_members;
};

struct causes {
	struct cause *v;
	size_t n;
};

/**
 * causes_find() - the causes of all failed requests
 * @b: as it was resolved for @m
 * @m: judged; its "causes" is filled in
 * @budget_ms: time for all of them; 0: two seconds for each
 * @d: gets a note for each cause
 *
 * Requests that fail for a reason that says all (unknown, of another type, out of
 * a range, a failed probe) have no cause.
 *
 * Return: 0, or a negative errno when the bridge does not answer.
 */
int causes_find(struct bridge *b, struct merge_out *m, unsigned int budget_ms,
		struct diag *d) _must_check_;

/**
 * causes_json() - the causes of a merge, for programs
 *
 * [{"requests": [NAME], "blockers": [{"symbol", "value", "needed", "defined", "because"}],
 *   "dead_end": TEXT or null, "complete": BOOL}, ...]
 */
json_t *causes_json(const struct causes *c);

/** causes_free() - accepts NULL */
void causes_free(struct causes *c);

#endif
