// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/many.h"

#include <errno.h>
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
	bool stale; /* it was parsed with what the toolchain does not answer any more */
	int err;
	struct diag diag;
};

struct many {
	const struct many_in *in;
	struct parsed *parsed; /* in the order of their first jobs */
	size_t n_parsed;
	size_t *of_job; /* number of its architecture */
	struct many_result *results;
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

static void run_one(void *context, size_t i)
{
	struct many *m = context;
	struct parsed *p = &m->parsed[m->of_job[i]];
	struct many_result *r = &m->results[i];
	_cleanup_(cleanup_bridge) struct bridge *fork = NULL;
	struct bridge *b = p->bridge;

	r->err = p->err;
	if (r->err == 0 && interrupt_pending())
		r->err = -EINTR;
	/* a single job needs no fork: nobody comes after it */
	if (r->err == 0 && p->n_jobs > 1) {
		r->err = bridge_fork(p->bridge, &fork, &r->diag);
		b = fork;
	}
	if (r->err == 0)
		r->err = m->in->fn(m->in->context, i, &p->in, b, &r->diag);
}

/* A tool answers otherwise than was assumed: what was said of its architecture is void. */
static void open_again(void *context, size_t i)
{
	struct many *m = context;
	struct parsed *p = &m->parsed[i];

	if (!p->stale)
		return;
	bridge_close(TAKE_PTR(p->bridge));
	p->err = merge_open(&p->in, &p->bridge, &p->diag);
}

static void run_again(void *context, size_t i)
{
	struct many *m = context;

	if (m->results[i].err != -ESTALE)
		return;
	diag_done(&m->results[i].diag);
	run_one(context, i);
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
			 .results = ret};
	int err = 0;

	for (size_t i = 0; i < in->n; i++) {
		ret[i] = (struct many_result){.diag = DIAG_INIT};
		m.of_job[i] = parsed_for(&m, in->archs[i]);
		m.parsed[m.of_job[i]].n_jobs++;
	}
	parallel_for(m.n_parsed, parse_one, &m);
	parallel_for(in->n, run_one, &m);
	repeat_stale(&m);
	for (size_t i = 0; i < m.n_parsed; i++) {
		diag_append(d, &m.parsed[i].diag);
		if (err == 0)
			err = m.parsed[i].err;
		bridge_close(m.parsed[i].bridge);
	}
	free(m.parsed);
	free(m.of_job);
	return err;
}

void many_done(struct many_result *results, size_t n)
{
	for (size_t i = 0; results && i < n; i++)
		diag_done(&results[i].diag);
}
