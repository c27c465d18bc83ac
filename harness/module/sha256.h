/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SHA-256 of bytes, for whoever needs one and must not see OpenSSL. */
#ifndef KHARNESS_MODULE_SHA256_H
#define KHARNESS_MODULE_SHA256_H

#include <stddef.h>

#define SHA256_SIZE 32

/**
 * sha256() - digest of @size bytes at @data
 * @ret: gets SHA256_SIZE bytes
 */
void sha256(const void *data, size_t size, unsigned char *ret);

#endif
