/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A directory as it was at a revision of the git repository that holds it.
 *
 * Its files are taken out of git's objects into a private temporary directory; the work
 * tree, the index and the hooks are not touched. A revision is a text that somebody
 * typed or a pull request brought: it is never an option, and never a path.
 */
#ifndef KHARNESS_KCONFIG_SIDE_GIT_H
#define KHARNESS_KCONFIG_SIDE_GIT_H

#include "base/macro.h"
#include "sys/diag.h"
#include "sys/interrupt.h"

struct side_git {
	char *dir;	/* the directory as it was */
	char *revision; /* as given */
	char *shown;	/* the directory that it stands for: "configs" */
	char *tmp;	/* removed at the end */
	struct interrupt_hold *hold;
};

#define SIDE_GIT_INIT \
	{             \
		0     \
	}

/**
 * side_git_take() - take it out
 * @dir: in the work tree of a repository
 * @revision: anything that names a commit there
 * @ret: initialised; freed by side_git_done(), also on failure
 * @d: gets the error, and a note for a link or a submodule, which is left out
 *
 * Until side_git_done() a signal does not end us at once: see interrupt_hold().
 *
 * Return: 0, -ENOENT when there is no such revision, -EINVAL for a name or a tree that
 * cannot be, or another negative errno.
 */
int side_git_take(const char *dir, const char *revision, struct side_git *ret,
		  struct diag *d) _must_check_;

/**
 * side_git_show() - name files for a person: "configs/a.config@HEAD~1"
 * @g: NULL or not taken: nothing is changed
 * @text: replaced, where a file of @g is named in it; NULL: nothing to do
 */
void side_git_show(const struct side_git *g, char **text);

/** side_git_show_diag() - the same for all places and texts of a list */
void side_git_show_diag(const struct side_git *g, struct diag *d);

/** side_git_done() - remove the files and initialise again; @d gets what fails */
void side_git_done(struct side_git *g, struct diag *d);

#endif
