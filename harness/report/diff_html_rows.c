// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "base/alloc.h"
#include "report/diff_html_parts.h"
#include "report/page.h"

#define PAIRS_SHOWN 2
#define FOLD_FROM   9 /* rows */

struct html_row {
	char *cells;
	unsigned int rank;
	struct strbuf pairs; /* HTML */
	size_t n_pairs;
	UT_hash_handle hh;
};

bool html_rows_add(struct html_rows *rows, struct strbuf *row, unsigned int rank,
		   const struct change_set *in)
{
	struct html_row *r;
	bool is_new;
	_cleanup_(strbuf_done) struct strbuf pair = STRBUF_INIT;

	HASH_FIND(hh, rows->head, row->buf, row->len, r);
	is_new = !r;
	if (r) {
		strbuf_done(row);
		strbuf_adds(&r->pairs, ", ");
	} else {
		size_t size;

		r = xmalloc(sizeof(*r));
		*r = (struct html_row){.rank = rank, .pairs = STRBUF_INIT};
		r->cells = strbuf_detach(row, &size);
		HASH_ADD_KEYPTR(hh, rows->head, r->cells, size, r);
	}
	r->n_pairs++;
	html_pair(in, &pair);
	page_text(&r->pairs, pair.buf);
	return is_new;
}

size_t html_rows_count(const struct html_rows *rows)
{
	return HASH_COUNT(rows->head);
}

static int by_rank(const struct html_row *a, const struct html_row *b)
{
	return (a->rank > b->rank) - (a->rank < b->rank);
}

/* "all", a few names, or how many there are of many: the names unfold */
static void add_pairs(const struct html_row *r, size_t pairs, struct strbuf *to)
{
	strbuf_adds(to, "<td class=\"in note\">");
	if (r->n_pairs == pairs)
		strbuf_adds(to, "all");
	else if (r->n_pairs <= PAIRS_SHOWN)
		strbuf_adds(to, r->pairs.buf);
	else
		strbuf_addf(to, "<details><summary>%zu of %zu</summary>%s</details>",
			    r->n_pairs, pairs, r->pairs.buf);
	strbuf_adds(to, "</td>");
}

void html_rows_print(struct html_rows *rows, const char *head, size_t pairs, size_t max,
		     struct strbuf *to)
{
	struct html_row *r, *next;

	if (!rows->head)
		return;
	HASH_SRT(hh, rows->head, by_rank);
	strbuf_addf(to,
		    "<div class=\"wide\"><table><thead><tr>%s%s</tr></thead><tbody>\n",
		    head, pairs > 1 ? "<th>in</th>" : "");
	HASH_ITER (hh, rows->head, r, next) {
		if (max-- == 0)
			break;
		strbuf_addf(to, "<tr>%s", r->cells);
		if (pairs > 1)
			add_pairs(r, pairs, to);
		strbuf_adds(to, "</tr>\n");
	}
	strbuf_adds(to, "</tbody></table></div>\n");
}

void html_rows_fold(struct html_rows *rows, const char *name, const char *head,
		    size_t pairs, struct strbuf *to)
{
	size_t n = html_rows_count(rows);

	if (n == 0)
		return;
	strbuf_addf(to, "<details%s><summary>%s ", n < FOLD_FROM ? " open" : "", name);
	page_number(to, n);
	strbuf_adds(to, "</summary>\n");
	html_rows_print(rows, head, pairs, SIZE_MAX, to);
	strbuf_adds(to, "</details>\n");
}

void html_rows_done(struct html_rows *rows)
{
	struct html_row *r, *next;

	HASH_ITER (hh, rows->head, r, next) {
		HASH_DEL(rows->head, r);
		strbuf_done(&r->pairs);
		free(r->cells);
		free(r);
	}
}

/* --- what several sections need ----------------------------------------------------------- */

void html_pair(const struct change_set *s, struct strbuf *to)
{
	const char *old_arch = s->old_arch ? s->old_arch : "?";
	const char *new_arch = s->new_arch ? s->new_arch : "?";

	strbuf_addf(to, "%s ", s->flavour ? s->flavour : s->new_name);
	if (strcmp(old_arch, new_arch) != 0)
		strbuf_addf(to, "%s → ", old_arch);
	strbuf_adds(to, new_arch);
}

void html_value(const char *from, const char *to_value, struct strbuf *to)
{
	page_tag(to, "span", from ? NULL : "note", from ? from : "absent");
	strbuf_adds(to, " <span class=\"note\">→</span> ");
	page_tag(to, "span", to_value ? NULL : "note", to_value ? to_value : "absent");
}

void html_direction(enum change_direction direction, struct strbuf *to)
{
	if (direction == DIRECTION_WEAKER)
		page_tag(to, "span", "tag bad", "weaker");
	else if (direction == DIRECTION_STRONGER)
		page_tag(to, "span", "tag good", "stronger");
}

unsigned int html_rank(const char *severity)
{
	static const char *const names[] = {"high", "medium", "low"};
	unsigned int rank = 0;

	while (rank < ARRAY_SIZE(names) &&
	       (!severity || strcmp(severity, names[rank]) != 0))
		rank++;
	return rank;
}

const char *html_surface_name(enum change_surface_kind kind)
{
	static const char *const names[SURFACE_KINDS] = {
		[SURFACE_MODULE] = "modules",
		[SURFACE_BUILTIN] = "built-in objects",
		[SURFACE_SYSCALL] = "system calls",
		[SURFACE_DEVICE] = "device nodes",
		[SURFACE_PART] = "objects of modules",
	};

	return names[kind];
}
