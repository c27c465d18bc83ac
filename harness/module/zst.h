/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Compressed modules: one zstd frame that holds a whole module.
 *
 * The kernel decompresses before it verifies, without a limit, and does not
 * notice a cut-off last byte or what follows the frame. Here both count.
 */
#ifndef KHARNESS_MODULE_ZST_H
#define KHARNESS_MODULE_ZST_H

#include <stddef.h>

#include "base/macro.h"
#include "base/strbuf.h"
#include "sys/diag.h"

#define ZST_SUFFIX ".zst"

/*
 * 27 modules of 2.8 MB on one core: level 3 gives 806 kB at 280 MB/s, 6 gives
 * 748 kB at 89 MB/s, 9 gives 735 kB at 52 MB/s, 19 gives 678 kB at 3 MB/s. At
 * 6 the average module takes a third of the time of its RSA-4096 signature.
 */
#define ZST_LEVEL 6

/* Above these a file is refused, whatever its header declares. */
#define ZST_CONTENT_MAX	   ((size_t)256 << 20)
#define ZST_RATIO_MAX	   ((size_t)256) /* after a first ZST_CONTENT_FREE */
#define ZST_CONTENT_FREE   ((size_t)1 << 20)
#define ZST_WINDOW_LOG_MAX 23 /* the kernel allocates the window: 8 MiB */

/**
 * zst_compress() - make one frame with content size and checksum
 * @data: content
 * @size: bytes in @data
 * @level: compression level, 1 to 19
 * @ret: initialised; gets the frame appended
 * @d: gets the error
 */
int zst_compress(const void *data, size_t size, int level, struct strbuf *ret,
		 struct diag *d) _must_check_;

/**
 * zst_decompress() - read a file that is exactly one frame
 * @data: file content
 * @size: bytes in @data
 * @name: for messages
 * @ret: initialised; gets the content appended
 * @d: gets the error
 *
 * Return: 0, or -EBADMSG when the file is anything else: damaged, cut off,
 * with bytes behind the frame, without checksum or content size, with a
 * dictionary, or above a limit.
 */
int zst_decompress(const void *data, size_t size, const char *name, struct strbuf *ret,
		   struct diag *d) _must_check_;

#endif
