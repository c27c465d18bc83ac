// SPDX-License-Identifier: GPL-2.0-or-later
/* Is the security state what the configuration and the command line ask for? */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "test.h"
#include "text.h"

#define LOCKDOWN_PATH	 "/sys/kernel/security/lockdown"
#define LSM_PATH	 "/sys/kernel/security/lsm"
#define SYSCTL_PATH	 "/proc/sys/"
#define SIG_ENFORCE_PATH "/sys/module/module/parameters/sig_enforce"

/* "none [integrity] confidentiality": the state stands in brackets. */
static void check_lockdown(const char *expected, char *line, struct outcome *o)
{
	char *state = strchr(line, '['), *end = state ? strchr(state, ']') : NULL;

	if (!end) {
		outcome_fail(o, expected, "%s says '%s'", LOCKDOWN_PATH, line);
		return;
	}
	*end = '\0';
	outcome_compare(o, expected, state + 1);
}

void test_lockdown(struct guest *g, size_t i, struct outcome *o)
{
	const char *expected = g->plan.lockdown;
	char line[128];
	int err = text_read_line(LOCKDOWN_PATH, line, sizeof(line));

	(void)i;
	if (err == -ENOENT)
		outcome_compare(o, expected, "absent");
	else if (err < 0)
		outcome_fail(o, expected, "%s: %s", LOCKDOWN_PATH, strerror(-err));
	else
		check_lockdown(expected, line, o);
}

static void check_line(const char *path, const char *expected, struct outcome *o)
{
	char line[512];
	int err = text_read_line(path, line, sizeof(line));

	if (err < 0)
		outcome_fail(o, expected, "%s: %s", path, strerror(-err));
	else
		outcome_compare(o, expected, line);
}

void test_lsm(struct guest *g, size_t i, struct outcome *o)
{
	(void)i;
	check_line(LSM_PATH, g->plan.lsm, o);
}

void test_sig_enforce(struct guest *g, size_t i, struct outcome *o)
{
	(void)i;
	check_line(SIG_ENFORCE_PATH, g->plan.sig_enforce, o);
}

/* The kernel set it itself, or it would have said so at KERN_ERR. */
void test_sysctl(struct guest *g, size_t i, struct outcome *o)
{
	const struct plan_sysctl *s = &g->plan.sysctls[i];
	char path[sizeof(SYSCTL_PATH) + PLAN_NAME_MAX];

	snprintf(path, sizeof(path), SYSCTL_PATH "%s", s->name);
	for (char *p = path + strlen(SYSCTL_PATH); *p; p++)
		if (*p == '.')
			*p = '/';
	check_line(path, s->value, o);
}
