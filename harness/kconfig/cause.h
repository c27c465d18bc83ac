/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Why requests fail: what blocks them, and the failures that share it.
 *
 * The blockers of a request are an irreducible set of values of symbols and of
 * answers of the toolchain: with another one for each of them the request holds,
 * with one left as it is it does not. Both is found by evaluating Kconfig, see
 * kconfig/bridge/causes.c.
 */
#ifndef KHARNESS_KCONFIG_CAUSE_H
#define KHARNESS_KCONFIG_CAUSE_H

#include <stdbool.h>

#include "kconfig/merge.h"

struct blocker {
	char *name;
	enum symbol_type type;
	char *from, *to; /* its value, and the one with which it does not block */
	char *defined;	 /* "init/Kconfig:12" */
	char *because;	 /* what decided its value */
	const struct request *asked; /* it would contradict this one; NULL: none */
};

/* An answer of the toolchain that would have to be another one. */
struct failed_probe {
	char *command;
	char *at;	 /* the line of Kconfig that runs it */
	char *name;	 /* a number that it gives, such as GCC_VERSION; NULL: y or n */
	char *from, *to; /* of that number */
	char *help;	 /* who provides it */
};

/* The request in a form in which it can hold: another name, type, or number. */
struct instead {
	char *name; /* NULL: there is none */
	struct value value;
	const struct request *asked; /* another value of that name; NULL: none */
};

/* Failed requests with the same blockers. */
struct cause {
	struct blocker *blockers;
	size_t n_blockers;
	struct failed_probe *probes;
	size_t n_probes;
	struct instead instead;
	char *reason;	/* what stands behind "because" when it is no symbol; or NULL */
	char *dead_end; /* what no value of any symbol can help; NULL: none found */
	bool found;	/* it is known what would make it hold */
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
 * @m: judged; its "causes" is filled in. A request that only another toolchain can
 *     help becomes a REQUEST_PROBE.
 * @budget_ms: time for all of them; 0: two seconds for each
 * @d: gets a note for each cause
 *
 * Return: 0, or a negative errno when the bridge does not answer.
 */
int causes_find(struct bridge *b, struct merge_out *m, unsigned int budget_ms,
		struct diag *d) _must_check_;

/**
 * causes_tell() - a note for each cause, those that most requests share first
 *
 * Where the error of the request says all, there is none.
 */
void causes_tell(const struct causes *c, struct diag *d);

/**
 * cause_print() - append "no effect because ...; what helps: ..."
 *
 * Return: false, with nothing appended, when the error of the request says all.
 */
bool cause_print(const struct cause *c, struct strbuf *to);

/**
 * causes_json() - the causes of a merge, for programs
 *
 * [{"requests": [NAME], "blockers": [{"symbol", "value", "needed", "defined", "because"}],
 *   "probes": [{"command", "at", "provided_by"[, "symbol", "value", "needed"]}],
 *   "reason": TEXT or null, "instead": LINE or null, "dead_end": TEXT or null,
 *   "complete": BOOL}, ...]
 */
json_t *causes_json(const struct causes *c);

/** cause_done() - free and initialise again */
void cause_done(struct cause *c);

/** causes_free() - accepts NULL */
void causes_free(struct causes *c);

#endif
