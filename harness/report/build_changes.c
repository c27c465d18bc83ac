// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "base/macro.h"
#include "report/build.h"
#include "report/build_sections.h"
#include "report/markup.h"
#include "report/page.h"

#define CHANGES_SHOWN 2000
#define CAUSES_SHOWN  300

static void put_previous(const struct build_report *b, struct strbuf *to)
{
	const struct report_figures *now = &b->now, *old = &b->previous.figures;
	const char *const rows[][3] = {
		{"Linux", old->linux_version, now->linux_version},
		{"release", old->release, now->release},
		{"compiler", old->compiler, now->compiler},
		{"certificate", old->certificate, now->certificate},
		{"configuration", old->config, now->config},
		{"verdict", old->verdict, now->verdict},
		{"first reported", old->made, now->made},
	};

	strbuf_adds(to, "<table><thead><tr><th></th><th>previous build</th>"
			"<th>this build</th></tr></thead><tbody>\n");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *x = rows[i][1] ? rows[i][1] : "–";
		const char *y = rows[i][2] ? rows[i][2] : "–";

		if (strcmp(x, y) == 0)
			continue;
		strbuf_adds(to, "<tr>");
		page_tag(to, "th", NULL, rows[i][0]);
		page_tag(to, "td", "c", x);
		page_tag(to, "td", "c", y);
		strbuf_adds(to, "</tr>\n");
	}
	strbuf_adds(to, "</tbody></table>\n");
}

static void put_values(const struct report_previous *p, struct strbuf *to)
{
	strbuf_addf(to, "<p><b>%zu</b> values of the configuration differ.</p>\n", p->n);
	if (!p->n)
		return;
	strbuf_adds(to, "<table><thead><tr><th><button>symbol</button></th>"
			"<th><button>previous</button></th><th><button>now</button></th>"
			"<th><button>asked for in</button></th></tr></thead><tbody>\n");
	for (size_t i = 0; i < p->n && i < CHANGES_SHOWN; i++) {
		strbuf_adds(to, "<tr>");
		page_tag(to, "td", "c", p->v[i].name);
		page_tag(to, "td", "c", p->v[i].from ? p->v[i].from : "not set");
		page_tag(to, "td", "c", p->v[i].to ? p->v[i].to : "not set");
		page_tag(to, "td", "c", p->v[i].at);
		strbuf_adds(to, "</tr>\n");
	}
	strbuf_adds(to, "</tbody></table>\n");
	if (p->n > CHANGES_SHOWN)
		section_note(to, "The rest is left out; compare config and config.before "
				 "beside this page.");
}

/* --- with causes ------------------------------------------------------------------ */

static void put_counts(const struct change_set *s, struct strbuf *to)
{
	bool first = true;

	strbuf_addf(to, "<p><b>%zu</b> values of the configuration differ: ", s->n);
	for (int i = 0; i < CHANGE_CLASSES; i++) {
		if (!s->counts[i])
			continue;
		strbuf_addf(to, "%s%zu %s", first ? "" : ", ", s->counts[i],
			    change_class_name((enum change_class)i));
		first = false;
	}
	strbuf_adds(to, ". <a href=\"./" BUILD_CHANGES
			"\">All of them, with causes</a></p>\n");
	strv_foreach (&s->notes, i)
		section_note(to, s->notes.v[i]);
}

static const char *direction_class(enum change_direction direction)
{
	if (direction == DIRECTION_WEAKER)
		return "bad";
	return direction == DIRECTION_STRONGER ? "good" : NULL;
}

static void put_change(const struct change *c, struct strbuf *to)
{
	const char *direction = c->direction == DIRECTION_UNKNOWN
					? ""
					: change_direction_name(c->direction);

	strbuf_adds(to, "<tr>");
	page_tag(to, "td", NULL, change_class_name(c->class));
	page_tag(to, "td", "k", c->name);
	page_tag(to, "td", "c", c->from ? c->from : "–");
	page_tag(to, "td", "c", c->to ? c->to : "–");
	page_tag(to, "td", direction_class(c->direction), direction);
	page_tag(to, "td", "w", c->because);
	strbuf_adds(to, "</tr>\n");
}

/* What was decided comes first; what follows from it is told as long as it is short. */
static void put_classes(const struct change_set *s, struct strbuf *to)
{
	size_t shown = 0;

	strbuf_adds(
		to,
		"<div class=\"wide\"><table><thead><tr><th><button>class</button></th>"
		"<th><button>symbol</button></th><th><button>previous</button></th>"
		"<th><button>now</button></th><th><button>direction</button></th>"
		"<th>because</th></tr></thead><tbody>\n");
	for (int class = 0; class < CHANGE_CLASSES; class ++)
		for (size_t i = 0; i < s->n && shown < CAUSES_SHOWN; i++)
			if (s->v[i].class == (enum change_class) class) {
				put_change(&s->v[i], to);
				shown++;
			}
	strbuf_adds(to, "</tbody></table></div>\n");
	if (s->n > shown)
		strbuf_addf(to,
			    "<p class=\"note\">%zu more are in <a href=\"./" BUILD_CHANGES
			    "\">the page of changes</a>.</p>\n",
			    s->n - shown);
}

static void put_rules(const struct change_set *s, struct strbuf *to)
{
	if (!s->n_rules)
		return;
	page_tag(to, "h3", NULL, "Rules of the policy with another verdict");
	strbuf_adds(
		to,
		"<div class=\"wide\"><table><thead><tr><th>severity</th><th>rule</th>"
		"<th>previous</th><th>now</th><th>why it is wanted</th></tr></thead><tbody>\n");
	for (size_t i = 0; i < s->n_rules; i++) {
		const struct change_rule *r = &s->rules[i];

		strbuf_adds(to, "<tr>");
		page_tag(to, "td", NULL, r->severity);
		page_tag(to, "td", "k", r->id);
		page_tag(to, "td", NULL, r->from);
		page_tag(to, "td", direction_class(r->direction), r->to);
		page_tag(to, "td", "w", r->reason);
		strbuf_adds(to, "</tr>\n");
	}
	strbuf_adds(to, "</tbody></table></div>\n");
}

static void put_causes(const struct change_set *s, struct strbuf *to)
{
	put_counts(s, to);
	put_rules(s, to);
	if (s->n)
		put_classes(s, to);
}

static void put_no_causes(const struct report_previous *p, struct strbuf *to)
{
	put_values(p, to);
	if (!p->no_causes)
		return;
	strbuf_adds(to, "<p class=\"note\">Their causes are not known: ");
	page_text(to, p->no_causes);
	strbuf_adds(to, ".</p>\n");
}

void section_changes(const struct build_report *b, struct strbuf *to)
{
	page_section(to, "changes", "Against the previous build", 0);
	if (!b->previous.there) {
		section_note(to,
			     "This is the first report here: there is nothing to compare "
			     "with yet.");
	} else {
		put_previous(b, to);
		if (b->previous.causes.n)
			put_causes(&b->previous.causes.v[0], to);
		else if (b->previous.config)
			put_no_causes(&b->previous, to);
		else
			section_note(to, "The previous configuration was not kept.");
	}
	page_section_end(to);
}
