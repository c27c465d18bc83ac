// SPDX-License-Identifier: GPL-2.0-or-later
#include "cmd/diff_review.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "cmd/audit_kernel.h"
#include "kconfig/fragment.h"
#include "kconfig/reach.h"
#include "model/linux_tree.h"
#include "policy/audit.h"
#include "review/read.h"

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

/* Rules that fail on both sides are no news. */
static int run_audit(const struct diff_review *in, struct judged *j)
{
	_cleanup_(diag_done) struct diag said = DIAG_INIT;
	char today[DATE_SIZE];
	const struct audit_in audit = {.policy = &in->policy,
				       .waivers = &j->waivers,
				       .kernel = &j->kernel,
				       .today = today};
	int err;

	date_today(today);
	audit_done(&j->audit);
	err = audit_run(&audit, &j->audit, &said);
	return err == -EBADMSG ? 0 : err;
}

/*
 * A plain configuration says nothing of command line and sysctls. Against a flavour it is
 * judged with those of the flavour, so that only what is configured differs.
 */
static const struct flavour_arch *booted(const struct sides_pair *pair, bool old)
{
	const struct flavour_arch *own = old ? pair->old_flavour : pair->new_flavour;

	return own ? own : old ? pair->new_flavour : pair->old_flavour;
}

static int judge(const struct diff_review *in, const struct sides_pair *pair, bool old,
		 struct judged *ret, struct diag *d)
{
	const struct flavour_arch *a = booted(pair, old);
	const struct diff_configs *c = pair->configs;
	int err = waivers_read(in->waivers, &in->policy, &ret->waivers, d);

	if (err == 0)
		err = fill(&ret->kernel, &in->policy, old ? pair->old : pair->new, a, d);
	if (err == 0)
		err = take_config(&ret->kernel, old ? c->old : c->new,
				  old ? c->old_size : c->new_size, d);
	if (err < 0)
		return err;
	audit_kernel_boot(a, &ret->kernel);
	return run_audit(in, ret);
}

static void judged_done(struct judged *j)
{
	audit_done(&j->audit);
	waivers_done(&j->waivers);
	kernel_state_done(&j->kernel);
}

/* --- what fails for want of anything better ------------------------------------------------------ */

/*
 * What has to be asked about rules that fail on one side, and do not on the other. One
 * that holds on the other side of the same tree is within reach.
 */
static void questions_of(const struct policy *p, const struct judged *of,
			 const struct judged *other, bool same_tree, struct strv *ret)
{
	for (size_t i = 0; i < of->audit.n; i++) {
		const struct audit_finding *f = &of->audit.findings[i];
		enum audit_verdict there = other->audit.findings[i].verdict;
		bool fails = f->verdict == AUDIT_FAILS || f->verdict == AUDIT_WAIVED;

		if (fails && f->verdict != there && !(same_tree && there == AUDIT_HOLDS))
			condition_questions(&p->rules[i].want, &of->kernel, ret);
	}
}

/* Could a rule hold here at all? Only asked where the answer would be news. */
static int ask_reach(const struct diff_review *in, const struct sides_pair *pair,
		     bool old, struct judged *j, const struct judged *other,
		     struct diag *d)
{
	_cleanup_(strv_done) struct strv questions = STRV_INIT, all = STRV_INIT,
					 locked = STRV_INIT;
	const struct diff_configs *c = pair->configs;
	struct bridge *b = (old ? pair->old : pair->new)->bridge;
	bool same_tree = pair->old->bridge == pair->new->bridge;
	int err;

	questions_of(&in->policy, j, other, same_tree, &questions);
	if (!questions.n)
		return 0;
	policy_questions(&in->policy, &j->kernel, &all, &locked);
	err = bridge_resolve(b, "olddefconfig", old ? c->old : c->new,
			     old ? c->old_size : c->new_size, d);
	if (err == 0)
		err = reach_find(b, &questions, &locked, &j->kernel, d);
	return err < 0 ? err : run_audit(in, j);
}

