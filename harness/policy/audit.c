// SPDX-License-Identifier: GPL-2.0-or-later
#include "policy/audit.h"

#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "policy/boot_state.h"
#include "policy/conflict.h"
#include "policy/parts.h"

/* --- is a rule for this kernel? ---------------------------------------------------------- */

/* Below, equal or above 0, as strcmp(); "6.18" and "6.18.0" are the same. */
static int compare_versions(const char *a, const char *b)
{
	while (*a || *b) {
		char *end_a, *end_b;
		unsigned long x = strtoul(a, &end_a, 10), y = strtoul(b, &end_b, 10);

		if (x != y)
			return x < y ? -1 : 1;
		a = *end_a == '.' ? end_a + 1 : "";
		b = *end_b == '.' ? end_b + 1 : "";
	}
	return 0;
}

/* Why a rule does not apply; NULL: it does. Freed by the caller. */
static char *not_applicable(const struct rule *r, const struct kernel_state *k)
{
	if (r->archs.n && !strv_contains(&r->archs, k->arch))
		return xasprintf("it is not for %s", k->arch);
	if (r->since && compare_versions(k->version, r->since) < 0)
		return xasprintf("it is for Linux %s and later", r->since);
	if (r->until && compare_versions(k->version, r->until) >= 0)
		return xasprintf("it is for Linux before %s", r->until);
	if (r->compiler && strncmp(k->compiler, r->compiler, strlen(r->compiler)) != 0)
		return xasprintf("it is for %s", r->compiler);
	return NULL;
}

/* Overlays are never asked more than what they stand on. */
static bool is_asked(const struct rule *r, const struct kernel_state *k)
{
	size_t n = k->flavour ? strcspn(k->flavour, "+") : 0;

	for (size_t i = 0; n && i < r->not_for.n; i += 2)
		if (strncmp(r->not_for.v[i], k->flavour, n) == 0 && !r->not_for.v[i][n])
			return false;
	return true;
}

static bool applies(const struct rule *r, const struct kernel_state *k)
{
	_cleanup_(cleanup_free) char *why = not_applicable(r, k);

	return is_asked(r, k) && !why &&
	       (!r->has_when || condition_judge(&r->when, k) == OUTCOME_HOLDS);
}

void policy_questions(const struct policy *p, const struct kernel_state *k,
		      struct strv *ret, struct strv *locked)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct rule *r = &p->rules[i];

		if (!applies(r, k))
			continue;
		if (condition_judge(&r->want, k) == OUTCOME_HOLDS)
			condition_symbols(&r->want, locked);
		else
			condition_questions(&r->want, k, ret);
	}
}

/* --- one finding -------------------------------------------------------------------------- */

static char *join(const struct strv *parts)
{
	struct strbuf text = STRBUF_INIT;

	strv_foreach (parts, i)
		strbuf_addf(&text, "%s%s", i ? ", " : "", parts->v[i]);
	return text.len ? strbuf_detach(&text, NULL) : xstrdup("");
}

static char *found_of(const struct condition *c, const struct kernel_state *k,
		      enum outcome outcome)
{
	_cleanup_(strv_done) struct strv parts = STRV_INIT;

	condition_found(c, k, outcome, &parts);
	return join(&parts);
}

/* Other values that a symbol needs first, where the rule leaves no other choice. */
static void take_helps(const struct rule *r, const struct kernel_state *k,
		       const char *symbol, const struct kernel_reach *answer,
		       struct audit_finding *f)
{
	size_t n = strlen(symbol);

	if (!condition_refuses(&r->want, symbol, kernel_value(k, symbol)))
		return;
	strv_foreach (&answer->helps, i) {
		const char *help = answer->helps.v[i];

		if (strncmp(help, symbol, n) == 0 && help[n] == '=')
			continue;
		if (!strv_contains(&f->helps, help))
			strv_push(&f->helps, help);
	}
}

/* What Kconfig said about the values that would do. */
static void take_reach(const struct rule *r, const struct kernel_state *k,
		       struct audit_finding *f)
{
	_cleanup_(strv_done) struct strv questions = STRV_INIT;

	condition_questions(&r->want, k, &questions);
	strv_foreach (&questions, i) {
		size_t n = strcspn(questions.v[i], "=");
		_cleanup_(cleanup_free) char *symbol = xstrndup(questions.v[i], n);
		const struct kernel_reach *answer =
			kernel_reach_find(k, symbol, questions.v[i] + n + 1);

		if (answer && answer->possible)
			take_helps(r, k, symbol, answer, f);
		else if (answer && answer->dead_end && !f->why)
			f->why = xasprintf("%s is ruled out by %s", answer->question,
					   answer->dead_end);
	}
}

static void judge_want(const struct rule *r, const struct kernel_state *k,
		       struct audit_finding *f)
{
	enum outcome outcome = condition_judge(&r->want, k);

	f->found = found_of(&r->want, k, outcome);
	if (outcome == OUTCOME_HOLDS) {
		f->verdict = AUDIT_HOLDS;
		return;
	}
	take_reach(r, k, f);
	if (outcome == OUTCOME_FAILS) {
		const struct loc *at = condition_place(&r->want, k);

		f->verdict = AUDIT_FAILS;
		if (at)
			f->decided = *at;
		free(f->why);
		f->why = NULL;
		return;
	}
	f->verdict = AUDIT_UNREACHABLE;
	strv_done(&f->helps);
	if (!f->why)
		f->why = xstrdup(strstr(f->found, " unknown")
					 ? "the tree does not know it"
					 : "no configuration of this tree has it");
}

static void judge(const struct rule *r, const struct kernel_state *k,
		  struct audit_finding *f)
{
	struct strbuf want = STRBUF_INIT;

