/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * GNU make's jobserver, passed through to the kernel's make and nothing else.
 *
 * MAKEFLAGS also carries command-line variables such as KCFLAGS=-O0, which
 * must not reach the kernel: only the job count and the jobserver are taken
 * out of it (make manual, "POSIX Jobserver Interaction").
 */
#ifndef KHARNESS_KBUILD_JOBSERVER_H
#define KHARNESS_KBUILD_JOBSERVER_H

#include <stddef.h>

#include "base/macro.h"

struct jobserver {
	char *makeflags; /* for the child, NULL when there is no jobserver */
	int fds[2];	 /* to inherit; none for a named pipe */
	size_t n_fds;
};

#define JOBSERVER_INIT \
	{              \
		0      \
	}

/**
 * jobserver_parse() - find the jobserver in MAKEFLAGS
 * @makeflags: value of the variable, NULL when it is not set
 * @ret: initialised; filled in when one was found whose descriptors are open
 */
void jobserver_parse(const char *makeflags, struct jobserver *ret);

/** jobserver_done() - free it; accepts NULL */
void jobserver_done(struct jobserver *js);

#endif
