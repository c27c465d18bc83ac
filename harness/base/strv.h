/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A vector of strings, NULL-terminated: an argument list, an environment.
 */
#ifndef KHARNESS_BASE_STRV_H
#define KHARNESS_BASE_STRV_H

#include <stdbool.h>
#include <stddef.h>

#include "base/macro.h"

struct strv {
	char **v; /* NULL while empty, else ends with a NULL pointer */
	size_t n;
	size_t capacity;
};

#define STRV_INIT \
	{         \
		0 \
	}

#define strv_foreach(s, i) for (size_t i = 0; i < (s)->n; i++)

/** strv_push() - append a copy of @s */
void strv_push(struct strv *sv, const char *s) _nonnull_(1, 2);

/** strv_pushf() - append a string made as by printf(3) */
void strv_pushf(struct strv *sv, const char *fmt, ...) _printf_(2, 3);

/** strv_pushl() - append copies of all arguments up to NULL */
void strv_pushl(struct strv *sv, ...) _sentinel_;

/** strv_take() - append @s itself, which the vector frees from now on */
void strv_take(struct strv *sv, char *s) _nonnull_(1, 2);

/** strv_contains() - is there an equal string in it? */
bool strv_contains(const struct strv *sv, const char *s);

/** strv_sort() - sort by byte value */
void strv_sort(struct strv *sv);

/** strv_done() - free all strings and initialise again; accepts NULL */
void strv_done(struct strv *sv);

#endif
