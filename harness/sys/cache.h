/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where downloads and compiled objects are kept between runs:
 * ${KHARNESS_CACHE:-${XDG_CACHE_HOME:-~/.cache}/kharness}.
 */
#ifndef KHARNESS_SYS_CACHE_H
#define KHARNESS_SYS_CACHE_H

#include "base/macro.h"
#include "sys/diag.h"

/**
 * cache_dir() - the path of a directory in the cache; it is not made
 * @name: of the directory
 * @ret: absolute or as the environment has it; freed by the caller
 * @d: gets an error when there is no place for a cache
 *
 * Return: 0 or -ENOENT.
 */
int cache_dir(const char *name, char **ret, struct diag *d) _must_check_;

#endif
