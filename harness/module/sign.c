// SPDX-License-Identifier: GPL-2.0-or-later
#include "module/sign.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>

#include "base/alloc.h"
#include "module/built.h"
#include "module/depmod.h"
#include "module/signed.h"
#include "module/verify.h"
#include "module/zst.h"
#include "sys/file.h"
#include "sys/parallel.h"
#include "sys/proc.h"
#include "sys/progress.h"

struct sign {
	const struct sign_in *in;
	struct built_kernel built;
	struct keypair *pair;
	char *output;
	char *fresh; /* OUTPUT.new: the tree in the making */
	char *root;  /* FRESH/lib/modules/RELEASE */
	int *dir_fds;
	size_t batch;	    /* modules for one strip process */
	struct diag *diags; /* one for each module: threads do not share */
	int *errs;
	pthread_mutex_t lock; /* of what is below */
	struct sign_out *out;
	struct progress progress;
};

static int load_pair(struct sign *s, struct diag *d)
{
	const struct sign_in *in = s->in;
	const struct built_kernel *b = &s->built;
	int err;

	err = in->keydir ? keypair_load_ephemeral(in->keydir, b->certificate_path,
						  &s->pair, d)
			 : keypair_load(in->key, in->cert, &s->pair, d);
	if (err < 0)
		return err;
	if (!certificate_equal(keypair_certificate(s->pair), b->certificate)) {
		diag_error(
			d,
			"the certificate '%s' is not the one that the kernel was built "
			"with, '%s'; build again with --cert",
			in->cert, b->certificate_path);
		return -EINVAL;
	}
	return built_kernel_check(b, d);
}

/* One module on its way from the build to the new tree. */
struct item {
	const struct order_entry *entry;
	struct diag *d;
	char *plain; /* where it is stripped */
	size_t built;
	int err;
};

/* Its place must really be inside the directory, whatever links stand there. */
static int read_built(struct sign *s, const struct order_entry *e, struct strbuf *ret,
		      struct diag *d)
{
	_cleanup_(cleanup_free) char *path =
		xasprintf("%s/%s", s->built.dirs.v[e->dir], e->path);
	_cleanup_(cleanup_close) int fd =
		file_open_beneath(s->dir_fds[e->dir], e->path, O_RDONLY);
	_cleanup_(cleanup_free) char *data = NULL;
	size_t size;
	int err;

	if (fd < 0)
		return diag_errno(d, fd, "cannot open '%s'", path);
	err = file_read_fd(fd, path, MODULE_SIZE_MAX, &data, &size, d);
	if (err == 0)
		err = module_check_unsigned(data, size, path, e->name, &s->built, d);
	if (err == 0)
		strbuf_add(ret, data, size);
	return err;
}

/* No fsync: the whole tree is synced once, before it is put in place. */
static int write_new(const char *path, const struct strbuf *data, struct diag *d)
{
	_cleanup_(cleanup_close) int fd =
		open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	int err = fd < 0 ? -errno : write_all(fd, data->buf, data->len);

	return err < 0 ? diag_errno(d, err, "cannot write '%s'", path) : 0;
}

/* A checked copy in the new tree. */
static int copy_item(struct sign *s, struct item *item)
{
	_cleanup_(strbuf_done) struct strbuf module = STRBUF_INIT;
	_cleanup_(cleanup_free) char *dir = NULL;
	int err;

	item->plain = xasprintf("%s/%s", s->root, item->entry->install);
	dir = dir_of(item->plain);
	err = read_built(s, item->entry, &module, item->d);
	if (err == 0)
		err = dir_make(dir, item->d);
	if (err == 0)
		err = write_new(item->plain, &module, item->d);
	item->built = module.len;
	return err;
}

/* BTF, ORC, symbols and build-id survive --strip-debug; a signature would not. */
static int strip_items(const struct sign *s, const struct item *items, size_t n,
		       struct diag *d)
{
	_cleanup_(proc_result_done) struct proc_result result = PROC_RESULT_INIT;
	_cleanup_(strv_done) struct strv argv = STRV_INIT;
	struct proc_spec spec = {0};
	size_t fixed;

