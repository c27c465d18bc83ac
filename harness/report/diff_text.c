// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "report/diff.h"

#define SURFACE_SHOWN 8 /* names of a kind; --json has all */

enum ink { PLAIN, BOLD, RED, GREEN, FAINT };

struct page {
	const struct diff_style *style;
	struct strbuf *to;
};

/* Texts come from fragments and Kconfig files: no control byte reaches the terminal. */
static void put(struct page *p, enum ink ink, const char *text)
{
	static const char *const codes[] = {"", "\033[1m", "\033[31m", "\033[32m",
					    "\033[2m"};
	bool colour = p->style->colour && ink != PLAIN;

	if (colour)
		strbuf_adds(p->to, codes[ink]);
	for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
		bool c1 = *c == 0xc2 && c[1] >= 0x80 && c[1] < 0xa0;

		if (*c < 0x20 || *c == 0x7f || c1)
			strbuf_addf(p->to, "\\x%02x", c1 ? *++c : *c);
		else
			strbuf_addc(p->to, (char)*c);
	}
	if (colour)
		strbuf_adds(p->to, "\033[0m");
}

static void putf(struct page *p, enum ink ink, const char *fmt, ...) _printf_(3, 4);

static void putf(struct page *p, enum ink ink, const char *fmt, ...)
{
	_cleanup_(cleanup_free) char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	put(p, ink, text);
}

static void end(struct page *p)
{
	strbuf_addc(p->to, '\n');
}

static enum ink ink_of(enum change_direction d)
{
	return d == DIRECTION_WEAKER ? RED : d == DIRECTION_STRONGER ? GREEN : PLAIN;
}

/* --- what is about the whole kernel --------------------------------------------------------- */

static void put_title(struct page *p, const struct change_set *s)
{
	_cleanup_(strbuf_done) struct strbuf title = STRBUF_INIT;

	diff_title(s, &title);
	put(p, BOLD, title.buf);
	end(p);
}

static void put_head(struct page *p, const struct change_set *s)
{
	_cleanup_(strbuf_done) struct strbuf figures = STRBUF_INIT, lost = STRBUF_INIT;

	diff_figures(s, &figures);
	putf(p, PLAIN, "  %s", figures.buf);
	end(p);
	diff_lost_rules(s, 1, &lost);
	if (s->directions[DIRECTION_WEAKER] || s->directions[DIRECTION_STRONGER] ||
	    lost.len) {
		putf(p, s->directions[DIRECTION_WEAKER] ? RED : PLAIN, "  %zu weaker",
		     s->directions[DIRECTION_WEAKER]);
		putf(p, s->directions[DIRECTION_STRONGER] ? GREEN : PLAIN,
		     ", %zu stronger", s->directions[DIRECTION_STRONGER]);
		putf(p, RED, "%s%s", lost.len ? "; " : "", lost.len ? lost.buf : "");
		end(p);
	}
	strv_foreach (&s->notes, i) {
		putf(p, PLAIN, "  note: %s", s->notes.v[i]);
		end(p);
	}
}

static void put_from_to(struct page *p, const char *from, const char *to,
			enum change_direction d)
{
	putf(p, PLAIN, "%s -> %s", diff_value(from), diff_value(to));
	if (d == DIRECTION_WEAKER || d == DIRECTION_STRONGER)
		putf(p, ink_of(d), "  %s", change_direction_name(d));
}

/* Why a rule that is lost matters, and what lost it. */
static void put_loss(struct page *p, const struct change_set *s,
		     const struct change_rule *r)
{
	_cleanup_(strbuf_done) struct strbuf movers = STRBUF_INIT;

	diff_movers(s, r, &movers);
	if (r->reason) {
		putf(p, PLAIN, "        %s", r->reason);
		end(p);
	}
	if (movers.len) {
		putf(p, PLAIN, "        by %s", movers.buf);
		end(p);
	}
}

