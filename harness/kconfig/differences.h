/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What becomes of a configuration file in this tree with this toolchain, and why.
 */
#ifndef KHARNESS_KCONFIG_DIFFERENCES_H
#define KHARNESS_KCONFIG_DIFFERENCES_H

#include "kconfig/bridge_client.h"
#include "kconfig/fragment.h"

enum difference_kind {
	DIFFERENCE_TOOLCHAIN, /* a command of Kconfig, or its environment, answers */
	DIFFERENCE_UNKNOWN,   /* the tree has no such symbol */
	DIFFERENCE_RENAMED,   /* the tree knows it as an old name */
	DIFFERENCE_FOLLOWS,   /* from another difference */
	DIFFERENCE_NEW,	      /* the file does not mention it */
	DIFFERENCE_CHANGED,   /* Kconfig decides otherwise */
	DIFFERENCE_KINDS
};

struct difference {
	char *name;
	char *from; /* what the file says; NULL: nothing */
	char *to;   /* what it resolves to; NULL: it is not in the result */
	enum difference_kind kind;
	char *because; /* another name, a command, or what Kconfig says; NULL */
};

struct differences {
	struct difference *v; /* by name */
	size_t n;
	size_t counts[DIFFERENCE_KINDS];
};

#define DIFFERENCES_INIT \
	{                \
		0        \
	}

/**
 * differences_find() - compare a file with what it resolves to
 * @b: has @file resolved
 * @file: a base: of several values of a symbol the last counts
 * @result: the .config that came out
 * @ret: initialised; freed by differences_done()
 *
 * Not set and not there at all are the same, except for a symbol that the result
 * has and the file does not mention.
 *
 * Return: 0, or a negative errno when the bridge does not answer.
 */
int differences_find(struct bridge *b, const struct fragment *file,
		     const struct fragment *result, struct differences *ret,
		     struct diag *d) _must_check_;

/** difference_kind_name() - "toolchain", "unknown", ... */
const char *difference_kind_name(enum difference_kind kind);

/** differences_done() - free and initialise again; accepts NULL */
void differences_done(struct differences *ds);

#endif
