/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Walking the directories of a kernel as two configurations build them, side by side. */
#ifndef KHARNESS_REVIEW_SURFACE_WALK_H
#define KHARNESS_REVIEW_SURFACE_WALK_H

#include <uthash.h>

#include "review/make_eval.h"

struct walk_side {
	struct make_tree *tree;
	const struct make_config *config;
	const char *arch; /* as the kernel's ARCH= */
};

enum walk_level { LEVEL_NONE, LEVEL_MODULES, LEVEL_BUILT };

struct walk_dir {
	char *path;
	const struct walk_dir *parent;	 /* that led to it first; NULL: the tree itself */
	enum walk_level level[2];	 /* how the old and the new side reach it */
	bool sure[2];			 /* that they do */
	bool complete[2];		 /* all of its goals are known */
	const struct make_line *line[2]; /* that names it */
	UT_hash_handle hh;
};

struct walk_item {
	enum make_goal_kind kind;
	char *path;
	char *whole;
	bool sure;
	const struct make_line *line, *outer;
	const struct walk_dir *dir;
};

struct walk_items {
	struct walk_item *v;
	size_t n;
	size_t capacity;
};

struct walk {
	struct walk_side sides[2];
	struct walk_dir *dirs;	    /* hash */
	struct walk_items items[2]; /* sorted, each once */
	unsigned int depth;
};

/** walk_tree() - fill in the items of both sides */
void walk_tree(struct walk *w);

/** walk_compare() - below, equal or above 0: the order of items */
int walk_compare(const struct walk_item *a, const struct walk_item *b);

/** walk_done() - free what was filled in */
void walk_done(struct walk *w);

#endif