static void put_rules(struct page *p, const struct change_set *s)
{
	if (s->n_rules) {
		put(p, BOLD, "  rules of the policy");
		end(p);
	}
	for (size_t i = 0; i < s->n_rules; i++) {
		const struct change_rule *r = &s->rules[i];

		putf(p, PLAIN, "    %s [%s]: ", r->id, diff_value(r->severity));
		put_from_to(p, r->from, r->to, r->direction);
		if (r->found_to && *r->found_to)
			putf(p, PLAIN, " (found %s)", r->found_to);
		end(p);
		if (r->direction == DIRECTION_WEAKER)
			put_loss(p, s, r);
	}
}

static void put_states(struct page *p, const struct change_set *s)
{
	if (s->n_states) {
		put(p, BOLD, "  effective state");
		end(p);
	}
	for (size_t i = 0; i < s->n_states; i++) {
		putf(p, PLAIN, "    %s: ", s->states[i].name);
		put_from_to(p, s->states[i].from, s->states[i].to,
			    s->states[i].direction);
		end(p);
	}
}

static void put_settings(struct page *p, const struct change_set *s)
{
	if (s->n_settings) {
		put(p, BOLD, "  command line and sysctls");
		end(p);
	}
	for (size_t i = 0; i < s->n_settings; i++) {
		const struct change_setting *x = &s->settings[i];

		putf(p, PLAIN, "    %s%s: ", x->sysctl ? "sysctl " : "", x->name);
		putf(p, PLAIN, "%s -> %s", x->from ? x->from : "not set",
		     x->to ? x->to : "not set");
		if (x->direction == DIRECTION_WEAKER ||
		    x->direction == DIRECTION_STRONGER)
			putf(p, ink_of(x->direction), "  %s",
			     change_direction_name(x->direction));
		if (x->why)
			putf(p, FAINT, "  %s", x->why);
		end(p);
	}
}

static void put_surface_of(struct page *p, const struct change_set *s,
			   enum change_surface_kind kind, bool gained)
{
	size_t n = 0, shown = 0;

	for (size_t i = 0; i < s->n_surface; i++)
		n += s->surface[i].kind == kind && s->surface[i].gained == gained;
	if (!n)
		return;
	putf(p, PLAIN, "    %s %zu %s%s:", gained ? "gained" : "lost", n,
	     change_surface_name(kind), n == 1 ? "" : "s");
	for (size_t i = 0; i < s->n_surface && shown < SURFACE_SHOWN; i++) {
		if (s->surface[i].kind != kind || s->surface[i].gained != gained)
			continue;
		putf(p, PLAIN, "%s %s", shown++ ? "," : "", s->surface[i].name);
	}
	if (shown < n)
		putf(p, FAINT, " and %zu more", n - shown);
	end(p);
}

static void put_surface(struct page *p, const struct change_set *s)
{
	if (s->n_surface) {
		put(p, BOLD, "  attack surface");
		end(p);
	}
	for (int i = 0; i < SURFACE_KINDS; i++) {
		put_surface_of(p, s, (enum change_surface_kind)i, true);
		put_surface_of(p, s, (enum change_surface_kind)i, false);
	}
}

/* --- the changes --------------------------------------------------------------------------- */

static void put_reasons(struct page *p, const struct change *c)
{
	_cleanup_(strbuf_done) struct strbuf where = STRBUF_INIT;

	if (c->because)
		strbuf_adds(&where, c->because);
	else
		diff_where(c, &where);
	if (where.len) {
		putf(p, PLAIN, "        %s", where.buf);
		if (c->owner)
			putf(p, PLAIN, " (%s)", c->owner);
		if (c->why)
			putf(p, PLAIN, ": %s", c->why);
		end(p);
	}
	if (c->old_why) {
		putf(p, PLAIN, "        before: %s", c->old_why);
		end(p);
	}
	if (c->n_consequences) {
		putf(p, PLAIN, "        %zu follow%s from it", c->n_consequences,
		     c->n_consequences == 1 ? "s" : "");
		end(p);
	}
}

