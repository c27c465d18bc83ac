// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/reach.h"

#include <string.h>

#include "base/alloc.h"
#include "base/json.h"
#include "base/strbuf.h"
#include "kconfig/judge.h"

#define LIMIT_MS   2000 /* a question */
#define BUDGET_MS  60000
#define TIMEOUT_MS 600000

int reach_symbols(struct bridge *b, const struct strv *names, struct kernel_state *k,
		  struct diag *d)
{
	_cleanup_(cleanup_free) struct symbol_state *states =
		xcalloc(names->n, sizeof(*states));
	int err = bridge_symbols(b, (const char *const *)names->v, names->n, states, d);

	strv_foreach (names, i) {
		bool bool_like = states[i].type == TYPE_BOOL ||
				 states[i].type == TYPE_TRISTATE ||
				 states[i].type == TYPE_NONE;
		const char *value = states[i].value ? states[i].value : "";

		if (err == 0)
			kernel_symbol_add(k, names->v[i],
					  bool_like && !*value ? "n" : value)
				->known = states[i].type != TYPE_NONE;
		free(states[i].value);
	}
	return err;
}

static json_t *question_json(const struct strv *questions, const struct strv *locked)
{
	json_t *requests = json_array(), *names = json_array();

	strv_foreach (questions, i) {
		size_t n = strcspn(questions->v[i], "=");

		json_array_append_new(requests, json_pack("[s%, s, b]", questions->v[i],
							  n, questions->v[i] + n + 1, 1));
	}
	strv_foreach (locked, i)
		json_array_append_new(names, json_string(locked->v[i]));
	return json_pack("{s:s, s:o, s:o, s:i, s:i}", "op", "causes", "requests",
			 requests, "locked", names, "limit_ms", LIMIT_MS, "budget_ms",
			 BUDGET_MS);
}

/* What this toolchain would have to answer otherwise. */
static char *probe_text(const json_t *probe)
{
	const char *name = json_string_value(json_object_get(probe, "name"));
	const char *at = json_string_value(json_object_get(probe, "at"));
	struct strbuf text = STRBUF_INIT;

	strbuf_adds(&text, "the answer of this toolchain to ");
	if (name)
		strbuf_adds(&text, name);
	else
		judge_add_command(&text,
				  json_string_value(json_object_get(probe, "command")));
	strbuf_addf(&text, " (%s)", at ? at : "?");
	return strbuf_detach(&text, NULL);
}

static char *end_text(const json_t *end)
{
	const char *expr = json_string_value(json_object_get(end, "expr"));
	const char *at = json_string_value(json_object_get(end, "at"));

	if (!expr)
		return NULL;
	if (json_is_true(json_object_get(end, "undefined")))
		return xasprintf("%s, which the tree does not have", expr);
	return at ? xasprintf("%s (%s)", expr, at) : xstrdup(expr);
}

static void take_answer(const json_t *o, struct kernel_reach *r)
{
	const json_t *probes = json_object_get(o, "probes"), *pick;
	size_t i;

	if (json_array_size(probes))
		r->dead_end = probe_text(json_array_get(probes, 0));
	else if (!json_is_true(json_object_get(o, "found")))
		r->dead_end = end_text(json_object_get(o, "end"));
	/* without a dead end to show, no way may only mean that none was found in time */
	r->possible = !r->dead_end;
	json_array_foreach (json_object_get(o, "picks"), i, pick)
		strv_pushf(&r->helps, "%s=%s",
			   json_string_value(json_object_get(pick, "name")),
			   json_string_value(json_object_get(pick, "to")));
}

/* Only of symbols that there are. */
static void select_known(const struct kernel_state *k, const struct strv *questions,
			 struct strv *ret)
{
	strv_foreach (questions, i) {
		_cleanup_(cleanup_free) char *name =
			xstrndup(questions->v[i], strcspn(questions->v[i], "="));
		const struct kernel_symbol *s = kernel_symbol_find(k, name);

		if (s && s->known)
			strv_push(ret, questions->v[i]);
	}
}

int reach_find(struct bridge *b, const struct strv *questions, const struct strv *locked,
	       struct kernel_state *k, struct diag *d)
{
	_cleanup_(strv_done) struct strv known = STRV_INIT;
	_cleanup_(cleanup_json) json_t *answer = NULL;
	int err;

	select_known(k, questions, &known);
	if (!known.n)
		return 0;
	err = bridge_ask(b, question_json(&known, locked), TIMEOUT_MS, &answer, d);
	strv_foreach (&known, i)
		if (err == 0)
			take_answer(json_array_get(json_object_get(answer, "causes"), i),
				    kernel_reach_add(k, known.v[i]));
	return err;
}
