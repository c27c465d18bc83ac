// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/provenance.h"

#include <string.h>

#include "base/alloc.h"
#include "base/json_text.h"
#include "kconfig/cause.h"

#define SCHEMA 2

static void add_place(struct json_text *t, const char *key, const struct loc *at)
{
	char number[3 * sizeof(at->line) + 2], *p = number + sizeof(number) - 1;
	unsigned int line = at->line;

	*p = '\0';
	do {
		*--p = (char)('0' + line % 10);
		line /= 10;
	} while (line);
	*--p = ':';
	json_text_parts(t, key, at->file, p);
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
	if (json_object_get(s->source.more, "commands"))
		return "probe";
	return json_object_get(s->source.more, "environment") ? "environment" : "default";
}

static void add_selectors(struct json_text *t, const json_t *by)
{
	json_text_open(t, "by", '[');
	for (size_t i = 0; i < json_array_size(by); i++) {
		const json_t *pair = json_array_get(by, i);

		json_text_open(t, NULL, '{');
		json_text_value(t, "symbol", json_array_get(pair, 0));
		json_text_value(t, "at", json_array_get(pair, 1));
		json_text_close(t, '}');
	}
	json_text_close(t, ']');
}

/* The same of a text: "NAME PLACE NAME PLACE" */
static void add_raisers(struct json_text *t, const char *by)
{
	_cleanup_(cleanup_free) char *copy = xstrdup(by);
	char *rest = copy;

	json_text_open(t, "by", '[');
	while (rest) {
		const char *symbol = strsep(&rest, " "), *at = strsep(&rest, " ");

		json_text_open(t, NULL, '{');
		json_text_string(t, "symbol", symbol);
		json_text_string(t, "at", at ? at : "");
		json_text_close(t, '}');
	}
	json_text_close(t, ']');
}

/* Its members, in an object that is open. */
static void add_symbol(struct json_text *t, const struct merge_symbol *s)
{
	static const char *const copied[] = {"winner", "text", "commands", "environment"};
	const struct request *r = s->request ? s->request : s->base;
	const json_t *by = json_object_get(s->source.more, "by");

	json_text_string(t, "value", s->state.value);
	json_text_string(t, "origin", origin_name(s));
	if (s->source.at)
		json_text_string(t, "at", s->source.at);
	else if (s->state.origin == ORIGIN_USER && r)
		add_place(t, "at", &r->at);
	for (size_t i = 0; i < ARRAY_SIZE(copied); i++) {
		const json_t *part = json_object_get(s->source.more, copied[i]);

		if (part)
			json_text_value(t, copied[i], part);
	}
	if (s->source.by)
		add_raisers(t, s->source.by);
	else if (by)
		add_selectors(t, by);
}

json_t *provenance_symbol(const struct merge_symbol *s)
{
	_cleanup_(strbuf_done) struct strbuf text = STRBUF_INIT;
	struct json_text t = json_text_init(&text);

	json_text_open(&t, NULL, '{');
	add_symbol(&t, s);
	json_text_close(&t, '}');
	return json_loads(text.buf, 0, NULL);
}

/* All lines about it, in the order in which they count. */
static void add_lines(struct json_text *t, const struct merge_symbol *s)
{
	if (!s->n_lines)
		return;
	json_text_open(t, "lines", '[');
	for (size_t i = 0; i < s->n_lines; i++) {
		json_text_open(t, NULL, '{');
		add_place(t, "at", &s->lines[i]->at);
		json_text_string(t, "value", s->lines[i]->value.text);
		json_text_close(t, '}');
	}
	json_text_close(t, ']');
}

static void add_symbols(struct json_text *t, const struct merge_out *m)
{
	json_text_open(t, "symbols", '{');
	for (const struct merge_symbol *s = m->symbols; s; s = s->hh.next) {
		if (!s->written)
			continue;
		json_text_open(t, s->name, '{');
		add_symbol(t, s);
		add_lines(t, s);
		json_text_close(t, '}');
	}
	json_text_close(t, '}');
}

static void add_failed(struct json_text *t, const struct merge_out *m)
{
	json_text_open(t, "failed", '[');
	for (size_t i = 0; i < m->n_judged; i++) {
		const struct judgement *v = &m->judged[i];

		if (!request_failed(v->verdict))
			continue;
		json_text_open(t, NULL, '{');
		json_text_string(t, "symbol", v->request->name);
		json_text_string(t, "asked", v->request->value.text);
		json_text_string(t, "result", v->symbol->state.value);
		json_text_string(t, "verdict", request_verdict_name(v->verdict));
		add_place(t, "at", &v->request->at);
		json_text_close(t, '}');
	}
	json_text_close(t, ']');
}

static void add_redundant(struct json_text *t, const struct merge_out *m)
{
	json_text_open(t, "redundant", '[');
	for (size_t i = 0; i < m->n_judged; i++) {
		if (m->judged[i].verdict != REQUEST_REDUNDANT)
			continue;
		json_text_open(t, NULL, '{');
		json_text_string(t, "symbol", m->judged[i].request->name);
		add_place(t, "at", &m->judged[i].request->at);
		json_text_close(t, '}');
	}
	json_text_close(t, ']');
}

static void add_counts(struct json_text *t, const struct merge_out *m)
{
	json_text_open(t, "requests", '{');
	for (int i = 0; i < REQUEST_VERDICTS; i++)
		json_text_integer(t, request_verdict_name((enum request_verdict)i),
				  (json_int_t)m->counts[i]);
	json_text_close(t, '}');
}

static void add_summary(struct json_text *t, const struct merge_in *in,
			const struct merge_out *m)
{
	json_text_integer(t, "schema", SCHEMA);
	json_text_string(t, "linux", m->tree.kernelversion);
	json_text_string(t, "arch", in->arch);
	json_text_string(t, "base", in->base);
	json_text_open(t, "fragments", '[');
	strv_foreach (in->fragments, i)
		json_text_string(t, NULL, in->fragments->v[i]);
	json_text_close(t, ']');
	add_counts(t, m);
	add_failed(t, m);
	add_redundant(t, m);
}

static void add_causes(struct json_text *t, const struct merge_out *m)
{
	json_t *causes = causes_json(m->causes);

	json_text_value(t, "causes", causes);
	json_decref(causes);
}

char *provenance_print(const struct merge_in *in, const struct merge_out *m)
{
	struct strbuf text = STRBUF_INIT;
	struct json_text t = json_text_init(&text);

	json_text_open(&t, NULL, '{');
	add_summary(&t, in, m);
	if (m->toolchain)
		json_text_value(&t, "toolchain", m->toolchain);
	add_causes(&t, m);
	add_symbols(&t, m);
	json_text_close(&t, '}');
	strbuf_addc(&text, '\n');
	return strbuf_detach(&text, NULL);
}

char *provenance_summary(const struct merge_in *in, const struct merge_out *m)
{
	struct strbuf text = STRBUF_INIT;
	struct json_text t = json_text_init(&text);

	json_text_open(&t, NULL, '{');
	add_summary(&t, in, m);
	add_causes(&t, m);
	json_text_close(&t, '}');
	strbuf_addc(&text, '\n');
	return strbuf_detach(&text, NULL);
}
