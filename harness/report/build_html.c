// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "base/alloc.h"
#include "report/build.h"
#include "report/build_sections.h"
#include "report/page.h"
#include "report/markup.h"

const char *verdict_class(const char *verdict)
{
	if (strcmp(verdict, "pass") == 0)
		return "good";
	return strcmp(verdict, "warning") == 0 ? "warn" : "bad";
}

void section_note(struct strbuf *to, const char *text)
{
	page_tag(to, "p", "note", text);
	strbuf_addc(to, '\n');
}

/* --- the top ---------------------------------------------------------------------- */

static void put_badges(const struct build_report *b, struct strbuf *to)
{
	const struct report_modules *m = &b->modules;
	const struct report_audit *a = &b->audit;

	strbuf_adds(to, "<p class=\"badges\">boot ");
	if (b->now.verdict) {
		_cleanup_(cleanup_free) char *class =
			xasprintf("tag %s", verdict_class(b->now.verdict));

		page_tag(to, "span", class, b->now.verdict);
	} else {
		page_tag(to, "span", "note", "not booted yet");
	}
	strbuf_adds(to, "audit ");
	if (!a->from)
		page_tag(to, "span", "note", "not audited");
	else
		page_tag(to, "span", a->counts[AUDIT_FAILS] ? "tag bad" : "tag good",
			 a->counts[AUDIT_FAILS] ? "rules fail" : "good");
	strbuf_adds(to, "signatures ");
	if (!m->there)
		page_tag(to, "span", "note", "not signed yet");
	else if (!m->verified)
		page_tag(to, "span", "tag warn", "not verified");
	else
		page_tag(to, "span", m->n_bad || m->faults.n ? "tag bad" : "tag good",
			 m->n_bad || m->faults.n ? "not good" : "good");
	strbuf_adds(to, "</p>\n");
}

/* "+1.2 KiB" beside a figure that was another one in the previous build. */
static void put_delta(int64_t now, int64_t before, enum report_unit unit,
		      struct strbuf *to)
{
	if (now < 0 || before < 0 || now == before)
		return;
	strbuf_addf(to, "<i>%s", now > before ? "+" : "−");
	markup_number(to, now > before ? now - before : before - now, unit);
	strbuf_adds(to, "</i>");
}

static bool is_fault(enum report_number n)
{
	return n == NUMBER_FAILS || n == NUMBER_FAIL || n == NUMBER_BAD;
}

static void put_figures(const struct build_report *b, struct strbuf *to)
{
	const struct report_previous *p = &b->previous;

	strbuf_adds(to, "<div class=\"figures\">\n");
	for (int i = 0; i < REPORT_NUMBERS; i++) {
		enum report_number n = (enum report_number)i;

		if (b->now.numbers[i] < 0)
			continue;
		strbuf_adds(to, "<div><span>");
		page_text(to, report_number_name(n));
		strbuf_adds(to, is_fault(n) && b->now.numbers[i]
					? "</span><b class=\"bad\">"
					: "</span><b>");
		markup_number(to, b->now.numbers[i], report_number_unit(n));
		strbuf_adds(to, "</b>");
		if (p->there)
			put_delta(b->now.numbers[i], p->figures.numbers[i],
				  report_number_unit(n), to);
		strbuf_adds(to, "</div>\n");
	}
	strbuf_adds(to, "</div>\n");
	if (p->there)
		section_note(to, "Small figures: the difference to the previous build.");
}

static void put_top(const struct build_report *b, struct strbuf *to)
{
	static const char *const ids[] = {"source",  "audit", "changes",
					  "modules", "boot",  "files"};

	strbuf_adds(to, "<header>\n<h1>");
	page_text(to, b->flavour);
	strbuf_adds(to, " <small>");
	page_text(to, b->arch);
	if (b->now.release || b->now.linux_version) {
		strbuf_adds(to, " · Linux ");
		page_text(to, b->now.release ? b->now.release : b->now.linux_version);
	}
	strbuf_adds(to, "</small></h1>\n");
	put_badges(b, to);
	strbuf_adds(to, "<nav>");
	for (size_t i = 0; i < ARRAY_SIZE(ids); i++)
		strbuf_addf(to, "<a href=\"#%s\">%s</a>", ids[i], ids[i]);
	strbuf_adds(to, "</nav>\n");
	put_figures(b, to);
	strbuf_adds(to, "</header>\n");
}

