// SPDX-License-Identifier: GPL-2.0-or-later
/* kharness build: run the kernel's make, with one trusted certificate in it. */
#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "base/parse.h"
#include "cmd/verb.h"
#include "kbuild/build.h"
#include "kbuild/hosttools.h"
#include "kbuild/record.h"
#include "model/dotconfig.h"
#include "module/built.h"
#include "module/certificate.h"
#include "module/keypair.h"
#include "sys/file.h"

#define CONFIG_MAX ((size_t)4 << 20)

struct options {
	struct build_in in;
	struct build_module *modules;
	size_t modules_capacity;
	const char *keydir;
	const char *key;
	const char *cert;
	const char *name;
	const char *record;
	enum keypair_type type;
};

enum {
	OPT_LINUX = 0x100,
	OPT_ARCH,
	OPT_CROSS,
	OPT_CONFIG,
	OPT_OBJDIR,
	OPT_LOG,
	OPT_RECORD,
	OPT_DATE,
	OPT_KEYDIR,
	OPT_KEY_TYPE,
	OPT_KEY,
	OPT_CERT,
	OPT_NAME,
	OPT_MODULE
};

static const struct argp_option argp_options[] = {
	{"linux", OPT_LINUX, "DIR", 0, "Source tree", 1},
	{"arch", OPT_ARCH, "ARCH", 0, "Architecture, as the kernel's ARCH=", 1},
	{"cross", OPT_CROSS, "PREFIX", 0, "Prefix of the cross compiler", 1},
	{"config", OPT_CONFIG, "FILE", 0, "Merged .config", 1},
	{"objdir", OPT_OBJDIR, "DIR", 0, "Where objects go", 1},
	{"module", OPT_MODULE, "DIR=COPY", 0,
	 "Build the external module in DIR as well, in a copy", 1},
	{"jobs", 'j', "N", 0, "Jobs, when no jobserver is inherited", 1},
	{"log", OPT_LOG, "FILE", 0, "Full output of make", 2},
	{"record", OPT_RECORD, "FILE", 0, "Write compiler and environment as JSON", 2},
	{"date", OPT_DATE, "DATE", 0, "Build date that the kernel carries", 2},
	{"keydir", OPT_KEYDIR, "DIR", 0,
	 "Make a new key pair; its private half goes here", 3},
	{"key-type", OPT_KEY_TYPE, "TYPE", 0, "rsa (RSA-4096, default) or ecdsa (P-384)",
	 3},
	{"name", OPT_NAME, "NAME", 0, "Common name in the new certificate", 3},
	{"key", OPT_KEY, "FILE", 0, "Use this key pair instead: private key, PEM", 3},
	{"cert", OPT_CERT, "FILE", 0, "Certificate of --key, PEM", 3},
	{0},
};

static void add_module(struct options *o, char *arg, const struct argp_state *state)
{
	char *equals = strchr(arg, '=');

	if (!equals || equals == arg || !equals[1])
		verb_usage(state, "--module takes DIR=COPY, not '%s'", arg);
	*equals = '\0';
	GROW(o->modules, o->in.n_modules, o->modules_capacity);
	o->modules[o->in.n_modules++] = (struct build_module){arg, equals + 1};
	o->in.modules = o->modules;
}

