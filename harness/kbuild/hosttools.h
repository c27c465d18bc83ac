/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Programs that the kernel's build needs, checked before it starts.
 *
 * Some are run only at the very end: without gawk a build with
 * BUILTIN_MODULE_RANGES dies after all objects are compiled.
 */
#ifndef KHARNESS_KBUILD_HOSTTOOLS_H
#define KHARNESS_KBUILD_HOSTTOOLS_H

#include <stdbool.h>

#include "base/macro.h"
#include "sys/diag.h"

/**
 * hosttool_find() - is a program in PATH?
 * @name: without a slash
 * Return: its path, freed by the caller, or NULL.
 */
char *hosttool_find(const char *name) _must_check_;

/**
 * hosttools_check() - name every missing program and its package
 * @config: text of the .config to build
 * @cross: prefix of the cross compiler, "" for none
 * @d: one error for each missing program
 *
 * Return: 0, or -ENOENT when one is missing.
 */
int hosttools_check(const char *config, const char *cross, struct diag *d) _must_check_;

#endif
