// SPDX-License-Identifier: GPL-2.0-or-later
/* kharness pack: the modules, and damaged copies of one that the kernel must refuse. */
#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "cmd/pack_job.h"
#include "model/dotconfig.h"
#include "module/modinfo.h"
#include "module/tamper.h"
#include "module/zst.h"
#include "pack/plan.h"
#include "pack/refusals.h"
#include "sys/file.h"

#define MODULE_MAX ((size_t)256 << 20)

static int add_versions(struct pack_job *j, const char *data, size_t size,
			const char *name, struct diag *d)
{
	_cleanup_(modinfo_done) struct modinfo info = MODINFO_INIT;
	_cleanup_(strbuf_done) struct strbuf module = STRBUF_INIT;
	int err = zst_decompress(data, size, name, &module, d);

	if (err == 0)
		err = modinfo_read(module.buf, module.len, name, &info, d);
	if (err == 0)
		err = plan_add(&j->plan, d, "release", j->built.vmlinux.release, NULL);
	if (err == 0)
		err = plan_add(&j->plan, d, "vermagic", info.vermagic, NULL);
	return err;
}

/* One damaged copy, and the plan's line for it. */
static int add_refusal(struct pack_job *j, struct tamper *t, const struct refusal *c,
		       struct diag *d)
{
	_cleanup_(cleanup_free) char *path = xasprintf("kharness/refuse/%s", c->name);
	_cleanup_(cleanup_free) char *file = xasprintf("/%s", path);
	_cleanup_(cleanup_free) char *flags = NULL;
	_cleanup_(strbuf_done) struct strbuf copy = STRBUF_INIT;
	unsigned int made_flags;
	size_t size;
	int err = tamper_make(t, c->how, &copy, &made_flags, d);
	char *data;

	if (err < 0)
		return err;
	flags = xasprintf("%u", made_flags);
	if (strcmp(flags, c->flags) != 0) {
		diag_error(d,
			   "'%s' is loaded with flags %s, and the table of refusals "
			   "says %s",
			   c->name, flags, c->flags);
		return -EINVAL;
	}
	data = strbuf_detach(&copy, &size);
	initramfs_add(&j->archive, path, data, size, 0644);
	return plan_add(&j->plan, d, "refuse", c->name, file, flags, c->error, c->log,
			NULL);
}

static int add_refusals(struct pack_job *j, const struct load_step *step,
			const char *data, size_t size, struct diag *d)
{
	const struct tamper_in in = {
		.data = data,
		.size = size,
		.path = step->path,
		.certificate = j->built.certificate,
		.hash = j->built.hash,
		.cross = j->o->cross,
	};
	_cleanup_(refusals_done) struct refusals r = REFUSALS_INIT;
	_cleanup_(cleanup_free) char *file = xasprintf("/%s/%s", j->place, step->path);
	_cleanup_(cleanup_tamper) struct tamper *t = NULL;
	int err = refusals_read(j->o->refusals, &r, d);

	if (err == 0)
		err = tamper_begin(&in, &t, d);
	if (err == 0)
		err = plan_add(&j->plan, d, "original", step->name, file, "4", NULL);
	for (size_t i = 0; err == 0 && i < r.n; i++)
		err = add_refusal(j, t, &r.cases[i], d);
	j->n_refusals = r.n;
	return err;
}

/* What is read of a module file, and what becomes of it in the archive. */
static int add_file(struct pack_job *j, const struct load_step *step, const char *path,
		    char **ret, size_t *ret_size, struct diag *d)
{
	_cleanup_(cleanup_free) char *from = xasprintf("%s/%s", j->tree, step->path);
	int err = file_read(from, MODULE_MAX, ret, ret_size, d);

	if (err == 0)
		initramfs_add(&j->archive, path, *ret, *ret_size, 0644);
	return err;
}

/* Copies of a module that needs no other one are refused for their damage only. */
static int add_original(struct pack_job *j, const struct load_step *step,
			const char *data, size_t size, struct diag *d)
{
	int err = add_versions(j, data, size, step->path, d);

	return err < 0 ? err : add_refusals(j, step, data, size, d);
}

/* The row of a driver that was asked for as a module. */
static const struct driver *module_driver(const struct pack_job *j, const char *name)
{
	const struct driver *driver = features_driver(&j->features, name);

	return driver && dotconfig_is(j->asked, driver->option, "m") ? driver : NULL;
}

static int add_module(struct pack_job *j, const struct load_step *step, bool *original,
		      struct diag *d)
{
	_cleanup_(cleanup_free) char *path = xasprintf("%s/%s", j->place, step->path);
	_cleanup_(cleanup_free) char *file = xasprintf("/%s", path);
	const struct driver *driver = module_driver(j, step->name);
	bool is_probe = strcmp(step->name, j->o->probe) == 0;
	char *data = NULL;
	size_t size;
	int err = add_file(j, step, path, &data, &size, d);

	if (err == 0 && driver)
		return pack_add_driver(j, step, driver, file, d);
	if (err == 0 && !*original && !step->needs.n) {
		*original = true;
		err = add_original(j, step, data, size, d);
	}
	if (err < 0)
		return err;
	return plan_add(&j->plan, d, is_probe ? "probe" : "module", step->name, file, "4",
			NULL);
}

static void want(struct pack_job *j, const struct load_step *step)
{
	j->wanted[step - j->order.steps] = true;
	strv_foreach (&step->needs, i) {
		const struct load_step *need =
			load_order_find(&j->order, step->needs.v[i]);

		if (need)
			j->wanted[need - j->order.steps] = true;
	}
}

static void choose(struct pack_job *j)
{
	j->wanted = xcalloc(j->order.n + 1, sizeof(*j->wanted));
	for (size_t i = 0; i < j->order.n; i++) {
		const struct load_step *step = &j->order.steps[i];

		if (!j->o->only_tests || strcmp(step->name, j->o->probe) == 0 ||
		    module_driver(j, step->name) ||
		    features_need(&j->features, j->asked, step->name))
			want(j, step);
	}
}

static int check_tree(const struct pack_job *j, bool original, struct diag *d)
{
	if (j->order.n != j->built.order.n) {
		diag_error(d,
			   "'%s/modules.dep' names %zu of the %zu modules of the build; "
			   "run 'kharness sign' again",
			   j->tree, j->order.n, j->built.order.n);
		return -EBADMSG;
	}
	if (!load_order_find(&j->order, j->o->probe)) {
		diag_error(d, "no module '%s' in '%s'", j->o->probe, j->tree);
		return -EBADMSG;
	}
	if (!original) {
		diag_error(d,
			   "each module of '%s' needs another one; of which could "
			   "damaged copies be made?",
			   j->tree);
		return -EBADMSG;
	}
	return 0;
}

int pack_add_modules(struct pack_job *j, struct diag *d)
{
	int err = load_order_compute(j->tree, &j->order, d);
	bool original = false;

	if (err == 0)
		choose(j);
	for (size_t i = 0; err == 0 && i < j->order.n; i++) {
		if (!j->wanted[i])
			continue;
		j->n_wanted++;
		err = add_module(j, &j->order.steps[i], &original, d);
	}
	return err < 0 ? err : check_tree(j, original, d);
}
