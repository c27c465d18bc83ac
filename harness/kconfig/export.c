// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/export.h"

#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "base/json.h"
#include "kconfig/many.h"
#include "kconfig/pairs.h"

/* --- one pair -------------------------------------------------------------------------- */

static char *printed(const struct symbol_state *s)
{
	return xasprintf(s->type == TYPE_STRING ? "\"%s\"" : "%s", s->value);
}

/* As the build recomputes it: from a command, or from a macro that ran one. */
static bool is_toolchain(const struct merge_symbol *s)
{
	return json_object_get(s->source.more, "commands") != NULL;
}

static const char *why_of(const struct merge_symbol *s)
{
	const struct request *r = s->request;

	if (!r || !r->about || strcmp(r->value.text, s->state.value) != 0)
		return NULL;
	return r->about->text[ANNOTATION_WHY];
}

static void take_lines(const struct merge_out *m, struct export_pair *p)
{
	p->lines = xcalloc(HASH_COUNT(m->symbols) + 1, sizeof(*p->lines));
	for (const struct merge_symbol *s = m->symbols; s; s = s->hh.next) {
		const char *why = why_of(s);

		if (!s->written || s->state.type == TYPE_NONE)
			continue;
		p->lines[p->n++] = (struct export_line){.name = xstrdup(s->name),
							.value = printed(&s->state),
							.why = why ? xstrdup(why) : NULL,
							.toolchain = is_toolchain(s)};
	}
}

struct job {
	const struct pairs *pairs; /* NULL: a file */
	const char *config;
	struct export_out *out;
};

static int resolve_pair(void *context, size_t i, const struct merge_in *common,
			struct bridge *b, struct diag *d)
{
	_cleanup_(merge_out_done) struct merge_out m = MERGE_OUT_INIT;
	const struct strv none = STRV_INIT;
	const struct job *job = context;
	struct export_pair *p = &job->out->pairs[i];
	struct merge_in in = *common;
	int err;

	in.base = job->pairs ? job->pairs->v[i].of->base : job->config;
	in.fragments = job->pairs ? &job->pairs->v[i].of->fragments : &none;
	err = merge_with(&in, b, &m, d);
	if (err < 0)
		return err;
	p->config = TAKE_PTR(m.config);
	take_lines(&m, p);
	return 0;
}

/* --- all -------------------------------------------------------------------------------- */

static int collect(const struct many_result *results, size_t n)
{
	int ret = 0;

	for (size_t i = 0; i < n; i++)
		if (ret == 0 || (results[i].err < 0 && results[i].err != -EBADMSG))
			ret = results[i].err;
	return ret;
}

static int resolve_all(const struct export_in *in, struct job *job, struct diag *d)
{
	size_t n = job->out->n;
	struct many_result *results = xcalloc(n, sizeof(*results));
	const char **archs = xcalloc(n, sizeof(*archs));
	struct many_in many = {.common = in->common,
			       .cross = in->cross,
			       .archs = archs,
			       .n = n,
			       .fn = resolve_pair,
			       .context = job};
	int err;

	for (size_t i = 0; i < n; i++)
		archs[i] = job->out->pairs[i].arch;
	err = many_run(&many, results, d);
	if (err == 0)
		err = collect(results, n);
	for (size_t i = 0; err < 0 && i < n; i++) /* else only notes are in them */
		diag_append(d, &results[i].diag);
	many_done(results, n);
	free(results);
	free(archs);
	return err;
}

static int run(const struct export_in *in, struct export_out *out, struct diag *d)
{
	_cleanup_(flavours_done) struct flavours f = FLAVOURS_INIT;
	_cleanup_(pairs_done) struct pairs pairs = PAIRS_INIT;
	struct job job = {NULL, in->config, out};
	int err = 0;

	if (!in->config) {
		err = flavours_read(in->configs, &f, d);
		if (err == 0)
			err = pairs_choose(&f, in->flavours, in->archs, &pairs, d);
		job.pairs = &pairs;
	}
	if (err < 0)
		return err;
	out->n = in->config ? 1 : pairs.n;
	out->pairs = xcalloc(out->n, sizeof(*out->pairs));
	for (size_t i = 0; i < out->n; i++) {
		out->pairs[i].flavour =
			xstrdup(in->config ? "imported" : pairs.v[i].of->name);
		out->pairs[i].arch =
			xstrdup(in->config ? in->archs->v[0] : pairs.v[i].of->arch);
	}
	return resolve_all(in, &job, d);
}

int export_run(const struct export_in *in, struct export_out *ret, struct diag *d)
{
	_cleanup_(linux_tree_done) struct linux_tree tree = LINUX_TREE_INIT;
	int err = linux_tree_open(in->common.linux_dir, &tree, d);

	if (err < 0)
		return err;
	ret->version = xasprintf("%s.%s", tree.version, tree.patchlevel);
	err = run(in, ret, d);
	if (err < 0)
		export_out_done(ret);
	return err;
}

static int by_name(const void *name, const void *line)
{
	return strcmp(name, ((const struct export_line *)line)->name);
}

const struct export_line *export_find(const struct export_pair *p, const char *name)
{
	return bsearch(name, p->lines, p->n, sizeof(*p->lines), by_name);
}

void export_names(const struct export_out *out, struct strv *ret)
{
	_cleanup_(cleanup_json) json_t *seen = json_object();

	for (size_t i = 0; i < out->n; i++) {
		for (size_t j = 0; j < out->pairs[i].n; j++) {
			const struct export_line *l = &out->pairs[i].lines[j];

			if (l->toolchain || json_object_get(seen, l->name))
				continue;
			json_object_set_new(seen, l->name, json_true());
			strv_push(ret, l->name);
		}
	}
	strv_sort(ret);
}

void export_out_done(struct export_out *out)
{
	if (!out)
		return;
	for (size_t i = 0; i < out->n; i++) {
		struct export_pair *p = &out->pairs[i];

		for (size_t j = 0; j < p->n; j++) {
			free(p->lines[j].name);
			free(p->lines[j].value);
			free(p->lines[j].why);
		}
		free(p->lines);
		free(p->flavour);
		free(p->arch);
		free(p->config);
	}
	free(out->pairs);
	free(out->version);
	*out = (struct export_out)EXPORT_OUT_INIT;
}
