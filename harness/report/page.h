/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The frame of an HTML page: one file that asks for nothing else.
 *
 * Its policy (CSP) lets the styles and scripts of report/page/ run, by their digests, and
 * nothing beside them: no attribute with a script or a style, no request, no string that
 * becomes markup. Drawings are coloured by classes.
 *
 * Everything that comes from outside goes through page_text() or page_json(). Control
 * bytes and what is no UTF-8 are shown as \xNN there; characters that turn or hide the
 * text around them (bidirectional controls, zero width, line separators) as U+NNNN.
 */
#ifndef KHARNESS_REPORT_PAGE_H
#define KHARNESS_REPORT_PAGE_H

#include <stddef.h>

#include "base/strbuf.h"

struct page {
	const char *title; /* any text */

	/* files of report/page/ beside frame.css and frame.js, up to NULL */
	const char *styles[3];
	const char *scripts[3];
};

/** page_open() - append everything up to the content of <main> */
void page_open(struct strbuf *to, const struct page *p);

/** page_close() - append everything behind it; @p as for page_open() */
void page_close(struct strbuf *to, const struct page *p);

/** page_text() - append as text of HTML, also inside a quoted attribute; NULL is "" */
void page_text(struct strbuf *to, const char *text);

/** page_bytes() - the same for a part of a text, which may hold NUL bytes */
void page_bytes(struct strbuf *to, const char *text, size_t size);

/** page_json() - append as a string of JSON inside <script>, with its quotes; NULL: null */
void page_json(struct strbuf *to, const char *text);

/** page_tag() - append "<TAG class=CLASS>TEXT</TAG>"; @class may be NULL, @text is any text */
void page_tag(struct strbuf *to, const char *tag, const char *class, const char *text);

/** page_number() - append a number as "6,000" */
void page_number(struct strbuf *to, size_t n);

/** page_section() - begin a section with an anchor and a heading; @n: its number, or 0 */
void page_section(struct strbuf *to, const char *id, const char *heading, size_t n);

/** page_section_end() - end it */
void page_section_end(struct strbuf *to);

/** page_data_open() - begin a document of JSON for the script, found by @id */
void page_data_open(struct strbuf *to, const char *id);

/** page_data_close() - end it */
void page_data_close(struct strbuf *to);

/* A piece of page_bar(). */
struct page_piece {
	const char *class; /* "good", "bad", "warn", "soft" */
	size_t n;
};

/**
 * page_bar() - append a horizontal bar in SVG, 100 units wide, of pieces one behind the other
 * @whole: what all of the width stands for
 * @label: what it shows, for who cannot see it
 */
void page_bar(struct strbuf *to, const struct page_piece *pieces, size_t n, size_t whole,
	      const char *label);

/* A style or a script that is built in. */
struct page_file {
	const char *name;   /* "frame.css" */
	const char *text;   /* without "</", which would end it */
	const char *sha256; /* in base64, as a Content-Security-Policy wants it */
};

/** page_file() - by name; aborts when there is none, for names are literals */
const struct page_file *page_file(const char *name);

#endif
