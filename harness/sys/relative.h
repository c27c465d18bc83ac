/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The way from one place to another, for links that survive moving both. */
#ifndef KHARNESS_SYS_RELATIVE_H
#define KHARNESS_SYS_RELATIVE_H

#include "base/macro.h"
#include "sys/diag.h"

/**
 * path_relative() - the way from a directory to a file
 * @dir: need not exist, but the directory that it is in must
 * @file: the same; a symbolic link itself, not what it leads to
 * @ret: "../boot/console.log"; freed by the caller
 *
 * Return: 0 or a negative errno.
 */
int path_relative(const char *dir, const char *file, char **ret,
		  struct diag *d) _must_check_;

#endif
