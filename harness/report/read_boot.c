// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "report/document.h"
#include "report/read.h"
#include "sys/file.h"

#define CONSOLE_MAX ((size_t)8 << 20)
#define ADVICE	    "boot again with this version of kharness"

static char *copy(const char *s)
{
	return s ? xstrdup(s) : NULL;
}

static enum boot_verdict verdict_of(struct document *doc, const json_t *o)
{
	const char *name = document_needed(doc, o, "verdict");

	for (int v = BOOT_QEMU_ERROR; v <= BOOT_PASS; v++)
		if (strcmp(name, boot_verdict_name((enum boot_verdict)v)) == 0)
			return (enum boot_verdict)v;
	document_fault(doc, "verdict", "is none that is known");
	return BOOT_QEMU_ERROR;
}

static enum boot_test_status status_of(struct document *doc, const json_t *o)
{
	const char *name = document_needed(doc, o, "status");

	for (int s = BOOT_TEST_PASS; s <= BOOT_TEST_SKIP; s++)
		if (strcmp(name, boot_test_status_name((enum boot_test_status)s)) == 0)
			return (enum boot_test_status)s;
	document_fault(doc, "status", "is neither pass, fail nor skip");
	return BOOT_TEST_FAIL;
}

/* "ms" of a test is a real number; more than a day is no time of a test */
static int64_t time_of(struct document *doc, const json_t *o)
{
	const json_t *ms = json_object_get(o, "ms");
	double value;

	if (!ms || json_is_null(ms))
		return -1;
	value = json_number_value(ms);
	if (json_is_number(ms) && value >= 0 && value <= 86400e3)
		return (int64_t)(value * 1000);
	document_fault(doc, "ms", "is no time");
	return -1;
}

/* No boot takes a day, so that nobody has to think of overflows. */
static int64_t duration_of(struct document *doc, const char *key)
{
	int64_t ms = document_integer(doc, doc->root, key);

	if (ms > 86400000)
		document_fault(doc, key, "is no time of a boot");
	return ms > 86400000 ? -1 : ms;
}

static void take_strings(const json_t *array, struct strv *to)
{
	for (size_t i = 0; i < json_array_size(array); i++)
		strv_push(to, json_string_value(json_array_get(array, i)));
}

static void take_tests(struct document *doc, struct boot_result *r)
{
	const json_t *tests = document_array(doc, doc->root, "tests", false);

	for (size_t i = 0; i < json_array_size(tests); i++) {
		const json_t *o = json_array_get(tests, i);
		struct boot_test *t = boot_result_test(r);

		t->name = xstrdup(document_needed(doc, o, "name"));
		t->status = status_of(doc, o);
		t->time_us = time_of(doc, o);
		t->expected = copy(document_string(doc, o, "expected"));
		t->found = copy(document_string(doc, o, "found"));
		t->reason = copy(document_string(doc, o, "reason"));
		take_strings(document_array(doc, o, "notes", true), &t->notes);
	}
}

/* as they stand: results.json has them in order of judgement */
static void take_problems(struct document *doc, struct boot_result *r)
{
	const json_t *problems = document_array(doc, doc->root, "problems", false);

	for (size_t i = 0; i < json_array_size(problems); i++) {
		const json_t *o = json_array_get(problems, i);
		int64_t line = document_integer(doc, o, "console_line");

		GROW(r->problems, r->n_problems, r->problems_capacity);
		r->problems[r->n_problems++] = (struct boot_problem){
			.verdict = verdict_of(doc, o),
			.text = xstrdup(document_needed(doc, o, "text")),
			.console_line =
				line > 0 && line < 1 << 30 ? (unsigned int)line : 0,
		};
	}
}

static void take_ledger(struct document *doc, struct boot_result *r)
{
	const json_t *ledger = document_array(doc, doc->root, "ledger", false);

	for (size_t i = 0; i < json_array_size(ledger); i++) {
		const json_t *o = json_array_get(ledger, i);
		const char *name = document_needed(doc, o, "test");
		const char *why = document_string(doc, o, "why");

		for (size_t j = 0; j < r->n_tests; j++) {
			if (r->tests[j].ledger || strcmp(r->tests[j].name, name) != 0)
				continue;
			r->tests[j].ledger =
				xasprintf("%s%s%s", document_needed(doc, o, "level"),
					  why ? ": " : "", why ? why : "");
		}
	}
}

static void take_records(const struct document *doc, struct boot_result *r)
{
	json_t *records = json_object_get(doc->root, "records");
	const char *name;
	json_t *value;

	json_object_foreach (records, name, value) {
		GROW(r->records, r->n_records, r->records_capacity);
		r->records[r->n_records++] = (struct boot_record){
			xstrdup(name), json_dumps(value, JSON_ENCODE_ANY)};
	}
}

static void take_machine(struct document *doc, struct boot_result *r)
{
	const json_t *accel = json_object_get(doc->root, "accelerator");
	const json_t *qemu = json_object_get(doc->root, "qemu");
	const json_t *counts = json_object_get(doc->root, "counts");
	int64_t planned = document_integer(doc, counts, "planned");

	r->machine = copy(document_string(doc, doc->root, "machine"));
	r->firmware = copy(document_string(doc, doc->root, "firmware"));
	r->results = copy(document_string(doc, doc->root, "results_port"));
	r->kernel = copy(document_string(doc, doc->root, "kernel"));
	r->initrd = copy(document_string(doc, doc->root, "initrd"));
	r->cmdline = copy(document_string(doc, doc->root, "cmdline"));
	r->started = copy(document_string(doc, doc->root, "started"));
	r->accel = copy(document_string(doc, accel, "name"));
	r->accel_reason = copy(document_string(doc, accel, "reason"));
	r->qemu_version = copy(document_string(doc, qemu, "version"));
	r->reproduce = copy(document_string(doc, qemu, "reproduce"));
	r->ms = duration_of(doc, "ms");
	r->boot_ms = duration_of(doc, "boot_ms");
	r->planned = planned > 0 && planned < 1 << 30 ? (unsigned int)planned : 0;
}

static int read_console(const char *dir, struct boot_result *r, struct diag *d)
{
	_cleanup_(cleanup_free) char *path = xasprintf("%s/console.log", dir);
	_cleanup_(cleanup_free) char *text = NULL;
	size_t size;
	int err;

	if (access(path, F_OK) < 0 && errno == ENOENT)
		return 0;
	err = file_read(path, CONSOLE_MAX, &text, &size, d);
	if (err == 0)
		strbuf_add(&r->console, text, size);
	return err;
}

int read_boot(const char *dir, struct boot_result *ret, struct diag *d)
{
	_cleanup_(cleanup_free) char *path = xasprintf("%s/results.json", dir);
	_cleanup_(document_done) struct document doc = DOCUMENT_INIT;
	int err = document_read(path, 1, ADVICE, &doc, d);

	if (err < 0)
		return err;
	take_tests(&doc, ret);
	take_problems(&doc, ret);
	take_ledger(&doc, ret);
	take_machine(&doc, ret);
	take_records(&doc, ret);
	ret->verdict = verdict_of(&doc, doc.root);
	if (doc.err == 0 && (ret->verdict == BOOT_PASS) != (ret->n_problems == 0))
		document_fault(&doc, "verdict", "does not fit its problems");
	return doc.err ? doc.err : read_console(dir, ret, d);
}
