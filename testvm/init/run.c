// SPDX-License-Identifier: GPL-2.0-or-later
#include "run.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "kmsg.h"
#include "test.h"
#include "text.h"

static size_t n_modules(const struct plan *p)
{
	return p->n_modules;
}

static const char *module_name(const struct plan *p, size_t i)
{
	return p->modules[i].name;
}

static size_t any_modules(const struct plan *p)
{
	return p->n_modules || p->n_drivers;
}

static size_t has_original(const struct plan *p)
{
	return p->original.name != NULL;
}

static size_t n_refusals(const struct plan *p)
{
	return p->n_refusals;
}

static const char *refusal_name(const struct plan *p, size_t i)
{
	return p->refusals[i].name;
}

static size_t n_sysctls(const struct plan *p)
{
	return p->n_sysctls;
}

static const char *sysctl_name(const struct plan *p, size_t i)
{
	return p->sysctls[i].name;
}

static size_t n_drivers(const struct plan *p)
{
	return p->n_drivers;
}

static const char *driver_name(const struct plan *p, size_t i)
{
	return p->drivers[i].module.name;
}

static size_t n_builtins(const struct plan *p)
{
	return p->n_builtins;
}

static const char *builtin_name(const struct plan *p, size_t i)
{
	return p->builtins[i].name;
}

static size_t n_features(const struct plan *p)
{
	return p->n_features;
}

static const char *feature_name(const struct plan *p, size_t i)
{
	return p->features[i].name;
}

static size_t has_config(const struct plan *p)
{
	return p->config != NULL;
}

static size_t has_probe(const struct plan *p)
{
	return p->probe.name != NULL;
}

/* The tests in their order. Without @count a test runs once, for every plan. */
static const struct test {
	const char *name; /* NULL: the item's name is all of it */
	void (*run)(struct guest *g, size_t i, struct outcome *o);
	size_t (*count)(const struct plan *p);
	const char *(*item)(const struct plan *p, size_t i); /* its name follows @name */
} tests[] = {
	{"kernel.release", test_release, NULL, NULL},
	{"kernel.vermagic", test_vermagic, NULL, NULL},
	{"kernel.config", test_config, has_config, NULL},
	{"security.lockdown", test_lockdown, NULL, NULL},
	{"security.lsm", test_lsm, NULL, NULL},
	{"security.sig_enforce", test_sig_enforce, NULL, NULL},
	{"sysctl", test_sysctl, n_sysctls, sysctl_name},
	{"module.load", test_load, n_modules, module_name},
	{"driver", test_driver, n_drivers, driver_name},
	{"driver", test_builtin, n_builtins, builtin_name},
	{NULL, test_feature, n_features, feature_name},
	{"module.unload", test_unload, any_modules, NULL},
	{"module.original", test_original, has_original, NULL},
	{"module.refuse", test_refuse, n_refusals, refusal_name},
	{"module.probe", test_probe, has_probe, NULL},
	{"kernel.log", test_log, NULL, NULL},
	{"kernel.taint", test_taint, NULL, NULL},
};

#define N_TESTS (sizeof(tests) / sizeof(tests[0]))

void outcome_fail(struct outcome *o, const char *expected, const char *fmt, ...)
{
	va_list ap;

	if (o->failed)
		return;
	o->failed = true;
	snprintf(o->expected, sizeof(o->expected), "%s", expected);
	va_start(ap, fmt);
	vsnprintf(o->found, sizeof(o->found), fmt, ap);
	va_end(ap);
}

void outcome_ledger(struct outcome *o, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(o->ledger, sizeof(o->ledger), fmt, ap);
	va_end(ap);
}

void outcome_compare(struct outcome *o, const char *expected, const char *found)
{
	if (strcmp(expected, found) != 0)
		outcome_fail(o, expected, "%s", found);
}

static size_t count(const struct test *t, const struct plan *p)
{
	return t->count ? t->count(p) : 1;
}

static size_t count_all(const struct plan *p)
{
	size_t n = 0;

	for (size_t i = 0; i < N_TESTS; i++)
		n += count(&tests[i], p);
	return n;
}

static void check_log(struct guest *g, struct outcome *o)
{
	static struct kmsg_record r;
	int more;

	while ((more = kmsg_next(g->kmsg, &r)) != 0) {
		if (more < 0)
			outcome_fail(o, "a kernel log that can be read", "%s",
				     strerror(-more));
		if (more < 0 && more != -EPIPE && more != -EBADMSG)
			return;
		if (more > 0 && r.facility == KMSG_KERN && r.level <= KMSG_ERR)
			outcome_fail(o, "no kernel record at KERN_ERR or worse", "%s",
				     r.text);
	}
}

static uint64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static void run_one(const struct test *t, struct guest *g, size_t i, struct tap *tap)
{
	struct outcome o = {.failed = false};
	uint64_t start = now_us();
	char name[128];

	snprintf(name, sizeof(name), "%s%s%s", t->name ? t->name : "",
		 t->name && t->item ? "." : "", t->item ? t->item(&g->plan, i) : "");
	t->run(g, i, &o);
	check_log(g, &o);
	test_taint(g, 0, &o);
	tap_note(tap, name, "time_us %llu", (unsigned long long)(now_us() - start));
	if (o.failed) {
		tap_note(tap, name, "expected: %s", o.expected);
		tap_note(tap, name, "found: %s", o.found);
		tap_not_ok(tap, name);
	} else {
		if (*o.ledger)
			tap_note(tap, name, "ledger: %s", o.ledger);
		tap_ok(tap, name);
	}
}

static int skip_old_records(int kmsg)
{
	return lseek(kmsg, 0, SEEK_END) < 0 ? -errno : 0;
}

static int prepare(struct guest *g)
{
	/* calloc(0) may give NULL. */
	g->loaded = calloc(g->plan.n_modules + 1, sizeof(*g->loaded));
	g->driver_loaded = calloc(g->plan.n_drivers + 1, sizeof(*g->driver_loaded));
	g->provoked =
		calloc(g->plan.n_refusals + g->plan.n_features + 1, sizeof(*g->provoked));
	if (!g->loaded || !g->driver_loaded || !g->provoked)
		return -ENOMEM;
	g->kmsg = kmsg_open();
	return g->kmsg < 0 ? g->kmsg : skip_old_records(g->kmsg);
}

int run_plan(struct plan *plan, const char *nonce, struct tap *tap)
{
	struct guest g = {.plan = *plan, .nonce = nonce, .kmsg = -1};
	int err = prepare(&g);

	*plan = (struct plan){0};
	if (err == 0) {
		tap_begin(tap, nonce, count_all(&g.plan));
		for (size_t t = 0; t < N_TESTS; t++)
			for (size_t i = 0; i < count(&tests[t], &g.plan); i++)
				run_one(&tests[t], &g, i, tap);
		tap_end(tap, nonce);
	}
	if (g.kmsg >= 0)
		close(g.kmsg);
	free(g.loaded);
	free(g.driver_loaded);
	free(g.provoked);
	plan_done(&g.plan);
	return err;
}

void run_none(struct tap *tap, const char *nonce, const char *name, const char *expected,
	      const char *found)
{
	tap_begin(tap, nonce, 1);
	tap_note(tap, name, "expected: %s", expected);
	tap_note(tap, name, "found: %s", found);
	tap_not_ok(tap, name);
	tap_end(tap, nonce);
}
