// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/fix.h"

#include <string.h>

#include "base/alloc.h"
#include "kconfig/trial.h"

#define CHANGES_READ 100000
#define CHANGES_MAX  8

/* A fix that was taken. */
struct block {
	const struct cause *c;
	char *effects;
	struct strv lines; /* each with its newline */
};

/* What is fixed so far, and the requests that must hold with it. */
struct fixer {
	struct bridge *b;
	const struct merge_out *m;
	struct block *blocks;
	size_t n_blocks;
	const char **names; /* of all requests, in the order of m->judged */
	bool *held;	    /* by the merge, or by a fix that was taken */
};

static bool holds(const struct request *r, const struct symbol_state *s)
{
	if (strcmp(s->value, r->value.text) == 0)
		return true;
	for (size_t i = 0; r->about && i < r->about->n_accept; i++)
		if (strcmp(s->value, r->about->accept[i].text) == 0)
			return true;
	return false;
}

/* All lines that were taken, without one of them; NULL: with all */
static void print_taken(const struct fixer *f, const char *without, struct strbuf *to)
{
	for (size_t i = 0; i < f->n_blocks; i++)
		strv_foreach (&f->blocks[i].lines, j)
			if (f->blocks[i].lines.v[j] != without)
				strbuf_adds(to, f->blocks[i].lines.v[j]);
}

static bool is_taken(const struct fixer *f, const char *line)
{
	for (size_t i = 0; i < f->n_blocks; i++)
		if (strv_contains(&f->blocks[i].lines, line))
			return true;
	return false;
}

static void push_lines(const struct cause *c, struct strv *to)
{
	for (size_t i = 0; i < c->n_blockers; i++) {
		_cleanup_(strbuf_done) struct strbuf line = STRBUF_INIT;
		struct value v = {VALUE_TRISTATE, c->blockers[i].to};

		value_print_line(c->blockers[i].name, &v, &line);
		strv_push(to, line.buf);
	}
}

/* The first request that held and that the trial loses; NULL: none */
static const struct request *lost(const struct fixer *f, const struct trial *t)
{
	for (size_t i = 0; i < f->m->n_judged; i++) {
		const struct request *r = f->m->judged[i].request;

		if (f->held[i] && !holds(r, &t->states[i]))
			return r;
	}
	return NULL;
}

static bool all_hold(const struct fixer *f, const struct cause *c, const struct trial *t)
{
	for (size_t i = 0; i < c->n_members; i++) {
		size_t at = (size_t)(c->members[i] - f->m->judged);

		if (!holds(c->members[i]->request, &t->states[at]))
			return false;
	}
	return true;
}

static void refuse(const struct cause *c, const char *why, const struct request *r,
		   struct diag *d)
{
	_cleanup_(cleanup_free) char *more =
		c->n_members > 1 ? xasprintf(" and %zu more", c->n_members - 1)
				 : xstrdup("");

	if (r)
		diag_at(d, DIAG_NOTE, &c->members[0]->request->at,
			"no fix for CONFIG_%s%s: %s CONFIG_%s (%s:%u)",
			c->members[0]->request->name, more, why, r->name, r->at.file,
			r->at.line);
	else
		diag_at(d, DIAG_NOTE, &c->members[0]->request->at,
			"no fix for CONFIG_%s%s: %s", c->members[0]->request->name, more,
			why);
}

static bool is_part(const struct cause *c, const char *name)
{
	for (size_t i = 0; i < c->n_blockers; i++)
		if (strcmp(c->blockers[i].name, name) == 0)
			return true;
	for (size_t i = 0; i < c->n_members; i++)
		if (strcmp(c->members[i]->request->name, name) == 0)
			return true;
	return false;
}

static void print_side_effects(const struct cause *c, const struct trial *t,
			       struct strbuf *to)
{
	size_t others = t->n_changed, shown = 0;

	for (size_t i = 0; i < t->n_listed; i++)
		if (is_part(c, t->changes[i].name))
			others--;
	if (!others)
		return;
	strbuf_addf(to, "# %zu other symbol%s change%s:", others, others > 1 ? "s" : "",
		    others > 1 ? "" : "s");
	for (size_t i = 0; i < t->n_listed && shown < CHANGES_MAX; i++) {
		const struct symbol_change *change = &t->changes[i];

		if (is_part(c, change->name))
			continue;
		strbuf_addf(to, "%s %s %s to %s", shown++ ? "," : "", change->name,
			    *change->from ? change->from : "\"\"",
			    *change->to ? change->to : "\"\"");
	}
	strbuf_adds(to, others > shown ? ", ...\n" : "\n");
}

static void print_block(const struct block *b, struct strbuf *to)
{
	strbuf_adds(to, b->lines.n ? "\n#: why\n" : "\n# with what stands above:\n");
	for (size_t i = 0; i < b->c->n_members; i++) {
		const struct request *r = b->c->members[i]->request;

		strbuf_addf(to, "# makes CONFIG_%s=", r->name);
		value_print(&r->value, to);
		strbuf_addf(to, " take effect (%s:%u)\n", r->at.file, r->at.line);
	}
	strbuf_adds(to, b->effects);
	strv_foreach (&b->lines, i)
		strbuf_adds(to, b->lines.v[i]);
}

