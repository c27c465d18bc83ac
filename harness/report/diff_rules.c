// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "report/diff.h"

static const char *const severities[] = {"high", "medium", "low"};

static bool is_lost(const struct change_rule *r)
{
	return r->direction == DIRECTION_WEAKER;
}

/* Was the same rule counted for a comparison before this one? */
static bool was_lost(const struct change_set *v, size_t n, const char *id)
{
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < v[i].n_rules; j++)
			if (is_lost(&v[i].rules[j]) && strcmp(v[i].rules[j].id, id) == 0)
				return true;
	return false;
}

static size_t count_lost(const struct change_set *v, size_t n, const char *severity)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < v[i].n_rules; j++) {
			const struct change_rule *r = &v[i].rules[j];

			if (is_lost(r) && !was_lost(v, i, r->id) &&
			    (!severity || diff_is_severity(r, severity)))
				count++;
		}
	return count;
}

bool diff_is_severity(const struct change_rule *r, const char *severity)
{
	return r->severity && strcmp(r->severity, severity) == 0;
}

void diff_lost_rules(const struct change_set *v, size_t n, struct strbuf *to)
{
	size_t all = count_lost(v, n, NULL), said = 0;

	if (!all)
		return;
	strbuf_addf(to, "%zu rule%s of the policy no longer hold%s (", all,
		    all == 1 ? "" : "s", all == 1 ? "s" : "");
	for (size_t i = 0; i < ARRAY_SIZE(severities); i++) {
		size_t some = count_lost(v, n, severities[i]);

		if (some)
			strbuf_addf(to, "%s%zu %s", said++ ? ", " : "", some,
				    severities[i]);
	}
	strbuf_adds(to, ")");
}

bool diff_told_by_rule(const struct change_set *s, const struct strv *rules,
		       enum change_direction d)
{
	for (size_t i = 0; i < s->n_rules; i++)
		if (s->rules[i].direction == d && strv_contains(rules, s->rules[i].id))
			return true;
	return false;
}

bool diff_moves_rule(const struct change_rule *r, const struct strv *rules,
		     enum change_direction d)
{
	return d == r->direction && strv_contains(rules, r->id);
}

static void add_move(const char *kind, const char *name, const char *from, const char *to,
		     struct strbuf *text)
{
	strbuf_addf(text, "%s%s%s %s -> %s", text->len ? ", " : "", kind, name, from, to);
}

void diff_movers(const struct change_set *s, const struct change_rule *r,
		 struct strbuf *to)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct change *c = &s->v[i];

		if (diff_moves_rule(r, &c->rules, c->direction))
			add_move("", c->name, diff_value(c->from), diff_value(c->to), to);
	}
	for (size_t i = 0; i < s->n_settings; i++) {
		const struct change_setting *x = &s->settings[i];

		if (diff_moves_rule(r, &x->rules, x->direction))
			add_move(x->sysctl ? "sysctl " : "argument ", x->name,
				 x->from ? x->from : "not set", x->to ? x->to : "not set",
				 to);
	}
}
