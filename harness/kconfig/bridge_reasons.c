// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "base/alloc.h"
#include "base/json.h"
#include "kconfig/bridge_process.h"

#define TIMEOUT_MS 60000
#define KEY_SIZE   256

static void push_strings(const json_t *array, struct strv *to)
{
	for (size_t i = 0; i < json_array_size(array); i++) {
		const char *s = json_string_value(json_array_get(array, i));

		if (s)
			strv_push(to, s);
	}
}

static char *string_or_null(const json_t *j)
{
	return json_is_string(j) ? xstrdup(json_string_value(j)) : NULL;
}

static json_t *pair_json(const char *name, const char *want)
{
	return json_pack("[s, s?]", name, want);
}

static int ask_reasons(struct bridge *b, json_t *pairs, json_t **ret, struct diag *d)
{
	_cleanup_(cleanup_json) json_t *answer = NULL;
	size_t n = json_array_size(pairs);
	json_t *reasons;
	int err =
		bridge_ask(b, json_pack("{s:s, s:o}", "op", "reasons", "requests", pairs),
			   TIMEOUT_MS, &answer, d);

	if (err < 0)
		return err;
	reasons = json_object_get(answer, "reasons");
	if (json_array_size(reasons) != n)
		return bridge_bad_answer(d, "not as many reasons as were asked for");
	*ret = json_incref(reasons);
	return 0;
}

/* The key of what is foreseen; an overlong value is asked for when its time comes. */
static const char *reason_key(const char *name, const char *want, char key[KEY_SIZE])
{
	int n = snprintf(key, KEY_SIZE, "%s=%s", name, want ? want : "");

	return n < KEY_SIZE ? key : NULL;
}

int bridge_foresee(struct bridge *b, const char *const *names, const char *const *wants,
		   size_t n, struct diag *d)
{
	_cleanup_(cleanup_json) json_t *reasons = NULL;
	json_t *pairs = json_array(), *all = json_object();
	char key[KEY_SIZE];
	int err;

	for (size_t i = 0; i < n; i++)
		json_array_append_new(pairs, pair_json(names[i], wants[i]));
	err = ask_reasons(b, pairs, &reasons, d);
	for (size_t i = 0; err == 0 && i < n; i++)
		if (reason_key(names[i], wants[i], key))
			json_object_set(all, key, json_array_get(reasons, i));
	json_decref(b->foreseen);
	b->foreseen = all;
	return err;
}

static int find_reason(struct bridge *b, const char *name, const char *want,
		       const char *key, json_t **ret, struct diag *d)
{
	_cleanup_(cleanup_json) json_t *reasons = NULL;
	char text[KEY_SIZE];
	const char *known = reason_key(name, want, text);
	json_t *pairs, *reason = known ? json_object_get(b->foreseen, known) : NULL;
	int err = 0;

	if (!reason) {
		pairs = json_array();
		json_array_append_new(pairs, pair_json(name, want));
		err = ask_reasons(b, pairs, &reasons, d);
		reason = json_array_get(reasons, 0);
	}
	if (err < 0)
		return err;
	if (!json_object_get(reason, key))
		return bridge_bad_answer(d, "the symbol is another than was thought");
	*ret = json_incref(reason);
	return 0;
}

static void push_probes(const json_t *probes, struct symbol_reason *to)
{
	for (size_t i = 0; i < json_array_size(probes); i++) {
		const json_t *p = json_array_get(probes, i);
		const char *command = json_string_value(json_object_get(p, "command"));
		const char *at = json_string_value(json_object_get(p, "at"));
		const char *name = json_string_value(json_object_get(p, "name"));

		if (name) /* a number that a command gives */
			strv_pushf(&to->probes, "%s is %s, not %s", name,
				   json_string_value(json_object_get(p, "from")),
				   json_string_value(json_object_get(p, "to")));
		else
			strv_push(&to->probes, command ? command : "?");
		strv_push(&to->probes_at, at ? at : "?");
	}
}

int bridge_explain(struct bridge *b, const char *name, const char *want,
		   struct symbol_reason *ret, struct diag *d)
{
	_cleanup_(cleanup_json) json_t *answer = NULL;
	const json_t *range;
	int err = find_reason(b, name, want, "defined", &answer, d);

	if (err < 0)
		return err;
	range = json_object_get(answer, "range");
	ret->prompt = string_or_null(json_object_get(answer, "prompt"));
	ret->has_prompt = ret->prompt != NULL;
	push_strings(json_object_get(answer, "unmet"), &ret->unmet);
	ret->defined = string_or_null(json_object_get(answer, "defined"));
	if (!ret->defined)
		ret->defined = xstrdup("?");
	push_strings(json_object_get(answer, "raised"), &ret->raised);
	push_strings(json_object_get(answer, "implied"), &ret->implied);
	push_probes(json_object_get(answer, "probes"), ret);
	ret->winner = string_or_null(json_object_get(answer, "winner"));
	ret->low = string_or_null(json_array_get(range, 0));
	ret->high = string_or_null(json_array_get(range, 1));
	ret->range = string_or_null(json_array_get(range, 2));
	return 0;
}

int bridge_near(struct bridge *b, const char *name, struct strv *ret, struct diag *d)
{
	_cleanup_(cleanup_json) json_t *answer = NULL;
	int err = find_reason(b, name, NULL, "near", &answer, d);

	if (err == 0)
		push_strings(json_object_get(answer, "near"), ret);
	return err;
}

void symbol_reason_done(struct symbol_reason *r)
{
	if (!r)
		return;
	free(r->defined);
	free(r->prompt);
	strv_done(&r->unmet);
	strv_done(&r->raised);
	strv_done(&r->implied);
	strv_done(&r->probes);
	strv_done(&r->probes_at);
	free(r->range);
	free(r->winner);
	free(r->low);
	free(r->high);
	*r = (struct symbol_reason)SYMBOL_REASON_INIT;
}
