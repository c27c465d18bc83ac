// SPDX-License-Identifier: GPL-2.0-or-later
#include "review/surface.h"

#include <string.h>

#include "base/alloc.h"
#include "review/surface_sources.h"
#include "review/surface_walk.h"

/* --- which symbol did it? ---------------------------------------------------------------- */

static const char *changed_name(const struct change_set *changes, const char *symbol)
{
	const struct change *c = change_find(changes, symbol);

	return c ? c->name : NULL;
}

static const char *symbol_of_line(const struct change_set *changes,
				  const struct make_line *l)
{
	const char *name = NULL;

	for (size_t i = 0; l && !name && i < l->symbols.n; i++)
		name = changed_name(changes, l->symbols.v[i]);
	return name;
}

/* The only one that changed of those that the makefile names. */
static const char *symbol_of_file(const struct change_set *changes,
				  const struct makefile *m)
{
	const char *only = NULL;

	for (size_t i = 0; m && i < m->symbols.n; i++) {
		const char *name = changed_name(changes, m->symbols.v[i]);

		if (name && only)
			return NULL;
		only = name ? name : only;
	}
	return only;
}

/* From the line that names it outwards, through the directories on the way. */
static const char *symbol_of(const struct surface_in *in, const struct walk *w,
			     const struct walk_item *item, int side)
{
	const struct change_set *changes = in->changes;
	const char *name = symbol_of_line(changes, item->line);
	const struct walk_dir *dir = item->dir;

	if (!name)
		name = symbol_of_line(changes, item->outer);
	if (!name)
		name = symbol_of_file(changes,
				      make_tree_kbuild(w->sides[side].tree, dir->path));
	for (; dir && !name; dir = dir->parent)
		name = symbol_of_line(changes, dir->line[side]);
	return name;
}

/* --- differences ----------------------------------------------------------------------------- */

static struct surface_item *add(struct surface *to, enum change_surface_kind kind,
				bool gained, const char *name, const char *symbol)
{
	GROW(to->v, to->n, to->capacity);
	to->v[to->n] = (struct surface_item){
		.kind = kind, .gained = gained, .name = xstrdup(name), .symbol = symbol};
	return &to->v[to->n++];
}

/* Is the other side's list of this directory whole, and does it lack the item for sure? */
static bool is_sure(const struct walk_item *item, int side)
{
	return item->sure && item->dir->complete[!side];
}

static void take_item(const struct surface_in *in, const struct walk *w,
		      const struct walk_item *item, int side, struct surface *to)
{
	static const enum change_surface_kind kinds[] = {[GOAL_BUILTIN] = SURFACE_BUILTIN,
							 [GOAL_MODULE] = SURFACE_MODULE,
							 [GOAL_PART] = SURFACE_PART};
	struct surface_item *added;

	if (!is_sure(item, side)) {
		to->undecided++;
		return;
	}
	added = add(to, kinds[item->kind], side == 1, item->path,
		    symbol_of(in, w, item, side));
	added->whole = item->whole ? xstrdup(item->whole) : NULL;
}

/* Both lists are sorted. */
static void compare(const struct surface_in *in, const struct walk *w, struct surface *to)
{
	const struct walk_items *old = &w->items[0], *new = &w->items[1];
	size_t i = 0, j = 0;

	while (i < old->n || j < new->n) {
		int order = i == old->n	  ? 1
			    : j == new->n ? -1
					  : walk_compare(&old->v[i], &new->v[j]);

		if (order < 0)
			take_item(in, w, &old->v[i], 0, to);
		else if (order > 0)
			take_item(in, w, &new->v[j], 1, to);
		i += order <= 0;
		j += order >= 0;
	}
}

/* --- whole modules -------------------------------------------------------------------------------- */

static int compare_names(const void *a, const void *b)
{
	const struct surface_item *const *x = a, *const *y = b;

	return strcmp((*x)->name, (*y)->name);
}

/* Objects of a module that comes or goes itself are no news of their own. */
static void mark_wholes(struct surface *s)
{
	_cleanup_(cleanup_free) const struct surface_item **modules =
		xcalloc(s->n + 1, sizeof(struct surface_item *));
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].kind == SURFACE_MODULE)
			modules[n++] = &s->v[i];
	qsort(modules, n, sizeof(*modules), compare_names);
	for (size_t i = 0; i < s->n; i++) {
		const struct surface_item key = {.name = s->v[i].whole}, *p = &key;

		if (s->v[i].whole)
			s->v[i].whole_changed = bsearch(&p, modules, n, sizeof(*modules),
							compare_names) != NULL;
	}
}

/* --- system calls and devices ------------------------------------------------------------------------ */

static bool has(const struct surface *s, enum change_surface_kind kind, const char *name,
		bool gained)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].kind == kind && s->v[i].gained == gained &&
		    strcmp(s->v[i].name, name) == 0)
			return true;
	return false;
}

static void take_names(struct surface *s, enum change_surface_kind kind,
		       const struct strv *names, bool gained, const char *symbol)
{
	strv_foreach (names, i)
		if (!has(s, kind, names->v[i], gained))
			add(s, kind, gained, names->v[i], symbol);
}

/* What one object lost and another one gained is still there. */
static void drop_moved(struct surface *s)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->n; i++) {
		struct surface_item *x = &s->v[i];
		bool other = x->kind == SURFACE_SYSCALL || x->kind == SURFACE_DEVICE;

		if (other && has(s, x->kind, x->name, !x->gained))
			x->moved = true;
	}
	for (size_t i = 0; i < s->n; i++) {
		if (s->v[i].moved)
			free(s->v[i].name);
		else
			s->v[kept++] = s->v[i];
	}
	s->n = kept;
}

static void read_sources(const struct walk *w, struct surface *s)
{
	size_t n = s->n;

	for (size_t i = 0; i < n; i++) {
		struct surface_sources found = SURFACE_SOURCES_INIT;
		int side = s->v[i].gained;
		const char *symbol = s->v[i].symbol;

		if (s->v[i].kind != SURFACE_BUILTIN && s->v[i].kind != SURFACE_PART)
			continue;
		surface_sources_read(w->sides[side].tree, w->sides[side].config,
				     s->v[i].name, &found);
		if (s->v[i].kind == SURFACE_BUILTIN)
			take_names(s, SURFACE_SYSCALL, &found.syscalls, side, symbol);
		take_names(s, SURFACE_DEVICE, &found.devices, side, symbol);
		surface_sources_done(&found);
	}
	drop_moved(s);
}

/* --- the whole ------------------------------------------------------------------------------------- */

void surface_find(const struct surface_in *in, struct surface *ret)
{
	_cleanup_(make_config_done) struct make_config old = MAKE_CONFIG_INIT;
	_cleanup_(make_config_done) struct make_config new = MAKE_CONFIG_INIT;
	struct walk w = {.sides = {{in->old.tree, &old, in->old.arch},
				   {in->new.tree, &new, in->new.arch}}};

	make_config_read(in->old.config, in->old.config_size, &old);
	make_config_read(in->new.config, in->new.config_size, &new);
	walk_tree(&w);
	compare(in, &w, ret);
	mark_wholes(ret);
	read_sources(&w, ret);
	walk_done(&w);
}

void surface_done(struct surface *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->n; i++) {
		free(s->v[i].name);
		free(s->v[i].whole);
	}
	free(s->v);
	*s = (struct surface)SURFACE_INIT;
}
