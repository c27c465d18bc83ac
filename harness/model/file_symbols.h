/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Symbols whose value names a file that the kernel's build reads.
 *
 * Their value ends up in Makefiles and in the kernel, so merging accepts
 * plain relative paths only, and building accepts only files that the
 * harness itself put into the object directory.
 */
#ifndef KHARNESS_MODEL_FILE_SYMBOLS_H
#define KHARNESS_MODEL_FILE_SYMBOLS_H

#include <stddef.h>

struct file_symbol {
	const char *symbol; /* with its CONFIG_ prefix */
	const char *staged; /* the one value that building accepts; NULL: none */
};

extern const struct file_symbol file_symbols[];
extern const size_t file_symbols_n;

#endif
