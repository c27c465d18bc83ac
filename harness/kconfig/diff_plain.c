// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/diff_work.h"

#include <string.h>

#include "base/alloc.h"

/* --- lines -------------------------------------------------------------------------------- */

static void index_lines(const struct fragment *file, struct diff_line **ret)
{
	for (size_t i = 0; i < file->n; i++) {
		const struct request *r = &file->requests[i];
		struct diff_line *l;

		HASH_FIND_STR(*ret, r->name, l);
		if (!l) {
			l = xcalloc(1, sizeof(*l));
			HASH_ADD_KEYPTR(hh, *ret, r->name, strlen(r->name), l);
		}
		l->request = r;
	}
}

static void free_lines(struct diff_line **lines)
{
	struct diff_line *l, *next;

	HASH_ITER (hh, *lines, l, next) {
		HASH_DEL(*lines, l);
		free(l);
	}
}

void diff_plain_read(struct diff_work *w)
{
	if (w->in->old.plain)
		index_lines(&w->old.base_values, &w->old_lines);
	if (w->in->new.plain)
		index_lines(&w->new.base_values, &w->new_lines);
}

void diff_plain_done(struct diff_work *w)
{
	free_lines(&w->old_lines);
	free_lines(&w->new_lines);
	differences_done(&w->old_differences);
	differences_done(&w->new_differences);
}

const struct request *diff_plain_line(const struct diff_line *lines, const char *name)
{
	const struct diff_line *l;

	HASH_FIND_STR(lines, name, l);
	return l ? l->request : NULL;
}

/* --- what the tree makes of it ---------------------------------------------------------------- */

int diff_plain(struct diff_work *w, struct bridge *b, const char *config, size_t size,
	       bool old)
{
	_cleanup_(fragment_done) struct fragment result = FRAGMENT_INIT;
	const struct fragment *file = old ? &w->old.base_values : &w->new.base_values;
	_cleanup_(cleanup_free) char *name = xasprintf("the .config of %s", file->path);
	struct differences *ds = old ? &w->old_differences : &w->new_differences;
	int err = fragment_parse(name, config, size, FRAGMENT_BASE, &result, w->d);

	if (err == 0)
		err = differences_find(b, file, &result, ds, w->d);
	if (err == 0 && ds->n)
		strv_pushf(&w->set->notes,
			   "%s has %zu values that Linux %s with this toolchain resolves "
			   "otherwise; what it says counts",
			   old ? w->in->old.name : w->in->new.name, ds->n,
			   old ? w->old.tree.kernelversion : w->new.tree.kernelversion);
	return err;
}

