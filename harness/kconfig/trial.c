// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/trial.h"

#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "base/json.h"

#define TIMEOUT_MS 60000

static char *string_at(const json_t *array, size_t i)
{
	const char *s = json_string_value(json_array_get(array, i));

	return xstrdup(s ? s : "");
}

static void take_changes(const json_t *changes, struct trial *ret)
{
	ret->n_listed = json_array_size(changes);
	ret->changes = xcalloc(ret->n_listed, sizeof(*ret->changes));
	for (size_t i = 0; i < ret->n_listed; i++) {
		const json_t *c = json_array_get(changes, i);

		ret->changes[i] = (struct symbol_change){string_at(c, 0), string_at(c, 1),
							 string_at(c, 2)};
	}
}

int trial_run(struct bridge *b, const char *lines, const char *const *names, size_t n,
	      size_t max, struct trial *ret, struct diag *d)
{
	_cleanup_(cleanup_json) json_t *answer = NULL;
	json_t *list = json_array();
	json_t *changed;
	int err;

	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, json_string(names[i]));
	err = bridge_ask(b,
			 json_pack("{s:s, s:s, s:o, s:I}", "op", "try", "lines", lines,
				   "names", list, "max", (json_int_t)max),
			 TIMEOUT_MS, &answer, d);
	if (err < 0)
		return err;
	changed = json_object_get(answer, "changed");
	ret->states = xcalloc(n, sizeof(*ret->states));
	err = bridge_states(answer, n, ret->states, d);
	if (err == 0 && !json_is_integer(changed)) {
		diag_error(d, "the bridge to the tree's Kconfig answered no trial");
		err = -EPROTO;
	}
	if (err < 0)
		return err;
	ret->n = n;
	ret->n_changed = (size_t)json_integer_value(changed);
	take_changes(json_object_get(answer, "changes"), ret);
	return 0;
}

void trial_done(struct trial *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < t->n; i++)
		free(t->states[i].value);
	free(t->states);
	for (size_t i = 0; i < t->n_listed; i++) {
		free(t->changes[i].name);
		free(t->changes[i].from);
		free(t->changes[i].to);
	}
	free(t->changes);
	*t = (struct trial)TRIAL_INIT;
}
