// SPDX-License-Identifier: GPL-2.0-or-later
/* Rules, effective state, settings and attack surface. */
#include <stdint.h>
#include <string.h>

#include "report/diff_html_parts.h"
#include "report/page.h"

#define ALL   SIZE_MAX
#define NAMED 5 /* rules in a sentence */

/* weaker, stronger, then the rest */
static unsigned int rank_of(enum change_direction direction)
{
	return direction == DIRECTION_WEAKER	 ? 0
	       : direction == DIRECTION_STRONGER ? 8
						 : 16;
}

static void add_direction(enum change_direction direction, struct strbuf *to)
{
	strbuf_adds(to, "<td>");
	html_direction(direction, to);
	strbuf_adds(to, "</td>");
}

static void add_values(const char *from, const char *now, const char *class,
		       struct strbuf *to)
{
	strbuf_addf(to, "<td class=\"%s\">", class);
	html_value(from, now, to);
	strbuf_adds(to, "</td>");
}

static void section(struct html_rows *rows, const char *id, const char *heading,
		    const char *head, const struct change_sets *all, struct strbuf *to)
{
	size_t n = html_rows_count(rows);

	if (n) {
		page_section(to, id, heading, n);
		html_rows_print(rows, head, all->n, ALL, to);
		page_section_end(to);
	}
	html_rows_done(rows);
}

/* Also one that a waiver accepts no more. */
static bool newly_fails(const struct change_rule *r)
{
	return strcmp(r->to, "fails") == 0 && strcmp(r->from, "fails") != 0;
}

void html_failing(const struct change_sets *all, struct strbuf *to)
{
	struct html_rows rules = {0};
	_cleanup_(strbuf_done) struct strbuf names = STRBUF_INIT;
	size_t n = 0;

	for (size_t i = 0; i < all->n; i++)
		for (size_t j = 0; j < all->v[i].n_rules; j++) {
			const struct change_rule *r = &all->v[i].rules[j];
			struct strbuf id = STRBUF_INIT;

			if (!newly_fails(r))
				continue;
			strbuf_adds(&id, r->id);
			if (!html_rows_add(&rules, &id, 0, &all->v[i]) || n++ >= NAMED)
				continue;
			strbuf_adds(&names, n == 1 ? "" : ", ");
			page_tag(&names, "code", NULL, r->id);
		}
	html_rows_done(&rules);
	if (n == 0)
		return;
	strbuf_addf(to, "<p><a class=\"bad\" href=\"#rules\">%zu %s</a>: %s", n,
		    n == 1 ? "rule of the policy fails that did not"
			   : "rules of the policy fail that did not",
		    names.buf);
	if (n > NAMED)
		strbuf_addf(to, " and %zu more", n - NAMED);
	strbuf_adds(to, "</p>\n");
}

static void add_rule(const struct change_set *s, const struct change_rule *r,
		     struct html_rows *rows)
{
	struct strbuf row = STRBUF_INIT;

	add_direction(r->direction, &row);
	page_tag(&row, "td", "note", r->severity);
	strbuf_adds(&row, "<td class=\"w\">");
	page_tag(&row, "code", NULL, r->id);
	strbuf_adds(&row, "<br>");
	page_tag(&row, "span", "note", r->reason);
	strbuf_adds(&row, "</td>");
	page_tag(&row, "td", "note", r->kind);
	strbuf_adds(&row, "<td class=\"verdict\">");
	page_text(&row, r->from);
	strbuf_adds(&row, " <span class=\"note\">→</span> ");
	page_tag(&row, "span", newly_fails(r) ? "bad" : NULL, r->to);
	strbuf_adds(&row, "</td>");
	add_values(r->found_from, r->found_to, "c found", &row);
	html_rows_add(rows, &row,
		      2 * html_rank(r->severity) + (r->direction != DIRECTION_WEAKER), s);
}

