/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The same work for many items, on all cores that this process may use.
 */
#ifndef KHARNESS_SYS_PARALLEL_H
#define KHARNESS_SYS_PARALLEL_H

#include <stddef.h>

/**
 * parallel_fn - the work for one item; runs in any thread
 * @context: as given
 * @i: index of the item
 */
typedef void parallel_fn(void *context, size_t i);

/**
 * parallel_for() - call @fn once for each index below @n and wait for all
 * @n: number of items
 * @fn: must lock what it shares with other items
 * @context: given to @fn
 *
 * Items are begun in order. With few cores or items this is a plain loop.
 */
void parallel_for(size_t n, parallel_fn *fn, void *context);

/** parallel_cores() - how many cores this process may use, at least 1 */
unsigned int parallel_cores(void);

#endif
