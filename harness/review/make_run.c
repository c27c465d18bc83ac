// SPDX-License-Identifier: GPL-2.0-or-later
#include "review/make_run.h"

#include <string.h>

#include "base/alloc.h"

#define NESTED_MAX  64 /* conditions */
#define INCLUDE_MAX 8  /* files, one in another */

enum branch {
	BRANCH_TAKEN,
	BRANCH_LEFT,	/* the other one is taken */
	BRANCH_PERHAPS, /* what is asked is not known */
};

struct condition_frame {
	enum branch now;
	bool decided; /* an earlier branch was taken */
	bool perhaps; /* an earlier one may have been */
};

struct run {
	struct make_scope *scope;
	struct make_tree *tree;
	struct condition_frame frames[NESTED_MAX];
	size_t depth; /* may exceed NESTED_MAX: then nothing counts */
	unsigned int included;
};

/* --- conditions ------------------------------------------------------------------------ */

static enum branch where(const struct run *r)
{
	enum branch all = r->depth > NESTED_MAX ? BRANCH_PERHAPS : BRANCH_TAKEN;

	for (size_t i = 0; i < r->depth && i < NESTED_MAX; i++) {
		if (r->frames[i].now == BRANCH_LEFT)
			return BRANCH_LEFT;
		if (r->frames[i].now == BRANCH_PERHAPS)
			all = BRANCH_PERHAPS;
	}
	return all;
}

static void trim(char *s)
{
	size_t n = strlen(s), skip = strspn(s, " \t");

	while (n > skip && strchr(" \t", s[n - 1]))
		n--;
	memmove(s, s + skip, n - skip);
	s[n - skip] = '\0';
}

static enum branch compare(struct make_scope *s, const struct make_line *l)
{
	_cleanup_(cleanup_free) char *a = make_expanded(s, l->name);
	_cleanup_(cleanup_free) char *b = make_expanded(s, l->text ? l->text : "");

	if (make_unknown(a) || make_unknown(b))
		return BRANCH_PERHAPS;
	trim(a);
	trim(b);
	return (strcmp(a, b) == 0) != l->negated ? BRANCH_TAKEN : BRANCH_LEFT;
}

/* ifdef looks at whether there is a text, not at what it stands for. */
static enum branch defined(struct make_scope *s, const struct make_line *l)
{
	_cleanup_(cleanup_free) char *name = make_expanded(s, l->name);
	const struct make_variable *v = make_variable(s, name);
	_cleanup_(cleanup_free) char *reference = xasprintf("$(%s)", name);
	_cleanup_(cleanup_free) char *value = make_expanded(s, reference);

	if (make_unknown(name) || (!v && make_unknown(value)))
		return BRANCH_PERHAPS;
	return (v ? v->n > 0 : *value != '\0') != l->negated ? BRANCH_TAKEN : BRANCH_LEFT;
}

static enum branch ask(struct make_scope *s, const struct make_line *l)
{
	return l->kind == MAKE_EQUAL ? compare(s, l) : defined(s, l);
}

static void take_condition(struct run *r, const struct make_line *l)
{
	enum branch outer = where(r);
	struct condition_frame *f;

	if (!l->chained)
		r->depth++;
	if (!r->depth || r->depth > NESTED_MAX)
		return;
	f = &r->frames[r->depth - 1];
	if (l->chained) {
		/* MAKE_ELSE stood before it, and decided whether it is asked at all */
		if (f->now == BRANCH_LEFT)
			return;
		f->now = ask(r->scope, l);
		if (f->perhaps && f->now == BRANCH_TAKEN)
			f->now = BRANCH_PERHAPS;
	} else {
		*f = (struct condition_frame){
			.now = outer == BRANCH_LEFT ? BRANCH_LEFT : ask(r->scope, l)};
	}
}

static void take_else(struct run *r)
{
	struct condition_frame *f;

	if (!r->depth || r->depth > NESTED_MAX)
		return;
	f = &r->frames[r->depth - 1];
	f->decided |= f->now == BRANCH_TAKEN;
	f->perhaps |= f->now == BRANCH_PERHAPS;
	f->now = f->decided ? BRANCH_LEFT : f->perhaps ? BRANCH_PERHAPS : BRANCH_TAKEN;
}

/* --- assignments ----------------------------------------------------------------------- */

