// SPDX-License-Identifier: GPL-2.0-or-later
#include "module/order.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "base/alloc.h"
#include "sys/file.h"

#define ORDER_MAX ((size_t)16 << 20)
#define PATH_LEN  1024

/* Position of the first byte that may not be there, or NULL. */
static const char *find_bad(const char *path)
{
	const char *start = path; /* of the component */

	for (const char *p = path;; p++) {
		if (*p != '/' && *p != '\0') {
			if (!isalnum((unsigned char)*p) && !strchr("._+-", *p))
				return p;
			continue;
		}
		/* empty, "." or "..", so no absolute path either */
		if (p - start <= 2 && strspn(start, ".") == (size_t)(p - start))
			return start;
		if (*p == '\0')
			return NULL;
		start = p + 1;
	}
}

/* Without .o or .ko; NULL when it has neither. */
static char *stem_of(const char *path)
{
	static const char *const suffixes[] = {".o", ".ko"};
	size_t n = strlen(path);

	for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++) {
		size_t m = strlen(suffixes[i]);

		if (n > m && path[n - m - 1] != '/' &&
		    strcmp(path + n - m, suffixes[i]) == 0)
			return xstrndup(path, n - m);
	}
	return NULL;
}

/* The kernel's name for it: KBUILD_MODNAME has no dashes. */
static char *name_of(const char *stem)
{
	const char *slash = strrchr(stem, '/');
	char *name = xstrdup(slash ? slash + 1 : stem);

	for (char *p = name; *p; p++)
		if (*p == '-')
			*p = '_';
	return name;
}

static int parse_line(const char *line, struct loc *loc, size_t dir, const char *prefix,
		      struct module_order *order, struct diag *d)
{
	_cleanup_(cleanup_free) char *stem = NULL;
	const char *bad = strlen(line) > PATH_LEN ? line + PATH_LEN : find_bad(line);

	if (bad) {
		loc->col = (unsigned int)(bad - line) + 1;
		diag_at(d, DIAG_ERROR, loc,
			"'%.200s' is not a plain relative path to a module", line);
		return -EBADMSG;
	}
	stem = stem_of(line);
	if (!stem) {
		loc->col = 1;
		diag_at(d, DIAG_ERROR, loc, "'%s' does not end in .o or .ko", line);
		return -EBADMSG;
	}
	GROW(order->entries, order->n, order->capacity);
	order->entries[order->n++] = (struct order_entry){
		.dir = dir,
		.line = loc->line,
		.path = xasprintf("%s.ko", stem),
		.install = xasprintf("%s/%s.ko", prefix, stem),
		.name = name_of(stem),
	};
	return 0;
}

int order_parse(const char *text, const char *file, size_t dir, const char *prefix,
		struct module_order *order, struct diag *d)
{
	struct loc loc = {.file = file};
	int ret = 0;

	for (const char *p = text; *p;) {
		size_t n = strcspn(p, "\n");
		_cleanup_(cleanup_free) char *line = xstrndup(p, n);

		loc.line++;
		if (parse_line(line, &loc, dir, prefix, order, d) < 0)
			ret = -EBADMSG;
		p += n + (p[n] == '\n');
	}
	return ret;
}

int order_read(const char *path, size_t dir, const char *prefix,
	       struct module_order *order, struct diag *d)
{
	_cleanup_(cleanup_free) char *file = xasprintf("%s/modules.order", path);
	_cleanup_(cleanup_free) char *text = NULL;
	size_t size;
	int err;

	err = file_read(file, ORDER_MAX, &text, &size, d);
	if (err < 0)
		return err;
	if (strlen(text) != size) {
		struct loc loc = {.file = file};

		diag_at(d, DIAG_ERROR, &loc, "it holds a NUL byte");
		return -EBADMSG;
	}
	return order_parse(text, file, dir, prefix, order, d);
}

void order_format(const struct module_order *order, struct strbuf *ret)
{
	for (size_t i = 0; i < order->n; i++)
		strbuf_addf(ret, "%s\n", order->entries[i].install);
}

static int compare(const void *a, const void *b)
{
	const struct order_entry *const *x = a, *const *y = b;

	return strcmp((*x)->install, (*y)->install);
}

int order_index(struct module_order *order, struct diag *d)
{
	int ret = 0;

	order->index = xreallocarray(order->index, order->n, sizeof(*order->index));
	for (size_t i = 0; i < order->n; i++)
		order->index[i] = &order->entries[i];
	if (order->n)
		qsort(order->index, order->n, sizeof(*order->index), compare);
	for (size_t i = 1; i < order->n; i++) {
		if (compare(&order->index[i - 1], &order->index[i]) != 0)
			continue;
		diag_error(d, "modules.order names '%s' twice, in lines %u and %u",
			   order->index[i]->install, order->index[i - 1]->line,
			   order->index[i]->line);
		ret = -EBADMSG;
	}
	return ret;
}

static int compare_key(const void *key, const void *element)
{
	const struct order_entry *const *e = element;

	return strcmp(key, (*e)->install);
}

const struct order_entry *order_find(const struct module_order *order,
				     const char *install)
{
	const struct order_entry **found = NULL;

	if (order->n)
		found = bsearch(install, order->index, order->n, sizeof(*order->index),
				compare_key);
	return found ? *found : NULL;
}

void order_done(struct module_order *order)
{
	if (!order)
		return;
	for (size_t i = 0; i < order->n; i++) {
		free(order->entries[i].path);
		free(order->entries[i].install);
		free(order->entries[i].name);
	}
	free(order->entries);
	free(order->index);
	*order = (struct module_order)MODULE_ORDER_INIT;
}
