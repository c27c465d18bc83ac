/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A child that runs beside us: started, watched by its pidfd, killed.
 *
 * For a program that is run to its end sys/proc.h is the easier way. Here the
 * caller owns the event loop. The child dies with us, however we end.
 */
#ifndef KHARNESS_SYS_CHILD_H
#define KHARNESS_SYS_CHILD_H

#include <stddef.h>
#include <sys/types.h>

#include "base/macro.h"
#include "sys/diag.h"

struct child {
	pid_t pid; /* leader of its own process group; 0: none */
	int pidfd; /* readable when it has ended */
};

#define CHILD_INIT           \
	{                    \
		.pidfd = -1, \
	}

struct child_spec {
	const char *const *argv; /* argv[0] is searched in our PATH */
	const char *const *env;
	int output_fd;		/* becomes stdout and stderr; -1: /dev/null */
	const int *inherit_fds; /* passed on under the same numbers (above 2) */
	size_t n_inherit_fds;
};

/**
 * child_start() - start a program; its standard input is /dev/null
 * @spec: what to run
 * @ret: set on success
 * @d: gets an error when it could not be started
 *
 * Call it from the main thread: the kernel kills the child (SIGKILL) when the
 * thread that started it ends.
 *
 * Return: 0, -ENOENT when the program does not exist, or another negative errno.
 */
int child_start(const struct child_spec *spec, struct child *ret,
		struct diag *d) _must_check_;

/** child_kill() - SIGKILL to the whole process group; not yet reaped */
void child_kill(const struct child *c);

/**
 * child_reap() - wait for the end
 * @ret_status: exit status, 0 when killed
 * @ret_signal: 0, or what killed it
 *
 * Blocks unless the pidfd is readable.
 */
void child_reap(struct child *c, int *ret_status, int *ret_signal);

/** child_done() - kill and reap what still runs; for _cleanup_, accepts NULL */
void child_done(struct child *c);

#endif
