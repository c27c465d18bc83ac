/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The result of an audit: a verdict for each rule of the policy.
 *
 * Texts that the policy and the kernel's state own are not copied: they live longer.
 */
#ifndef KHARNESS_MODEL_AUDIT_H
#define KHARNESS_MODEL_AUDIT_H

#include "model/kernel_state.h"

enum audit_verdict {
	AUDIT_HOLDS,
	AUDIT_FAILS,
	AUDIT_WAIVED,
	AUDIT_NOT_APPLICABLE, /* another architecture, version or compiler */
	AUDIT_UNREACHABLE,    /* not with this tree and this compiler */
	AUDIT_VERDICTS
};

/* What is accepted although a rule fails; owned by the list of waivers. */
struct audit_waiver {
	char *owner;
	char *reason;
	char *expires; /* "2027-05-31" */
	struct loc at;
};

/* One part of what a rule looks at, by itself: "a is y" of "a is y, or b is at least 2". */
struct audit_part {
	char *name; /* "KFENCE", "cmdline:nosmt", "sysctl:net.x", "state:kfence" */
	bool when;  /* of what makes the rule a question at all */
	bool holds; /* also where a tree does not have what it forbids */
	int better; /* 1: a higher number is better, -1: a lower one, 0: no number */
	struct strv
		reads; /* what it depends on: symbols, "cmdline:NAME", "sysctl:NAME" */
};

struct audit_finding {
	enum audit_verdict verdict;
	const char *id;
	const char *kind;
	const char *severity;
	const struct strv *source;
	const char *ref;
	const char *reason;
	const char *cost;   /* NULL: none is told */
	struct loc rule_at; /* where the rule stands */
	char *want;
	char *found;  /* what speaks for the verdict; "" for nothing */
	char *why;    /* not applicable, or out of reach: because of this; else NULL */
	bool vacuous; /* it holds because its precondition does not */
	bool met;     /* things are as it wants them, also where it is out of reach */
	struct strv helps;  /* values of other symbols that it needs first */
	struct loc decided; /* the line that decided; its file is NULL when none did */
	const struct audit_waiver *waiver; /* NULL: none */
	struct audit_part *parts;
	size_t n_parts;
	size_t parts_capacity;
};

/* Two rules that cannot both hold. */
struct audit_conflict {
	const char *rule;
	const char *other;
	char *text;
};

/* "module.sig": "enforced" */
struct audit_state {
	char *name;
	char *value;
};

struct audit {
	const struct kernel_state *kernel;
	struct audit_finding *findings; /* in the order of the policy */
	size_t n;
	size_t capacity;
	size_t counts[AUDIT_VERDICTS];
	size_t vacuous;
	size_t not_asked; /* rules that are not for this flavour */
	struct audit_conflict *conflicts;
	size_t n_conflicts;
	size_t conflicts_capacity;
	struct audit_state *states;
	size_t n_states;
	size_t states_capacity;
};

#define AUDIT_INIT \
	{          \
		0  \
	}

/** audit_verdict_name() - "holds", "fails", "waived", "not applicable", ... */
const char *audit_verdict_name(enum audit_verdict verdict);

/** audit_per_mille() - of the rules that could hold, how many of a thousand do */
unsigned int audit_per_mille(const struct audit *a);

/** audit_done() - free and initialise again; accepts NULL */
void audit_done(struct audit *a);

#endif
