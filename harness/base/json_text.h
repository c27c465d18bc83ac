/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * JSON written as text, one member after the other, for documents of megabytes: the
 * bytes are those of json_dumps() with JSON_INDENT(1), without the tree of objects,
 * which takes ten times their memory and most of the time.
 */
#ifndef KHARNESS_BASE_JSON_TEXT_H
#define KHARNESS_BASE_JSON_TEXT_H

#include <jansson.h>
#include <stdbool.h>

#include "base/strbuf.h"

struct json_text {
	struct strbuf *to;
	unsigned int depth;
	bool empty; /* the innermost object or array has no member yet */
};

/** json_text_init() - a document at the end of @to */
struct json_text json_text_init(struct strbuf *to);

/**
 * json_text_open() - begin an object or an array
 * @key: in the object around it; NULL in an array, and for the document itself
 * @bracket: '{' or '['
 */
void json_text_open(struct json_text *t, const char *key, char bracket);

/** json_text_close() - end it, with '}' or ']' */
void json_text_close(struct json_text *t, char bracket);

/** json_text_string() - a string in UTF-8 */
void json_text_string(struct json_text *t, const char *key, const char *s);

/** json_text_parts() - a string of two parts */
void json_text_parts(struct json_text *t, const char *key, const char *a, const char *b);

/** json_text_integer() - a number */
void json_text_integer(struct json_text *t, const char *key, json_int_t n);

/** json_text_value() - any value; NULL is written as null */
void json_text_value(struct json_text *t, const char *key, const json_t *value);

#endif
