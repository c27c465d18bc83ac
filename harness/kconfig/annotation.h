/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "#:" blocks: what a fragment says about its requests.
 *
 *     #: why    Pages are zeroed when allocated, so stale data
 *     #:        does not leak through them.
 *     #: level  prefer
 *     #: accept m
 *     CONFIG_X=y
 *
 * A block governs the requests below it up to the next blank line. One that
 * stands before any request and governs none speaks for the whole file: area
 * and owner, usually.
 */
#ifndef KHARNESS_KCONFIG_ANNOTATION_H
#define KHARNESS_KCONFIG_ANNOTATION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/macro.h"
#include "base/strv.h"
#include "kconfig/value.h"
#include "sys/diag.h"

enum annotation_key {
	ANNOTATION_WHY,
	ANNOTATION_OWNER,
	ANNOTATION_REF,
	ANNOTATION_COST,
	ANNOTATION_PROOF,
	ANNOTATION_LEVEL,
	ANNOTATION_ACCEPT,
	ANNOTATION_AREA,
	ANNOTATION_KEYS
};

struct annotation {
	char *text[ANNOTATION_KEYS]; /* NULL: not given; lines joined by a space */
	struct loc at[ANNOTATION_KEYS];
	bool prefer;	      /* level prefer: not to be had is a warning */
	struct value *accept; /* other values that satisfy the request */
	size_t n_accept;
	size_t capacity;
	int last_key; /* for continuation lines; -1 after a fault */
	bool draft;   /* a "why" without text is no fault, and no reason */
	unsigned int line;
	unsigned int requests; /* how many it governs */
};

/**
 * annotation_add_line() - take one more line into a block
 * @a: zeroed for a new block
 * @line: all of it, beginning with "#:"
 * @size: bytes without the newline
 * @loc: where it stands; "file" must live as long as the block
 * @d: gets the errors: unknown key, key given twice, bad value
 *
 * Return: 0 or -EINVAL.
 */
int annotation_add_line(struct annotation *a, const char *line, size_t size,
			const struct loc *loc, struct diag *d) _must_check_;

/**
 * annotation_finish() - the block is complete: read level and accept
 *
 * Return: 0 or -EINVAL.
 */
int annotation_finish(struct annotation *a, struct diag *d) _must_check_;

/** annotation_free() - accepts NULL */
void annotation_free(struct annotation *a);

/** annotation_key_name() - "why", "owner", ... */
const char *annotation_key_name(enum annotation_key key);

#endif
