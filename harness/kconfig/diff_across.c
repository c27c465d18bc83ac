// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The same lines in two trees, architectures or toolchains.
 *
 * What a symbol reads is tried first: with the old values of that, does it get its own
 * old value? Then it follows from another change. Else see diff_own.c.
 */
#include "kconfig/diff_work.h"

#include <errno.h>
#include <string.h>

#include "base/alloc.h"

struct across {
	struct diff_work *w;
	struct diff_values old, new;
	struct strbuf names,
		values; /* of those that both have, or the new one: see follow */
	size_t n;
};

/* A row of an answer to "values", by name. */
struct value_row {
	size_t i;
	UT_hash_handle hh;
};

static struct value_row *index_values(const struct diff_values *v)
{
	struct value_row *rows = NULL;

	for (size_t i = 0; i < v->names.n; i++) {
		struct value_row *r;

		if (v->written[i] == 't')
			continue;
		r = xcalloc(1, sizeof(*r));
		r->i = i;
		HASH_ADD_KEYPTR(hh, rows, v->names.v[i], strlen(v->names.v[i]), r);
	}
	return rows;
}

static void free_rows(struct value_row *rows)
{
	struct value_row *r, *next;

	HASH_ITER (hh, rows, r, next) {
		HASH_DEL(rows, r);
		free(r);
	}
}

/* --- the list ------------------------------------------------------------------------------ */

static struct diff_entry *add_entry(struct across *a, const char *name, char type,
				    const char *from, const char *to)
{
	struct diff_entry *e = diff_entry_get(a->w, name);

	e->type = type;
	e->change.from = from ? diff_printed(type, from) : NULL;
	e->change.to = to ? diff_printed(type, to) : NULL;
	return e;
}

static void ask_about(struct across *a, const char *name, const char *value)
{
	text_list_add(&a->names, name);
	text_list_add(&a->values, value);
	a->n++;
}

static bool is_tristate_type(char type)
{
	return type == TYPE_BOOL || type == TYPE_TRISTATE;
}

/* Is it in the .config, or has it a value that others could read? */
static bool is_there(const struct diff_values *v, size_t i)
{
	return v->written[i] == '1' ||
	       (*v->values.v[i] && strcmp(v->values.v[i], "n") != 0);
}

static void add_new(struct across *a, size_t i)
{
	const char *name = a->new.names.v[i];
	struct diff_entry *e;

	if (!is_there(&a->new, i))
		return;
	e = add_entry(a, name, a->new.types[i], NULL, a->new.values.v[i]);
	diff_entry_class(
		e, CHANGE_UPSTREAM,
		xasprintf("Linux %s has no such symbol", a->w->old.tree.kernelversion));
	e->change.upstream = UPSTREAM_NEW;
	ask_about(a, name, is_tristate_type(a->new.types[i]) ? "n" : "");
}

static int add_removed(struct across *a, size_t i)
{
	struct diff_work *w = a->w;
	const char *name = a->old.names.v[i];
	const struct rename *rename = renames_find(w->in->new.merge.renames, name);
	char *successor = NULL;
	struct diff_entry *e;
	int err;

	if (!is_there(&a->old, i))
		return 0;
	e = add_entry(a, name, a->old.types[i], a->old.values.v[i], NULL);
	err = bridge_successor(w->new_bridge, name, &successor, w->d);
	if (err < 0)
		return err;
	if (!successor && rename)
		successor = xstrdup(rename->to);
	diff_entry_class(
		e, CHANGE_UPSTREAM,
		successor ? xasprintf("Linux %s calls it %s%s", w->new.tree.kernelversion,
				      successor,
				      rename && rename->inverted ? ", inverted" : "")
			  : xasprintf("Linux %s has no such symbol",
				      w->new.tree.kernelversion));
	e->change.upstream = successor ? UPSTREAM_RENAMED : UPSTREAM_REMOVED;
	e->change.renamed = successor;
	return 0;
}

static void note_architectures(struct across *a, size_t only_old, size_t only_new)
{
	const struct diff_work *w = a->w;

	if (!w->same_arch)
		strv_pushf(&w->set->notes,
			   "two architectures: only what both define is compared; %zu "
			   "symbols are only in %s, %zu only in %s",
			   only_old, w->in->old.merge.arch, only_new,
			   w->in->new.merge.arch);
}

