/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the policy says of one value that is another one.
 *
 * A rule has a say where one of its parts looks at the symbol or the setting. It makes a
 * change weaker when it held and does not any more, and that part went with it; also when
 * it failed all along, but the part held. A number counts by itself where the rule wants
 * at least, or at most, some number.
 */
#ifndef KHARNESS_REVIEW_WEIGH_H
#define KHARNESS_REVIEW_WEIGH_H

#include "model/audit.h"
#include "model/change.h"

struct weigh_index;

struct weight {
	enum change_direction direction; /* unknown: no rule has a say */
	bool kept;			 /* a rule to keep something is what changed */
	const char *severity; /* of the gravest rule; NULL: no rule has a say */
	char *reading;	      /* NULL: no rule has a say */
	struct strv rules;    /* ids of all that have one */
};

#define WEIGHT_INIT \
	{           \
		0   \
	}

/** weigh_index() - make two audits ready for many questions; freed by weigh_free() */
struct weigh_index *weigh_index(const struct audit *old,
				const struct audit *new) _must_check_;

/**
 * weigh() - what do the rules say of one change?
 * @name: of a symbol, or "cmdline:NAME", "sysctl:NAME"
 * @from: its value on the old side; NULL: none
 * @to: on the new one
 * @ret: initialised; freed by weight_done()
 */
void weigh(const struct weigh_index *x, const char *name, const char *from,
	   const char *to, struct weight *ret);

/** weigh_state() - of a state such as "module.sig": stronger or weaker by some rule? */
enum change_direction weigh_state(const struct weigh_index *x, const char *name);

/** weigh_verdict() - the direction of a rule whose verdict is another one */
enum change_direction weigh_verdict(const struct audit_finding *was,
				    const struct audit_finding *is);

/** weigh_old() - the finding of the old side for a rule of the new one; NULL: none */
const struct audit_finding *weigh_old(const struct weigh_index *x, size_t number);

/** weigh_graver() - is a severity above another one? NULL is below all. */
bool weigh_graver(const char *a, const char *b);

/** weigh_free() - accepts NULL */
void weigh_free(struct weigh_index *x);

/** weight_done() - free and initialise again; accepts NULL */
void weight_done(struct weight *w);

#endif
