/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a tree to a bridge that has parsed it: the bridge's program, the environment, and
 * what is known of the toolchain's answers.
 */
#ifndef KHARNESS_KCONFIG_MERGE_OPEN_H
#define KHARNESS_KCONFIG_MERGE_OPEN_H

#include "kconfig/merge.h"

/**
 * merge_open_tree() - as merge_open(), with a tree that is open
 * @in: its base and fragments are not looked at
 * @t: the tree
 * @early: do not wait for what the toolchain answers, but take what it answered last
 *         time; assumption_check() tells whether that was right
 * @ret: ended by bridge_close()
 */
int merge_open_tree(const struct merge_in *in, const struct linux_tree *t, bool early,
		    struct bridge **ret, struct diag *d) _must_check_;

/**
 * merge_open_early() - as merge_open(), early
 *
 * merge_with() waits for what the toolchain answers, and returns -ESTALE when it is not
 * what was assumed: then the tree is to be opened again, by merge_open().
 */
int merge_open_early(const struct merge_in *in, struct bridge **ret,
		     struct diag *d) _must_check_;

#endif
