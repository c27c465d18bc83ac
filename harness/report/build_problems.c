// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/build_sections.h"
#include "report/page.h"

#define SHOWN 8 /* of one kind: the sections have them all */

/*
 * What somebody has to look at, in the order in which it is found out: requests, the
 * policy, signatures, boots. Each row leads to its section.
 */

static void open_row(const char *href, const char *class, const char *kind,
		     struct strbuf *to)
{
	strbuf_addf(to, "<tr><td><a href=\"#%s\">", href);
	page_tag(to, "span", class, kind);
	strbuf_adds(to, "</a></td>");
}

static void put_row(const char *href, const char *kind, const char *text,
		    struct strbuf *to)
{
	open_row(href, "tag bad", kind, to);
	page_tag(to, "td", "c", text);
	strbuf_adds(to, "</tr>\n");
}

static void put_rest(const char *href, size_t n, struct strbuf *to)
{
	if (n <= SHOWN)
		return;
	strbuf_addf(to, "<tr><td></td><td><a href=\"#%s\">and ", href);
	page_number(to, n - SHOWN);
	strbuf_adds(to, " more</a></td></tr>\n");
}

static void put_texts(const struct strv *texts, const char *href, const char *kind,
		      struct strbuf *to)
{
	for (size_t i = 0; i < texts->n && i < SHOWN; i++)
		put_row(href, kind, texts->v[i], to);
	put_rest(href, texts->n, to);
}

static void put_rules(const struct report_audit *a, struct strbuf *to)
{
	size_t shown = 0;

	for (size_t i = 0; i < a->n; i++) {
		const struct report_rule *r = &a->rules[i];

		if (r->verdict != AUDIT_FAILS || shown++ >= SHOWN)
			continue;
		open_row("audit", "tag bad", "audit", to);
		strbuf_adds(to, "<td class=\"c\">");
		page_text(to, r->id);
		strbuf_adds(to, " (");
		page_text(to, r->severity);
		strbuf_adds(to, "): wants ");
		page_text(to, r->want);
		strbuf_adds(to, ", found ");
		page_text(to, r->found);
		strbuf_adds(to, "</td></tr>\n");
	}
	put_rest("audit", a->from ? a->counts[AUDIT_FAILS] : 0, to);
}

static void put_boot(const struct boot_result *r, const char *id, struct strbuf *to)
{
	for (size_t i = 0; i < r->n_problems && i < SHOWN; i++) {
		const struct boot_problem *p = &r->problems[i];

		open_row(id, p->verdict == BOOT_WARNING ? "tag warn" : "tag bad",
			 boot_verdict_name(p->verdict), to);
		strbuf_adds(to, "<td class=\"c\">");
		page_text(to, p->text);
		if (p->console_line)
			strbuf_addf(to, " <a href=\"#%s-L%u\">console, line %u</a>", id,
				    p->console_line, p->console_line);
		strbuf_adds(to, "</td></tr>\n");
	}
	put_rest(id, r->n_problems, to);
}

static size_t count(const struct build_report *b)
{
	size_t n = b->dropped.n + b->modules.faults.n;

	if (b->audit.from)
		n += b->audit.counts[AUDIT_FAILS];
	for (size_t i = 0; i < b->n_boots; i++)
		n += b->boots[i].result.n_problems;
	return n;
}

void section_problems(const struct build_report *b, struct strbuf *to)
{
	size_t n = count(b);

	if (!n)
		return;
	page_section(to, "problems", "What is not good", n);
	strbuf_adds(to, "<table><tbody>\n");
	put_texts(&b->dropped, "source", "request", to);
	put_rules(&b->audit, to);
	put_texts(&b->modules.faults, "modules", "module", to);
	for (size_t i = 0; i < b->n_boots; i++) {
		char id[32];

		snprintf(id, sizeof(id), "boot%zu", i + 1);
		put_boot(&b->boots[i].result, id, to);
	}
	strbuf_adds(to, "</tbody></table>\n");
	page_section_end(to);
}
