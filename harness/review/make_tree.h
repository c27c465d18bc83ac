/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The makefiles of a Linux tree, each read once.
 *
 * Several threads may ask the same tree.
 */
#ifndef KHARNESS_REVIEW_MAKE_TREE_H
#define KHARNESS_REVIEW_MAKE_TREE_H

#include <stdbool.h>

#include "base/macro.h"
#include "review/makefile.h"
#include "sys/diag.h"

struct make_tree;

/**
 * make_tree_open() - a tree of which nothing is read yet
 * @dir: of the Linux source tree
 * @ret: set on success, ended by make_tree_close()
 */
int make_tree_open(const char *dir, struct make_tree **ret, struct diag *d) _must_check_;

/** make_tree_dir() - the directory that it was opened with */
const char *make_tree_dir(const struct make_tree *t);

/**
 * make_tree_file() - one makefile
 * @path: below the tree, as make_path() has it
 *
 * Return: it lives as long as the tree; NULL when there is no such file, it is none of a
 * sane size, or a link leads to it.
 */
const struct makefile *make_tree_file(struct make_tree *t, const char *path);

/** make_tree_kbuild() - the makefile of a directory: its Kbuild, else its Makefile */
const struct makefile *make_tree_kbuild(struct make_tree *t, const char *dir);

/** make_tree_has() - is there a file or directory? */
bool make_tree_has(const struct make_tree *t, const char *path);

/** make_tree_read() - the text of a file, of at most @max bytes; NULL: there is none */
char *make_tree_read(const struct make_tree *t, const char *path,
		     size_t max) _must_check_;

/** make_tree_close() - free it; accepts NULL */
void make_tree_close(struct make_tree *t);

/** cleanup_make_tree() - for _cleanup_ */
static inline void cleanup_make_tree(struct make_tree **t)
{
	make_tree_close(*t);
}

/**
 * make_path() - join a directory and a path, without "." and ".."
 * @dir: "" for the tree itself
 *
 * Return: freed by the caller; NULL when it leads out of the tree.
 */
char *make_path(const char *dir, const char *path) _must_check_;

#endif
