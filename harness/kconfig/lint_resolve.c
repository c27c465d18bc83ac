// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "kconfig/lint_files.h"
#include "kconfig/many.h"

/* What was learned of one line in one pair: jobs run side by side and share no line. */
struct line_verdict {
	enum request_verdict verdict;
	char *reason; /* NULL: it did not fail */
	bool redundant;
};

struct pair_verdicts {
	struct lint_pair *pair;
	struct line_verdict *lines; /* in the order of the files */
	size_t n;
};

struct resolver {
	const struct lint_in *in;
	struct pair_verdicts *pairs;
	const char **archs;
	size_t n;
};

/* What merge said about a line, without the symbol and what was asked for. */
static char *reason_at(const struct diag *d, const struct loc *at)
{
	for (size_t i = 0; i < d->n; i++) {
		const struct diag_entry *e = &d->entries[i];
		const char *text;

		if (!e->file || e->line != at->line || strcmp(e->file, at->file) != 0)
			continue;
		text = strstr(e->text, ": ");
		return xstrdup(text ? text + 2 : e->text);
	}
	return xstrdup("it does not take effect");
}

static void add_where(struct lint_line *l, const char *pair)
{
	char *old = l->where;

	l->where = old ? xasprintf("%s, %s", old, pair) : xstrdup(pair);
	free(old);
}

static void take_verdict(struct lint_line *l, struct line_verdict *v, const char *pair)
{
	l->judged++;
	l->redundant += v->redundant;
	if (v->verdict == REQUEST_OVERRIDDEN)
		l->overridden++;
	if (!request_failed(v->verdict))
		return;
	l->failed++;
	if (!l->reason)
		l->reason = TAKE_PTR(v->reason);
	if (v->verdict == REQUEST_UNKNOWN) {
		l->unknown++;
		add_where(l, pair);
	}
}

static int judge_pair(void *context, size_t i, const struct merge_in *common,
		      struct bridge *b, struct diag *d)
{
	_cleanup_(merge_out_done) struct merge_out m = MERGE_OUT_INIT;
	_cleanup_(diag_done) struct diag said = DIAG_INIT;
	const struct resolver *r = context;
	struct pair_verdicts *p = &r->pairs[i];
	struct merge_in in = *common;
	int err;

	in.base = p->pair->arch->base;
	in.fragments = &p->pair->arch->fragments;
	in.flavour = p->pair->arch->name;
	in.draft = true;
	err = merge_with(&in, b, &m, &said);
	if (err < 0 && err != -EBADMSG) {
		diag_append(d, &said);
		return err;
	}
	p->lines = xcalloc(m.n_judged, sizeof(*p->lines));
	for (size_t j = 0; j < m.n_judged; j++) {
		const struct judgement *v = &m.judged[j];
		struct line_verdict *l = &p->lines[p->n++];

		l->verdict = v->verdict;
		if (request_failed(v->verdict))
			l->reason = reason_at(&said, &v->request->at);
		l->redundant = r->in->redundant && v->verdict == REQUEST_REDUNDANT;
	}
	return 0;
}

/* In the order of the pairs, whatever was done first. */
static void take_verdicts(struct pair_verdicts *p)
{
	size_t n = 0;

	strv_foreach (&p->pair->arch->fragments, i) {
		struct lint_file *file = p->pair->files[i];

		for (size_t j = 0; j < file->fragment.n && n < p->n; j++)
			take_verdict(&file->lines[j], &p->lines[n++], p->pair->name);
	}
}

static int judge_all(struct resolver *r, struct diag *d)
{
	struct many_result *results = xcalloc(r->n, sizeof(*results));
	struct many_in in = {.common = {.linux_dir = r->in->linux_dir,
					.bridge_dir = r->in->bridge_dir,
					.waivers = r->in->waivers},
			     .cross = r->in->cross,
			     .archs = r->archs,
			     .n = r->n,
			     .fn = judge_pair,
			     .context = r};
	int err = many_run(&in, results, d);

	for (size_t i = 0; i < r->n; i++) {
		diag_append(d, &results[i].diag);
		if (err == 0)
			err = results[i].err;
		take_verdicts(&r->pairs[i]);
	}
	many_done(results, r->n);
	free(results);
	return err;
}

static void resolver_done(struct resolver *r)
{
	for (size_t i = 0; i < r->n; i++) {
		for (size_t j = 0; j < r->pairs[i].n; j++)
			free(r->pairs[i].lines[j].reason);
		free(r->pairs[i].lines);
	}
	free(r->pairs);
	free(r->archs);
}

int lint_resolve(const struct lint_in *in, struct lint_files *files, struct diag *d)
{
	struct resolver r = {.in = in,
			     .pairs = xcalloc(files->n_pairs, sizeof(*r.pairs)),
			     .archs = xcalloc(files->n_pairs, sizeof(*r.archs))};
	int err;

	for (size_t i = 0; i < files->n_pairs; i++) {
		struct lint_pair *p = &files->pairs[i];

		if (p->bad)
			continue;
		r.archs[r.n] = p->arch->arch;
		r.pairs[r.n++].pair = p;
	}
	err = judge_all(&r, d);
	resolver_done(&r);
	return err;
}
