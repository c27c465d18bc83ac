// SPDX-License-Identifier: GPL-2.0-or-later
#include "module/keyscan.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>

#include "base/alloc.h"
#include "base/strv.h"
#include "module/keypair.h"
#include "sys/file.h"
#include "sys/parallel.h"

#define CHUNK	((size_t)1 << 20)
#define OVERLAP ((size_t)256) /* more than marker and the base64 behind it */
#define DER_MAX ((size_t)16 << 10)

struct keyscan {
	struct strv files;
	struct diag *diags; /* one for each file: threads do not share */
	atomic_int err;
};

/* Published with Linux: a test key that protects nothing. */
static bool is_published(const char *path)
{
	static const char sgx[] = "/tools/testing/selftests/sgx/sign_key.pem";
	size_t n = strlen(path), m = sizeof(sgx) - 1;

	return n > m && strcmp(path + n - m, sgx) == 0;
}

/* Key material behind the marker, not a program's or a text's mention of it. */
static bool is_key_material(const char *p, const char *end)
{
	static const char encrypted[] = "Proc-Type:";
	size_t n = 0;

	/* the line's end, also as \n or \r\n in a string */
	while (p < end && strchr("\r\n\\rn", *p) && *p && n++ < 4)
		p++;
	if ((size_t)(end - p) >= sizeof(encrypted) - 1 &&
	    memcmp(p, encrypted, sizeof(encrypted) - 1) == 0)
		return true;
	for (n = 0; p + n < end && n < 32; n++)
		if (!isalnum((unsigned char)p[n]) && p[n] != '+' && p[n] != '/')
			return false;
	return n == 32;
}

static bool holds_pem(const char *data, size_t size)
{
	static const char marker[] = "PRIVATE KEY-----";
	const size_t n = sizeof(marker) - 1;
	const char *end = data + size, *p = data;

	while ((p = memmem(p, (size_t)(end - p), marker, n))) {
		p += n;
		if (is_key_material(p, end))
			return true;
	}
	return false;
}

static int read_chunk(int fd, char *buf, size_t size, size_t *ret)
{
	ssize_t n;

	do
		n = read(fd, buf, size);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	*ret = (size_t)n;
	return 0;
}

/* Return: 1 when the file holds a key, 0 when not, or a negative errno. */
static int scan_fd(int fd, char *buf)
{
	size_t kept = 0, n = 0;
	bool first = true;
	int err;

	while ((err = read_chunk(fd, buf + kept, CHUNK, &n)) == 0 && n > 0) {
		size_t have = kept + n;

		if (holds_pem(buf, have))
			return 1;
		/* 0x30: a SEQUENCE, as every key is; OpenSSL takes a millisecond */
		if (first && have <= DER_MAX && buf[0] == 0x30 &&
		    keypair_is_private_key(buf, have))
			return 1;
		first = false;
		kept = have < OVERLAP ? have : OVERLAP;
		memmove(buf, buf + have - kept, kept);
	}
	return err;
}

static void scan_one(void *context, size_t i)
{
	struct keyscan *k = context;
	const char *path = k->files.v[i];
	_cleanup_(cleanup_free) char *buf = xmalloc(OVERLAP + CHUNK);
	_cleanup_(cleanup_close) int fd =
		open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	struct loc loc = {.file = path};
	int found = fd < 0 ? -errno : scan_fd(fd, buf);

	if (found == 1) {
		diag_at(&k->diags[i], DIAG_ERROR, &loc,
			"it holds a private key; nothing here may, remove it and do not "
			"trust its certificate any more");
		k->err = -EBADMSG;
	} else if (found < 0 && found != -ENOENT) { /* a file may be gone by now */
		k->err = diag_errno(&k->diags[i], found, "cannot read '%s'", path);
	}
}

static int list_files(const char *dir, struct strv *files, struct diag *d)
{
	_cleanup_(cleanup_free) char *top = path_trim(dir);
	char *paths[] = {top, NULL};
	FTS *fts = fts_open(paths, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR, NULL);
	const FTSENT *e;
	int err = 0;

	if (!fts)
		return diag_errno(d, -errno, "'%s'", dir);
	while ((e = fts_read(fts))) {
		if (e->fts_info == FTS_F && !is_published(e->fts_path))
			strv_push(files, e->fts_path);
		else if (e->fts_info == FTS_DNR || e->fts_info == FTS_ERR ||
			 (e->fts_info == FTS_NS && e->fts_level == FTS_ROOTLEVEL))
			err = diag_errno(d, -e->fts_errno, "cannot read '%s'",
					 e->fts_path);
	}
	fts_close(fts);
	return err;
}

int keyscan_run(const char *dir, size_t *ret_files, struct diag *d)
{
	struct keyscan k = {0};
	int err;

	err = list_files(dir, &k.files, d);
	if (err == 0) {
		k.diags = xcalloc(k.files.n, sizeof(*k.diags));
		parallel_for(k.files.n, scan_one, &k);
		for (size_t i = 0; i < k.files.n; i++)
			diag_append(d, &k.diags[i]);
		free(k.diags);
		err = k.err;
		*ret_files = k.files.n;
	}
	strv_done(&k.files);
	return err;
}
