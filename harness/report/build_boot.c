// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "base/alloc.h"
#include "report/build_sections.h"
#include "report/page.h"
#include "report/markup.h"
#include "report/printk.h"
#include "report/timeline.h"

#define EXCERPT_BEFORE 6
#define EXCERPT_AFTER  14
#define LONGEST	       8

/* --- the longest waits and initcalls ---------------------------------------------- */

struct longest {
	int64_t us;
	size_t i;
};

static int by_time(const void *a, const void *b)
{
	const struct longest *x = a, *y = b;

	if (x->us != y->us)
		return x->us < y->us ? 1 : -1;
	return x->i < y->i ? -1 : x->i > y->i;
}

static void put_gap(const struct printk_line *line, int64_t us, const char *id,
		    struct strbuf *to)
{
	strbuf_addf(to, "<tr><td class=\"n\">%.1f ms</td><td class=\"n\">%.3f s</td>",
		    (double)us / 1000, (double)line->us / 1e6);
	strbuf_addf(to, "<td class=\"n\"><a href=\"#%s-L%u\">%u</a></td><td class=\"c\">",
		    id, line->number, line->number);
	page_bytes(to, line->text, line->size);
	strbuf_adds(to, "</td></tr>\n");
}

static void put_gaps(const struct printk_log *log, const char *id, struct strbuf *to)
{
	_cleanup_(cleanup_free) struct longest *v = xcalloc(log->n + 1, sizeof(*v));
	size_t n = 0;

	for (size_t i = 1; i < log->n; i++)
		v[n++] = (struct longest){log->lines[i].us - log->lines[i - 1].us, i};
	if (!n)
		return;
	qsort(v, n, sizeof(*v), by_time);
	page_tag(to, "h3", NULL, "Where the log stood still for longest");
	strbuf_adds(
		to,
		"<div class=\"wide\"><table><thead><tr><th class=\"n\">for</th><th class=\"n\">until</th>"
		"<th class=\"n\">line</th><th>which says</th></tr></thead><tbody>\n");
	for (size_t i = 0; i < n && i < LONGEST && v[i].us > 0; i++)
		put_gap(&log->lines[v[i].i], v[i].us, id, to);
	strbuf_adds(to, "</tbody></table></div>\n");
}

static void put_initcalls(const struct printk_log *log, struct strbuf *to)
{
	_cleanup_(cleanup_free) struct longest *v =
		xcalloc(log->n_initcalls + 1, sizeof(*v));

	if (!log->n_initcalls) {
		section_note(to,
			     "Initcalls were not timed: boot with INITCALLS=1 for that.");
		return;
	}
	for (size_t i = 0; i < log->n_initcalls; i++)
		v[i] = (struct longest){log->initcalls[i].us, i};
	qsort(v, log->n_initcalls, sizeof(*v), by_time);
	page_tag(to, "h3", NULL, "The longest initcalls");
	strbuf_adds(
		to,
		"<table><thead><tr><th class=\"n\">took</th>"
		"<th class=\"n\">ended at</th><th>initcall</th></tr></thead><tbody>\n");
	for (size_t i = 0; i < log->n_initcalls && i < LONGEST; i++) {
		const struct printk_initcall *c = &log->initcalls[v[i].i];

		strbuf_addf(to,
			    "<tr><td class=\"n\">%.1f ms</td><td class=\"n\">%.3f s</td>",
			    (double)c->us / 1000, (double)c->end_us / 1e6);
		page_tag(to, "td", "c", c->name);
		strbuf_adds(to, "</tr>\n");
	}
	strbuf_adds(to, "</tbody></table>\n");
}

static void put_timeline(const struct boot_result *r, const struct printk_log *log,
			 const char *id, struct strbuf *to)
{
	page_tag(to, "h3", NULL, "Timeline");
	timeline_draw(r, log, "The boot from the start of QEMU to the verdict", to);
	if (timeline_kernel_start(r, log) >= 0)
		section_note(to,
			     "Milliseconds since QEMU was started. The kernel's clock is "
			     "its own: its last line is put at the verdict, so it may "
			     "have begun earlier, by what QEMU took to end. Ticks are "
			     "lines of the log.");
	put_initcalls(log, to);
	put_gaps(log, id, to);
}

/* --- console ---------------------------------------------------------------------- */

void section_excerpt(const struct boot_result *r, unsigned int line, bool mark,
		     const char *id, struct strbuf *to)
{
	unsigned int number;
	_cleanup_(cleanup_free) char *text =
		boot_result_excerpt(r, line, EXCERPT_BEFORE, EXCERPT_AFTER, &number);

	strbuf_adds(to, "<pre>");
	for (const char *p = text; *p; number++) {
		size_t n = strcspn(p, "\n");
		bool bad = mark && number == line;

		strbuf_addf(to, "<a href=\"#%s-L%u\">%5u</a>  %s", id, number, number,
			    bad ? "<b>" : "");
		page_bytes(to, p, n);
		strbuf_adds(to, bad ? "</b>\n" : "\n");
		p += n + (p[n] == '\n');
	}
	strbuf_adds(to, "</pre>\n");
}

static void put_console(const struct boot_result *r, const char *id, struct strbuf *to)
{
	unsigned int number = 1;

	if (!r->console.len) {
		section_note(to, "There is no console.log, or nothing in it.");
		return;
	}
	strbuf_adds(to, "<details><summary>The whole console</summary><pre>");
	for (const char *p = r->console.buf; *p; number++) {
		size_t n = strcspn(p, "\n");

		strbuf_addf(to, "<span id=\"%s-L%u\"><a>%5u</a>  ", id, number, number);
		page_bytes(to, p, n);
		strbuf_adds(to, "</span>\n");
		p += n + (p[n] == '\n');
	}
	strbuf_adds(to, "</pre></details>\n");
}

