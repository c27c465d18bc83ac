// SPDX-License-Identifier: GPL-2.0-or-later
#include "sys/relative.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "base/alloc.h"
#include "base/strbuf.h"
#include "sys/file.h"

/* Absolute, without "..", "." and symbolic links in the directory part. */
static int resolve(const char *path, char **ret, struct diag *d)
{
	_cleanup_(cleanup_free) char *trimmed = path_trim(path);
	_cleanup_(cleanup_free) char *parent = dir_of(trimmed), *real = NULL;
	const char *slash = strrchr(trimmed, '/');
	const char *name = slash ? slash + 1 : trimmed;

	if (!*name || strcmp(name, ".") == 0 || strcmp(name, "..") == 0) {
		*ret = realpath(trimmed, NULL);
		return *ret ? 0 : diag_errno(d, -errno, "'%s'", path);
	}
	real = realpath(parent, NULL);
	if (!real)
		return diag_errno(d, -errno, "'%s'", parent);
	*ret = xasprintf("%s/%s", strcmp(real, "/") == 0 ? "" : real, name);
	return 0;
}

/* Length of what both have in common, up to the end of a component. */
static size_t common(const char *a, const char *b)
{
	size_t n = 0;

	for (size_t i = 0;; i++) {
		bool end_a = a[i] == '/' || !a[i], end_b = b[i] == '/' || !b[i];

		if (end_a && end_b)
			n = i;
		if (a[i] != b[i] || !a[i])
			return n;
	}
}

int path_relative(const char *dir, const char *file, char **ret, struct diag *d)
{
	_cleanup_(cleanup_free) char *from = NULL, *to = NULL;
	struct strbuf way = STRBUF_INIT;
	int err = resolve(dir, &from, d);
	size_t n;

	if (err == 0)
		err = resolve(file, &to, d);
	if (err < 0)
		return err;
	n = common(from, to);
	for (const char *p = from + n; *p; p++)
		if (*p == '/' && p[1])
			strbuf_adds(&way, "../");
	strbuf_adds(&way, to[n] == '/' ? to + n + 1 : to + n);
	*ret = strbuf_detach(&way, NULL);
	return 0;
}
