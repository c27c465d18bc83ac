// SPDX-License-Identifier: GPL-2.0-or-later
#include "tap.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LINE_MAX_SIZE 4096

static void write_all(struct tap *t, const char *text, size_t len)
{
	while (len && t->error == 0) {
		ssize_t n = write(t->fd, text, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			t->error = -errno;
			return;
		}
		text += n;
		len -= (size_t)n;
	}
}

void tap_escape(const char *text, char *buf, size_t size)
{
	static const char hex[] = "0123456789abcdef";
	size_t len = 0;

	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;
		int plain = c >= 0x20 && c < 0x7f;

		if (len + (plain ? 1 : 4) >= size)
			break;
		if (plain) {
			buf[len++] = *text;
		} else {
			buf[len++] = '\\';
			buf[len++] = 'x';
			buf[len++] = hex[c >> 4];
			buf[len++] = hex[c & 15];
		}
	}
	buf[len] = '\0';
}

/* Every line goes through here: whatever was put in, one line comes out. */
__attribute__((format(printf, 2, 3))) static void put_line(struct tap *t, const char *fmt,
							   ...)
{
	char raw[LINE_MAX_SIZE], line[LINE_MAX_SIZE];
	size_t len;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(raw, sizeof(raw), fmt, ap);
	va_end(ap);
	tap_escape(raw, line, sizeof(line) - 1);
	len = strlen(line);
	line[len++] = '\n';
	write_all(t, line, len);
}

void tap_begin(struct tap *t, const char *nonce, size_t n)
{
	put_line(t, "KTAP version 1");
	if (nonce)
		put_line(t, "# kharness nonce %s", nonce);
	put_line(t, "1..%zu", n);
}

void tap_note(struct tap *t, const char *name, const char *fmt, ...)
{
	char text[LINE_MAX_SIZE];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	put_line(t, "# %s %s", name, text);
}

void tap_ok(struct tap *t, const char *name)
{
	put_line(t, "ok %u %s", ++t->n, name);
}

void tap_not_ok(struct tap *t, const char *name)
{
	put_line(t, "not ok %u %s", ++t->n, name);
}

void tap_skip(struct tap *t, const char *name, const char *reason)
{
	put_line(t, "ok %u %s # SKIP %s", ++t->n, name, reason);
}

void tap_end(struct tap *t, const char *nonce)
{
	if (nonce)
		put_line(t, "# kharness end %s", nonce);
}
