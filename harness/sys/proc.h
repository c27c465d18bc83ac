/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Child processes: the one place that spawns.
 *
 * An argument vector, never a shell; an environment that is built, never
 * inherited; both output streams read with a limit; a deadline that kills the
 * child's whole process group.
 */
#ifndef KHARNESS_SYS_PROC_H
#define KHARNESS_SYS_PROC_H

#include <stdbool.h>
#include <stddef.h>

#include "base/macro.h"
#include "base/strbuf.h"
#include "base/strv.h"
#include "sys/diag.h"

enum proc_stream { PROC_STDOUT, PROC_STDERR };

/**
 * proc_line_fn - called for each complete line of output
 * @context: from struct proc_spec
 * @stream: where it came from
 * @line: NUL-terminated, without the newline; valid during the call only
 */
typedef void proc_line_fn(void *context, enum proc_stream stream, char *line);

struct proc_spec {
	const char *const *argv; /* argv[0] is searched in the child's PATH */
	const char *const *env;	 /* NULL: proc_clean_env() */
	const char *cwd;	 /* NULL: ours */
	const void *input;	 /* given on standard input, then it ends */
	size_t input_size;
	size_t max_output;	 /* bytes kept of each stream; 0: 16 MiB */
	unsigned int timeout_ms; /* 0: none */
	const int *inherit_fds;	 /* passed on under the same numbers (above 2) */
	size_t n_inherit_fds;
	proc_line_fn *on_line; /* NULL: collect into the result */
	void *context;
};

struct proc_result {
	int status;	/* exit status, 0 when killed */
	int signal;	/* 0, or what killed it */
	bool timed_out; /* by our deadline */
	bool truncated; /* more output than max_output; the rest was dropped */
	struct strbuf out;
	struct strbuf err;
};

#define PROC_RESULT_INIT                               \
	{                                              \
		.out = STRBUF_INIT, .err = STRBUF_INIT \
	}

/**
 * proc_run() - run a program and wait for its end
 * @spec: what to run
 * @ret: initialised; filled in when it could be started
 * @d: gets an error when it could not be started or was killed by the deadline
 *
 * SIGINT and SIGTERM that reach us meanwhile go to the child's process group,
 * the second one as SIGKILL; see sys/interrupt.h.
 *
 * Return: 0 when the child was started and has ended, whatever its status;
 * -ENOENT when the program does not exist, -ETIMEDOUT, -EINTR after a signal,
 * or another negative errno.
 */
int proc_run(const struct proc_spec *spec, struct proc_result *ret,
	     struct diag *d) _must_check_;

/**
 * proc_check() - proc_run() and an error unless the exit status is 0
 *
 * The error names the program, how it ended and the last line of its stderr.
 *
 * Return: 0, -EIO when the program failed, or what proc_run() returns.
 */
int proc_check(const struct proc_spec *spec, struct proc_result *ret,
	       struct diag *d) _must_check_;

/** proc_result_done() - free the output; accepts NULL */
void proc_result_done(struct proc_result *r);

/**
 * proc_clean_env() - append the environment that children get
 * @env: PATH, HOME, TMPDIR (when set) and LC_ALL=C are appended
 */
void proc_clean_env(struct strv *env);

#endif
