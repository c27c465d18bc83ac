/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A makefile of the kernel as text: assignments, conditions and includes, in their order.
 *
 * What rules and recipes say is left out: which objects a directory has follows from
 * variables alone (Documentation/kbuild/makefiles.rst).
 */
#ifndef KHARNESS_REVIEW_MAKEFILE_H
#define KHARNESS_REVIEW_MAKEFILE_H

#include <stdbool.h>

#include "base/strv.h"

enum make_kind {
	MAKE_ASSIGN,
	MAKE_EQUAL,   /* ifeq, ifneq */
	MAKE_DEFINED, /* ifdef, ifndef */
	MAKE_ELSE, /* of the innermost condition; with "else ifeq" a condition follows */
	MAKE_ENDIF,
	MAKE_INCLUDE,
};

enum make_assign {
	ASSIGN_LATER,	/* =, also a define */
	ASSIGN_NOW,	/* := */
	ASSIGN_ADD,	/* += */
	ASSIGN_DEFAULT, /* ?= */
	ASSIGN_SHELL,	/* != */
};

struct make_line {
	enum make_kind kind;
	enum make_assign assign;
	bool negated;	     /* ifneq, ifndef */
	bool chained;	     /* the condition behind an "else" */
	unsigned int line;   /* from 1 */
	char *name;	     /* of the variable; or what is compared, or included */
	char *text;	     /* its value; or what it is compared with; NULL: none */
	struct strv symbols; /* that the line and the conditions around it name */
};

struct makefile {
	char *path; /* below the tree: "fs/ext4/Makefile" */
	struct make_line *v;
	size_t n;
	size_t capacity;
	struct strv symbols; /* that any line names, without CONFIG_, sorted, each once */
};

#define MAKEFILE_INIT \
	{             \
		0     \
	}

/**
 * makefile_parse() - read a text
 * @path: copied
 * @text: any bytes; what is no statement is left out
 * @size: of @text
 * @ret: initialised; freed by makefile_done()
 */
void makefile_parse(const char *path, const char *text, size_t size,
		    struct makefile *ret);

/** makefile_done() - free and initialise again; accepts NULL */
void makefile_done(struct makefile *m);

#endif
