// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fts.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "report/read.h"

#define SUFFIX ".ko.zst"

/* As built: kernel/ is the object directory, updates/ the probe's. */
static int64_t built_size(const char *dir, const char *path)
{
	_cleanup_(cleanup_free) char *built = NULL;
	struct stat st;

	if (strncmp(path, "kernel/", 7) == 0)
		built = xasprintf("%s/build/%s", dir, path + 7);
	else if (strncmp(path, "updates/", 8) == 0)
		built = xasprintf("%s/probe/%s", dir, path + 8);
	return built && stat(built, &st) == 0 && S_ISREG(st.st_mode) ? (int64_t)st.st_size
								     : -1;
}

static void add_module(const char *dir, const char *path, const FTSENT *e,
		       struct report_modules *ret)
{
	size_t n = strlen(path), m = strlen(SUFFIX);
	struct report_module *module;

	if (n <= m || strcmp(path + n - m, SUFFIX) != 0)
		return;
	GROW(ret->v, ret->n, ret->capacity);
	module = &ret->v[ret->n++];
	*module = (struct report_module){
		.path = xstrndup(path, n - strlen(".zst")),
		.signed_ = -1,
		.packed = (int64_t)e->fts_statp->st_size,
	};
	module->built = built_size(dir, module->path);
}

static int by_path(const void *a, const void *b)
{
	const struct report_module *x = a, *y = b;

	return strcmp(x->path, y->path);
}

int read_modules(const char *dir, const char *release, struct report_modules *ret,
		 struct diag *d)
{
	_cleanup_(cleanup_free) char *root =
		xasprintf("%s/modules/lib/modules/%s", dir, release);
	char *paths[] = {root, NULL};
	size_t n = strlen(root);
	const FTSENT *e;
	int err = 0;
	FTS *fts;

	if (access(root, F_OK) < 0)
		return errno == ENOENT ? 0 : diag_errno(d, -errno, "'%s'", root);
	fts = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	if (!fts)
		return diag_errno(d, -errno, "'%s'", root);
	ret->there = true;
	while ((e = fts_read(fts))) {
		if (e->fts_info == FTS_F && strlen(e->fts_path) > n)
			add_module(dir, e->fts_path + n + 1, e, ret);
		else if (e->fts_info == FTS_DNR || e->fts_info == FTS_ERR ||
			 e->fts_info == FTS_NS)
			err = diag_errno(d, -e->fts_errno, "'%s'", e->fts_path);
	}
	fts_close(fts);
	if (ret->n)
		qsort(ret->v, ret->n, sizeof(*ret->v), by_path);
	return err;
}
