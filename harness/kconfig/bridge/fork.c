// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Many jobs from one parse: each gets a child that goes on from here.
 *
 * This text stands behind bridge.c when both are compiled.
 *
 * A child talks through the FIFOs "in", "out" and "err" of the directory that its
 * job made, and that is also where it runs, so that files with the same names are
 * others. It ends when its input does, and with the parent at the latest.
 */
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

/* The client holds the other end of each, so that none of these waits. */
static bool open_fifos(const char *dir, int fds[3])
{
	static const struct {
		const char *name;
		int flags;
	} fifos[] = {{"in", O_RDONLY}, {"out", O_WRONLY}, {"err", O_WRONLY}};
	int at = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	bool good = at >= 0;

	for (int i = 0; i < 3; i++) {
		fds[i] = openat(at, fifos[i].name,
				fifos[i].flags | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
		/* only opening was not to wait */
		good = good && fds[i] >= 0 && fcntl(fds[i], F_SETFL, 0) == 0;
	}
	if (at >= 0)
		close(at);
	return good;
}

static void close_fifos(const int fds[3])
{
	for (int i = 0; i < 3; i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

/* What leads to the parent's client is closed, so that it sees the parent end. */
static void become_child(const char *dir, const int fds[3], pid_t parent)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || getppid() != parent)
		_exit(1);
	fclose(answers);
	if (chdir(dir) < 0 || dup2(fds[0], 0) < 0 || dup2(fds[2], 1) < 0 ||
	    dup2(fds[2], 2) < 0)
		_exit(1);
	close(fds[0]);
	close(fds[2]);
	if (!open_answers(fds[1]))
		_exit(1);
}

static json_t *do_fork(json_t *question)
{
	const char *dir = json_string_value(json_object_get(question, "dir"));
	pid_t parent = getpid(), pid = -1;
	int fds[3], error;

	if (!dir)
		return json_pack("{s:s}", "error", "fork needs 'dir'");
	if (open_fifos(dir, fds))
		pid = fork();
	error = errno;
	if (pid == 0) {
		become_child(dir, fds, parent);
		return NULL; /* the parent answers */
	}
	close_fifos(fds);
	if (pid < 0)
		return json_pack("{s:o}", "error",
				 json_sprintf("no child: %s", strerror(error)));
	return json_pack("{s:i}", "pid", (int)pid);
}

static json_t *do_reap(json_t *question)
{
	pid_t pid = json_integer_value(json_object_get(question, "pid"));
	int status;

	if (pid <= 0 || waitpid(pid, &status, 0) != pid)
		return json_pack("{s:s}", "error", "no such child");
	return json_pack("{s:i, s:i}", "status",
			 WIFEXITED(status) ? WEXITSTATUS(status) : 0, "signal",
			 WIFSIGNALED(status) ? WTERMSIG(status) : 0);
}

static void on_input(int signum)
{
	struct pollfd input = {.fd = 0};

	(void)signum;
	if (poll(&input, 1, 0) > 0 && (input.revents & POLLHUP))
		kill(0, SIGKILL);
}

/*
 * When the client is killed it cannot kill us, and a command or a Kconfig that hangs
 * reads no end of its input: the signal that tells of it ends the whole group.
 */
static void end_with_client(void)
{
	struct sigaction action = {.sa_handler = on_input, .sa_flags = SA_RESTART};

	if (getpgrp() != getpid() || sigaction(SIGIO, &action, NULL) < 0 ||
	    fcntl(0, F_SETOWN, getpid()) < 0)
		return;
	fcntl(0, F_SETFL, fcntl(0, F_GETFL) | O_ASYNC);
	on_input(SIGIO); /* it may have ended before */
}
