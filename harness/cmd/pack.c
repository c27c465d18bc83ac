// SPDX-License-Identifier: GPL-2.0-or-later
/* kharness pack: the initramfs for the boot tests, verified once more when it is done. */
#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "cmd/verb.h"
#include "module/built.h"
#include "module/certificate.h"
#include "module/modinfo.h"
#include "module/signed.h"
#include "module/tamper.h"
#include "module/zst.h"
#include "pack/expect.h"
#include "pack/ikconfig.h"
#include "pack/initramfs.h"
#include "pack/load_order.h"
#include "pack/manifest.h"
#include "pack/plan.h"
#include "pack/refusals.h"
#include "sys/file.h"

#define CONFIG_MAX ((size_t)4 << 20)
#define INIT_MAX   ((size_t)64 << 20)
#define MODULE_MAX ((size_t)256 << 20)

struct options {
	const char *objdir;
	const char *config;
	const char *modules;
	const char *init;
	const char *refusals;
	const char *probe;
	const char *cmdline;
	const char *cross;
	const char *output;
	struct strv external;
};

/* Everything that the steps below share. */
struct job {
	const struct options *o;
	struct built_kernel built;
	struct load_order order;
	struct initramfs archive;
	struct strbuf plan;
	char *config;
	char *tree;  /* MODULES/lib/modules/RELEASE */
	char *place; /* the same in the guest, without a leading slash */
	size_t n_refusals;
	size_t n_verified;
};

enum {
	OPT_OBJDIR = 0x100,
	OPT_CONFIG,
	OPT_MODULE,
	OPT_MODULES,
	OPT_INIT,
	OPT_REFUSALS,
	OPT_PROBE,
	OPT_CMDLINE,
	OPT_CROSS
};

static const struct argp_option argp_options[] = {
	{"objdir", OPT_OBJDIR, "DIR", 0, "Object directory of the kernel's build", 1},
	{"config", OPT_CONFIG, "FILE", 0, "Merged .config", 1},
	{"module", OPT_MODULE, "DIR", 0, "External module that was built in DIR", 1},
	{"modules", OPT_MODULES, "DIR", 0, "Signed modules, as 'sign' leaves them", 1},
	{"init", OPT_INIT, "FILE", 0, "Static program that becomes /init", 2},
	{"refusals", OPT_REFUSALS, "FILE", 0, "Cases that the kernel must refuse", 2},
	{"probe", OPT_PROBE, "NAME", 0, "Module that answers through sysfs", 2},
	{"cmdline", OPT_CMDLINE, "TEXT", 0, "Kernel command line of the boots to come",
	 2},
	{"cross", OPT_CROSS, "PREFIX", 0, "Prefix of strip, for another architecture", 2},
	{"output", 'o', "DIR", 0, "Where initramfs.cpio.zst and manifest.json go", 1},
	{0},
};

