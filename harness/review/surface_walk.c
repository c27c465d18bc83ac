// SPDX-License-Identifier: GPL-2.0-or-later
#include "review/surface_walk.h"

#include <string.h>

#include "base/alloc.h"

#define DEPTH_MAX 40
#define DIRS_MAX  50000

/* A directory below the one that is walked. */
struct child {
	char *path;
	enum walk_level level[2];
	bool sure[2];
	const struct make_line *line[2];
};

struct children {
	struct child *v;
	size_t n;
	size_t capacity;
};

static void children_done(struct children *c)
{
	for (size_t i = 0; i < c->n; i++)
		free(c->v[i].path);
	free(c->v);
}

/* --- one directory ------------------------------------------------------------------------- */

static struct child *child_of(struct children *to, const char *path)
{
	for (size_t i = 0; i < to->n; i++)
		if (strcmp(to->v[i].path, path) == 0)
			return &to->v[i];
	GROW(to->v, to->n, to->capacity);
	to->v[to->n] = (struct child){.path = xstrdup(path)};
	return &to->v[to->n++];
}

static void add_child(struct children *to, const struct make_goal *g,
		      const struct walk_dir *dir, int side)
{
	struct child *c = child_of(to, g->path);
	enum walk_level level = g->kind == GOAL_DIR ? LEVEL_BUILT : LEVEL_MODULES;
	bool sure = g->sure && dir->sure[side];

	if (level > dir->level[side])
		level = dir->level[side];
	/* a second line counts where it builds more, or is surer of the same */
	if (level < c->level[side] || (level == c->level[side] && c->sure[side]))
		return;
	c->level[side] = level;
	c->sure[side] = sure;
	c->line[side] = g->line;
}

static void add_item(struct walk_items *to, struct make_goal *g,
		     const struct walk_dir *dir, int side)
{
	if (g->kind == GOAL_BUILTIN && dir->level[side] != LEVEL_BUILT)
		return;
	GROW(to->v, to->n, to->capacity);
	to->v[to->n++] = (struct walk_item){.kind = g->kind,
					    .path = g->path,
					    .whole = g->whole,
					    .sure = g->sure && dir->sure[side],
					    .line = g->line,
					    .outer = g->outer,
					    .dir = dir};
	g->path = g->whole = NULL;
}

static void read_dir(struct walk *w, struct walk_dir *dir, int side,
		     struct children *children)
{
	const struct walk_side *s = &w->sides[side];
	const struct make_eval_in in = {s->tree, s->config, s->arch, dir->path};
	_cleanup_(make_goals_done) struct make_goals goals = MAKE_GOALS_INIT;

	if (dir->level[side] == LEVEL_NONE)
		return;
	make_eval(&in, &goals);
	dir->complete[side] = goals.complete;
	for (size_t i = 0; i < goals.n; i++) {
		struct make_goal *g = &goals.v[i];

		if (g->kind == GOAL_DIR || g->kind == GOAL_DIR_M)
			add_child(children, g, dir, side);
		else
			add_item(&w->items[side], g, dir, side);
	}
}

/* --- all of them --------------------------------------------------------------------------- */

static struct walk_dir *record(struct walk *w, const char *path,
			       const struct walk_dir *parent)
{
	struct walk_dir *dir = xcalloc(1, sizeof(*dir));

	dir->path = xstrdup(path);
	dir->parent = parent;
	dir->complete[0] = dir->complete[1] = true;
	HASH_ADD_KEYPTR(hh, w->dirs, dir->path, strlen(dir->path), dir);
	return dir;
}

/* True: the directory has to be walked, for the first time or with more than before. */
static bool reach(struct walk *w, const struct child *c, const struct walk_dir *parent,
		  struct walk_dir **ret)
{
	struct walk_dir *dir;
	bool more;

	HASH_FIND_STR(w->dirs, c->path, dir);
	if (!dir && HASH_COUNT(w->dirs) >= DIRS_MAX)
		return false;
	if (!dir)
		dir = record(w, c->path, parent);
	more = c->level[0] > dir->level[0] || c->level[1] > dir->level[1];
	for (int side = 0; side < 2; side++) {
		if (c->level[side] < dir->level[side] || c->level[side] == LEVEL_NONE)
			continue;
		dir->sure[side] |= c->sure[side];
		dir->level[side] = c->level[side];
		if (!dir->line[side])
			dir->line[side] = c->line[side];
	}
	*ret = dir;
	return more;
}

static void walk(struct walk *w, const struct child *c, const struct walk_dir *parent)
{
	_cleanup_(children_done) struct children children = {0};
	struct walk_dir *dir;

	if (w->depth >= DEPTH_MAX || !reach(w, c, parent, &dir))
		return;
	w->depth++;
	read_dir(w, dir, 0, &children);
	read_dir(w, dir, 1, &children);
	for (size_t i = 0; i < children.n; i++)
		walk(w, &children.v[i], dir);
	w->depth--;
}

int walk_compare(const struct walk_item *a, const struct walk_item *b)
{
	int order = (int)a->kind - (int)b->kind;

	if (order == 0)
		order = strcmp(a->path, b->path);
	if (order == 0 && a->whole && b->whole)
		order = strcmp(a->whole, b->whole);
	return order;
}

static int compare(const void *a, const void *b)
{
	return walk_compare(a, b);
}

static void item_done(struct walk_item *x)
{
	free(x->path);
	free(x->whole);
}

static void sort(struct walk_items *items)
{
	size_t n = 0;

	if (!items->n)
		return;
	qsort(items->v, items->n, sizeof(*items->v), compare);
	for (size_t i = 1; i < items->n; i++) {
		if (walk_compare(&items->v[n], &items->v[i]) == 0) {
			items->v[n].sure |= items->v[i].sure;
			item_done(&items->v[i]);
		} else {
			items->v[++n] = items->v[i];
		}
	}
	items->n = n + 1;
}

void walk_tree(struct walk *w)
{
	const struct child top = {.path = (char[]){""},
				  .level = {LEVEL_BUILT, LEVEL_BUILT},
				  .sure = {true, true}};

	walk(w, &top, NULL);
	sort(&w->items[0]);
	sort(&w->items[1]);
}

void walk_done(struct walk *w)
{
	struct walk_dir *dir, *next;

	HASH_ITER (hh, w->dirs, dir, next) {
		HASH_DEL(w->dirs, dir);
		free(dir->path);
		free(dir);
	}
	for (int side = 0; side < 2; side++) {
		for (size_t i = 0; i < w->items[side].n; i++)
			item_done(&w->items[side].v[i]);
		free(w->items[side].v);
	}
}
