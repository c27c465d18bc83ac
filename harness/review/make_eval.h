/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a directory of the kernel adds to it under a configuration, as scripts/Makefile.lib
 * takes it from obj-y, obj-m, lib-y and the parts of composite objects.
 */
#ifndef KHARNESS_REVIEW_MAKE_EVAL_H
#define KHARNESS_REVIEW_MAKE_EVAL_H

#include "review/make_expand.h"

enum make_goal_kind {
	GOAL_BUILTIN, /* "inode.o", linked into vmlinux where the directory is */
	GOAL_MODULE,  /* "fuse.ko" */
	GOAL_PART,    /* "inode.o", of a module */
	GOAL_DIR,     /* "ext4", with what is built in it */
	GOAL_DIR_M,   /* the same, but only its modules */
};

struct make_goal {
	enum make_goal_kind kind;
	char *path;  /* below the tree */
	char *whole; /* of a part: the module's path; else NULL */
	bool sure;   /* false: whether it is there depends on what is not known */
	const struct make_line *line;  /* that names it; owned by the tree */
	const struct make_line *outer; /* of a part: that names what it is part of */
};

struct make_goals {
	struct make_goal *v;
	size_t n;
	size_t capacity;
	bool complete; /* false: there are words of which not even the name is known */
};

#define MAKE_GOALS_INIT          \
	{                        \
		.complete = true \
	}

struct make_eval_in {
	struct make_tree *tree;
	const struct make_config *config;
	const char *arch; /* as the kernel's ARCH= */
	const char *dir;  /* below the tree; "" for itself */
};

/**
 * make_eval() - find the goals of a directory
 * @ret: initialised; freed by make_goals_done(). Nothing is added where there is no
 * makefile.
 *
 * For the tree itself, what the Makefile of the architecture adds is part of them.
 */
void make_eval(const struct make_eval_in *in, struct make_goals *ret);

/** make_goals_done() - free and initialise again; accepts NULL */
void make_goals_done(struct make_goals *g);

#endif
