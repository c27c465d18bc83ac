// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/boot_result.h"

#include <stdarg.h>
#include <string.h>

#include "base/alloc.h"

static const struct {
	const char *name;
	const char *meaning;
} verdicts[] = {
	[BOOT_QEMU_ERROR] = {"qemu-error", "QEMU failed"},
	[BOOT_FLOOD] = {"flood", "the guest flooded a channel"},
	[BOOT_PANIC] = {"panic", "the kernel panicked"},
	[BOOT_OOPS] = {"oops", "the kernel oopsed"},
	[BOOT_BUG] = {"bug", "the kernel found a bug in itself"},
	[BOOT_SILENT] = {"silent", "the kernel said nothing at all"},
	[BOOT_RESET] = {"reset", "the machine restarted"},
	[BOOT_HANG] = {"hang", "the machine did not end"},
	[BOOT_NO_RESULTS] = {"no-results", "the machine ended without results"},
	[BOOT_BAD_NONCE] = {"bad-nonce", "the results are not of this run"},
	[BOOT_BAD_RESULTS] = {"bad-results", "the results break the format"},
	[BOOT_INCOMPLETE] = {"incomplete", "the results were cut off"},
	[BOOT_FAIL] = {"fail", "a test failed"},
	[BOOT_WARNING] = {"warning", "the kernel warned"},
	[BOOT_PASS] = {"pass", "all tests passed"},
};

const char *boot_verdict_name(enum boot_verdict v)
{
	return verdicts[v].name;
}

const char *boot_verdict_meaning(enum boot_verdict v)
{
	return verdicts[v].meaning;
}

const char *boot_test_status_name(enum boot_test_status s)
{
	static const char *const names[] = {"pass", "fail", "skip"};

	return names[s];
}

static int rank(enum boot_verdict v)
{
	return v == BOOT_BUG ? BOOT_OOPS : (int)v;
}

void boot_result_problem(struct boot_result *r, enum boot_verdict v,
			 unsigned int console_line, const char *fmt, ...)
{
	size_t i = r->n_problems;
	va_list ap;

	GROW(r->problems, r->n_problems, r->problems_capacity);
	for (; i > 0 && rank(r->problems[i - 1].verdict) > rank(v); i--)
		r->problems[i] = r->problems[i - 1];
	va_start(ap, fmt);
	r->problems[i] = (struct boot_problem){
		.verdict = v,
		.text = xvasprintf(fmt, ap),
		.console_line = console_line,
	};
	va_end(ap);
	r->n_problems++;
	r->verdict = r->problems[0].verdict;
}

struct boot_test *boot_result_test(struct boot_result *r)
{
	struct boot_test *t;

	GROW(r->tests, r->n_tests, r->tests_capacity);
	t = &r->tests[r->n_tests++];
	*t = (struct boot_test){.time_us = -1};
	return t;
}

size_t boot_result_count(const struct boot_result *r, enum boot_test_status s)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n_tests; i++)
		n += r->tests[i].status == s;
	return n;
}

char *boot_result_excerpt(const struct boot_result *r, unsigned int line,
			  unsigned int before, unsigned int after,
			  unsigned int *ret_first)
{
	unsigned int first = line > before ? line - before : 1;
	const char *p = r->console.buf, *start;

	for (unsigned int i = 1; i < first && *p; i++)
		p += strcspn(p, "\n") + 1;
	start = p;
	for (unsigned int i = first; i <= line + after && *p; i++) {
		p += strcspn(p, "\n");
		p += *p == '\n';
	}
	*ret_first = first;
	return xstrndup(start, (size_t)(p - start));
}

static void test_done(struct boot_test *t)
{
	free(t->name);
	free(t->expected);
	free(t->found);
	free(t->reason);
	free(t->ledger);
	strv_done(&t->notes);
}

void boot_result_done(struct boot_result *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < r->n_tests; i++)
		test_done(&r->tests[i]);
	for (size_t i = 0; i < r->n_problems; i++)
		free(r->problems[i].text);
	for (size_t i = 0; i < r->n_records; i++) {
		free(r->records[i].name);
		free(r->records[i].json);
	}
	free(r->records);
	free(r->tests);
	free(r->problems);
	free(r->machine);
	free(r->firmware);
	free(r->results);
	free(r->accel);
	free(r->accel_reason);
	free(r->kernel);
	free(r->initrd);
	free(r->cmdline);
	free(r->qemu_version);
	free(r->reproduce);
	free(r->started);
	free(r->registers);
	strv_done(&r->qemu_argv);
	strbuf_done(&r->console);
	*r = (struct boot_result)BOOT_RESULT_INIT;
}
