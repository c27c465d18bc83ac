/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A growing byte string.
 *
 * buf is always NUL-terminated, also when it holds NUL bytes, and never
 * NULL: an empty one points to a shared "".
 */
#ifndef KHARNESS_BASE_STRBUF_H
#define KHARNESS_BASE_STRBUF_H

#include <stddef.h>

#include "base/macro.h"

struct strbuf {
	char *buf;
	size_t len;
	size_t capacity; /* 0: buf is the shared empty string */
};

extern char strbuf_empty[1];

#define STRBUF_INIT                 \
	{                           \
		.buf = strbuf_empty \
	}

/**
 * strbuf_add() - append bytes
 * @sb: initialised string
 * @data: bytes to copy
 * @size: how many
 */
void strbuf_add(struct strbuf *sb, const void *data, size_t size);

/** strbuf_adds() - append a NUL-terminated string */
void strbuf_adds(struct strbuf *sb, const char *s);

/** strbuf_addc() - append one byte */
void strbuf_addc(struct strbuf *sb, char c);

/** strbuf_addf() - append as printf(3) */
void strbuf_addf(struct strbuf *sb, const char *fmt, ...) _printf_(2, 3);

/**
 * strbuf_add_escaped() - append bytes that nobody can trust, made printable
 * @sb: initialised string
 * @data: bytes
 * @size: how many
 *
 * Printable ASCII and tabs stay; all else, and the backslash, becomes \xNN, as
 * the kernel does in /dev/kmsg.
 */
void strbuf_add_escaped(struct strbuf *sb, const void *data, size_t size);

/** strbuf_clear() - make it empty, keep the memory */
void strbuf_clear(struct strbuf *sb);

/** strbuf_done() - free the memory and initialise again; accepts NULL */
void strbuf_done(struct strbuf *sb);

/**
 * strbuf_detach() - hand the string over to the caller, who frees it
 * @sb: initialised again afterwards
 * @ret_size: set to the length when not NULL
 */
char *strbuf_detach(struct strbuf *sb, size_t *ret_size) _must_check_;

#endif
