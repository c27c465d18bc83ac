/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Looking for private keys that were left behind.
 */
#ifndef KHARNESS_MODULE_KEYSCAN_H
#define KHARNESS_MODULE_KEYSCAN_H

#include <stddef.h>

#include "base/macro.h"
#include "sys/diag.h"

/**
 * keyscan_run() - look into every file below a directory
 * @dir: directory; no symbolic link below it is followed
 * @ret_files: set to the number of files that were read
 * @d: gets one error for each file that holds a private key
 *
 * Found are keys in PEM form anywhere in a file, and files that are a key in
 * DER form. What the Linux sources themselves publish is no secret.
 *
 * Return: 0, -EBADMSG when there is a key, or another negative errno when a
 * file could not be read.
 */
int keyscan_run(const char *dir, size_t *ret_files, struct diag *d) _must_check_;

#endif
