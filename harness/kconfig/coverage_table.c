// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "kconfig/coverage.h"
#include "kconfig/coverage_judge.h"
#include "kconfig/value.h"
#include "sys/file.h"

#define WIDTH	  90
#define TABLE_MAX ((size_t)16 << 20)

/*
 * Markdown that can be read back: "- `FILE`: A, B (arm64), C", and lines that go on
 * with two blanks. A symbol without architectures behind it is one of all.
 */
static const char archs_line[] = "Architectures: ";

/* --- writing ----------------------------------------------------------------------------- */

struct column {
	struct strbuf *to;
	size_t at;
};

static void add_word(struct column *c, const char *word, const char *separator)
{
	size_t n = strlen(word);

	strbuf_adds(c->to, separator);
	c->at += strlen(separator);
	if (*separator && c->at + 1 + n > WIDTH) {
		strbuf_adds(c->to, "\n  ");
		c->at = 2;
	} else if (*separator) {
		strbuf_addc(c->to, ' ');
		c->at++;
	}
	strbuf_adds(c->to, word);
	c->at += n;
}

static void add_symbol(const struct coverage_out *out, const struct covered *s,
		       unsigned int bits, bool first, struct column *c)
{
	_cleanup_(strbuf_done) struct strbuf word = STRBUF_INIT;
	unsigned int all = (1u << out->archs.n) - 1;

	strbuf_adds(&word, s->name);
	strv_foreach (&out->archs, i)
		if (bits != all && (bits & 1u << i))
			strbuf_addf(&word, "%s%s", strchr(word.buf, '(') ? "+" : "(",
				    out->archs.v[i]);
	if (bits != all)
		strbuf_addc(&word, ')');
	add_word(c, word.buf, first ? "" : ",");
}

/* All symbols of a group, or with NULL those that are provided, by Kconfig file. */
static void print_symbols(const struct coverage_out *out, const struct left_group *g,
			  struct strbuf *to)
{
	struct column c = {to, 0};
	const char *file = "";

	for (size_t i = 0; i < out->n; i++) {
		const struct covered *s = &out->v[i];
		unsigned int left = s->wanted & ~s->provided;
		unsigned int bits = g ? left : s->provided;
		bool first = strcmp(s->file, file) != 0;

		if (!bits || (g && s->group != g))
			continue;
		if (first) {
			size_t start;

			strbuf_adds(to, *file ? "\n" : "");
			start = to->len;
			strbuf_addf(to, "- `%s`: ", s->file);
			c.at = to->len - start;
			file = s->file;
		}
		add_symbol(out, s, bits, first, &c);
	}
	strbuf_adds(to, *file ? "\n" : "Nothing.\n");
}

static void print_counts(const struct coverage_out *out, const char *what,
			 const char *area, struct strbuf *to)
{
	strbuf_addf(to, "| %s |", what);
	strv_foreach (&out->archs, i) {
		size_t wanted = 0, provided = 0;

		for (size_t j = 0; j < out->n; j++) {
			const struct covered *s = &out->v[j];

			if (area && strcmp(s->area, area) != 0)
				continue;
			wanted += (s->wanted >> i) & 1;
			provided += (s->provided >> i) & 1;
		}
		strbuf_addf(to, " %zu | %zu | %zu |", wanted, provided,
			    wanted - provided);
	}
	strbuf_addc(to, '\n');
}

static void print_areas(const struct coverage_out *out, struct strbuf *to)
{
	_cleanup_(strv_done) struct strv areas = STRV_INIT;

	strbuf_adds(to, "| area |");
	strv_foreach (&out->archs, i)
		strbuf_addf(to, " %s | provided | left out |", out->archs.v[i]);
	strbuf_adds(to, "\n|---|");
	strv_foreach (&out->archs, i)
		strbuf_adds(to, "--:|--:|--:|");
	strbuf_addc(to, '\n');
	for (size_t i = 0; i < out->n; i++)
		if (!strv_contains(&areas, out->v[i].area))
			strv_push(&areas, out->v[i].area);
	strv_sort(&areas);
	strv_foreach (&areas, i)
		print_counts(out, areas.v[i], areas.v[i], to);
	print_counts(out, "**all**", NULL, to);
}

static void print_groups(const struct coverage_out *out, struct strbuf *to)
{
	for (size_t i = 0; i < out->left.n; i++) {
		const struct left_group *g = &out->left.groups[i];

		strbuf_addf(to, "\n### %s (", g->name);
		strv_foreach (&out->archs, j)
			strbuf_addf(to, "%s%s: %zu", j ? ", " : "", out->archs.v[j],
				    coverage_count(out, g, 1u << j));
		strbuf_addf(to, ")\n\n%s\n\n", g->why);
		print_symbols(out, g, to);
	}
}

