// SPDX-License-Identifier: GPL-2.0-or-later
#include "module/verify.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "module/built.h"
#include "module/signed.h"
#include "module/zst.h"
#include "sys/file.h"
#include "sys/parallel.h"

struct verify {
	struct built_kernel built;
	char *top;  /* the tree, without a slash at its end */
	char *root; /* TOP/lib/modules/RELEASE */
	int root_fd;
	struct verify_out *out;
	struct diag *diags; /* one for each module: threads do not share */
	int err;
};

static void bad_file(struct verify *v, struct diag *d, const char *path, const char *what)
{
	struct loc loc = {.file = path};

	diag_at(d, DIAG_ERROR, &loc, "%s", what);
	v->err = -EBADMSG;
}

/* depmod's files and the kernel's lists stand beside the modules. */
static bool is_list(const char *rel)
{
	return strncmp(rel, "modules.", 8) == 0 && !strchr(rel, '/');
}

static bool is_module(const struct verify *v, const char *rel)
{
	size_t n = strlen(rel), m = strlen(ZST_SUFFIX);
	_cleanup_(cleanup_free) char *install = NULL;

	if (n <= m || strcmp(rel + n - m, ZST_SUFFIX) != 0)
		return false;
	install = xstrndup(rel, n - m);
	return order_find(&v->built.order, install);
}

static void check_entry(struct verify *v, const FTSENT *e, struct diag *d)
{
	size_t n = strlen(v->root);
	bool inside = strncmp(e->fts_path, v->root, n) == 0 && e->fts_path[n] == '/';
	const char *rel = inside ? e->fts_path + n + 1 : e->fts_path;

	switch (e->fts_info) {
	case FTS_D:
	case FTS_DP: return;
	case FTS_F: break;
	case FTS_DNR:
	case FTS_ERR:
	case FTS_NS: v->err = diag_errno(d, -e->fts_errno, "'%s'", e->fts_path); return;
	default:
		bad_file(v, d, e->fts_path,
			 "not a regular file; a module tree holds no links or devices");
		return;
	}
	if (!inside || !(is_list(rel) || is_module(v, rel)))
		bad_file(v, d, e->fts_path, "no modules.order of the build names it");
}

/* Nothing may be there that the build did not make. */
static int check_tree(struct verify *v, struct diag *d)
{
	char *paths[] = {v->top, NULL};
	FTS *fts = fts_open(paths, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR, NULL);
	const FTSENT *e;

	if (!fts)
		return diag_errno(d, -errno, "'%s'", v->top);
	while ((e = fts_read(fts)))
		check_entry(v, e, d);
	fts_close(fts);
	return 0;
}

static int verify_file(struct verify *v, struct verify_module *m, const char *path,
		       const char *name, struct diag *d)
{
	_cleanup_(cleanup_close) int fd =
		file_open_beneath(v->root_fd, m->path, O_RDONLY);
	_cleanup_(cleanup_free) char *data = NULL;
	int err;

	if (fd < 0) {
		struct loc loc = {.file = path};

		diag_at(d, DIAG_ERROR, &loc, "%s",
			fd == -ENOENT ? "missing, though modules.order names it"
				      : strerror(-fd));
		return -EBADMSG;
	}
	err = file_read_fd(fd, path, ZST_CONTENT_MAX, &data, &m->packed, d);
	if (err < 0)
		return err;
	return module_verify(data, m->packed, path, name, &v->built, &m->size, d);
}

static void verify_one(void *context, size_t i)
{
	struct verify *v = context;
	const struct order_entry *e = &v->built.order.entries[i];
	struct verify_module *m = &v->out->modules[i];
	_cleanup_(cleanup_free) char *path = NULL;

	m->path = xasprintf("%s" ZST_SUFFIX, e->install);
	path = xasprintf("%s/%s", v->root, m->path);
	m->good = verify_file(v, m, path, e->name, &v->diags[i]) == 0;
}

static void fill_in(struct verify *v)
{
	const struct built_kernel *b = &v->built;
	struct verify_out *out = v->out;

	out->release = xstrdup(b->vmlinux.release);
	out->vermagic = b->vmlinux.vermagic ? xstrdup(b->vmlinux.vermagic) : NULL;
	out->hash = xstrdup(b->hash);
	out->fingerprint = xstrdup(certificate_fingerprint(b->certificate));
	out->n = b->order.n;
	out->modules = xcalloc(out->n, sizeof(*out->modules));
}

static int verify_modules(struct verify *v, struct diag *d)
{
	struct verify_out *out = v->out;

	v->root_fd = open(v->root, O_PATH | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (v->root_fd < 0)
		return diag_errno(d, -errno, "no modules of this kernel: '%s'", v->root);
	fill_in(v);
	v->diags = xcalloc(out->n, sizeof(*v->diags));
	parallel_for(out->n, verify_one, v);
	for (size_t i = 0; i < out->n; i++) {
		diag_append(d, &v->diags[i]);
		out->n_bad += !out->modules[i].good;
	}
	free(v->diags);
	close(v->root_fd);
	return out->n_bad ? -EBADMSG : 0;
}

int verify_run(const struct verify_in *in, struct verify_out *ret, struct diag *d)
{
	struct verify v = {.out = ret};
	int err;

	err = built_kernel_read(in->objdir, in->external, &v.built, d);
	if (err < 0)
		return err;
	v.top = path_trim(in->modules);
	v.root = xasprintf("%s/lib/modules/%s", v.top, v.built.vmlinux.release);
	v.err = built_kernel_check(&v.built, d);
	err = verify_modules(&v, d);
	if (err == 0 || err == -EBADMSG) {
		int tree_err = check_tree(&v, d);

		err = err ? err : tree_err;
	}
	free(v.top);
	free(v.root);
	built_kernel_done(&v.built);
	return err ? err : v.err;
}

void verify_out_done(struct verify_out *out)
{
	if (!out)
		return;
	for (size_t i = 0; i < out->n; i++)
		free(out->modules[i].path);
	free(out->modules);
	free(out->release);
	free(out->vermagic);
	free(out->hash);
	free(out->fingerprint);
	*out = (struct verify_out)VERIFY_OUT_INIT;
}
