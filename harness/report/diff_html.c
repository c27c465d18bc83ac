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

static void add_head(const struct change_sets *all, struct strbuf *to)
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
	page_number(to, total(all));
	if (all->n == 1)
		strbuf_adds(to, " changes of configuration");
	else
		strbuf_addf(to,
			    " changes in %zu comparisons; below, those that are the same "
			    "are one",
			    all->n);
	strbuf_adds(to, "; Kconfig resolved ");
	for (size_t i = 0; i < all->n; i++)
		resolutions += all->v[i].resolutions;
	page_number(to, resolutions);
	strbuf_adds(to, resolutions == 1 ? " time" : " times");
	strbuf_adds(to, " to find their causes.</p>\n");
	add_links(all, to);
	strbuf_adds(to, "</header>\n");
}

/* --- figures ------------------------------------------------------------------------------- */

static const enum change_direction columns[] = {DIRECTION_WEAKER, DIRECTION_STRONGER,
						DIRECTION_NEUTRAL, DIRECTION_UNKNOWN};

/* A number that leads to the list of what it counts */
static void add_figure(struct strbuf *to, size_t n, const char *class,
		       const char *direction)
{
	const char *colour = !direction				  ? ""
			     : strcmp(direction, "weaker") == 0	  ? " bad"
			     : strcmp(direction, "stronger") == 0 ? " good"
								  : "";

	if (n == 0) {
		strbuf_adds(to, "<td class=\"n note\">0</td>");
		return;
	}
	strbuf_adds(to, "<td class=\"n\"><a");
	if (*colour)
		strbuf_addf(to, " class=\"%s\"", colour + 1);
	strbuf_addf(to, " href=\"#%s%s%s%s%s\">", class ? "class=" : "",
		    class ? class : "", class && direction ? "&amp;" : "",
		    direction ? "dir=" : "",
		    direction ? direction
		    : class   ? ""
			      : "q=");
	page_number(to, n);
	strbuf_adds(to, "</a></td>");
}

struct figures {
	size_t n[CHANGE_CLASSES + 1][CHANGE_DIRECTIONS + 1]; /* the last ones: sums */
};

static void count(const struct change_sets *all, struct figures *f)
{
	for (size_t i = 0; i < all->n; i++)
		for (size_t j = 0; j < all->v[i].n; j++) {
			const struct change *c = &all->v[i].v[j];

			f->n[c->class][c->direction]++;
			f->n[c->class][CHANGE_DIRECTIONS]++;
			f->n[CHANGE_CLASSES][c->direction]++;
			f->n[CHANGE_CLASSES][CHANGE_DIRECTIONS]++;
		}
}

static void add_figures(const struct change_sets *all, struct strbuf *to)
{
	struct figures f = {0};

	count(all, &f);
	strbuf_adds(to, "<table class=\"figures\"><caption>changes by class and direction"
			"</caption><thead><tr><th></th>");
	for (size_t i = 0; i < ARRAY_SIZE(columns); i++)
		page_tag(to, "th", "n", change_direction_name(columns[i]));
	strbuf_adds(to, "<th class=\"n\">all</th></tr></thead><tbody>\n");
	for (int class = 0; class <= CHANGE_CLASSES; class ++) {
		const char *name = class < CHANGE_CLASSES
					   ? change_class_name((enum change_class) class)
					   : NULL;

		strbuf_addf(to, "<tr%s><th scope=\"row\">%s</th>",
			    name ? "" : " class=\"sum\"", name ? name : "all");
		for (size_t i = 0; i < ARRAY_SIZE(columns); i++)
			add_figure(to, f.n[class][columns[i]], name,
				   change_direction_name(columns[i]));
		add_figure(to, f.n[class][CHANGE_DIRECTIONS], name, NULL);
		strbuf_adds(to, "</tr>\n");
	}
	strbuf_adds(to, "</tbody></table>\n");
}

/* --- figures of what review/ has read -------------------------------------------------------- */

