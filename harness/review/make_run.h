/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Running a makefile line by line: which assignments count, and what variables then hold. */
#ifndef KHARNESS_REVIEW_MAKE_RUN_H
#define KHARNESS_REVIEW_MAKE_RUN_H

#include "review/make_expand.h"

#define MAKE_BUDGET (4u << 20) /* drivers/gpu/drm/amd/amdgpu takes a hundredth of it */

/**
 * make_run() - take all assignments of a makefile and of what it includes
 * @tree: the same as that of @s
 */
void make_run(struct make_scope *s, struct make_tree *tree, const struct makefile *m);

/**
 * make_set() - set a variable as ":=" does
 * @s: made ready, nothing was run yet
 */
void make_set(struct make_scope *s, const char *name, const char *value);

#endif
