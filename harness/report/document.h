/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * JSON that an earlier stage wrote, read back: whole and of the expected schema, or an
 * error that names the place.
 */
#ifndef KHARNESS_REPORT_DOCUMENT_H
#define KHARNESS_REPORT_DOCUMENT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/macro.h"
#include "sys/diag.h"

#define DOCUMENT_MAX ((size_t)64 << 20)

struct document {
	char *path;
	char *text;
	json_t *root; /* an object */
	struct diag *d;
	int err; /* the first fault that a getter found */
};

#define DOCUMENT_INIT \
	{             \
		0     \
	}

/**
 * document_read() - read a file
 * @schema: what its "schema" must be
 * @advice: what to do about a bad one: "run 'make boot' again"
 * @ret: initialised; emptied by document_done()
 * @d: must outlive @ret; gets "file:line:col: error: ..." when it is damaged
 *
 * Return: 0, -ENOENT without a message when there is no such file, -EINVAL, or another
 * negative errno.
 */
int document_read(const char *path, int schema, const char *advice, struct document *ret,
		  struct diag *d) _must_check_;

/** document_parse() - the same from memory; @path is for messages */
int document_parse(const char *path, const char *text, int schema, const char *advice,
		   struct document *ret, struct diag *d) _must_check_;

/**
 * document_string() - a string in an object; NULL: it is missing or null
 *
 * Another type is a fault: see document.err. A string that is missing is none.
 */
const char *document_string(struct document *doc, const json_t *o, const char *key);

/** document_needed() - the same, "" and a fault when it is missing */
const char *document_needed(struct document *doc, const json_t *o, const char *key);

/** document_integer() - an integer from 0 on, -1 when it is missing or null */
int64_t document_integer(struct document *doc, const json_t *o, const char *key);

/** document_array() - an array of objects, or of strings; NULL: it is missing */
const json_t *document_array(struct document *doc, const json_t *o, const char *key,
			     bool strings);

/** document_fault() - remember a fault of a member, with its line if that can be told */
void document_fault(struct document *doc, const char *key, const char *what);

/** document_done() - free and initialise again; accepts NULL */
void document_done(struct document *doc);

#endif
