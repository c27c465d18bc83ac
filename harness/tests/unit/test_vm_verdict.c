// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "vm/verdict.h"

#define NONCE "0123456789abcdef0123456789abcdef"
#define GOOD                                                                 \
	"KTAP version 1\n# kharness nonce " NONCE "\n1..2\nok 1 a\nok 2 b\n" \
	"# kharness end " NONCE "\n"
#define FAILED                                                                   \
	"KTAP version 1\n# kharness nonce " NONCE "\n1..2\nnot ok 1 a\nok 2 b\n" \
	"# kharness end " NONCE "\n"
#define HALF "KTAP version 1\n# kharness nonce " NONCE "\n1..2\nok 1 a\n"
#define T    "[    1.234567] "

/* one boot as it could have been seen */
struct seen {
	const char *results;
	const char *console;
	const char *end;
	enum boot_deadline expired;
	bool panicked, stopped, console_flood, results_flood, monitor_broken, killed;
	int status, signal;
	const char *output;
	enum boot_verdict verdict;
	const char *problem; /* the beginning of the first one */
};

static const struct seen boots[] = {
	{.results = GOOD, .end = "guest-shutdown", .verdict = BOOT_PASS},
	{.results = FAILED,
	 .end = "guest-shutdown",
	 .verdict = BOOT_FAIL,
	 .problem = "a: expected"},
	{.results = HALF,
	 .end = "guest-shutdown",
	 .verdict = BOOT_INCOMPLETE,
	 .problem = "the results end after 1 of 2"},
	{.results = "",
	 .end = "guest-shutdown",
	 .verdict = BOOT_NO_RESULTS,
	 .problem = "nothing came"},

	/* all tests pass, and still */
	{.results = GOOD,
	 .end = "guest-reset",
	 .verdict = BOOT_RESET,
	 .problem = "the machine ended by 'guest-reset'"},
	{.results = GOOD,
	 .end = "guest-shutdown",
	 .console = T "WARNING: x\n",
	 .verdict = BOOT_WARNING,
	 .problem = "WARNING: x"},
	{.results = GOOD,
	 .end = "guest-shutdown",
	 .console = T "WARNING: x\n" T "BUG: y\n" T "Oops: z\n",
	 .verdict = BOOT_BUG,
	 .problem = "BUG: y"},
	{.results = GOOD,
	 .end = "guest-shutdown",
	 .console = T "Oops: z\n" T "BUG: y\n",
	 .verdict = BOOT_OOPS,
	 .problem = "Oops: z"},
	{.results = GOOD,
	 .end = "guest-reset",
	 .panicked = true,
	 .console = T "Oops: z\n" T "Kernel panic - not syncing: x\n",
	 .verdict = BOOT_PANIC,
	 .problem = "Kernel panic - not syncing: x"},
	{.results = GOOD,
	 .end = "guest-reset",
	 .panicked = true,
	 .verdict = BOOT_PANIC,
	 .problem = "the pvpanic device was told"},
	{.results = GOOD,
	 .end = "guest-shutdown",
	 .console = T "Kernel panic - not syncing: x\n",
	 .verdict = BOOT_PANIC,
	 .problem = "Kernel panic"},
	{.results = GOOD,
	 .expired = DEADLINE_POWER_OFF,
	 .killed = true,
	 .signal = 9,
	 .verdict = BOOT_HANG,
	 .problem = "the results were complete, but no power-off followed within 7 ms"},
	{.results = GOOD,
	 .end = "guest-shutdown",
	 .killed = true,
	 .signal = 9,
	 .verdict = BOOT_QEMU_ERROR,
	 .problem = "QEMU went on"},
	{.results = GOOD,
	 .end = "host-signal",
	 .verdict = BOOT_QEMU_ERROR,
	 .problem = "QEMU ended for the reason 'host-signal'"},
	{.results = GOOD,
	 .status = 1,
	 .output = "first\nno space\n",
	 .verdict = BOOT_QEMU_ERROR,
	 .problem = "QEMU ended by itself with exit status 1: no space"},
	{.results = GOOD,
	 .signal = 11,
	 .verdict = BOOT_QEMU_ERROR,
	 .problem = "signal 11 ended QEMU"},
	{.results = GOOD,
	 .stopped = true,
	 .killed = true,
	 .signal = 9,
	 .output = "KVM internal error.\r\n",
	 .verdict = BOOT_QEMU_ERROR,
	 .problem = "QEMU stopped the machine: KVM internal error."},
	{.results = GOOD,
	 .monitor_broken = true,
	 .killed = true,
	 .signal = 9,
	 .verdict = BOOT_QEMU_ERROR,
	 .problem = "QEMU's monitor sent no QMP"},
	{.results = GOOD,
	 .killed = true,
	 .signal = 9,
	 .verdict = BOOT_QEMU_ERROR,
	 .problem = "an end that nobody thought of"},

	/* killed by us for a reason */
	{.results = HALF,
	 .expired = DEADLINE_RUN,
	 .killed = true,
	 .signal = 9,
	 .verdict = BOOT_HANG,
	 .problem = "still running after 7 ms"},
	{.results = "",
	 .expired = DEADLINE_SILENCE,
	 .killed = true,
	 .signal = 9,
	 .verdict = BOOT_SILENT,
	 .problem = "not a byte on the console within 7 ms"},
	{.results = HALF,
	 .expired = DEADLINE_RUN,
	 .console = T "watchdog: BUG: soft lockup - CPU#0\n",
	 .killed = true,
	 .signal = 9,
	 .verdict = BOOT_BUG,
	 .problem = "watchdog: BUG: soft lockup"},
	{.results = GOOD,
	 .console_flood = true,
	 .console = T "Kernel panic - not syncing: x\n",
	 .killed = true,
	 .signal = 9,
	 .verdict = BOOT_FLOOD,
	 .problem = "the console had more than"},
	{.results = HALF,
	 .results_flood = true,
	 .killed = true,
	 .signal = 9,
	 .verdict = BOOT_FLOOD,
	 .problem = "more than"},
	{.results = "",
	 .expired = DEADLINE_START,
	 .killed = true,
	 .signal = 9,
	 .verdict = BOOT_QEMU_ERROR,
	 .problem = "QEMU did not start the machine within 7 ms"},
};

