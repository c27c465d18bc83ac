// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/strbuf.h"

#include <stdarg.h>
#include <string.h>

#include "base/alloc.h"

char strbuf_empty[1];

static void reserve(struct strbuf *sb, size_t more)
{
	size_t need = sb->len + more + 1;
	size_t capacity = sb->capacity ? sb->capacity : 64;

	if (need < more)
		abort();
	if (need <= sb->capacity)
		return;
	while (capacity < need)
		capacity = capacity > need / 2 ? need : 2 * capacity;
	sb->buf = xreallocarray(sb->capacity ? sb->buf : NULL, capacity, 1);
	sb->capacity = capacity;
}

void strbuf_add(struct strbuf *sb, const void *data, size_t size)
{
	if (!size)
		return;
	if (size >= sb->capacity - sb->len) { /* without overflow: len <= capacity */
		if (sb->capacity > size)
			reserve(sb, sb->capacity); /* double: appending stays linear */
		reserve(sb, size);
	}
	memcpy(sb->buf + sb->len, data, size);
	sb->len += size;
	sb->buf[sb->len] = '\0';
}

void strbuf_adds(struct strbuf *sb, const char *s)
{
	strbuf_add(sb, s, strlen(s));
}

void strbuf_addc(struct strbuf *sb, char c)
{
	strbuf_add(sb, &c, 1);
}

void strbuf_addf(struct strbuf *sb, const char *fmt, ...)
{
	_cleanup_(cleanup_free) char *s = NULL;
	va_list ap;

	va_start(ap, fmt);
	s = xvasprintf(fmt, ap);
	va_end(ap);
	strbuf_adds(sb, s);
}

void strbuf_add_escaped(struct strbuf *sb, const void *data, size_t size)
{
	const unsigned char *p = data;

	for (size_t i = 0; i < size; i++) {
		if ((p[i] >= 0x20 && p[i] < 0x7f && p[i] != '\\') || p[i] == '\t')
			strbuf_addc(sb, (char)p[i]);
		else
			strbuf_addf(sb, "\\x%02x", p[i]);
	}
}

void strbuf_clear(struct strbuf *sb)
{
	sb->len = 0;
	if (sb->capacity)
		sb->buf[0] = '\0';
}

void strbuf_done(struct strbuf *sb)
{
	if (!sb)
		return;
	if (sb->capacity)
		free(sb->buf);
	*sb = (struct strbuf)STRBUF_INIT;
}

char *strbuf_detach(struct strbuf *sb, size_t *ret_size)
{
	char *s = sb->capacity ? sb->buf : xstrdup("");

	if (ret_size)
		*ret_size = sb->len;
	*sb = (struct strbuf)STRBUF_INIT;
	return s;
}