static void put_basis(struct page *p, const struct change_set *s, const struct change *c)
{
	_cleanup_(strbuf_done) struct strbuf causes = STRBUF_INIT;

	diff_causes(s, c, &causes);
	if (c->class == CHANGE_UPSTREAM && c->upstream != UPSTREAM_NONE)
		putf(p, FAINT, "  %s", change_upstream_name(c->upstream));
	if (c->class == CHANGE_CONSEQUENCE && causes.len)
		putf(p, FAINT, "  follows from %s", causes.buf);
	else if (c->because && c->class != CHANGE_INTENT)
		putf(p, FAINT, "  %s", c->because);
}

static void put_change(struct page *p, const struct change_set *s, const struct change *c)
{
	putf(p, PLAIN, "    %s ", c->name);
	put_from_to(p, c->from, c->to, c->direction);
	if (c->severity && c->direction == DIRECTION_WEAKER)
		putf(p, RED, " [%s]", c->severity);
	put_basis(p, s, c);
	end(p);
	if (c->class == CHANGE_INTENT)
		put_reasons(p, c);
	if (c->reading && ink_of(c->direction) != PLAIN) {
		putf(p, PLAIN, "        %s", c->reading);
		end(p);
	}
}

static void put_class(struct page *p, const struct change_set *s, enum change_class class)
{
	_cleanup_(diff_menus_done) struct diff_menus menus = {0};

	diff_menus_of(s, class, p->style, &menus);
	if (!menus.n)
		return;
	end(p);
	put(p, BOLD, change_class_name(class));
	end(p);
	for (size_t i = 0; i < menus.n; i++) {
		const struct diff_menu *m = &menus.v[i];

		putf(p, PLAIN, "  %s", *m->menu ? m->menu : "(no menu)");
		end(p);
		for (size_t j = 0; j < m->n; j++)
			put_change(p, s, m->v[j]);
	}
}

static bool is_same(const struct change_set *s)
{
	return !s->n && !s->n_settings && !s->n_rules && !s->n_states && !s->n_surface;
}

static void put_set(struct page *p, const struct change_set *s)
{
	bool some = false;

	put_head(p, s);
	if (is_same(s))
		return;
	put_rules(p, s);
	put_states(p, s);
	put_settings(p, s);
	put_surface(p, s);
	for (int i = 0; i < CHANGE_CLASSES; i++)
		some |= p->style->classes[i];
	for (int i = 0; i < CHANGE_CLASSES; i++)
		if (!some || p->style->classes[i])
			put_class(p, s, (enum change_class)i);
}

/* --- all of them ----------------------------------------------------------------------------- */

static bool was_put(const struct strbuf *texts, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (strcmp(texts[j].buf, texts[i].buf) == 0)
			return true;
	return false;
}

/* One edit often means the same for many flavours: it is told once. */
static void put_group(struct page *p, const struct change_sets *all,
		      const struct strbuf *texts, size_t first)
{
	if (first)
		end(p);
	for (size_t i = first; i < all->n; i++)
		if (strcmp(texts[i].buf, texts[first].buf) == 0)
			put_title(p, &all->v[i]);
	strbuf_adds(p->to, texts[first].buf);
}

void diff_print_text(const struct change_sets *all, const struct diff_style *style,
		     struct strbuf *to)
{
	struct page p = {style, to};
	struct strbuf *texts = xcalloc(all->n, sizeof(*texts));

	for (size_t i = 0; i < all->n; i++) {
		struct page part = {style, &texts[i]};

		texts[i] = (struct strbuf)STRBUF_INIT;
		put_set(&part, &all->v[i]);
	}
	for (size_t i = 0; i < all->n; i++)
		if (!was_put(texts, i))
			put_group(&p, all, texts, i);
	for (size_t i = 0; i < all->n; i++)
		strbuf_done(&texts[i]);
	free(texts);
}
