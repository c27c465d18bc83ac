// SPDX-License-Identifier: GPL-2.0-or-later
/* Questions: what is an answer, what is refused and asked again, and where it ends. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "sys/prompt.h"

/* One question with these bytes to come; what was shown goes to @ret_out. */
static int ask(const char *bytes, size_t size, const char *question, char **ret,
	       char **ret_out)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	FILE *in = fmemopen((char *)(uintptr_t)bytes, size, "r");
	size_t shown = 0;
	FILE *out = open_memstream(ret_out, &shown);
	int err;

	assert_non_null(in);
	assert_non_null(out);
	err = prompt_line(in, out, question, ret, &d);
	fclose(in);
	fclose(out);
	return err;
}

static void answers(const char *bytes, const char *want)
{
	_cleanup_(cleanup_free) char *answer = NULL, *out = NULL;

	assert_int_equal(ask(bytes, strlen(bytes), "reason:", &answer, &out), 0);
	assert_string_equal(answer, want);
	assert_string_equal(out, "reason: ");
}

/* The first line is refused for this reason, the second one taken. */
static void refused(const char *bytes, size_t size, const char *why)
{
	_cleanup_(cleanup_free) char *answer = NULL, *out = NULL, *want = NULL;

	assert_int_equal(ask(bytes, size, "?", &answer, &out), 0);
	assert_string_equal(answer, "good");
	want = xasprintf("? %s; answer by one line of text\n? ", why);
	assert_string_equal(out, want);
}

static void a_line(void **state _unused_)
{
	answers("y\n", "y");
	answers("  two  words \n", "two  words");
	answers("\n", "");
	answers("the last one has no newline", "the last one has no newline");
	answers("gr\xc3\xbc\xc3\x9f\x65\n", "gr\xc3\xbc\xc3\x9f\x65");
}

static void refused_and_asked_again(void **state _unused_)
{
	static const char nul[] = "a\0b\ngood\n";
	_cleanup_(cleanup_free) char *lines = xcalloc(1, PROMPT_MAX + 100);

	refused("\033[2J\ngood\n", 10, "that holds a control byte");
	refused("y\r\ngood\n", 8, "that holds a control byte");
	refused(nul, sizeof(nul) - 1, "that holds a control byte");
	refused("\xff\ngood\n", 7, "that is not UTF-8");
	memset(lines, 'a', PROMPT_MAX + 50);
	memcpy(lines + PROMPT_MAX + 50, "\ngood\n", 6);
	refused(lines, strlen(lines), "that is too long");
}

static void no_more_answers(void **state _unused_)
{
	_cleanup_(cleanup_free) char *answer = NULL, *out = NULL;

	assert_int_equal(ask("", 0, "reason:", &answer, &out), -ENODATA);
	assert_null(answer);
	assert_string_equal(out, "reason: \n");
}

/* A question quotes files of others. */
static void a_question_that_nobody_can_trust(void **state _unused_)
{
	_cleanup_(cleanup_free) char *answer = NULL, *out = NULL;

	assert_int_equal(ask("n\n", 2, "\033]0;x\a", &answer, &out), 0);
	assert_string_equal(out, "\\x1b]0;x\\x07 ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line),
		cmocka_unit_test(refused_and_asked_again),
		cmocka_unit_test(no_more_answers),
		cmocka_unit_test(a_question_that_nobody_can_trust),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
