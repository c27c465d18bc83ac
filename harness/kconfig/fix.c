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
	const char **names; /* of all requests, then of what fixes say in their place */
	size_t n_names;
	bool *held; /* a request, by the merge or by a fix that was taken */
	/* what a fix says in the place of a request, for the names behind those */
	const char **wanted;
	const struct request **replaced;
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

static enum value_kind kind_of(enum symbol_type type)
{
	switch (type) {
	case TYPE_STRING: return VALUE_STRING;
	case TYPE_INT:
	case TYPE_HEX: return VALUE_INT;
	default: return VALUE_TRISTATE;
	}
}

static void push_line(const char *name, const struct value *v, struct strv *to)
{
	_cleanup_(strbuf_done) struct strbuf line = STRBUF_INIT;

	value_print_line(name, v, &line);
	strv_push(to, line.buf);
}

static void push_lines(const struct cause *c, struct strv *to)
{
	for (size_t i = 0; i < c->n_blockers; i++) {
		const struct blocker *b = &c->blockers[i];
		const struct value v = {kind_of(b->type), b->to};

		push_line(b->name, &v, to);
	}
	if (c->instead.name)
		push_line(c->instead.name, &c->instead.value, to);
}

/* May a fix say otherwise? One that only prefers gives way to what is required. */
static bool gives_way(const struct request *r, const struct cause *c)
{
	for (size_t i = 0; i < c->n_members; i++)
		if (c->members[i]->request->about &&
		    c->members[i]->request->about->prefer)
			return false;
	return r->about && r->about->prefer;
}

static bool is_set_by(const struct cause *c, const char *name)
{
	for (size_t i = 0; i < c->n_blockers; i++)
		if (strcmp(c->blockers[i].name, name) == 0)
			return true;
	return c->instead.name && strcmp(c->instead.name, name) == 0;
}

