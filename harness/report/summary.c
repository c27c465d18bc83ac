// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <string.h>

#include "base/alloc.h"
#include "report/report.h"

#define EXCERPT_BEFORE	 4
#define EXCERPT_AFTER	 18
#define PROBLEMS_SHOWN	 8
#define EXCEPTIONS_SHOWN 6 /* of one group */

struct group {
	char *name; /* "module.load" for "module.load.ext4" */
	size_t pass, fail, skip;
	int64_t time_us;
};

struct groups {
	struct group *v;
	size_t n, capacity;
};

struct style {
	const char *bold, *red, *green, *yellow, *dim, *off;
};

static const struct style plain = {"", "", "", "", "", ""};
static const struct style coloured = {"\033[1m",  "\033[1;31m", "\033[1;32m",
				      "\033[33m", "\033[2m",	"\033[0m"};

static size_t group_length(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot && dot != name ? (size_t)(dot - name) : strlen(name);
}

static bool in_group(const struct boot_test *t, const struct group *g)
{
	size_t n = group_length(t->name);

	return strlen(g->name) == n && strncmp(t->name, g->name, n) == 0;
}

static struct group *find_group(struct groups *gs, const struct boot_test *t)
{
	struct group *g;

	for (size_t i = 0; i < gs->n; i++)
		if (in_group(t, &gs->v[i]))
			return &gs->v[i];
	GROW(gs->v, gs->n, gs->capacity);
	g = &gs->v[gs->n++];
	*g = (struct group){.name = xstrndup(t->name, group_length(t->name))};
	return g;
}

static void count(struct groups *gs, const struct boot_test *t)
{
	struct group *g = find_group(gs, t);

	g->pass += t->status == BOOT_TEST_PASS;
	g->fail += t->status == BOOT_TEST_FAIL;
	g->skip += t->status == BOOT_TEST_SKIP;
	if (t->time_us > 0)
		g->time_us += t->time_us;
}

static void put_time(struct strbuf *out, int64_t us, const struct style *s)
{
	strbuf_addf(out, "%s%9.1f ms%s", s->dim, (double)us / 1000, s->off);
}

static void put_exception(struct strbuf *out, const struct boot_test *t,
			  const struct style *s)
{
	if (t->status == BOOT_TEST_SKIP) {
		strbuf_addf(out, "    %sskipped%s  %s%s%s\n", s->yellow, s->off, t->name,
			    t->reason ? ": " : "", t->reason ? t->reason : "");
		return;
	}
	strbuf_addf(out, "    %sFAILED%s   %s\n", s->red, s->off, t->name);
	strbuf_addf(out, "             expected  %s\n", t->expected ? t->expected : "?");
	strbuf_addf(out, "             found     %s\n", t->found ? t->found : "?");
	strv_foreach (&t->notes, i)
		strbuf_addf(out, "             %s\n", t->notes.v[i]);
}

static void put_group(struct strbuf *out, const struct boot_result *r,
		      const struct group *g, int width, const struct style *s)
{
	size_t shown = 0;

	strbuf_addf(out, "  %-*s  %s%3zu ok%s", width, g->name, s->green, g->pass,
		    s->off);
	put_time(out, g->time_us, s);
	if (g->fail)
		strbuf_addf(out, "   %s%zu failed%s", s->red, g->fail, s->off);
	if (g->skip)
		strbuf_addf(out, "   %s%zu skipped%s", s->yellow, g->skip, s->off);
	strbuf_addc(out, '\n');
	for (size_t i = 0; i < r->n_tests; i++) {
		if (r->tests[i].status == BOOT_TEST_PASS || !in_group(&r->tests[i], g))
			continue;
		if (shown++ == EXCEPTIONS_SHOWN) {
			strbuf_addf(out, "    ... and %zu more in results.json\n",
				    g->fail + g->skip - EXCEPTIONS_SHOWN);
			break;
		}
		put_exception(out, &r->tests[i], s);
	}
}

static void put_groups(struct strbuf *out, const struct boot_result *r,
		       const struct style *s)
{
	struct groups gs = {0};
	int width = 0;

	for (size_t i = 0; i < r->n_tests; i++)
		count(&gs, &r->tests[i]);
	for (size_t i = 0; i < gs.n; i++)
		if ((int)strlen(gs.v[i].name) > width)
			width = (int)strlen(gs.v[i].name);
	for (size_t i = 0; i < gs.n; i++) {
		put_group(out, r, &gs.v[i], width, s);
		free(gs.v[i].name);
	}
	if (gs.n)
		strbuf_addc(out, '\n');
	free(gs.v);
}

static void put_head(struct strbuf *out, const struct boot_result *r,
		     const struct style *s)
{
	bool serial = r->results && strcmp(r->results, "virtio-serial") != 0;

	strbuf_addf(out, "%sboot %s%s\n", s->bold, r->kernel, s->off);
	strbuf_addf(out, "  machine      %s with %s, QEMU %s%s%s\n", r->machine,
		    r->firmware, r->qemu_version ? r->qemu_version : "?",
		    serial ? ", results on " : "", serial ? r->results : "");
	strbuf_addf(out, "  accelerator  %s: %s\n\n", r->accel, r->accel_reason);
}

