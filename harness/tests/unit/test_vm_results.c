// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "vm/results.h"

#define NONCE "0123456789abcdef0123456789abcdef"
#define BEGIN "KTAP version 1\n# kharness nonce " NONCE "\n"
#define END   "# kharness end " NONCE "\n"

static const struct {
	const char *stream;
	enum boot_verdict verdict;
	const char *problem; /* the first one, whole */
} cases[] = {
	{BEGIN "1..1\nok 1 a\n" END, BOOT_PASS, NULL},
	{BEGIN "1..2\n# a time_us 5\nok 1 a\n# b note\nok 2 b # SKIP why\n" END,
	 BOOT_PASS, NULL},
	{BEGIN "1..1\n# a expected: 1\n# a found: 2\nnot ok 1 a\n" END, BOOT_FAIL,
	 "a: expected 1, found 2"},
	{BEGIN "1..1\n# a ledger: exercised\n# a ledger: exercised\nok 1 a\n" END,
	 BOOT_BAD_RESULTS, "results line 5: said twice: '# a ledger: exercised'"},
	{BEGIN "1..2\nnot ok 1 a\nok 2 b\n" END, BOOT_FAIL, "a: expected ?, found ?"},

	/* nothing, or not to the end */
	{"", BOOT_NO_RESULTS, "nothing came over the results port"},
	{"KTAP vers", BOOT_INCOMPLETE, "results line 1: cut off in a line: 'KTAP vers'"},
	{BEGIN, BOOT_INCOMPLETE, "the results end after line 2, without their last line"},
	{BEGIN "1..2\nok 1 a\n", BOOT_INCOMPLETE, "the results end after 1 of 2 tests"},
	{BEGIN "1..1\nok 1 a\n", BOOT_INCOMPLETE,
	 "the results end after line 4, without their last line"},
	{BEGIN "1..1\nok 1 a\n# kharness end " NONCE, BOOT_INCOMPLETE,
	 "results line 5: cut off in a line: '# kharness end " NONCE "'"},
	{BEGIN "1..2\nok 1 a\n" END, BOOT_INCOMPLETE,
	 "results line 5: the end after 1 of 2 tests: '# kharness end " NONCE "'"},

	/* somebody else's */
	{"KTAP version 1\n1..1\nok 1 a\n", BOOT_BAD_NONCE,
	 "results line 2: the nonce is missing, a claim without proof: '1..1'"},
	{"KTAP version 1\n# kharness nonce 0\n", BOOT_BAD_NONCE,
	 "results line 2: this is not the nonce of this run: '# kharness nonce 0'"},
	{"KTAP version 1\n# kharness nonce " NONCE "0\n", BOOT_BAD_NONCE,
	 "results line 2: this is not the nonce of this run: '# kharness nonce " NONCE
	 "0'"},
	{"KTAP version 1\n# kharness nonce \n", BOOT_BAD_NONCE,
	 "results line 2: this is not the nonce of this run: '# kharness nonce '"},
	{BEGIN "1..1\nok 1 a\n# kharness end 0\n", BOOT_BAD_NONCE,
	 "results line 5: this is not the nonce of this run: '# kharness end 0'"},

	/* the format */
	{"TAP version 13\n", BOOT_BAD_RESULTS,
	 "results line 1: 'KTAP version 1' is due: 'TAP version 13'"},
	{BEGIN "1..0\n", BOOT_BAD_RESULTS,
	 "results line 3: this is no plan '1..N': '1..0'"},
	{BEGIN "1..10001\n", BOOT_BAD_RESULTS,
	 "results line 3: this is no plan '1..N': '1..10001'"},
	{BEGIN "ok 1 a\n1..1\n", BOOT_BAD_RESULTS,
	 "results line 3: this is no plan '1..N': 'ok 1 a'"},
	{BEGIN "1..1\n1..1\n", BOOT_BAD_RESULTS,
	 "results line 4: this is no line of a result: '1..1'"},
	{BEGIN "1..2\nok 2 b\n", BOOT_BAD_RESULTS,
	 "results line 4: number 1 is due: 'ok 2 b'"},
	{BEGIN "1..2\nok 1 a\nok 1 b\n", BOOT_BAD_RESULTS,
	 "results line 5: number 2 is due: 'ok 1 b'"},
	{BEGIN "1..1\nok 1 a\nok 2 b\n", BOOT_BAD_RESULTS,
	 "results line 5: more results than planned: 'ok 2 b'"},
	{BEGIN "1..2\nok 1 a\nok 2 a\n", BOOT_BAD_RESULTS,
	 "results line 5: a second result of one test: 'ok 2 a'"},
	{BEGIN "1..1\nok 1\n", BOOT_BAD_RESULTS,
	 "results line 4: this is no result 'ok N NAME': 'ok 1'"},
	{BEGIN "1..1\nok 1 a b\n", BOOT_BAD_RESULTS,
	 "results line 4: this is no result 'ok N NAME': 'ok 1 a b'"},
	{BEGIN "1..1\nok -1 a\n", BOOT_BAD_RESULTS,
	 "results line 4: this is no result 'ok N NAME': 'ok -1 a'"},
	{BEGIN "1..1\nok 1 <b>\n", BOOT_BAD_RESULTS,
	 "results line 4: this is no result 'ok N NAME': 'ok 1 <b>'"},
	{BEGIN "1..1\nok 1 a # SKIPPED\n", BOOT_BAD_RESULTS,
	 "results line 4: this is no result 'ok N NAME': 'ok 1 a # SKIPPED'"},
	{BEGIN "1..1\nnot ok 1 a # SKIP b\n", BOOT_BAD_RESULTS,
	 "results line 4: what is skipped cannot fail: 'not ok 1 a # SKIP b'"},
	{BEGIN "1..1\n    ok 1 a\n", BOOT_BAD_RESULTS,
	 "results line 4: this is no line of a result: '    ok 1 a'"},
	{BEGIN "1..1\n#\n", BOOT_BAD_RESULTS,
	 "results line 4: this is no line of a result: '#'"},
	{BEGIN "1..1\n# <b> x\n", BOOT_BAD_RESULTS,
	 "results line 4: a diagnostic must begin with a test's name: '# <b> x'"},
	{BEGIN "1..1\n# kharness nonce " NONCE "\n", BOOT_BAD_RESULTS,
	 "results line 4: unexpected: '# kharness nonce " NONCE "'"},
	{BEGIN "1..1\n# a time_us 5s\n", BOOT_BAD_RESULTS,
	 "results line 4: this is no time: '# a time_us 5s'"},
	{BEGIN "1..1\n# a time_us 5\n# a time_us 6\n", BOOT_BAD_RESULTS,
	 "results line 5: this is no time: '# a time_us 6'"},
	{BEGIN "1..1\n# a found: 5\n# a found: 6\n", BOOT_BAD_RESULTS,
	 "results line 5: said twice: '# a found: 6'"},
	{BEGIN "1..2\n# a x\nok 1 b\n", BOOT_BAD_RESULTS,
	 "results line 5: the result of 'a' is due: 'ok 1 b'"},
	{BEGIN "1..2\n# a x\n# b x\n", BOOT_BAD_RESULTS,
	 "results line 5: another test's, but 'a' has no result yet: '# b x'"},
	{BEGIN "1..1\nok 1 a\n# b x\n" END, BOOT_BAD_RESULTS,
	 "results line 6: 'b' has no result: '# kharness end " NONCE "'"},
	{BEGIN "1..1\nok 1 a\n" END "\n", BOOT_BAD_RESULTS,
	 "results line 6: a line behind the end"},
	{BEGIN "1..1\nok 1 a\n" END "x", BOOT_BAD_RESULTS,
	 "results line 6: cut off in a line: 'x'"},
	{BEGIN "1..1\nok 1 a\n" END BEGIN, BOOT_BAD_RESULTS,
	 "results line 6: a line behind the end: 'KTAP version 1'"},
	{BEGIN "1..1\nok 1 a\r\n", BOOT_BAD_RESULTS,
	 "results line 4: a byte that is not printable ASCII: 'ok 1 a\\x0d'"},
	{BEGIN "1..1\n\xc3\xa9\n", BOOT_BAD_RESULTS,
	 "results line 4: a byte that is not printable ASCII: '\\xc3\\xa9'"},
};

