// SPDX-License-Identifier: GPL-2.0-or-later
#include "policy/parts.h"

#include "base/alloc.h"
#include "policy/boot_state.h"

static const char *prefix_of(enum condition_kind kind)
{
	switch (kind) {
	case CONDITION_CMDLINE: return "cmdline:";
	case CONDITION_SYSCTL: return "sysctl:";
	case CONDITION_STATE: return "state:";
	default: return "";
	}
}

static int better(const struct condition *c)
{
	int way = c->op == OP_AT_LEAST ? 1 : c->op == OP_AT_MOST ? -1 : 0;

	return c->negated ? -way : way;
}

static void add(const struct condition *c, bool when, const struct kernel_state *k,
		struct audit_finding *f)
{
	struct audit_part *p;

	for (size_t i = 0; i < c->n_parts; i++)
		add(&c->parts[i], when, k, f);
	if (condition_is_list(c))
		return;
	GROW(f->parts, f->n_parts, f->parts_capacity);
	p = &f->parts[f->n_parts++];
	*p = (struct audit_part){.name = xasprintf("%s%s", prefix_of(c->kind), c->name),
				 .when = when,
				 .holds = condition_met(c, k),
				 .better = better(c)};
	condition_symbols(c, &p->reads);
	if (c->kind == CONDITION_STATE)
		boot_state_settings(c->name, &p->reads);
	else if (c->kind != CONDITION_SYMBOL)
		strv_push(&p->reads, p->name);
}

void parts_find(const struct rule *r, const struct kernel_state *k,
		struct audit_finding *f)
{
	if (r->has_when)
		add(&r->when, true, k, f);
	add(&r->want, false, k, f);
}
