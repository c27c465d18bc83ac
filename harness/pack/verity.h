/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An image for dm-verity: data blocks, and behind them their hash tree, made before one
 * of the data blocks was damaged. The guest reads good blocks and the damaged one.
 */
#ifndef KHARNESS_PACK_VERITY_H
#define KHARNESS_PACK_VERITY_H

#include "base/strbuf.h"

#define VERITY_BLOCK  4096
#define VERITY_BLOCKS 256 /* of data: two hash blocks and one above them */
#define VERITY_BAD    77  /* the damaged one */

/* SHA-256; the pack room does not see OpenSSL */
typedef void verity_hash_fn(const void *data, size_t size, unsigned char *ret);

/**
 * verity_image() - make the image
 * @hash: writes 32 bytes to its last argument
 * @image: appended to: VERITY_BLOCKS data blocks, then the tree, root first, as
 *	Documentation/admin-guide/device-mapper/verity.rst lays it out for hash
 *	format 1 without a salt
 * @root: gets the root hash in hex, 65 bytes
 *
 * Block N begins with the line "verity block N".
 */
void verity_image(verity_hash_fn *hash, struct strbuf *image, char root[65]);

#endif
