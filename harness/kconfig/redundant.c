// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/redundant.h"

#include <string.h>

#include "base/alloc.h"

/* Only the line that counts, and only one that has what it asks for. */
static bool may_be_redundant(const struct judgement *v)
{
	return v->verdict == REQUEST_HONOURED && v->symbol->request == v->request &&
	       v->symbol->state.origin != ORIGIN_TRANSITIONAL;
}

static void note(const struct merge_out *m, const struct judgement *first, struct diag *d)
{
	size_t n = m->counts[REQUEST_REDUNDANT];

	if (n == 1)
		diag_note(d,
			  "1 of %zu requests is redundant, the value is the same without "
			  "it: CONFIG_%s (%s:%u)",
			  m->n_judged, first->request->name, first->request->at.file,
			  first->request->at.line);
	else if (n)
		diag_note(d,
			  "%zu of %zu requests are redundant, the values are the same "
			  "without them, such as CONFIG_%s (%s:%u); the provenance lists "
			  "them",
			  n, m->n_judged, first->request->name, first->request->at.file,
			  first->request->at.line);
}

int redundant_find(struct bridge *b, struct merge_out *m, struct diag *d)
{
	_cleanup_(cleanup_free) const char **names = xcalloc(m->n_judged, sizeof(*names));
	_cleanup_(cleanup_free) const char **before =
		xcalloc(m->n_judged, sizeof(*before));
	_cleanup_(cleanup_free) char *same = NULL;
	const struct judgement *first = NULL;
	size_t n = 0, at = 0;
	int err;

	for (size_t i = 0; i < m->n_judged; i++) {
		const struct merge_symbol *s = m->judged[i].symbol;
		const struct request *r = s->earlier ? s->earlier : s->base;

		if (!may_be_redundant(&m->judged[i]))
			continue;
		names[n] = s->name;
		before[n++] = r ? r->value.text : NULL;
	}
	err = bridge_without(b, names, before, n, &same, d);
	if (err < 0)
		return err;
	for (size_t i = 0; i < m->n_judged; i++) {
		struct judgement *v = &m->judged[i];

		if (!may_be_redundant(v) || same[at++] == '0')
			continue;
		v->verdict = REQUEST_REDUNDANT;
		m->counts[REQUEST_HONOURED]--;
		m->counts[REQUEST_REDUNDANT]++;
		first = first ? first : v;
	}
	note(m, first, d);
	return 0;
}
