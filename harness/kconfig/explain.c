// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/explain.h"

#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "base/json.h"
#include "kconfig/judge.h"
#include "kconfig/provenance.h"
#include "kconfig/toolchain.h"
#include "kconfig/trial.h"

#define DESCRIBE_TIMEOUT_MS 60000
#define MAX_CHANGES	    64

/* What the merge knows of a symbol, also of one that no file mentions. */
static int look_up(struct bridge *b, const struct merge_out *m, const char *name,
		   struct merge_symbol *ret, struct diag *d)
{
	const struct merge_symbol *known;
	int err;

	HASH_FIND_STR(m->symbols, name, known);
	*ret = (struct merge_symbol){.name = (char *)(uintptr_t)name};
	err = bridge_sources(b, &name, 1, &ret->source, d);
	if (known) {
		ret->base = known->base;
		ret->request = known->request;
		ret->earlier = known->earlier;
		ret->rename = known->rename;
	}
	if (err == 0)
		err = bridge_symbols(b, &name, 1, &ret->state, d);
	if (err == 0)
		toolchain_hide_tree(json_object_get(ret->source.more, "commands"),
				    &m->tree);
	return err;
}

static void done(struct merge_symbol *s)
{
	free(s->state.value);
	symbol_source_done(&s->source);
}

static const char *type_name(enum symbol_type type)
{
	switch (type) {
	case TYPE_BOOL: return "bool";
	case TYPE_TRISTATE: return "tristate";
	case TYPE_INT: return "int";
	case TYPE_HEX: return "hex";
	case TYPE_STRING: return "string";
	default: return "unknown";
	}
}

/* --- who asks for it ----------------------------------------------------------------- */

static json_t *line_json(const struct request *r)
{
	json_t *line = json_pack("{s:o, s:s}", "at",
				 json_sprintf("%s:%u", r->at.file, r->at.line), "value",
				 r->value.text);

	for (int k = 0; r->about && k < ANNOTATION_KEYS; k++)
		if (r->about->text[k])
			json_object_set_new(line,
					    annotation_key_name((enum annotation_key)k),
					    json_string(r->about->text[k]));
	return line;
}

static int add_verdict(struct bridge *b, const struct request *r,
		       const struct merge_symbol *s, json_t *line, struct diag *d)
{
	_cleanup_(diag_done) struct diag said = DIAG_INIT;
	struct judgement j;
	const char *text;
	int err = judge_request(b, r, s, &j, &said);

	if (err < 0) {
		diag_append(d, &said);
		return err;
	}
	json_object_set_new(line, "verdict",
			    json_string(request_verdict_name(j.verdict)));
	if (!request_failed(j.verdict) || !said.n)
		return 0;
	/* "CONFIG_X=y: the result is n; its prompt needs ..." */
	text = strstr(said.entries[0].text, ": ");
	json_object_set_new(line, "reason",
			    json_string(text ? text + 2 : said.entries[0].text));
	return 0;
}

static int add_lines(struct bridge *b, const struct merge_out *m,
		     const struct merge_symbol *s, json_t *to, struct diag *d)
{
	json_t *lines = json_array();
	int err = 0;

	json_object_set_new(to, "lines", lines);
	for (size_t i = 0; i <= m->n_fragments; i++) {
		const struct fragment *f = i ? &m->fragments[i - 1] : &m->base_values;

		for (size_t j = 0; err == 0 && j < f->n; j++) {
			const struct request *r = &f->requests[j];
			json_t *line;

			if (strcmp(r->name, s->name) != 0)
				continue;
			line = line_json(r);
			json_array_append_new(lines, line);
			if (i)
				err = add_verdict(b, r, s, line, d);
		}
	}
	return err;
}

/* --- what it needs ------------------------------------------------------------------- */

static int leaf_json(struct bridge *b, const struct merge_out *m, const json_t *leaf,
		     json_t **ret, struct diag *d)
{
	const char *name = json_string_value(json_array_get(leaf, 0));
	json_t *place = json_array_get(leaf, 2);
	struct merge_symbol s;
	int err;

	if (name && *name == '\'') { /* a command of the toolchain */
		*ret = json_pack("{s:s, s:O, s:O, s:b}", "symbol", name, "value",
				 json_array_get(leaf, 1), "defined", place, "toolchain",
				 true);
		return 0;
	}
	err = look_up(b, m, name ? name : "", &s, d);
	if (err == 0) {
		*ret = json_is_string(place) ? provenance_symbol(&s) : json_object();
		json_object_set_new(*ret, "symbol", json_string(name));
		json_object_set(*ret, "value", json_array_get(leaf, 1));
		json_object_set(*ret, "defined", place);
	}
	done(&s);
	return err;
}

