// SPDX-License-Identifier: GPL-2.0-or-later
#include "pack/verity.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"

#define HASH	  32
#define PER_BLOCK (VERITY_BLOCK / HASH)

static void add_data(struct strbuf *image)
{
	for (unsigned int i = 0; i < VERITY_BLOCKS; i++) {
		char block[VERITY_BLOCK] = "";

		snprintf(block, sizeof(block), "verity block %u\n", i);
		strbuf_add(image, block, sizeof(block));
	}
}

/* One level: the hashes of @n blocks, in as many blocks as they take. */
static char *make_level(verity_hash_fn *hash, const char *blocks, size_t n, size_t *ret_n)
{
	char *level;

	*ret_n = (n + PER_BLOCK - 1) / PER_BLOCK;
	level = xcalloc(*ret_n, VERITY_BLOCK);
	for (size_t i = 0; i < n; i++)
		hash(blocks + i * VERITY_BLOCK, VERITY_BLOCK,
		     (unsigned char *)level + i * HASH);
	return level;
}

void verity_image(verity_hash_fn *hash, struct strbuf *image, char root[65])
{
	_cleanup_(cleanup_free) char *below = NULL, *top = NULL;
	unsigned char digest[HASH];
	size_t start = image->len, n_below, n_top;

	add_data(image);
	below = make_level(hash, image->buf + start, VERITY_BLOCKS, &n_below);
	top = make_level(hash, below, n_below, &n_top);
	_Static_assert(VERITY_BLOCKS <= PER_BLOCK * PER_BLOCK &&
			       VERITY_BLOCKS > PER_BLOCK,
		       "a tree of two levels");
	strbuf_add(image, top, n_top * VERITY_BLOCK);
	strbuf_add(image, below, n_below * VERITY_BLOCK);
	hash(top, VERITY_BLOCK, digest);
	for (size_t i = 0; i < HASH; i++)
		snprintf(root + 2 * i, 3, "%02x", digest[i]);
	image->buf[start + VERITY_BAD * VERITY_BLOCK + 100] ^= 1;
}
