// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/many.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>

#include "base/alloc.h"
#include "kconfig/bridge_fork.h"
#include "kconfig/cross.h"
#include "kconfig/merge_open.h"
#include "sys/interrupt.h"
#include "sys/parallel.h"

/* One architecture, parsed. */
struct parsed {
	struct merge_in in;
	struct bridge *bridge; /* NULL: it does not parse */
	size_t n_jobs;
	struct bridge **idle; /* forks that have done a job, for the next one */
	size_t n_idle;
	size_t n_busy; /* jobs that are being done */
	bool stale; /* it was parsed with what the toolchain does not answer any more */
	int err;
	struct diag diag;
};

struct many {
	const struct many_in *in;
	struct parsed *parsed; /* in the order of their first jobs */
	size_t n_parsed;
	size_t *of_job; /* number of its architecture */
	bool *begun;	/* jobs */
	struct many_result *results;
	pthread_mutex_t lock; /* for what is begun, busy and idle */
};

static size_t parsed_for(struct many *m, const char *arch)
{
	struct parsed *p;

	for (size_t i = 0; i < m->n_parsed; i++)
		if (strcmp(m->parsed[i].in.arch, arch) == 0)
			return i;
	p = &m->parsed[m->n_parsed];
	p->in = m->in->common;
	p->in.arch = arch;
	p->in.cross_compile = cross_prefix(m->in->cross, arch, &p->diag);
	return m->n_parsed++;
}

static void parse_one(void *context, size_t i)
{
	struct many *m = context;
	struct parsed *p = &m->parsed[i];

	p->err = interrupt_pending() ? -EINTR
				     : merge_open_early(&p->in, &p->bridge, &p->diag);
}

/*
 * As many are forked off as run at once: what a resolve writes to, which is all symbols
 * and expressions, is copied once for several jobs.
 */
static int take_bridge(struct many *m, struct parsed *p, struct bridge **ret,
		       struct diag *d)
{
	struct bridge *b = NULL;

	pthread_mutex_lock(&m->lock);
	if (p->n_idle)
		b = p->idle[--p->n_idle];
	pthread_mutex_unlock(&m->lock);
	if (!b)
		return bridge_fork(p->bridge, ret, d);
	bridge_next_job(b);
	*ret = b;
	return 0;
}

/* One that failed may be dead, or in any state. */
static void give_back(struct many *m, struct parsed *p, struct bridge *b, int err)
{
	if (!b || (err < 0 && err != -EBADMSG)) {
		bridge_close(b);
		return;
	}
	pthread_mutex_lock(&m->lock);
	p->idle[p->n_idle++] = b;
	pthread_mutex_unlock(&m->lock);
}

static void close_bridges(struct parsed *p)
{
	while (p->n_idle)
		bridge_close(p->idle[--p->n_idle]);
	bridge_close(TAKE_PTR(p->bridge));
}

static void run_job(struct many *m, size_t job)
{
	struct parsed *p = &m->parsed[m->of_job[job]];
	struct many_result *r = &m->results[job];
	struct bridge *fork = NULL, *b = p->bridge;

	r->err = p->err;
	if (r->err == 0 && interrupt_pending())
		r->err = -EINTR;
	/* a single job needs no fork: nobody comes after it */
	if (r->err == 0 && p->n_jobs > 1) {
		r->err = take_bridge(m, p, &fork, &r->diag);
		b = fork;
	}
	if (r->err == 0)
		r->err = m->in->fn(m->in->context, job, &p->in, b, &r->diag);
	give_back(m, p, fork, r->err);
}

static bool is_better(const struct parsed *p, const struct parsed *than)
{
	return !p->n_idle == !than->n_idle ? p->n_busy < than->n_busy : p->n_idle > 0;
}

/* The first of those for which the least has to be forked off. */
static size_t begin_job(struct many *m)
{
	const struct parsed *best = NULL;
	size_t job = 0;

	pthread_mutex_lock(&m->lock);
	for (size_t i = 0; i < m->in->n; i++) {
		const struct parsed *p = &m->parsed[m->of_job[i]];

		if (m->begun[i] || (best && !is_better(p, best)))
			continue;
		best = p;
		job = i;
	}
	m->begun[job] = true;
	m->parsed[m->of_job[job]].n_busy++;
	pthread_mutex_unlock(&m->lock);
	return job;
}

/* Called once for each job, whichever that is. */
static void run_one(void *context, size_t i _unused_)
{
	struct many *m = context;
	size_t job = begin_job(m);

	run_job(m, job);
	pthread_mutex_lock(&m->lock);
	m->parsed[m->of_job[job]].n_busy--;
	pthread_mutex_unlock(&m->lock);
}

/* A tool answers otherwise than was assumed: what was said of its architecture is void. */
static void open_again(void *context, size_t i)
{
	struct many *m = context;
	struct parsed *p = &m->parsed[i];

	if (!p->stale)
		return;
	close_bridges(p);
	p->err = merge_open(&p->in, &p->bridge, &p->diag);
}

static void run_again(void *context, size_t i)
{
	struct many *m = context;

	if (m->results[i].err != -ESTALE)
		return;
	diag_done(&m->results[i].diag);
	run_job(m, i);
}

static void repeat_stale(struct many *m)
{
	bool any = false;

	for (size_t i = 0; i < m->in->n; i++) {
		bool stale = m->results[i].err == -ESTALE;

		m->parsed[m->of_job[i]].stale |= stale;
		any |= stale;
	}
	if (!any)
		return;
	parallel_for(m->n_parsed, open_again, m);
	parallel_for(m->in->n, run_again, m);
}

int many_run(const struct many_in *in, struct many_result *ret, struct diag *d)
{
	struct many m = {.in = in,
			 .parsed = xcalloc(in->n, sizeof(*m.parsed)),
			 .of_job = xcalloc(in->n, sizeof(*m.of_job)),
			 .begun = xcalloc(in->n, sizeof(*m.begun)),
			 .results = ret,
			 .lock = PTHREAD_MUTEX_INITIALIZER};
	int err = 0;

	for (size_t i = 0; i < in->n; i++) {
		ret[i] = (struct many_result){.diag = DIAG_INIT};
		m.of_job[i] = parsed_for(&m, in->archs[i]);
		m.parsed[m.of_job[i]].n_jobs++;
	}
	for (size_t i = 0; i < m.n_parsed; i++)
		m.parsed[i].idle = xcalloc(m.parsed[i].n_jobs, sizeof(struct bridge *));
	parallel_for(m.n_parsed, parse_one, &m);
	parallel_for(in->n, run_one, &m);
	repeat_stale(&m);
	for (size_t i = 0; i < m.n_parsed; i++) {
		diag_append(d, &m.parsed[i].diag);
		if (err == 0)
			err = m.parsed[i].err;
		close_bridges(&m.parsed[i]);
		free(m.parsed[i].idle);
	}
	free(m.parsed);
	free(m.of_job);
	free(m.begun);
	return err;
}

void many_done(struct many_result *results, size_t n)
{
	for (size_t i = 0; results && i < n; i++)
		diag_done(&results[i].diag);
}