static void put_excerpt(struct strbuf *out, const struct boot_result *r,
			unsigned int line, const struct style *s)
{
	unsigned int number;
	_cleanup_(cleanup_free) char *text =
		boot_result_excerpt(r, line, EXCERPT_BEFORE, EXCERPT_AFTER, &number);

	for (char *p = text, *nl; (nl = strchr(p, '\n')); p = nl + 1, number++) {
		bool bad = number == line;

		*nl = '\0';
		strbuf_addf(out, "  %s%s%6u  %s%s\n", bad ? s->red : s->dim,
			    bad ? ">" : " ", number, p, s->off);
	}
}

/* a driver that only refuses in order is no driver that works */
static void put_ledger(struct strbuf *out, const struct boot_result *r)
{
	size_t exercised = 0, loaded = 0, not_testable = 0;

	for (size_t i = 0; i < r->n_tests; i++) {
		const char *ledger = r->tests[i].ledger ? r->tests[i].ledger : "";

		exercised += strncmp(ledger, "exercised", 9) == 0;
		loaded += strncmp(ledger, "loaded only", 11) == 0;
		not_testable += strncmp(ledger, "not testable", 12) == 0;
	}
	if (exercised + loaded + not_testable)
		strbuf_addf(out,
			    "  ledger       %zu exercised, %zu loaded only, %zu not "
			    "testable in stock QEMU\n\n",
			    exercised, loaded, not_testable);
}

/* the last lines: where a machine that hangs has come to */
static unsigned int console_lines(const struct boot_result *r)
{
	unsigned int n = 0;

	for (size_t i = 0; i < r->console.len; i++)
		n += r->console.buf[i] == '\n';
	return n;
}

static bool ends_early(enum boot_verdict v)
{
	return v == BOOT_HANG || v == BOOT_RESET || v == BOOT_NO_RESULTS ||
	       v == BOOT_INCOMPLETE || v == BOOT_QEMU_ERROR;
}

static void put_problems(struct strbuf *out, const struct boot_result *r,
			 const struct style *s)
{
	size_t shown = 0;

	for (size_t i = 0; i < r->n_problems; i++) {
		const struct boot_problem *p = &r->problems[i];

		if (p->verdict == BOOT_FAIL)
			continue; /* shown with its group */
		if (shown++ == PROBLEMS_SHOWN) {
			strbuf_adds(out, "  ... more in results.json\n");
			break;
		}
		strbuf_addf(out, "  %s%-11s%s  %s", s->red, boot_verdict_name(p->verdict),
			    s->off, p->text);
		if (p->console_line)
			strbuf_addf(out, "  %s(console.log:%u)%s", s->dim,
				    p->console_line, s->off);
		strbuf_addc(out, '\n');
	}
	if (shown)
		strbuf_addc(out, '\n');
	if (r->problems[0].console_line)
		put_excerpt(out, r, r->problems[0].console_line, s);
	else if (ends_early(r->verdict) && r->console.len)
		put_excerpt(out, r, console_lines(r), s);
	if (r->problems[0].console_line || ends_early(r->verdict))
		strbuf_addc(out, '\n');
}

static void put_verdict(struct strbuf *out, const struct boot_result *r,
			const struct style *s)
{
	size_t ok = boot_result_count(r, BOOT_TEST_PASS);
	size_t failed = boot_result_count(r, BOOT_TEST_FAIL);
	size_t skipped = boot_result_count(r, BOOT_TEST_SKIP);

	strbuf_adds(out, r->verdict == BOOT_PASS ? s->green : s->red);
	for (const char *p = boot_verdict_name(r->verdict); *p; p++)
		strbuf_addc(out, (char)toupper((unsigned char)*p));
	strbuf_addf(out, "%s  %s: %zu ok", s->off, boot_verdict_meaning(r->verdict), ok);
	if (failed)
		strbuf_addf(out, ", %zu failed", failed);
	if (skipped)
		strbuf_addf(out, ", %zu skipped", skipped);
	if (r->planned > r->n_tests)
		strbuf_addf(out, ", %zu missing", r->planned - r->n_tests);
	strbuf_addf(out, "; %.2f s", (double)r->ms / 1000);
	if (r->boot_ms >= 0)
		strbuf_addf(out, ", the first result after %.2f s",
			    (double)r->boot_ms / 1000);
	strbuf_addc(out, '\n');
}

void report_summary(const struct boot_result *r, bool colour, struct strbuf *out)
{
	const struct style *s = colour ? &coloured : &plain;

	put_head(out, r, s);
	put_groups(out, r, s);
	put_ledger(out, r);
	if (r->n_problems)
		put_problems(out, r, s);
	if (r->verdict != BOOT_PASS)
		strbuf_addf(out, "%sto see it by hand:%s\n  %s\n\n", s->bold, s->off,
			    r->reproduce);
	put_verdict(out, r, s);
}
