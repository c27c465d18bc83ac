// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/diff_ask.h"

#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "base/json.h"

#define TIMEOUT_MS 300000
#define ANY	   ((size_t)-1)

static int bad_answer(struct diag *d, const char *key)
{
	diag_error(d, "the bridge to the tree's Kconfig gave a wrong answer: its '%s'",
		   key);
	return -EPROTO;
}

void diff_texts_split(struct diff_texts *t, const char *all)
{
	size_t n = 0;

	t->all = xstrdup(all);
	for (const char *p = t->all; *p; p++)
		n += *p == '\n';
	t->v = xcalloc(n + 1, sizeof(*t->v));
	for (char *p = t->all, *end; (end = strchr(p, '\n')); p = end + 1) {
		*end = '\0';
		t->v[t->n++] = p;
	}
}

static int take_texts(const json_t *answer, const char *key, size_t n,
		      struct diff_texts *ret, struct diag *d)
{
	const char *all = json_string_value(json_object_get(answer, key));

	if (!all)
		return bad_answer(d, key);
	diff_texts_split(ret, all);
	return n == ANY || n == ret->n ? 0 : bad_answer(d, key);
}

static int take_letters(const json_t *answer, const char *key, size_t n, char **ret,
			struct diag *d)
{
	const char *letters = json_string_value(json_object_get(answer, key));

	if (!letters || strlen(letters) != n)
		return bad_answer(d, key);
	*ret = xstrdup(letters);
	return 0;
}

struct column {
	const char *key;
	struct diff_texts *texts; /* NULL: letters */
	char **letters;
};

static int take_columns(const json_t *answer, const struct column *columns, size_t n,
			size_t rows, struct diag *d)
{
	int err = 0;

	for (size_t i = 0; err == 0 && i < n; i++)
		err = columns[i].texts ? take_texts(answer, columns[i].key, rows,
						    columns[i].texts, d)
				       : take_letters(answer, columns[i].key, rows,
						      columns[i].letters, d);
	return err;
}

void diff_texts_done(struct diff_texts *t)
{
	free(t->all);
	free(t->v);
	*t = (struct diff_texts){0};
}

static size_t resolutions_of(const json_t *answer)
{
	return (size_t)json_integer_value(json_object_get(answer, "resolutions"));
}

int diff_ask_values(struct bridge *b, struct diff_values *ret, struct diag *d)
{
	const struct column columns[] = {{"values", &ret->values, NULL},
					 {"types", NULL, &ret->types},
					 {"written", NULL, &ret->written}};
	_cleanup_(cleanup_json) json_t *answer = NULL;
	int err =
		bridge_ask(b, json_pack("{s:s}", "op", "values"), TIMEOUT_MS, &answer, d);

	if (err == 0)
		err = take_texts(answer, "names", ANY, &ret->names, d);
	if (err == 0)
		err = take_columns(answer, columns, ARRAY_SIZE(columns), ret->names.n, d);
	return err;
}

int diff_ask_keep(struct bridge *b, struct diag *d)
{
	_cleanup_(cleanup_json) json_t *answer = NULL;

	return bridge_ask(b, json_pack("{s:s}", "op", "keep"), TIMEOUT_MS, &answer, d);
}

int diff_ask_rows(struct bridge *b, const char *asked, struct diff_rows *ret,
		  struct diag *d)
{
	const struct column columns[] = {
		{"old", &ret->old, NULL},	   {"new", &ret->new, NULL},
		{"causes", &ret->causes, NULL},	   {"because", &ret->because, NULL},
		{"types", NULL, &ret->types},	   {"classes", NULL, &ret->classes},
		{"together", NULL, &ret->together}};
	_cleanup_(cleanup_json) json_t *answer = NULL;
	int err = bridge_ask(b, json_pack("{s:s, s:s}", "op", "diff", "asked", asked),
			     TIMEOUT_MS, &answer, d);

	if (err == 0)
		err = take_texts(answer, "names", ANY, &ret->names, d);
	if (err == 0)
		err = take_columns(answer, columns, ARRAY_SIZE(columns), ret->names.n, d);
	if (err == 0)
		ret->resolutions = resolutions_of(answer);
	return err;
}

int diff_ask_standing(struct bridge *b, const char *names, size_t n,
		      struct diff_standing *ret, struct diag *d)
{
	const struct column columns[] = {{"at", &ret->at, NULL},
					 {"prompts", &ret->prompts, NULL},
					 {"menus", &ret->menus, NULL}};
	_cleanup_(cleanup_json) json_t *answer = NULL;
	int err = bridge_ask(b, json_pack("{s:s, s:s}", "op", "standing", "names", names),
			     TIMEOUT_MS, &answer, d);

	return err < 0 ? err : take_columns(answer, columns, ARRAY_SIZE(columns), n, d);
}

int diff_ask_follow(struct bridge *b, const char *names, const char *values, size_t n,
		    struct diff_follow *ret, struct diag *d)
{
	const struct column columns[] = {{"own", NULL, &ret->own},
					 {"causes", &ret->causes, NULL}};
	_cleanup_(cleanup_json) json_t *answer = NULL;
	int err = bridge_ask(b,
			     json_pack("{s:s, s:s, s:s}", "op", "follow", "names", names,
				       "values", values),
			     TIMEOUT_MS, &answer, d);

	if (err == 0)
		err = take_columns(answer, columns, ARRAY_SIZE(columns), n, d);
	if (err == 0)
		ret->resolutions = resolutions_of(answer);
	return err;
}

int diff_ask_definitions(struct bridge *b, const char *names, size_t n,
			 struct diff_definitions *ret, struct diag *d)
{
	const struct column columns[] = {{"defaults", &ret->defaults, NULL},
					 {"rules", &ret->rules, NULL},
					 {"default_at", &ret->default_at, NULL},
					 {"rule_at", &ret->rule_at, NULL},
					 {"commands", &ret->commands, NULL}};
	_cleanup_(cleanup_json) json_t *answer = NULL;
	int err = bridge_ask(b,
			     json_pack("{s:s, s:s}", "op", "definitions", "names", names),
			     TIMEOUT_MS, &answer, d);

	return err < 0 ? err : take_columns(answer, columns, ARRAY_SIZE(columns), n, d);
}

void diff_values_done(struct diff_values *v)
{
	diff_texts_done(&v->names);
	diff_texts_done(&v->values);
	free(v->types);
	free(v->written);
	*v = (struct diff_values){0};
}

void diff_rows_done(struct diff_rows *r)
{
	diff_texts_done(&r->names);
	diff_texts_done(&r->old);
	diff_texts_done(&r->new);
	diff_texts_done(&r->causes);
	diff_texts_done(&r->because);
	free(r->types);
	free(r->classes);
	free(r->together);
	*r = (struct diff_rows){0};
}

void diff_standing_done(struct diff_standing *s)
{
	diff_texts_done(&s->at);
	diff_texts_done(&s->prompts);
	diff_texts_done(&s->menus);
}

void diff_follow_done(struct diff_follow *f)
{
	free(f->own);
	diff_texts_done(&f->causes);
	*f = (struct diff_follow){0};
}

void diff_definitions_done(struct diff_definitions *x)
{
	diff_texts_done(&x->defaults);
	diff_texts_done(&x->rules);
	diff_texts_done(&x->default_at);
	diff_texts_done(&x->rule_at);
	diff_texts_done(&x->commands);
}