/* --- audit ------------------------------------------------------------------------ */

static void put_rule(const struct report_rule *r, struct strbuf *to)
{
	strbuf_adds(to, "<tr>");
	page_tag(to, "td", NULL, r->severity);
	page_tag(to, "td", "k", r->id);
	page_tag(to, "td", "c", r->want);
	strbuf_adds(to, "<td class=\"c\">");
	page_text(to, r->found);
	if (r->decided) {
		strbuf_adds(to, "<br>");
		page_tag(to, "span", "note", r->decided);
	}
	strbuf_adds(to, "</td><td class=\"w\">");
	page_text(to, r->why ? r->why : "");
	if (r->owner) {
		strbuf_adds(to, " <span class=\"note\">");
		page_text(to, r->owner);
		strbuf_adds(to, ", until ");
		page_text(to, r->expires ? r->expires : "?");
		strbuf_adds(to, "</span>");
	}
	strbuf_adds(to, "</td></tr>\n");
}

static void put_rules(const struct report_audit *a, enum audit_verdict verdict,
		      const char *reason, struct strbuf *to)
{
	if (!a->counts[verdict])
		return;
	strbuf_adds(
		to,
		"<div class=\"wide\"><table class=\"rules\"><thead><tr><th>severity</th><th>rule</th>"
		"<th>wants</th><th>found</th>");
	page_tag(to, "th", NULL, reason);
	strbuf_adds(to, "</tr></thead><tbody>\n");
	for (size_t i = 0; i < a->n; i++)
		if (a->rules[i].verdict == verdict)
			put_rule(&a->rules[i], to);
	strbuf_adds(to, "</tbody></table></div>\n");
}

/* What fails is seen at once; what somebody has accepted is there for who asks. */
static void put_verdicts(const struct report_audit *a, struct strbuf *to)
{
	strbuf_adds(to, "<p>");
	for (int i = 0; i < AUDIT_VERDICTS; i++)
		strbuf_addf(to, "%s<b>%zu</b> %s", i ? ", " : "", a->counts[i],
			    audit_verdict_name((enum audit_verdict)i));
	strbuf_adds(to, ". <span class=\"note\">From ");
	page_text(to, a->from);
	strbuf_adds(to, ".</span></p>\n");
	put_rules(a, AUDIT_FAILS, "why it is wanted", to);
	if (!a->counts[AUDIT_WAIVED])
		return;
	strbuf_addf(to, "<details><summary>%zu waived, with their reasons</summary>\n",
		    a->counts[AUDIT_WAIVED]);
	put_rules(a, AUDIT_WAIVED, "why it is accepted", to);
	strbuf_adds(to, "</details>\n");
}

static void put_audit(const struct build_report *b, struct strbuf *to)
{
	page_section(to, "audit", "Audit", 0);
	if (b->audit.from)
		put_verdicts(&b->audit, to);
	else
		section_note(to,
			     "Not audited: there is no audit newer than the "
			     "configuration, and no policy and tree to run one with.");
	page_section_end(to);
}

/* --- files ------------------------------------------------------------------------ */

static void put_files(const struct build_report *b, struct strbuf *to)
{
	page_section(to, "files", "Files", 0);
	strbuf_adds(to, "<table><tbody>\n");
	for (size_t i = 0; i < b->n_links; i++) {
		/* href was made by markup_path(): nothing in it ends the attribute */
		strbuf_addf(to, "<tr><td class=\"c\"><a href=\"%s\">", b->links[i].href);
		page_text(to, b->links[i].text);
		strbuf_adds(to, "</a></td><td class=\"n\">");
		markup_number(to, b->links[i].size, UNIT_BYTES);
		strbuf_adds(to, "</td></tr>\n");
	}
	strbuf_adds(to, "</tbody></table>\n");
	page_section_end(to);
}

void build_print_html(const struct build_report *b, struct strbuf *to)
{
	_cleanup_(cleanup_free) char *title = xasprintf("%s: kharness report", b->name);
	const struct page page = {.title = title, .styles = {"report.css"}};

	page_open(to, &page);
	put_top(b, to);
	section_problems(b, to);
	section_source(b, to);
	put_audit(b, to);
	section_changes(b, to);
	section_modules(b, to);
	section_boots(b, to);
	put_files(b, to);
	page_close(to, &page);
}