static void judge(size_t n, size_t step)
{
	_cleanup_(boot_result_done) struct boot_result result = BOOT_RESULT_INIT;
	_cleanup_(results_done) struct results r = RESULTS_INIT;
	size_t size = strlen(cases[n].stream);

	results_begin(&r, NONCE, &result);
	for (size_t i = 0; i < size; i += step) {
		size_t left = size - i;

		assert_int_equal(
			results_feed(&r, cases[n].stream + i, left < step ? left : step),
			0);
	}
	results_end(&r);
	if (cases[n].problem) {
		assert_int_not_equal(result.n_problems, 0);
		assert_string_equal(result.problems[0].text, cases[n].problem);
	} else {
		assert_int_equal(result.n_problems, 0);
		assert_int_equal(r.state, RESULTS_END);
	}
	assert_int_equal(result.verdict, cases[n].verdict);
}

static void streams_are_judged_however_they_arrive(void **state _unused_)
{
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		judge(i, 1);
		judge(i, 7);
		judge(i, 100000);
	}
}

static void tests_are_recorded(void **state _unused_)
{
	static const char stream[] =
		BEGIN "1..3\n"
		      "# a.b time_us 1500\n# a.b one\n# a.b two\n"
		      "ok 1 a.b\n"
		      "ok 2 c # SKIP\n"
		      "# d expected: x = 1\n# d found: \nnot ok 3 d\n" END;
	_cleanup_(boot_result_done) struct boot_result result = BOOT_RESULT_INIT;
	_cleanup_(results_done) struct results r = RESULTS_INIT;

	results_begin(&r, NONCE, &result);
	assert_int_equal(results_feed(&r, stream, strlen(stream)), 0);
	results_end(&r);
	assert_int_equal(result.planned, 3);
	assert_int_equal(result.n_tests, 3);
	assert_string_equal(result.tests[0].name, "a.b");
	assert_int_equal(result.tests[0].status, BOOT_TEST_PASS);
	assert_int_equal(result.tests[0].time_us, 1500);
	assert_int_equal(result.tests[0].notes.n, 2);
	assert_string_equal(result.tests[0].notes.v[1], "two");
	assert_int_equal(result.tests[1].status, BOOT_TEST_SKIP);
	assert_null(result.tests[1].reason);
	assert_int_equal(result.tests[1].time_us, -1);
	assert_string_equal(result.tests[2].expected, "x = 1");
	assert_string_equal(result.tests[2].found, "");
	assert_int_equal(result.verdict, BOOT_FAIL);
}

