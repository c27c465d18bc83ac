// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The changes for report/page/diff.js: every text once, and a row of numbers a change,
 * zeros at its end left out. The columns are those of "fields" in diff.js.
 */
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "base/alloc.h"
#include "report/diff_html_parts.h"
#include "report/page.h"

#define PLAIN_ROWS 10000

/* --- texts ------------------------------------------------------------------------------- */

struct text {
	const char *s; /* belongs to the comparison, or to the pairs below */
	size_t number; /* from 1 */
	UT_hash_handle hh;
};

static size_t number_of(struct text **texts, const char *s)
{
	struct text *t;

	if (!s || !*s)
		return 0;
	HASH_FIND_STR(*texts, s, t);
	if (!t) {
		t = xmalloc(sizeof(*t));
		t->s = s;
		t->number = HASH_COUNT(*texts) + 1;
		HASH_ADD_KEYPTR(hh, *texts, s, strlen(s), t);
	}
	return t->number;
}

static void add_texts(struct text *texts, struct strbuf *to)
{
	strbuf_adds(to, "\"texts\":[\"\"");
	for (const struct text *t = texts; t; t = t->hh.next) {
		strbuf_adds(to, ",\n");
		page_json(to, t->s);
	}
	strbuf_adds(to, "]");
}

static void texts_done(struct text **texts)
{
	struct text *t, *next;

	HASH_ITER (hh, *texts, t, next) {
		HASH_DEL(*texts, t);
		free(t);
	}
}

/* --- rows --------------------------------------------------------------------------------- */

struct row {
	struct strbuf *to;
	struct text **texts;
	size_t zeros; /* not written yet */
	bool begun;
};

static void add_zeros(struct row *r)
{
	for (; r->zeros; r->zeros--)
		strbuf_adds(r->to, r->begun ? ",0" : "0"), r->begun = true;
	strbuf_adds(r->to, r->begun ? "," : "");
	r->begun = true;
}

static void add_number(struct row *r, size_t n)
{
	if (n == 0) {
		r->zeros++;
		return;
	}
	add_zeros(r);
	strbuf_addf(r->to, "%zu", n);
}

static void add_text(struct row *r, const char *s)
{
	add_number(r, number_of(r->texts, s));
}

/* By their places in the comparison; with @named by their names, alike in all of them. */
static void add_causes(struct row *r, const struct change *c,
		       const struct change_set *named)
{
	if (c->n_causes == 0) {
		r->zeros++;
		return;
	}
	add_zeros(r);
	for (size_t i = 0; i < c->n_causes; i++)
		strbuf_addf(r->to, "%c%zu", i ? ',' : '[',
			    named ? number_of(r->texts, named->v[c->causes[i]].name)
				  : c->causes[i]);
	strbuf_addc(r->to, ']');
}

static void add_rules(struct row *r, const struct strv *rules)
{
	if (rules->n == 0) {
		r->zeros++;
		return;
	}
	add_zeros(r);
	strv_foreach (rules, i)
		strbuf_addf(r->to, "%c%zu", i ? ',' : '[',
			    number_of(r->texts, rules->v[i]));
	strbuf_addc(r->to, ']');
}

static void add_line(struct row *r, const struct change_line *l)
{
	add_text(r, l->file);
	add_number(r, l->file ? l->line : 0);
	add_text(r, l->file ? l->value : NULL);
}

static void add_change(struct text **texts, const struct change *c,
		       const struct change_set *named, struct strbuf *to)
{
	struct row r = {.to = to, .texts = texts};

	strbuf_addc(to, '[');
	add_text(&r, c->name);
	add_text(&r, c->from);
	add_text(&r, c->to);
	add_number(&r, c->class);
	add_number(&r, c->direction);
	add_text(&r, c->menu);
	add_text(&r, c->prompt);
	add_text(&r, c->because);
	add_causes(&r, c, named);
	add_number(&r, c->together);
	add_text(&r, c->old_at);
	add_text(&r, c->new_at);
	add_number(&r, c->upstream);
	add_text(&r, c->renamed);
	add_text(&r, c->severity);
	add_text(&r, c->reading);
	add_rules(&r, &c->rules);
	add_text(&r, c->why);
	add_text(&r, c->owner);
	add_text(&r, c->ref);
	add_line(&r, &c->old_line);
	add_line(&r, &c->new_line);
	strbuf_addc(to, ']');
}

static void add_set(struct text **texts, const struct change_set *s, const char *pair,
		    struct strbuf *to)
{
	strbuf_adds(to, "{\"pair\":");
	page_json(to, pair);
	strbuf_adds(to, ",\"flavour\":");
	page_json(to, s->flavour);
	strbuf_adds(to, ",\"arch\":");
	page_json(to, s->new_arch);
	strbuf_adds(to, ",\"rows\":[");
	for (size_t i = 0; i < s->n; i++) {
		strbuf_adds(to, i ? ",\n" : "\n");
		add_change(texts, &s->v[i], NULL, to);
	}
	strbuf_adds(to, "]}");
}

