// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/provenance.h"

#include <jansson.h>
#include <string.h>

#include "base/alloc.h"
#include "kconfig/cause.h"

#define SCHEMA 2

static json_t *place(const struct loc *at)
{
	return json_sprintf("%s:%u", at->file, at->line);
}

static const char *origin_name(const struct merge_symbol *s)
{
	switch (s->state.origin) {
	case ORIGIN_SELECT: return "select";
	case ORIGIN_IMPLY: return "imply";
	case ORIGIN_CHOICE: return "choice";
	case ORIGIN_USER:
		/* without a file: the rule that is the base, as in allnoconfig */
		return s->request ? "fragment" : "base";
	default: break;
	}
	if (json_object_get(s->source, "commands"))
		return "probe";
	return json_object_get(s->source, "environment") ? "environment" : "default";
}

static json_t *selectors_json(const json_t *by)
{
	json_t *all = json_array();

	for (size_t i = 0; i < json_array_size(by); i++) {
		const json_t *pair = json_array_get(by, i);

		json_array_append_new(all, json_pack("{s:O, s:O}", "symbol",
						     json_array_get(pair, 0), "at",
						     json_array_get(pair, 1)));
	}
	return all;
}

static void set_origin(json_t *o, const struct merge_symbol *s)
{
	static const char *const copied[] = {"at", "winner", "text", "commands",
					     "environment"};
	const struct request *r = s->request ? s->request : s->base;
	const json_t *by = json_object_get(s->source, "by");

	json_object_set_new(o, "origin", json_string(origin_name(s)));
	if (s->state.origin == ORIGIN_USER && r)
		json_object_set_new(o, "at", place(&r->at));
	for (size_t i = 0; i < ARRAY_SIZE(copied); i++) {
		json_t *part = json_object_get(s->source, copied[i]);

		if (part)
			json_object_set(o, copied[i], part);
	}
	if (by)
		json_object_set_new(o, "by", selectors_json(by));
}

json_t *provenance_symbol(const struct merge_symbol *s)
{
	json_t *o = json_pack("{s:s}", "value", s->state.value);

	set_origin(o, s);
	return o;
}

/* {NAME: [all lines about it, in the order in which they count]} */
static json_t *lines_json(const struct merge_out *m)
{
	json_t *all = json_object();

	for (size_t i = 0; i <= m->n_fragments; i++) {
		const struct fragment *f = i ? &m->fragments[i - 1] : &m->base_values;

		for (size_t j = 0; j < f->n; j++) {
			const struct request *r = &f->requests[j];
			json_t *lines = json_object_get(all, r->name);

			if (!lines) {
				lines = json_array();
				json_object_set_new(all, r->name, lines);
			}
			json_array_append_new(lines,
					      json_pack("{s:o, s:s}", "at", place(&r->at),
							"value", r->value.text));
		}
	}
	return all;
}

static json_t *symbols_json(const struct merge_out *m)
{
	json_t *all = json_object(), *touched = lines_json(m);

	for (const struct merge_symbol *s = m->symbols; s; s = s->hh.next) {
		json_t *o, *lines;

		if (!s->written)
			continue;
		o = provenance_symbol(s);
		lines = json_object_get(touched, s->name);
		if (lines)
			json_object_set(o, "lines", lines);
		json_object_set_new(all, s->name, o);
	}
	json_decref(touched);
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