	strv_pushf(&argv, "%sstrip", s->in->cross ? s->in->cross : "");
	strv_pushl(&argv, "--strip-debug", "--", NULL);
	fixed = argv.n;
	for (size_t i = 0; i < n; i++)
		if (items[i].err == 0)
			strv_push(&argv, items[i].plain);
	spec.argv = (const char *const *)argv.v;
	return argv.n > fixed ? proc_check(&spec, &result, d) : 0;
}

static int take_stripped(const char *path, struct strbuf *ret, struct diag *d)
{
	_cleanup_(cleanup_free) char *data = NULL;
	size_t size;
	int err;

	err = file_read(path, ZST_CONTENT_MAX / 2, &data, &size, d);
	if (err < 0)
		return err;
	if (unlink(path) < 0)
		return diag_errno(d, -errno, "cannot remove '%s'", path);
	strbuf_add(ret, data, size);
	return 0;
}

static void count(struct sign *s, const struct item *item, size_t stripped, size_t packed)
{
	pthread_mutex_lock(&s->lock);
	s->out->n++;
	s->out->built += item->built;
	s->out->stripped += stripped;
	s->out->packed += packed;
	progress_step(&s->progress, item->entry->name);
	pthread_mutex_unlock(&s->lock);
}

static int sign_item(struct sign *s, const struct item *item)
{
	_cleanup_(cleanup_free) char *to = xasprintf("%s" ZST_SUFFIX, item->plain);
	_cleanup_(strbuf_done) struct strbuf module = STRBUF_INIT, packed = STRBUF_INIT;
	size_t stripped;
	int err;

	err = take_stripped(item->plain, &module, item->d);
	if (err < 0)
		return err;
	stripped = module.len;
	err = module_check_unsigned(module.buf, module.len, item->plain,
				    item->entry->name, &s->built, item->d);
	if (err == 0)
		err = module_sign(&module, s->pair, s->built.hash, s->in->level, &packed,
				  item->d);
	if (err == 0)
		err = write_new(to, &packed, item->d);
	if (err == 0)
		count(s, item, stripped, packed.len);
	return err;
}

/* Modules that go through one strip process: starting one costs as much as
 * a third of a signature.
 */
#define BATCH 16

static void sign_batch(void *context, size_t batch)
{
	struct sign *s = context;
	const struct module_order *order = &s->built.order;
	size_t first = batch * s->batch;
	size_t n = order->n - first < s->batch ? order->n - first : s->batch;
	struct item items[BATCH] = {0};
	int err;

	for (size_t i = 0; i < n; i++) {
		items[i].entry = &order->entries[first + i];
		items[i].d = &s->diags[first + i];
		items[i].err = copy_item(s, &items[i]);
	}
	err = strip_items(s, items, n, items[0].d);
	for (size_t i = 0; i < n; i++) {
		if (items[i].err == 0)
			items[i].err = err ? err : sign_item(s, &items[i]);
		s->errs[first + i] = items[i].err;
		free(items[i].plain);
	}
}

static int open_dirs(struct sign *s, struct diag *d)
{
	const struct strv *dirs = &s->built.dirs;

	s->dir_fds = xcalloc(dirs->n, sizeof(*s->dir_fds));
	strv_foreach (dirs, i)
		s->dir_fds[i] = -1;
	strv_foreach (dirs, i) {
		s->dir_fds[i] = open(dirs->v[i], O_PATH | O_DIRECTORY | O_CLOEXEC);
		if (s->dir_fds[i] < 0)
			return diag_errno(d, -errno, "'%s'", dirs->v[i]);
	}
	return 0;
}

