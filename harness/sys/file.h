/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files and trees that are never half written.
 *
 * A file appears under its name by rename(2) after fsync(2). A tree is built
 * in a sibling directory and exchanged with the old one in one step.
 */
#ifndef KHARNESS_SYS_FILE_H
#define KHARNESS_SYS_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/macro.h"
#include "sys/diag.h"

/**
 * file_read() - read a whole regular file
 * @path: followed when it is a symbolic link
 * @max: refuse files of more bytes than this
 * @ret: NUL-terminated content, freed by the caller
 * @ret_size: bytes without the NUL; may be NULL
 * @d: gets the error
 *
 * Return: 0, -EFBIG when it is larger than @max, -EISDIR or -EINVAL when it is
 * no regular file, or another negative errno.
 */
int file_read(const char *path, size_t max, char **ret, size_t *ret_size,
	      struct diag *d) _must_check_;

/**
 * file_read_fd() - the same from a descriptor, from its first byte on
 * @fd: open for reading; its offset is not used
 * @name: for messages
 */
int file_read_fd(int fd, const char *name, size_t max, char **ret, size_t *ret_size,
		 struct diag *d) _must_check_;

/**
 * file_open_beneath() - open a file that must really be inside a directory
 * @dirfd: the directory
 * @path: relative; no ".." leads out of it and no symbolic link is followed
 * @flags: as open(2); O_CLOEXEC, O_NOCTTY and O_NONBLOCK are added
 *
 * Return: a descriptor, -EXDEV or -ELOOP when the path leads elsewhere, or
 * another negative errno.
 */
int file_open_beneath(int dirfd, const char *path, int flags) _must_check_;

/* A file in the making: see outfile_begin(). */
struct outfile {
	int fd;
	char *path;
	char *tmp;
};

#define OUTFILE_INIT     \
	{                \
		.fd = -1 \
	}

/**
 * outfile_begin() - open a temporary file next to @path
 * @of: initialised; write to of->fd
 * @path: the name that it will have; its directory must exist
 * @mode: permissions of the finished file
 *
 * Return: 0 or a negative errno with a message in @d.
 */
int outfile_begin(struct outfile *of, const char *path, mode_t mode,
		  struct diag *d) _must_check_;

/** outfile_write() - append @size bytes; 0 or a negative errno */
int outfile_write(struct outfile *of, const void *data, size_t size,
		  struct diag *d) _must_check_;

/**
 * outfile_commit() - fsync and rename into place
 *
 * Return: 0 or a negative errno; the old file is untouched on failure.
 */
int outfile_commit(struct outfile *of, struct diag *d) _must_check_;

/** outfile_done() - remove what was not committed; for _cleanup_, accepts NULL */
void outfile_done(struct outfile *of);

/** file_write() - begin, write all of @data and commit */
int file_write(const char *path, const void *data, size_t size, mode_t mode,
	       struct diag *d) _must_check_;

/**
 * file_put() - write a file that nobody keeps, in a directory of our own
 *
 * Neither what was there before nor a crash matters, so nothing is waited for.
 */
int file_put(const char *path, const void *data, size_t size, mode_t mode,
	     struct diag *d) _must_check_;

/**
 * file_write_if_changed() - leave the file alone when it has this content
 * @ret_changed: may be NULL; whether the file was written
 *
 * The modification time then tells make what really changed.
 */
int file_write_if_changed(const char *path, const void *data, size_t size, mode_t mode,
			  bool *ret_changed, struct diag *d) _must_check_;

/** write_all() - write(2) until all is written; 0 or a negative errno */
int write_all(int fd, const void *data, size_t size) _must_check_;

/** dir_make() - make a directory and its parents (0777 less umask) if missing */
int dir_make(const char *path, struct diag *d) _must_check_;

/**
 * dir_make_private() - make a directory with mode 0700
 *
 * An existing one must belong to us and have no group or other permissions.
 */
int dir_make_private(const char *path, struct diag *d) _must_check_;

/**
 * dir_check_ours() - could this directory be replaced as a whole?
 * @path: it may be missing
 * @names: all that may be in it, ends with NULL
 *
 * So that an output directory that was meant otherwise loses nothing.
 *
 * Return: 0, -EEXIST when something else is in it, or another negative errno.
 */
int dir_check_ours(const char *path, const char *const *names,
		   struct diag *d) _must_check_;

/** dir_of() - the directory part of a path ("." when none); caller frees */
char *dir_of(const char *path) _must_check_;

/** path_trim() - a copy without slashes at its end ("/" stays); caller frees */
char *path_trim(const char *path) _must_check_;

/**
 * tree_remove() - remove a file or directory tree; no symbolic link is followed
 *
 * Return: 0 also when it does not exist.
 */
int tree_remove(const char *path, struct diag *d) _must_check_;

/**
 * tree_replace() - put a finished tree in the place of another
 * @fresh: the new tree, in the same file system; gone from there afterwards
 * @path: its place; an old tree there is exchanged and then removed
 *
 * All of @fresh is on disk (syncfs) before it is visible.
 */
int tree_replace(const char *fresh, const char *path, struct diag *d) _must_check_;

#endif
