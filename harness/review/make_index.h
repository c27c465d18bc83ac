/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which directories name which symbols, so that a small change need not walk the tree.
 *
 * The index holds every directory that some configuration may reach, found in the texts of
 * the makefiles, whatever stands around them.
 */
#ifndef KHARNESS_REVIEW_MAKE_INDEX_H
#define KHARNESS_REVIEW_MAKE_INDEX_H

#include <stdbool.h>
#include <uthash.h>

#include "review/make_tree.h"

struct index_dir {
	char *path;
	size_t number;
	const struct makefile **files; /* its makefile and what that includes */
	size_t n_files, files_capacity;
	size_t *parents; /* numbers of directories that name it */
	size_t n_parents, parents_capacity;
	bool open; /* it may name more than its text shows */
	UT_hash_handle hh;
};

struct make_index {
	char *srcarch;
	struct index_dir **v; /* by number */
	size_t n;
	size_t capacity;
	struct index_dir *by_path; /* hash */
	struct make_index *next;   /* of the same tree */
};

/** make_index_build() - read all makefiles of a tree for an architecture */
struct make_index *make_index_build(struct make_tree *t,
				    const char *srcarch) _must_check_;

/**
 * make_index_mark() - which directories have to be looked at?
 * @changed: is this symbol another one?
 * @context: handed over to it
 *
 * Those that name a symbol that changed, and those on the way to them.
 *
 * Return: one flag for each number, freed by the caller.
 */
bool *make_index_mark(const struct make_index *x,
		      bool (*changed)(void *context, const char *symbol),
		      void *context) _must_check_;

/** make_index_free() - accepts NULL; not the next one */
void make_index_free(struct make_index *x);

#endif