static const struct difference *find_difference(const struct differences *ds,
						const char *name)
{
	size_t low = 0, high = ds->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int c = strcmp(ds->v[middle].name, name);

		if (c == 0)
			return &ds->v[middle];
		if (c < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static bool is_unset(const char *value)
{
	return !value || !*value || strcmp(value, "n") == 0 || strcmp(value, "\"\"") == 0;
}

/* A symbol that the file does not mention is unset there, whatever its type. */
static char *file_value(const struct diff_line *lines, const char *name,
			const char *otherwise)
{
	const struct request *r = diff_plain_line(lines, name);
	struct strbuf text = STRBUF_INIT;

	if (!r)
		return otherwise && strchr("ymn", *otherwise) && *otherwise ? xstrdup("n")
									    : xstrdup("");
	value_print(&r->value, &text);
	return strbuf_detach(&text, NULL);
}

static void replace(char **value, char *by)
{
	free(*value);
	*value = by;
}

/* --- classes ------------------------------------------------------------------------------- */

static void class_unknown(const struct diff_work *w, struct diff_entry *e)
{
	diff_entry_class(
		e, CHANGE_UPSTREAM,
		xasprintf("Linux %s has no such symbol", w->new.tree.kernelversion));
	e->change.upstream = is_unset(e->change.from) ? UPSTREAM_NEW : UPSTREAM_REMOVED;
}

static void class_by(const struct diff_work *w, struct diff_entry *e,
		     const struct differences *ds, const struct difference *x)
{
	const struct difference *root = x;

	if (x->kind == DIFFERENCE_FOLLOWS)
		root = find_difference(ds, x->because);
	switch (root ? root->kind : DIFFERENCE_CHANGED) {
	case DIFFERENCE_UNKNOWN: class_unknown(w, e); break;
	case DIFFERENCE_TOOLCHAIN:
		diff_entry_class(
			e, CHANGE_TOOLCHAIN,
			xasprintf("another toolchain answered %s", root->because));
		break;
	case DIFFERENCE_RENAMED:
		diff_entry_class(e, CHANGE_UPSTREAM,
				 xasprintf("it is called %s now",
					   root->because ? root->because : "otherwise"));
		e->change.upstream = UPSTREAM_RENAMED;
		if (root == x && x->because)
			replace(&e->change.renamed, xstrdup(x->because));
		break;
	default:
		diff_entry_class(
			e, CHANGE_UPSTREAM,
			xasprintf("the file has %s, Linux %s has %s: %s",
				  x->from ? x->from : "nothing",
				  w->new.tree.kernelversion, x->to ? x->to : "nothing",
				  root && root->because ? root->because : "a rule"));
		e->change.upstream = x->from ? UPSTREAM_RULE : UPSTREAM_DEFAULT;
	}
	if (root && root != x)
		diff_entry_cause(e, root->name);
}

/* Where only one side is plain, the other one has what this one resolves to. */
static void add_entries(struct diff_work *w, const struct differences *ds)
{
	for (size_t i = 0; i < ds->n; i++) {
		const struct difference *x = &ds->v[i];
		const char *to = x->to ? x->to : is_unset(x->from) ? x->from : "n";
		struct diff_entry *e;

		if (diff_entry_find(w, x->name))
			continue;
		e = diff_entry_get(w, x->name);
		e->change.from = xstrdup(to ? to : "");
		e->change.to = xstrdup(to ? to : "");
	}
}

static void take_file_values(struct diff_work *w)
{
	for (struct diff_entry *e = w->entries; e; e = e->hh.next) {
		struct change *c = &e->change;
		char *from = NULL, *to = NULL;

		if (e->keeps)
			continue;
		if (w->in->old.plain)
			from = file_value(w->old_lines, c->name,
					  c->from ? c->from : c->to);
		if (w->in->new.plain)
			to = file_value(w->new_lines, c->name, c->to ? c->to : c->from);
		if (from)
			replace(&c->from, from);
		if (to)
			replace(&c->to, to);
		if (is_unset(c->from) && is_unset(c->to))
			replace(&c->to, c->from ? xstrdup(c->from) : NULL);
	}
}

static void class_differences(struct diff_work *w, const struct differences *ds, bool old)
{
	for (size_t i = 0; i < ds->n; i++) {
		const struct difference *x = &ds->v[i];
		struct diff_entry *e = diff_entry_find(w, x->name);

		/* an edit of a line that is not there is none */
		if (e->classed && (old || e->change.class != CHANGE_INTENT ||
				   diff_plain_line(w->new_lines, x->name)))
			continue;
		class_by(w, e, ds, x);
	}
}

/* Of a symbol that the tree does not have one side has a value. */
static void clear_missing(struct diff_work *w)
{
	for (struct diff_entry *e = w->entries; e; e = e->hh.next) {
		struct change *c = &e->change;

		if (e->keeps)
			continue;
		if (c->upstream == UPSTREAM_NEW && is_unset(c->from))
			replace(&c->from, NULL);
		if ((c->upstream == UPSTREAM_REMOVED ||
		     c->upstream == UPSTREAM_RENAMED) &&
		    is_unset(c->to))
			replace(&c->to, NULL);
		if (is_unset(c->from) && is_unset(c->to))
			replace(&c->to, c->from ? xstrdup(c->from) : NULL);
	}
}

void diff_plain_values(struct diff_work *w)
{
	if (!w->in->old.plain && !w->in->new.plain)
		return;
	add_entries(w, &w->new_differences);
	add_entries(w, &w->old_differences);
	take_file_values(w);
	class_differences(w, &w->new_differences, false);
	class_differences(w, &w->old_differences, true);
	clear_missing(w);
}
