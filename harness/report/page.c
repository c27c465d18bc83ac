// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/page.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

/* --- text that nobody can trust --------------------------------------------------------- */

/* Length of the UTF-8 sequence at the start, 0 when there is none; *ret is its value. */
static size_t decode(const char *s, size_t size, uint32_t *ret)
{
	const unsigned char *p = (const unsigned char *)s;
	size_t n = p[0] < 0x80 ? 1 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;

	if (n > size || utf8_valid_prefix(s, n) != n)
		return 0;
	*ret = n == 1 ? p[0] : p[0] & (0xffu >> (n + 1));
	for (size_t i = 1; i < n; i++)
		*ret = *ret << 6 | (p[i] & 0x3f);
	return n;
}

static bool is_control(uint32_t c)
{
	return (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7f && c < 0xa0);
}

/* Soft hyphen, zero width, bidirectional controls, line separators, byte order mark, tags */
static bool is_deceiving(uint32_t c)
{
	return c == 0xad || c == 0x61c || c == 0x180e || (c >= 0x200b && c <= 0x200f) ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) ||
	       c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb) ||
	       (c >= 0xe0000 && c <= 0xe007f);
}

static void add_html(struct strbuf *to, char c)
{
	switch (c) {
	case '&': strbuf_adds(to, "&amp;"); break;
	case '<': strbuf_adds(to, "&lt;"); break;
	case '>': strbuf_adds(to, "&gt;"); break;
	case '"': strbuf_adds(to, "&quot;"); break;
	case '\'': strbuf_adds(to, "&#39;"); break;
	default: strbuf_addc(to, c);
	}
}

/* '<' and '>' could end the script element or begin a comment in it. */
static void add_json(struct strbuf *to, char c)
{
	switch (c) {
	case '"': strbuf_adds(to, "\\\""); break;
	case '\\': strbuf_adds(to, "\\\\"); break;
	case '\n': strbuf_adds(to, "\\n"); break;
	case '\t': strbuf_adds(to, "\\t"); break;
	case '&':
	case '<':
	case '>': strbuf_addf(to, "\\u%04x", (unsigned char)c); break;
	default: strbuf_addc(to, c);
	}
}

static void add_clean(struct strbuf *to, const char *s, size_t size,
		      void (*add)(struct strbuf *to, char c))
{
	bool json = add == add_json;

	for (size_t i = 0, n; i < size; i += n) {
		uint32_t c;

		n = decode(s + i, size - i, &c);
		if (n == 0 || is_control(c)) {
			strbuf_addf(to, "%s\\x%02x", json ? "\\" : "",
				    (unsigned char)s[i]);
			n = 1;
		} else if (is_deceiving(c)) {
			strbuf_addf(to, "U+%04" PRIX32, c);
		} else if (n == 1) {
			add(to, s[i]);
		} else {
			strbuf_add(to, s + i, n);
		}
	}
}

void page_bytes(struct strbuf *to, const char *text, size_t size)
{
	add_clean(to, text, size, add_html);
}

void page_text(struct strbuf *to, const char *text)
{
	if (text)
		page_bytes(to, text, strlen(text));
}

void page_json(struct strbuf *to, const char *text)
{
	if (!text) {
		strbuf_adds(to, "null");
		return;
	}
	strbuf_addc(to, '"');
	add_clean(to, text, strlen(text), add_json);
	strbuf_addc(to, '"');
}

/* --- elements ------------------------------------------------------------------------------ */

void page_tag(struct strbuf *to, const char *tag, const char *class, const char *text)
{
	strbuf_addf(to, "<%s", tag);
	if (class)
		strbuf_addf(to, " class=\"%s\"", class);
	strbuf_addc(to, '>');
	page_text(to, text);
	strbuf_addf(to, "</%s>", tag);
}

