// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/json_text.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/alloc.h"

struct json_text json_text_init(struct strbuf *to)
{
	return (struct json_text){.to = to, .empty = true};
}

static void add_escape(struct strbuf *to, unsigned char c)
{
	static const char letters[] = "btnvfr"; /* from 8; \v is no escape of JSON */

	if (c == '"' || c == '\\')
		strbuf_addf(to, "\\%c", c);
	else if (c >= '\b' && c <= '\r' && c != '\v')
		strbuf_addf(to, "\\%c", letters[c - '\b']);
	else
		strbuf_addf(to, "\\u%04X", c);
}

#define EACH_BYTE (UINT64_MAX / 255)
#define HIGH_BITS (EACH_BYTE * 0x80)

/* Is one of eight bytes less than @n, which is at most 128? */
static bool any_below(uint64_t bytes, unsigned char n)
{
	return (bytes - EACH_BYTE * n) & ~bytes & HIGH_BITS;
}

/* true: nothing in it needs an escape. Nearly all texts are such. */
static bool is_plain(const char *s, size_t n)
{
	for (; n >= 8; s += 8, n -= 8) {
		uint64_t bytes;

		memcpy(&bytes, s, 8);
		if (any_below(bytes, ' ') || any_below(bytes ^ EACH_BYTE * '"', 1) ||
		    any_below(bytes ^ EACH_BYTE * '\\', 1))
			return false;
	}
	for (; n; s++, n--)
		if ((unsigned char)*s < ' ' || *s == '"' || *s == '\\')
			return false;
	return true;
}

static void add_text(struct strbuf *to, const char *s)
{
	const char *plain = s;
	size_t n = strlen(s);

	if (is_plain(s, n)) {
		strbuf_add(to, s, n);
		return;
	}
	for (; *s; s++) {
		if ((unsigned char)*s >= ' ' && *s != '"' && *s != '\\')
			continue;
		strbuf_add(to, plain, (size_t)(s - plain));
		add_escape(to, (unsigned char)*s);
		plain = s + 1;
	}
	strbuf_add(to, plain, (size_t)(s - plain));
}

static void add_quoted(struct strbuf *to, const char *s)
{
	strbuf_addc(to, '"');
	add_text(to, s);
	strbuf_addc(to, '"');
}

static void new_line(const struct json_text *t, bool comma)
{
	static const char start[] = ",\n                                ";
	unsigned int n = t->depth, most = sizeof(start) - 3;

	strbuf_add(t->to, start + !comma, comma + 1 + (n < most ? n : most));
	for (; n > most; n--)
		strbuf_addc(t->to, ' ');
}

/* What stands before a value. */
static void begin(struct json_text *t, const char *key)
{
	if (t->depth)
		new_line(t, !t->empty);
	t->empty = false;
	if (!key)
		return;
	add_quoted(t->to, key);
	strbuf_add(t->to, ": ", 2);
}

void json_text_open(struct json_text *t, const char *key, char bracket)
{
	begin(t, key);
	strbuf_addc(t->to, bracket);
	t->depth++;
	t->empty = true;
}

void json_text_close(struct json_text *t, char bracket)
{
	t->depth--;
	if (!t->empty)
		new_line(t, false);
	t->empty = false;
	strbuf_addc(t->to, bracket);
}

void json_text_string(struct json_text *t, const char *key, const char *s)
{
	begin(t, key);
	add_quoted(t->to, s);
}

void json_text_parts(struct json_text *t, const char *key, const char *a, const char *b)
{
	begin(t, key);
	strbuf_addc(t->to, '"');
	add_text(t->to, a);
	add_text(t->to, b);
	strbuf_addc(t->to, '"');
}

void json_text_integer(struct json_text *t, const char *key, json_int_t n)
{
	begin(t, key);
	strbuf_addf(t->to, "%" JSON_INTEGER_FORMAT, n);
}

static void add_scalar(struct json_text *t, const char *key, const json_t *value)
{
	_cleanup_(cleanup_free) char *text =
		json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);

	begin(t, key);
	strbuf_adds(t->to, text ? text : "null");
}

void json_text_value(struct json_text *t, const char *key, const json_t *value)
{
	const json_t *member;
	const char *name;
	size_t i;

	if (json_is_object(value)) {
		json_text_open(t, key, '{');
		json_object_foreach ((json_t *)(uintptr_t)value, name, member)
			json_text_value(t, name, member);
		json_text_close(t, '}');
	} else if (json_is_array(value)) {
		json_text_open(t, key, '[');
		json_array_foreach (value, i, member)
			json_text_value(t, NULL, member);
		json_text_close(t, ']');
	} else if (json_is_string(value)) {
		json_text_string(t, key, json_string_value(value));
	} else {
		add_scalar(t, key, value);
	}
}
