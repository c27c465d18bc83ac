// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/rebase.h"

#include <jansson.h>
#include <string.h>

#include "base/alloc.h"

#define PAIRS_SHOWN 3

/* Prompts and help texts come from a tree. */
static void add_text(struct strbuf *to, const char *text)
{
	strbuf_add_escaped(to, text, strlen(text));
}

/* --- pairs and values ------------------------------------------------------------------ */

static bool is_first(const struct strv *values, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(values->v[i], values->v[n]) == 0)
			return false;
	return true;
}

static void add_pairs_of(const struct rebase_item *i, const char *value,
			 struct strbuf *to)
{
	size_t n = 0;

	add_text(to, value);
	for (size_t k = 0; k < i->pairs.n; k++) {
		if (strcmp(i->values.v[k], value) != 0)
			continue;
		if (n < PAIRS_SHOWN)
			strbuf_addf(to, "%s%s", n ? ", " : " in ", i->pairs.v[k]);
		n++;
	}
	if (n > PAIRS_SHOWN)
		strbuf_addf(to, " and %zu more", n - PAIRS_SHOWN);
}

void rebase_print_pairs(const struct rebase_item *i, struct strbuf *to)
{
	const char *between = "";

	strv_foreach (&i->values, k) {
		if (!is_first(&i->values, k))
			continue;
		strbuf_adds(to, between);
		add_pairs_of(i, i->values.v[k], to);
		between = "; ";
	}
}

/* --- what is similar ------------------------------------------------------------------- */

static size_t count_similar(const struct rebase_item *i, bool menu, const char *value)
{
	size_t n = 0;

	for (size_t k = 0; k < i->n_similar; k++)
		n += i->similar[k].menu == menu &&
		     (!value || strcmp(i->similar[k].value, value) == 0);
	return n;
}

/* "same menu: 3 n, 1 m" */
static void add_counts(const struct rebase_item *i, bool menu, const char *what,
		       struct strbuf *to)
{
	static const char *const values[] = {"y", "m", "n"};
	size_t all = count_similar(i, menu, NULL), told = 0;
	const char *comma = ": ";

	if (!all)
		return;
	strbuf_addf(to, "; %s", what);
	for (size_t v = 0; v < ARRAY_SIZE(values); v++) {
		size_t n = count_similar(i, menu, values[v]);

		if (n)
			strbuf_addf(to, "%s%zu %s", comma, n, values[v]);
		told += n;
		comma = n ? ", " : comma;
	}
	if (told < all)
		strbuf_addf(to, "%s%zu others", comma, all - told);
}

/* --- lines ------------------------------------------------------------------------------ */

static void print_new(const struct rebase_item *i, struct strbuf *to)
{
	strbuf_addf(to, "%s: new: CONFIG_%s (%s, '", i->at, i->name, i->type);
	add_text(to, i->prompt ? i->prompt : "");
	strbuf_adds(to, "') would be ");
	rebase_print_pairs(i, to);
	add_counts(i, true, "same menu", to);
	add_counts(i, false, "same directory", to);
}

static void print_request(const struct rebase_item *i, struct strbuf *to)
{
	strbuf_addf(to, "%s:%u: %s: CONFIG_%s=%s", i->file, i->line,
		    rebase_kind_name(i->kind), i->name, i->asked);
	if (i->because && *i->because) {
		strbuf_adds(to, ": ");
		add_text(to, i->because);
	}
	strbuf_adds(to, "; ");
	/* an old name has no value, and what it is called now has been said */
	if (i->kind == REBASE_GONE || i->kind == REBASE_RENAMED)
		strbuf_addf(to, "%zu pair%s", i->pairs.n, i->pairs.n == 1 ? "" : "s");
	else
		rebase_print_pairs(i, to);
}

static void print_rule(const struct rebase_item *i, struct strbuf *to)
{
	strbuf_addf(to, "%s: rule: %s, which wants ", i->at, i->name);
	add_text(to, i->prompt);
	strbuf_adds(to, ": ");
	rebase_print_pairs(i, to);
	if (i->because && *i->because) {
		strbuf_adds(to, "; ");
		add_text(to, i->because);
	}
}

void rebase_print_lines(const struct rebase *r, struct strbuf *to)
{
	for (size_t k = 0; k < r->n; k++) {
		const struct rebase_item *i = &r->v[k];

		if (i->state != REBASE_OPEN)
			continue;
		if (i->kind == REBASE_NEW)
			print_new(i, to);
		else if (i->kind == REBASE_RULE)
			print_rule(i, to);
		else
			print_request(i, to);
		strbuf_addc(to, '\n');
	}
}

void rebase_print_summary(const struct rebase *r, struct strbuf *to)
{
	const char *comma = ": ";

	strbuf_addf(to, "%s to %s, %zu pair%s: %zu item%s, %zu open", r->from, r->to,
		    r->pairs.n, r->pairs.n == 1 ? "" : "s", r->n, r->n == 1 ? "" : "s",
		    rebase_count(r, REBASE_KINDS, REBASE_OPEN));
	for (int k = 0; k < REBASE_KINDS; k++) {
		enum rebase_kind kind = (enum rebase_kind)k;
		size_t all = rebase_count(r, kind, REBASE_STATES);

		if (!all)
			continue;
		strbuf_addf(to, "%s%zu %s (%zu open)", comma, all, rebase_kind_name(kind),
			    rebase_count(r, kind, REBASE_OPEN));
		comma = ", ";
	}
	strbuf_addc(to, '\n');
}
