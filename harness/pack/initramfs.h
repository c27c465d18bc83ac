/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Initramfs archives: newc cpio in one zstd frame, byte for byte reproducible.
 *
 * Owner, times, inode and device numbers are fixed, and entries stand in the
 * order in which they were added, directories before what is in them.
 */
#ifndef KHARNESS_PACK_INITRAMFS_H
#define KHARNESS_PACK_INITRAMFS_H

#include <stddef.h>
#include <sys/types.h>

#include "base/macro.h"
#include "sys/diag.h"

struct initramfs_entry {
	char *path; /* without a leading slash */
	char *data;
	size_t size;
	mode_t mode; /* permissions of a regular file */
};

struct initramfs {
	struct initramfs_entry *entries;
	size_t n;
	size_t capacity;
};

#define INITRAMFS_INIT \
	{              \
		0      \
	}

/**
 * initramfs_add() - add a regular file
 * @path: where it appears, without a leading slash; copied
 * @data: owned by the archive from now on
 */
void initramfs_add(struct initramfs *a, const char *path, char *data, size_t size,
		   mode_t mode);

/**
 * initramfs_write() - write the archive
 * @a: what is in it; parent directories are added as needed
 * @path: appears when it is complete
 * @ret_size: bytes of the archive, may be NULL
 *
 * Return: 0 or a negative errno.
 */
int initramfs_write(const struct initramfs *a, const char *path, size_t *ret_size,
		    struct diag *d) _must_check_;

/**
 * initramfs_file_fn - called for each regular file when an archive is read
 *
 * Return: 0 to go on, or a negative errno that ends the reading.
 */
typedef int initramfs_file_fn(void *context, const char *path, const char *data,
			      size_t size, struct diag *d);

/**
 * initramfs_read() - read an archive back
 * @path: archive
 * @on_file: gets each regular file
 *
 * Return: 0, what @on_file returned, or a negative errno. Archives that unpack
 * to more than 1 GiB are refused.
 */
int initramfs_read(const char *path, initramfs_file_fn *on_file, void *context,
		   struct diag *d) _must_check_;

/** initramfs_done() - free all entries; accepts NULL */
void initramfs_done(struct initramfs *a);

#endif
