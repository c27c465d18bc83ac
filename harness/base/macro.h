/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Compiler attributes and scope-bound cleanup.
 *
 * A function uses either _cleanup_ together with TAKE_PTR(), or one forward
 * "goto out"; never both.
 */
#ifndef KHARNESS_BASE_MACRO_H
#define KHARNESS_BASE_MACRO_H

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/banned.h"

#define _cleanup_(fn)	   __attribute__((cleanup(fn)))
#define _must_check_	   __attribute__((warn_unused_result))
#define _nonnull_(...)	   __attribute__((nonnull(__VA_ARGS__)))
#define _printf_(fmt, arg) __attribute__((format(printf, fmt, arg)))
#define _unused_	   __attribute__((unused))
#define _sentinel_	   __attribute__((sentinel))

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/**
 * TAKE_PTR() - hand a pointer over: yields its value and leaves NULL behind
 * @p: pointer variable whose scope would otherwise free it
 */
#define TAKE_PTR(p)                         \
	({                                  \
		__typeof__(p) _taken = (p); \
		(p) = NULL;                 \
		_taken;                     \
	})

/**
 * TAKE_FD() - the same for a file descriptor: leaves -1 behind
 * @fd: descriptor variable
 */
#define TAKE_FD(fd)                \
	({                         \
		int _taken = (fd); \
		(fd) = -1;         \
		_taken;            \
	})

/* For _cleanup_: each accepts an object that was never filled in. */
static inline void cleanup_free(void *p)
{
	free(*(void **)p);
}

static inline void cleanup_close(const int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static inline void cleanup_fclose(FILE **f)
{
	if (*f)
		fclose(*f);
}

#endif