static int add_dependencies(struct bridge *b, const struct merge_out *m,
			    const json_t *parts, json_t *to, struct diag *d)
{
	json_t *all = json_array(), *part, *leaf;
	size_t i, j;

	json_object_set_new(to, "depends", all);
	json_array_foreach (parts, i, part) {
		json_t *leaves = json_array();

		json_array_append_new(all, json_pack("{s:O, s:O, s:o}", "expression",
						     json_array_get(part, 0), "value",
						     json_array_get(part, 1), "symbols",
						     leaves));
		json_array_foreach (json_array_get(part, 2), j, leaf) {
			json_t *told = NULL;
			int err = leaf_json(b, m, leaf, &told, d);

			if (err < 0)
				return err;
			json_array_append_new(leaves, told);
		}
	}
	return 0;
}

static void add_triples(const json_t *described, const char *key, json_t *to)
{
	json_t *all = json_array(), *triple;
	size_t i;

	json_array_foreach (json_object_get(described, key), i, triple)
		json_array_append_new(all, json_pack("{s:O, s:O, s:O}", "symbol",
						     json_array_get(triple, 0), "at",
						     json_array_get(triple, 1), "value",
						     json_array_get(triple, 2)));
	json_object_set_new(to, key, all);
}

static int describe(struct bridge *b, const struct merge_out *m, const char *name,
		    json_t *to, struct diag *d)
{
	_cleanup_(cleanup_json) json_t *described = NULL;
	int err = bridge_ask(b, json_pack("{s:s, s:s}", "op", "describe", "name", name),
			     DESCRIBE_TIMEOUT_MS, &described, d);

	if (err < 0)
		return err;
	json_object_set(to, "definitions", json_object_get(described, "definitions"));
	json_object_set(to, "defaults", json_object_get(described, "defaults"));
	json_object_set(to, "range", json_object_get(described, "range"));
	add_triples(described, "selected_by", to);
	add_triples(described, "implied_by", to);
	add_triples(described, "selects", to);
	add_triples(described, "implies", to);
	return add_dependencies(b, m, json_object_get(described, "parts"), to, d);
}

/* --- what if ------------------------------------------------------------------------- */

static json_t *trial_json(const struct trial *t, const char *name)
{
	json_t *changes = json_array();
	size_t others = t->n_changed;

	for (size_t i = 0; i < t->n_listed; i++) {
		const struct symbol_change *c = &t->changes[i];

		if (strcmp(c->name, name) == 0)
			others--;
		else
			json_array_append_new(
				changes, json_pack("[s, s, s]", c->name, c->from, c->to));
	}
	return json_pack("{s:s, s:I, s:o}", "value", t->states[0].value, "changed",
			 (json_int_t)others, "changes", changes);
}

static int add_trials(struct bridge *b, const struct merge_symbol *s, json_t *to,
		      struct diag *d)
{
	json_t *all = json_object();

	json_object_set_new(to, "if", all);
	for (const char *v = "ymn"; *v; v++) {
		_cleanup_(trial_done) struct trial t = TRIAL_INIT;
		_cleanup_(strbuf_done) struct strbuf line = STRBUF_INIT;
		char text[] = {*v, '\0'};
		struct value value = {VALUE_TRISTATE, text};
		int err;

		if (strcmp(s->state.value, text) == 0 ||
		    (*v == 'm' && s->state.type != TYPE_TRISTATE))
			continue;
		value_print_line(s->name, &value, &line);
		err = trial_run(b, line.buf, (const char *const *)&s->name, 1,
				MAX_CHANGES, &t, d);
		if (err < 0)
			return err;
		json_object_set_new(all, text, trial_json(&t, s->name));
	}
	return 0;
}

