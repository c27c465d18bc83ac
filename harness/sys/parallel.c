// SPDX-License-Identifier: GPL-2.0-or-later
#include "sys/parallel.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

#include "base/alloc.h"

#define THREADS_MAX 256

struct work {
	parallel_fn *fn;
	void *context;
	size_t n;
	atomic_size_t next;
};

unsigned int parallel_cores(void)
{
	cpu_set_t set;

	/* a cluster's scheduler binds a job to fewer cores than there are */
	if (sched_getaffinity(0, sizeof(set), &set) < 0 || CPU_COUNT(&set) < 1)
		return 1;
	return (unsigned int)CPU_COUNT(&set);
}

static void *run(void *arg)
{
	struct work *w = arg;
	size_t i;

	while ((i = atomic_fetch_add(&w->next, 1)) < w->n)
		w->fn(w->context, i);
	return NULL;
}

void parallel_for(size_t n, parallel_fn *fn, void *context)
{
	struct work w = {.fn = fn, .context = context, .n = n};
	unsigned int wanted = parallel_cores(), started = 0;
	pthread_t threads[THREADS_MAX];

	if (wanted > n)
		wanted = (unsigned int)n;
	if (wanted > THREADS_MAX)
		wanted = THREADS_MAX;
	/* this thread is one of them; without any other it does all the work */
	while (started + 1 < wanted &&
	       pthread_create(&threads[started], NULL, run, &w) == 0)
		started++;
	run(&w);
	while (started)
		pthread_join(threads[--started], NULL);
}
