// SPDX-License-Identifier: GPL-2.0-or-later
#include <inttypes.h>
#include <string.h>

#include "base/alloc.h"
#include "report/build.h"
#include "report/build_sections.h"
#include "report/page.h"
#include "report/markup.h"

/* in the order of the pipeline */
static const enum report_number columns[] = {
	NUMBER_HOLDS, NUMBER_WAIVED,  NUMBER_FAILS, NUMBER_VMLINUX,
	NUMBER_IMAGE, NUMBER_MODULES, NUMBER_BAD,   NUMBER_PACKED,
	NUMBER_PASS,  NUMBER_FAIL,    NUMBER_SKIP,  NUMBER_MS,
};

#define DIGEST_SHOWN 12

struct matrix_row *matrix_add(struct matrix *m)
{
	struct matrix_row *row;

	GROW(m->v, m->n, m->capacity);
	row = &m->v[m->n++];
	*row = (struct matrix_row){0};
	report_figures_init(&row->figures);
	return row;
}

static void put_digest(const char *digest, struct strbuf *to)
{
	strbuf_adds(to, "<td class=\"k\"");
	if (digest) {
		strbuf_adds(to, " title=\"");
		page_text(to, digest);
		strbuf_adds(to, "\">");
		page_bytes(to, digest, strnlen(digest, DIGEST_SHOWN));
	} else {
		strbuf_adds(to, ">–");
	}
	strbuf_adds(to, "</td>");
}

static const char *class_of(enum report_number n, int64_t value)
{
	bool wrong = n == NUMBER_FAILS || n == NUMBER_FAIL || n == NUMBER_BAD;

	return wrong && value > 0 ? "n bad" : "n";
}

static void put_numbers(const struct report_figures *f, struct strbuf *to)
{
	for (size_t i = 0; i < ARRAY_SIZE(columns); i++) {
		int64_t value = f->numbers[columns[i]];

		strbuf_addf(to, "<td class=\"%s\" data-v=\"%" PRId64 "\">",
			    class_of(columns[i], value), value);
		markup_number(to, value, report_number_unit(columns[i]));
		strbuf_adds(to, "</td>");
	}
}

static void put_name(const struct matrix_row *row, struct strbuf *to)
{
	const char *text = row->flavour ? row->flavour : row->name;

	strbuf_adds(to, "<td class=\"k\">");
	if (row->href)
		strbuf_addf(to, "<a href=\"%s\">", row->href);
	page_text(to, text);
	strbuf_adds(to, row->href ? "</a></td>" : "</td>");
	page_tag(to, "td", "k", row->arch ? row->arch : "");
}

static void put_row(const struct matrix_row *row, struct strbuf *to)
{
	const struct report_figures *f = &row->figures;

	strbuf_adds(to, "<tr>");
	put_name(row, to);
	if (row->fault) {
		strbuf_addf(to, "<td class=\"bad\" colspan=\"%zu\">",
			    ARRAY_SIZE(columns) + 3);
		page_text(to, row->fault);
		strbuf_adds(to, "</td></tr>\n");
		return;
	}
	strbuf_adds(to, "<td>");
	if (f->verdict) {
		_cleanup_(cleanup_free) char *class =
			xasprintf("tag %s", verdict_class(f->verdict));

		page_tag(to, "span", class, f->verdict);
	} else {
		page_tag(to, "span", "note", "not booted");
	}
	strbuf_adds(to, "</td>");
	page_tag(to, "td", "k",
		 f->release	    ? f->release
		 : f->linux_version ? f->linux_version
				    : "–");
	put_digest(f->config, to);
	put_numbers(f, to);
	strbuf_adds(to, "</tr>\n");
}

static void put_head(struct strbuf *to)
{
	static const char *const names[] = {"flavour", "architecture", "boot", "release",
					    "configuration"};

	strbuf_adds(to, "<div class=\"wide\"><table class=\"matrix\"><thead><tr>");
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		strbuf_addf(to, "<th><button>%s</button></th>", names[i]);
	for (size_t i = 0; i < ARRAY_SIZE(columns); i++)
		strbuf_addf(to, "<th class=\"n\"><button>%s</button></th>",
			    report_number_name(columns[i]));
	strbuf_adds(to, "</tr></thead><tbody>\n");
}

static const char *verdict_of(const struct matrix_row *row)
{
	if (row->fault)
		return "damaged";
	return row->figures.verdict ? row->figures.verdict : "not booted";
}

/* How many rows have the verdict of this one; none when an earlier row has it, too. */
static size_t count_verdict(const struct matrix *m, size_t i)
{
	size_t n = 0;

	for (size_t j = 0; j < m->n; j++) {
		if (strcmp(verdict_of(&m->v[j]), verdict_of(&m->v[i])) != 0)
			continue;
		if (j < i)
			return 0;
		n++;
	}
	return n;
}

/* "5 pass, 1 fail" */
static void put_verdicts(const struct matrix *m, struct strbuf *to)
{
	strbuf_adds(to, "<p>boot: ");
	for (size_t i = 0; i < m->n; i++) {
		size_t n = count_verdict(m, i);

		if (!n)
			continue;
		strbuf_addf(to, "%s%zu ", i ? ", " : "", n);
		page_text(to, verdict_of(&m->v[i]));
	}
	strbuf_adds(to, "</p>\n");
}

void matrix_print_html(const struct matrix *m, struct strbuf *to)
{
	static const struct page page = {.title = "All flavours: kharness report",
					 .styles = {"report.css"}};

	page_open(to, &page);
	strbuf_addf(to, "<header><h1>All flavours <small>%zu builds</small></h1>\n",
		    m->n);
	put_verdicts(m, to);
	strbuf_adds(to, "</header>\n");
	put_head(to);
	for (size_t i = 0; i < m->n; i++)
		put_row(&m->v[i], to);
	strbuf_adds(to, "</tbody></table></div>\n");
	page_close(to, &page);
}

static void add_row(const struct matrix_row *row, struct strbuf *to)
{
	const struct report_figures *f = &row->figures;

	strbuf_adds(to, "| ");
	markup_cell(to, row->name);
	strbuf_adds(to, " | ");
	markup_cell(to, row->fault ? row->fault : f->verdict ? f->verdict : "not booted");
	strbuf_adds(to, " |");
	for (size_t i = 0; i < ARRAY_SIZE(columns); i++) {
		strbuf_addc(to, ' ');
		markup_number(to, f->numbers[columns[i]], report_number_unit(columns[i]));
		strbuf_adds(to, " |");
	}
	strbuf_addc(to, '\n');
}

void matrix_print_markdown(const struct matrix *m, struct strbuf *to)
{
	strbuf_adds(to, "# All flavours\n\n| build | boot |");
	for (size_t i = 0; i < ARRAY_SIZE(columns); i++)
		strbuf_addf(to, " %s |", report_number_name(columns[i]));
	strbuf_adds(to, "\n|---|---|");
	for (size_t i = 0; i < ARRAY_SIZE(columns); i++)
		strbuf_adds(to, "--:|");
	strbuf_addc(to, '\n');
	for (size_t i = 0; i < m->n; i++)
		add_row(&m->v[i], to);
}

void matrix_done(struct matrix *m)
{
	if (!m)
		return;
	for (size_t i = 0; i < m->n; i++) {
		free(m->v[i].name);
		free(m->v[i].flavour);
		free(m->v[i].arch);
		free(m->v[i].href);
		free(m->v[i].fault);
		report_figures_done(&m->v[i].figures);
	}
	free(m->v);
	*m = (struct matrix){0};
}
