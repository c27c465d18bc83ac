// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/format.h"

#include <ctype.h>
#include <string.h>

#include "base/alloc.h"
#include "kconfig/fragment.h"

enum line_kind { LINE_BLANK, LINE_ABOUT, LINE_COMMENT, LINE_REQUEST };

struct line {
	enum line_kind kind;
	const char *text; /* not terminated */
	size_t size;	  /* without white space at the end */
	size_t raw_size;  /* with it, without the newline */
};

struct lines {
	struct line *v;
	size_t n;
	size_t capacity;
	bool unfinished; /* no newline at the end */
};

static bool starts_with(const char *text, size_t size, const char *prefix)
{
	return size >= strlen(prefix) && memcmp(text, prefix, strlen(prefix)) == 0;
}

static bool ends_with(const char *text, size_t size, const char *tail)
{
	size_t n = strlen(tail);

	return size >= n && memcmp(text + size - n, tail, n) == 0;
}

static bool is_not_set(const char *text, size_t size)
{
	return starts_with(text, size, "# CONFIG_") &&
	       ends_with(text, size, " is not set") &&
	       9 + symbol_name_length(text + 9, size - 9) + 11 == size;
}

/*
 * White space behind a value or a comment means nothing to Kconfig. Behind "is not
 * set" it does: the line is no request then, which only its author can decide.
 */
static size_t trimmed(const char *text, size_t size)
{
	size_t n = size;

	while (n > 0 && isspace((unsigned char)text[n - 1]))
		n--;
	if (!is_not_set(text, n))
		return n;
	return size > n && text[size - 1] == '\r' ? size - 1 : size;
}

static enum line_kind kind_of(const char *text, size_t size)
{
	if (size == 0)
		return LINE_BLANK;
	if (starts_with(text, size, "#:"))
		return LINE_ABOUT;
	return *text == '#' && !is_not_set(text, size) ? LINE_COMMENT : LINE_REQUEST;
}

static void split(const char *text, size_t size, struct lines *ret)
{
	const char *end = text + size;

	while (text < end) {
		const char *nl = memchr(text, '\n', (size_t)(end - text));
		size_t raw = (size_t)((nl ? nl : end) - text);
		size_t n = trimmed(text, raw);

		GROW(ret->v, ret->n, ret->capacity);
		ret->v[ret->n++] = (struct line){kind_of(text, n), text, n, raw};
		ret->unfinished = !nl;
		text = nl ? nl + 1 : end;
	}
}

/* The grammar is that of every other reader, once the ends of lines are in order. */
static int check(const char *path, const struct lines *lines, struct diag *d)
{
	_cleanup_(fragment_done) struct fragment f = FRAGMENT_INIT;
	_cleanup_(strbuf_done) struct strbuf text = STRBUF_INIT;
	_cleanup_(diag_done) struct diag found = DIAG_INIT;
	int err;

	for (size_t i = 0; i < lines->n; i++) {
		strbuf_add(&text, lines->v[i].text, lines->v[i].size);
		strbuf_addc(&text, '\n');
	}
	err = fragment_parse(path, text.buf, text.len, FRAGMENT_DRAFT, &f, &found);
	if (err < 0)
		diag_append(d, &found); /* warnings alone are the business of lint */
	return err;
}

/* --- one line ------------------------------------------------------------------------ */

/* "#: key    text", or "#:        more text"; see annotation_add_line() */
static void print_about(const struct line *l, struct strbuf *to)
{
	size_t from = 2, end;

	while (from < l->size && isspace((unsigned char)l->text[from]))
		from++;
	if (from == l->size) {
		strbuf_adds(to, "#:");
		return;
	}
	if (from != 3) {
		strbuf_addf(to, "#:        %.*s", (int)(l->size - from), l->text + from);
		return;
	}
	for (end = from; end < l->size && !isspace((unsigned char)l->text[end]);)
		end++;
	strbuf_addf(to, end < l->size ? "#: %-6.*s " : "#: %.*s", (int)(end - from),
		    l->text + from);
	while (end < l->size && isspace((unsigned char)l->text[end]))
		end++;
	strbuf_add(to, l->text + end, l->size - end);
}

