// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "base/macro.h"
#include "report/build_sections.h"
#include "report/markup.h"
#include "report/page.h"

#define CHANGES_SHOWN 2000

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
			"</tr></thead><tbody>\n");
	for (size_t i = 0; i < p->n && i < CHANGES_SHOWN; i++) {
		strbuf_adds(to, "<tr>");
		page_tag(to, "td", "c", p->v[i].name);
		page_tag(to, "td", "c", p->v[i].from ? p->v[i].from : "not set");
		page_tag(to, "td", "c", p->v[i].to ? p->v[i].to : "not set");
		strbuf_adds(to, "</tr>\n");
	}
	strbuf_adds(to, "</tbody></table>\n");
	if (p->n > CHANGES_SHOWN)
		section_note(to, "The rest is left out; compare config and config.before "
				 "beside this page.");
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
		if (b->previous.config)
			put_values(&b->previous, to);
		else
			section_note(to, "The previous configuration was not kept.");
	}
	page_section_end(to);
}