static void check_options(const struct options *o, const struct argp_state *state)
{
	const struct {
		const char *value;
		const char *name;
	} needed[] = {
		{o->objdir, "--objdir"},     {o->config, "--config"},
		{o->modules, "--modules"},   {o->init, "--init"},
		{o->refusals, "--refusals"}, {o->probe, "--probe"},
		{o->output, "-o"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(needed); i++)
		if (!needed[i].value)
			verb_usage(state, "%s is missing", needed[i].name);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case OPT_OBJDIR: o->objdir = arg; break;
	case OPT_CONFIG: o->config = arg; break;
	case OPT_MODULE: strv_push(&o->external, arg); break;
	case OPT_MODULES: o->modules = arg; break;
	case OPT_INIT: o->init = arg; break;
	case OPT_REFUSALS: o->refusals = arg; break;
	case OPT_PROBE: o->probe = arg; break;
	case OPT_CMDLINE: o->cmdline = arg; break;
	case OPT_CROSS: o->cross = arg; break;
	case 'o': o->output = arg; break;
	case ARGP_KEY_ARG: verb_usage(state, "unexpected argument '%s'", arg);
	case ARGP_KEY_END: check_options(o, state); break;
	default: return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static int add_init(struct job *j, struct diag *d)
{
	char *init = NULL;
	size_t size;
	int err = file_read(j->o->init, INIT_MAX, &init, &size, d);

	if (err < 0)
		return err;
	initramfs_add(&j->archive, "init", init, size, 0755);
	return 0;
}

static int add_config(struct job *j, struct diag *d)
{
	const struct vmlinux *v = &j->built.vmlinux;
	int err;

	if (!v->ikconfig) {
		diag_error(d, "vmlinux carries no config; set CONFIG_IKCONFIG_PROC");
		return -EBADMSG;
	}
	err = ikconfig_check(v->ikconfig, v->ikconfig_size, j->config, d);
	if (err < 0)
		return err;
	initramfs_add(&j->archive, "kharness/config.gz",
		      xmemdup(v->ikconfig, v->ikconfig_size), v->ikconfig_size, 0644);
	return plan_add(&j->plan, d, "config", "/kharness/config.gz", NULL);
}

static int add_state(struct job *j, struct diag *d)
{
	const char *cmdline = j->o->cmdline;
	_cleanup_(cleanup_free) char *lsm = expect_lsm(j->config, cmdline);
	int err;

	err = plan_add(&j->plan, d, "lockdown", expect_lockdown(j->config, cmdline),
		       NULL);
	if (err == 0)
		err = plan_add(&j->plan, d, "lsm", lsm, NULL);
	if (err == 0)
		err = plan_add(&j->plan, d, "sig_enforce",
			       expect_sig_enforce(j->config, cmdline) ? "Y" : "N", NULL);
	return err;
}

static int add_versions(struct job *j, const char *data, size_t size, const char *name,
			struct diag *d)
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
static int add_refusal(struct job *j, struct tamper *t, const struct refusal *c,
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

static int add_refusals(struct job *j, const struct load_step *step, const char *data,
			size_t size, struct diag *d)
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

static int add_module(struct job *j, const struct load_step *step, size_t i,
		      struct diag *d)
{
	_cleanup_(cleanup_free) char *from = xasprintf("%s/%s", j->tree, step->path);
	_cleanup_(cleanup_free) char *path = xasprintf("%s/%s", j->place, step->path);
	_cleanup_(cleanup_free) char *file = xasprintf("/%s", path);
	bool is_probe = strcmp(step->name, j->o->probe) == 0;
	char *data = NULL;
	size_t size;
	int err = file_read(from, MODULE_MAX, &data, &size, d);

	if (err < 0)
		return err;
	initramfs_add(&j->archive, path, data, size, 0644);
	if (i == 0) {
		/* the first one depends on nothing: copies of it are refused for
		   their damage and for nothing else */
		err = add_versions(j, data, size, step->path, d);
		if (err == 0)
			err = add_refusals(j, step, data, size, d);
	}
	if (err < 0)
		return err;
	return plan_add(&j->plan, d, is_probe ? "probe" : "module", step->name, file, "4",
			NULL);
}

static int add_modules(struct job *j, struct diag *d)
{
	bool has_probe = false;
	int err = load_order_compute(j->tree, &j->order, d);

	for (size_t i = 0; err == 0 && i < j->order.n; i++) {
		has_probe |= strcmp(j->order.steps[i].name, j->o->probe) == 0;
		err = add_module(j, &j->order.steps[i], i, d);
	}
	if (err == 0 && j->order.n != j->built.order.n) {
		diag_error(d,
			   "'%s/modules.dep' names %zu of the %zu modules of the build; "
			   "run 'kharness sign' again",
			   j->tree, j->order.n, j->built.order.n);
		err = -EBADMSG;
	}
	if (err == 0 && !has_probe) {
		diag_error(d, "no module '%s' in '%s'", j->o->probe, j->tree);
		err = -EBADMSG;
	}
	return err;
}

/* The bytes that will be loaded are the ones that are verified: those in the archive. */
static int verify_file(void *context, const char *path, const char *data, size_t size,
		       struct diag *d)
{
	struct job *j = context;
	size_t n = strlen(j->place);

	if (strncmp(path, j->place, n) != 0)
		return 0;
	for (size_t i = 0; i < j->order.n; i++) {
		const struct load_step *step = &j->order.steps[i];

		if (strcmp(path + n + 1, step->path) != 0)
			continue;
		j->n_verified++;
		return module_verify(data, size, path, step->name, &j->built, NULL, d);
	}
	diag_error(d, "'%s' is in the archive and was not packed", path);
	return -EBADMSG;
}

static int verify_archive(struct job *j, const char *path, struct diag *d)
{
	int err = initramfs_read(path, verify_file, j, d);

	if (err == 0 && j->n_verified != j->order.n) {
		diag_error(d, "%zu of %zu modules are in the archive", j->n_verified,
			   j->order.n);
		err = -EBADMSG;
	}
	return err;
}

static int write_all_files(struct job *j, const char *output, const char *fresh,
			   size_t *ret_size, struct diag *d)
{
	_cleanup_(cleanup_free) char *archive = NULL, *manifest = NULL;
	size_t size;
	char *plan;
	int err;

	plan = strbuf_detach(&j->plan, &size);
	initramfs_add(&j->archive, "kharness/plan", plan, size, 0644);
	archive = xasprintf("%s/initramfs.cpio.zst", fresh);
	manifest = xasprintf("%s/manifest.json", fresh);
	err = tree_remove(fresh, d);
	if (err == 0)
		err = dir_make(fresh, d);
	if (err == 0)
		err = initramfs_write(&j->archive, archive, ret_size, d);
	if (err == 0)
		err = verify_archive(j, archive, d);
	if (err == 0)
		err = manifest_write(&j->archive, j->built.vmlinux.release,
				     certificate_fingerprint(j->built.certificate),
				     manifest, d);
	if (err == 0)
		err = tree_replace(fresh, output, d);
	if (err < 0 && tree_remove(fresh, d) < 0)
		diag_note(d, "'%s' is left behind", fresh);
	return err;
}

static int pack(struct job *j, size_t *ret_size, struct diag *d)
{
	static const char *const names[] = {"initramfs.cpio.zst", "manifest.json", NULL};
	_cleanup_(cleanup_free) char *output = path_trim(j->o->output);
	_cleanup_(cleanup_free) char *fresh = xasprintf("%s.new", output);
	int err = dir_check_ours(output, names, d);

	if (err == 0)
		err = dir_check_ours(fresh, names, d);
	if (err == 0)
		err = built_kernel_read(j->o->objdir, &j->o->external, &j->built, d);
	if (err == 0)
		err = built_kernel_check(&j->built, d);
	if (err == 0)
		err = file_read(j->o->config, CONFIG_MAX, &j->config, NULL, d);
	if (err < 0)
		return err;
	j->place = xasprintf("lib/modules/%s", j->built.vmlinux.release);
	j->tree = xasprintf("%s/%s", j->o->modules, j->place);
	err = add_init(j, d);
	if (err == 0)
		err = add_config(j, d);
	if (err == 0)
		err = add_state(j, d);
	if (err == 0)
		err = add_modules(j, d);
	return err < 0 ? err : write_all_files(j, output, fresh, ret_size, d);
}

int cmd_pack(int argc, char **argv)
{
	static const struct argp argp = {
		argp_options, parse, NULL, "Make the initramfs for the boot tests.",
		NULL,	      NULL,  NULL};
	struct options o = {.cmdline = ""};
	struct job j = {.o = &o,
			.built = BUILT_KERNEL_INIT,
			.order = LOAD_ORDER_INIT,
			.archive = INITRAMFS_INIT,
			.plan = STRBUF_INIT};
	struct diag d = DIAG_INIT;
	size_t size = 0;
	int err;

	verb_parse(&argp, argc, argv, &o);
	err = pack(&j, &size, &d);
	if (err == 0)
		printf("pack: %zu modules and %zu cases to refuse, %zu kB, all verified in "
		       "the archive\n",
		       j.order.n, j.n_refusals, size / 1000);
	free(j.config);
	free(j.tree);
	free(j.place);
	strbuf_done(&j.plan);
	initramfs_done(&j.archive);
	load_order_done(&j.order);
	built_kernel_done(&j.built);
	strv_done(&o.external);
	return verb_end(err, &d);
}
