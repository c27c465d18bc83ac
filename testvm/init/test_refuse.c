// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Is a damaged module refused, and for its own reason? The errno alone tells little:
 * EKEYREJECTED is what a kernel without any certificate says to everything. So the
 * signed original has to load in the same boot (test_original), and the record in the
 * kernel log, or that there is none, has to fit the damage.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "kmsg.h"
#include "test.h"

/*
 * security/lockdown/lockdown.c logs ten lines in five seconds at most
 * (DEFAULT_RATELIMIT_BURST and _INTERVAL); one is kept back for what others cause.
 */
#define RATELIMITED_LINE     "Lockdown: "
#define RATELIMIT_BURST	     9
#define RATELIMIT_INTERVAL_S 6

/* What the kernel said that concerns a module. */
struct heard {
	unsigned int n;
	uint64_t seq;
	unsigned int level;
	char text[OUTCOME_TEXT];
	int error;
};

static void keep_below_rate_limit(struct guest *g, const struct plan_refusal *r)
{
	const struct timespec interval = {.tv_sec = RATELIMIT_INTERVAL_S};

	if (!r->log || strncmp(r->log, RATELIMITED_LINE, strlen(RATELIMITED_LINE)) != 0)
		return;
	if (g->n_ratelimited++ % RATELIMIT_BURST == RATELIMIT_BURST - 1)
		nanosleep(&interval, NULL);
}

/*
 * What the kernel says about a refused module is never mere "info", and it says so while
 * our system call runs; without PRINTK_CALLER there is no telling, and all counts.
 */
static bool concerns_us(const struct kmsg_record *r)
{
	return r->facility == KMSG_KERN && r->level <= KMSG_NOTICE &&
	       (r->task == -1 || r->task == getpid());
}

static void listen(int kmsg, struct heard *h)
{
	static struct kmsg_record r;
	int more;

	while ((more = kmsg_next(kmsg, &r)) > 0) {
		if (!concerns_us(&r))
			continue;
		if (h->n++ > 0)
			continue;
		h->seq = r.seq;
		h->level = r.level;
		snprintf(h->text, sizeof(h->text), "%s", r.text);
	}
	h->error = more;
}

static void check_error(const struct plan_refusal *r, int err, struct outcome *o)
{
	if (err == 0)
		outcome_fail(o, strerrorname_np(r->error), "the module was loaded");
	else if (-err != r->error)
		outcome_fail(o, strerrorname_np(r->error), "%s", strerrorname_np(-err));
}

static void check_heard(const struct plan_refusal *r, const struct heard *h,
			struct outcome *o)
{
	char expected[OUTCOME_TEXT] = "no record in the kernel log";

	if (r->log)
		snprintf(expected, sizeof(expected), "one record with \"%s\"", r->log);
	if (h->error < 0)
		outcome_fail(o, expected, "the log cannot be read: %s",
			     strerror(-h->error));
	else if (h->n == 0 && r->log)
		outcome_fail(o, expected, "no record");
	else if (h->n > 1)
		outcome_fail(o, expected, "%u records, the first is \"%s\"", h->n,
			     h->text);
	else if (h->n == 1 && (!r->log || !strstr(h->text, r->log)))
		outcome_fail(o, expected, "\"%s\"", h->text);
}

void test_refuse(struct guest *g, size_t i, struct outcome *o)
{
	const struct plan_refusal *r = &g->plan.refusals[i];
	struct heard before = {0}, heard = {0};
	int err;

	keep_below_rate_limit(g, r);
	listen(g->kmsg, &before);
	if (before.n)
		outcome_fail(o, "a quiet kernel log", "\"%s\"", before.text);
	err = module_load(r->file, r->flags);
	listen(g->kmsg, &heard);
	check_error(r, err, o);
	check_heard(r, &heard, o);
	if (!o->failed && heard.n && heard.level <= KMSG_ERR)
		g->provoked[g->n_provoked++] = heard.seq;
	if (err == 0)
		module_unload(g->plan.original.name);
}
