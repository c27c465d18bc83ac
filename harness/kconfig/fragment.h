/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Configuration fragments, with the place of every request.
 *
 * Plain Kconfig fragments: merge_config.sh and "make foo.config" read each one.
 * What is ours lives in "#:" comments, see kconfig/annotation.h.
 */
#ifndef KHARNESS_KCONFIG_FRAGMENT_H
#define KHARNESS_KCONFIG_FRAGMENT_H

#include "kconfig/annotation.h"
#include "kconfig/value.h"
#include "sys/diag.h"

#define FRAGMENT_MAX_BYTES ((size_t)16 << 20)
#define FRAGMENT_MAX_LINE  4096 /* bytes */
#define FRAGMENT_MAX_ERROR 20	/* then the rest of the file is not looked at */

/* One "CONFIG_X=..." or "# CONFIG_X is not set". */
struct request {
	char *name; /* without CONFIG_ */
	struct value value;
	struct loc at;
	const struct annotation *about; /* NULL: no "#:" block governs it */
};

struct fragment {
	char *path;
	struct request *requests;
	size_t n;
	size_t capacity;
	struct annotation **blocks;
	size_t n_blocks;
	size_t blocks_capacity;
	const struct annotation *header; /* speaks for the file; NULL: none */
};

#define FRAGMENT_INIT \
	{             \
		0     \
	}

enum fragment_kind {
	FRAGMENT_REQUESTS, /* each line counts, none may contradict another */
	FRAGMENT_DRAFT,	   /* the same; a "#: why" may be empty as yet */
	FRAGMENT_BASE,	   /* a starting point: the last value of a symbol counts */
};

/**
 * fragment_read() - read and check a file
 * @path: shown in messages as given
 * @ret: initialised; filled in on success
 * @d: gets one error for each fault found, with its line and column
 *
 * Return: 0, -EINVAL when the file has faults, -EFBIG when it is too large, or
 * another negative errno when it cannot be read.
 */
int fragment_read(const char *path, enum fragment_kind kind, struct fragment *ret,
		  struct diag *d) _must_check_;

/**
 * fragment_parse() - the same from memory
 * @path: for messages
 * @text: any bytes
 */
int fragment_parse(const char *path, const char *text, size_t size,
		   enum fragment_kind kind, struct fragment *ret,
		   struct diag *d) _must_check_;

/** fragment_done() - free and initialise again; accepts NULL */
void fragment_done(struct fragment *f);

#endif
