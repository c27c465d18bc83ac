// SPDX-License-Identifier: GPL-2.0-or-later
#include <inttypes.h>
#include <string.h>

#include "base/alloc.h"
#include "report/build_sections.h"
#include "report/page.h"
#include "report/markup.h"
#include "report/printk.h"
#include "report/timeline.h"

#define EXCERPTS     3
#define EXCERPT_STEP 15 /* lines: one excerpt shows no less behind its line */

struct group {
	const char *name; /* "module.load" of "module.load.ext4", not terminated */
	size_t size;
	size_t counts[BOOT_TEST_SKIP + 1];
	int64_t us;
};

struct groups {
	struct group *v;
	size_t n, capacity;
};

static struct group *group_of(struct groups *gs, const char *name)
{
	const char *dot = strrchr(name, '.');
	size_t size = dot && dot != name ? (size_t)(dot - name) : strlen(name);

	for (size_t i = 0; i < gs->n; i++)
		if (gs->v[i].size == size && strncmp(gs->v[i].name, name, size) == 0)
			return &gs->v[i];
	GROW(gs->v, gs->n, gs->capacity);
	gs->v[gs->n] = (struct group){.name = name, .size = size};
	return &gs->v[gs->n++];
}

static void put_count(size_t n, const char *class, struct strbuf *to)
{
	if (n)
		strbuf_addf(to, "<td class=\"n %s\">%zu</td>", class, n);
	else
		strbuf_adds(to, "<td class=\"n note\">0</td>");
}

static void put_groups(const struct boot_result *r, struct strbuf *to)
{
	struct groups gs = {0};

	for (size_t i = 0; i < r->n_tests; i++) {
		struct group *g = group_of(&gs, r->tests[i].name);

		g->counts[r->tests[i].status]++;
		g->us += r->tests[i].time_us > 0 ? r->tests[i].time_us : 0;
	}
	strbuf_adds(to, "<table><thead><tr><th>group</th><th class=\"n\">passed</th>"
			"<th class=\"n\">failed</th><th class=\"n\">skipped</th>"
			"<th class=\"n\">time</th></tr></thead><tbody>\n");
	for (size_t i = 0; i < gs.n; i++) {
		strbuf_adds(to, "<tr><td class=\"c\">");
		page_bytes(to, gs.v[i].name, gs.v[i].size);
		strbuf_adds(to, "</td>");
		put_count(gs.v[i].counts[BOOT_TEST_PASS], "good", to);
		put_count(gs.v[i].counts[BOOT_TEST_FAIL], "bad", to);
		put_count(gs.v[i].counts[BOOT_TEST_SKIP], "warn", to);
		strbuf_addf(to, "<td class=\"n\">%.1f ms</td></tr>\n",
			    (double)gs.v[i].us / 1000);
	}
	strbuf_adds(to, "</tbody></table>\n");
	free(gs.v);
}

static void put_test(const struct boot_test *t, struct strbuf *to)
{
	static const char *const classes[] = {"good", "bad", "warn"};

	strbuf_adds(to, "<tr>");
	page_tag(to, "td", "c", t->name);
	page_tag(to, "td", classes[t->status], boot_test_status_name(t->status));
	strbuf_addf(to, "<td class=\"n\" data-v=\"%" PRId64 "\">", t->time_us);
	if (t->time_us >= 0)
		strbuf_addf(to, "%.3f ms", (double)t->time_us / 1000);
	else
		strbuf_adds(to, "–");
	strbuf_adds(to, "</td><td class=\"w\">");
	page_text(to, t->reason ? t->reason : t->ledger ? t->ledger : "");
	strbuf_adds(to, "</td></tr>\n");
}

static void put_all(const struct boot_result *r, struct strbuf *to)
{
	strbuf_adds(to, "<details><summary>All tests</summary><table><thead><tr>"
			"<th><button>test</button></th><th><button>result</button></th>"
			"<th class=\"n\"><button>time</button></th>"
			"<th><button>what it shows</button></th></tr></thead><tbody>\n");
	for (size_t i = 0; i < r->n_tests; i++)
		put_test(&r->tests[i], to);
	strbuf_adds(to, "</tbody></table></details>\n");
}

