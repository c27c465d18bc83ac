// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/diff_work.h"

#include <string.h>

#include "base/alloc.h"

struct diff_entry *diff_entry_find(const struct diff_work *w, const char *name)
{
	struct diff_entry *e;

	HASH_FIND_STR(w->entries, name, e);
	return e;
}

struct diff_entry *diff_entry_get(struct diff_work *w, const char *name)
{
	struct diff_entry *e = diff_entry_find(w, name);

	if (e)
		return e;
	e = xcalloc(1, sizeof(*e));
	e->change.name = xstrdup(name);
	e->change.class = CHANGE_UNEXPLAINED;
	HASH_ADD_KEYPTR(hh, w->entries, e->change.name, strlen(e->change.name), e);
	return e;
}

void diff_entry_class(struct diff_entry *e, enum change_class class, char *because)
{
	e->classed = true;
	e->change.class = class;
	e->change.upstream = UPSTREAM_NONE;
	free(e->change.because);
	e->change.because = because;
	strv_done(&e->causes);
	e->change.together = false;
}

void diff_entry_cause(struct diff_entry *e, const char *name)
{
	if (!strv_contains(&e->causes, name))
		strv_push(&e->causes, name);
}

char *diff_printed(char type, const char *text)
{
	return type == TYPE_STRING ? xasprintf("\"%s\"", text) : xstrdup(text);
}

/* --- the end ----------------------------------------------------------------------------- */

static bool differ(const struct change *c)
{
	if (!c->from || !c->to)
		return c->from || c->to;
	return strcmp(c->from, c->to) != 0;
}

static int by_name(const struct diff_entry *a, const struct diff_entry *b)
{
	return strcmp(a->change.name, b->change.name);
}

/* What is no change is no cause. */
static void number_causes(const struct change_set *set, const struct diff_entry *e,
			  struct change *c)
{
	c->causes = xcalloc(e->causes.n, sizeof(*c->causes));
	strv_foreach (&e->causes, i) {
		const struct change *cause = change_find(set, e->causes.v[i]);

		if (cause && cause != c)
			c->causes[c->n_causes++] = (size_t)(cause - set->v);
	}
	c->together = c->together && c->n_causes > 1;
	if (c->class == CHANGE_CONSEQUENCE && c->n_causes == 0)
		c->class = CHANGE_UNEXPLAINED;
}

/* Puts the changes into two sets, those that are none into the second one. */
static void share_out(struct diff_work *w, struct change_set *set,
		      struct change_set *same)
{
	set->capacity = same->capacity = HASH_COUNT(w->entries);
	set->v = xcalloc(set->capacity, sizeof(*set->v));
	same->v = xcalloc(same->capacity, sizeof(*same->v));
	for (const struct diff_entry *e = w->entries; e; e = e->hh.next) {
		if (differ(&e->change))
			set->v[set->n++] = e->change;
		else
			same->v[same->n++] = e->change;
	}
}

static void free_entries(struct diff_work *w)
{
	struct diff_entry *e, *next;

	HASH_ITER (hh, w->entries, e, next) {
		HASH_DEL(w->entries, e);
		strv_done(&e->causes);
		free(e);
	}
}

void diff_entries_finish(struct diff_work *w)
{
	struct change_set same = CHANGE_SET_INIT;
	size_t n = 0;

	HASH_SRT(hh, w->entries, by_name);
	share_out(w, w->set, &same);
	for (const struct diff_entry *e = w->entries; e; e = e->hh.next)
		if (differ(&e->change))
			number_causes(w->set, e, &w->set->v[n++]);
	free_entries(w);
	change_set_done(&same);
	change_set_count(w->set);
}

void diff_entries_drop(struct diff_work *w)
{
	struct change_set all = CHANGE_SET_INIT, same = CHANGE_SET_INIT;

	share_out(w, &all, &same);
	free_entries(w);
	change_set_done(&all);
	change_set_done(&same);
}
