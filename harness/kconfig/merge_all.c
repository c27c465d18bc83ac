// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/merge_all.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "kconfig/many.h"
#include "kconfig/merge_write.h"
#include "kconfig/pairs.h"
#include "kconfig/provenance.h"
#include "sys/file.h"

struct job {
	const struct merge_all_in *in;
	const struct pairs *pairs;
	struct merge_all_out *out;
};

/* --- where the results go ------------------------------------------------------------- */

/* Links can make one directory of two names. */
static int check_distinct(const struct merge_all_out *m, struct diag *d)
{
	_cleanup_(cleanup_free) struct stat *dirs = xcalloc(m->n, sizeof(*dirs));

	for (size_t i = 0; i < m->n; i++) {
		_cleanup_(cleanup_free) char *dir = dir_of(m->pairs[i].output);

		if (stat(dir, &dirs[i]) < 0)
			continue; /* it will be made */
		for (size_t j = 0; j < i; j++) {
			if (dirs[j].st_ino != dirs[i].st_ino ||
			    dirs[j].st_dev != dirs[i].st_dev)
				continue;
			diag_error(d,
				   "%s and %s would both write '%s'; nothing is merged, "
				   "remove the link",
				   m->pairs[j].name, m->pairs[i].name,
				   m->pairs[i].output);
			return -EEXIST;
		}
	}
	return 0;
}

static int make_dirs(const struct merge_all_out *m, struct diag *d)
{
	int err = check_distinct(m, d);

	for (size_t i = 0; err == 0 && i < m->n; i++) {
		_cleanup_(cleanup_free) char *dir = dir_of(m->pairs[i].output);

		err = dir_make(dir, d);
	}
	return err;
}

static void name_outputs(const struct pairs *pairs, const char *output,
			 struct merge_all_out *m)
{
	_cleanup_(cleanup_free) char *dir = path_trim(output);

	m->pairs = xcalloc(pairs->n, sizeof(*m->pairs));
	for (; m->n < pairs->n; m->n++) {
		const char *name = pairs->v[m->n].name;

		m->pairs[m->n].name = xstrdup(name);
		m->pairs[m->n].output = xasprintf("%s/%s/.config", dir, name);
	}
}

/* --- one pair -------------------------------------------------------------------------- */

static void take_result(const struct merge_in *in, const struct merge_out *m,
			struct merged_pair *p)
{
	_cleanup_(strbuf_done) struct strbuf line = STRBUF_INIT;
	_cleanup_(cleanup_free) char *details = provenance_summary(in, m);

	merge_print_summary(m, p->output, &line);
	p->summary = strbuf_detach(&line, NULL);
	p->details = json_loads(details, 0, NULL);
}

static int merge_pair(void *context, size_t i, const struct merge_in *common,
		      struct bridge *b, struct diag *d)
{
	_cleanup_(merge_out_done) struct merge_out m = MERGE_OUT_INIT;
	const struct job *job = context;
	const struct flavour_arch *a = job->pairs->v[i].of;
	struct merged_pair *p = &job->out->pairs[i];
	const struct merge_paths paths = {.output = p->output,
					  .accept_toolchain = job->in->accept_toolchain};
	struct merge_in in = *common;
	int err, written;

	in.base = a->base;
	in.fragments = &a->fragments;
	in.flavour = a->name;
	err = merge_with(&in, b, &m, d);
	if (err < 0 && err != -EBADMSG)
		return err;
	written = merge_write(&in, &m, &paths, d);
	if (written < 0)
		return written;
	take_result(&in, &m, p);
	return err;
}

/* --- all --------------------------------------------------------------------------------- */

static int take_results(struct merge_all_out *m, struct many_result *results, int err,
			struct diag *d)
{
	size_t merged = 0;

	for (size_t i = 0; i < m->n; i++) {
		struct merged_pair *p = &m->pairs[i];

		p->err = results[i].err;
		merged += p->details != NULL;
		if (!p->summary)
			p->summary = xasprintf("%s: not merged\n", p->output);
		if (results[i].diag.n)
			diag_note(d, "for %s:", p->name);
		diag_append(d, &results[i].diag);
		if (p->err == -EINTR || err == 0)
			err = p->err;
	}
	return merged && err < 0 && err != -EINTR ? -EBADMSG : err;
}

static int merge_pairs(const struct merge_all_in *in, const struct pairs *pairs,
		       struct merge_all_out *m, struct diag *d)
{
	struct many_result *results = xcalloc(pairs->n, sizeof(*results));
	const char **archs = xcalloc(pairs->n, sizeof(*archs));
	struct job job = {in, pairs, m};
	struct many_in many = {.common = in->common,
			       .cross = in->cross,
			       .archs = archs,
			       .n = pairs->n,
			       .fn = merge_pair,
			       .context = &job};
	int err;

	for (size_t i = 0; i < pairs->n; i++)
		archs[i] = pairs->v[i].of->arch;
	err = many_run(&many, results, d);
	err = take_results(m, results, err, d);
	many_done(results, pairs->n);
	free(results);
	free(archs);
	return err;
}

int merge_all_run(const struct merge_all_in *in, struct merge_all_out *ret,
		  struct diag *d)
{
	_cleanup_(flavours_done) struct flavours f = FLAVOURS_INIT;
	_cleanup_(pairs_done) struct pairs pairs = PAIRS_INIT;
	int err = flavours_read(in->configs, &f, d);

	if (err == 0)
		err = pairs_choose(&f, in->flavours, in->archs, &pairs, d);
	if (err < 0)
		return err;
	name_outputs(&pairs, in->output, ret);
	err = make_dirs(ret, d);
	if (err < 0) {
		merge_all_out_done(ret);
		return err;
	}
	return merge_pairs(in, &pairs, ret, d);
}

char *merge_all_print_json(const struct merge_all_out *m)
{
	json_t *list = json_array(), *doc;
	_cleanup_(cleanup_free) char *text = NULL;

	for (size_t i = 0; i < m->n; i++) {
		const struct merged_pair *p = &m->pairs[i];
		const char *result = !p->details   ? "not merged"
				     : p->err == 0 ? "good"
						   : "failed";
		json_t *pair = json_pack("{s:s, s:s, s:s}", "pair", p->name, "output",
					 p->output, "result", result);

		json_object_update_missing(pair, p->details);
		json_array_append_new(list, pair);
	}
	doc = json_pack("{s:i, s:o}", "schema", 1, "pairs", list);
	text = json_dumps(doc, JSON_INDENT(1));
	json_decref(doc);
	return xasprintf("%s\n", text ? text : "{}");
}

void merge_all_out_done(struct merge_all_out *m)
{
	if (!m)
		return;
	for (size_t i = 0; i < m->n; i++) {
		free(m->pairs[i].name);
		free(m->pairs[i].output);
		free(m->pairs[i].summary);
		json_decref(m->pairs[i].details);
	}
	free(m->pairs);
	*m = (struct merge_all_out)MERGE_ALL_OUT_INIT;
}