	condition_print(&r->want, &want);
	*f = (struct audit_finding){.id = r->id,
				    .kind = rule_kind_name(r->kind),
				    .severity = severity_name(r->severity),
				    .source = &r->source,
				    .ref = r->ref,
				    .reason = r->reason,
				    .cost = r->cost,
				    .rule_at = r->at,
				    .want = strbuf_detach(&want, NULL),
				    .why = not_applicable(r, k)};
	if (f->why) {
		f->verdict = AUDIT_NOT_APPLICABLE;
		f->found = xstrdup("");
	} else if (r->has_when && condition_judge(&r->when, k) != OUTCOME_HOLDS) {
		f->verdict = AUDIT_HOLDS;
		f->vacuous = true;
		f->found = found_of(&r->when, k, condition_judge(&r->when, k));
	} else {
		judge_want(r, k, f);
	}
	f->met = f->vacuous || condition_met(&r->want, k);
	parts_find(r, k, f);
}

/* --- waivers -------------------------------------------------------------------------------- */

static void waive(const struct audit_in *in, struct audit_finding *f, struct diag *d)
{
	struct waiver *w = waivers_find(in->waivers, f->id, in->kernel);

	if (!w || f->verdict != AUDIT_FAILS)
		return;
	w->used = true;
	if (strcmp(w->found, f->found) != 0) {
		diag_at(d, DIAG_ERROR, &w->says.at,
			"the waiver of '%s' expects '%s', but '%s' was found (%s-%s); see "
			"whether its reason is still true",
			f->id, w->found, f->found, in->kernel->flavour, in->kernel->arch);
		return;
	}
	if (strcmp(w->says.expires, in->today) < 0) {
		diag_at(d, DIAG_ERROR, &w->says.at,
			"the waiver of '%s' expired on %s; see whether its reason is "
			"still true",
			f->id, w->says.expires);
		return;
	}
	f->verdict = AUDIT_WAIVED;
	f->waiver = &w->says;
}

static const struct audit_finding *find(const struct audit *a, const char *id)
{
	for (size_t i = 0; i < a->n; i++)
		if (strcmp(a->findings[i].id, id) == 0)
			return &a->findings[i];
	return NULL;
}

/* What another compiler could reach is no fault of the waiver. */
static void check_unused(const struct audit_in *in, const struct audit *a, struct diag *d)
{
	for (size_t i = 0; i < in->waivers->n; i++) {
		const struct waiver *w = &in->waivers->v[i];
		const struct audit_finding *f = find(a, w->rule);
		bool elsewhere = f && f->verdict == AUDIT_UNREACHABLE;

		if (w->used || !waiver_is_for(w, in->kernel))
			continue;
		diag_at(d, elsewhere ? DIAG_WARNING : DIAG_ERROR, &w->says.at,
			"nothing needs the waiver of '%s' for %s-%s: the rule %s",
			w->rule, in->kernel->flavour, in->kernel->arch,
			f ? audit_verdict_name(f->verdict) : "is not for this flavour");
	}
}

/* --- the whole ------------------------------------------------------------------------------- */

static void tell_failure(const struct audit_finding *f, struct diag *d)
{
	_cleanup_(cleanup_free) char *helps = join(&f->helps);

	diag_at(d, DIAG_ERROR, f->decided.file ? &f->decided : &f->rule_at,
		"%s wants %s, found %s%s%s [%s, %s]", f->id, f->want, f->found,
		*helps ? "; what helps first: " : "", helps, f->kind, f->severity);
}

/* No news where one of the two is waived already. */
static void tell_conflicts(const struct audit *a, struct diag *d)
{
	size_t settled = 0;

	for (size_t i = 0; i < a->n_conflicts; i++) {
		const struct audit_conflict *c = &a->conflicts[i];

		if (find(a, c->rule)->verdict == AUDIT_WAIVED ||
		    find(a, c->other)->verdict == AUDIT_WAIVED)
			settled++;
		else
			diag_at(d, DIAG_WARNING, &find(a, c->rule)->rule_at,
				"%s and %s cannot both hold: %s", c->rule, c->other,
				c->text);
	}
	if (settled)
		diag_note(
			d,
			"%zu pairs of rules cannot both hold, and one of each is waived; "
			"--markdown shows them",
			settled);
}

static void take_states(const struct kernel_state *k, struct audit *a)
{
	_cleanup_(strv_done) struct strv names = STRV_INIT;

	boot_state_names(&names);
	strv_foreach (&names, i) {
		GROW(a->states, a->n_states, a->states_capacity);
		a->states[a->n_states++] = (struct audit_state){
			xstrdup(names.v[i]), boot_state_get(k, names.v[i])};
	}
}

int audit_run(const struct audit_in *in, struct audit *ret, struct diag *d)
{
	const struct policy *p = in->policy;
	_cleanup_(cleanup_free) const struct rule **rules = xcalloc(p->n, sizeof(*rules));
	size_t errors = d->errors;

	ret->kernel = in->kernel;
	for (size_t i = 0; i < p->n; i++) {
		struct audit_finding *f;

		if (!is_asked(&p->rules[i], in->kernel)) {
			ret->not_asked++;
			continue;
		}
		GROW(ret->findings, ret->n, ret->capacity);
		rules[ret->n] = &p->rules[i];
		f = &ret->findings[ret->n++];
		judge(&p->rules[i], in->kernel, f);
		waive(in, f, d);
		ret->counts[f->verdict]++;
		ret->vacuous += f->vacuous;
		if (f->verdict == AUDIT_FAILS)
			tell_failure(f, d);
	}
	check_unused(in, ret, d);
	conflicts_find(rules, ret);
	tell_conflicts(ret, d);
	take_states(in->kernel, ret);
	return d->errors > errors ? -EBADMSG : 0;
}