void html_rules(const struct change_sets *all, struct strbuf *to)
{
	static const char head[] =
		"<th>direction</th><th>severity</th><th>rule, and why it is "
		"wanted</th><th>kind</th><th>verdict</th><th>found</th>";
	struct html_rows lost = {0}, gained = {0}, other = {0};
	size_t n;

	for (size_t i = 0; i < all->n; i++)
		for (size_t j = 0; j < all->v[i].n_rules; j++) {
			const struct change_rule *r = &all->v[i].rules[j];
			bool bad = r->direction == DIRECTION_WEAKER || newly_fails(r);

			add_rule(&all->v[i], r,
				 bad				      ? &lost
				 : r->direction == DIRECTION_STRONGER ? &gained
								      : &other);
		}
	n = html_rows_count(&lost) + html_rows_count(&gained) + html_rows_count(&other);
	if (n) {
		page_section(to, "rules", "Rules of the policy with another verdict", n);
		html_rows_print(&lost, head, all->n, ALL, to);
		html_rows_fold(&gained, "stronger", head, all->n, to);
		html_rows_fold(&other, "neither weaker nor stronger", head, all->n, to);
		page_section_end(to);
	}
	html_rows_done(&lost);
	html_rows_done(&gained);
	html_rows_done(&other);
}

void html_states(const struct change_sets *all, struct strbuf *to)
{
	struct html_rows rows = {0};

	for (size_t i = 0; i < all->n; i++)
		for (size_t j = 0; j < all->v[i].n_states; j++) {
			const struct change_state *s = &all->v[i].states[j];
			struct strbuf row = STRBUF_INIT;

			add_direction(s->direction, &row);
			page_tag(&row, "td", "c", s->name);
			add_values(s->from, s->to, "c v", &row);
			html_rows_add(&rows, &row, rank_of(s->direction), &all->v[i]);
		}
	section(&rows, "state", "Effective state",
		"<th>direction</th><th>what</th><th>value</th>", all, to);
}

static void add_setting(const struct change_set *in, const struct change_setting *s,
			struct html_rows *rows)
{
	struct strbuf row = STRBUF_INIT;

	add_direction(s->direction, &row);
	page_tag(&row, "td", "note", s->sysctl ? "sysctl" : "command line");
	page_tag(&row, "td", "c", s->name);
	add_values(s->from, s->to, "c v", &row);
	strbuf_adds(&row, "<td class=\"c\">");
	strv_foreach (&s->rules, i) {
		strbuf_adds(&row, i ? "<br>" : "");
		page_text(&row, s->rules.v[i]);
	}
	strbuf_adds(&row, "</td>");
	page_tag(&row, "td", "w", s->why);
	html_rows_add(rows, &row, rank_of(s->direction), in);
}

void html_settings(const struct change_sets *all, struct strbuf *to)
{
	struct html_rows rows = {0};

	for (size_t i = 0; i < all->n; i++)
		for (size_t j = 0; j < all->v[i].n_settings; j++)
			add_setting(&all->v[i], &all->v[i].settings[j], &rows);
	section(&rows, "settings", "Kernel command line and sysctls",
		"<th>direction</th><th>where</th><th>name</th><th>value</th><th>rules</th>"
		"<th>why</th>",
		all, to);
}

/* --- attack surface ------------------------------------------------------------------------ */

/* "Modules gained 123", which unfolds to their names */
static void add_surface(const struct change_sets *all, enum change_surface_kind kind,
			bool gained, struct strbuf *to)
{
	struct html_rows rows = {0};

	for (size_t i = 0; i < all->n; i++)
		for (size_t j = 0; j < all->v[i].n_surface; j++) {
			const struct change_surface *s = &all->v[i].surface[j];
			struct strbuf row = STRBUF_INIT;

			if (s->kind != kind || s->gained != gained)
				continue;
			page_tag(&row, "td", "c", s->name);
			page_tag(&row, "td", "c note", s->symbol);
			html_rows_add(&rows, &row, 0, &all->v[i]);
		}
	if (html_rows_count(&rows)) {
		strbuf_addf(to,
			    "<details><summary><span class=\"what\">%s %s</span>"
			    "<span class=\"n\">",
			    html_surface_name(kind), gained ? "gained" : "lost");
		page_number(to, html_rows_count(&rows));
		strbuf_adds(to, "</span></summary>\n");
		html_rows_print(&rows, "<th>name</th><th>symbol</th>", all->n, ALL, to);
		strbuf_adds(to, "</details>\n");
	}
	html_rows_done(&rows);
}

void html_surface(const struct change_sets *all, struct strbuf *to)
{
	size_t n = 0;

	for (size_t i = 0; i < all->n; i++)
		n += all->v[i].n_surface;
	if (n == 0)
		return;
	page_section(to, "surface", "Attack surface", 0);
	for (int kind = 0; kind < SURFACE_KINDS; kind++) {
		add_surface(all, (enum change_surface_kind)kind, true, to);
		add_surface(all, (enum change_surface_kind)kind, false, to);
	}
	page_section_end(to);
}
