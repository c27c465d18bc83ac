// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/report.h"

static void about(struct strbuf *out, const char *name, const char *key,
		  const char *value)
{
	if (value)
		strbuf_addf(out, "# %s %s: %s\n", name, key, value);
}

static void put_test(struct strbuf *out, size_t number, const struct boot_test *t)
{
	about(out, t->name, "expected", t->expected);
	about(out, t->name, "found", t->found);
	strbuf_addf(out, "%sok %zu %s", t->status == BOOT_TEST_FAIL ? "not " : "", number,
		    t->name);
	if (t->status == BOOT_TEST_SKIP)
		strbuf_addf(out, " # SKIP %s", t->reason ? t->reason : "");
	strbuf_addc(out, '\n');
}

/*
 * The plan is the guest's and one more for the verdict. When tests are missing
 * the verdict keeps its place at the end: the gap shows.
 */
void report_ktap(const struct boot_result *r, struct strbuf *out)
{
	size_t last = (r->n_tests > r->planned ? r->n_tests : r->planned) + 1;

	strbuf_addf(out, "KTAP version 1\n1..%zu\n", last);
	for (size_t i = 0; i < r->n_tests; i++)
		put_test(out, i + 1, &r->tests[i]);
	for (size_t i = 0; i < r->n_problems; i++)
		about(out, REPORT_VERDICT_TEST, boot_verdict_name(r->problems[i].verdict),
		      r->problems[i].text);
	strbuf_addf(out, "%sok %zu %s\n", r->verdict == BOOT_PASS ? "" : "not ", last,
		    REPORT_VERDICT_TEST);
}
