// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/coverage.h"

#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "base/json.h"
#include "kconfig/area.h"
#include "kconfig/coverage_judge.h"
#include "kconfig/flavours.h"
#include "kconfig/many.h"

#define TIMEOUT_MS 120000
#define MENUS_MAX  32
#define NOWHERE	   "(unknown to the tree)"

/* What one architecture's tree and flavour say of the reference's names. */
struct arch_view {
	const struct strv *names;
	json_t *places;
	struct symbol_state *states; /* one a name */
};

struct job {
	const struct flavour_arch **pairs;
	struct arch_view *views;
};

/* --- the reference ------------------------------------------------------------------------ */

static bool is_on(const struct value *v)
{
	return v->kind == VALUE_TRISTATE && *v->text != 'n';
}

static int read_reference(const char *path, struct strv *names, struct diag *d)
{
	_cleanup_(fragment_done) struct fragment f = FRAGMENT_INIT;
	int err = fragment_read(path, FRAGMENT_BASE, &f, d);

	for (size_t i = 0; i < f.n; i++)
		if (is_on(&f.requests[i].value))
			strv_push(names, f.requests[i].name);
	strv_sort(names);
	return err;
}

static int read_references(const struct coverage_in *in, struct strv *archs,
			   struct strv names[COVERAGE_ARCHS], struct diag *d)
{
	int err = 0;

	strv_foreach (in->reference, i) {
		const char *equal = strchr(in->reference->v[i], '=');
		int one;

		if (archs->n == COVERAGE_ARCHS) {
			diag_error(d, "more than %d architectures", COVERAGE_ARCHS);
			return -E2BIG;
		}
		strv_take(archs, xstrndup(in->reference->v[i],
					  (size_t)(equal - in->reference->v[i])));
		one = read_reference(equal + 1, &names[i], d);
		err = err < 0 ? err : one;
	}
	return err;
}

/* --- one architecture ----------------------------------------------------------------------- */

static int look(struct bridge *b, struct arch_view *v, struct diag *d)
{
	_cleanup_(cleanup_json) json_t *answer = NULL;
	json_t *names = json_array();
	int err;

	strv_foreach (v->names, i)
		json_array_append_new(names, json_string(v->names->v[i]));
	err = bridge_ask(b, json_pack("{s:s, s:o}", "op", "places", "names", names),
			 TIMEOUT_MS, &answer, d);
	if (err < 0)
		return err;
	v->places = json_incref(json_object_get(answer, "places"));
	v->states = xcalloc(v->names->n + 1, sizeof(*v->states));
	return bridge_symbols(b, (const char *const *)v->names->v, v->names->n, v->states,
			      d);
}

static int resolve(void *context, size_t i, const struct merge_in *common,
		   struct bridge *b, struct diag *d)
{
	_cleanup_(merge_out_done) struct merge_out m = MERGE_OUT_INIT;
	const struct job *job = context;
	struct merge_in in = *common;
	int err;

	in.base = job->pairs[i]->base;
	in.fragments = &job->pairs[i]->fragments;
	err = merge_with(&in, b, &m, d);
	return err < 0 ? err : look(b, &job->views[i], d);
}

static int resolve_all(const struct coverage_in *in, const struct strv *archs,
		       struct job *job, struct diag *d)
{
	struct many_result *results = xcalloc(archs->n, sizeof(*results));
	struct many_in many = {.common = in->common,
			       .cross = in->cross,
			       .archs = (const char *const *)archs->v,
			       .n = archs->n,
			       .fn = resolve,
			       .context = job};
	int err = many_run(&many, results, d);

	for (size_t i = 0; err == 0 && i < archs->n; i++)
		err = results[i].err;
	for (size_t i = 0; err < 0 && i < archs->n; i++) /* else only notes */
		diag_append(d, &results[i].diag);
	many_done(results, archs->n);
	free(results);
	return err;
}

/* --- all names ------------------------------------------------------------------------------- */

static char *area_at(const json_t *place, const char *file)
{
	const json_t *path = json_object_get(place, "path");
	const char *prompt = json_string_value(json_object_get(place, "prompt"));
	const char *menus[MENUS_MAX + 1];
	size_t n = 0;

	for (size_t i = 0; i < json_array_size(path) && n < MENUS_MAX; i++)
		menus[n++] = json_string_value(json_array_get(path, i));
	if (prompt)
		menus[n++] = prompt;
	return area_of(file, menus, n);
}

static bool in_scope(const char *name, const char *file, const char *area)
{
	static const char *const dirs[] = {"drivers/", "fs/", "net/", "sound/"};

	for (size_t i = 0; i < ARRAY_SIZE(dirs); i++)
		if (strncmp(file, dirs[i], strlen(dirs[i])) == 0)
			return true;
	return strstr(name, "CGROUP") || strcmp(area, "kernel/cgroups") == 0;
}

