/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A child process that answers questions: one line in, one line out.
 *
 * For what proc_run() cannot do: a conversation whose next question depends on
 * the last answer. The environment is built, never inherited, and each answer
 * has a deadline.
 */
#ifndef KHARNESS_SYS_CHAT_H
#define KHARNESS_SYS_CHAT_H

#include "base/macro.h"
#include "sys/diag.h"
#include "sys/proc.h"

struct chat;

/**
 * chat_open() - start the child
 * @spec: argv, env and cwd are used, and max_output as the longest answer
 * @ret: set on success, ended by chat_close()
 * @d: gets the error
 *
 * Return: 0, -ENOENT when the program does not exist, or another negative errno.
 */
int chat_open(const struct proc_spec *spec, struct chat **ret,
	      struct diag *d) _must_check_;

/* Our ends of three pipes, and whom they lead to. */
struct chat_ends {
	int in; /* what it reads; none of them waits (O_NONBLOCK) */
	int out;
	int err;
	int pidfd;
};

#define CHAT_ENDS_INIT         \
	{                      \
		-1, -1, -1, -1 \
	}

/** chat_ends_close() - close what was not given to chat_join() */
void chat_ends_close(const struct chat_ends *ends);

/**
 * chat_join() - talk to a process that another one started
 * @name: for messages
 * @ends: taken over, also on failure
 * @ret: set on success, ended by chat_close()
 *
 * It is killed like a child, without its process group, but its parent has to reap
 * it: chat_result() does not know how it ended.
 */
int chat_join(const char *name, const struct chat_ends *ends, struct chat **ret,
	      struct diag *d) _must_check_;

/**
 * chat_ask() - send one line and wait for the line that answers it
 * @question: without a newline; NULL: only wait for a line
 * @timeout_ms: when it is over the child is killed; 0: none
 * @ret: the answer without its newline, freed by the caller
 * @d: gets an error, except for -EPIPE: only the caller knows what the child does
 *
 * Return: 0, -EPIPE when the child has ended (see chat_result()), -ETIMEDOUT,
 * -EMSGSIZE when the answer is too long, -EINTR when SIGINT or SIGTERM reached
 * us (the child is killed), or another negative errno.
 */
int chat_ask(struct chat *c, const char *question, unsigned int timeout_ms, char **ret,
	     struct diag *d) _must_check_;

/**
 * chat_result() - what the child wrote on its standard error so far, and how it ended
 *
 * Its status and signal count only after -EPIPE. It lives until chat_close().
 */
struct proc_result *chat_result(struct chat *c);

/** chat_name() - what messages call it: argv[0] */
const char *chat_name(const struct chat *c);

/** chat_close() - end the child's input, kill it and free all; accepts NULL */
void chat_close(struct chat *c);

/** cleanup_chat() - for _cleanup_ */
static inline void cleanup_chat(struct chat **c)
{
	chat_close(*c);
}

#endif