static enum boot_verdict verdict_of(const char *stream, size_t size)
{
	_cleanup_(boot_result_done) struct boot_result result = BOOT_RESULT_INIT;
	_cleanup_(results_done) struct results r = RESULTS_INIT;

	results_begin(&r, NONCE, &result);
	assert_int_equal(results_feed(&r, stream, size), 0);
	results_end(&r);
	return result.verdict;
}

/* no beginning of it, and nothing with a line lost, doubled or moved */
static void only_the_whole_stream_passes(void **state _unused_)
{
	static const char *const lines[] = {
		"KTAP version 1\n",
		"# kharness nonce " NONCE "\n",
		"1..3\n",
		"ok 1 a\n",
		"ok 2 b\n",
		"ok 3 c # SKIP d\n",
		END,
	};
	const size_t n = ARRAY_SIZE(lines);
	_cleanup_(strbuf_done) struct strbuf whole = STRBUF_INIT;

	for (size_t i = 0; i < n; i++)
		strbuf_adds(&whole, lines[i]);
	assert_int_equal(verdict_of(whole.buf, whole.len), BOOT_PASS);
	for (size_t size = 0; size < whole.len; size++)
		assert_int_not_equal(verdict_of(whole.buf, size), BOOT_PASS);
	/* line i is left out and put behind line j - 1: all moves, n is "nowhere" */
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j <= n + 1; j++) {
			_cleanup_(strbuf_done) struct strbuf sb = STRBUF_INIT;

			for (size_t k = 0; k <= n; k++) {
				if (k == j)
					strbuf_adds(&sb, lines[i]);
				if (k < n && k != i)
					strbuf_adds(&sb, lines[k]);
			}
			assert_int_equal(verdict_of(sb.buf, sb.len) == BOOT_PASS,
					 j == i || j == i + 1);
			strbuf_clear(&sb);
			for (size_t k = 0; k < n; k++) {
				if (k == j)
					strbuf_adds(&sb, lines[i]);
				strbuf_adds(&sb, lines[k]);
			}
			if (j < n) /* doubled */
				assert_int_not_equal(verdict_of(sb.buf, sb.len),
						     BOOT_PASS);
		}
}

static void sizes_are_bounded(void **state _unused_)
{
	_cleanup_(boot_result_done) struct boot_result result = BOOT_RESULT_INIT;
	_cleanup_(results_done) struct results r = RESULTS_INIT;
	static char big[RESULTS_MAX];

	memset(big, 'A', sizeof(big));
	results_begin(&r, NONCE, &result);
	assert_int_equal(results_feed(&r, big, 4096), 0);
	assert_int_equal(r.state, RESULTS_VERSION);
	assert_int_equal(results_feed(&r, big, 1), 0);
	assert_int_equal(r.state, RESULTS_BROKEN);
	assert_int_equal(results_feed(&r, big, sizeof(big) - 4097), 0);
	assert_int_equal(results_feed(&r, big, 1), -EFBIG);
	assert_int_equal(result.n_problems, 1);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(streams_are_judged_however_they_arrive),
		cmocka_unit_test(tests_are_recorded),
		cmocka_unit_test(only_the_whole_stream_passes),
		cmocka_unit_test(sizes_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
