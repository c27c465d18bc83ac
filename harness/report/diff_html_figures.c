// SPDX-License-Identifier: GPL-2.0-or-later
/* The figures on top of the page: how many changes of what kind, with links to them. */
#include <string.h>

#include "report/diff_html_parts.h"
#include "report/page.h"

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

void html_figures(const struct html_figures *f, struct strbuf *to)
{
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
			add_figure(to, f->n[class][columns[i]], name,
				   change_direction_name(columns[i]));
		add_figure(to, f->n[class][CHANGE_DIRECTIONS], name, NULL);
		strbuf_adds(to, "</tr>\n");
	}
	strbuf_adds(to, "</tbody></table>\n");
}

/* --- figures of what review/ has read -------------------------------------------------------- */

struct readings {
	struct html_rows known;
	size_t rules[CHANGE_DIRECTIONS], settings[CHANGE_DIRECTIONS],
		states[CHANGE_DIRECTIONS];
	size_t surface[SURFACE_KINDS][2]; /* lost, gained */
};

/* What several comparisons have alike is counted once. */
static void count(struct readings *r, const struct change_set *s, size_t *n,
		  const char *const *texts)
{
	struct strbuf key = STRBUF_INIT;

	strbuf_addf(&key, "%zu", (size_t)(n - r->rules));
	for (; *texts; texts++) {
		strbuf_addc(&key, '\n');
		strbuf_adds(&key, *texts);
	}
	if (html_rows_add(&r->known, &key, 0, s))
		(*n)++;
}

#define COUNT(r, s, n, ...) count(r, s, n, (const char *const[]){__VA_ARGS__, NULL})

static const char *text(const char *s)
{
	return s ? s : "";
}

static void count_readings(const struct change_set *s, struct readings *r)
{
	for (size_t i = 0; i < s->n_rules; i++) {
		const struct change_rule *x = &s->rules[i];

		COUNT(r, s, &r->rules[x->direction], text(x->id), text(x->from),
		      text(x->to), text(x->found_from), text(x->found_to));
	}
	for (size_t i = 0; i < s->n_settings; i++) {
		const struct change_setting *x = &s->settings[i];

		COUNT(r, s, &r->settings[x->direction], text(x->name), text(x->from),
		      text(x->to), text(x->why));
	}
	for (size_t i = 0; i < s->n_states; i++) {
		const struct change_state *x = &s->states[i];

		COUNT(r, s, &r->states[x->direction], text(x->name), text(x->from),
		      text(x->to));
	}
	for (size_t i = 0; i < s->n_surface; i++) {
		const struct change_surface *x = &s->surface[i];

		COUNT(r, s, &r->surface[x->kind][x->gained], text(x->name),
		      text(x->symbol));
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

	if (n[DIRECTION_WEAKER] + n[DIRECTION_STRONGER] + other == 0)
		return;
	strbuf_addf(to, "<tr><th scope=\"row\"><a href=\"#%s\">%s</a></th>", id, name);
	add_count(to, n[DIRECTION_WEAKER], "bad");
	add_count(to, n[DIRECTION_STRONGER], "good");
	add_count(to, other, "");
	strbuf_adds(to, "</tr>\n");
}

static void add_surface(const struct readings *r, struct strbuf *to)
{
	strbuf_adds(to,
		    "<table class=\"figures\"><caption>attack surface</caption><thead>"
		    "<tr><th></th><th class=\"n\">gained</th><th class=\"n\">lost</th>"
		    "</tr></thead><tbody>\n");
	for (int i = 0; i < SURFACE_KINDS; i++) {
		if (r->surface[i][0] + r->surface[i][1] == 0)
			continue;
		strbuf_addf(to, "<tr><th scope=\"row\"><a href=\"#surface\">%s</a></th>",
			    html_surface_name((enum change_surface_kind)i));
		add_count(to, r->surface[i][1], "");
		add_count(to, r->surface[i][0], "");
		strbuf_adds(to, "</tr>\n");
	}
	strbuf_adds(to, "</tbody></table>\n");
}

void html_readings(const struct change_sets *all, struct strbuf *to)
{
	bool policy = false, surface = false;
	struct readings r = {0};

	for (size_t i = 0; i < all->n; i++) {
		const struct change_set *s = &all->v[i];

		count_readings(s, &r);
		policy |= s->n_rules || s->n_settings || s->n_states;
		surface |= s->n_surface > 0;
	}
	if (policy) {
		strbuf_adds(to,
			    "<table class=\"figures\"><caption>policy and state"
			    "</caption><thead><tr><th></th><th class=\"n\">weaker</th>"
			    "<th class=\"n\">stronger</th><th class=\"n\">other</th>"
			    "</tr></thead><tbody>\n");
		add_reading(to, "rules", "rules of the policy", r.rules);
		add_reading(to, "settings", "command line, sysctls", r.settings);
		add_reading(to, "state", "effective state", r.states);
		strbuf_adds(to, "</tbody></table>\n");
	}
	if (surface)
		add_surface(&r, to);
	html_rows_done(&r.known);
}
