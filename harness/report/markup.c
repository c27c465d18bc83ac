// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/markup.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "base/utf8.h"

/* --- text ------------------------------------------------------------------------- */

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

/* Soft hyphen, zero width, bidirectional controls, line separators, tags. */
static bool is_deceiving(uint32_t c)
{
	return c == 0xad || c == 0x61c || c == 0x180e || (c >= 0x200b && c <= 0x200f) ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) ||
	       c == 0xfeff || (c >= 0xe0000 && c <= 0xe007f);
}

static bool is_control(uint32_t c)
{
	return (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7f && c < 0xa0);
}

static void add_ascii(struct strbuf *to, char c)
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

static size_t add_character(struct strbuf *to, const char *s, size_t size)
{
	uint32_t c;
	size_t n = decode(s, size, &c);

	if (n == 0 || is_control(c)) {
		strbuf_addf(to, "\\x%02x", (unsigned char)*s);
		return 1;
	}
	if (is_deceiving(c))
		strbuf_addf(to, "U+%04" PRIX32, c);
	else if (n == 1)
		add_ascii(to, *s);
	else
		strbuf_add(to, s, n);
	return n;
}

void markup_bytes(struct strbuf *to, const char *text, size_t size)
{
	for (size_t i = 0; i < size;)
		i += add_character(to, text + i, size - i);
}

void markup_text(struct strbuf *to, const char *text)
{
	markup_bytes(to, text, strlen(text));
}

/* In a cell '|' ends it; the other characters begin something or hide something. */
void markup_cell(struct strbuf *to, const char *text)
{
	size_t size = strlen(text);

	for (size_t i = 0; i < size;) {
		if (strchr("|\\*_`[]~#!@", text[i]))
			strbuf_addc(to, '\\');
		if (text[i] == '\n') {
			strbuf_addc(to, ' ');
			i++;
		} else {
			i += add_character(to, text + i, size - i);
		}
	}
}

void markup_path(struct strbuf *to, const char *path)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-._~/";

	/* a first part with a colon would be read as a scheme */
	if (*path != '.' && *path != '/')
		strbuf_adds(to, "./");
	for (const char *p = path; *p; p++) {
		if (strchr(plain, *p))
			strbuf_addc(to, *p);
		else
			strbuf_addf(to, "%%%02X", (unsigned char)*p);
	}
}

/* --- numbers ---------------------------------------------------------------------- */

static void add_count(struct strbuf *to, int64_t value)
{
	char digits[24];
	int n = snprintf(digits, sizeof(digits), "%" PRId64, value);

	for (int i = 0; i < n; i++) {
		if (i && (n - i) % 3 == 0 && digits[i - 1] != '-')
			strbuf_addc(to, ',');
		strbuf_addc(to, digits[i]);
	}
}

static void add_bytes(struct strbuf *to, int64_t value)
{
	double d = (double)value;

	if (value >= INT64_C(1) << 30)
		strbuf_addf(to, "%.2f GiB", d / (1 << 30));
	else if (value >= 1 << 20)
		strbuf_addf(to, "%.1f MiB", d / (1 << 20));
	else if (value >= 1024)
		strbuf_addf(to, "%.1f KiB", d / 1024);
	else
		strbuf_addf(to, "%" PRId64 " B", value);
}

void markup_number(struct strbuf *to, int64_t value, enum report_unit unit)
{
	if (value < 0)
		strbuf_adds(to, "–");
	else if (unit == UNIT_BYTES)
		add_bytes(to, value);
	else if (unit == UNIT_MS)
		strbuf_addf(to, "%.2f s", (double)value / 1000);
	else
		add_count(to, value);
}
