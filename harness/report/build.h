/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writers of a report: a page and a text for one build, and the same for all of them.
 *
 * Every text is made harmless here, wherever it comes from.
 */
#ifndef KHARNESS_REPORT_BUILD_H
#define KHARNESS_REPORT_BUILD_H

#include "model/build_report.h"

/* Beside the page of a build: what changed, with all causes, as one page of its own. */
#define BUILD_CHANGES "changes.html"

/** build_print_html() - append the page of one build */
void build_print_html(const struct build_report *b, struct strbuf *to);

/** build_print_markdown() - append the text of one build */
void build_print_markdown(const struct build_report *b, struct strbuf *to);

/** build_print_line() - append what a terminal gets to see: one line */
void build_print_line(const struct build_report *b, struct strbuf *to);

/* One build in the page of all. */
struct matrix_row {
	char *name;
	char *flavour;
	char *arch;
	char *href;  /* its own report, ready for an URL; NULL: there is none */
	char *fault; /* why nothing can be said of it; NULL: something can */
	struct report_figures figures;
};

struct matrix {
	struct matrix_row *v;
	size_t n, capacity;
};

/** matrix_add() - append a row, empty as yet; valid until the next one is added */
struct matrix_row *matrix_add(struct matrix *m);

/** matrix_print_html() - append the page of all builds */
void matrix_print_html(const struct matrix *m, struct strbuf *to);

/** matrix_print_markdown() - append the text of all builds */
void matrix_print_markdown(const struct matrix *m, struct strbuf *to);

/** matrix_done() - free and initialise again; accepts NULL */
void matrix_done(struct matrix *m);

#endif
