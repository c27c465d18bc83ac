/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The environment in which a tree's Kconfig is parsed.
 *
 * Kconfig files read variables ($(CC), $(ARCH)) and run commands; both see what
 * the kernel's top Makefile exports. With the same environment the same
 * symbols appear as under "make olddefconfig".
 */
#ifndef KHARNESS_KCONFIG_ENVIRONMENT_H
#define KHARNESS_KCONFIG_ENVIRONMENT_H

#include "base/strv.h"
#include "model/linux_tree.h"

/**
 * kconfig_environment() - build it, but for what the tools say of themselves
 * @t: the tree
 * @arch: an ARCH= value
 * @cross_compile: prefix of the tools, "" for those of this machine
 * @ret: NAME=VALUE strings are appended; version_texts_add() adds the rest
 */
void kconfig_environment(const struct linux_tree *t, const char *arch,
			 const char *cross_compile, struct strv *ret);

#endif