/* --- what failed ------------------------------------------------------------------ */

/* The last line before a test ended, by the two clocks; 0: it cannot be told. */
static unsigned int line_of(const struct boot_result *r, const struct printk_log *log,
			    size_t i)
{
	int64_t start = timeline_kernel_start(r, log),
		end = timeline_test_start(r, i + 1);
	unsigned int line = 0;

	if (start < 0 || end < 0)
		return 0;
	for (size_t j = 0; j < log->n && log->lines[j].us <= end - start; j++)
		line = log->lines[j].number;
	return line;
}

/* The clocks of both sides: it is about there, not exactly. */
static void put_line(unsigned int line, const char *id, struct strbuf *to)
{
	strbuf_adds(to, "<td class=\"n\">");
	if (line)
		strbuf_addf(to, "<a href=\"#%s-L%u\">%u</a>", id, line, line);
	strbuf_adds(to, "</td>");
}

static void put_failure(const struct boot_test *t, unsigned int line, const char *id,
			struct strbuf *to)
{
	strbuf_adds(to, "<tr>");
	page_tag(to, "td", "c bad", t->name);
	page_tag(to, "td", "c", t->expected ? t->expected : "?");
	strbuf_adds(to, "<td class=\"c\">");
	page_text(to, t->found ? t->found : "?");
	strv_foreach (&t->notes, i) {
		strbuf_adds(to, "<br>");
		page_tag(to, "span", "note", t->notes.v[i]);
	}
	strbuf_adds(to, "</td>");
	put_line(line, id, to);
	strbuf_adds(to, "</tr>\n");
}

static void put_excerpt(const struct boot_result *r, const struct boot_test *t,
			unsigned int line, const char *id, struct strbuf *to)
{
	strbuf_adds(to, "<h4>The console when <code class=\"bad\">");
	page_text(to, t->name);
	strbuf_adds(to, "</code> ended</h4>\n");
	section_excerpt(r, line, false, id, to);
}

/* Tests that fail one behind the other have the same lines around them: shown once. */
static void put_excerpts(const struct boot_result *r, const struct printk_log *log,
			 const char *id, struct strbuf *to)
{
	unsigned int shown = 0, last = 0;

	for (size_t i = 0; i < r->n_tests && shown < EXCERPTS; i++) {
		const struct boot_test *t = &r->tests[i];
		unsigned int line = t->status == BOOT_TEST_FAIL ? line_of(r, log, i) : 0;

		if (!line || (last && line < last + EXCERPT_STEP))
			continue;
		put_excerpt(r, t, line, id, to);
		last = line;
		shown++;
	}
}

void section_failures(const struct boot_result *r, const struct printk_log *log,
		      const char *id, struct strbuf *to)
{
	size_t n = boot_result_count(r, BOOT_TEST_FAIL);

	if (!n)
		return;
	strbuf_addf(to, "<h3 class=\"bad\">%zu failed</h3>\n", n);
	strbuf_adds(to,
		    "<div class=\"wide\"><table><thead><tr><th>test</th><th>expected</th>"
		    "<th>found</th><th class=\"n\">console, about line</th>"
		    "</tr></thead><tbody>\n");
	for (size_t i = 0; i < r->n_tests; i++)
		if (r->tests[i].status == BOOT_TEST_FAIL)
			put_failure(&r->tests[i], line_of(r, log, i), id, to);
	strbuf_adds(to, "</tbody></table></div>\n");
	put_excerpts(r, log, id, to);
}

void section_tests(const struct boot_result *r, struct strbuf *to)
{
	page_tag(to, "h3", NULL, "Tests");
	if (!r->n_tests) {
		section_note(to, "No test gave a result.");
		return;
	}
	put_groups(r, to);
	put_all(r, to);
}
