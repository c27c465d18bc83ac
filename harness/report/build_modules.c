// SPDX-License-Identifier: GPL-2.0-or-later
#include <inttypes.h>
#include <string.h>

#include "base/alloc.h"
#include "report/build_sections.h"
#include "report/page.h"
#include "report/markup.h"
#include "report/treemap.h"

static void put_size(int64_t size, struct strbuf *to)
{
	strbuf_addf(to, "<td class=\"n\" data-v=\"%" PRId64 "\">", size);
	markup_number(to, size, UNIT_BYTES);
	strbuf_adds(to, "</td>");
}

static void put_map(const struct report_modules *m, struct strbuf *to)
{
	_cleanup_(cleanup_free) struct treemap_item *items =
		xcalloc(m->n + 1, sizeof(*items));
	_cleanup_(strv_done) struct strv titles = STRV_INIT;

	for (size_t i = 0; i < m->n; i++) {
		struct strbuf title = STRBUF_INIT;

		strbuf_addf(&title, "%s: ", m->v[i].path);
		markup_number(&title, m->v[i].packed, UNIT_BYTES);
		strv_take(&titles, strbuf_detach(&title, NULL));
	}
	for (size_t i = 0; i < m->n; i++)
		items[i] = (struct treemap_item){m->v[i].path, titles.v[i],
						 (double)m->v[i].packed};
	treemap_draw(items, m->n, "Sizes of the module files, by directory", to);
	section_note(
		to,
		"Areas are bytes as installed, signed and compressed; colours are the "
		"top directories of the tree. A pointer on a rectangle shows what it is.");
}

/* --- sizes by directory ----------------------------------------------------------- */

struct directory {
	char *name;
	size_t n;
	int64_t built, packed;
	bool not_known; /* one of them is not there as built */
};

static int by_size(const void *a, const void *b)
{
	const struct directory *x = a, *y = b;

	if (x->packed != y->packed)
		return x->packed < y->packed ? 1 : -1;
	return strcmp(x->name, y->name);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct directory *)a)->name,
		      ((const struct directory *)b)->name);
}

/* One for each module, then those of one name made one. */
static size_t sum_up(const struct report_modules *m, struct directory *v)
{
	size_t n = 0;

	for (size_t i = 0; i < m->n; i++)
		v[i] = (struct directory){treemap_group(m->v[i].path), 1, m->v[i].built,
					  m->v[i].packed, m->v[i].built < 0};
	qsort(v, m->n, sizeof(*v), by_name);
	for (size_t i = 0; i < m->n; i++) {
		if (n && strcmp(v[n - 1].name, v[i].name) == 0) {
			v[n - 1].n++;
			v[n - 1].built += v[i].built;
			v[n - 1].packed += v[i].packed;
			v[n - 1].not_known |= v[i].not_known;
			free(v[i].name);
		} else {
			v[n++] = v[i];
		}
	}
	qsort(v, n, sizeof(*v), by_size);
	return n;
}

static void put_directory(const struct directory *d, int64_t largest, struct strbuf *to)
{
	const struct page_piece bar = {"soft", (size_t)d->packed};

	strbuf_adds(to, "<tr>");
	page_tag(to, "td", "c", d->name);
	strbuf_addf(to, "<td class=\"n\">%zu</td>", d->n);
	put_size(d->not_known ? -1 : d->built, to);
	put_size(d->packed, to);
	strbuf_adds(to, "<td>");
	page_bar(to, &bar, 1, (size_t)largest, "its share");
	strbuf_adds(to, "</td></tr>\n");
}

static void put_directories(const struct report_modules *m, struct strbuf *to)
{
	_cleanup_(cleanup_free) struct directory *v = xcalloc(m->n + 1, sizeof(*v));
	size_t n = sum_up(m, v);

	strbuf_addf(to,
		    "<details><summary>%zu directories, with their sizes</summary>\n"
		    "<table><thead><tr><th><button>directory</button></th>"
		    "<th class=\"n\"><button>modules</button></th>"
		    "<th class=\"n\"><button>as built</button></th>"
		    "<th class=\"n\"><button>as installed</button></th><th></th>"
		    "</tr></thead><tbody>\n",
		    n);
	for (size_t i = 0; i < n; i++) {
		put_directory(&v[i], v[0].packed, to);
		free(v[i].name);
	}
	strbuf_adds(to, "</tbody></table></details>\n");
}

/* --- all of them ------------------------------------------------------------------ */

static void put_table(const struct report_modules *m, struct strbuf *to)
{
	strbuf_adds(
		to,
		"<details><summary>All modules, with their sizes</summary>\n"
		"<div class=\"wide\"><table><thead><tr><th><button>module</button></th>"
		"<th class=\"n\"><button>as built</button></th>"
		"<th class=\"n\"><button>stripped, signed</button></th>"
		"<th class=\"n\"><button>as installed</button></th>"
		"<th><button>signature</button></th></tr></thead><tbody>\n");
	for (size_t i = 0; i < m->n; i++) {
		const struct report_module *v = &m->v[i];

		strbuf_adds(to, "<tr>");
		page_tag(to, "td", "c", v->path);
		put_size(v->built, to);
		put_size(v->signed_, to);
		put_size(v->packed, to);
		page_tag(to, "td",
			 !m->verified ? NULL
			 : v->good    ? "good"
				      : "bad",
			 !m->verified ? "–"
			 : v->good    ? "good"
				      : "not good");
		strbuf_adds(to, "</tr>\n");
	}
	strbuf_adds(to, "</tbody></table></div></details>\n");
}

static void put_row(const char *name, const char *value, struct strbuf *to)
{
	if (!value)
		return;
	strbuf_adds(to, "<tr>");
	page_tag(to, "th", NULL, name);
	page_tag(to, "td", "c", value);
	strbuf_adds(to, "</tr>\n");
}

static void put_signatures(const struct build_report *b, struct strbuf *to)
{
	const struct report_modules *m = &b->modules;
	_cleanup_(cleanup_free) char *count = NULL;
	size_t good = 0;

	/* those that are missing are not good either, and have no row */
	for (size_t i = 0; i < m->n; i++)
		good += m->v[i].good;
	if (m->verified)
		count = xasprintf("%zu good, %zu not good", good, m->n_bad);
	page_tag(to, "h3", NULL, "Signatures");
	if (!m->verified)
		section_note(to, m->not_verified ? m->not_verified : "Not verified.");
	strbuf_adds(to, "<table class=\"facts\"><tbody>\n");
	put_row("verified now", count, to);
	put_row("digest", m->hash, to);
	put_row("key", m->key, to);
	put_row("certificate", m->subject, to);
	put_row("its SHA-256", b->now.certificate, to);
	put_row("vermagic", m->vermagic, to);
	strbuf_adds(to, "</tbody></table>\n");
	strv_foreach (&m->faults, i) {
		page_tag(to, "p", "bad mono", m->faults.v[i]);
		strbuf_addc(to, '\n');
	}
}

void section_modules(const struct build_report *b, struct strbuf *to)
{
	const struct report_modules *m = &b->modules;

	page_section(to, "modules", "Modules", 0);
	if (!m->there) {
		section_note(to, "Not signed yet: run 'make sign'.");
	} else if (!m->n) {
		section_note(to, "This kernel has no modules.");
	} else {
		put_map(m, to);
		put_directories(m, to);
		put_table(m, to);
		put_signatures(b, to);
	}
	page_section_end(to);
}
