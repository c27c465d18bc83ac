// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/rebase.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

const char *rebase_kind_name(enum rebase_kind kind)
{
	static const char *const names[REBASE_KINDS] = {
		[REBASE_NEW] = "new",
		[REBASE_GONE] = "gone",
		[REBASE_RENAMED] = "renamed",
		[REBASE_TYPE] = "type",
		[REBASE_UNREACHABLE] = "unreachable",
		[REBASE_RULE] = "rule",
	};

	return names[kind];
}

const char *rebase_state_name(enum rebase_state state)
{
	static const char *const names[REBASE_STATES] = {
		[REBASE_OPEN] = "open",
		[REBASE_DECIDED] = "decided",
		[REBASE_DEFAULT] = "default",
		[REBASE_LATER] = "later",
	};

	return names[state];
}

struct rebase_item *rebase_add(struct rebase *r, enum rebase_kind kind, const char *name)
{
	struct rebase_item *i;

	GROW(r->v, r->n, r->capacity);
	i = &r->v[r->n++];
	*i = (struct rebase_item){.kind = kind, .name = xstrdup(name)};
	return i;
}

static int compare_texts(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

/* "file:12" after "file:7" */
static int compare_places(const char *a, const char *b)
{
	const char *x = a ? strrchr(a, ':') : NULL, *y = b ? strrchr(b, ':') : NULL;
	size_t n = x ? (size_t)(x - a) : 0, m = y ? (size_t)(y - b) : 0;
	long i, j;

	if (!x || !y || n != m || strncmp(a, b, n) != 0)
		return compare_texts(a, b);
	i = strtol(x + 1, NULL, 10);
	j = strtol(y + 1, NULL, 10);
	return (i > j) - (i < j);
}

static int compare(const void *a, const void *b)
{
	const struct rebase_item *x = a, *y = b;
	int c;

	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	c = compare_texts(x->file, y->file);
	if (c == 0 && x->line != y->line)
		return x->line < y->line ? -1 : 1;
	if (c == 0)
		c = compare_places(x->at, y->at);
	return c ? c : strcmp(x->name, y->name);
}

void rebase_sort(struct rebase *r)
{
	if (r->n)
		qsort(r->v, r->n, sizeof(*r->v), compare);
}

size_t rebase_count(const struct rebase *r, enum rebase_kind kind,
		    enum rebase_state state)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n; i++)
		n += (kind == REBASE_KINDS || r->v[i].kind == kind) &&
		     (state == REBASE_STATES || r->v[i].state == state);
	return n;
}

static void item_done(struct rebase_item *i)
{
	char *texts[] = {i->name,    i->type,	 i->prompt,  i->help,	i->menu,
			 i->at,	     i->place_y, i->place_n, i->file,	i->asked,
			 i->because, i->edit,	 i->edit_to, i->reason, i->owner};

	for (size_t k = 0; k < ARRAY_SIZE(texts); k++)
		free(texts[k]);
	for (size_t k = 0; k < i->n_similar; k++) {
		free(i->similar[k].symbol);
		free(i->similar[k].value);
		free(i->similar[k].at);
	}
	free(i->similar);
	strv_done(&i->pairs);
	strv_done(&i->values);
}

void rebase_done(struct rebase *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < r->n; i++)
		item_done(&r->v[i]);
	free(r->v);
	free(r->from);
	free(r->to);
	strv_done(&r->pairs);
	*r = (struct rebase)REBASE_INIT;
}
