// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "base/alloc.h"
#include "report/build_sections.h"
#include "report/markup.h"
#include "report/page.h"

static void put_fact(const char *name, const char *value, struct strbuf *to)
{
	if (!value)
		return;
	strbuf_adds(to, "<tr>");
	page_tag(to, "th", NULL, name);
	page_tag(to, "td", "c", value);
	strbuf_adds(to, "</tr>\n");
}

static void put_facts(const char *heading, const struct report_facts *f,
		      const char *missing, struct strbuf *to)
{
	page_tag(to, "h3", NULL, heading);
	if (!f->n) {
		section_note(to, missing);
		return;
	}
	strbuf_adds(to, "<table class=\"facts\"><tbody>\n");
	for (size_t i = 0; i < f->n; i++)
		put_fact(f->v[i].name, f->v[i].value, to);
	strbuf_adds(to, "</tbody></table>\n");
}

static void put_patches(const struct build_report *b, struct strbuf *to)
{
	if (!b->n_patches)
		return;
	page_tag(to, "h3", NULL, "Patches");
	strbuf_adds(
		to,
		"<div class=\"wide\"><table><thead><tr><th>file</th><th>subject</th><th>SHA-256</th>"
		"</tr></thead><tbody>\n");
	for (size_t i = 0; i < b->n_patches; i++) {
		const struct report_patch *p = &b->patches[i];

		strbuf_adds(to, "<tr>");
		page_tag(to, "td", "k", p->file);
		page_tag(to, "td", "w", p->subject);
		page_tag(to, "td", "k", p->sha256);
		strbuf_adds(to, "</tr>\n");
	}
	strbuf_adds(to, "</tbody></table></div>\n");
}

static void put_dropped(const struct build_report *b, struct strbuf *to)
{
	if (!b->dropped.n)
		return;
	page_tag(to, "h3", "bad", "Requests that are not in effect");
	strbuf_adds(to, "<ul>\n");
	strv_foreach (&b->dropped, i) {
		page_tag(to, "li", "mono", b->dropped.v[i]);
		strbuf_addc(to, '\n');
	}
	strbuf_adds(to, "</ul>\n");
}

/* A flavour has dozens of them, and their names say little alone. */
static void put_fragments(const struct build_report *b, struct strbuf *to)
{
	if (!b->fragments.n)
		return;
	strbuf_addf(
		to,
		"<details><summary>%zu fragments; a later one wins over an earlier one"
		"</summary>\n<ol>\n",
		b->fragments.n);
	strv_foreach (&b->fragments, i) {
		page_tag(to, "li", "mono", b->fragments.v[i]);
		strbuf_addc(to, '\n');
	}
	strbuf_adds(to, "</ol></details>\n");
}

static void put_identity(const struct build_report *b, struct strbuf *to)
{
	page_tag(to, "h3", NULL, "Identity");
	strbuf_adds(to, "<table class=\"facts\"><tbody>\n");
	put_fact("kernel release", b->now.release, to);
	put_fact("certificate", b->now.certificate, to);
	put_fact("configuration", b->now.config, to);
	put_fact("first reported", b->now.made, to);
	strbuf_adds(to, "</tbody></table>\n");
}

void section_source(const struct build_report *b, struct strbuf *to)
{
	page_section(to, "source", "What is in it", 0);
	strbuf_adds(to, "<div class=\"cols\">\n<div>");
	put_facts("Linux", &b->source,
		  "The record of the tree is not known; give --linux-record, or boot.",
		  to);
	strbuf_adds(to, "</div>\n<div>");
	put_identity(b, to);
	put_facts("Toolchain", &b->toolchain, "Not built yet: run 'make build'.", to);
	strbuf_adds(to, "</div>\n</div>\n");
	put_patches(b, to);
	put_facts("Configuration", &b->requests,
		  "There is no provenance.json: run 'make merge'.", to);
	put_fragments(b, to);
	put_dropped(b, to);
	page_section_end(to);
}