static void print_line(const struct line *l, struct strbuf *to)
{
	if (l->kind == LINE_ABOUT)
		print_about(l, to);
	else if (l->kind == LINE_REQUEST && *l->text == 'C' &&
		 ends_with(l->text, l->size, "=n"))
		strbuf_addf(to, "# %.*s is not set", (int)(l->size - 2), l->text);
	else
		strbuf_add(to, l->text, l->size);
}

/* --- all lines ----------------------------------------------------------------------- */

/* A request ends a block, so what a "#:" line begins is set apart, with its comment. */
static bool begins_block(const struct lines *lines, size_t i)
{
	if (i == 0 || lines->v[i - 1].kind != LINE_REQUEST)
		return false;
	while (i < lines->n && lines->v[i].kind == LINE_COMMENT)
		i++;
	return i < lines->n && lines->v[i].kind == LINE_ABOUT;
}

static const char *what_changed(const struct line *l)
{
	if (l->kind == LINE_REQUEST && l->size == l->raw_size)
		return "n is written '# CONFIG_X is not set'";
	if (l->kind == LINE_ABOUT && l->size == l->raw_size)
		return "a '#:' line has its text in column 11, as in '#: why    text'";
	return "white space at the end of the line";
}

static void note_change(const char *path, const struct line *l, size_t number,
			const struct strbuf *text, size_t from, struct diag *changes)
{
	const char *new = text->buf + from;
	size_t n = text->len - from, same = 0;
	struct loc loc = {path, (unsigned int)number, 1};

	while (same < n && same < l->raw_size && new[same] == l->text[same])
		same++;
	if (same == n && same == l->raw_size)
		return;
	loc.col = (unsigned int)same + 1;
	diag_at(changes, DIAG_ERROR, &loc, "%s", what_changed(l));
}

static void note_blank(const char *path, size_t number, const char *what,
		       struct diag *changes)
{
	struct loc loc = {path, (unsigned int)number, 1};

	diag_at(changes, DIAG_ERROR, &loc, "%s", what);
}

static void print_lines(const char *path, const struct lines *lines, struct strbuf *to,
			struct diag *changes)
{
	size_t blank = 0; /* lines before this one */

	for (size_t i = 0; i < lines->n; i++) {
		const struct line *l = &lines->v[i];
		size_t from;

		if (l->kind == LINE_BLANK) {
			if (l->raw_size)
				note_blank(path, i + 1, "white space in a blank line",
					   changes);
			blank++;
			continue;
		}
		if (blank > (to->len ? 1u : 0u))
			note_blank(path, i,
				   to->len ? "more than one blank line"
					   : "a blank line at the beginning",
				   changes);
		if (!blank && begins_block(lines, i)) {
			note_blank(path, i + 1, "a blank line is missing above the block",
				   changes);
			blank = 1;
		}
		if (blank && to->len)
			strbuf_addc(to, '\n');
		blank = 0;
		from = to->len;
		print_line(l, to);
		note_change(path, l, i + 1, to, from, changes);
		strbuf_addc(to, '\n');
	}
	if (blank)
		note_blank(path, lines->n, "a blank line at the end", changes);
	else if (lines->unfinished)
		note_blank(path, lines->n, "the file does not end with a newline",
			   changes);
}

int fragment_format(const char *path, const char *text, size_t size, struct strbuf *ret,
		    struct diag *changes, struct diag *d)
{
	struct lines lines = {0};
	int err;

	split(text, size, &lines);
	err = check(path, &lines, d);
	if (err == 0)
		print_lines(path, &lines, ret, changes);
	free(lines.v);
	return err;
}
