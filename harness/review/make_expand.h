/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What references in a makefile stand for: $(CONFIG_SMP), $(foo-y:.o=.c), $(filter ...).
 *
 * Nothing is run. What only a command, the environment or a rule could tell becomes
 * MAKE_UNKNOWN, a byte in the text: a word that holds it is not known, which is another
 * thing than absent. A word that may be there or not begins with MAKE_MAYBE.
 */
#ifndef KHARNESS_REVIEW_MAKE_EXPAND_H
#define KHARNESS_REVIEW_MAKE_EXPAND_H

#include <stdbool.h>
#include <uthash.h>

#include "base/strbuf.h"
#include "base/strv.h"
#include "review/make_config.h"
#include "review/make_tree.h"

#define MAKE_UNKNOWN	 '\001'
#define MAKE_UNKNOWN_STR "\001"
#define MAKE_MAYBE	 '\002'

/* What one assignment gave to a variable. */
struct make_piece {
	char *text;
	bool done; /* it is expanded already */
	bool sure; /* false: it stands under a condition that is not known */
	const struct make_line *line;
};

struct make_variable {
	char *name;
	struct make_piece *v;
	size_t n;
	size_t capacity;
	bool later; /* what is added is expanded when it is used */
	UT_hash_handle hh;
};

/* A variable of foreach, or an argument of call. */
struct make_local {
	const char *name;
	const char *value;
	const struct make_local *outer;
};

struct make_scope {
	const struct make_tree *tree;
	const struct make_config *config;
	const char *arch;		 /* as the kernel's ARCH= */
	const char *dir;		 /* of the makefile, below the tree */
	struct make_variable *variables; /* hash */
	const struct make_local *locals;
	const struct makefile **files; /* that were begun, in order */
	size_t n_files, files_capacity;
	unsigned int depth;
	size_t budget; /* bytes and steps that are left; a text without end uses it up */
};

/** make_expand() - append what a text stands for */
void make_expand(struct make_scope *s, const char *text, struct strbuf *to);

/** make_expand_piece() - the same for what one assignment gave */
void make_expand_piece(struct make_scope *s, const struct make_piece *p,
		       struct strbuf *to);

/** make_expanded() - as make_expand(), a text of its own; freed by the caller */
char *make_expanded(struct make_scope *s, const char *text) _must_check_;

/** make_variable() - find a variable; NULL: no makefile set it */
struct make_variable *make_variable(const struct make_scope *s, const char *name);

/**
 * make_call() - a function of make
 * @name: "filter"
 * @args: what stands behind its name, not expanded yet
 *
 * Return: false when make has no such function.
 */
bool make_call(struct make_scope *s, const char *name, const char *args,
	       struct strbuf *to);

/** make_substitute() - append the words of a text, each as patsubst makes it */
void make_substitute(struct make_scope *s, const char *pattern, const char *by,
		     const char *text, struct strbuf *to);

/** make_unknown() - is a part of this text not known? */
bool make_unknown(const char *text);

/** make_words() - append the words of a text */
void make_words(const char *text, struct strv *to);

/** make_spend() - use up a part of the budget; false when nothing is left */
bool make_spend(struct make_scope *s, size_t n);

/** make_scope_done() - free the variables */
void make_scope_done(struct make_scope *s);

#endif
