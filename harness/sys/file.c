// SPDX-License-Identifier: GPL-2.0-or-later
#include "sys/file.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "base/alloc.h"

int file_read_fd(int fd, const char *name, size_t max, char **ret, size_t *ret_size,
		 struct diag *d)
{
	_cleanup_(cleanup_free) char *buf = NULL;
	size_t size, done = 0;
	struct stat st;

	if (fstat(fd, &st) < 0)
		return diag_errno(d, -errno, "%s", name);
	if (!S_ISREG(st.st_mode)) {
		int err = S_ISDIR(st.st_mode) ? -EISDIR : -EINVAL;

		diag_error(d, "%s: not a regular file", name);
		return err;
	}
	if ((size_t)st.st_size > max) {
		diag_error(d, "%s: %lld bytes are too many, the limit is %zu", name,
			   (long long)st.st_size, max);
		return -EFBIG;
	}
	size = (size_t)st.st_size;
	buf = xmalloc(size + 1);
	while (done < size) {
		ssize_t n = pread(fd, buf + done, size - done, (off_t)done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return diag_errno(d, -errno, "%s: cannot read", name);
		if (n == 0)
			break; /* it shrank meanwhile: what is there counts */
		done += (size_t)n;
	}
	buf[done] = '\0';
	if (ret_size)
		*ret_size = done;
	*ret = TAKE_PTR(buf);
	return 0;
}

int file_read(const char *path, size_t max, char **ret, size_t *ret_size, struct diag *d)
{
	_cleanup_(cleanup_close) int fd = -1;

	/* O_NONBLOCK: opening a FIFO must not wait for a writer */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return diag_errno(d, -errno, "cannot open '%s'", path);
	return file_read_fd(fd, path, max, ret, ret_size, d);
}

int file_open_beneath(int dirfd, const char *path, int flags)
{
	struct open_how how = {
		.flags = (unsigned int)flags | O_CLOEXEC | O_NOCTTY | O_NONBLOCK,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
	};
	/* the C library has no wrapper */
	long fd = syscall(SYS_openat2, dirfd, path, &how, sizeof(how));

	return fd < 0 ? -errno : (int)fd;
}

int write_all(int fd, const void *data, size_t size)
{
	const char *p = data;

	while (size) {
		ssize_t n = write(fd, p, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		p += n;
		size -= (size_t)n;
	}
	return 0;
}

int outfile_begin(struct outfile *of, const char *path, mode_t mode, struct diag *d)
{
	of->path = xstrdup(path);
	of->tmp = xasprintf("%s.XXXXXX", path);
	of->fd = mkostemp(of->tmp, O_CLOEXEC);
	if (of->fd < 0) {
		free(TAKE_PTR(of->tmp));
		return diag_errno(d, -errno, "cannot create '%s'", path);
	}
	if (fchmod(of->fd, mode) < 0)
		return diag_errno(d, -errno, "cannot set the mode of '%s'", of->tmp);
	return 0;
}

int outfile_write(struct outfile *of, const void *data, size_t size, struct diag *d)
{
	int err = write_all(of->fd, data, size);

	return err < 0 ? diag_errno(d, err, "cannot write '%s'", of->path) : 0;
}

int outfile_commit(struct outfile *of, struct diag *d)
{
	if (fsync(of->fd) < 0)
		return diag_errno(d, -errno, "cannot write '%s'", of->path);
	if (rename(of->tmp, of->path) < 0)
		return diag_errno(d, -errno, "cannot rename to '%s'", of->path);
	free(TAKE_PTR(of->tmp));
	outfile_done(of);
	return 0;
}

void outfile_done(struct outfile *of)
{
	if (!of)
		return;
	if (of->tmp)
		unlink(of->tmp);
	cleanup_close(&of->fd);
	free(of->tmp);
	free(of->path);
	*of = (struct outfile)OUTFILE_INIT;
}

int file_put(const char *path, const void *data, size_t size, mode_t mode, struct diag *d)
{
	_cleanup_(cleanup_close) int fd =
		open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode);
	int err = fd < 0 ? -errno : write_all(fd, data, size);

	return err < 0 ? diag_errno(d, err, "cannot write '%s'", path) : 0;
}

int file_write(const char *path, const void *data, size_t size, mode_t mode,
	       struct diag *d)
{
	_cleanup_(outfile_done) struct outfile of = OUTFILE_INIT;
	int err;

	err = outfile_begin(&of, path, mode, d);
	if (err < 0)
		return err;
	err = outfile_write(&of, data, size, d);
	if (err < 0)
		return err;
	return outfile_commit(&of, d);
}

static bool has_content(const char *path, const void *data, size_t size)
{
	_cleanup_(diag_done) struct diag ignored = DIAG_INIT;
	_cleanup_(cleanup_free) char *old = NULL;
	size_t old_size;

	return file_read(path, size, &old, &old_size, &ignored) == 0 &&
	       old_size == size && memcmp(old, data, size) == 0;
}

int file_write_if_changed(const char *path, const void *data, size_t size, mode_t mode,
			  bool *ret_changed, struct diag *d)
{
	bool changed = !has_content(path, data, size);
	int err = changed ? file_write(path, data, size, mode, d) : 0;

	if (err == 0 && ret_changed)
		*ret_changed = changed;
	return err;
}