/* --- one boot --------------------------------------------------------------------- */

/* "a.one: expected 0, found 1", which the table of the tests says better */
static bool is_failure(const struct boot_result *r, const struct boot_problem *p)
{
	if (p->verdict != BOOT_FAIL || p->console_line)
		return false;
	for (size_t i = 0; i < r->n_tests; i++) {
		size_t n = strlen(r->tests[i].name);

		if (r->tests[i].status == BOOT_TEST_FAIL &&
		    strncmp(p->text, r->tests[i].name, n) == 0 && p->text[n] == ':')
			return true;
	}
	return false;
}

static void put_problem(const struct boot_problem *p, const char *id, struct strbuf *to)
{
	strbuf_adds(to, "<p>");
	page_tag(to, "span", p->verdict == BOOT_WARNING ? "tag warn" : "tag bad",
		 boot_verdict_name(p->verdict));
	strbuf_adds(to, " <code>");
	page_text(to, p->text);
	strbuf_adds(to, "</code>");
	if (p->console_line)
		strbuf_addf(to, " <a href=\"#%s-L%u\">console, line %u</a>", id,
			    p->console_line, p->console_line);
	strbuf_adds(to, "</p>\n");
}

static void put_problems(const struct boot_result *r, const char *id, struct strbuf *to)
{
	unsigned int shown = 0;

	for (size_t i = 0; i < r->n_problems; i++) {
		const struct boot_problem *p = &r->problems[i];

		if (is_failure(r, p))
			continue;
		put_problem(p, id, to);
		/* the first one in rank is what it is about */
		if (p->console_line && shown++ == 0)
			section_excerpt(r, p->console_line, true, id, to);
	}
}

static void put_machine_row(const char *name, const char *value, struct strbuf *to)
{
	if (!value)
		return;
	strbuf_adds(to, "<tr>");
	page_tag(to, "th", NULL, name);
	page_tag(to, "td", "c", value);
	strbuf_adds(to, "</tr>\n");
}

static void put_machine(const struct boot_result *r, struct strbuf *to)
{
	strbuf_adds(to, "<details><summary>Machine and command line</summary>"
			"<table class=\"facts\"><tbody>\n");
	put_machine_row("kernel", r->kernel, to);
	put_machine_row("machine", r->machine, to);
	put_machine_row("QEMU", r->qemu_version, to);
	put_machine_row("accelerator", r->accel, to);
	put_machine_row("because", r->accel_reason, to);
	put_machine_row("command line", r->cmdline, to);
	put_machine_row("started", r->started, to);
	strbuf_adds(to, "</tbody></table></details>\n");
	if (!r->reproduce)
		return;
	strbuf_adds(to, "<details><summary>To see it by hand</summary><pre>");
	page_text(to, r->reproduce);
	strbuf_adds(to, "</pre></details>\n");
}

/* "; q35-pvh, QEMU 7.2.22, tcg" */
static void put_where(const struct boot_result *r, struct strbuf *to)
{
	const char *const parts[][2] = {
		{"; ", r->machine}, {", QEMU ", r->qemu_version}, {", ", r->accel}};

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		if (!parts[i][1])
			continue;
		strbuf_adds(to, parts[i][0]);
		page_text(to, parts[i][1]);
	}
}

static const char *file_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static void put_boot(const struct report_boot *boot, const char *id, struct strbuf *to)
{
	const struct boot_result *r = &boot->result;
	const char *verdict = boot_verdict_name(r->verdict);
	_cleanup_(cleanup_free) char *class = xasprintf("tag %s", verdict_class(verdict));
	_cleanup_(cleanup_free) char *heading =
		xasprintf("Boot of %s", r->kernel ? file_of(r->kernel) : boot->dir);
	_cleanup_(printk_done) struct printk_log log = PRINTK_LOG_INIT;

	printk_read(r->console.buf, &log);
	page_section(to, id, heading, 0);
	strbuf_adds(to, "<p>");
	page_tag(to, "span", class, verdict);
	strbuf_addf(to, " %s: %zu passed, %zu failed, %zu skipped of %u planned",
		    boot_verdict_meaning(r->verdict),
		    boot_result_count(r, BOOT_TEST_PASS),
		    boot_result_count(r, BOOT_TEST_FAIL),
		    boot_result_count(r, BOOT_TEST_SKIP), r->planned);
	put_where(r, to);
	strbuf_adds(to, ".</p>\n");
	put_problems(r, id, to);
	section_failures(r, &log, id, to);
	put_timeline(r, &log, id, to);
	section_tests(r, to);
	put_machine(r, to);
	put_console(r, id, to);
	page_section_end(to);
}

void section_boots(const struct build_report *b, struct strbuf *to)
{
	strbuf_adds(to, "<div id=\"boot\">\n");
	if (!b->n_boots) {
		page_tag(to, "h2", NULL, "Boot");
		section_note(to, "Not booted yet: run 'make boot'.");
	}
	for (size_t i = 0; i < b->n_boots; i++) {
		_cleanup_(cleanup_free) char *id = xasprintf("boot%zu", i + 1);

		put_boot(&b->boots[i], id, to);
	}
	strbuf_adds(to, "</div>\n");
}
