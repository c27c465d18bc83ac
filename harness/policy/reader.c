// SPDX-License-Identifier: GPL-2.0-or-later
#include "policy/reader.h"

#include <stdarg.h>
#include <string.h>

#include "base/alloc.h"
#include "base/strbuf.h"

void reader_fault(struct reader *r, const struct yaml *at, const char *fmt, ...)
{
	_cleanup_(cleanup_free) char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	diag_at(r->d, DIAG_ERROR, &at->at, "%s", text);
	r->bad = true;
}

bool reader_expect(struct reader *r, const struct yaml *node, enum yaml_kind kind,
		   const char *what)
{
	if (yaml_expect(node, kind, what, r->d) == 0)
		return true;
	r->bad = true;
	return false;
}

bool reader_required(struct reader *r, const struct yaml *map, const struct yaml *node,
		     const char *what)
{
	if (!node)
		reader_fault(r, map, "%s is missing", what);
	return node != NULL;
}

char *reader_text(struct reader *r, const struct yaml *node, const char *what)
{
	if (!reader_expect(r, node, YAML_TEXT, what))
		return NULL;
	if (*node->text)
		return xstrdup(node->text);
	reader_fault(r, node, "%s is empty", what);
	return NULL;
}

void reader_texts(struct reader *r, const struct yaml *node, const char *what,
		  struct strv *to)
{
	const struct yaml *item;
	char *text;

	if (node->kind == YAML_TEXT) {
		text = reader_text(r, node, what);
		if (text)
			strv_take(to, text);
		return;
	}
	if (!reader_expect(r, node, YAML_LIST, what))
		return;
	if (!node->n)
		reader_fault(r, node, "%s is empty", what);
	yaml_list_foreach (node, item) {
		text = reader_text(r, item, what);
		if (text)
			strv_take(to, text);
	}
}

int reader_word(struct reader *r, const struct yaml *node, const char *what,
		const char *const *words)
{
	_cleanup_(strbuf_done) struct strbuf known = STRBUF_INIT;

	if (!reader_expect(r, node, YAML_TEXT, what))
		return -1;
	for (int i = 0; words[i]; i++) {
		if (strcmp(words[i], node->text) == 0)
			return i;
		strbuf_addf(&known, "%s%s", i ? ", " : "", words[i]);
	}
	reader_fault(r, node, "%s is one of %s, not '%s'", what, known.buf, node->text);
	return -1;
}

bool reader_schema(struct reader *r, const struct yaml *root, const char *what)
{
	const struct yaml *schema = yaml_get(root, "schema");

	if (!reader_expect(r, root, YAML_MAP, what) ||
	    !reader_required(r, root, schema, "'schema: 1'"))
		return false;
	if (schema->kind == YAML_TEXT && strcmp(schema->text, "1") == 0)
		return true;
	reader_fault(r, schema, "this kharness reads schema 1 only");
	return false;
}
