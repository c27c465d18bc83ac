// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/diff_work.h"

#include <string.h>

#include "base/alloc.h"

/* --- lines of fragments --------------------------------------------------------------------- */

static const struct merge_symbol *symbol_find(const struct merge_out *m, const char *name)
{
	const struct merge_symbol *s;

	HASH_FIND_STR(m->symbols, name, s);
	return s;
}

/* The one that counts. */
static const struct request *line_of(const struct merge_symbol *s)
{
	return s ? s->request ? s->request : s->base : NULL;
}

static bool same_line(const struct request *a, const struct request *b)
{
	return a && b ? value_equal(&a->value, &b->value) : a == b;
}

static void add_asked(const struct merge_symbol *s, const struct merge_symbol *other,
		      struct strbuf *to)
{
	if ((s->request || (other && other->request)) &&
	    !same_line(line_of(s), line_of(other)))
		text_list_add(to, s->name);
}

void diff_asked(const struct diff_work *w, struct strbuf *to)
{
	if (w->in->old.plain || w->in->new.plain)
		return;
	for (const struct merge_symbol *s = w->new.symbols; s; s = s->hh.next)
		add_asked(s, symbol_find(&w->old, s->name), to);
	for (const struct merge_symbol *s = w->old.symbols; s; s = s->hh.next)
		if (!symbol_find(&w->new, s->name))
			add_asked(s, NULL, to);
}

/* --- intents ---------------------------------------------------------------------------------- */

static void take_line(struct change_line *to, const struct request *r)
{
	struct strbuf value = STRBUF_INIT;

	if (!r)
		return;
	value_print(&r->value, &value);
	*to = (struct change_line){xstrdup(r->at.file), r->at.line,
				   strbuf_detach(&value, NULL)};
}

static char *about(const struct request *r, const struct fragment *fragments, size_t n,
		   enum annotation_key key)
{
	if (!r)
		return NULL;
	if (r->about && r->about->text[key])
		return xstrdup(r->about->text[key]);
	for (size_t i = 0; key == ANNOTATION_OWNER && i < n; i++)
		if (r >= fragments[i].requests &&
		    r < fragments[i].requests + fragments[i].n && fragments[i].header &&
		    fragments[i].header->text[key])
			return xstrdup(fragments[i].header->text[key]);
	return NULL;
}

static char *sentence(const struct diff_work *w, const struct change *c,
		      const struct request *old, const struct request *new)
{
	_cleanup_(strbuf_done) struct strbuf value = STRBUF_INIT;
	const char *asks = w->in->new.plain ? "has" : "asks for";

	if (!new && !old)
		return xstrdup("the rule for what nobody asks for is another one");
	if (!new)
		return xasprintf("%s:%u %s it, nothing does now", old->at.file,
				 old->at.line, w->in->old.plain ? "had" : "asked for");
	value_print(&new->value, &value);
	if (!old && !c->from && w->in->old.plain && w->in->new.plain)
		return xasprintf("%s:%u keeps it at %s", new->at.file, new->at.line,
				 value.buf);
	return xasprintf("%s:%u %s %s", new->at.file, new->at.line, asks,
			 c->to && strcmp(value.buf, c->to) == 0 ? "it" : value.buf);
}

static const struct request *find_line(const struct diff_work *w, const char *name,
				       bool old)
{
	if (old ? w->in->old.plain : w->in->new.plain)
		return diff_plain_line(old ? w->old_lines : w->new_lines, name);
	return line_of(symbol_find(old ? &w->old : &w->new, name));
}

/* --- lines of the tree itself ------------------------------------------------------------------ */

static bool is_base_line(const struct fragment *base, const struct request *r)
{
	return !r || (r >= base->requests && r < base->requests + base->n);
}

static const char *without_dir(const char *file, const char *dir)
{
	size_t n = strlen(dir);

	return strncmp(file, dir, n) == 0 && file[n] == '/' ? file + n + 1 : file;
}

/* The "defconfig" of another tree has another line: nobody here has edited it. */
static bool take_defconfig(const struct diff_work *w, struct diff_entry *e,
			   const struct request *old, const struct request *new)
{
	const struct merge_in *a = &w->in->old.merge, *b = &w->in->new.merge;
	const struct merge_out *m = new ? &w->new : &w->old;
	const struct request *line = new ? new : old;

	if (w->same_tree || !line || strcmp(a->base, b->base) != 0 ||
	    !merge_base_is_keyword(a->base) || !is_base_line(&w->old.base_values, old) ||
	    !is_base_line(&w->new.base_values, new))
		return false;
	diff_entry_class(
		e, CHANGE_UPSTREAM,
		xasprintf("Linux %s %s it in %s:%u", m->tree.kernelversion,
			  new ? "sets" : "set",
			  without_dir(line->at.file, new ? b->linux_dir : a->linux_dir),
			  line->at.line));
	e->change.upstream = e->change.from ? UPSTREAM_DEFAULT : UPSTREAM_NEW;
	return true;
}

/* What follows from such lines alone comes from the tree, too. */
static void class_following(const struct diff_work *w, struct diff_entry *e)
{
	if (e->change.class != CHANGE_CONSEQUENCE || !e->causes.n)
		return;
	strv_foreach (&e->causes, i) {
		const struct diff_entry *cause = diff_entry_find(w, e->causes.v[i]);

		if (!cause || cause->change.class == CHANGE_INTENT)
			return;
	}
	e->change.class = CHANGE_UPSTREAM;
	e->change.upstream = e->change.from ? UPSTREAM_RULE : UPSTREAM_NEW;
}

/* --- all ------------------------------------------------------------------------------------------ */

static void add_lines(const struct diff_work *w, struct change *c,
		      const struct request *old, const struct request *new)
{
	const struct merge_out *m = new ? &w->new : &w->old;
	const struct request *said = new ? new : old;

	take_line(&c->old_line, old);
	take_line(&c->new_line, new);
	c->why = about(said, m->fragments, m->n_fragments, ANNOTATION_WHY);
	c->owner = about(said, m->fragments, m->n_fragments, ANNOTATION_OWNER);
	c->ref = about(said, m->fragments, m->n_fragments, ANNOTATION_REF);
	if (new && !c->why)
		c->old_why =
			about(old, w->old.fragments, w->old.n_fragments, ANNOTATION_WHY);
	free(c->because);
	c->because = sentence(w, c, old, new);
}

void diff_lines_add(struct diff_work *w)
{
	for (struct diff_entry *e = w->entries; e; e = e->hh.next) {
		const struct request *old, *new;

		if (e->change.class != CHANGE_INTENT)
			continue;
		old = find_line(w, e->change.name, true);
		new = find_line(w, e->change.name, false);
		if (!take_defconfig(w, e, old, new))
			add_lines(w, &e->change, old, new);
	}
	for (struct diff_entry *e = w->entries; e; e = e->hh.next)
		class_following(w, e);
}
