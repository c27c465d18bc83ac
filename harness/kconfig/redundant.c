// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/redundant.h"

#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "base/json.h"

#define TIMEOUT_MS 60000

/* Only the line that counts, and only one that has what it asks for. */
static bool may_be_redundant(const struct judgement *v)
{
	return v->verdict == REQUEST_HONOURED && v->symbol->request == v->request &&
	       v->symbol->state.origin != ORIGIN_TRANSITIONAL;
}

static json_t *pairs_json(const struct merge_out *m)
{
	json_t *pairs = json_array();

	for (size_t i = 0; i < m->n_judged; i++) {
		const struct merge_symbol *s = m->judged[i].symbol;
		const struct request *before = s->earlier ? s->earlier : s->base;

		if (may_be_redundant(&m->judged[i]))
			json_array_append_new(
				pairs, json_pack("[s, s?]", s->name,
						 before ? before->value.text : NULL));
	}
	return pairs;
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
	_cleanup_(cleanup_json) json_t *answer = NULL;
	const struct judgement *first = NULL;
	json_t *pairs = pairs_json(m);
	size_t n = json_array_size(pairs), at = 0;
	const char *same;
	int err =
		bridge_ask(b, json_pack("{s:s, s:o}", "op", "without", "symbols", pairs),
			   TIMEOUT_MS, &answer, d);

	if (err < 0)
		return err;
	same = json_string_value(json_object_get(answer, "same"));
	if (!same || strlen(same) != n) {
		diag_error(d, "the bridge to the tree's Kconfig lost a request");
		return -EPROTO;
	}
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