void coverage_print(const struct coverage_out *out, struct strbuf *to)
{
	strbuf_addf(
		to,
		"<!-- SPDX-License-Identifier: GPL-2.0-or-later -->\n"
		"# %s, and what %s provides of it\n\n"
		"Made by `make coverage` from `left-out.yaml`; do not edit.\n\n"
		"Counted is what can be chosen (it has a prompt), is y or m in the "
		"reference, and is\na driver, a file system, a protocol, a netfilter or "
		"a cgroup feature.\n\n%s",
		out->left.reference, out->left.flavour, archs_line);
	strv_foreach (&out->archs, i)
		strbuf_addf(to, "%s%s", i ? ", " : "", out->archs.v[i]);
	strbuf_adds(to, "\n\n## By area\n\n");
	print_areas(out, to);
	strbuf_adds(to, "\n## Left out, and why\n");
	print_groups(out, to);
	strbuf_adds(to, "\n## Provided\n\n");
	print_symbols(out, NULL, to);
}

/* --- reading --------------------------------------------------------------------------------- */

struct reader {
	const char *path;
	unsigned int line;
	struct strv *archs;
	struct strv *names;
	struct diag *d;
};

static int fault(const struct reader *r, const char *text)
{
	struct loc at = {r->path, r->line, 1};

	diag_at(r->d, DIAG_ERROR, &at, "%s; make the table again with --reference", text);
	return -EINVAL;
}

static int read_archs(struct reader *r, const char *p, const char *end)
{
	while (p < end) {
		size_t n = strcspn(p, ",\n");

		if (r->archs->n == COVERAGE_ARCHS || n == 0)
			return fault(r, "no list of architectures");
		strv_take(r->archs, xstrndup(p, n));
		p += n;
		p += strspn(p, ", ");
	}
	return 0;
}

/* "x86_64+arm64)" behind a name */
static int read_bits(struct reader *r, const char *p, size_t size, unsigned int *ret)
{
	const char *end = p + size;

	while (p < end) {
		size_t n = strcspn(p, "+)"), i = 0;

		while (i < r->archs->n && (strlen(r->archs->v[i]) != n ||
					   strncmp(r->archs->v[i], p, n) != 0))
			i++;
		if (i == r->archs->n)
			return fault(r, "an unknown architecture");
		*ret |= 1u << i;
		p += n + 1;
	}
	return 0;
}

static int read_symbols(struct reader *r, const char *p, const char *end)
{
	while (p < end && *p != '\n') {
		size_t n = strcspn(p, ",\n"), name = symbol_name_length(p, n);
		unsigned int bits = 0;
		int err = 0;

		if (!name || (name < n && (p[name] != '(' || p[n - 1] != ')')))
			return fault(r, "no list of symbols");
		if (name < n)
			err = read_bits(r, p + name + 1, n - name - 1, &bits);
		else
			bits = (1u << r->archs->n) - 1;
		if (err < 0)
			return err;
		for (size_t i = 0; i < r->archs->n; i++)
			if (bits & 1u << i)
				strv_take(&r->names[i], xstrndup(p, name));
		p += n;
		p += strspn(p, ", ");
	}
	return 0;
}

static int read_line(struct reader *r, const char *line, const char *end)
{
	const char *list;

	if (strncmp(line, archs_line, strlen(archs_line)) == 0)
		return read_archs(r, line + strlen(archs_line), end);
	if (strncmp(line, "- `", 3) == 0) {
		list = strstr(line, "`: ");
		return list && list < end ? read_symbols(r, list + 3, end)
					  : fault(r, "no list of symbols");
	}
	return strncmp(line, "  ", 2) == 0 ? read_symbols(r, line + 2, end) : 0;
}

int coverage_read_table(const char *path, struct strv *ret_archs,
			struct strv ret_names[COVERAGE_ARCHS], struct diag *d)
{
	struct reader r = {path, 0, ret_archs, ret_names, d};
	_cleanup_(cleanup_free) char *text = NULL;
	size_t size, n = 0;
	int err = file_read(path, TABLE_MAX, &text, &size, d);

	for (const char *p = text; err == 0 && *p;) {
		const char *end = p + strcspn(p, "\n");

		r.line++;
		err = read_line(&r, p, end);
		p = end + (*end == '\n');
	}
	for (size_t i = 0; i < ret_archs->n; i++) {
		strv_sort(&ret_names[i]);
		n += ret_names[i].n;
	}
	if (err == 0 && !n)
		err = fault(&r, "no symbols of a reference");
	return err;
}