static int judge_both(const struct diff_review *in, const struct sides_pair *pair,
		      struct judged *old, struct judged *new, struct diag *d)
{
	int err = judge(in, pair, true, old, d);

	if (err == 0)
		err = judge(in, pair, false, new, d);
	if (err == 0)
		err = ask_reach(in, pair, false, new, old, d);
	if (err == 0)
		err = ask_reach(in, pair, true, old, new, d);
	return err;
}

static void note_boot(const struct sides_pair *pair, struct change_set *ret)
{
	const struct diff_side *plain = pair->old->plain ? pair->old : pair->new;
	const struct flavour_arch *a = booted(pair, pair->old->plain);

	if (pair->old->plain && pair->new->plain)
		strv_push(&ret->notes, "no command line and no sysctls are known, so the "
				       "policy sees none");
	else if (plain->plain)
		strv_pushf(
			&ret->notes,
			"'%s' has no command line and no sysctls of its own: the policy "
			"sees those of %s on both sides",
			plain->name, a->name);
}

/* --- what is built ----------------------------------------------------------------------------- */

/* Of the sides that were named there are no more trees than two. */
static struct make_tree **place_of(struct diff_review *r, const char *dir)
{
	size_t i = 0;

	while (i + 1 < DIFF_TREES_MAX && r->trees[i] &&
	       strcmp(make_tree_dir(r->trees[i]), dir) != 0)
		i++;
	return &r->trees[i];
}

static int take_tree(struct diff_review *r, const char *dir, struct make_tree **ret,
		     struct diag *d)
{
	struct make_tree **place;
	int err = 0;

	pthread_mutex_lock(&r->lock);
	place = place_of(r, dir);
	if (!*place)
		err = make_tree_open(dir, place, d);
	*ret = *place;
	pthread_mutex_unlock(&r->lock);
	return err;
}

static int build(struct diff_review *r, const struct sides_pair *pair,
		 const struct change_set *changes, struct surface *ret, struct diag *d)
{
	const struct diff_configs *c = pair->configs;
	struct surface_in in = {
		.old = {NULL, c->old, c->old_size, pair->old->merge.arch},
		.new = {NULL, c->new, c->new_size, pair->new->merge.arch},
		.changes = changes,
	};
	int err = take_tree(r, pair->old->merge.linux_dir, &in.old.tree, d);

	if (err == 0)
		err = take_tree(r, pair->new->merge.linux_dir, &in.new.tree, d);
	if (err == 0)
		surface_find(&in, ret);
	return err;
}

/* --- the whole --------------------------------------------------------------------------------- */

int diff_review(void *context, const struct sides_pair *pair, struct change_set *ret,
		struct diag *d)
{
	struct diff_review *r = context;
	_cleanup_(judged_done) struct judged old = {0}, new = {0};
	_cleanup_(surface_done) struct surface surface = SURFACE_INIT;
	struct review_in in = {.surface = &surface};
	int err = build(r, pair, ret, &surface, d);

	if (err == 0 && r->policy.n) {
		in.old = &old.audit;
		in.new = &new.audit;
		note_boot(pair, ret);
		err = judge_both(r, pair, &old, &new, d);
	}
	if (err == 0)
		review_read(&in, ret);
	return err;
}

int diff_review_open(const char *configs, bool needed, struct diff_review *ret,
		     struct diag *d)
{
	_cleanup_(cleanup_free) char *dir = xasprintf("%s/policy", configs);

	ret->waivers = xasprintf("%s/waivers.yaml", configs);
	if (needed || access(dir, F_OK) == 0)
		return policy_read(dir, &ret->policy, d);
	diag_note(d, "there is no '%s', so only what is built tells weaker from stronger",
		  dir);
	return 0;
}

void diff_review_close(struct diff_review *r)
{
	policy_done(&r->policy);
	free(r->waivers);
	for (size_t i = 0; i < DIFF_TREES_MAX; i++)
		make_tree_close(r->trees[i]);
	pthread_mutex_destroy(&r->lock);
	*r = (struct diff_review)DIFF_REVIEW_INIT;
}
