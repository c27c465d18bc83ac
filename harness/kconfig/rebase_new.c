// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "base/alloc.h"
#include "kconfig/rebase_find.h"

static const char *string_of(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static char *copy_of(const json_t *object, const char *key)
{
	const char *text = string_of(object, key);

	return text ? xstrdup(text) : NULL;
}

/* "Networking support > Networking options" */
static char *menu_of(const json_t *place)
{
	const json_t *path = json_object_get(place, "path");
	struct strbuf menu = STRBUF_INIT;

	for (size_t i = 0; i < json_array_size(path); i++)
		strbuf_addf(&menu, "%s%s", i ? " > " : "",
			    json_string_value(json_array_get(path, i)));
	return strbuf_detach(&menu, NULL);
}

static void describe(const json_t *arrival, struct rebase_item *i)
{
	const char *type = string_of(arrival, "type");

	i->type = xstrdup(rebase_type_name((enum symbol_type)(type ? *type : '-')));
	i->prompt = copy_of(arrival, "prompt");
	i->help = copy_of(arrival, "help");
	i->menu = menu_of(arrival);
	i->at = xasprintf("%s:%d", string_of(arrival, "file"),
			  (int)json_integer_value(json_object_get(arrival, "line")));
}

/* The place of each item by its name: there may be a thousand. */
static struct rebase_item *item_of(json_t *index, const json_t *arrival,
				   struct rebase *ret)
{
	const char *name = string_of(arrival, "name");
	const json_t *at = json_object_get(index, name);
	struct rebase_item *i;

	if (at)
		return &ret->v[json_integer_value(at)];
	i = rebase_add(ret, REBASE_NEW, name);
	describe(arrival, i);
	json_object_set_new(index, name, json_integer((json_int_t)ret->n - 1));
	return i;
}

/* A string as .config has it. */
static void add_value(const json_t *arrival, struct rebase_item *i)
{
	const char *quote = strcmp(i->type, "string") == 0 ? "\"" : "";

	strv_pushf(&i->values, "%s%s%s", quote, string_of(arrival, "value"), quote);
}

/* Whatever flavour asks for it: somebody has thought about it. */
static bool is_requested(const struct rebase_pair *p, const char *name)
{
	const struct merge_symbol *s;

	HASH_FIND_STR(p->merge.symbols, name, s);
	return s && s->request;
}

void rebase_find_new(const struct rebase_side *new, struct rebase *ret)
{
	json_t *index = json_object(), *arrival;
	size_t k;

	for (size_t p = 0; p < new->n; p++)
		json_array_foreach (new->v[p].arrivals, k, arrival) {
			struct rebase_item *i = item_of(index, arrival, ret);

			strv_push(&i->pairs, new->v[p].name);
			add_value(arrival, i);
		}
	for (k = 0; k < ret->n; k++)
		for (size_t p = 0; p < new->n; p++)
			if (is_requested(&new->v[p], ret->v[k].name))
				ret->v[k].state = REBASE_DECIDED;
	json_decref(index);
}
