// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The self-test of every merge, with a judge that is broken: each half must notice.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "kconfig/judge.h"
#include "kconfig/selftest.h"

/* The request that the judge takes for honoured; NULL: it is a good one. */
static const char *blind_for;

static int broken_judge(struct bridge *b _unused_, const struct request *r,
			const struct merge_symbol *s, struct judgement *ret,
			struct diag *d)
{
	bool blind = blind_for && strcmp(r->name, blind_for) == 0;

	*ret = (struct judgement){r, s, blind ? REQUEST_HONOURED : REQUEST_CHANGED};
	if (!blind)
		diag_at(d, DIAG_ERROR, &r->at, "CONFIG_%s has no effect", r->name);
	return 0;
}

/* Of a tree without the planted symbol. */
static int no_symbols(struct bridge *b _unused_, const char *const *names _unused_,
		      size_t n, struct symbol_state *ret, struct diag *d _unused_)
{
	for (size_t i = 0; i < n; i++)
		ret[i] = (struct symbol_state){TYPE_NONE, ORIGIN_NONE, xstrdup("")};
	return 0;
}

#define judge_request	 broken_judge
#define bridge_symbols	 no_symbols
#define selftest_planted planted_with_broken_judge
#include "kconfig/selftest.c"
#undef selftest_planted

static int run(const char *blind, const char *value, struct diag *d)
{
	static char name[] = "SMP";
	char text[] = {*value, '\0'};
	struct merge_symbol s = {.name = name,
				 .state = {TYPE_BOOL, ORIGIN_DEFAULT, text},
				 .written = true};
	const struct merge_out m = {.symbols = &s};

	blind_for = blind;
	return planted_with_broken_judge(NULL, &m, d);
}

static void a_good_judge_passes(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;

	assert_int_equal(run(NULL, "y", &d), 0);
	assert_int_equal(run(NULL, "n", &d), 0);
	assert_int_equal(d.n, 0);
}

static void an_unknown_symbol_that_is_honoured(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;

	assert_int_equal(run(PLANTED, "y", &d), -EPROTO);
	assert_int_equal(d.errors, 1);
	assert_non_null(
		strstr(d.entries[0].text, PLANTED "=y, was planted and not caught"));
}

static void the_opposite_value_that_is_honoured(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;

	assert_int_equal(run("SMP", "y", &d), -EPROTO);
	assert_non_null(
		strstr(d.entries[0].text, "CONFIG_SMP=n, was planted and not caught"));
	assert_int_equal(run("SMP", "n", &d), -EPROTO);
	assert_non_null(
		strstr(d.entries[1].text, "CONFIG_SMP=y, was planted and not caught"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_judge_passes),
		cmocka_unit_test(an_unknown_symbol_that_is_honoured),
		cmocka_unit_test(the_opposite_value_that_is_honoured),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
