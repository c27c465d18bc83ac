// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/coverage_judge.h"

#include <errno.h>
#include <string.h>

#include "base/alloc.h"

#define SHOWN 40 /* lost symbols; all of them are in the count */

static unsigned int left_bits(const struct covered *c)
{
	return c->wanted & ~c->provided;
}

static char *arch_names(const struct coverage_out *out, unsigned int bits)
{
	struct strbuf text = STRBUF_INIT;

	strv_foreach (&out->archs, i)
		if (bits & 1u << i)
			strbuf_addf(&text, "%s%s", text.len ? ", " : "", out->archs.v[i]);
	return strbuf_detach(&text, NULL);
}

/* --- symbols ---------------------------------------------------------------------------- */

static void find_group(struct coverage_out *out, struct covered *c, struct diag *d)
{
	struct left_group *first = NULL;

	for (size_t i = 0; i < out->left.n; i++) {
		struct left_group *g = &out->left.groups[i];

		if (!left_group_matches(g, c->name, c->file, true))
			continue;
		if (first)
			diag_at(d, DIAG_ERROR, &g->at,
				"CONFIG_%s (%s) is left out by '%s' as well; say 'except' "
				"in one of them",
				c->name, c->file, first->name);
		else
			first = g;
	}
	c->group = first;
}

static void find_groups(struct coverage_out *out, struct diag *d)
{
	size_t lost = 0;

	for (size_t i = 0; i < out->n; i++) {
		struct covered *c = &out->v[i];
		_cleanup_(cleanup_free) char *archs = NULL;

		if (!left_bits(c))
			continue;
		find_group(out, c, d);
		if (c->group || lost++ >= SHOWN)
			continue;
		archs = arch_names(out, left_bits(c));
		diag_error(d, "CONFIG_%s (%s) is lost: %s has it and %s has not (%s)",
			   c->name, c->file, out->left.reference, out->left.flavour,
			   archs);
	}
	if (lost)
		diag_error(
			d,
			"%zu symbols are lost; request them in a fragment, or give the "
			"reason in '%s'",
			lost, out->left.path);
}

/* --- groups ------------------------------------------------------------------------------ */

static const struct covered *find_symbol(const struct coverage_out *out, const char *name)
{
	for (size_t i = 0; i < out->n; i++)
		if (strcmp(out->v[i].name, name) == 0)
			return &out->v[i];
	return NULL;
}

static void check_patterns(const struct coverage_out *out, const struct left_group *g,
			   struct diag *d)
{
	for (size_t i = 0; i < g->n_match; i++) {
		const struct left_pattern *p = &g->match[i];
		const struct covered *c =
			left_pattern_is_name(p) ? find_symbol(out, p->text) : NULL;

		if (p->used)
			continue;
		if (c && !left_bits(c))
			diag_at(d, DIAG_ERROR, &p->at,
				"CONFIG_%s is provided by %s after all; remove it from "
				"'%s'",
				p->text, out->left.flavour, g->name);
		else
			diag_at(d, DIAG_ERROR, &p->at,
				"'%s' matches nothing that is left out; remove it from "
				"'%s'",
				p->text, g->name);
	}
}

size_t coverage_count(const struct coverage_out *out, const struct left_group *g,
		      unsigned int bit)
{
	size_t n = 0;

	for (size_t i = 0; i < out->n; i++)
		n += out->v[i].group == g && (left_bits(&out->v[i]) & bit);
	return n;
}

static bool claims_right(const struct coverage_out *out, const struct left_group *g)
{
	for (size_t i = 0; i < out->archs.n; i++) {
		size_t n = coverage_count(out, g, 1u << i), claimed = 0;
		bool found = false;

		for (size_t j = 0; j < g->n_covers; j++) {
			if (strcmp(g->covers[j].arch, out->archs.v[i]) != 0)
				continue;
			claimed = g->covers[j].n;
			found = true;
		}
		if (!found || claimed != n)
			return false;
	}
	return g->n_covers == out->archs.n;
}

static void check_claim(const struct coverage_out *out, const struct left_group *g,
			struct diag *d)
{
	_cleanup_(strbuf_done) struct strbuf right = STRBUF_INIT;

	if (claims_right(out, g))
		return;
	strv_foreach (&out->archs, i)
		strbuf_addf(&right, "%s%s: %zu", i ? ", " : "", out->archs.v[i],
			    coverage_count(out, g, 1u << i));
	diag_at(d, DIAG_ERROR, &g->covers_at,
		"'%s' covers {%s}; if that is what it should, write so", g->name,
		right.buf);
}

int coverage_judge(struct coverage_out *out, struct diag *d)
{
	size_t errors = d->errors;

	find_groups(out, d);
	for (size_t i = 0; i < out->left.n; i++) {
		check_patterns(out, &out->left.groups[i], d);
		check_claim(out, &out->left.groups[i], d);
	}
	for (size_t i = 0; i < out->n; i++) {
		out->n_wanted++;
		if (left_bits(&out->v[i]))
			out->n_left++;
		else
			out->n_provided++;
	}
	return d->errors > errors ? -EBADMSG : 0;
}