static void add_names(const char *key, int n, const char *(*name)(int i),
		      struct strbuf *to)
{
	strbuf_addf(to, "\"%s\":[", key);
	for (int i = 0; i < n; i++)
		strbuf_addf(to, "%s\"%s\"", i ? "," : "", name(i));
	strbuf_adds(to, "],");
}

static const char *class_name(int i)
{
	return change_class_name((enum change_class)i);
}

static const char *direction_name(int i)
{
	return change_direction_name((enum change_direction)i);
}

static const char *upstream_name(int i)
{
	return change_upstream_name((enum change_upstream)i);
}

void html_data(const struct change_sets *all, struct strbuf *to)
{
	struct text *texts = NULL;

	page_data_open(to, "data");
	strbuf_addc(to, '{');
	add_names("classes", CHANGE_CLASSES, class_name, to);
	add_names("directions", CHANGE_DIRECTIONS, direction_name, to);
	add_names("upstreams", UPSTREAM_KINDS, upstream_name, to);
	strbuf_adds(to, "\"sets\":[");
	for (size_t i = 0; i < all->n; i++) {
		_cleanup_(strbuf_done) struct strbuf pair = STRBUF_INIT;

		strbuf_adds(to, i ? "," : "");
		html_pair(&all->v[i], &pair);
		add_set(&texts, &all->v[i], pair.buf, to);
	}
	strbuf_adds(to, "],\n");
	add_texts(texts, to);
	strbuf_adds(to, "}");
	page_data_close(to);
	texts_done(&texts);
}

/* --- how many there are ---------------------------------------------------------------------- */

static void count(const struct change *c, struct html_figures *f)
{
	f->n[c->class][c->direction]++;
	f->n[c->class][CHANGE_DIRECTIONS]++;
	f->n[CHANGE_CLASSES][c->direction]++;
	f->n[CHANGE_CLASSES][CHANGE_DIRECTIONS]++;
}

void html_count(const struct change_sets *all, struct html_figures *ret)
{
	struct html_rows known = {0};
	struct text *texts = NULL;

	for (size_t i = 0; i < all->n; i++)
		for (size_t j = 0; j < all->v[i].n; j++) {
			const struct change *c = &all->v[i].v[j];
			struct strbuf key = STRBUF_INIT;

			if (all->n > 1)
				add_change(&texts, c, &all->v[i], &key);
			if (all->n == 1 || html_rows_add(&known, &key, 0, &all->v[i]))
				count(c, ret);
		}
	html_rows_done(&known);
	texts_done(&texts);
}

/* --- without JavaScript --------------------------------------------------------------------- */

static void add_plain(const struct change_set *s, const struct change *c,
		      struct strbuf *to)
{
	strbuf_adds(to, "<tr>");
	page_tag(to, "td", "c", c->name);
	strbuf_adds(to, "<td>");
	page_text(to, c->from ? c->from : "absent");
	strbuf_adds(to, " → ");
	page_text(to, c->to ? c->to : "absent");
	strbuf_addf(to, "<td>%s<td>%s<td>",
		    c->direction == DIRECTION_UNKNOWN
			    ? ""
			    : change_direction_name(c->direction),
		    change_class_name(c->class));
	for (size_t i = 0; i < c->n_causes && i < 3; i++) {
		strbuf_adds(to, i ? ", " : "");
		page_text(to, s->v[c->causes[i]].name);
	}
	if (c->n_causes == 0 && c->class != CHANGE_INTENT)
		page_text(to, c->because);
	strbuf_adds(to, "\n");
}

void html_plain_list(const struct change_sets *all, struct strbuf *to)
{
	size_t left = PLAIN_ROWS, more = 0;

	strbuf_adds(
		to,
		"<noscript>\n<div class=\"wide\"><table><thead><tr><th>symbol<th>value"
		"<th>direction<th>class<th>follows from, or because</thead>\n");
	for (size_t i = 0; i < all->n; i++) {
		const struct change_set *s = &all->v[i];

		if (all->n > 1) {
			_cleanup_(strbuf_done) struct strbuf pair = STRBUF_INIT;

			html_pair(s, &pair);
			strbuf_adds(to, "<tbody><tr><th colspan=\"5\">");
			page_text(to, pair.buf);
		}
		strbuf_adds(to, "<tbody>\n");
		for (size_t j = 0; j < s->n; j++) {
			if (left == 0) {
				more += s->n - j;
				break;
			}
			add_plain(s, &s->v[j], to);
			left--;
		}
	}
	strbuf_adds(to, "</table></div>\n");
	if (more)
		strbuf_addf(to, "<p>%zu more are shown with JavaScript only.</p>\n",
			    more);
	strbuf_adds(to, "</noscript>\n");
}
