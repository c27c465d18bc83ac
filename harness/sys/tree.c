// SPDX-License-Identifier: GPL-2.0-or-later
/* Directories: the second half of sys/file.h. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "sys/file.h"

char *dir_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return xstrdup(".");
	if (slash == path)
		return xstrdup("/");
	return xstrndup(path, (size_t)(slash - path));
}

char *path_trim(const char *path)
{
	size_t n = strlen(path);

	while (n > 1 && path[n - 1] == '/')
		n--;
	return xstrndup(path, n);
}

static int make_one(const char *path)
{
	struct stat st;

	if (mkdir(path, 0777) == 0)
		return 0;
	if (errno != EEXIST)
		return -errno;
	if (stat(path, &st) < 0)
		return -errno;
	return S_ISDIR(st.st_mode) ? 0 : -ENOTDIR;
}

int dir_make(const char *path, struct diag *d)
{
	_cleanup_(cleanup_free) char *copy = xstrdup(path);
	int err = 0;

	for (char *p = copy + 1; *copy && err == 0; p++) {
		char end = *p;

		if (end != '/' && end != '\0')
			continue;
		*p = '\0';
		err = make_one(copy);
		*p = end;
		if (end == '\0')
			break;
	}
	return err < 0 ? diag_errno(d, err, "cannot make directory '%s'", path) : 0;
}

int dir_make_private(const char *path, struct diag *d)
{
	struct stat st;

	if (mkdir(path, 0700) < 0 && errno != EEXIST)
		return diag_errno(d, -errno, "cannot make directory '%s'", path);
	if (lstat(path, &st) < 0)
		return diag_errno(d, -errno, "'%s'", path);
	if (!S_ISDIR(st.st_mode) || st.st_uid != geteuid() || (st.st_mode & 077)) {
		diag_error(d,
			   "'%s' must be a directory of ours with mode 0700; remove it",
			   path);
		return -EPERM;
	}
	return 0;
}

/* One of them, or its temporary file that a killed run has left: see outfile_begin() */
static bool is_one_of(const char *name, const char *const *names)
{
	for (; *names; names++) {
		size_t n = strlen(*names);

		if (strncmp(name, *names, n) == 0 &&
		    (!name[n] || (name[n] == '.' && strlen(name + n) == 7)))
			return true;
	}
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

int dir_check_ours(const char *path, const char *const *names, struct diag *d)
{
	DIR *dir = opendir(path);
	int err = 0;

	if (!dir)
		return errno == ENOENT ? 0 : diag_errno(d, -errno, "'%s'", path);
	for (struct dirent *e = readdir(dir); e && err == 0; e = readdir(dir)) {
		if (is_one_of(e->d_name, names))
			continue;
		diag_error(d,
			   "'%s' holds '%s', which was not made here; give a directory "
			   "of its own, it is replaced as a whole",
			   path, e->d_name);
		err = -EEXIST;
	}
	closedir(dir);
	return err;
}

static int remove_one(const char *path, const struct stat *st _unused_, int type _unused_,
		      struct FTW *ftw _unused_)
{
	return remove(path);
}

int tree_remove(const char *path, struct diag *d)
{
	if (nftw(path, remove_one, 32, FTW_DEPTH | FTW_PHYS) < 0 && errno != ENOENT)
		return diag_errno(d, -errno, "cannot remove '%s'", path);
	return 0;
}

static int sync_tree(const char *path)
{
	_cleanup_(cleanup_close) int fd = open(path, O_RDONLY | O_CLOEXEC | O_DIRECTORY);

	if (fd < 0 || syncfs(fd) < 0)
		return -errno;
	return 0;
}

int tree_replace(const char *fresh, const char *path, struct diag *d)
{
	int err = sync_tree(fresh);

	if (err < 0)
		return diag_errno(d, err, "cannot sync '%s'", fresh);
	if (renameat2(AT_FDCWD, fresh, AT_FDCWD, path, RENAME_NOREPLACE) == 0)
		return 0;
	if (errno != EEXIST)
		return diag_errno(d, -errno, "cannot rename '%s' to '%s'", fresh, path);
	if (renameat2(AT_FDCWD, fresh, AT_FDCWD, path, RENAME_EXCHANGE) < 0)
		return diag_errno(d, -errno, "cannot exchange '%s' with '%s'", fresh,
				  path);
	return tree_remove(fresh, d);
}
