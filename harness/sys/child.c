// SPDX-License-Identifier: GPL-2.0-or-later
#include "sys/child.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

/* Between fork and exec: only what is safe after fork. */
static int become(const struct child_spec *spec, pid_t parent)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	sigset_t none;

	if (null < 0)
		return -errno;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL); /* we ignore it, and exec would pass that on */
	setpgid(0, 0);		  /* Ctrl-C on the terminal reaches us, not the child */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
		return -errno;
	if (getppid() != parent)
		return -ESRCH; /* we died before the line above */
	if (dup2(null, 0) < 0 ||
	    dup2(spec->output_fd >= 0 ? spec->output_fd : null, 1) < 0 || dup2(1, 2) < 0)
		return -errno;
	/* what others have left open in us is not passed on either */
	if (close_range(3, ~0U, CLOSE_RANGE_CLOEXEC) < 0)
		return -errno;
	for (size_t i = 0; i < spec->n_inherit_fds; i++)
		if (fcntl(spec->inherit_fds[i], F_SETFD, 0) < 0)
			return -errno;
	execvpe(spec->argv[0], (char **)(uintptr_t)spec->argv,
		(char **)(uintptr_t)spec->env);
	return -errno;
}

int child_start(const struct child_spec *spec, struct child *ret, struct diag *d)
{
	_cleanup_(cleanup_close) int told = -1;
	pid_t pid, parent = getpid();
	int fds[2], pidfd, err = 0;

	/* closed by exec, so that a byte in it is an error of exec or before it */
	if (pipe2(fds, O_CLOEXEC) < 0)
		return diag_errno(d, -errno, "cannot run '%s'", spec->argv[0]);
	told = fds[0];
	pid = fork();
	if (pid == 0) {
		err = become(spec, parent);
		_exit(write(fds[1], &err, sizeof(err)) < 0 ? 126 : 127);
	}
	if (pid < 0)
		err = -errno;
	close(fds[1]);
	if (pid > 0 && read(told, &err, sizeof(err)) <= 0)
		err = 0;
	/* glibc 2.36 declares pidfd_open, older ones do not */
	pidfd = pid > 0 ? (int)syscall(SYS_pidfd_open, pid, 0) : -1;
	if (err == 0 && pidfd < 0)
		err = -errno;
	if (err < 0) {
		struct child failed = {.pid = pid > 0 ? pid : 0, .pidfd = pidfd};

		child_done(&failed);
		return diag_errno(d, err, "cannot run '%s'", spec->argv[0]);
	}
	*ret = (struct child){.pid = pid, .pidfd = pidfd};
	return 0;
}

void child_kill(const struct child *c)
{
	if (c->pid > 0) {
		kill(-c->pid, SIGKILL);
		kill(c->pid, SIGKILL); /* it may not have come to setpgid() yet */
	}
}

void child_reap(struct child *c, int *ret_status, int *ret_signal)
{
	int status = 0;

	while (waitpid(c->pid, &status, 0) < 0 && errno == EINTR)
		;
	*ret_status = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
	*ret_signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	c->pid = 0;
	cleanup_close(&c->pidfd);
	c->pidfd = -1;
}

void child_done(struct child *c)
{
	int status, signum;

	if (!c || c->pid <= 0)
		return;
	child_kill(c);
	child_reap(c, &status, &signum);
}
