/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writers of a comparison: for a terminal, for a program, for a pull request.
 *
 * The page in HTML is written by report/diff_html.h.
 */
#ifndef KHARNESS_REPORT_DIFF_H
#define KHARNESS_REPORT_DIFF_H

#include <stdbool.h>

#include "base/strbuf.h"
#include "model/change.h"

/* What GitHub takes for a comment, in characters. */
#define DIFF_COMMENT_MAX ((size_t)65536)

/* How a terminal gets to see it. */
struct diff_style {
	bool colour;
	bool classes[CHANGE_CLASSES];	    /* shown; none is set: all */
	bool directions[CHANGE_DIRECTIONS]; /* the same */
};

/**
 * diff_print_text() - append all comparisons for a person
 *
 * Figures come first, then the rest. What several comparisons have in common altogether is
 * told once, below all their titles.
 */
void diff_print_text(const struct change_sets *all, const struct diff_style *style,
		     struct strbuf *to);

/** diff_print_json() - append the document described in kharness-diff(1) */
void diff_print_json(const struct change_sets *all, struct strbuf *to);

/**
 * diff_print_markdown() - append a comment for a pull request
 * @max: bytes that it may have, at least 1,000; what is too much is cut off with its
 * number, the details of the last comparisons first
 */
void diff_print_markdown(const struct change_sets *all, size_t max, struct strbuf *to);

/* The changes of one class that stand below one menu. */
struct diff_menu {
	const char *menu;	       /* "" for none */
	const struct change *const *v; /* in the order of names */
	size_t n;
};

/* All changes that are shown, by class, then by menu. */
struct diff_menus {
	const struct change **changes;
	struct diff_menu *v;
	size_t n;
};

/**
 * diff_menus_of() - group changes of one class by menu
 * @style: which directions; NULL: all
 * @ret: freed by diff_menus_done()
 */
void diff_menus_of(const struct change_set *s, enum change_class class,
		   const struct diff_style *style, struct diff_menus *ret);

/** diff_menus_done() - free; accepts one that was never filled in */
void diff_menus_done(struct diff_menus *m);

/**
 * diff_causes() - append what a change follows from: "NET", "NET and INET (both)"
 *
 * Nothing is appended for one that names no cause.
 */
void diff_causes(const struct change_set *s, const struct change *c, struct strbuf *to);

/** diff_value() - for a person: "absent" for no symbol, "no value" for an empty one */
const char *diff_value(const char *value);

/** diff_title() - append "azure@HEAD~1 -> azure: x86_64, Linux 6.18.15" */
void diff_title(const struct change_set *s, struct strbuf *to);

/** diff_figures() - append "2 intents, 31 consequences, 1 upstream, ..." */
void diff_figures(const struct change_set *s, struct strbuf *to);

/** diff_is_severity() - is it "high", "medium" or "low"? */
bool diff_is_severity(const struct change_rule *r, const char *severity);

/**
 * diff_lost_rules() - append "2 rules of the policy no longer hold (1 high, 1 low)"
 *
 * A rule counts once, in how many of the comparisons it may be. Nothing is appended when
 * all hold as before.
 */
void diff_lost_rules(const struct change_set *v, size_t n, struct strbuf *to);

/** diff_told_by_rule() - is one of these among the rules that went in a direction? */
bool diff_told_by_rule(const struct change_set *s, const struct strv *rules,
		       enum change_direction d);

/** diff_moves_rule() - did a change with these rules and direction move this one? */
bool diff_moves_rule(const struct change_rule *r, const struct strv *rules,
		     enum change_direction d);

/** diff_movers() - append what moved a rule: "NET y -> n, sysctl kernel.x 1 -> 0" */
void diff_movers(const struct change_set *s, const struct change_rule *r,
		 struct strbuf *to);

/** diff_where() - append the line that counts now, or that went: "FILE:LINE" */
void diff_where(const struct change *c, struct strbuf *to);

#endif
