// SPDX-License-Identifier: GPL-2.0-or-later
#include "kbuild/external.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "sys/file.h"

#define SOURCE_MAX ((size_t)1 << 20)

static void close_dir(DIR **dir)
{
	if (*dir)
		closedir(*dir);
}

static int copy_one(DIR *dir, const char *name, const char *to, struct diag *d)
{
	_cleanup_(cleanup_close) int fd = -1;
	_cleanup_(cleanup_free) char *text = NULL, *path = NULL;
	struct stat st;
	size_t size;
	int err;

	fd = openat(dirfd(dir), name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0 || fstat(fd, &st) < 0)
		return diag_errno(d, -errno, "cannot open '%s'", name);
	if (!S_ISREG(st.st_mode))
		return 0;
	err = file_read_fd(fd, name, SOURCE_MAX, &text, &size, d);
	if (err < 0)
		return err;
	path = xasprintf("%s/%s", to, name);
	return file_write_if_changed(path, text, size, 0644, NULL, d);
}

int external_copy(const char *source, const char *copy, char **ret_dir, struct diag *d)
{
	_cleanup_(close_dir) DIR *dir = opendir(source);
	struct dirent *e;
	int err;

	if (!dir)
		return diag_errno(d, -errno, "cannot open '%s'", source);
	err = dir_make(copy, d);
	while (err == 0 && (e = readdir(dir)))
		if (e->d_name[0] != '.')
			err = copy_one(dir, e->d_name, copy, d);
	if (err < 0)
		return err;
	*ret_dir = realpath(copy, NULL);
	return *ret_dir ? 0 : diag_errno(d, -errno, "'%s'", copy);
}
