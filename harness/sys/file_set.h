/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A directory of small text files that is written all at once or not at all.
 */
#ifndef KHARNESS_SYS_FILE_SET_H
#define KHARNESS_SYS_FILE_SET_H

#include "base/strbuf.h"
#include "sys/diag.h"

struct file_set_entry {
	char *path; /* relative to the directory */
	char *text;
	size_t size;
};

struct file_set {
	struct file_set_entry *v;
	size_t n;
	size_t capacity;
};

#define FILE_SET_INIT \
	{             \
		0     \
	}

/**
 * file_set_add() - add a file
 * @path: relative, taken over
 * @text: emptied
 */
void file_set_add(struct file_set *set, char *path, struct strbuf *text);

/** file_set_sort() - by path */
void file_set_sort(struct file_set *set);

/** file_set_check() - could they be written there? See file_set_write() */
int file_set_check(const char *dir, struct diag *d) _must_check_;

/**
 * file_set_write() - write all of them
 * @dir: must not exist, or be empty: what people edited there is not replaced
 *
 * Return: 0, -EEXIST, or another negative errno; on failure nothing is written.
 */
int file_set_write(const struct file_set *set, const char *dir,
		   struct diag *d) _must_check_;

/** file_set_done() - free and initialise again; accepts NULL */
void file_set_done(struct file_set *set);

#endif
