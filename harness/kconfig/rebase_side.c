// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/rebase_side.h"

#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "base/json.h"
#include "kconfig/many.h"

#define TIMEOUT_MS 60000

struct job {
	const struct rebase_in *in;
	const struct rebase_side *old; /* NULL: this is the old side */
	struct rebase_side *out;
};

/* --- questions ------------------------------------------------------------------------- */

static int ask_names(struct bridge *b, struct rebase_pair *p, struct diag *d)
{
	_cleanup_(cleanup_json) json_t *answer = NULL;
	int err =
		bridge_ask(b, json_pack("{s:s}", "op", "names"), TIMEOUT_MS, &answer, d);

	if (err == 0)
		p->names = json_incref(json_object_get(answer, "names"));
	return err;
}

static int ask_arrivals(struct bridge *b, const struct rebase_pair *old,
			struct rebase_pair *p, struct diag *d)
{
	_cleanup_(cleanup_json) json_t *answer = NULL;
	int err = bridge_ask(
		b, json_pack("{s:s, s:O}", "op", "arrivals", "known", old->names),
		TIMEOUT_MS, &answer, d);

	if (err == 0)
		p->arrivals = json_incref(json_object_get(answer, "arrivals"));
	return err;
}

static int ask_places(struct bridge *b, struct rebase_pair *p, struct diag *d)
{
	_cleanup_(cleanup_json) json_t *answer = NULL;
	json_t *names = json_array(), *place;
	const struct merge_symbol *s;
	size_t i = 0;
	int err;

	p->places = json_object();
	for (s = p->merge.symbols; s; s = s->hh.next)
		if (s->request)
			json_array_append_new(names, json_string(s->name));
	err = bridge_ask(b, json_pack("{s:s, s:o}", "op", "places", "names", names),
			 TIMEOUT_MS, &answer, d);
	for (s = p->merge.symbols; err == 0 && s; s = s->hh.next) {
		if (!s->request)
			continue;
		place = json_array_get(json_object_get(answer, "places"), i++);
		if (json_object_size(place))
			json_object_set(p->places, s->name, place);
	}
	return err;
}

/* What the tree itself calls by another name now. */
static int ask_successors(struct bridge *b, struct rebase_pair *p, struct diag *d)
{
	int err = 0;

	p->successors = json_object();
	for (size_t i = 0; err == 0 && i < p->merge.n_judged; i++) {
		const struct judgement *j = &p->merge.judged[i];
		_cleanup_(cleanup_free) char *to = NULL;

		if (j->symbol->state.origin != ORIGIN_TRANSITIONAL)
			continue;
		err = bridge_successor(b, j->request->name, &to, d);
		if (to)
			json_object_set_new(p->successors, j->request->name,
					    json_string(to));
	}
	return err;
}

/* --- one pair --------------------------------------------------------------------------- */

static int look(const struct job *job, size_t i, const struct merge_in *in,
		struct bridge *b, struct diag *d)
{
	struct rebase_pair *p = &job->out->v[i];
	const struct rebase_resolved r = {i, job->old != NULL, p->of, in, &p->merge, b};

	return job->in->also ? job->in->also(job->in->context, &r, d) : 0;
}

static int run_pair(void *context, size_t i, const struct merge_in *common,
		    struct bridge *b, struct diag *d)
{
	const struct job *job = context;
	struct rebase_pair *p = &job->out->v[i];
	struct merge_in in = *common;
	int err;

	in.base = p->of->base;
	in.fragments = &p->of->fragments;
	in.flavour = p->of->name;
	err = merge_with(&in, b, &p->merge, &p->said);
	if (err < 0 && err != -EBADMSG) {
		diag_append(d, &p->said);
		return err;
	}
	err = look(job, i, &in, b, d);
	if (err < 0 || !job->old)
		return err < 0 ? err : ask_names(b, p, d);
	err = ask_arrivals(b, &job->old->v[i], p, d);
	if (err == 0)
		err = ask_places(b, p, d);
	return err < 0 ? err : ask_successors(b, p, d);
}

/* --- all --------------------------------------------------------------------------------- */

static int take_results(const struct rebase_side *side, struct many_result *results,
			int err, struct diag *d)
{
	for (size_t i = 0; i < side->n; i++) {
		if (results[i].diag.n)
			diag_note(d, "for %s:", side->v[i].name);
		diag_append(d, &results[i].diag);
		if (err == 0)
			err = results[i].err;
	}
	return err;
}

int rebase_side_run(const struct rebase_in *in, const char *linux_dir,
		    const struct renames *renames, const struct rebase_side *old,
		    struct rebase_side *ret, struct diag *d)
{
	const struct pairs *pairs = in->pairs;
	struct many_result *results = xcalloc(pairs->n, sizeof(*results));
	const char **archs = xcalloc(pairs->n, sizeof(*archs));
	struct job job = {in, old, ret};
	struct many_in many = {.common = in->common,
			       .cross = in->cross,
			       .archs = archs,
			       .n = pairs->n,
			       .fn = run_pair,
			       .context = &job};
	int err;

	many.common.linux_dir = linux_dir;
	many.common.renames = renames;
	many.common.causes = old != NULL;
	if (!old)
		many.common.waivers = NULL; /* they are for the kernel to come */
	ret->v = xcalloc(pairs->n, sizeof(*ret->v));
	for (; ret->n < pairs->n; ret->n++) {
		ret->v[ret->n].name = pairs->v[ret->n].name;
		ret->v[ret->n].of = pairs->v[ret->n].of;
		archs[ret->n] = pairs->v[ret->n].of->arch;
	}
	err = many_run(&many, results, d);
	err = take_results(ret, results, err, d);
	many_done(results, pairs->n);
	free(results);
	free(archs);
	return err;
}

void rebase_side_done(struct rebase_side *s)
{
	for (size_t i = 0; i < s->n; i++) {
		struct rebase_pair *p = &s->v[i];

		merge_out_done(&p->merge);
		json_decref(p->names);
		json_decref(p->arrivals);
		json_decref(p->places);
		json_decref(p->successors);
		diag_done(&p->said);
	}
	free(s->v);
	*s = (struct rebase_side)REBASE_SIDE_INIT;
}
