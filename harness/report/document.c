// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/document.h"

#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "sys/file.h"

/* Where a member with this name stands first; a parsed value has forgotten its place. */
static struct loc place_of(const struct document *doc, const char *key)
{
	_cleanup_(cleanup_free) char *quoted = xasprintf("\"%s\"", key);
	const char *at = strstr(doc->text, quoted), *line = doc->text;
	struct loc loc = {.file = doc->path};

	if (!at)
		return loc;
	loc.line = 1;
	for (const char *p = doc->text; p < at; p++)
		if (*p == '\n') {
			loc.line++;
			line = p + 1;
		}
	loc.col = (unsigned int)(at - line) + 1;
	return loc;
}

void document_fault(struct document *doc, const char *key, const char *what)
{
	struct loc loc = place_of(doc, key);

	if (doc->err == 0)
		diag_at(doc->d, DIAG_ERROR, &loc, "'%s' %s", key, what);
	doc->err = -EINVAL;
}

static int check_schema(struct document *doc, int schema, const char *advice)
{
	const json_t *found = json_object_get(doc->root, "schema");
	struct loc loc = place_of(doc, "schema");

	if (json_is_integer(found) && json_integer_value(found) == schema)
		return 0;
	if (json_is_integer(found))
		diag_at(doc->d, DIAG_ERROR, &loc,
			"schema %" JSON_INTEGER_FORMAT
			" is not known, %d is expected; %s",
			json_integer_value(found), schema, advice);
	else
		diag_at(doc->d, DIAG_ERROR, &loc, "no schema, %d is expected; %s", schema,
			advice);
	return -EINVAL;
}

/* takes over text */
static int parse(const char *path, char *text, size_t size, int schema,
		 const char *advice, struct document *ret, struct diag *d)
{
	struct document doc = {.path = xstrdup(path), .text = text, .d = d};
	json_error_t where;
	int err = -EINVAL;

	doc.root = json_loadb(text, size, JSON_REJECT_DUPLICATES, &where);
	if (!json_is_object(doc.root)) {
		struct loc loc = {path, 1, 1};

		if (!doc.root && where.line > 0)
			loc.line = (unsigned int)where.line;
		if (!doc.root)
			loc.col = where.column > 0 ? (unsigned int)where.column : 0;
		diag_at(d, DIAG_ERROR, &loc, "damaged: %s; %s",
			doc.root ? "not a JSON object" : where.text, advice);
	} else {
		err = check_schema(&doc, schema, advice);
	}
	if (err == 0)
		*ret = doc;
	else
		document_done(&doc);
	return err;
}

int document_read(const char *path, int schema, const char *advice, struct document *ret,
		  struct diag *d)
{
	char *text = NULL;
	size_t size;
	int err;

	if (access(path, F_OK) < 0 && errno == ENOENT)
		return -ENOENT;
	err = file_read(path, DOCUMENT_MAX, &text, &size, d);
	if (err < 0)
		return err == -ENOENT ? -EIO : err;
	return parse(path, text, size, schema, advice, ret, d);
}

int document_parse(const char *path, const char *text, int schema, const char *advice,
		   struct document *ret, struct diag *d)
{
	return parse(path, xstrdup(text), strlen(text), schema, advice, ret, d);
}

const char *document_string(struct document *doc, const json_t *o, const char *key)
{
	const json_t *value = json_object_get(o, key);

	if (!value || json_is_null(value))
		return NULL;
	if (!json_is_string(value)) {
		document_fault(doc, key, "is no string");
		return NULL;
	}
	return json_string_value(value);
}

const char *document_needed(struct document *doc, const json_t *o, const char *key)
{
	const char *text = document_string(doc, o, key);

	if (!text)
		document_fault(doc, key, "is missing");
	return text ? text : "";
}

int64_t document_integer(struct document *doc, const json_t *o, const char *key)
{
	const json_t *value = json_object_get(o, key);

	if (!value || json_is_null(value))
		return -1;
	if (!json_is_integer(value) || json_integer_value(value) < 0) {
		document_fault(doc, key, "is no whole number from 0 on");
		return -1;
	}
	return json_integer_value(value);
}

const json_t *document_array(struct document *doc, const json_t *o, const char *key,
			     bool strings)
{
	const json_t *array = json_object_get(o, key);

	if (!array)
		return NULL;
	if (!json_is_array(array)) {
		document_fault(doc, key, "is no array");
		return NULL;
	}
	for (size_t i = 0; i < json_array_size(array); i++) {
		const json_t *v = json_array_get(array, i);

		if (strings ? json_is_string(v) : json_is_object(v))
			continue;
		document_fault(doc, key,
			       strings ? "holds what is no string"
				       : "holds what is no object");
		return NULL;
	}
	return array;
}

void document_done(struct document *doc)
{
	if (!doc)
		return;
	free(doc->path);
	free(doc->text);
	json_decref(doc->root);
	*doc = (struct document)DOCUMENT_INIT;
}