static int list_changes(struct across *a)
{
	struct value_row *old = index_values(&a->old), *new = index_values(&a->new);
	size_t only_old = 0, only_new = 0;
	struct value_row *r, *other;
	int err = 0;

	for (r = old; err == 0 && r; r = r->hh.next) {
		const char *name = a->old.names.v[r->i];

		HASH_FIND_STR(new, name, other);
		if (!other) {
			only_old++;
			if (a->w->same_arch)
				err = add_removed(a, r->i);
		} else if (strcmp(a->old.values.v[r->i], a->new.values.v[other->i]) !=
			   0) {
			add_entry(a, name, a->new.types[other->i], a->old.values.v[r->i],
				  a->new.values.v[other->i]);
			ask_about(a, name, a->old.values.v[r->i]);
		}
	}
	for (r = new; err == 0 && r; r = r->hh.next) {
		HASH_FIND_STR(old, a->new.names.v[r->i], other);
		if (other)
			continue;
		only_new++;
		if (a->w->same_arch)
			add_new(a, r->i);
	}
	note_architectures(a, only_old, only_new);
	free_rows(old);
	free_rows(new);
	return err;
}

/* The new name of a symbol that is renamed is no new symbol. */
static void pair_renamed(struct diff_work *w)
{
	for (struct diff_entry *e = w->entries; e; e = e->hh.next) {
		struct diff_entry *to =
			e->change.upstream == UPSTREAM_RENAMED && e->change.renamed
				? diff_entry_find(w, e->change.renamed)
				: NULL;

		if (!to || to == e || to->change.upstream != UPSTREAM_NEW)
			continue;
		diff_entry_class(to, CHANGE_UPSTREAM,
				 xasprintf("Linux %s called it %s",
					   w->old.tree.kernelversion, e->change.name));
		to->change.upstream = UPSTREAM_RENAMED;
		to->change.renamed = xstrdup(e->change.name);
	}
}

/* --- what follows ------------------------------------------------------------------------------ */

static void add_causes(struct diff_entry *e, const char *numbers,
		       const char *const *names, size_t n)
{
	char *end;

	for (const char *p = numbers; *p; p = *end ? end + 1 : end) {
		size_t i = strtoul(p, &end, 10);

		if (i < n)
			diff_entry_cause(e, names[i]);
	}
	e->change.together = e->causes.n > 1;
}

/* The class of the changes that it follows from; those that follow come to theirs later. */
static enum change_class inherited(const struct diff_work *w, const struct diff_entry *e,
				   int depth)
{
	strv_foreach (&e->causes, i) {
		const struct diff_entry *cause = diff_entry_find(w, e->causes.v[i]);

		if (!cause || depth > 200)
			continue;
		if (cause->causes.n ? inherited(w, cause, depth + 1) == CHANGE_TOOLCHAIN
				    : cause->change.class == CHANGE_TOOLCHAIN)
			return CHANGE_TOOLCHAIN;
	}
	return CHANGE_UPSTREAM;
}

static void class_following(struct diff_work *w)
{
	for (struct diff_entry *e = w->entries; e; e = e->hh.next) {
		if (e->causes.n == 0)
			continue;
		e->classed = true;
		e->change.class = inherited(w, e, 0);
		if (e->change.class == CHANGE_UPSTREAM && !e->change.upstream)
			e->change.upstream = UPSTREAM_RULE;
		if (!e->change.because)
			e->change.because = xasprintf(
				"with the old value of %s it stays%s", e->causes.v[0],
				e->causes.n > 1 ? ", and that of others" : "");
	}
}

static int find_causes(struct across *a)
{
	_cleanup_(diff_follow_done) struct diff_follow f = {0};
	struct diff_texts names = {0};
	_cleanup_(cleanup_free) const char **own = xcalloc(a->n, sizeof(*own));
	size_t n = 0;
	int err = diff_ask_follow(a->w->new_bridge, a->names.buf, a->values.buf, a->n, &f,
				  a->w->d);

	if (err < 0)
		return err;
	a->w->set->resolutions += f.resolutions;
	diff_texts_split(&names, a->names.buf);
	for (size_t i = 0; i < a->n; i++) {
		struct diff_entry *e = diff_entry_get(a->w, names.v[i]);

		if (f.own[i] == '0' && e->change.from)
			add_causes(e, f.causes.v[i], names.v, names.n);
		else if (!e->classed)
			own[n++] = names.v[i];
	}
	err = diff_own(a->w, own, n);
	class_following(a->w);
	diff_texts_done(&names);
	return err;
}

/* --- all ------------------------------------------------------------------------------------------ */

static void across_done(struct across *a)
{
	diff_values_done(&a->old);
	diff_values_done(&a->new);
	strbuf_done(&a->names);
	strbuf_done(&a->values);
}

int diff_across(struct diff_work *w)
{
	_cleanup_(across_done) struct across a = {
		.w = w, .names = STRBUF_INIT, .values = STRBUF_INIT};
	int err = diff_ask_values(w->old_bridge, &a.old, w->d);

	if (err == 0)
		err = diff_ask_values(w->new_bridge, &a.new, w->d);
	if (err == 0)
		err = list_changes(&a);
	if (err < 0)
		return err;
	pair_renamed(w);
	return find_causes(&a);
}