void page_number(struct strbuf *to, size_t n)
{
	char digits[24];
	int len = snprintf(digits, sizeof(digits), "%zu", n);

	for (int i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			strbuf_addc(to, ',');
		strbuf_addc(to, digits[i]);
	}
}

void page_section(struct strbuf *to, const char *id, const char *heading, size_t n)
{
	strbuf_addf(to, "<section id=\"%s\" aria-labelledby=\"%s-h\">\n<h2 id=\"%s-h\">",
		    id, id, id);
	page_text(to, heading);
	if (n) {
		strbuf_adds(to, " <small>");
		page_number(to, n);
		strbuf_adds(to, "</small>");
	}
	strbuf_adds(to, "</h2>\n");
}

void page_section_end(struct strbuf *to)
{
	strbuf_adds(to, "</section>\n");
}

void page_data_open(struct strbuf *to, const char *id)
{
	strbuf_addf(to, "<script type=\"application/json\" id=\"%s\">", id);
}

void page_data_close(struct strbuf *to)
{
	strbuf_adds(to, "</script>\n");
}

void page_bar(struct strbuf *to, const struct page_piece *pieces, size_t n, size_t whole,
	      const char *label)
{
	double x = 0;

	strbuf_adds(to, "<svg class=\"bar\" viewBox=\"0 0 100 8\" role=\"img\" "
			"preserveAspectRatio=\"none\" aria-label=\"");
	page_text(to, label);
	strbuf_adds(to, "\">");
	for (size_t i = 0; i < n && whole; i++) {
		double width = 100.0 * (double)pieces[i].n / (double)whole;

		if (pieces[i].n)
			strbuf_addf(
				to,
				"<rect class=\"%s\" x=\"%.2f\" y=\"0\" width=\"%.2f\" "
				"height=\"8\"/>",
				pieces[i].class, x, width);
		x += width;
	}
	strbuf_adds(to, "</svg>");
}

/* --- the frame ------------------------------------------------------------------------------- */

static void add_policy(struct strbuf *to, const char *directive, const char *frame,
		       const char *const *own)
{
	strbuf_addf(to, "; %s 'sha256-%s'", directive, page_file(frame)->sha256);
	for (; *own; own++)
		strbuf_addf(to, " 'sha256-%s'", page_file(*own)->sha256);
}

static void add_file(struct strbuf *to, const char *tag, const char *name)
{
	strbuf_addf(to, "<%s>%s</%s>\n", tag, page_file(name)->text, tag);
}

static void add_files(struct strbuf *to, const char *tag, const char *const *names)
{
	for (; *names; names++)
		add_file(to, tag, *names);
}

/* frame.js stands in the head: it sets the theme before anything is painted. */
void page_open(struct strbuf *to, const struct page *p)
{
	strbuf_adds(to, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
			"<meta charset=\"utf-8\">\n"
			"<meta http-equiv=\"Content-Security-Policy\" content=\""
			"default-src 'none'");
	add_policy(to, "style-src", "frame.css", p->styles);
	add_policy(to, "script-src", "frame.js", p->scripts);
	strbuf_adds(to, "; base-uri 'none'; form-action 'none'; "
			"require-trusted-types-for 'script'; trusted-types 'none'\">\n"
			"<meta name=\"viewport\" content=\"width=device-width, "
			"initial-scale=1\">\n"
			"<meta name=\"referrer\" content=\"no-referrer\">\n");
	page_tag(to, "title", NULL, p->title);
	strbuf_addc(to, '\n');
	add_file(to, "style", "frame.css");
	add_files(to, "style", p->styles);
	add_file(to, "script", "frame.js");
	strbuf_adds(to, "</head>\n<body>\n"
			"<button id=\"theme\" type=\"button\" hidden>theme</button>\n"
			"<main>\n");
}

void page_close(struct strbuf *to, const struct page *p)
{
	strbuf_adds(to, "</main>\n");
	add_files(to, "script", p->scripts);
	strbuf_adds(to, "</body>\n</html>\n");
}