static struct covered *covered_get(struct coverage_out *out, json_t *index,
				   const char *name, const char *file, char *area)
{
	const json_t *at = json_object_get(index, name);

	if (at) {
		struct covered *c = &out->v[json_integer_value(at)];

		/* "unknown" to one architecture's tree only */
		if (strcmp(c->file, NOWHERE) == 0) {
			free(c->file);
			free(c->area);
			c->file = xstrdup(file);
			c->area = xstrdup(area);
		}
		free(area);
		return c;
	}
	json_object_set_new(index, name, json_integer((json_int_t)out->n));
	out->v = xreallocarray(out->v, out->n + 1, sizeof(*out->v));
	out->v[out->n] = (struct covered){
		.name = xstrdup(name), .file = xstrdup(file), .area = area};
	return &out->v[out->n++];
}

static void take_view(struct coverage_out *out, json_t *index, const struct arch_view *v,
		      unsigned int bit)
{
	strv_foreach (v->names, i) {
		const json_t *place = json_array_get(v->places, i);
		const char *file = json_string_value(json_object_get(place, "file"));
		const char *value = v->states[i].value;
		struct covered *c;
		char *area;

		if (file && !json_object_get(place, "prompt"))
			continue; /* follows from what can be chosen */
		area = file ? area_at(place, file) : xstrdup("unknown");
		if (file && !in_scope(v->names->v[i], file, area)) {
			free(area);
			continue;
		}
		c = covered_get(out, index, v->names->v[i], file ? file : NOWHERE, area);
		c->wanted |= bit;
		if (*value == 'y' || *value == 'm')
			c->provided |= bit;
	}
}

static int by_place(const void *a, const void *b)
{
	const struct covered *x = a, *y = b;
	int c = strcmp(x->file, y->file);

	return c ? c : strcmp(x->name, y->name);
}

static void take_views(struct coverage_out *out, const struct arch_view *views)
{
	json_t *index = json_object();

	for (size_t i = 0; i < out->archs.n; i++)
		take_view(out, index, &views[i], 1u << i);
	if (out->n)
		qsort(out->v, out->n, sizeof(*out->v), by_place);
	json_decref(index);
}

/* --- the whole ---------------------------------------------------------------------------------- */

static int compare(const struct coverage_in *in, struct strv *names,
		   struct coverage_out *out, struct diag *d)
{
	const struct flavour_arch *pairs[COVERAGE_ARCHS];
	_cleanup_(flavours_done) struct flavours f = FLAVOURS_INIT;
	struct arch_view views[COVERAGE_ARCHS] = {0};
	struct job job = {pairs, views};
	int err = flavours_read(in->configs, &f, d);

	for (size_t i = 0; err == 0 && i < out->archs.n; i++) {
		views[i].names = &names[i];
		pairs[i] = flavours_find(&f, out->left.flavour, out->archs.v[i], d);
		err = pairs[i] ? 0 : -ENOENT;
	}
	if (err == 0)
		err = resolve_all(in, &out->archs, &job, d);
	if (err == 0)
		take_views(out, views);
	for (size_t i = 0; i < out->archs.n; i++) {
		for (size_t j = 0; views[i].states && j < names[i].n; j++)
			free(views[i].states[j].value);
		free(views[i].states);
		json_decref(views[i].places);
	}
	return err < 0 ? err : coverage_judge(out, d);
}

int coverage_run(const struct coverage_in *in, struct coverage_out *ret, struct diag *d)
{
	_cleanup_(cleanup_free) char *path = xasprintf("%s/left-out.yaml", in->configs);
	struct strv names[COVERAGE_ARCHS] = {0};
	int err = left_out_read(path, &ret->left, d);

	if (err == 0 && in->reference->n)
		err = read_references(in, &ret->archs, names, d);
	else if (err == 0)
		err = coverage_read_table(in->table, &ret->archs, names, d);
	if (err == 0)
		err = compare(in, names, ret, d);
	for (size_t i = 0; i < COVERAGE_ARCHS; i++)
		strv_done(&names[i]);
	if (err < 0 && err != -EBADMSG)
		coverage_out_done(ret);
	return err;
}

void coverage_out_done(struct coverage_out *out)
{
	if (!out)
		return;
	for (size_t i = 0; i < out->n; i++) {
		free(out->v[i].name);
		free(out->v[i].file);
		free(out->v[i].area);
	}
	free(out->v);
	strv_done(&out->archs);
	left_out_done(&out->left);
	*out = (struct coverage_out)COVERAGE_OUT_INIT;
}
