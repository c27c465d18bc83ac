// SPDX-License-Identifier: GPL-2.0-or-later
#include "cmd/diff_audit.h"

#include <errno.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "cmd/audit_kernel.h"
#include "kconfig/fragment.h"
#include "kconfig/reach.h"
#include "model/linux_tree.h"
#include "policy/audit.h"
#include "review/verdicts.h"

/* One side as the policy sees it. */
struct judged {
	struct kernel_state kernel;
	struct waivers waivers;
	struct audit audit;
};

/* What Kconfig wrote; a symbol that does not stand there is n. */
static int take_config(struct kernel_state *k, const char *config, size_t size,
		       struct diag *d)
{
	_cleanup_(fragment_done) struct fragment f = FRAGMENT_INIT;
	int err = fragment_parse(".config", config, size, FRAGMENT_BASE, &f, d);

	for (struct kernel_symbol *s = k->symbols; err == 0 && s; s = s->hh.next) {
		free(s->value);
		s->value = xstrdup("n");
	}
	for (size_t i = 0; err == 0 && i < f.n; i++) {
		struct kernel_symbol *s = kernel_symbol_add(k, f.requests[i].name,
							    f.requests[i].value.text);

		free(s->value);
		s->value = xstrdup(f.requests[i].value.text);
		s->known = true;
	}
	return err;
}

static int fill(struct kernel_state *k, const struct policy *p,
		const struct diff_side *side, const struct flavour_arch *a,
		struct diag *d)
{
	_cleanup_(linux_tree_done) struct linux_tree tree = LINUX_TREE_INIT;
	_cleanup_(strv_done) struct strv names = STRV_INIT;
	int err = linux_tree_open(side->merge.linux_dir, &tree, d);

	if (err < 0)
		return err;
	k->name = xstrdup(side->name);
	k->flavour = a ? xstrdup(a->name) : NULL;
	k->arch = xstrdup(side->merge.arch);
	k->version = xstrdup(tree.kernelversion);
	k->tree = true;
	policy_symbols(p, &names);
	audit_kernel_symbols(&names);
	return reach_symbols(side->bridge, &names, k, d);
}

static int judge(const struct diff_audit_in *in, const struct sides_pair *pair, bool old,
		 struct judged *ret, struct diag *d)
{
	const struct flavour_arch *own = old ? pair->old_flavour : pair->new_flavour;
	const struct flavour_arch *other = old ? pair->new_flavour : pair->old_flavour;
	/* beside a flavour a plain configuration is one that it might have */
	const struct flavour_arch *a = own ? own : other;
	const struct diff_configs *c = pair->configs;
	_cleanup_(diag_done) struct diag said = DIAG_INIT;
	char today[DATE_SIZE];
	const struct audit_in audit = {.policy = &in->policy,
				       .waivers = &ret->waivers,
				       .kernel = &ret->kernel,
				       .today = today};
	int err = waivers_read(in->waivers, &in->policy, &ret->waivers, d);

	if (err == 0)
		err = fill(&ret->kernel, &in->policy, old ? pair->old : pair->new, a, d);
	if (err == 0)
		err = take_config(&ret->kernel, old ? c->old : c->new,
				  old ? c->old_size : c->new_size, d);
	if (err < 0)
		return err;
	audit_kernel_boot(a, &ret->kernel);
	date_today(today);
	/* rules that fail on both sides are no news */
	err = audit_run(&audit, &ret->audit, &said);
	return err == -EBADMSG ? 0 : err;
}

static void judged_done(struct judged *j)
{
	audit_done(&j->audit);
	waivers_done(&j->waivers);
	kernel_state_done(&j->kernel);
}

/* --- what differs ------------------------------------------------------------------------------ */

static void mark(const struct policy *p, struct change_set *set)
{
	for (size_t i = 0; i < set->n_rules; i++) {
		const struct rule *r = policy_find(p, set->rules[i].id);
		_cleanup_(strv_done) struct strv symbols = STRV_INIT;
		_cleanup_(strbuf_done) struct strbuf want = STRBUF_INIT;

		condition_symbols(&r->want, &symbols);
		condition_print(&r->want, &want);
		review_mark(set, &set->rules[i], &symbols, want.buf);
	}
	change_set_count(set);
}

int diff_audit(void *context, const struct sides_pair *pair, struct change_set *ret,
	       struct diag *d)
{
	const struct diff_audit_in *in = context;
	_cleanup_(judged_done) struct judged old = {0}, new = {0};
	int err;

	if (!in->policy.n)
		return 0;
	err = judge(in, pair, true, &old, d);
	if (err == 0)
		err = judge(in, pair, false, &new, d);
	if (err < 0)
		return err;
	review_verdicts(&old.audit, &new.audit, ret);
	mark(&in->policy, ret);
	return 0;
}

int diff_audit_open(const char *configs, bool needed, struct diff_audit_in *ret,
		    struct diag *d)
{
	_cleanup_(cleanup_free) char *dir = xasprintf("%s/policy", configs);

	ret->waivers = xasprintf("%s/waivers.yaml", configs);
	if (needed || access(dir, F_OK) == 0)
		return policy_read(dir, &ret->policy, d);
	diag_note(d, "there is no '%s', so nothing is called weaker or stronger", dir);
	return 0;
}

void diff_audit_close(struct diff_audit_in *in)
{
	policy_done(&in->policy);
	free(in->waivers);
	*in = (struct diff_audit_in)DIFF_AUDIT_IN_INIT;
}
