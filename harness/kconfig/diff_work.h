/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the files of diff share: the two sides, and the changes while they are found.
 */
#ifndef KHARNESS_KCONFIG_DIFF_WORK_H
#define KHARNESS_KCONFIG_DIFF_WORK_H

#include <uthash.h>

#include "kconfig/diff.h"
#include "kconfig/diff_ask.h"
#include "kconfig/differences.h"

/* A symbol that is told about, with the names of its causes instead of their numbers. */
struct diff_entry {
	struct change change;
	char type;	    /* see enum symbol_type */
	struct strv causes; /* names */
	bool classed;	    /* it has its class */
	bool keeps;	    /* an edit of a line with which the value stays */
	UT_hash_handle hh;
};

/* A value of a plain configuration; the last line about a symbol. */
struct diff_line {
	const struct request *request;
	UT_hash_handle hh;
};

struct diff_work {
	const struct diff_in *in;
	struct merge_out old, new; /* read, not resolved */
	struct bridge *old_bridge, *new_bridge;
	bool same_tree; /* and architecture, and toolchain: one bridge */
	bool same_arch;
	struct diff_line *old_lines, *new_lines;	     /* of plain sides */
	struct differences old_differences, new_differences; /* the same */
	struct diff_entry *entries;			     /* hash by name */
	struct change_set *set;
	struct diag *d;
};

/** diff_entry_get() - find an entry or make one without a class */
struct diff_entry *diff_entry_get(struct diff_work *w, const char *name);

/** diff_entry_find() - NULL: there is none */
struct diff_entry *diff_entry_find(const struct diff_work *w, const char *name);

/**
 * diff_entry_class() - give it its class
 * @because: taken; NULL: nothing
 */
void diff_entry_class(struct diff_entry *e, enum change_class class, char *because);

/** diff_entry_cause() - it follows from a symbol */
void diff_entry_cause(struct diff_entry *e, const char *name);

/**
 * diff_entries_finish() - put those that differ into the set, in the order of names
 *
 * Frees all entries.
 */
void diff_entries_finish(struct diff_work *w);

/** diff_entries_drop() - free all entries, if there are any */
void diff_entries_drop(struct diff_work *w);

/**
 * diff_printed() - a value as .config has it
 * @text: y, 14, or the text of a string
 *
 * Return: a new string, "" for a number that is in no .config.
 */
char *diff_printed(char type, const char *text);

/* diff_across.c */

/**
 * diff_across() - what the new tree or toolchain makes of the old side
 *
 * Both bridges have the lines of the old side resolved.
 */
int diff_across(struct diff_work *w) _must_check_;

/* diff_own.c */

/**
 * diff_own() - class symbols whose change follows from no other one
 * @names: of entries; both trees have them
 */
int diff_own(struct diff_work *w, const char *const *names, size_t n) _must_check_;

/* diff_plain.c */

/**
 * diff_plain() - what this tree and toolchain make of a plain configuration
 * @b: has it resolved
 * @config: what came out
 * @old: it is the old side
 */
int diff_plain(struct diff_work *w, struct bridge *b, const char *config, size_t size,
	       bool old) _must_check_;

/** diff_plain_values() - let plain sides have the values that they say they have */
void diff_plain_values(struct diff_work *w);

/** diff_plain_read() - index the lines of plain sides */
void diff_plain_read(struct diff_work *w);

/** diff_plain_done() - free what was made for plain sides */
void diff_plain_done(struct diff_work *w);

/** diff_plain_line() - NULL: the side says nothing about the symbol */
const struct request *diff_plain_line(const struct diff_line *lines, const char *name);

/* diff_lines.c */

/** diff_asked() - the names of requests that are others, see text_list_add() */
void diff_asked(const struct diff_work *w, struct strbuf *to);

/** diff_lines_add() - give intents their lines on both sides, and who wanted them */
void diff_lines_add(struct diff_work *w);

#endif