static void check_options(const struct options *o, const struct argp_state *state)
{
	const struct {
		const char *value;
		const char *name;
	} needed[] = {
		{o->in.make.linux_dir, "linux"},
		{o->in.make.arch, "arch"},
		{o->in.config, "config"},
		{o->in.make.objdir, "objdir"},
		{o->in.log, "log"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(needed); i++)
		if (!needed[i].value)
			verb_usage(state, "--%s is missing", needed[i].name);
	if (!o->key != !o->cert)
		verb_usage(state, "--key and --cert belong together");
	if (!o->key == !o->keydir)
		verb_usage(state, "give either --keydir or --key and --cert");
}

static error_t parse_make(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;
	uint64_t jobs;

	switch (key) {
	case OPT_LINUX: o->in.make.linux_dir = arg; break;
	case OPT_ARCH: o->in.make.arch = arg; break;
	case OPT_CROSS: o->in.make.cross = arg; break;
	case OPT_CONFIG: o->in.config = arg; break;
	case OPT_OBJDIR: o->in.make.objdir = arg; break;
	case OPT_LOG: o->in.log = arg; break;
	case OPT_RECORD: o->record = arg; break;
	case OPT_DATE: o->in.make.date = arg; break;
	case OPT_MODULE: add_module(o, arg, state); break;
	case 'j':
		if (parse_u64(arg, 4096, &jobs) < 0 || jobs == 0)
			verb_usage(state, "'%s' is no number of jobs", arg);
		o->in.make.jobs = (unsigned int)jobs;
		break;
	default: return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case OPT_KEYDIR: o->keydir = arg; break;
	case OPT_KEY: o->key = arg; break;
	case OPT_CERT: o->cert = arg; break;
	case OPT_NAME: o->name = arg; break;
	case OPT_KEY_TYPE:
		if (strcmp(arg, "rsa") != 0 && strcmp(arg, "ecdsa") != 0)
			verb_usage(state, "no key type '%s': rsa or ecdsa", arg);
		o->type = arg[0] == 'r' ? KEYPAIR_RSA_4096 : KEYPAIR_ECDSA_P384;
		break;
	case ARGP_KEY_ARG: verb_usage(state, "unexpected argument '%s'", arg);
	case ARGP_KEY_END: check_options(o, state); break;
	default: return parse_make(key, arg, state);
	}
	return 0;
}

static int check_tree(const char *linux_dir, struct diag *d)
{
	_cleanup_(cleanup_free) char *kbuild = xasprintf("%s/Kbuild", linux_dir);
	_cleanup_(cleanup_free) char *kconfig =
		xasprintf("%s/scripts/kconfig", linux_dir);

	if (access(kbuild, F_OK) == 0 && access(kconfig, F_OK) == 0)
		return 0;
	diag_error(d, "'%s' is no Linux source tree; give one by --linux", linux_dir);
	return -ENOENT;
}

/* What signing would find wrong with the config is told before the kernel is built. */
static int check_signing(const struct options *o, const struct keypair *given,
			 struct diag *d)
{
	bool ecdsa = given ? certificate_is_ecdsa(keypair_certificate(given))
			   : o->type == KEYPAIR_ECDSA_P384;
	_cleanup_(cleanup_free) char *config = NULL;
	int err = file_read(o->in.config, CONFIG_MAX, &config, NULL, d);

	if (err < 0 || !dotconfig_is(config, "CONFIG_MODULE_SIG", "y"))
		return err;
	err = built_config_check(config, o->in.config, d);
	if (err == 0 && ecdsa)
		err = built_config_check_ecdsa(config, o->in.config, d);
	return err;
}

/* Nothing is written before all of this is known to be good. */
static int check(const struct options *o, struct keypair **ret_given, struct diag *d)
{
	int err = check_tree(o->in.make.linux_dir, d);

	if (err == 0)
		err = build_check(&o->in, d);
	if (err == 0 && o->key)
		err = keypair_load(o->key, o->cert, ret_given, d);
	return err < 0 ? err : check_signing(o, *ret_given, d);
}

/* Put the one trusted certificate where SYSTEM_TRUSTED_KEYS expects it. */
static int stage_certificate(const struct options *o, const struct keypair *given,
			     const char *path, struct diag *d)
{
	const struct keypair_request request = {
		.type = o->type,
		.common_name = o->name,
		.keydir = o->keydir,
		.certificate = path,
	};
	_cleanup_(cleanup_free) char *dir = dir_of(path);
	int err = dir_make(dir, d);

	if (err < 0)
		return err;
	if (given)
		return certificate_write(keypair_certificate(given), path, d);
	return keypair_make(&request, d);
}

static int run(const struct options *o, const char *path, struct build_out *out,
	       struct diag *d)
{
	_cleanup_(cleanup_certificate) struct certificate *cert = NULL;
	int err = certificate_read(path, &cert, d);

	if (err < 0)
		return err;
	printf("build: %s, %s, certificate %.16s… (%s)\n", o->in.make.linux_dir,
	       o->in.make.arch, certificate_fingerprint(cert),
	       o->keydir ? "new pair" : "given pair");
	fflush(stdout);
	err = build_run(&o->in, out, d);
	if (err == 0 && o->record)
		err = build_record(&o->in, out, certificate_fingerprint(cert), o->record,
				   d);
	return err;
}

static int build(struct options *o, struct build_out *out, struct diag *d)
{
	_cleanup_(cleanup_keypair) struct keypair *given = NULL;
	_cleanup_(cleanup_free) char *objdir = NULL, *path = NULL;
	int err = check(o, &given, d);

	if (err == 0)
		err = dir_make(o->in.make.objdir, d);
	if (err < 0)
		return err;
	/* make -C changes the directory, so O= must be absolute */
	objdir = realpath(o->in.make.objdir, NULL);
	if (!objdir)
		return diag_errno(d, -errno, "'%s'", o->in.make.objdir);
	o->in.make.objdir = objdir;
	path = xasprintf("%s/certs/kharness.pem", objdir);
	err = stage_certificate(o, given, path, d);
	if (err < 0)
		return err;
	keypair_free(TAKE_PTR(given)); /* it has no business in memory while make runs */
	err = run(o, path, out, d);
	/* the next run makes another pair: of no use, and a secret */
	if (err < 0 && o->keydir && keypair_destroy(o->keydir, d) < 0)
		diag_note(d, "the private key is still in '%s'", o->keydir);
	return err;
}

int cmd_build(int argc, char **argv)
{
	static const struct argp argp = {
		argp_options,
		parse,
		NULL,
		"Build the kernel, its modules, and external modules "
		"beside them.",
		NULL,
		NULL,
		NULL};
	struct options o = {
		.in.make = {.cross = "", .date = "1970-01-01"},
		.in.progress = stderr,
		.name = "kharness build key",
	};
	_cleanup_(cleanup_free) char *ccache = hosttool_find("ccache");
	struct build_out out = BUILD_OUT_INIT;
	struct diag d = DIAG_INIT;
	int err;

	verb_parse(&argp, argc, argv, &o);
	o.in.make.ccache = ccache;
	err = build(&o, &out, &d);
	if (err == 0)
		printf("build: %s, %zu steps in %lld.%lld s%s\n", out.release, out.steps,
		       (long long)out.ms / 1000, (long long)out.ms / 100 % 10,
		       ccache ? ", through ccache" : "");
	build_out_done(&out);
	free(o.modules);
	return verb_end(err, &d);
}
