// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/annotation.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "base/alloc.h"

static const char *const key_names[ANNOTATION_KEYS] = {
	"why", "owner", "ref", "cost", "proof", "level", "accept", "area"};

const char *annotation_key_name(enum annotation_key key)
{
	return key_names[key];
}

static int find_key(const char *s, size_t size)
{
	for (int i = 0; i < ANNOTATION_KEYS; i++)
		if (strlen(key_names[i]) == size && strncmp(key_names[i], s, size) == 0)
			return i;
	return -1;
}

static bool may_repeat(int key)
{
	return key == ANNOTATION_REF || key == ANNOTATION_PROOF ||
	       key == ANNOTATION_ACCEPT;
}

static int fault(struct diag *d, const struct loc *line, size_t offset, const char *text)
{
	struct loc loc = {line->file, line->line, line->col + (unsigned int)offset};

	diag_at(d, DIAG_ERROR, &loc, "%s", text);
	return -EINVAL;
}

static void append(struct annotation *a, int key, const char *text, size_t size)
{
	char *old = a->text[key];

	a->text[key] =
		old ? xasprintf("%s %.*s", old, (int)size, text) : xstrndup(text, size);
	free(old);
}

/* Errors in a line must not make its continuation lines errors as well. */
static int fault_in_key(struct annotation *a, struct diag *d, const struct loc *loc,
			size_t offset, const char *text)
{
	a->last_key = -1;
	return fault(d, loc, offset, text);
}

static int add_key(struct annotation *a, const char *line, size_t size, size_t from,
		   const struct loc *loc, struct diag *d)
{
	_cleanup_(cleanup_free) char *message = NULL;
	size_t end = from, text;
	int key;

	while (end < size && !isspace((unsigned char)line[end]))
		end++;
	key = find_key(line + from, end - from);
	if (key < 0) {
		message = xasprintf("'%.*s' is not a key; the keys are why, owner, ref, "
				    "cost, proof, level, accept and area",
				    (int)(end - from), line + from);
		return fault_in_key(a, d, loc, from, message);
	}
	text = end;
	while (text < size && isspace((unsigned char)line[text]))
		text++;
	if (text == size && key == ANNOTATION_WHY && a->draft) {
		a->last_key = key;
		return 0;
	}
	if (text == size) {
		message = xasprintf("'%s' says nothing", key_names[key]);
		return fault_in_key(a, d, loc, from, message);
	}
	if (a->text[key] && !may_repeat(key)) {
		message = xasprintf("'%s' is given twice for the same requests",
				    key_names[key]);
		return fault_in_key(a, d, loc, from, message);
	}
	append(a, key, line + text, size - text);
	a->at[key] = (struct loc){loc->file, loc->line, loc->col + (unsigned int)text};
	a->last_key = key;
	return 0;
}

int annotation_add_line(struct annotation *a, const char *line, size_t size,
			const struct loc *loc, struct diag *d)
{
	bool first = a->line == 0;
	size_t from = 2;

	if (first)
		a->line = loc->line;
	while (size > 2 && isspace((unsigned char)line[size - 1]))
		size--;
	while (from < size && isspace((unsigned char)line[from]))
		from++;
	if (from == size)
		return 0; /* an empty "#:" line only separates */
	if (from == 2)
		return fault_in_key(a, d, loc, 2, "a space is missing behind '#:'");
	if (from == 3)
		return add_key(a, line, size, from, loc, d);
	if (first)
		return fault_in_key(a, d, loc, from,
				    "a '#:' block begins with a key, one "
				    "space behind '#:'");
	if (a->last_key >= 0)
		append(a, a->last_key, line + from, size - from);
	return 0;
}

static int finish_level(struct annotation *a, struct diag *d)
{
	const char *level = a->text[ANNOTATION_LEVEL];

	if (!level || strcmp(level, "require") == 0)
		return 0;
	if (strcmp(level, "prefer") != 0)
		return fault(d, &a->at[ANNOTATION_LEVEL], 0,
			     "a level is 'require' or 'prefer'");
	a->prefer = true;
	return 0;
}

static int finish_accept(struct annotation *a, struct diag *d)
{
	const char *start = a->text[ANNOTATION_ACCEPT], *p = start;

	while (p && *p) {
		const char *quote = *p == '"' ? strchr(p + 1, '"') : NULL;
		size_t n = quote ? (size_t)(quote + 1 - p) : strcspn(p, " \t");
		struct value_fault f;

		GROW(a->accept, a->n_accept, a->capacity);
		if (value_parse(p, n, &a->accept[a->n_accept], &f) < 0)
			return fault(d, &a->at[ANNOTATION_ACCEPT], 0, f.why);
		a->n_accept++;
		p += n;
		p += strspn(p, " \t");
	}
	return 0;
}

int annotation_finish(struct annotation *a, struct diag *d)
{
	int level = finish_level(a, d);
	int accept = finish_accept(a, d);

	return level < 0 ? level : accept;
}

void annotation_free(struct annotation *a)
{
	if (!a)
		return;
	for (int i = 0; i < ANNOTATION_KEYS; i++)
		free(a->text[i]);
	for (size_t i = 0; i < a->n_accept; i++)
		value_done(&a->accept[i]);
	free(a->accept);
	free(a);
}
