/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Making the bridge: the files of bridge/ compiled against the scripts/kconfig of the
 * tree that is to be configured.
 *
 * Reimplementing Kconfig breaks every few releases, so the tree's own code
 * resolves. It is a process and no library: it calls exit(1) on errors and keeps
 * global state. The program is kept in a cache under a hash of all sources, so
 * that a tree, or any tree with the same scripts/kconfig, needs it once.
 */
#ifndef KHARNESS_KCONFIG_BRIDGE_BUILD_H
#define KHARNESS_KCONFIG_BRIDGE_BUILD_H

#include "model/linux_tree.h"

/**
 * bridge_build() - compile the bridge unless that has been done
 * @t: the tree
 * @cache: directory for bridges, made when it does not exist
 * @ret: path of the program, freed by the caller
 * @d: gets the compiler's first error when the tree's Kconfig does not fit
 *
 * Return: 0, -EIO when a tool failed, -ENOENT when one is missing, or another
 * negative errno. Nothing but complete programs appears under its final name.
 */
int bridge_build(const struct linux_tree *t, const char *cache, char **ret,
		 struct diag *d) _must_check_;

#endif
