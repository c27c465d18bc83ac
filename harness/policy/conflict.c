// SPDX-License-Identifier: GPL-2.0-or-later
#include "policy/conflict.h"

#include <string.h>

#include "base/alloc.h"

static bool is_judged(const struct audit_finding *f)
{
	return f->verdict != AUDIT_NOT_APPLICABLE && f->verdict != AUDIT_UNREACHABLE &&
	       !f->vacuous;
}

static void add(struct audit *a, size_t i, size_t j, char *text)
{
	struct audit_conflict *c;

	GROW(a->conflicts, a->n_conflicts, a->conflicts_capacity);
	c = &a->conflicts[a->n_conflicts++];
	*c = (struct audit_conflict){a->findings[i].id, a->findings[j].id, text};
}

/* Of y, m and n, is there one that neither refuses, though each allows some? */
static bool exclude_each_other(const struct rule *a, const struct rule *b,
			       const char *symbol)
{
	static const char *const values[] = {"y", "m", "n"};
	bool a_allows = false, b_allows = false;

	for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
		bool by_a = !condition_refuses(&a->want, symbol, values[i]);
		bool by_b = !condition_refuses(&b->want, symbol, values[i]);

		if (by_a && by_b)
			return false;
		a_allows |= by_a;
		b_allows |= by_b;
	}
	return a_allows && b_allows;
}

static void find_direct(const struct rule *const *rules, struct audit *a, size_t i)
{
	_cleanup_(strv_done) struct strv symbols = STRV_INIT;

	condition_symbols(&rules[i]->want, &symbols);
	for (size_t j = i + 1; j < a->n; j++) {
		if (!is_judged(&a->findings[j]))
			continue;
		strv_foreach (&symbols, s) {
			if (!exclude_each_other(rules[i], rules[j], symbols.v[s]))
				continue;
			add(a, i, j,
			    xasprintf("one wants %s, the other %s", a->findings[i].want,
				      a->findings[j].want));
			break;
		}
	}
}

static bool is_known(const struct audit *a, size_t i, size_t j)
{
	for (size_t n = 0; n < a->n_conflicts; n++) {
		const struct audit_conflict *c = &a->conflicts[n];

		if ((c->rule == a->findings[i].id && c->other == a->findings[j].id) ||
		    (c->rule == a->findings[j].id && c->other == a->findings[i].id))
			return true;
	}
	return false;
}

/* What would help the one breaks the other. */
static void find_needs(const struct rule *const *rules, struct audit *a, size_t i)
{
	const struct strv *helps = &a->findings[i].helps;

	strv_foreach (helps, h) {
		size_t n = strcspn(helps->v[h], "=");
		_cleanup_(cleanup_free) char *symbol = xstrndup(helps->v[h], n);

		for (size_t j = 0; j < a->n; j++)
			if (j != i && a->findings[j].verdict == AUDIT_HOLDS &&
			    !is_known(a, i, j) && is_judged(&a->findings[j]) &&
			    condition_refuses(&rules[j]->want, symbol,
					      helps->v[h] + n + 1))
				add(a, i, j,
				    xasprintf("one needs %s, the other wants %s",
					      helps->v[h], a->findings[j].want));
	}
}

void conflicts_find(const struct rule *const *rules, struct audit *a)
{
	for (size_t i = 0; i < a->n; i++)
		if (is_judged(&a->findings[i]))
			find_direct(rules, a, i);
	for (size_t i = 0; i < a->n; i++)
		if (is_judged(&a->findings[i]))
			find_needs(rules, a, i);
}
