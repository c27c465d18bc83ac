// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Drivers whose device this machine does not have, such as Hyper-V's: they are there,
 * they are signed (the kernel looks at that before anything else), and they either load
 * or find no bus and say so by ENODEV. What lies behind that, no test here reaches.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "test.h"
#include "text.h"

#define KALLSYMS     "/proc/kallsyms"
#define KALLSYMS_MAX (64 << 20)

static bool was_refused(const struct guest *g, const char *name)
{
	for (size_t i = 0; i < g->plan.n_drivers; i++)
		if (strcmp(g->plan.drivers[i].module.name, name) == 0)
			return !g->driver_loaded[i];
	return false;
}

void test_driver(struct guest *g, size_t i, struct outcome *o)
{
	const struct plan_driver *d = &g->plan.drivers[i];
	bool orphan = d->after && was_refused(g, d->after);
	int err;

	if (access(d->module.file, R_OK) < 0) {
		outcome_fail(o, "the driver is there", "%s: %s", d->module.file,
			     strerrorname_np(errno));
		return;
	}
	err = module_load(d->module.file, d->module.flags);
	g->driver_loaded[i] = err == 0;
	if (err == 0)
		outcome_ledger(o, "loaded only: %s", d->why);
	else if (err == -ENODEV)
		outcome_ledger(o, "not testable: refuses with ENODEV; %s", d->why);
	else if (err == -ENOENT && orphan)
		outcome_ledger(o, "not testable: needs %s, which refuses; %s", d->after,
			       d->why);
	else
		outcome_fail(o, "it loads, or refuses with ENODEV", "%s",
			     strerrorname_np(-err));
	if (err == 0 && !module_is_live(d->module.name))
		outcome_fail(o, "the driver is live", "no live module '%s'",
			     d->module.name);
}

void drivers_unload(struct guest *g, struct outcome *o)
{
	for (size_t i = g->plan.n_drivers; i-- > 0;) {
		const char *name = g->plan.drivers[i].module.name;
		int err = g->driver_loaded[i] ? module_unload(name) : 0;

		if (err < 0)
			outcome_fail(o, "the driver unloads", "%s: %s", name,
				     strerrorname_np(-err));
	}
}

/* Lines are "ADDRESS TYPE SYMBOL", those of modules end with "\t[NAME]". */
static bool has_symbol(const char *kallsyms, const char *symbol)
{
	size_t n = strlen(symbol);

	for (const char *p = kallsyms; (p = strstr(p, symbol)); p += n)
		if (p > kallsyms && p[-1] == ' ' && (p[n] == '\n' || p[n] == '\0'))
			return true;
	return false;
}

void test_builtin(struct guest *g, size_t i, struct outcome *o)
{
	const struct plan_builtin *b = &g->plan.builtins[i];
	size_t size;
	char *text;
	int err = text_read(KALLSYMS, KALLSYMS_MAX, &text, &size);

	if (err < 0) {
		outcome_fail(o, KALLSYMS, "%s", strerrorname_np(-err));
		return;
	}
	if (has_symbol(text, b->symbol))
		outcome_ledger(o, "not testable: built in, its init has run; %s", b->why);
	else
		outcome_fail(o, "its code in the running kernel", "no symbol '%s'",
			     b->symbol);
	free(text);
}
