// SPDX-License-Identifier: GPL-2.0-or-later
#include "sys/task.h"

static void *run(void *arg)
{
	const struct task *t = arg;

	t->fn(t->context);
	return NULL;
}

void task_start(struct task *t, task_fn *fn, void *context)
{
	t->fn = fn;
	t->context = context;
	t->begun = pthread_create(&t->thread, NULL, run, t) == 0;
}

void task_wait(struct task *t)
{
	if (t->begun)
		pthread_join(t->thread, NULL);
	else
		t->fn(t->context);
	t->begun = false;
}
