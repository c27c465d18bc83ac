// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/strv.h"

#include <stdarg.h>
#include <string.h>

#include "base/alloc.h"

void strv_take(struct strv *sv, char *s)
{
	size_t used = sv->n + 1;

	GROW(sv->v, used, sv->capacity);
	sv->v[sv->n++] = s;
	sv->v[sv->n] = NULL;
}

void strv_push(struct strv *sv, const char *s)
{
	strv_take(sv, xstrdup(s));
}

void strv_pushf(struct strv *sv, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	strv_take(sv, xvasprintf(fmt, ap));
	va_end(ap);
}

void strv_pushl(struct strv *sv, ...)
{
	const char *s;
	va_list ap;

	va_start(ap, sv);
	while ((s = va_arg(ap, const char *)))
		strv_push(sv, s);
	va_end(ap);
}

bool strv_contains(const struct strv *sv, const char *s)
{
	strv_foreach (sv, i)
		if (strcmp(sv->v[i], s) == 0)
			return true;
	return false;
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void strv_sort(struct strv *sv)
{
	if (sv->n)
		qsort(sv->v, sv->n, sizeof(*sv->v), compare);
}

void strv_done(struct strv *sv)
{
	if (!sv)
		return;
	strv_foreach (sv, i)
		free(sv->v[i]);
	free(sv->v);
	*sv = (struct strv)STRV_INIT;
}
