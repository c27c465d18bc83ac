/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What one symbol brings or takes that can be attacked.
 *
 * A driver, a protocol, a file system, a cipher or a system call more is more code that an
 * attacker may reach: weaker, but low. Other objects, of the core of the kernel or of an
 * architecture, may be a defence as well: what they mean is not known.
 */
#ifndef KHARNESS_REVIEW_EXPOSURE_H
#define KHARNESS_REVIEW_EXPOSURE_H

#include "review/surface.h"

struct exposures; /* by symbol */

struct exposure {
	enum change_direction direction; /* unknown: it cannot be told */
	char *reading;			 /* NULL: the symbol brings and takes nothing */
};

#define EXPOSURE_INIT \
	{             \
		0     \
	}

/** exposures() - make a surface ready for many questions; freed by exposures_free() */
struct exposures *exposures(const struct surface *s) _must_check_;

/**
 * exposure_of() - what is it with one change?
 * @x: NULL: nobody looked at what is built
 * @ret: initialised; freed by exposure_done()
 */
void exposure_of(const struct exposures *x, const struct change *c, struct exposure *ret);

/** exposures_free() - accepts NULL */
void exposures_free(struct exposures *x);

/** exposure_done() - free and initialise again; accepts NULL */
void exposure_done(struct exposure *e);

#endif