/* What a name may mean that the tree does not have. */
static int add_meaning(struct bridge *b, const struct merge_in *in, const char *name,
		       json_t *to, struct diag *d)
{
	_cleanup_(strbuf_done) struct strbuf text = STRBUF_INIT;
	_cleanup_(strv_done) struct strv near = STRV_INIT;
	const struct rename *rename = renames_find(in->renames, name);
	const char *arch = NULL, *at = bridge_elsewhere(b, name, &arch);
	int err = 0;

	strbuf_adds(&text, "the tree has no such symbol for this architecture");
	if (rename)
		strbuf_addf(&text, "; it is called CONFIG_%s now%s", rename->to,
			    rename->inverted ? ", with the opposite meaning" : "");
	else if (at)
		strbuf_addf(&text, ", but for %s (%s)", arch, at);
	else
		err = bridge_near(b, name, &near, d);
	strv_foreach (&near, i)
		strbuf_addf(&text, "%s CONFIG_%s", i ? "," : "; similar:", near.v[i]);
	json_object_set_new(to, "meaning", json_string(text.buf));
	return err;
}

/* With which other values it would be as it is not now: {"if": {WANT: {"takes": [...]}}} */
static int add_takes(struct bridge *b, const char *name, json_t *trials, struct diag *d)
{
	_cleanup_(cleanup_json) json_t *answer = NULL;
	json_t *requests = json_array(), *trial, *pick;
	const char *want;
	size_t n = 0, i;
	int err;

	json_object_foreach (trials, want, trial)
		if (strcmp(json_string_value(json_object_get(trial, "value")), want) != 0)
			json_array_append_new(requests,
					      json_pack("[s, s, b]", name, want, true));
	err = bridge_ask(b,
			 json_pack("{s:s, s:o, s:[], s:i, s:i}", "op", "causes",
				   "requests", requests, "locked", "limit_ms", 300,
				   "budget_ms", 600),
			 DESCRIBE_TIMEOUT_MS, &answer, d);
	json_object_foreach (trials, want, trial) {
		json_t *takes = json_array();
		const json_t *c;

		if (err < 0 || strcmp(json_string_value(json_object_get(trial, "value")),
				      want) == 0) {
			json_decref(takes);
			continue;
		}
		c = json_array_get(json_object_get(answer, "causes"), n++);
		json_array_foreach (json_object_get(c, "picks"), i, pick)
			json_array_append_new(
				takes,
				json_sprintf(
					"%s=%s",
					json_string_value(json_object_get(pick, "name")),
					json_string_value(json_object_get(pick, "to"))));
		json_array_foreach (json_object_get(c, "probes"), i, pick)
			json_array_append(takes, json_object_get(pick, "command"));
		json_object_set_new(trial, "takes", takes);
	}
	return err;
}

int explain_symbol(struct bridge *b, const struct merge_in *in, const struct merge_out *m,
		   const char *name, json_t **ret, struct diag *d)
{
	_cleanup_(cleanup_json) json_t *e = NULL;
	struct merge_symbol s;
	int err = look_up(b, m, name, &s, d);

	if (err == 0) {
		bool known = s.state.type != TYPE_NONE;

		e = known ? provenance_symbol(&s) : json_object();
		json_object_set_new(e, "symbol", json_string(name));
		json_object_set_new(e, "arch", json_string(in->arch));
		json_object_set_new(e, "base", json_string(in->base));
		json_object_set_new(e, "linux", json_string(in->linux_dir));
		json_object_set_new(e, "type", json_string(type_name(s.state.type)));
		err = add_lines(b, m, &s, e, d);
		if (err == 0 && known)
			err = describe(b, m, name, e, d);
		if (err == 0 &&
		    (s.state.type == TYPE_BOOL || s.state.type == TYPE_TRISTATE))
			err = add_trials(b, &s, e, d);
		if (err == 0 && json_object_size(json_object_get(e, "if")))
			err = add_takes(b, name, json_object_get(e, "if"), d);
		if (err == 0 && !known)
			err = add_meaning(b, in, name, e, d);
	}
	done(&s);
	if (err == 0)
		*ret = TAKE_PTR(e);
	return err;
}

bool explain_same(const json_t *a, const json_t *b)
{
	static const char *const keys[] = {"value", "origin", "at", "by", "winner"};

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		const json_t *x = json_object_get(a, keys[i]);
		const json_t *y = json_object_get(b, keys[i]);

		if (x != y && !json_equal(x, y))
			return false;
	}
	return true;
}
