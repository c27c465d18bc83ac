// SPDX-License-Identifier: GPL-2.0-or-later
#include "sys/file_set.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "base/alloc.h"
#include "sys/file.h"

void file_set_add(struct file_set *set, char *path, struct strbuf *text)
{
	struct file_set_entry *e;

	GROW(set->v, set->n, set->capacity);
	e = &set->v[set->n++];
	e->path = path;
	e->text = strbuf_detach(text, &e->size);
}

static int by_path(const void *a, const void *b)
{
	const struct file_set_entry *x = a, *y = b;

	return strcmp(x->path, y->path);
}

void file_set_sort(struct file_set *set)
{
	if (set->n)
		qsort(set->v, set->n, sizeof(*set->v), by_path);
}

static int check_empty(const char *path, struct diag *d)
{
	DIR *dir = opendir(path);
	size_t n = 0;

	if (!dir)
		return errno == ENOENT ? 0 : diag_errno(d, -errno, "'%s'", path);
	while (readdir(dir))
		n++;
	closedir(dir);
	if (n <= 2) /* . and .. */
		return 0;
	diag_error(d, "'%s' is not empty; what is in it is not replaced, name another",
		   path);
	return -EEXIST;
}

int file_set_check(const char *dir, struct diag *d)
{
	_cleanup_(cleanup_free) char *path = path_trim(dir);
	_cleanup_(cleanup_free) char *fresh = xasprintf("%s.new", path);
	int err = check_empty(path, d);

	return err < 0 ? err : check_empty(fresh, d);
}

/* tree_replace() brings all of them to the disk at once. */
static int write_one(const char *dir, const struct file_set_entry *e, struct diag *d)
{
	_cleanup_(cleanup_free) char *path = xasprintf("%s/%s", dir, e->path);
	_cleanup_(cleanup_free) char *parent = dir_of(path);
	_cleanup_(cleanup_close) int fd = -1;
	int err = dir_make(parent, d);

	if (err < 0)
		return err;
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	err = fd < 0 ? -errno : write_all(fd, e->text, e->size);
	return err < 0 ? diag_errno(d, err, "cannot write '%s'", path) : 0;
}

int file_set_write(const struct file_set *set, const char *dir, struct diag *d)
{
	_cleanup_(cleanup_free) char *path = path_trim(dir);
	_cleanup_(cleanup_free) char *fresh = xasprintf("%s.new", path);
	int err = file_set_check(dir, d);

	if (err < 0)
		return err;
	err = dir_make(fresh, d);
	for (size_t i = 0; err == 0 && i < set->n; i++)
		err = write_one(fresh, &set->v[i], d);
	if (err == 0)
		err = tree_replace(fresh, path, d);
	if (err < 0 && tree_remove(fresh, d) < 0)
		diag_note(d, "'%s' can be removed", fresh);
	return err;
}

void file_set_done(struct file_set *set)
{
	if (!set)
		return;
	for (size_t i = 0; i < set->n; i++) {
		free(set->v[i].path);
		free(set->v[i].text);
	}
	free(set->v);
	*set = (struct file_set)FILE_SET_INIT;
}
