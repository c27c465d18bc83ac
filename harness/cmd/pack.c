// SPDX-License-Identifier: GPL-2.0-or-later
/* kharness pack: the initramfs for the boot tests, verified once more when it is done. */
#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "cmd/pack_job.h"
#include "cmd/verb.h"
#include "model/dotconfig.h"
#include "module/certificate.h"
#include "module/signed.h"
#include "pack/expect.h"
#include "pack/ikconfig.h"
#include "pack/manifest.h"
#include "pack/plan.h"
#include "sys/file.h"

#define CONFIG_MAX ((size_t)4 << 20)
#define INIT_MAX   ((size_t)64 << 20)

enum {
	OPT_OBJDIR = 0x100,
	OPT_CONFIG,
	OPT_MODULE,
	OPT_MODULES,
	OPT_INIT,
	OPT_REFUSALS,
	OPT_FEATURES,
	OPT_ASKED,
	OPT_LOAD,
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
	{"features", OPT_FEATURES, "FILE", 0, "What a kernel has to show if asked to", 2},
	{"asked", OPT_ASKED, "FILE", 0, "Plan features by this .config instead", 2},
	{"load", OPT_LOAD, "all|tests", 0,
	 "Load every module, the default, or those that the tests need", 2},
	{"probe", OPT_PROBE, "NAME", 0, "Module that answers through sysfs", 2},
	{"cmdline", OPT_CMDLINE, "TEXT", 0, "Kernel command line of the boots to come",
	 2},
	{"cross", OPT_CROSS, "PREFIX", 0, "Prefix of strip, for another architecture", 2},
	{"output", 'o', "DIR", 0, "Where initramfs.cpio.zst and manifest.json go", 1},
	{0},
};

static void check_options(const struct pack_options *o, const struct argp_state *state)
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

static bool parse_load(const char *arg, const struct argp_state *state)
{
	if (strcmp(arg, "tests") == 0)
		return true;
	if (strcmp(arg, "all") != 0)
		verb_usage(state, "--load takes all or tests, not '%s'", arg);
	return false;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct pack_options *o = state->input;

	switch (key) {
	case OPT_OBJDIR: o->objdir = arg; break;
	case OPT_CONFIG: o->config = arg; break;
	case OPT_MODULE: strv_push(&o->external, arg); break;
	case OPT_MODULES: o->modules = arg; break;
	case OPT_INIT: o->init = arg; break;
	case OPT_REFUSALS: o->refusals = arg; break;
	case OPT_FEATURES: o->features = arg; break;
	case OPT_ASKED: o->asked = arg; break;
	case OPT_LOAD: o->only_tests = parse_load(arg, state); break;
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

static int add_init(struct pack_job *j, struct diag *d)
{
	char *init = NULL;
	size_t size;
	int err = file_read(j->o->init, INIT_MAX, &init, &size, d);

	if (err < 0)
		return err;
	initramfs_add(&j->archive, "init", init, size, 0755);
	return 0;
}

static int add_config(struct pack_job *j, struct diag *d)
{
	const struct vmlinux *v = &j->built.vmlinux;
	int err;

	/* what ships need not tell everybody how it was configured */
	if (!v->ikconfig && !dotconfig_is(j->config, "CONFIG_IKCONFIG", "y"))
		return 0;
	if (!v->ikconfig) {
		diag_error(d, "vmlinux carries no config, and CONFIG_IKCONFIG=y");
		return -EBADMSG;
	}
	err = ikconfig_check(v->ikconfig, v->ikconfig_size, j->config, d);
	if (err < 0 || !dotconfig_is(j->config, "CONFIG_IKCONFIG_PROC", "y"))
		return err;
	initramfs_add(&j->archive, "kharness/config.gz",
		      xmemdup(v->ikconfig, v->ikconfig_size), v->ikconfig_size, 0644);
	return plan_add(&j->plan, d, "config", "/kharness/config.gz", NULL);
}

static int add_state(struct pack_job *j, struct diag *d)
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
	if (err == 0)
		err = plan_add_sysctls(&j->plan, d, cmdline);
	return err;
}

/* The bytes that will be loaded are the ones that are verified: those in the archive. */
static int verify_file(void *context, const char *path, const char *data, size_t size,
		       struct diag *d)
{
	struct pack_job *j = context;
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

static int verify_archive(struct pack_job *j, const char *path, struct diag *d)
{
	int err = initramfs_read(path, verify_file, j, d);

	if (err == 0 && j->n_verified != j->n_wanted) {
		diag_error(d, "%zu of %zu modules are in the archive", j->n_verified,
			   j->n_wanted);
		err = -EBADMSG;
	}
	return err;
}

static int write_all_files(struct pack_job *j, const char *output, const char *fresh,
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

static int pack(struct pack_job *j, size_t *ret_size, struct diag *d)
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
	if (err == 0)
		err = file_read(j->o->asked ? j->o->asked : j->o->config, CONFIG_MAX,
				&j->asked, NULL, d);
	if (err == 0 && j->o->features)
		err = features_read(j->o->features, &j->features, d);
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
		err = pack_add_modules(j, d);
	if (err == 0)
		err = pack_add_features(j, d);
	return err < 0 ? err : write_all_files(j, output, fresh, ret_size, d);
}

int cmd_pack(int argc, char **argv)
{
	static const struct argp argp = {
		argp_options, parse, NULL, "Make the initramfs for the boot tests.",
		NULL,	      NULL,  NULL};
	struct pack_options o = {.cmdline = ""};
	struct pack_job j = {.o = &o,
			     .built = BUILT_KERNEL_INIT,
			     .order = LOAD_ORDER_INIT,
			     .features = FEATURES_INIT,
			     .archive = INITRAMFS_INIT,
			     .plan = STRBUF_INIT};
	struct diag d = DIAG_INIT;
	size_t size = 0;
	int err;

	verb_parse(&argp, argc, argv, &o);
	err = pack(&j, &size, &d);
	if (err == 0)
		printf("pack: %zu modules and %zu cases to refuse, %zu kB, all verified in "
		       "the archive; %zu features\n",
		       j.n_wanted, j.n_refusals, size / 1000, j.n_features);
	free(j.config);
	free(j.asked);
	free(j.wanted);
	features_done(&j.features);
	free(j.tree);
	free(j.place);
	strbuf_done(&j.plan);
	initramfs_done(&j.archive);
	load_order_done(&j.order);
	built_kernel_done(&j.built);
	strv_done(&o.external);
	return verb_end(err, &d);
}
