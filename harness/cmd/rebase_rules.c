// SPDX-License-Identifier: GPL-2.0-or-later
#include "cmd/rebase_rules.h"

#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "cmd/audit_kernel.h"
#include "policy/audit.h"

struct rebase_audit {
	struct kernel_state kernel;
	struct waivers waivers;
	struct audit audit;
};

void rebase_rules_open(const struct policy *p, const char *waivers, size_t n_pairs,
		       struct rebase_rules *ret)
{
	*ret = (struct rebase_rules){.waivers = waivers,
				     .policy = p,
				     .v = xcalloc(2 * n_pairs + 1, sizeof(*ret->v)),
				     .n_pairs = n_pairs};
}

void rebase_rules_close(struct rebase_rules *r)
{
	for (size_t i = 0; i < 2 * r->n_pairs; i++) {
		audit_done(&r->v[i].audit);
		waivers_done(&r->v[i].waivers);
		kernel_state_done(&r->v[i].kernel);
	}
	free(r->v);
	*r = (struct rebase_rules){0};
}

/* --- one pair -------------------------------------------------------------------------- */

static int ask(const struct rebase_rules *rules, const struct rebase_resolved *r,
	       struct kernel_state *k, struct diag *d)
{
	static const struct strv none = STRV_INIT;
	const struct audit_kernel_in in = {
		.policy = rules->policy, .cmdline = &none, .sysctl = &none};

	k->name = xstrdup(r->of->name);
	k->flavour = xstrdup(r->of->name);
	k->arch = xstrdup(r->of->arch);
	k->version = xstrdup(r->merge->tree.kernelversion);
	k->tree = true;
	return audit_kernel_ask(&in, r->bridge, r->of, r->merge, k, d);
}

int rebase_rules_judge(void *context, const struct rebase_resolved *r, struct diag *d)
{
	const struct rebase_rules *rules = context;
	struct rebase_audit *to = &rules->v[2 * r->pair + r->new];
	_cleanup_(diag_done) struct diag said = DIAG_INIT;
	char today[DATE_SIZE];
	const struct audit_in in = {.policy = rules->policy,
				    .waivers = &to->waivers,
				    .kernel = &to->kernel,
				    .today = today};
	int err;

	if (!rules->policy->n)
		return 0;
	err = waivers_read(rules->waivers, rules->policy, &to->waivers, d);
	if (err == 0)
		err = ask(rules, r, &to->kernel, d);
	if (err < 0)
		return err;
	date_today(today);
	/* what it says of both kernels is audit's business */
	err = audit_run(&in, &to->audit, &said);
	return err == -EBADMSG ? 0 : err;
}

/* --- items ------------------------------------------------------------------------------ */

static const struct audit_finding *find(const struct audit *a, const char *id)
{
	for (size_t i = 0; i < a->n; i++)
		if (strcmp(a->findings[i].id, id) == 0)
			return &a->findings[i];
	return NULL;
}

/*
 * What fails may have failed before only because a request was taken out already. That a
 * rule is for other kernels only is the policy's own will.
 */
static bool is_lost(const struct audit_finding *was, const struct audit_finding *is)
{
	if (is->verdict == AUDIT_FAILS)
		return true;
	return is->verdict != AUDIT_HOLDS && is->verdict != AUDIT_NOT_APPLICABLE && was &&
	       was->verdict == AUDIT_HOLDS;
}

static struct rebase_item *item_of(struct rebase *ret, size_t first,
				   const struct audit_finding *is)
{
	struct rebase_item *i;

	for (size_t k = first; k < ret->n; k++)
		if (strcmp(ret->v[k].name, is->id) == 0)
			return &ret->v[k];
	i = rebase_add(ret, REBASE_RULE, is->id);
	i->state = REBASE_DECIDED;
	i->holds = true;
	i->prompt = xstrdup(is->want);
	i->help = xstrdup(is->reason);
	i->at = xasprintf("%s:%u", is->rule_at.file, is->rule_at.line);
	i->because = xstrdup(is->why ? is->why : is->found);
	return i;
}

void rebase_rules_find(const struct rebase_rules *r, struct rebase *ret)
{
	size_t first = ret->n;

	for (size_t p = 0; p < r->n_pairs; p++) {
		const struct audit *old = &r->v[2 * p].audit,
				   *new = &r->v[2 * p + 1].audit;

		for (size_t k = 0; k < new->n; k++) {
			const struct audit_finding *is = &new->findings[k];
			const struct audit_finding *was = find(old, is->id);
			struct rebase_item *i;

			if (!is_lost(was, is))
				continue;
			i = item_of(ret, first, is);
			strv_push(&i->pairs, ret->pairs.v[p]);
			strv_pushf(&i->values, "%s, %s before",
				   audit_verdict_name(is->verdict),
				   was ? audit_verdict_name(was->verdict) : "not asked");
			if (is->verdict != AUDIT_WAIVED)
				i->state = REBASE_OPEN;
			/* a default is taken where there is no other way */
			if (is->verdict == AUDIT_FAILS)
				i->holds = false;
		}
	}
}
