/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One piece of work beside us, whose result is needed later.
 */
#ifndef KHARNESS_SYS_TASK_H
#define KHARNESS_SYS_TASK_H

#include <pthread.h>
#include <stdbool.h>

/** task_fn - the work; runs in any thread */
typedef void task_fn(void *context);

struct task {
	pthread_t thread;
	bool begun; /* in a thread of its own */
	task_fn *fn;
	void *context;
};

/**
 * task_start() - begin
 * @t: filled in; task_wait() must follow
 * @fn: must lock what it shares with others
 * @context: given to @fn
 */
void task_start(struct task *t, task_fn *fn, void *context);

/** task_wait() - wait for its end; where no thread could be begun it is done now */
void task_wait(struct task *t);

#endif
