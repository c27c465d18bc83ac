/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * testvm/refusals: the module files that a kernel must refuse, how each is
 * made, and how the kernel must answer.
 */
#ifndef KHARNESS_PACK_REFUSALS_H
#define KHARNESS_PACK_REFUSALS_H

#include <stddef.h>

#include "base/macro.h"
#include "sys/diag.h"

struct refusal {
	char *name;  /* of the test: module.refuse.NAME */
	char *how;   /* what is done to the original */
	char *flags; /* of finit_module(2), decimal */
	char *error; /* name of the errno */
	char *log;   /* part of the one kernel record, "-" for none */
};

struct refusals {
	struct refusal *cases;
	size_t n;
	size_t capacity;
};

#define REFUSALS_INIT \
	{             \
		0     \
	}

/**
 * refusals_read() - read the table
 * @path: file; '#' begins a comment line, blanks separate the five fields, and
 *        the last one takes the rest of its line
 * @ret: initialised; filled in on success, emptied by refusals_done()
 * @d: gets an error with its line for each bad one
 *
 * Return: 0, -EINVAL for a bad line or a name that is there twice, or another
 * negative errno.
 */
int refusals_read(const char *path, struct refusals *ret, struct diag *d) _must_check_;

/** refusals_done() - free it; accepts NULL */
void refusals_done(struct refusals *r);

#endif
