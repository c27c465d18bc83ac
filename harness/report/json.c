// SPDX-License-Identifier: GPL-2.0-or-later
#include <jansson.h>
#include <string.h>

#include "report/report.h"

/* NULL becomes null; every string of the model is ASCII, which jansson accepts */
static json_t *text(const char *s)
{
	return s ? json_string(s) : json_null();
}

static json_t *vector(const struct strv *sv)
{
	json_t *array = json_array();

	strv_foreach (sv, i)
		json_array_append_new(array, text(sv->v[i]));
	return array;
}

static json_t *test(const struct boot_test *t)
{
	json_t *o = json_pack("{s:s, s:s}", "name", t->name, "status",
			      boot_test_status_name(t->status));

	json_object_set_new(o, "ms",
			    t->time_us < 0 ? json_null()
					   : json_real((double)t->time_us / 1000));
	if (t->expected)
		json_object_set_new(o, "expected", text(t->expected));
	if (t->found)
		json_object_set_new(o, "found", text(t->found));
	if (t->reason)
		json_object_set_new(o, "reason", text(t->reason));
	if (t->notes.n)
		json_object_set_new(o, "notes", vector(&t->notes));
	return o;
}

static json_t *problem(const struct boot_problem *p)
{
	json_t *o = json_pack("{s:s, s:s}", "verdict", boot_verdict_name(p->verdict),
			      "text", p->text);

	if (p->console_line)
		json_object_set_new(o, "console_line",
				    json_integer((json_int_t)p->console_line));
	return o;
}

/*
 * What the passed tests have really shown, one by one: whether a driver was driven, or
 * could only be loaded, or refuses because QEMU has not got its device.
 */
static json_t *ledger(const struct boot_result *r)
{
	json_t *array = json_array();

	for (size_t i = 0; i < r->n_tests; i++) {
		const struct boot_test *t = &r->tests[i];
		const char *colon = t->ledger ? strstr(t->ledger, ": ") : NULL;
		json_t *o;

		if (!t->ledger)
			continue;
		o = json_pack("{s:s}", "test", t->name);
		json_object_set_new(
			o, "level",
			colon ? json_stringn(t->ledger, (size_t)(colon - t->ledger))
			      : text(t->ledger));
		if (colon)
			json_object_set_new(o, "why", text(colon + 2));
		json_array_append_new(array, o);
	}
	return array;
}

static json_t *qemu(const struct boot_result *r)
{
	json_t *o = json_object();

	json_object_set_new(o, "version", text(r->qemu_version));
	json_object_set_new(o, "argv", vector(&r->qemu_argv));
	json_object_set_new(o, "reproduce", text(r->reproduce));
	return o;
}

static json_t *accelerator(const struct boot_result *r)
{
	json_t *o = json_object();

	json_object_set_new(o, "name", text(r->accel));
	json_object_set_new(o, "reason", text(r->accel_reason));
	return o;
}

static json_t *counts(const struct boot_result *r)
{
	return json_pack("{s:i, s:i, s:i, s:i}", "planned", (int)r->planned, "pass",
			 (int)boot_result_count(r, BOOT_TEST_PASS), "fail",
			 (int)boot_result_count(r, BOOT_TEST_FAIL), "skip",
			 (int)boot_result_count(r, BOOT_TEST_SKIP));
}

static json_t *records(const struct boot_result *r)
{
	json_t *o = json_object();

	for (size_t i = 0; i < r->n_records; i++)
		json_object_set_new(o, r->records[i].name,
				    json_loads(r->records[i].json, 0, NULL));
	return o;
}

void report_json(const struct boot_result *r, struct strbuf *out)
{
	json_t *o = json_object(), *tests = json_array(), *problems = json_array();
	char *dump;

	for (size_t i = 0; i < r->n_tests; i++)
		json_array_append_new(tests, test(&r->tests[i]));
	for (size_t i = 0; i < r->n_problems; i++)
		json_array_append_new(problems, problem(&r->problems[i]));
	json_object_set_new(o, "schema", json_integer(1));
	json_object_set_new(o, "verdict", text(boot_verdict_name(r->verdict)));
	json_object_set_new(o, "problems", problems);
	json_object_set_new(o, "nonce", text(r->nonce));
	json_object_set_new(o, "machine", text(r->machine));
	json_object_set_new(o, "firmware", text(r->firmware));
	json_object_set_new(o, "results_port", text(r->results));
	json_object_set_new(o, "accelerator", accelerator(r));
	json_object_set_new(o, "kernel", text(r->kernel));
	json_object_set_new(o, "initrd", text(r->initrd));
	json_object_set_new(o, "cmdline", text(r->cmdline));
	json_object_set_new(o, "started", text(r->started));
	json_object_set_new(o, "ms", json_integer(r->ms));
	json_object_set_new(o, "boot_ms",
			    r->boot_ms < 0 ? json_null() : json_integer(r->boot_ms));
	json_object_set_new(o, "counts", counts(r));
	json_object_set_new(o, "tests", tests);
	json_object_set_new(o, "ledger", ledger(r));
	json_object_set_new(o, "qemu", qemu(r));
	json_object_set_new(o, "records", records(r));
	dump = json_dumps(o, JSON_INDENT(2) | JSON_REAL_PRECISION(12));
	strbuf_adds(out, dump ? dump : "");
	strbuf_addc(out, '\n');
	free(dump);
	json_decref(o);
}
