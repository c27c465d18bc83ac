// SPDX-License-Identifier: GPL-2.0-or-later
#include "pack/plan.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#include "base/alloc.h"

static int add_field(struct strbuf *plan, struct diag *d, const char *key,
		     const char *field)
{
	for (const char *p = field; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f) {
			diag_error(d, "a control byte in '%s' of the guest's plan", key);
			return -EINVAL;
		}
	strbuf_adds(plan, field);
	return 0;
}

int plan_add(struct strbuf *plan, struct diag *d, const char *key, ...)
{
	const char *field;
	va_list ap;
	int err;

	if (!plan->len)
		strbuf_adds(plan, "kharness-plan\t1\n");
	err = add_field(plan, d, key, key);
	va_start(ap, key);
	while (err == 0 && (field = va_arg(ap, const char *))) {
		strbuf_addc(plan, '\t');
		err = add_field(plan, d, key, field);
	}
	va_end(ap);
	strbuf_addc(plan, '\n');
	return err;
}

/* The name of a word that sets a sysctl, with its '='; 0: it sets none. */
static size_t sysctl_name(const char *word, size_t size)
{
	static const char prefix[] = "sysctl.";
	const char *equals = memchr(word, '=', size);

	if (strncmp(word, prefix, strlen(prefix)) != 0 || !equals)
		return 0;
	return (size_t)(equals - word) + 1;
}

static bool is_set_again(const char *rest, const char *name, size_t n)
{
	for (const char *p = strchr(rest, ' '); p; p = strchr(p + 1, ' '))
		if (strncmp(p + 1, name, n) == 0)
			return true;
	return false;
}

int plan_add_sysctls(struct strbuf *plan, struct diag *d, const char *cmdline)
{
	int err = 0;

	for (const char *p = cmdline; err == 0 && *p;) {
		size_t size = strcspn(p, " ");
		size_t n = sysctl_name(p, size);
		_cleanup_(cleanup_free) char *name = NULL, *value = NULL;

		if (n && !is_set_again(p, p, n)) {
			name = xstrndup(p + strlen("sysctl."), n - 1 - strlen("sysctl."));
			value = xstrndup(p + n, size - n);
			err = plan_add(plan, d, "sysctl", name, value, NULL);
		}
		p += size;
		p += strspn(p, " ");
	}
	return err;
}
