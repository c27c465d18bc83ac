// SPDX-License-Identifier: GPL-2.0-or-later
#include <jansson.h>
#include <string.h>

#include "report/rebase.h"

static json_t *text_json(const char *text)
{
	json_t *t = text ? json_string(text) : NULL;

	return t ? t : text ? json_string("(not UTF-8)") : json_null();
}

static json_t *values_json(const struct rebase_item *i)
{
	json_t *values = json_object();

	strv_foreach (&i->pairs, k)
		json_object_set_new(values, i->pairs.v[k], text_json(i->values.v[k]));
	return values;
}

static json_t *similar_json(const struct rebase_item *i)
{
	json_t *all = json_array();

	for (size_t k = 0; k < i->n_similar; k++) {
		const struct rebase_similar *s = &i->similar[k];

		json_array_append_new(all, json_pack("{s:s, s:s, s:s, s:b}", "symbol",
						     s->symbol, "value", s->value, "at",
						     s->at, "menu", s->menu));
	}
	return all;
}

static void add_new(const struct rebase_item *i, json_t *to)
{
	json_object_set_new(to, "menu", text_json(i->menu));
	json_object_set_new(to, "similar", similar_json(i));
	json_object_set_new(to, "fragments",
			    json_pack("{s:o, s:o}", "y", text_json(i->place_y), "n",
				      text_json(i->place_n)));
}

static void add_request(const struct rebase_item *i, json_t *to)
{
	json_object_set_new(to, "request",
			    json_pack("{s:o, s:i, s:o}", "file", text_json(i->file),
				      "line", (int)i->line, "value",
				      text_json(i->asked)));
	json_object_set_new(to, "edit", text_json(i->edit));
	json_object_set_new(to, "holds", json_boolean(i->holds));
}

static json_t *item_json(const struct rebase_item *i)
{
	json_t *o = json_pack(
		"{s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "kind",
		rebase_kind_name(i->kind), "state", rebase_state_name(i->state),
		i->kind == REBASE_RULE ? "rule" : "symbol", text_json(i->name), "type",
		text_json(i->type), "prompt", text_json(i->prompt), "help",
		text_json(i->help), "at", text_json(i->at), "pairs", values_json(i));

	if (i->kind == REBASE_NEW)
		add_new(i, o);
	else if (i->kind != REBASE_RULE)
		add_request(i, o);
	json_object_set_new(o, "because", text_json(i->because));
	json_object_set_new(o, "reason", text_json(i->reason));
	json_object_set_new(o, "owner", text_json(i->owner));
	return o;
}

static json_t *counts_json(const struct rebase *r)
{
	json_t *counts = json_object();

	for (int k = 0; k < REBASE_KINDS; k++) {
		enum rebase_kind kind = (enum rebase_kind)k;
		size_t all = rebase_count(r, kind, REBASE_STATES);
		size_t open = rebase_count(r, kind, REBASE_OPEN);

		json_object_set_new(counts, rebase_kind_name(kind),
				    json_pack("{s:I, s:I}", "all", (json_int_t)all,
					      "open", (json_int_t)open));
	}
	return counts;
}

void rebase_print_json(const struct rebase *r, struct strbuf *to)
{
	size_t open = rebase_count(r, REBASE_KINDS, REBASE_OPEN);
	json_t *items = json_array(), *pairs = json_array(), *doc;
	char *text;

	strv_foreach (&r->pairs, i)
		json_array_append_new(pairs, text_json(r->pairs.v[i]));
	for (size_t i = 0; i < r->n; i++)
		json_array_append_new(items, item_json(&r->v[i]));
	doc = json_pack("{s:i, s:s, s:s, s:o, s:I, s:o, s:o}", "schema", 1, "from",
			r->from, "to", r->to, "pairs", pairs, "open", (json_int_t)open,
			"counts", counts_json(r), "items", items);
	text = json_dumps(doc, JSON_INDENT(1));
	strbuf_addf(to, "%s\n", text ? text : "{}");
	free(text);
	json_decref(doc);
}
