/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The questions of diff, asked of a bridge; see the same names in kconfig/bridge/bridge.c.
 */
#ifndef KHARNESS_KCONFIG_DIFF_ASK_H
#define KHARNESS_KCONFIG_DIFF_ASK_H

#include "kconfig/bridge_client.h"

/* Many texts, one for each thing that was asked about. */
struct diff_texts {
	char *all;
	const char **v; /* into it */
	size_t n;
};

/* All symbols of a tree, as the last resolve left them; names as the first column. */
struct diff_values {
	struct diff_texts names, values;
	char *types;   /* a letter each, see enum symbol_type */
	char *written; /* 1: it stands in the .config; 0: not; t: an old name */
};

/* What the second of two resolves made another value. */
struct diff_rows {
	struct diff_texts names, old, new, causes, because;
	char *types, *classes, *together;
	size_t resolutions;
};

struct diff_standing {
	struct diff_texts at, prompts, menus;
};

struct diff_follow {
	char *own;
	struct diff_texts causes;
	size_t resolutions;
};

struct diff_definitions {
	struct diff_texts defaults, rules, default_at, rule_at, commands;
};

/**
 * diff_ask_values() - the values of all symbols
 * @ret: filled in on success, as with all of these; freed by the _done() of its type
 */
int diff_ask_values(struct bridge *b, struct diff_values *ret,
		    struct diag *d) _must_check_;

/** diff_ask_keep() - what the last resolve made is the old side */
int diff_ask_keep(struct bridge *b, struct diag *d) _must_check_;

/**
 * diff_ask_rows() - what the last resolve made others, and why
 * @asked: list of names, see text_list_add(): an edit of these is one in any case
 */
int diff_ask_rows(struct bridge *b, const char *asked, struct diff_rows *ret,
		  struct diag *d) _must_check_;

/** diff_ask_standing() - where symbols stand in files and menus; @n names in the list */
int diff_ask_standing(struct bridge *b, const char *names, size_t n,
		      struct diff_standing *ret, struct diag *d) _must_check_;

/** diff_ask_follow() - would they have these values if others had these, too? */
int diff_ask_follow(struct bridge *b, const char *names, const char *values, size_t n,
		    struct diff_follow *ret, struct diag *d) _must_check_;

/** diff_ask_definitions() - what their definitions say, as texts to compare */
int diff_ask_definitions(struct bridge *b, const char *names, size_t n,
			 struct diff_definitions *ret, struct diag *d) _must_check_;

/** diff_texts_split() - split a list of many texts; freed by diff_texts_done() */
void diff_texts_split(struct diff_texts *t, const char *all);

/** diff_texts_done() - free and initialise again */
void diff_texts_done(struct diff_texts *t);

/** diff_values_done() and those below: free and initialise again */
void diff_values_done(struct diff_values *v);
void diff_rows_done(struct diff_rows *r);
void diff_standing_done(struct diff_standing *s);
void diff_follow_done(struct diff_follow *f);
void diff_definitions_done(struct diff_definitions *x);

#endif
