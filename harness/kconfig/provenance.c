// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/provenance.h"

#include <jansson.h>
#include <string.h>

#include "base/alloc.h"
#include "kconfig/cause.h"

#define SCHEMA 1

static json_t *place(const struct loc *at)
{
	return json_sprintf("%s:%u", at->file, at->line);
}

static void set_origin(json_t *o, const struct merge_symbol *s)
{
	const struct request *r = s->request ? s->request : s->base;
	const char *origin = "default";

	switch (s->state.origin) {
	case ORIGIN_SELECT: origin = "select"; break;
	case ORIGIN_IMPLY: origin = "imply"; break;
	case ORIGIN_CHOICE: origin = "choice"; break;
	case ORIGIN_USER:
		/* without a file: the rule that is the base, as in allnoconfig */
		origin = s->request ? "fragment" : "base";
		break;
	default: break;
	}
	json_object_set_new(o, "origin", json_string(origin));
	if (s->state.origin == ORIGIN_USER && r)
		json_object_set_new(o, "at", place(&r->at));
}

static json_t *symbols_json(const struct merge_out *m)
{
	json_t *all = json_object();

	for (const struct merge_symbol *s = m->symbols; s; s = s->hh.next) {
		json_t *o;

		if (!s->written)
			continue;
		o = json_pack("{s:s}", "value", s->state.value);
		set_origin(o, s);
		json_object_set_new(all, s->name, o);
	}
	return all;
}

static json_t *failed_json(const struct merge_out *m)
{
	json_t *all = json_array();

	for (size_t i = 0; i < m->n_judged; i++) {
		const struct judgement *v = &m->judged[i];

		if (!request_failed(v->verdict))
			continue;
		json_array_append_new(all, json_pack("{s:s, s:s, s:s, s:s, s:o}",
						     "symbol", v->request->name, "asked",
						     v->request->value.text, "result",
						     v->symbol->state.value, "verdict",
						     request_verdict_name(v->verdict),
						     "at", place(&v->request->at)));
	}
	return all;
}

static json_t *redundant_json(const struct merge_out *m)
{
	json_t *all = json_array();

	for (size_t i = 0; i < m->n_judged; i++) {
		const struct request *r = m->judged[i].request;

		if (m->judged[i].verdict == REQUEST_REDUNDANT)
			json_array_append_new(all,
					      json_pack("{s:s, s:o}", "symbol", r->name,
							"at", place(&r->at)));
	}
	return all;
}

static json_t *counts_json(const struct merge_out *m)
{
	json_t *counts = json_object();

	for (int i = 0; i < REQUEST_VERDICTS; i++)
		json_object_set_new(counts, request_verdict_name((enum request_verdict)i),
				    json_integer((json_int_t)m->counts[i]));
	return counts;
}

static json_t *summary_json(const struct merge_in *in, const struct merge_out *m)
{
	json_t *fragments = json_array();

	strv_foreach (in->fragments, i)
		json_array_append_new(fragments, json_string(in->fragments->v[i]));
	return json_pack("{s:i, s:s, s:s, s:s, s:o, s:o, s:o, s:o}", "schema", SCHEMA,
			 "linux", m->tree.kernelversion, "arch", in->arch, "base",
			 in->base, "fragments", fragments, "requests", counts_json(m),
			 "failed", failed_json(m), "redundant", redundant_json(m));
}

/* Takes @doc. */
static char *print(json_t *doc)
{
	_cleanup_(cleanup_free) char *text = json_dumps(doc, JSON_INDENT(1));

	json_decref(doc);
	return xasprintf("%s\n", text ? text : "{}");
}

char *provenance_print(const struct merge_in *in, const struct merge_out *m)
{
	json_t *doc = summary_json(in, m);

	json_object_set(doc, "toolchain", m->toolchain);
	json_object_set_new(doc, "causes", causes_json(m->causes));
	json_object_set_new(doc, "symbols", symbols_json(m));
	return print(doc);
}

char *provenance_summary(const struct merge_in *in, const struct merge_out *m)
{
	json_t *doc = summary_json(in, m);

	json_object_set_new(doc, "causes", causes_json(m->causes));
	return print(doc);
}
