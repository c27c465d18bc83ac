/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of the page of a comparison; report/diff_html.c puts them together. */
#ifndef KHARNESS_REPORT_DIFF_HTML_PARTS_H
#define KHARNESS_REPORT_DIFF_HTML_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/strbuf.h"
#include "model/change.h"

/* --- rows that stand for one or more comparisons: diff_html_rows.c ----------------------- */

struct html_row;

struct html_rows {
	struct html_row *head;
};

/**
 * html_rows_add() - a row of a table
 * @row: its cells, in HTML; taken over
 * @rank: rows of a lower one come first
 * @in: the comparison that has it; equal rows become one that names both
 *
 * Return: true when there was no such row.
 */
bool html_rows_add(struct html_rows *rows, struct strbuf *row, unsigned int rank,
		   const struct change_set *in);

/** html_rows_count() - how many there are */
size_t html_rows_count(const struct html_rows *rows);

/**
 * html_rows_print() - append a table, nothing when there are no rows
 * @head: its <th> cells, in HTML
 * @pairs: how many comparisons there are; of several a last column says which have the row
 * @max: print no more than so many
 */
void html_rows_print(struct html_rows *rows, const char *head, size_t pairs, size_t max,
		     struct strbuf *to);

/** html_rows_fold() - the same with all rows, under "NAME 12" to unfold; open when short */
void html_rows_fold(struct html_rows *rows, const char *name, const char *head,
		    size_t pairs, struct strbuf *to);

/** html_rows_done() - free and initialise again */
void html_rows_done(struct html_rows *rows);

/** html_pair() - append what a comparison is called, as text: "azure x86_64" */
void html_pair(const struct change_set *s, struct strbuf *to);

/** html_value() - append "y → n" as HTML */
void html_value(const char *from, const char *to_value, struct strbuf *to);

/** html_direction() - append "weaker" as a tag of HTML; nothing for neutral and unknown */
void html_direction(enum change_direction direction, struct strbuf *to);

/** html_rank() - 0 for "high", 3 for no severity */
unsigned int html_rank(const char *severity);

/** html_surface_name() - "modules", "system calls", ... */
const char *html_surface_name(enum change_surface_kind kind);

/* --- sections: diff_html_reading.c, diff_html_policy.c ----------------------------------- */

/** html_changes() - append the changes of one direction, what matters most first */
void html_changes(const struct change_sets *all, enum change_direction direction,
		  struct strbuf *to);

/** html_rules() - append the rules of the policy that have another verdict */
void html_rules(const struct change_sets *all, struct strbuf *to);

/** html_states() - append the effective state that is another one */
void html_states(const struct change_sets *all, struct strbuf *to);

/** html_failing() - append one sentence about rules that fail and did not; or nothing */
void html_failing(const struct change_sets *all, struct strbuf *to);

/** html_settings() - append arguments of the kernel and sysctls */
void html_settings(const struct change_sets *all, struct strbuf *to);

/** html_surface() - append what can be attacked, gained and lost */
void html_surface(const struct change_sets *all, struct strbuf *to);

/* --- figures and list: diff_html_figures.c, diff_html_data.c ------------------------------------------------------------ */

/* How many; the last ones of each kind are sums. */
struct html_figures {
	size_t n[CHANGE_CLASSES + 1][CHANGE_DIRECTIONS + 1];
};

/** html_count() - add up changes; those that several comparisons have alike are one */
void html_count(const struct change_sets *all, struct html_figures *ret);

/** html_figures() - append the table of changes by class and direction */
void html_figures(const struct html_figures *f, struct strbuf *to);

/** html_readings() - append the tables of rules, settings, state and attack surface */
void html_readings(const struct change_sets *all, struct strbuf *to);

/** html_data() - append all changes as JSON for report/page/diff.js */
void html_data(const struct change_sets *all, struct strbuf *to);

/** html_plain_list() - append them as a table for who has no JavaScript */
void html_plain_list(const struct change_sets *all, struct strbuf *to);

#endif
