// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/diff.h"

#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "kconfig/diff_work.h"

/* --- sides -------------------------------------------------------------------------------- */

static bool same_text(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

static bool same_answers(const json_t *a, const json_t *b)
{
	return a == b || (a && b && json_equal(a, b));
}

static void compare_sides(struct diff_work *w)
{
	const struct merge_in *old = &w->in->old.merge, *new = &w->in->new.merge;

	w->same_arch = strcmp(old->arch, new->arch) == 0;
	w->same_tree = w->same_arch && strcmp(w->old.tree.dir, w->new.tree.dir) == 0 &&
		       same_text(old->cross_compile, new->cross_compile) &&
		       same_text(old->toolchain, new->toolchain) &&
		       same_answers(old->answers, new->answers);
}

static int read_sides(struct diff_work *w)
{
	int err = merge_read(&w->in->old.merge, &w->old, w->d);
	int new_err = merge_read(&w->in->new.merge, &w->new, w->d);

	if (err == 0)
		err = new_err;
	if (err < 0)
		return err;
	compare_sides(w);
	diff_plain_read(w);
	return 0;
}

/* A parsed tree: the side's own, or one that is closed in the end. */
static int open_bridge(const struct diff_side *side, struct bridge *given,
		       struct bridge **own, struct bridge **ret, struct diag *d)
{
	int err = 0;

	if (!given)
		err = merge_open(&side->merge, own, d);
	*ret = given ? given : *own;
	return err;
}

/* --- resolving ------------------------------------------------------------------------------ */

/* The lines of a side, resolved; @config is wanted or NULL. */
static int resolve(struct diff_work *w, struct bridge *b, bool old, char **config,
		   size_t *size)
{
	const struct merge_in *in = old ? &w->in->old.merge : &w->in->new.merge;
	_cleanup_(strbuf_done) struct strbuf values = STRBUF_INIT;
	int err;

	merge_print_values(old ? &w->old : &w->new, NULL, &values);
	err = bridge_resolve(b, merge_mode(in->base), values.buf, values.len, w->d);
	if (err == 0)
		w->set->resolutions++;
	if (err == 0 && config)
		err = bridge_config(b, config, size, w->d);
	return err;
}

/* A side as it is; a plain one is compared with what came out. */
static int resolve_side(struct diff_work *w, struct bridge *b, bool old)
{
	const struct diff_side *side = old ? &w->in->old : &w->in->new;
	struct diff_configs *keep = w->in->configs;
	_cleanup_(cleanup_free) char *config = NULL;
	size_t size = 0;
	int err = resolve(w, b, old, keep || side->plain ? &config : NULL, &size);

	if (err == 0 && side->plain)
		err = diff_plain(w, b, config, size, old);
	if (err < 0 || !keep)
		return err;
	*(old ? &keep->old : &keep->new) = TAKE_PTR(config);
	*(old ? &keep->old_size : &keep->new_size) = size;
	return 0;
}

/* --- what the edits did ----------------------------------------------------------------------- */

static void add_row_causes(struct diff_entry *e, const struct diff_rows *rows, size_t i)
{
	char *end;

	for (const char *p = rows->causes.v[i]; *p; p = *end ? end + 1 : end) {
		size_t cause = strtoul(p, &end, 10);

		if (cause < rows->names.n)
			diff_entry_cause(e, rows->names.v[cause]);
	}
	e->change.together = rows->together[i] == '1';
}

static void add_row(struct diff_work *w, const struct diff_rows *rows, size_t i)
{
	struct diff_entry *e = diff_entry_get(w, rows->names.v[i]);
	enum change_class class = rows->classes[i] == 'i'   ? CHANGE_INTENT
				  : rows->classes[i] == 'c' ? CHANGE_CONSEQUENCE
							    : CHANGE_UNEXPLAINED;

	e->type = rows->types[i];
	diff_entry_class(e, class, xstrdup(rows->because.v[i]));
	if (!e->change.from && !e->change.to)
		e->change.from = diff_printed(e->type, rows->old.v[i]);
	free(e->change.to);
	e->change.to = diff_printed(e->type, rows->new.v[i]);
	add_row_causes(e, rows, i);
}

/* Between files it is an intent: the old one has no line, as there was no question. */
static void add_keeper(struct diff_work *w, const struct diff_rows *rows, size_t i)
{
	struct diff_entry *e;

	if (!w->in->old.plain || !w->in->new.plain ||
	    diff_entry_find(w, rows->names.v[i]) ||
	    diff_plain_line(w->old_lines, rows->names.v[i]))
		return;
	e = diff_entry_get(w, rows->names.v[i]);
	e->type = rows->types[i];
	e->keeps = true;
	diff_entry_class(e, CHANGE_INTENT, NULL);
	e->change.to = diff_printed(e->type, rows->new.v[i]);
}

static int find_edits(struct diff_work *w)
{
	_cleanup_(diff_rows_done) struct diff_rows rows = {0};
	_cleanup_(strbuf_done) struct strbuf asked = STRBUF_INIT;
	int err;

	diff_asked(w, &asked);
	err = diff_ask_rows(w->new_bridge, asked.buf, &rows, w->d);
	if (err < 0)
		return err;
	w->set->resolutions += rows.resolutions;
	for (size_t i = 0; i < rows.names.n; i++)
		if (rows.classes[i] == 'k')
			add_keeper(w, &rows, i);
		else if (rows.classes[i] != 't')
			add_row(w, &rows, i);
	return 0;
}

/* --- where symbols stand ------------------------------------------------------------------------ */

static char *text_or_null(const char *text)
{
	return *text ? xstrdup(text) : NULL;
}

static void take_standing(struct change_set *set, const struct diff_standing *s, bool old)
{
	for (size_t i = 0; i < set->n; i++) {
		struct change *c = &set->v[i];
		char **at = old ? &c->old_at : &c->new_at;

		*at = text_or_null(s->at.v[i]);
		if (!c->prompt)
			c->prompt = text_or_null(s->prompts.v[i]);
		if (!c->menu || !*c->menu) {
			free(c->menu);
			c->menu = xstrdup(s->menus.v[i]);
		}
	}
}

static int add_standing(struct diff_work *w, struct bridge *b, bool old)
{
	_cleanup_(diff_standing_done) struct diff_standing s = {0};
	_cleanup_(strbuf_done) struct strbuf names = STRBUF_INIT;
	int err;

	for (size_t i = 0; i < w->set->n; i++)
		text_list_add(&names, w->set->v[i].name);
	err = diff_ask_standing(b, names.buf, w->set->n, &s, w->d);
	if (err < 0)
		return err;
	take_standing(w->set, &s, old);
	return 0;
}

static int stand(struct diff_work *w)
{
	int err = add_standing(w, w->new_bridge, false);

	if (err < 0)
		return err;
	if (!w->same_tree)
		return add_standing(w, w->old_bridge, true);
	for (size_t i = 0; i < w->set->n; i++)
		if (w->set->v[i].new_at)
			w->set->v[i].old_at = xstrdup(w->set->v[i].new_at);
	return 0;
}

/* --- all ------------------------------------------------------------------------------------------ */

static void name_set(struct diff_work *w)
{
	const struct merge_in *old = &w->in->old.merge, *new = &w->in->new.merge;
	struct change_set *set = w->set;

	set->old_name = xstrdup(w->in->old.name);
	set->new_name = xstrdup(w->in->new.name);
	set->old_arch = xstrdup(old->arch);
	set->new_arch = xstrdup(new->arch);
	set->old_linux = xstrdup(w->old.tree.kernelversion);
	set->new_linux = xstrdup(w->new.tree.kernelversion);
	if (new->flavour && !w->in->new.plain)
		set->flavour = xstrdup(new->flavour);
}

/* The old side, and then what the new tree makes of its lines. */
static int cross_over(struct diff_work *w)
{
	int err = resolve_side(w, w->old_bridge, true);

	if (err < 0 || w->same_tree)
		return err;
	err = resolve(w, w->new_bridge, true, NULL, NULL);
	return err < 0 ? err : diff_across(w);
}

static int compare(struct diff_work *w)
{
	int err = cross_over(w);

	if (err == 0)
		err = diff_ask_keep(w->new_bridge, w->d);
	if (err == 0)
		err = resolve_side(w, w->new_bridge, false);
	if (err == 0)
		err = find_edits(w);
	if (err < 0)
		return err;
	diff_plain_values(w);
	diff_lines_add(w);
	diff_entries_finish(w);
	return stand(w);
}

static int open_and_compare(struct diff_work *w)
{
	_cleanup_(cleanup_bridge) struct bridge *old = NULL, *new = NULL;
	struct bridge *given = w->in->new.bridge;
	int err;

	if (!given && w->same_tree)
		given = w->in->old.bridge;
	err = open_bridge(&w->in->new, given, &new, &w->new_bridge, w->d);
	if (err == 0 && w->same_tree)
		w->old_bridge = w->new_bridge;
	else if (err == 0)
		err = open_bridge(&w->in->old, w->in->old.bridge, &old, &w->old_bridge,
				  w->d);
	return err < 0 ? err : compare(w);
}

static void work_done(struct diff_work *w)
{
	diff_plain_done(w);
	diff_entries_drop(w);
	merge_out_done(&w->old);
	merge_out_done(&w->new);
}

int diff_run(const struct diff_in *in, struct change_set *ret, struct diag *d)
{
	_cleanup_(change_set_done) struct change_set set = CHANGE_SET_INIT;
	_cleanup_(work_done) struct diff_work w = {.in = in, .set = &set, .d = d};
	int err = read_sides(&w);

	if (err < 0)
		return err;
	name_set(&w);
	err = open_and_compare(&w);
	if (err < 0)
		return err;
	*ret = set;
	set = (struct change_set)CHANGE_SET_INIT;
	return 0;
}

void diff_configs_done(struct diff_configs *c)
{
	if (!c)
		return;
	free(c->old);
	free(c->new);
	*c = (struct diff_configs){0};
}
