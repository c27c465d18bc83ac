/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * External modules are built in a copy: Kbuild writes next to the sources.
 */
#ifndef KHARNESS_KBUILD_EXTERNAL_H
#define KHARNESS_KBUILD_EXTERNAL_H

#include "base/macro.h"
#include "sys/diag.h"

/**
 * external_copy() - bring a copy of a module's sources up to date
 * @source: directory; its regular files are copied, nothing below it
 * @copy: made when missing; files that did not change keep their time
 * @ret_dir: absolute path of the copy, freed by the caller
 *
 * Return: 0 or a negative errno.
 */
int external_copy(const char *source, const char *copy, char **ret_dir,
		  struct diag *d) _must_check_;

#endif
