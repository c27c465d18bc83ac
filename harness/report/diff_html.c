// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/diff_html.h"

#include <stdint.h>
#include <string.h>

#include "report/diff_html_parts.h"
#include "report/page.h"

/* --- what is compared -------------------------------------------------------------------- */

static bool same(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

static void add_two(const char *old, const char *now, const char *mark, struct strbuf *to)
{
	if (!same(old, now)) {
		page_text(to, old ? old : "?");
		strbuf_addf(to, " %s ", mark);
	}
	page_text(to, now ? now : "?");
}

/* "x86_64, Linux 6.12.94 → 6.18.15" */
static void add_machine(const struct change_set *s, struct strbuf *to)
{
	add_two(s->old_arch, s->new_arch, "→", to);
	strbuf_adds(to, ", Linux ");
	add_two(s->old_linux, s->new_linux, "→", to);
}

static void add_title(const struct change_sets *all, struct strbuf *to)
{
	if (all->n == 1)
		strbuf_addf(to, "%s → %s", all->v[0].old_name, all->v[0].new_name);
	else
		strbuf_addf(to, "%zu comparisons", all->n);
}

static size_t total(const struct change_sets *all)
{
	size_t n = 0;

	for (size_t i = 0; i < all->n; i++)
		n += all->v[i].n;
	return n;
}

static void add_links(const struct change_sets *all, struct strbuf *to)
{
	size_t rules = 0, states = 0, settings = 0, surface = 0, notes = 0;

	for (size_t i = 0; i < all->n; i++) {
		rules += all->v[i].n_rules;
		states += all->v[i].n_states;
		settings += all->v[i].n_settings;
		surface += all->v[i].n_surface;
		notes += all->v[i].notes.n;
	}
	strbuf_adds(to, "<nav aria-label=\"sections\"><a href=\"#weaker\">weaker</a>");
	if (settings)
		strbuf_adds(to, "<a href=\"#settings\">command line, sysctls</a>");
	if (rules)
		strbuf_adds(to, "<a href=\"#rules\">rules</a>");
	if (states)
		strbuf_adds(to, "<a href=\"#state\">effective state</a>");
	if (surface)
		strbuf_adds(to, "<a href=\"#surface\">attack surface</a>");
	if (notes)
		strbuf_adds(to, "<a href=\"#notes\">notes</a>");
	strbuf_adds(to, "<a href=\"#changes\">all changes</a></nav>\n");
}

static void add_head(const struct change_sets *all, size_t n, struct strbuf *to)
{
	size_t resolutions = 0;

	strbuf_adds(to, "<header>\n<h1>");
	if (all->n == 1) {
		page_tag(to, "span", "mono", all->v[0].old_name);
		strbuf_adds(to, " → ");
		page_tag(to, "span", "mono", all->v[0].new_name);
		strbuf_adds(to, " <small>");
		add_machine(&all->v[0], to);
		strbuf_adds(to, "</small>");
	} else {
		strbuf_addf(to, "%zu comparisons", all->n);
	}
	strbuf_adds(to, "</h1>\n<p class=\"note\">");
	page_number(to, n);
	strbuf_adds(to,
		    n == 1 ? " change of configuration" : " changes of configuration");
	if (all->n > 1) {
		strbuf_adds(to, ", ");
		page_number(to, total(all));
		strbuf_adds(to, " when each comparison counts its own");
	}
	strbuf_adds(to, "; Kconfig resolved ");
	for (size_t i = 0; i < all->n; i++)
		resolutions += all->v[i].resolutions;
	page_number(to, resolutions);
	strbuf_adds(to, resolutions == 1 ? " time" : " times");
	strbuf_adds(to, " to find their causes.</p>\n");
	html_failing(all, to);
	add_links(all, to);
	strbuf_adds(to, "</header>\n");
}

/* --- several comparisons ---------------------------------------------------------------------- */

static void add_pairs(const struct change_sets *all, struct strbuf *to)
{
	strbuf_adds(to,
		    "<div class=\"wide\"><table><caption>comparisons</caption><thead><tr>"
		    "<th>old</th><th>new</th><th>machine</th>");
	for (int i = 0; i < CHANGE_CLASSES; i++)
		page_tag(to, "th", "n", change_class_name((enum change_class)i));
	strbuf_adds(to, "<th class=\"n\">weaker</th><th class=\"n\">stronger</th>"
			"</tr></thead><tbody>\n");
	for (size_t i = 0; i < all->n; i++) {
		const struct change_set *s = &all->v[i];

		strbuf_adds(to, "<tr>");
		page_tag(to, "td", "c", s->old_name);
		page_tag(to, "td", "c", s->new_name);
		strbuf_adds(to, "<td class=\"machine\">");
		add_machine(s, to);
		strbuf_adds(to, "</td>");
		for (int j = 0; j < CHANGE_CLASSES; j++)
			strbuf_addf(to, "<td class=\"n%s\">%zu</td>",
				    s->counts[j] ? "" : " note", s->counts[j]);
		strbuf_addf(
			to,
			"<td class=\"n %s\">%zu</td><td class=\"n %s\">%zu</td></tr>\n",
			s->directions[DIRECTION_WEAKER] ? "bad" : "note",
			s->directions[DIRECTION_WEAKER],
			s->directions[DIRECTION_STRONGER] ? "good" : "note",
			s->directions[DIRECTION_STRONGER]);
	}
	strbuf_adds(to, "</tbody></table></div>\n");
}

static void add_notes(const struct change_sets *all, struct strbuf *to)
{
	struct html_rows rows = {0};

	for (size_t i = 0; i < all->n; i++)
		strv_foreach (&all->v[i].notes, j) {
			struct strbuf row = STRBUF_INIT;

			page_tag(&row, "td", "w", all->v[i].notes.v[j]);
			html_rows_add(&rows, &row, 0, &all->v[i]);
		}
	if (rows.head) {
		page_section(to, "notes", "Notes", html_rows_count(&rows));
		html_rows_print(&rows,
				"<th>what could not be compared, or was assumed</th>",
				all->n, SIZE_MAX, to);
		page_section_end(to);
	}
	html_rows_done(&rows);
}

void diff_print_html(const struct change_sets *all, struct strbuf *to)
{
	_cleanup_(strbuf_done) struct strbuf title = STRBUF_INIT;
	struct html_figures figures = {0};
	struct page page = {.styles = {"diff.css"},
			    .scripts = {"diff_list.js", "diff.js"}};
	size_t n;

	html_count(all, &figures);
	n = figures.n[CHANGE_CLASSES][CHANGE_DIRECTIONS];
	add_title(all, &title);
	page.title = title.buf;
	page_open(to, &page);
	add_head(all, n, to);
	strbuf_adds(to, "<div class=\"summary\">\n");
	html_figures(&figures, to);
	html_readings(all, to);
	if (all->n > 1)
		add_pairs(all, to);
	strbuf_adds(to, "</div>\n");
	html_changes(all, DIRECTION_WEAKER, to);
	html_settings(all, to);
	html_rules(all, to);
	html_states(all, to);
	html_surface(all, to);
	html_changes(all, DIRECTION_STRONGER, to);
	add_notes(all, to);
	page_section(to, "changes", "All changes", n);
	strbuf_adds(
		to,
		"<div id=\"tools\" class=\"screen\"></div>\n<div id=\"list\"></div>\n");
	html_plain_list(all, to);
	page_section_end(to);
	html_data(all, to);
	page_close(to, &page);
}
