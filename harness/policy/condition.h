/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Conditions: what a rule wants of a kernel.
 *
 * One is a text, [!][KIND:]NAME[OPERATOR VALUE[|VALUE...]], or a list of which all
 * must hold, or a map {any-of: LIST} or {all-of: LIST}. The kinds are
 *
 *   a symbol of Kconfig       INIT_ON_ALLOC_DEFAULT_ON=y, DEFAULT_MMAP_MIN_ADDR>=65536
 *   cmdline:  an argument     cmdline:slab_nomerge, cmdline:vsyscall=none|xonly
 *   sysctl:   a setting       sysctl:kernel.kptr_restrict>=1
 *   state:    what follows    state:lsm.yama=active, see policy/boot_state.h
 *
 * The operators are =, !=, >=, <= and ~ (a comma-separated list holds the value). '!' in
 * front turns it around; "" is the empty text.
 */
#ifndef KHARNESS_POLICY_CONDITION_H
#define KHARNESS_POLICY_CONDITION_H

#include <stdbool.h>

#include "base/strbuf.h"
#include "base/strv.h"
#include "model/kernel_state.h"
#include "sys/yaml.h"

enum condition_kind {
	CONDITION_SYMBOL,
	CONDITION_CMDLINE,
	CONDITION_SYSCTL,
	CONDITION_STATE,
	CONDITION_ALL, /* of its parts */
	CONDITION_ANY,
};

enum condition_operator {
	OP_GIVEN, /* it is there at all */
	OP_EQUAL,
	OP_DIFFERENT,
	OP_AT_LEAST,
	OP_AT_MOST,
	OP_LISTS,
};

struct condition {
	enum condition_kind kind;
	enum condition_operator op;
	bool negated;
	char *text; /* as it was written */
	char *name;
	struct strv values;
	struct condition *parts;
	size_t n_parts;
};

#define CONDITION_INIT \
	{              \
		0      \
	}

/* In this order: of the parts of a list the worst counts, of alternatives the best. */
enum outcome { OUTCOME_UNREACHABLE, OUTCOME_FAILS, OUTCOME_HOLDS };

/**
 * condition_read() - read one
 * @node: a text, a list or a map
 * @ret: initialised; freed by condition_done(), also after an error
 * @d: gets the fault with its place
 *
 * Return: 0 or -EINVAL.
 */
int condition_read(const struct yaml *node, struct condition *ret,
		   struct diag *d) _must_check_;

/** condition_judge() - does it hold for a kernel? */
enum outcome condition_judge(const struct condition *c, const struct kernel_state *k);

/**
 * condition_met() - are things as it wants them, whatever the tree can have?
 *
 * What forbids a symbol is met by a tree that has none of that name.
 */
bool condition_met(const struct condition *c, const struct kernel_state *k);

/**
 * condition_found() - append what was found of the parts with an outcome
 * @to: each as "NAME=VALUE", once
 */
void condition_found(const struct condition *c, const struct kernel_state *k,
		     enum outcome outcome, struct strv *to);

/**
 * condition_symbols() - append the names of all symbols that it looks at, each once
 */
void condition_symbols(const struct condition *c, struct strv *to);

/**
 * condition_questions() - append "NAME=VALUE" for what does not hold but would do
 * @k: its symbols are known
 * @to: each once
 *
 * These are the questions that kernel_state.reach should answer before it is judged.
 */
void condition_questions(const struct condition *c, const struct kernel_state *k,
			 struct strv *to);

/** condition_place() - the line that decided; NULL: none did */
const struct loc *condition_place(const struct condition *c,
				  const struct kernel_state *k);

/**
 * condition_refuses() - would this value of a symbol break it?
 *
 * Only what must hold in any case counts, alternatives do not.
 */
bool condition_refuses(const struct condition *c, const char *symbol, const char *value);

/** condition_is_list() - has it parts, all or any of which must hold? */
bool condition_is_list(const struct condition *c);

/** condition_print() - append it in one line */
void condition_print(const struct condition *c, struct strbuf *to);

/** condition_done() - free and initialise again; accepts NULL */
void condition_done(struct condition *c);

#endif
