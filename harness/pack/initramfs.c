// SPDX-License-Identifier: GPL-2.0-or-later
#include "pack/initramfs.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/strv.h"
#include "sys/file.h"

#define UNPACKED_MAX ((size_t)1 << 30)

void initramfs_add(struct initramfs *a, const char *path, char *data, size_t size,
		   mode_t mode)
{
	GROW(a->entries, a->n, a->capacity);
	a->entries[a->n++] = (struct initramfs_entry){
		.path = xstrdup(path),
		.data = data,
		.size = size,
		.mode = mode,
	};
}

void initramfs_done(struct initramfs *a)
{
	if (!a)
		return;
	for (size_t i = 0; i < a->n; i++) {
		free(a->entries[i].path);
		free(a->entries[i].data);
	}
	free(a->entries);
	*a = (struct initramfs)INITRAMFS_INIT;
}

static int archive_failed(struct archive *ar, const char *what, struct diag *d)
{
	int err = archive_errno(ar) > 0 ? -archive_errno(ar) : -EIO;
	const char *why = archive_error_string(ar);

	diag_error(d, "%s: %s", what, why ? why : strerror(-err));
	return err;
}

static int put(struct archive *ar, const char *path, mode_t type, mode_t mode,
	       const char *data, size_t size, struct diag *d)
{
	struct archive_entry *e = archive_entry_new();
	int err = 0;

	archive_entry_set_pathname(e, path);
	archive_entry_set_mode(e, type | mode);
	archive_entry_set_size(e, (la_int64_t)size);
	archive_entry_set_mtime(e, 0, 0);
	archive_entry_set_uid(e, 0);
	archive_entry_set_gid(e, 0);
	archive_entry_set_nlink(e, 1);
	if (archive_write_header(ar, e) != ARCHIVE_OK ||
	    (size && archive_write_data(ar, data, size) != (la_ssize_t)size))
		err = archive_failed(ar, path, d);
	archive_entry_free(e);
	return err;
}

static int put_parents(struct archive *ar, const char *path, struct strv *made,
		       struct diag *d)
{
	for (const char *p = strchr(path, '/'); p; p = strchr(p + 1, '/')) {
		_cleanup_(cleanup_free) char *dir = xstrndup(path, (size_t)(p - path));
		int err;

		if (strv_contains(made, dir))
			continue;
		strv_push(made, dir);
		err = put(ar, dir, S_IFDIR, 0755, NULL, 0, d);
		if (err < 0)
			return err;
	}
	return 0;
}

static int put_all(const struct initramfs *a, struct archive *ar, struct diag *d)
{
	_cleanup_(strv_done) struct strv made = STRV_INIT;
	int err = 0;

	for (size_t i = 0; err == 0 && i < a->n; i++) {
		const struct initramfs_entry *e = &a->entries[i];

		err = put_parents(ar, e->path, &made, d);
		if (err == 0)
			err = put(ar, e->path, S_IFREG, e->mode, e->data, e->size, d);
	}
	return err;
}

int initramfs_write(const struct initramfs *a, const char *path, size_t *ret_size,
		    struct diag *d)
{
	_cleanup_(outfile_done) struct outfile of = OUTFILE_INIT;
	struct archive *ar = archive_write_new();
	struct stat st;
	int err;

	err = outfile_begin(&of, path, 0644, d);
	if (err < 0)
		goto out;
	if (archive_write_set_format_cpio_newc(ar) != ARCHIVE_OK ||
	    archive_write_add_filter_zstd(ar) != ARCHIVE_OK ||
	    archive_write_set_filter_option(ar, "zstd", "compression-level", "3") !=
		    ARCHIVE_OK ||
	    archive_write_set_bytes_in_last_block(ar, 1) != ARCHIVE_OK ||
	    archive_write_open_fd(ar, of.fd) != ARCHIVE_OK) {
		err = archive_failed(ar, path, d);
		goto out;
	}
	err = put_all(a, ar, d);
	if (err == 0 && archive_write_close(ar) != ARCHIVE_OK)
		err = archive_failed(ar, path, d);
	if (err == 0 && fstat(of.fd, &st) < 0)
		err = diag_errno(d, -errno, "%s", path);
	if (err == 0)
		err = outfile_commit(&of, d);
	if (err == 0 && ret_size)
		*ret_size = (size_t)st.st_size;
out:
	archive_write_free(ar);
	return err;
}

static int read_file(struct archive *ar, struct archive_entry *e, size_t *left,
		     initramfs_file_fn *on_file, void *context, struct diag *d)
{
	const char *path = archive_entry_pathname(e);
	_cleanup_(cleanup_free) char *data = NULL;
	la_int64_t size = archive_entry_size(e);

	if (!path)
		return archive_failed(ar, "a name in the archive", d);
	if (archive_entry_filetype(e) != AE_IFREG)
		return 0;
	if (size < 0 || (size_t)size > *left) {
		diag_error(d, "'%s' is too large in the archive", path);
		return -EFBIG;
	}
	*left -= (size_t)size;
	data = xmalloc((size_t)size + 1);
	if (archive_read_data(ar, data, (size_t)size) != (la_ssize_t)size)
		return archive_failed(ar, path, d);
	data[size] = '\0';
	return on_file(context, path, data, (size_t)size, d);
}

int initramfs_read(const char *path, initramfs_file_fn *on_file, void *context,
		   struct diag *d)
{
	struct archive *ar = archive_read_new();
	size_t left = UNPACKED_MAX;
	struct archive_entry *e;
	int err = 0, step;

	if (archive_read_support_filter_zstd(ar) != ARCHIVE_OK ||
	    archive_read_support_format_cpio(ar) != ARCHIVE_OK ||
	    archive_read_open_filename(ar, path, 65536) != ARCHIVE_OK) {
		err = archive_failed(ar, path, d);
		goto out;
	}
	while (err == 0 && (step = archive_read_next_header(ar, &e)) != ARCHIVE_EOF)
		err = step == ARCHIVE_OK ? read_file(ar, e, &left, on_file, context, d)
					 : archive_failed(ar, path, d);
out:
	archive_read_free(ar);
	return err;
}
