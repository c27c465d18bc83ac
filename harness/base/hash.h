/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A hash for cache keys: it tells contents apart, it does not protect them. */
#ifndef KHARNESS_BASE_HASH_H
#define KHARNESS_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

#define HASH_INIT 14695981039346656037u

/**
 * hash_add() - FNV-1a, 64 bits
 * @hash: HASH_INIT, or what an earlier call returned
 */
static inline uint64_t hash_add(uint64_t hash, const void *data, size_t size)
{
	const unsigned char *p = data;

	for (size_t i = 0; i < size; i++)
		hash = (hash ^ p[i]) * 1099511628211u;
	return hash;
}

#endif