static int sign_all(struct sign *s, struct diag *d)
{
	size_t n = s->built.order.n, share = n / parallel_cores() + 1;
	int64_t start = progress_clock_ms();
	int err;

	err = open_dirs(s, d);
	if (err < 0)
		return err;
	s->diags = xcalloc(n, sizeof(*s->diags));
	s->errs = xcalloc(n, sizeof(*s->errs));
	s->batch = share < BATCH ? share : BATCH;
	progress_begin(&s->progress, s->in->progress, "sign", n);
	parallel_for((n + s->batch - 1) / s->batch, sign_batch, s);
	progress_end(&s->progress);
	for (size_t i = 0; i < n; i++) {
		diag_append(d, &s->diags[i]);
		err = err ? err : s->errs[i];
	}
	s->out->ms = progress_clock_ms() - start;
	return err;
}

/* Never put a tree in place that has not been verified as it will be read. */
static int verify_fresh(const struct sign *s, struct diag *d)
{
	_cleanup_(verify_out_done) struct verify_out out = VERIFY_OUT_INIT;
	struct verify_in in = {
		.objdir = s->in->objdir,
		.external = s->in->external,
		.modules = s->fresh,
	};

	return verify_run(&in, &out, d);
}

/* The tree there, if any, is replaced as a whole: it must be one of modules. */
static int check_place(const char *tree, struct diag *d)
{
	static const char *const top[] = {"lib", NULL}, *const below[] = {"modules",
									  NULL};
	_cleanup_(cleanup_free) char *lib = xasprintf("%s/lib", tree);
	int err = dir_check_ours(tree, top, d);

	return err < 0 ? err : dir_check_ours(lib, below, d);
}

static int make_tree(struct sign *s, struct diag *d)
{
	int err;

	err = tree_remove(s->fresh, d);
	if (err == 0)
		err = dir_make(s->root, d);
	if (err == 0)
		err = sign_all(s, d);
	if (err == 0)
		err = depmod_run(&s->built, s->fresh, s->root, d);
	if (err == 0)
		err = verify_fresh(s, d);
	if (err == 0)
		err = tree_replace(s->fresh, s->output, d);
	return err;
}

static void fill_in(struct sign *s)
{
	s->out->release = xstrdup(s->built.vmlinux.release);
	s->out->hash = xstrdup(s->built.hash);
	s->out->fingerprint = xstrdup(certificate_fingerprint(s->built.certificate));
}

static void sign_done(struct sign *s)
{
	for (size_t i = 0; s->dir_fds && i < s->built.dirs.n; i++)
		cleanup_close(&s->dir_fds[i]);
	free(s->dir_fds);
	free(s->diags);
	free(s->errs);
	free(s->output);
	free(s->fresh);
	free(s->root);
	keypair_free(s->pair);
	built_kernel_done(&s->built);
	pthread_mutex_destroy(&s->lock);
}

int sign_run(const struct sign_in *in, struct sign_out *ret, struct diag *d)
{
	_cleanup_(sign_done) struct sign s = {.in = in, .out = ret};
	int err;

	pthread_mutex_init(&s.lock, NULL);
	err = built_kernel_read(in->objdir, in->external, &s.built, d);
	if (err == 0)
		err = load_pair(&s, d);
	if (err < 0)
		return err;
	s.output = path_trim(in->output);
	s.fresh = xasprintf("%s.new", s.output);
	s.root = xasprintf("%s/lib/modules/%s", s.fresh, s.built.vmlinux.release);
	err = check_place(s.output, d);
	if (err == 0)
		err = check_place(s.fresh, d);
	if (err < 0)
		return err;
	err = make_tree(&s, d);
	if (err < 0) {
		if (tree_remove(s.fresh, d) < 0)
			diag_note(d, "'%s' can be removed", s.fresh);
		return err;
	}
	fill_in(&s);
	if (!in->keydir)
		return 0;
	err = keypair_destroy(in->keydir, d);
	ret->destroyed = err == 0;
	return err;
}

void sign_out_done(struct sign_out *out)
{
	if (!out)
		return;
	free(out->release);
	free(out->hash);
	free(out->fingerprint);
	*out = (struct sign_out)SIGN_OUT_INIT;
}
