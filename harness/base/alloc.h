/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Allocation that does not fail: out of memory ends the process.
 *
 * Sizes that come from outside are bounded by the caller first, so what is
 * left is a machine without memory, where no clean-up would succeed either.
 */
#ifndef KHARNESS_BASE_ALLOC_H
#define KHARNESS_BASE_ALLOC_H

#include <stdarg.h>
#include <stddef.h>

#include "base/macro.h"

/* Each returns memory that the caller frees with free(3); never NULL. */
void *xmalloc(size_t size) _must_check_;
void *xcalloc(size_t n, size_t size) _must_check_;
void *xreallocarray(void *p, size_t n, size_t size) _must_check_;
void *xmemdup(const void *p, size_t size) _must_check_;
char *xstrdup(const char *s) _must_check_;
char *xstrndup(const char *s, size_t n) _must_check_;
char *xasprintf(const char *fmt, ...) _must_check_ _printf_(1, 2);
char *xvasprintf(const char *fmt, va_list ap) _must_check_ _printf_(1, 0);

/**
 * GROW() - make room for one more element in a vector
 * @array: pointer variable, NULL at first
 * @n: elements in use
 * @capacity: size_t variable, 0 at first; doubled when @n reaches it
 */
#define GROW(array, n, capacity)                                                        \
	do {                                                                            \
		if ((n) >= (capacity)) {                                                \
			(capacity) = (capacity) ? 2 * (capacity) : 8;                   \
			(array) = xreallocarray((array), (capacity), sizeof(*(array))); \
		}                                                                       \
	} while (0)

#endif
