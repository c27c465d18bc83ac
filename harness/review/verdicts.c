// SPDX-License-Identifier: GPL-2.0-or-later
#include "review/verdicts.h"

#include <string.h>

#include "base/alloc.h"

static const struct audit_finding *find(const struct audit *a, const char *id)
{
	for (size_t i = 0; i < a->n; i++)
		if (strcmp(a->findings[i].id, id) == 0)
			return &a->findings[i];
	return NULL;
}

static char *copy(const char *text)
{
	return text ? xstrdup(text) : NULL;
}

/* --- rules ---------------------------------------------------------------------------------- */

static bool is_broken(enum audit_verdict v)
{
	return v == AUDIT_FAILS || v == AUDIT_WAIVED || v == AUDIT_UNREACHABLE;
}

/* What must be kept says nothing about attacks. */
static enum change_direction direction_of(const struct audit_finding *was,
					  const struct audit_finding *is)
{
	if (strcmp(is->kind, "hardening") != 0)
		return DIRECTION_NEUTRAL;
	if (was->verdict == AUDIT_HOLDS && is_broken(is->verdict))
		return DIRECTION_WEAKER;
	if (is_broken(was->verdict) && is->verdict == AUDIT_HOLDS)
		return DIRECTION_STRONGER;
	return DIRECTION_NEUTRAL;
}

static void add_rule(const struct audit_finding *was, const struct audit_finding *is,
		     struct change_set *to)
{
	GROW(to->rules, to->n_rules, to->rules_capacity);
	to->rules[to->n_rules++] =
		(struct change_rule){.id = xstrdup(is->id),
				     .severity = copy(is->severity),
				     .kind = copy(is->kind),
				     .from = xstrdup(audit_verdict_name(was->verdict)),
				     .to = xstrdup(audit_verdict_name(is->verdict)),
				     .found_from = copy(was->found),
				     .found_to = copy(is->found),
				     .reason = copy(is->reason),
				     .direction = direction_of(was, is)};
}

/* --- effective state -------------------------------------------------------------------------- */

static const char *state_of(const struct audit *a, const char *name)
{
	for (size_t i = 0; i < a->n_states; i++)
		if (strcmp(a->states[i].name, name) == 0)
			return a->states[i].value;
	return NULL;
}

static void add_states(const struct audit *old, const struct audit *new,
		       struct change_set *to)
{
	for (size_t i = 0; i < new->n_states; i++) {
		const struct audit_state *s = &new->states[i];
		const char *was = state_of(old, s->name);

		if (strcmp(was ? was : "", s->value ? s->value : "") == 0)
			continue;
		GROW(to->states, to->n_states, to->states_capacity);
		to->states[to->n_states++] =
			(struct change_state){.name = xstrdup(s->name),
					      .from = copy(was),
					      .to = copy(s->value)};
	}
}

void review_verdicts(const struct audit *old, const struct audit *new,
		     struct change_set *ret)
{
	for (size_t i = 0; i < new->n; i++) {
		const struct audit_finding *is = &new->findings[i];
		const struct audit_finding *was = find(old, is->id);

		if (was && was->verdict != is->verdict)
			add_rule(was, is, ret);
	}
	add_states(old, new, ret);
}

/* --- which changes a rule is about -------------------------------------------------------------- */

static void turn(enum change_direction *d, enum change_direction by)
{
	if (by > *d) /* in the order of change.h: weaker is the last one */
		*d = by;
}

static bool is_graver(const char *a, const char *b)
{
	static const char *const order[] = {"low", "medium", "high"};
	int x = -1, y = -1;

	for (int i = 0; i < 3; i++) {
		x = a && strcmp(a, order[i]) == 0 ? i : x;
		y = b && strcmp(b, order[i]) == 0 ? i : y;
	}
	return x > y;
}

/* "sysctl:NAME=1", "cmdline:NAME" */
static bool wants_setting(const char *want, const struct change_setting *s)
{
	_cleanup_(cleanup_free) char *text =
		xasprintf("%s:%s", s->sysctl ? "sysctl" : "cmdline", s->name);
	const char *at = strstr(want, text);
	char next = at ? at[strlen(text)] : 'x';

	return at && !strchr("._-", next ? next : ' ') && !(next >= 'a' && next <= 'z') &&
	       !(next >= '0' && next <= '9');
}

void review_mark(struct change_set *ret, const struct change_rule *r,
		 const struct strv *symbols, const char *want)
{
	for (size_t i = 0; i < ret->n; i++) {
		struct change *c = &ret->v[i];

		if (!strv_contains(symbols, c->name))
			continue;
		strv_push(&c->rules, r->id);
		turn(&c->direction, r->direction);
		if (is_graver(r->severity, c->severity)) {
			free(c->severity);
			c->severity = copy(r->severity);
		}
	}
	for (size_t i = 0; i < ret->n_settings; i++) {
		if (!wants_setting(want, &ret->settings[i]))
			continue;
		strv_push(&ret->settings[i].rules, r->id);
		turn(&ret->settings[i].direction, r->direction);
	}
}
