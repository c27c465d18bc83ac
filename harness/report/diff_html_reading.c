// SPDX-License-Identifier: GPL-2.0-or-later
/* What got weaker, and what stronger: with the rules concerned, and who asked for it. */
#include "report/diff_html_parts.h"
#include "report/page.h"

/* rows of a table; the list below holds them all */
#define WEAKER_SHOWN   30
#define STRONGER_SHOWN 8

/* "configs/net.config:12", of the line that counts now, else of the one that went */
static void add_line(const struct change *c, struct strbuf *to)
{
	const struct change_line *l = c->new_line.file ? &c->new_line : &c->old_line;

	if (!l->file)
		return;
	strbuf_adds(to, " <code>");
	page_text(to, l->file);
	strbuf_addf(to, ":%u</code>%s", l->line, c->new_line.file ? "" : " (taken out)");
}

static void add_asked(const struct change *c, struct strbuf *to)
{
	page_text(to, c->owner ? c->owner : "no owner");
	add_line(c, to);
	if (c->why) {
		strbuf_adds(to, "<br><span class=\"note\">");
		page_text(to, c->why);
		strbuf_adds(to, "</span>");
	}
	if (c->old_why) {
		strbuf_adds(to, "<br><span class=\"note\">before: ");
		page_text(to, c->old_why);
		strbuf_adds(to, "</span>");
	}
}

/* The intents that a change follows from, each with its owner */
static void add_causes(const struct change_set *s, const struct change *c,
		       struct strbuf *to)
{
	strbuf_adds(to, "follows from ");
	for (size_t i = 0; i < c->n_causes && i < 4; i++) {
		const struct change *cause = &s->v[c->causes[i]];

		strbuf_adds(to, i == 0 ? "" : c->together ? " and " : " or ");
		page_tag(to, "code", NULL, cause->name);
		if (cause->owner) {
			strbuf_adds(to, " (");
			page_text(to, cause->owner);
			strbuf_addc(to, ')');
		}
	}
	if (c->n_causes > 4)
		strbuf_addf(to, " and %zu more", c->n_causes - 4);
}

static void add_who(const struct change_set *s, const struct change *c, struct strbuf *to)
{
	strbuf_adds(to, "<td class=\"w\">");
	if (c->class == CHANGE_INTENT) {
		add_asked(c, to);
	} else if (c->n_causes) {
		add_causes(s, c, to);
	} else {
		page_text(to, change_class_name(c->class));
		if (c->because) {
			strbuf_adds(to, ": ");
			page_text(to, c->because);
		}
	}
	strbuf_adds(to, "</td>");
}

/* What it means, and the rules that say so */
static void add_reading(const struct change *c, struct strbuf *to)
{
	strbuf_adds(to, "<td class=\"w\">");
	page_text(to, c->reading);
	strv_foreach (&c->rules, i) {
		strbuf_adds(to, i || c->reading ? "<br>" : "");
		page_tag(to, "code", c->reading ? "note" : NULL, c->rules.v[i]);
	}
	strbuf_adds(to, "</td>");
}

static void add_change(const struct change_set *s, const struct change *c,
		       struct strbuf *to)
{
	page_tag(to, "td", "note", c->severity);
	strbuf_adds(to, "<td class=\"c\"><a href=\"#at=");
	page_text(to, c->name);
	strbuf_adds(to, "\">");
	page_text(to, c->name);
	strbuf_adds(to, "</a></td><td class=\"c v\">");
	html_value(c->from, c->to, to);
	strbuf_adds(to, "</td>");
	add_reading(c, to);
	add_who(s, c, to);
}

/* Severity first; of the same, an intent before what follows from it. */
static void gather(const struct change_set *s, enum change_direction direction,
		   struct html_rows *rows)
{
	for (size_t i = 0; i < s->n; i++) {
		struct strbuf row = STRBUF_INIT;
		const struct change *c = &s->v[i];

		if (c->direction != direction)
			continue;
		add_change(s, c, &row);
		html_rows_add(rows, &row,
			      2 * html_rank(c->severity) + (c->class != CHANGE_INTENT),
			      s);
	}
}

void html_changes(const struct change_sets *all, enum change_direction direction,
		  struct strbuf *to)
{
	bool weaker = direction == DIRECTION_WEAKER;
	struct html_rows rows = {0};
	size_t shown = weaker ? WEAKER_SHOWN : STRONGER_SHOWN;
	size_t n;

	for (size_t i = 0; i < all->n; i++)
		gather(&all->v[i], direction, &rows);
	n = html_rows_count(&rows);
	if (n || weaker) {
		const char *name = change_direction_name(direction);

		page_section(to, name, weaker ? "Weaker" : "Stronger", n);
		if (!n)
			strbuf_adds(to,
				    "<p class=\"note\">Nothing that the policy knows of "
				    "became weaker.</p>\n");
		html_rows_print(
			&rows,
			"<th>severity</th><th>symbol</th><th>value</th><th>what it "
			"means</th><th>asked for by</th>",
			all->n, shown, to);
		if (n > shown) {
			strbuf_addf(to, "<p><a href=\"#dir=%s\">all ", name);
			page_number(to, n);
			strbuf_adds(to, " of them</a></p>\n");
		}
		page_section_end(to);
	}
	html_rows_done(&rows);
}