struct readings {
	size_t rules[CHANGE_DIRECTIONS], settings[CHANGE_DIRECTIONS],
		states[CHANGE_DIRECTIONS];
	size_t surface[SURFACE_KINDS][2]; /* lost, gained */
};

static void count_readings(const struct change_sets *all, struct readings *r)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct change_set *s = &all->v[i];

		for (size_t j = 0; j < s->n_rules; j++)
			r->rules[s->rules[j].direction]++;
		for (size_t j = 0; j < s->n_settings; j++)
			r->settings[s->settings[j].direction]++;
		for (size_t j = 0; j < s->n_states; j++)
			r->states[s->states[j].direction]++;
		for (size_t j = 0; j < s->n_surface; j++)
			r->surface[s->surface[j].kind][s->surface[j].gained]++;
	}
}

static void add_count(struct strbuf *to, size_t n, const char *class)
{
	strbuf_addf(to, "<td class=\"n %s\">", n ? class : "note");
	page_number(to, n);
	strbuf_adds(to, "</td>");
}

static void add_reading(struct strbuf *to, const char *id, const char *name,
			const size_t *n)
{
	size_t other = n[DIRECTION_NEUTRAL] + n[DIRECTION_UNKNOWN];

	if (n[DIRECTION_WEAKER] + n[DIRECTION_STRONGER] + other)
		strbuf_addf(to, "<tr><th scope=\"row\"><a href=\"#%s\">%s</a></th>", id,
			    name);
	else
		strbuf_addf(to, "<tr><th scope=\"row\">%s</th>", name);
	add_count(to, n[DIRECTION_WEAKER], "bad");
	add_count(to, n[DIRECTION_STRONGER], "good");
	add_count(to, other, "");
	strbuf_adds(to, "</tr>\n");
}

static void add_readings(const struct change_sets *all, struct strbuf *to)
{
	struct readings r = {0};

	count_readings(all, &r);
	strbuf_adds(
		to,
		"<table class=\"figures\"><caption>policy and state</caption><thead>"
		"<tr><th></th><th class=\"n\">weaker</th><th class=\"n\">stronger</th>"
		"<th class=\"n\">other</th></tr></thead><tbody>\n");
	add_reading(to, "rules", "rules of the policy", r.rules);
	add_reading(to, "settings", "command line, sysctls", r.settings);
	add_reading(to, "state", "effective state", r.states);
	strbuf_adds(to,
		    "</tbody></table>\n<table class=\"figures\"><caption>attack surface"
		    "</caption><thead><tr><th></th><th class=\"n\">gained</th>"
		    "<th class=\"n\">lost</th></tr></thead><tbody>\n");
	for (int i = 0; i < SURFACE_KINDS; i++) {
		bool any = r.surface[i][0] || r.surface[i][1];

		strbuf_addf(to, "<tr><th scope=\"row\">%s%s%s</th>",
			    any ? "<a href=\"#surface\">" : "",
			    html_surface_name((enum change_surface_kind)i),
			    any ? "</a>" : "");
		add_count(to, r.surface[i][1], "");
		add_count(to, r.surface[i][0], "");
		strbuf_adds(to, "</tr>\n");
	}
	strbuf_adds(to, "</tbody></table>\n");
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
	struct page page = {.styles = {"diff.css"},
			    .scripts = {"diff_list.js", "diff.js"}};

	add_title(all, &title);
	page.title = title.buf;
	page_open(to, &page);
	add_head(all, to);
	strbuf_adds(to, "<div class=\"summary\">\n");
	add_figures(all, to);
	add_readings(all, to);
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
	page_section(to, "changes", "All changes", total(all));
	strbuf_adds(
		to,
		"<div id=\"tools\" class=\"screen\"></div>\n<div id=\"list\"></div>\n");
	html_plain_list(all, to);
	page_section_end(to);
	html_data(all, to);
	page_close(to, &page);
}
