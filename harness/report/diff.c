// SPDX-License-Identifier: GPL-2.0-or-later
/* What the forms of a comparison have in common. */
#include "report/diff.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

const char *diff_value(const char *value)
{
	if (!value)
		return "absent";
	return *value ? value : "no value";
}

void diff_title(const struct change_set *s, struct strbuf *to)
{
	strbuf_addf(to, "%s -> %s: %s", s->old_name, s->new_name, s->new_arch);
	if (strcmp(s->old_arch, s->new_arch) != 0)
		strbuf_addf(to, " (was %s)", s->old_arch);
	strbuf_addf(to, ", Linux %s", s->new_linux);
	if (strcmp(s->old_linux, s->new_linux) != 0)
		strbuf_addf(to, " (was %s)", s->old_linux);
}

void diff_figures(const struct change_set *s, struct strbuf *to)
{
	static const char *const one[] = {"intent", "consequence", "upstream",
					  "toolchain", "unexplained"};
	static const char *const many[] = {"intents", "consequences", "upstream",
					   "toolchain", "unexplained"};

	for (int i = 0; i < CHANGE_CLASSES; i++)
		strbuf_addf(to, "%s%zu %s", i ? ", " : "", s->counts[i],
			    s->counts[i] == 1 ? one[i] : many[i]);
}

void diff_where(const struct change *c, struct strbuf *to)
{
	if (c->new_line.file)
		strbuf_addf(to, "%s:%u", c->new_line.file, c->new_line.line);
	else if (c->old_line.file)
		strbuf_addf(to, "taken out of %s:%u", c->old_line.file, c->old_line.line);
}

void diff_causes(const struct change_set *s, const struct change *c, struct strbuf *to)
{
	for (size_t i = 0; i < c->n_causes; i++)
		strbuf_addf(to, "%s%s",
			    i == 0		  ? ""
			    : i < c->n_causes - 1 ? ", "
			    : c->together	  ? " and "
						  : " or ",
			    s->v[c->causes[i]].name);
}

/* --- by menu ------------------------------------------------------------------------------ */

static int by_menu(const void *a, const void *b)
{
	const struct change *x = *(const struct change *const *)a;
	const struct change *y = *(const struct change *const *)b;
	int order = strcmp(x->menu ? x->menu : "", y->menu ? y->menu : "");

	return order ? order : strcmp(x->name, y->name);
}

static bool is_shown(const struct change *c, const struct diff_style *style)
{
	bool any = false;

	for (int i = 0; style && i < CHANGE_DIRECTIONS; i++)
		any |= style->directions[i];
	return !any || style->directions[c->direction];
}

void diff_menus_of(const struct change_set *s, enum change_class class,
		   const struct diff_style *style, struct diff_menus *ret)
{
	size_t n = 0;

	*ret = (struct diff_menus){.changes = xcalloc(s->n, sizeof(*ret->changes)),
				   .v = xcalloc(s->n, sizeof(*ret->v))};
	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].class == class && is_shown(&s->v[i], style))
			ret->changes[n++] = &s->v[i];
	qsort(ret->changes, n, sizeof(*ret->changes), by_menu);
	for (size_t i = 0; i < n; i++) {
		const char *menu = ret->changes[i]->menu ? ret->changes[i]->menu : "";

		if (!ret->n || strcmp(ret->v[ret->n - 1].menu, menu) != 0)
			ret->v[ret->n++] = (struct diff_menu){menu, &ret->changes[i], 0};
		ret->v[ret->n - 1].n++;
	}
}

void diff_menus_done(struct diff_menus *m)
{
	free(m->changes);
	free(m->v);
	*m = (struct diff_menus){0};
}
