// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "sys/child.h"

static const char *const env[] = {"PATH=/usr/bin:/bin", "ONLY=this", NULL};

static int start(const char *script, int output_fd, struct child *c, struct diag *d)
{
	const char *argv[] = {"sh", "-c", script, NULL};
	struct child_spec spec = {.argv = argv, .env = env, .output_fd = output_fd};

	return child_start(&spec, c, d);
}

static void end_is_an_event(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	_cleanup_(child_done) struct child c = CHILD_INIT;
	int status, signum;

	assert_int_equal(start("exit 7", -1, &c, &d), 0);
	assert_int_equal(
		poll(&(struct pollfd){.fd = c.pidfd, .events = POLLIN}, 1, 10000), 1);
	child_reap(&c, &status, &signum);
	assert_int_equal(status, 7);
	assert_int_equal(signum, 0);
	assert_int_equal(c.pid, 0);
	assert_int_equal(d.n, 0);
}

static void output_and_environment_are_ours_to_give(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	_cleanup_(child_done) struct child c = CHILD_INIT;
	char text[200] = "";
	int fds[2], status, signum;

	assert_int_equal(pipe2(fds, O_CLOEXEC), 0);
	assert_int_equal(
		start("echo $ONLY $HOME; cat; ls /proc/self/fd >&2", fds[1], &c, &d), 0);
	child_reap(&c, &status, &signum);
	close(fds[1]);
	assert_true(read(fds[0], text, sizeof(text) - 1) > 0);
	close(fds[0]);
	assert_string_equal(text, "this\n0\n1\n2\n3\n"); /* 3 is ls's own */
}

/* main() ignores SIGPIPE; a child must not inherit that */
static void signals_are_as_programs_expect_them(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	struct child c = CHILD_INIT;
	int status, signum;

	signal(SIGPIPE, SIG_IGN);
	assert_int_equal(start("kill -PIPE $$; exit 7", -1, &c, &d), 0);
	child_reap(&c, &status, &signum);
	signal(SIGPIPE, SIG_DFL);
	assert_int_equal(signum, SIGPIPE);
}

static void missing_programs_are_told(void **state _unused_)
{
	static const char *const argv[] = {"kharness-no-such-program", NULL};
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	_cleanup_(child_done) struct child c = CHILD_INIT;
	struct child_spec spec = {.argv = argv, .env = env, .output_fd = -1};

	assert_int_equal(child_start(&spec, &c, &d), -ENOENT);
	assert_int_equal(d.errors, 1);
	assert_int_equal(c.pid, 0);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* nothing is left to reap */
}

static void whole_group_is_killed(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	struct child c = CHILD_INIT;
	char byte;
	int fds[2];

	assert_int_equal(pipe2(fds, O_CLOEXEC), 0);
	/* the grandchild holds the pipe: its end is seen as the pipe's */
	assert_int_equal(start("sleep 1000 & echo; wait", fds[1], &c, &d), 0);
	close(fds[1]);
	assert_int_equal(read(fds[0], &byte, 1), 1);
	child_done(&c);
	assert_int_equal(read(fds[0], &byte, 1), 0);
	close(fds[0]);
	child_done(&c);
	child_done(NULL);
}

/* the parent is killed without a chance to clean up */
static void child_dies_with_its_parent(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	int fds[2];
	pid_t pid;
	char byte;

	assert_int_equal(pipe2(fds, O_CLOEXEC), 0);
	pid = fork();
	if (pid == 0) {
		struct child c = CHILD_INIT;

		if (start("echo; exec sleep 1000", fds[1], &c, &d) < 0)
			_exit(1);
		pause();
	}
	close(fds[1]);
	assert_int_equal(read(fds[0], &byte, 1), 1);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	assert_int_equal(read(fds[0], &byte, 1), 0);
	close(fds[0]);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(end_is_an_event),
		cmocka_unit_test(output_and_environment_are_ours_to_give),
		cmocka_unit_test(signals_are_as_programs_expect_them),
		cmocka_unit_test(missing_programs_are_told),
		cmocka_unit_test(whole_group_is_killed),
		cmocka_unit_test(child_dies_with_its_parent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
