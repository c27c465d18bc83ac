// SPDX-License-Identifier: GPL-2.0-or-later
#include "pack/plan.h"

#include <errno.h>
#include <stdarg.h>

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