static void take(struct fixer *f, const struct cause *c, const struct strv *lines,
		 const struct trial *alone)
{
	_cleanup_(strbuf_done) struct strbuf effects = STRBUF_INIT;
	struct block b = {.c = c, .lines = STRV_INIT};

	print_side_effects(c, alone, &effects);
	b.effects = strbuf_detach(&effects, NULL);
	strv_foreach (lines, i)
		if (!is_taken(f, lines->v[i]))
			strv_push(&b.lines, lines->v[i]);
	f->blocks = xreallocarray(f->blocks, f->n_blocks + 1, sizeof(*f->blocks));
	f->blocks[f->n_blocks++] = b;
	for (size_t i = 0; i < c->n_members; i++)
		f->held[c->members[i] - f->m->judged] = true;
}

/* Takes the fix when it holds with all that was taken before. */
static int try_fix(struct fixer *f, const struct cause *c, struct diag *d)
{
	_cleanup_(strbuf_done) struct strbuf alone = STRBUF_INIT, with = STRBUF_INIT;
	_cleanup_(trial_done) struct trial t = TRIAL_INIT, all = TRIAL_INIT;
	_cleanup_(strv_done) struct strv lines = STRV_INIT;
	const struct request *loss;
	int err;

	push_lines(c, &lines);
	print_taken(f, NULL, &with);
	strv_foreach (&lines, i) {
		strbuf_adds(&alone, lines.v[i]);
		strbuf_adds(&with, lines.v[i]);
	}
	err = trial_run(f->b, alone.buf, f->names, f->m->n_judged, CHANGES_READ, &t, d);
	if (err == 0)
		err = trial_run(f->b, with.buf, f->names, f->m->n_judged, 0, &all, d);
	if (err < 0)
		return err;
	loss = lost(f, &all);
	if (loss)
		refuse(c, "it would undo", loss, d);
	else if (!all_hold(f, c, &all))
		refuse(c, "what was found does not go with the fixes before it", NULL, d);
	else
		take(f, c, &lines, &t);
	return 0;
}

/* Each fix is irreducible by itself; one may have made a line of another needless. */
static int drop_needless(struct fixer *f, struct strv *lines, struct diag *d)
{
	struct strv kept = STRV_INIT;
	int err = 0;

	for (size_t i = 0; err == 0 && i < lines->n; i++) {
		_cleanup_(strbuf_done) struct strbuf less = STRBUF_INIT;
		_cleanup_(trial_done) struct trial t = TRIAL_INIT;

		print_taken(f, lines->v[i], &less);
		err = trial_run(f->b, less.buf, f->names, f->m->n_judged, 0, &t, d);
		if (err < 0 || lost(f, &t))
			strv_push(&kept, lines->v[i]);
		else
			*lines->v[i] = '\0'; /* no longer printed */
	}
	strv_done(lines);
	*lines = kept;
	return err;
}

static const struct blocker *contradicting(const struct cause *c)
{
	for (size_t i = 0; i < c->n_blockers; i++)
		if (c->blockers[i].requested)
			return &c->blockers[i];
	return NULL;
}

static int fix_all(struct fixer *f, struct diag *d)
{
	for (size_t i = 0; i < f->m->causes->n; i++) {
		const struct cause *c = &f->m->causes->v[i];
		const struct blocker *b = contradicting(c);
		const struct merge_symbol *s = NULL;
		int err;

		if (b)
			HASH_FIND_STR(f->m->symbols, b->name, s);
		if (!c->found || !c->n_blockers)
			refuse(c, "no set of more requests was found", NULL, d);
		else if (s)
			refuse(c, "it would contradict", s->request, d);
		else {
			err = try_fix(f, c, d);
			if (err < 0)
				return err;
		}
	}
	for (size_t i = 0; f->n_blocks > 1 && i < f->n_blocks; i++) {
		int err = drop_needless(f, &f->blocks[i].lines, d);

		if (err < 0)
			return err;
	}
	return 0;
}

int fixes_print(struct bridge *b, const struct merge_out *m, struct strbuf *to,
		size_t *ret_fixed, struct diag *d)
{
	struct fixer f = {.b = b, .m = m};
	size_t fixed = 0;
	int err;

	f.names = xcalloc(m->n_judged, sizeof(*f.names));
	f.held = xcalloc(m->n_judged, sizeof(*f.held));
	for (size_t i = 0; i < m->n_judged; i++) {
		enum request_verdict v = m->judged[i].verdict;

		f.names[i] = m->judged[i].symbol->name;
		f.held[i] = v == REQUEST_HONOURED || v == REQUEST_ACCEPTED ||
			    v == REQUEST_REDUNDANT;
	}
	strbuf_adds(to, "# Found by resolving; why it is wanted a person has to say.\n");
	err = fix_all(&f, d);
	for (size_t i = 0; i < f.n_blocks; i++) {
		print_block(&f.blocks[i], to);
		fixed += f.blocks[i].c->n_members;
		free(f.blocks[i].effects);
		strv_done(&f.blocks[i].lines);
	}
	if (err == 0)
		*ret_fixed = fixed;
	free(f.blocks);
	free(f.names);
	free(f.held);
	return err;
}