/* Requests that hold only as long as the fix is not there, and may. */
static void give_way(struct fixer *f, const struct cause *c)
{
	for (size_t i = 0; i < f->m->n_judged; i++) {
		const struct request *r = f->m->judged[i].request;

		if (is_set_by(c, r->name) && gives_way(r, c))
			f->held[i] = false;
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
	for (size_t i = f->m->n_judged; i < f->n_names; i++)
		if (strcmp(t->states[i].value, f->wanted[i - f->m->n_judged]) != 0)
			return f->replaced[i - f->m->n_judged];
	return NULL;
}

static bool all_hold(const struct fixer *f, const struct cause *c, const struct trial *t)
{
	for (size_t i = 0; i < c->n_members && !c->instead.name; i++) {
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

/* What it takes cannot be written to a fragment. */
static void refuse_probes(const struct cause *c, struct diag *d)
{
	_cleanup_(strbuf_done) struct strbuf text = STRBUF_INIT;

	strbuf_adds(&text, "it takes another toolchain:");
	for (size_t i = 0; i < c->n_probes; i++)
		strbuf_addf(&text, "%s %s", i ? "," : "", c->probes[i].help);
	refuse(c, text.buf, NULL, d);
}

static bool is_part(const struct cause *c, const char *name)
{
	if (is_set_by(c, name))
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

		strbuf_addf(to,
			    b->c->instead.name ? "# stands for CONFIG_%s="
					       : "# makes CONFIG_%s=",
			    r->name);
		value_print(&r->value, to);
		strbuf_addf(to, "%s (%s:%u)%s%s\n",
			    b->c->instead.name ? "" : " take effect", r->at.file,
			    r->at.line, b->c->reason ? ": " : "",
			    b->c->reason ? b->c->reason : "");
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
	for (size_t i = 0; i < c->n_members && !c->instead.name; i++)
		f->held[c->members[i] - f->m->judged] = true;
}

/* What stands in the place of a request has to hold as well. */
static void want_instead(struct fixer *f, const struct cause *c)
{
	size_t i = f->n_names - f->m->n_judged;

	if (!c->instead.name)
		return;
	f->names[f->n_names++] = c->instead.name;
	f->wanted[i] = c->instead.value.text;
	f->replaced[i] = c->members[0]->request;
}

static int run_trials(const struct fixer *f, const struct strv *lines,
		      struct trial *alone, struct trial *all, struct diag *d)
{
	_cleanup_(strbuf_done) struct strbuf one = STRBUF_INIT, with = STRBUF_INIT;
	int err;

	print_taken(f, NULL, &with);
	strv_foreach (lines, i) {
		strbuf_adds(&one, lines->v[i]);
		strbuf_adds(&with, lines->v[i]);
	}
	err = trial_run(f->b, one.buf, f->names, f->n_names, CHANGES_READ, alone, d);
	if (err < 0)
		return err;
	return trial_run(f->b, with.buf, f->names, f->n_names, 0, all, d);
}

/* Takes the fix when it holds with all that was taken before. */
static int try_fix(struct fixer *f, const struct cause *c, struct diag *d)
{
	_cleanup_(trial_done) struct trial alone = TRIAL_INIT, all = TRIAL_INIT;
	_cleanup_(strv_done) struct strv lines = STRV_INIT;
	_cleanup_(cleanup_free) bool *held = xcalloc(f->m->n_judged, sizeof(*held));
	const struct request *loss;
	size_t n_names = f->n_names;
	int err;

	memcpy(held, f->held, f->m->n_judged * sizeof(*held));
	push_lines(c, &lines);
	want_instead(f, c);
	give_way(f, c);
	err = run_trials(f, &lines, &alone, &all, d);
	if (err < 0)
		return err;
	loss = lost(f, &all);
	if (!loss && all_hold(f, c, &all)) {
		take(f, c, &lines, &alone);
		return 0;
	}
	memcpy(f->held, held, f->m->n_judged * sizeof(*held));
	f->n_names = n_names;
	if (loss && loss != c->members[0]->request)
		refuse(c, "it would undo", loss, d);
	else
		refuse(c, "what was found does not go with the fixes before it", NULL, d);
	return 0;
}

/* The same symbol with another value: it is the request that is wrong. */
static bool is_corrected(const struct cause *c, const char *line)
{
	_cleanup_(strbuf_done) struct strbuf own = STRBUF_INIT;

	if (!c->instead.name)
		return false;
	value_print_line(c->instead.name, &c->instead.value, &own);
	return strcmp(line, own.buf) == 0;
}

/* Each fix is irreducible by itself; one may have made a line of another needless. */
static int drop_needless(struct fixer *f, const struct cause *c, struct strv *lines,
			 struct diag *d)
{
	struct strv kept = STRV_INIT;
	int err = 0;

	for (size_t i = 0; err == 0 && i < lines->n; i++) {
		_cleanup_(strbuf_done) struct strbuf less = STRBUF_INIT;
		_cleanup_(trial_done) struct trial t = TRIAL_INIT;

		print_taken(f, lines->v[i], &less);
		err = trial_run(f->b, less.buf, f->names, f->n_names, 0, &t, d);
		if (err < 0 || lost(f, &t) || is_corrected(c, lines->v[i]))
			strv_push(&kept, lines->v[i]);
		else
			*lines->v[i] = '\0'; /* no longer printed */
	}
	strv_done(lines);
	*lines = kept;
	return err;
}

static const struct request *contradicted(const struct cause *c)
{
	const struct request *r = c->instead.asked;

	if (r && !gives_way(r, c))
		return r;
	for (size_t i = 0; i < c->n_blockers; i++) {
		r = c->blockers[i].asked;
		if (r && !gives_way(r, c))
			return r;
	}
	return NULL;
}

static int fix_one(struct fixer *f, const struct cause *c, struct diag *d)
{
	const struct request *r = contradicted(c);

	if (!c->found && c->reason)
		refuse(c, c->reason, NULL, d);
	else if (!c->found || (!c->n_blockers && !c->n_probes && !c->instead.name))
		refuse(c, "no set of more requests was found", NULL, d);
	else if (c->n_probes)
		refuse_probes(c, d);
	else if (r)
		refuse(c, "it would contradict", r, d);
	else
		return try_fix(f, c, d);
	return 0;
}

static int fix_all(struct fixer *f, struct diag *d)
{
	for (size_t i = 0; i < f->m->causes->n; i++) {
		int err = fix_one(f, &f->m->causes->v[i], d);

		if (err < 0)
			return err;
	}
	for (size_t i = 0; f->n_blocks > 1 && i < f->n_blocks; i++) {
		int err = drop_needless(f, f->blocks[i].c, &f->blocks[i].lines, d);

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

	f.names = xcalloc(m->n_judged + m->causes->n, sizeof(*f.names));
	f.n_names = m->n_judged;
	f.wanted = xcalloc(m->causes->n, sizeof(*f.wanted));
	f.replaced = xcalloc(m->causes->n, sizeof(*f.replaced));
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
	free(f.wanted);
	free(f.replaced);
	free(f.held);
	return err;
}