static struct make_variable *variable(struct make_scope *s, const char *name)
{
	struct make_variable *v = make_variable(s, name);

	if (v)
		return v;
	v = xcalloc(1, sizeof(*v));
	v->name = xstrdup(name);
	v->later = true;
	HASH_ADD_KEYPTR(hh, s->variables, v->name, strlen(v->name), v);
	return v;
}

static void clear(struct make_variable *v)
{
	for (size_t i = 0; i < v->n; i++)
		free(v->v[i].text);
	v->n = 0;
}

static void add_piece(struct make_variable *v, char *text, bool done, bool sure,
		      const struct make_line *l)
{
	GROW(v->v, v->n, v->capacity);
	v->v[v->n++] = (struct make_piece){text, done, sure, l};
}

/* Where it is not known whether the line counts, the old value may stay as well. */
static void assign(struct make_scope *s, const char *name, const struct make_line *l,
		   bool sure)
{
	struct make_variable *v = make_variable(s, name);
	enum make_assign how = l->assign;
	bool done;
	char *text;

	if (how == ASSIGN_DEFAULT && v)
		return;
	done = how == ASSIGN_NOW || (how == ASSIGN_ADD && v && !v->later);
	text = how == ASSIGN_SHELL ? xstrdup(MAKE_UNKNOWN_STR)
	       : done		   ? make_expanded(s, l->text)
				   : xstrdup(l->text);
	v = variable(s, name);
	if (how != ASSIGN_ADD && sure)
		clear(v);
	if (how != ASSIGN_ADD)
		v->later = how != ASSIGN_NOW;
	add_piece(v, text, done || how == ASSIGN_SHELL, sure, l);
}

void make_set(struct make_scope *s, const char *name, const char *value)
{
	struct make_variable *v = variable(s, name);

	clear(v);
	v->later = false;
	add_piece(v, xstrdup(value), true, true, NULL);
}

/* --- the whole -------------------------------------------------------------------------- */

static void run_file(struct run *r, const struct makefile *m);

static void take_include(struct run *r, const struct make_line *l)
{
	_cleanup_(cleanup_free) char *names = make_expanded(r->scope, l->name);
	_cleanup_(strv_done) struct strv words = STRV_INIT;

	if (r->included >= INCLUDE_MAX)
		return;
	make_words(names, &words);
	strv_foreach (&words, i) {
		_cleanup_(cleanup_free) char *path = make_path("", words.v[i]);
		const struct makefile *m;

		if (!path || make_unknown(path) || !make_spend(r->scope, 1))
			continue;
		m = make_tree_file(r->tree, path);
		r->included++;
		if (m)
			run_file(r, m);
		r->included--;
	}
}

static void take_assignment(struct run *r, const struct make_line *l, bool sure)
{
	_cleanup_(cleanup_free) char *name = make_expanded(r->scope, l->name);

	trim(name);
	/* obj-$(what nobody knows): some list gets it, or none */
	if (make_unknown(name) && strncmp(name, "obj-", 4) == 0)
		assign(r->scope, "obj-y", l, false);
	else if (*name && !make_unknown(name))
		assign(r->scope, name, l, sure);
}

static void run_line(struct run *r, const struct make_line *l)
{
	enum branch here;

	switch (l->kind) {
	case MAKE_EQUAL:
	case MAKE_DEFINED: take_condition(r, l); return;
	case MAKE_ELSE: take_else(r); return;
	case MAKE_ENDIF: r->depth -= r->depth > 0; return;
	default: break;
	}
	here = where(r);
	if (here == BRANCH_LEFT)
		return;
	if (l->kind == MAKE_INCLUDE)
		take_include(r, l);
	else
		take_assignment(r, l, here == BRANCH_TAKEN);
}

/* Conditions end with their file. */
static void run_file(struct run *r, const struct makefile *m)
{
	struct make_scope *s = r->scope;
	size_t depth = r->depth;

	GROW(s->files, s->n_files, s->files_capacity);
	s->files[s->n_files++] = m;
	for (size_t i = 0; i < m->n && make_spend(r->scope, 1); i++)
		run_line(r, &m->v[i]);
	r->depth = depth;
}

void make_run(struct make_scope *s, struct make_tree *tree, const struct makefile *m)
{
	struct run r = {.scope = s, .tree = tree};

	run_file(&r, m);
}
