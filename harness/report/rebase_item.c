// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "base/alloc.h"
#include "report/rebase.h"

#define HELP_SHOWN    8 /* lines of a help text, unless all of it is asked for */
#define SIMILAR_SHOWN 5
#define SIMILAR_ALL   40

/* Texts of a tree, which nobody can trust. */
static void add_line(struct strbuf *to, const char *indent, const char *text, size_t n)
{
	strbuf_adds(to, indent);
	strbuf_add_escaped(to, text, n);
	strbuf_addc(to, '\n');
}

static void add_help(const struct rebase_item *i, bool all, struct strbuf *to)
{
	size_t n = 0;

	if (!i->help)
		return;
	strbuf_addc(to, '\n');
	for (const char *p = i->help; *p;) {
		size_t size = strcspn(p, "\n");

		if (!all && n++ == HELP_SHOWN) {
			strbuf_adds(to, "      (more with '?')\n");
			return;
		}
		add_line(to, size ? "      " : "", p, size);
		p += size + (p[size] == '\n');
	}
}

static void add_similar(const struct rebase_item *i, bool all, struct strbuf *to)
{
	size_t max = all ? SIMILAR_ALL : SIMILAR_SHOWN;

	for (size_t k = 0; k < i->n_similar && k < max; k++) {
		const struct rebase_similar *s = &i->similar[k];

		strbuf_addf(to, "    %s: %s=%s (%s)\n",
			    s->menu ? "same menu" : "same directory", s->symbol, s->value,
			    s->at);
	}
	if (i->n_similar > max)
		strbuf_addf(to, "    and %zu more close by\n", i->n_similar - max);
}

static void print_new(const struct rebase_item *i, bool all, struct strbuf *to)
{
	if (i->menu && *i->menu)
		add_line(to, "    ", i->menu, strlen(i->menu));
	strbuf_adds(to, "    would be ");
	rebase_print_pairs(i, to);
	strbuf_addc(to, '\n');
	add_similar(i, all, to);
	add_help(i, all, to);
}

static void print_request(const struct rebase_item *i, struct strbuf *to)
{
	strbuf_addf(to, "    %s asks for %s\n", i->file, i->asked);
	if (i->because && *i->because)
		add_line(to, "    ", i->because, strlen(i->because));
	if (i->kind == REBASE_UNREACHABLE || i->kind == REBASE_TYPE) {
		strbuf_adds(to, "    it is ");
		rebase_print_pairs(i, to);
		strbuf_addc(to, '\n');
	}
	if (i->edit)
		strbuf_addf(to, "    proposed: %s\n", i->edit);
}

static void print_rule(const struct rebase_item *i, bool all, struct strbuf *to)
{
	strbuf_adds(to, "    ");
	rebase_print_pairs(i, to);
	strbuf_addc(to, '\n');
	if (i->because && *i->because)
		add_line(to, "    ", i->because, strlen(i->because));
	add_help(i, all, to);
}

void rebase_print_item(const struct rebase_item *i, bool all, struct strbuf *to)
{
	bool rule = i->kind == REBASE_RULE;

	strbuf_addf(to, "%s: %s%s", rebase_kind_name(i->kind), rule ? "" : "CONFIG_",
		    i->name);
	if (i->type)
		strbuf_addf(to, " (%s)", i->type);
	if (i->at)
		strbuf_addf(to, "  %s", i->at);
	strbuf_addc(to, '\n');
	if (i->prompt)
		add_line(to, rule ? "    wants " : "    ", i->prompt, strlen(i->prompt));
	if (i->kind == REBASE_NEW)
		print_new(i, all, to);
	else if (rule)
		print_rule(i, all, to);
	else
		print_request(i, to);
}
