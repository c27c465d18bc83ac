// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "sys/chat.h"

static struct chat *start(const char *script, size_t max, struct diag *d)
{
	const char *const argv[] = {"sh", "-c", script, NULL};
	struct proc_spec spec = {.argv = argv, .max_output = max};
	struct chat *c = NULL;

	assert_int_equal(chat_open(&spec, &c, d), 0);
	return c;
}

static void questions_are_answered(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	_cleanup_(cleanup_chat) struct chat *c = start(
		"echo hello; while read -r x; do echo \"got $x\"; echo said $x >&2; done",
		0, &d);
	char *answer = NULL;

	assert_int_equal(chat_ask(c, NULL, 5000, &answer, &d), 0);
	assert_string_equal(answer, "hello");
	free(answer);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(chat_ask(c, "a b", 5000, &answer, &d), 0);
		assert_string_equal(answer, "got a b");
		free(answer);
	}
	assert_int_equal(d.n, 0);
}

static void long_answers_come_whole(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	_cleanup_(cleanup_chat) struct chat *c =
		start("head -c 1000000 /dev/zero | tr '\\0' x;"
		      "echo; echo end",
		      0, &d);
	char *answer = NULL;

	assert_int_equal(chat_ask(c, NULL, 5000, &answer, &d), 0);
	assert_int_equal(strlen(answer), 1000000);
	free(answer);
	assert_int_equal(chat_ask(c, NULL, 5000, &answer, &d), 0);
	assert_string_equal(answer, "end");
	free(answer);
}

static void an_end_is_told(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	_cleanup_(cleanup_chat) struct chat *c =
		start("read -r x; echo 'no way' >&2; exit 3", 0, &d);
	char *answer = NULL;

	assert_int_equal(chat_ask(c, "q", 5000, &answer, &d), -EPIPE);
	assert_int_equal(chat_result(c)->status, 3);
	assert_string_equal(chat_result(c)->err.buf, "no way\n");
	/* and stays so */
	assert_int_equal(chat_ask(c, "q", 5000, &answer, &d), -EPIPE);
	assert_int_equal(d.n, 0);
}

static void a_kill_is_told(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	_cleanup_(cleanup_chat) struct chat *c = start("read -r x; kill -9 $$", 0, &d);
	char *answer = NULL;

	assert_int_equal(chat_ask(c, "q", 5000, &answer, &d), -EPIPE);
	assert_int_equal(chat_result(c)->signal, SIGKILL);
}

static void silence_and_floods_end(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	_cleanup_(cleanup_chat) struct chat *silent = start("sleep 100", 0, &d);
	_cleanup_(cleanup_chat) struct chat *flood =
		start("exec cat /dev/zero", 1000, &d);
	char *answer = NULL;

	assert_int_equal(chat_ask(silent, NULL, 100, &answer, &d), -ETIMEDOUT);
	assert_int_equal(chat_ask(flood, NULL, 5000, &answer, &d), -EMSGSIZE);
	assert_int_equal(d.errors, 2);
}

static void a_deadline_begins_with_its_question(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	_cleanup_(cleanup_chat) struct chat *c =
		start("while read -r x; do sleep 0.4; echo $x; done", 0, &d);
	char *answer = NULL;

	for (int i = 0; i < 2; i++) {
		assert_int_equal(chat_ask(c, "q", 1000, &answer, &d), 0);
		free(answer);
		poll(NULL, 0, 900); /* we do something else */
	}
}

static void a_missing_program_is_an_error(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	const char *const argv[] = {"/nonexistent", NULL};
	struct proc_spec spec = {.argv = argv};
	struct chat *c = NULL;

	assert_int_equal(chat_open(&spec, &c, &d), -ENOENT);
	assert_null(c);
	assert_int_equal(d.errors, 1);
	chat_close(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(questions_are_answered),
		cmocka_unit_test(long_answers_come_whole),
		cmocka_unit_test(an_end_is_told),
		cmocka_unit_test(a_kill_is_told),
		cmocka_unit_test(silence_and_floods_end),
		cmocka_unit_test(a_deadline_begins_with_its_question),
		cmocka_unit_test(a_missing_program_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