static void judge(const struct seen *s)
{
	_cleanup_(boot_result_done) struct boot_result r = BOOT_RESULT_INIT;
	_cleanup_(evidence_done) struct evidence e = EVIDENCE_INIT;

	e.expired = s->expired;
	e.limit_ms = 7;
	e.started = true;
	e.panicked = s->panicked;
	e.stopped = s->stopped;
	e.console_flood = s->console_flood;
	e.results_flood = s->results_flood;
	e.monitor_broken = s->monitor_broken;
	e.killed = s->killed;
	e.status = s->status;
	e.signal = s->signal;
	snprintf(e.end, sizeof(e.end), "%s", s->end ? s->end : "");
	strbuf_adds(&e.output, s->output ? s->output : "");
	results_begin(&e.results, NONCE, &r);
	assert_int_equal(results_feed(&e.results, s->results, strlen(s->results)), 0);
	if (s->console)
		assert_int_equal(console_feed(&e.console, s->console, strlen(s->console)),
				 0);
	verdict_judge(&e, &r);
	assert_string_equal(boot_verdict_name(r.verdict), boot_verdict_name(s->verdict));
	if (!s->problem) {
		assert_int_equal(r.n_problems, 0);
		return;
	}
	assert_true(r.n_problems > 0);
	assert_memory_equal(r.problems[0].text, s->problem, strlen(s->problem));
}

static void each_end_has_its_verdict(void **state _unused_)
{
	for (size_t i = 0; i < ARRAY_SIZE(boots); i++)
		judge(&boots[i]);
}

/* whatever is missing from a perfect boot, it is no pass */
static void pass_needs_everything(void **state _unused_)
{
	static const struct seen perfect = {.results = GOOD, .end = "guest-shutdown"};
	size_t passes = 0;

	for (unsigned int bits = 0; bits < 1u << 10; bits++) {
		_cleanup_(boot_result_done) struct boot_result r = BOOT_RESULT_INIT;
		_cleanup_(evidence_done) struct evidence e = EVIDENCE_INIT;
		const char *stream = bits & 1 ? HALF : perfect.results;

		e.expired = bits & 2 ? DEADLINE_RUN : DEADLINE_NONE;
		e.started = !(bits & 4);
		e.panicked = bits & 8;
		e.stopped = bits & 16;
		e.console_flood = bits & 32;
		e.results_flood = bits & 64;
		e.monitor_broken = bits & 128;
		e.killed = bits & 256;
		snprintf(e.end, sizeof(e.end), "%s", bits & 512 ? "" : perfect.end);
		results_begin(&e.results, NONCE, &r);
		assert_int_equal(results_feed(&e.results, stream, strlen(stream)), 0);
		verdict_judge(&e, &r);
		passes += r.verdict == BOOT_PASS;
		assert_true((r.verdict == BOOT_PASS) == (bits == 0));
	}
	assert_int_equal(passes, 1);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_end_has_its_verdict),
		cmocka_unit_test(pass_needs_everything),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
