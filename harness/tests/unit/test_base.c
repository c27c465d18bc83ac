// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/parse.h"
#include "base/strbuf.h"
#include "base/strv.h"

static void strbuf_grows_and_detaches(void **state _unused_)
{
	struct strbuf sb = STRBUF_INIT;
	char *s;
	size_t n;

	for (int i = 0; i < 1000; i++)
		strbuf_addf(&sb, "%d,", i % 10);
	strbuf_add(&sb, "a\0b", 3);
	assert_int_equal(sb.len, 2003);
	s = strbuf_detach(&sb, &n);
	assert_int_equal(n, 2003);
	assert_memory_equal(s + 2000, "a\0b", 4);
	assert_int_equal(sb.len, 0);
	assert_string_equal(sb.buf, "");
	free(s);
	strbuf_done(&sb);
	strbuf_done(NULL);
}

static void strv_is_null_terminated(void **state _unused_)
{
	struct strv sv = STRV_INIT;

	strv_pushl(&sv, "c", "a", NULL);
	strv_pushf(&sv, "%s%d", "b", 1);
	strv_sort(&sv);
	assert_string_equal(sv.v[0], "a");
	assert_string_equal(sv.v[1], "b1");
	assert_string_equal(sv.v[2], "c");
	assert_null(sv.v[3]);
	assert_true(strv_contains(&sv, "c"));
	assert_false(strv_contains(&sv, "d"));
	for (int i = 0; i < 100; i++)
		strv_push(&sv, "x");
	assert_null(sv.v[103]);
	strv_done(&sv);
	strv_done(NULL);
}

static void numbers_are_whole_or_refused(void **state _unused_)
{
	uint64_t v = 7;

	assert_int_equal(parse_u64("", 9, &v), -EINVAL);
	assert_int_equal(parse_u64("1x", 9, &v), -EINVAL);
	assert_int_equal(parse_u64("-1", 9, &v), -EINVAL);
	assert_int_equal(parse_u64(" 1", 9, &v), -EINVAL);
	assert_int_equal(parse_u64("10", 9, &v), -ERANGE);
	assert_int_equal(parse_u64("18446744073709551616", UINT64_MAX, &v), -ERANGE);
	assert_int_equal(v, 7);
	assert_int_equal(parse_u64("18446744073709551615", UINT64_MAX, &v), 0);
	assert_true(v == UINT64_MAX);
	assert_int_equal(parse_u64("9", 9, &v), 0);
	assert_int_equal(v, 9);
	assert_int_equal(parse_u64("5", 3, &v), -ERANGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strbuf_grows_and_detaches),
		cmocka_unit_test(strv_is_null_terminated),
		cmocka_unit_test(numbers_are_whole_or_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
