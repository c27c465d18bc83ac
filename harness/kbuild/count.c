// SPDX-License-Identifier: GPL-2.0-or-later
#include "kbuild/count.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "base/alloc.h"

struct count {
	pthread_t thread;
	const struct kmake *k;
	size_t seen;
	atomic_size_t result;
};

static void on_line(void *context, enum proc_stream stream _unused_, char *line)
{
	struct count *c = context;

	/* Kbuild's quiet_cmd: a command that would run announces itself */
	if (strstr(line, "echo '  "))
		c->seen++;
}

static void *run(void *context)
{
	static const char *const args[] = {"-n", "-k", "./", NULL};
	_cleanup_(diag_done) struct diag ignored = DIAG_INIT;
	struct count *c = context;
	struct kmake k = *c->k;
	int status;

	k.jobs = 1;
	k.own_jobs = true;
	if (kmake_run(&k, args, on_line, c, &status, &ignored) == 0)
		atomic_store(&c->result, c->seen);
	return NULL;
}

struct count *count_start(const struct kmake *k)
{
	struct count *c = xcalloc(1, sizeof(*c));

	c->k = k;
	if (pthread_create(&c->thread, NULL, run, c) != 0) {
		free(c);
		return NULL;
	}
	return c;
}

size_t count_result(struct count *c)
{
	return c ? atomic_load(&c->result) : 0;
}

void count_finish(struct count *c)
{
	if (!c)
		return;
	pthread_join(c->thread, NULL);
	free(c);
}
