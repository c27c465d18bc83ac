/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a new kernel means for the flavours: questions, each about one symbol or rule.
 *
 * kconfig/rebase.h finds those about symbols, the policy those about rules, report/
 * writes them.
 */
#ifndef KHARNESS_MODEL_REBASE_H
#define KHARNESS_MODEL_REBASE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/strv.h"

enum rebase_kind {
	REBASE_NEW,	    /* the old tree has no such symbol, and it can be set now */
	REBASE_GONE,	    /* a request for what the new tree does not have */
	REBASE_RENAMED,	    /* a request under an old name */
	REBASE_TYPE,	    /* a request for what has another type now */
	REBASE_UNREACHABLE, /* a request that is not in effect any more */
	REBASE_RULE,	    /* a rule of the policy that fails, or cannot hold any more */
	REBASE_KINDS
};

enum rebase_state {
	REBASE_OPEN,
	REBASE_DECIDED, /* a fragment asks for the symbol, a waiver accepts the rule */
	REBASE_DEFAULT, /* the tree's default is taken: triage.yaml */
	REBASE_LATER,	/* put off until the next kernel: triage.yaml */
	REBASE_STATES
};

/* A request of ours for a symbol that stands close to a new one. */
struct rebase_similar {
	char *symbol;
	char *value; /* as .config has it */
	char *at;    /* "configs/net/netfilter.config:12" */
	bool menu; /* in the same menu; else its Kconfig file is in the same directory */
};

struct rebase_item {
	enum rebase_kind kind;
	enum rebase_state state;
	char *name; /* of a symbol, without CONFIG_, or the id of a rule */
	char *type; /* "bool", "tristate", ...; NULL: a rule, or gone */
	char *prompt, *help, *menu;
	char *at;	    /* "drivers/net/Kconfig:12" of the new tree; NULL: nowhere */
	struct strv pairs;  /* "azure-x86_64": where it is so */
	struct strv values; /* for each its value there now; of a rule the verdicts */

	/* new ones */
	struct rebase_similar *similar; /* nearest first */
	size_t n_similar;
	size_t similar_capacity;
	char *place_y,
		*place_n; /* fragments for a request for it, and one for n; or NULL */

	/* requests */
	char *file; /* its fragment; NULL: it is none */
	unsigned int line;
	char *asked;   /* the value as .config has it */
	bool holds;    /* it is in effect all the same: REBASE_TYPE only */
	char *because; /* what became of it; of a rule: what was found */
	char *edit;    /* the line to write in its place; NULL: none is known */
	char *edit_to; /* the symbol of that line */

	char *reason, *owner; /* of what triage.yaml says; NULL: nothing */
};

struct rebase {
	char *from, *to; /* versions: "6.12.90", "6.18.15" */
	struct strv pairs;
	struct rebase_item *v; /* by kind, then by place */
	size_t n;
	size_t capacity;
};

#define REBASE_INIT \
	{           \
		0   \
	}

/** rebase_kind_name() - "new", "gone", "renamed", "type", "unreachable", "rule" */
const char *rebase_kind_name(enum rebase_kind kind);

/** rebase_state_name() - "open", "decided", "default", "later" */
const char *rebase_state_name(enum rebase_state state);

/** rebase_add() - a new item at the end, with its name; valid until the next one */
struct rebase_item *rebase_add(struct rebase *r, enum rebase_kind kind, const char *name);

/** rebase_sort() - put the items into their order */
void rebase_sort(struct rebase *r);

/** rebase_count() - how many of a kind are in a state; REBASE_KINDS and _STATES: any */
size_t rebase_count(const struct rebase *r, enum rebase_kind kind,
		    enum rebase_state state);

/** rebase_done() - free and initialise again; accepts NULL */
void rebase_done(struct rebase *r);

#endif
