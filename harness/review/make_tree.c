// SPDX-License-Identifier: GPL-2.0-or-later
#include "review/make_tree.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/stat.h>
#include <uthash.h>

#include "base/alloc.h"
#include "base/strbuf.h"
#include "sys/file.h"

#define MAKEFILE_MAX (256 << 10) /* the largest of Linux 6.18 that is read has 20 KiB */

struct entry {
	char *path;
	bool there;
	struct makefile file;
	UT_hash_handle hh;
};

struct make_tree {
	char *dir;
	int fd;
	pthread_mutex_t lock; /* of the files */
	struct entry *files;  /* hash; also of what is not there */
};

int make_tree_open(const char *dir, struct make_tree **ret, struct diag *d)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct make_tree *t;

	if (fd < 0)
		return diag_errno(d, -errno, "cannot open the tree '%s'", dir);
	t = xcalloc(1, sizeof(*t));
	t->dir = xstrdup(dir);
	t->fd = fd;
	pthread_mutex_init(&t->lock, NULL);
	*ret = t;
	return 0;
}

const char *make_tree_dir(const struct make_tree *t)
{
	return t->dir;
}

char *make_tree_read(const struct make_tree *t, const char *path, size_t max)
{
	_cleanup_(diag_done) struct diag said = DIAG_INIT;
	_cleanup_(cleanup_close) int fd = file_open_beneath(t->fd, path, O_RDONLY);
	char *text = NULL;

	/* that it cannot be read is the answer; nobody wants to be told */
	if (fd < 0 || file_read_fd(fd, path, max, &text, NULL, &said) < 0)
		return NULL;
	return text;
}

static struct entry *read_entry(const struct make_tree *t, const char *path)
{
	struct entry *e = xcalloc(1, sizeof(*e));
	_cleanup_(cleanup_free) char *text = make_tree_read(t, path, MAKEFILE_MAX);

	e->path = xstrdup(path);
	e->there = text != NULL;
	if (text)
		makefile_parse(path, text, strlen(text), &e->file);
	return e;
}

const struct makefile *make_tree_file(struct make_tree *t, const char *path)
{
	struct entry *e;

	pthread_mutex_lock(&t->lock);
	HASH_FIND_STR(t->files, path, e);
	if (!e) {
		e = read_entry(t, path);
		HASH_ADD_KEYPTR(hh, t->files, e->path, strlen(e->path), e);
	}
	pthread_mutex_unlock(&t->lock);
	return e->there ? &e->file : NULL;
}

const struct makefile *make_tree_kbuild(struct make_tree *t, const char *dir)
{
	static const char *const names[] = {"Kbuild", "Makefile"};
	const struct makefile *m = NULL;

	for (size_t i = 0; !m && i < ARRAY_SIZE(names); i++) {
		_cleanup_(cleanup_free) char *path = make_path(dir, names[i]);

		m = path ? make_tree_file(t, path) : NULL;
	}
	return m;
}

bool make_tree_has(const struct make_tree *t, const char *path)
{
	struct stat st;

	return fstatat(t->fd, *path ? path : ".", &st, AT_SYMLINK_NOFOLLOW) == 0;
}

void make_tree_close(struct make_tree *t)
{
	struct entry *e, *next;

	if (!t)
		return;
	HASH_ITER (hh, t->files, e, next) {
		HASH_DEL(t->files, e);
		makefile_done(&e->file);
		free(e->path);
		free(e);
	}
	pthread_mutex_destroy(&t->lock);
	close(t->fd);
	free(t->dir);
	free(t);
}

/* --- paths ------------------------------------------------------------------------------ */

static bool drop_last(struct strbuf *s)
{
	if (!s->len)
		return false;
	while (s->len && s->buf[s->len - 1] != '/')
		s->len--;
	s->len -= s->len > 0;
	s->buf[s->len] = '\0';
	return true;
}

static bool add_parts(struct strbuf *to, const char *path)
{
	size_t n;

	for (; *path; path += n + (path[n] == '/')) {
		n = strcspn(path, "/");
		if (!n || (n == 1 && *path == '.'))
			continue;
		if (n == 2 && strncmp(path, "..", 2) == 0) {
			if (!drop_last(to))
				return false;
			continue;
		}
		if (to->len)
			strbuf_addc(to, '/');
		strbuf_add(to, path, n);
	}
	return true;
}

char *make_path(const char *dir, const char *path)
{
	struct strbuf text = STRBUF_INIT;
	bool good = *path != '/' && add_parts(&text, dir) && add_parts(&text, path);

	if (good && text.len)
		return strbuf_detach(&text, NULL);
	strbuf_done(&text);
	return good ? xstrdup("") : NULL;
}
