// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "base/parse.h"
#include "cmd/merge_script.h"
#include "cmd/verb.h"
#include "kconfig/capability.h"
#include "kconfig/flavours.h"
#include "kconfig/merge.h"
#include "kconfig/provenance.h"
#include "sys/cache.h"
#include "sys/file.h"

#define MAX_DEADLINE 86400

struct options {
	const char *linux_dir;
	const char *arch;
	const char *cross_compile;
	const char *flavour;
	const char *configs;
	const char *output;
	const char *provenance;
	const char *bridge_dir;
	const char *fix;
	const char *toolchain;
	uint64_t deadline; /* seconds; 0: the usual ones */
	bool accept_toolchain;
	const char *renames;
	bool json;
	bool no_replay;
	struct strv files; /* BASE FRAGMENT... */
};

enum {
	KEY_LINUX = 256,
	KEY_CROSS,
	KEY_FLAVOUR,
	KEY_CONFIGS,
	KEY_PROVENANCE,
	KEY_BRIDGE,
	KEY_JSON,
	KEY_FIX,
	KEY_RENAMES,
	KEY_NO_REPLAY,
	KEY_TOOLCHAIN,
	KEY_ACCEPT_TOOLCHAIN,
	KEY_DEADLINE
};

static const struct argp_option options[] = {
	{"linux", KEY_LINUX, "DIR", 0, "Linux source tree", 0},
	{"arch", 'a', "ARCH", 0, "architecture, as the kernel's ARCH=", 0},
	{"cross", KEY_CROSS, "PREFIX", 0, "prefix of the compiler and its tools (none)",
	 0},
	{"flavour", KEY_FLAVOUR, "NAME", 0, "take base and fragments from flavours.yaml",
	 0},
	{"configs", KEY_CONFIGS, "DIR", 0, "where flavours.yaml is (configs)", 0},
	{"output", 'o', "FILE", 0, "the resolved configuration", 0},
	{"provenance", KEY_PROVENANCE, "FILE", 0,
	 "where each value came from (provenance.json next to the output)", 0},
	{"bridge-dir", KEY_BRIDGE, "DIR", 0,
	 "where the compiled Kconfig is kept (the cache)", 0},
	{"fix", KEY_FIX, "FILE", 0,
	 "write a fragment that makes failed requests take effect", 0},
	{"renames", KEY_RENAMES, "FILE", 0,
	 "old and new names of symbols (renames.yaml in the directory of --configs)", 0},
	{"no-replay", KEY_NO_REPLAY, NULL, 0,
	 "ask the toolchain again, also where its last answer is known", 0},
	{"toolchain", KEY_TOOLCHAIN, "FILE", 0,
	 "resolve as on the machine where this provenance.json was made", 0},
	{"accept-toolchain", KEY_ACCEPT_TOOLCHAIN, NULL, 0,
	 "take what a changed toolchain does to hardening", 0},
	{"deadline", KEY_DEADLINE, "SECONDS", 0,
	 "how long the tree's Kconfig may take for one step", 0},
	{"json", KEY_JSON, NULL, 0, "print the summary as JSON", 0},
	{0}};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case KEY_LINUX: o->linux_dir = arg; break;
	case 'a': o->arch = arg; break;
	case KEY_CROSS: o->cross_compile = arg; break;
	case KEY_FLAVOUR: o->flavour = arg; break;
	case KEY_CONFIGS: o->configs = arg; break;
	case 'o': o->output = arg; break;
	case KEY_PROVENANCE: o->provenance = arg; break;
	case KEY_BRIDGE: o->bridge_dir = arg; break;
	case KEY_RENAMES: o->renames = arg; break;
	case KEY_FIX: o->fix = arg; break;
	case KEY_NO_REPLAY: o->no_replay = true; break;
	case KEY_TOOLCHAIN: o->toolchain = arg; break;
	case KEY_ACCEPT_TOOLCHAIN: o->accept_toolchain = true; break;
	case KEY_DEADLINE:
		if (parse_u64(arg, MAX_DEADLINE, &o->deadline) < 0 || !o->deadline)
			verb_usage(state, "--deadline takes 1 to %d seconds, not '%s'",
				   MAX_DEADLINE, arg);
		break;
	case KEY_JSON: o->json = true; break;
	case ARGP_KEY_ARG: strv_push(&o->files, arg); break;
	case ARGP_KEY_END:
		if (!o->linux_dir)
			verb_usage(state, "--linux is missing");
		if (!o->arch)
			verb_usage(state, "--arch is missing");
		if (!o->output)
			verb_usage(state, "--output is missing");
		if (o->flavour && o->files.n)
			verb_usage(state,
				   "--flavour names base and fragments, '%s' cannot "
				   "be given as well",
				   o->files.v[0]);
		if (!o->flavour && !o->files.n)
			verb_usage(state, "a base is missing, or --flavour");
		break;
	default: return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp argp = {
	.options = options,
	.parser = parse_option,
	.args_doc = "[BASE [FRAGMENT...]]",
	.doc = "Merge configuration fragments onto a base and let the tree's own Kconfig "
	       "resolve them.\v"
	       "BASE is a configuration file, allnoconfig, allmodconfig, allyesconfig, "
	       "alldefconfig, or defconfig for the tree's own. Each line of a FRAGMENT is "
	       "a request; one that does not take effect is an error (exit status 1), and "
	       "the output is still written. With the switches of the kernel's merge_config.sh "
	       "it takes that script's place, see 'kharness merge -h'.",
};

/* What the last merge wrote is there until it is known that the toolchain is good. */
static int write_results(const struct options *o, const struct merge_in *in,
			 const struct merge_out *m, struct diag *d)
{
	_cleanup_(cleanup_free) char *dir = dir_of(o->output);
	_cleanup_(cleanup_free) char *beside = xasprintf("%s/provenance.json", dir);
	_cleanup_(cleanup_free) char *text = provenance_print(in, m);
	const char *record = o->provenance ? o->provenance : beside;
	int err = o->accept_toolchain ? 0 : capability_check(in, m, record, d);

	if (err < 0)
		return err;
	err = file_write_if_changed(record, text, strlen(text), 0644, NULL, d);

	if (err == 0 && m->n_fixed)
		err = file_write_if_changed(o->fix, m->fix, strlen(m->fix), 0644, NULL,
					    d);
	if (err < 0)
		return err;
	return file_write_if_changed(o->output, m->config, m->config_size, 0644, NULL, d);
}

static size_t failures(const struct merge_out *m)
{
	size_t n = 0;

	for (int i = 0; i < REQUEST_VERDICTS; i++)
		if (request_failed((enum request_verdict)i))
			n += m->counts[i];
	return n;
}

static void print_summary(const struct options *o, const struct merge_in *in,
			  const struct merge_out *m)
{
	_cleanup_(cleanup_free) char *json = o->json ? provenance_summary(in, m) : NULL;
	size_t n = failures(m);

	if (json) {
		fputs(json, stdout);
		return;
	}
	printf("%s: %zu of %zu requests honoured", o->output,
	       m->counts[REQUEST_HONOURED] + m->counts[REQUEST_ACCEPTED] +
		       m->counts[REQUEST_RENAMED] + m->counts[REQUEST_REDUNDANT],
	       m->n_judged);
	if (m->counts[REQUEST_OVERRIDDEN])
		printf(", %zu overridden", m->counts[REQUEST_OVERRIDDEN]);
	if (n)
		printf(", %zu not in effect", n);
	putchar('\n');
	if (m->n_fixed)
		printf("%s: makes %zu of them take effect; say why in it, then give it as "
		       "the last fragment\n",
		       o->fix, m->n_fixed);
	else if (o->fix && n)
		printf("no fix was found, %s is not written\n", o->fix);
}

/* The one beside flavours.yaml need not be there. */
static int read_renames(const struct options *o, struct renames *ret, struct diag *d)
{
	_cleanup_(cleanup_free) char *beside = xasprintf("%s/renames.yaml", o->configs);

	if (!o->renames && access(beside, F_OK) < 0)
		return 0;
	return renames_read(o->renames ? o->renames : beside, ret, d);
}

static int merge(const struct options *o, const char *base, const struct strv *fragments,
		 struct diag *d)
{
	_cleanup_(merge_out_done) struct merge_out m = MERGE_OUT_INIT;
	_cleanup_(renames_done) struct renames renames = RENAMES_INIT;
	_cleanup_(cleanup_free) char *cache = NULL;
	struct merge_in in = {.linux_dir = o->linux_dir,
			      .arch = o->arch,
			      .cross_compile = o->cross_compile,
			      .base = base,
			      .fragments = fragments,
			      .bridge_dir = o->bridge_dir,
			      .toolchain = o->toolchain,
			      .deadline_ms = (unsigned int)o->deadline * 1000,
			      .no_replay = o->no_replay,
			      .renames = &renames,
			      .causes = true,
			      .fix = o->fix != NULL};
	int err = 0, written;

	if (!in.bridge_dir) {
		err = cache_dir("bridge", &cache, d);
		in.bridge_dir = cache;
	}
	if (err == 0)
		err = read_renames(o, &renames, d);
	if (err == 0)
		err = merge_run(&in, &m, d);
	if (err < 0 && err != -EBADMSG)
		return err;
	written = write_results(o, &in, &m, d);
	if (written < 0)
		return written;
	print_summary(o, &in, &m);
	return err;
}

static int merge_flavour(const struct options *o, struct diag *d)
{
	_cleanup_(flavours_done) struct flavours f = FLAVOURS_INIT;
	const struct flavour_arch *a;
	int err = flavours_read(o->configs, &f, d);

	if (err < 0)
		return err;
	a = flavours_find(&f, o->flavour, o->arch, d);
	return a ? merge(o, a->base, &a->fragments, d) : -ENOENT;
}

static int merge_files(const struct options *o, struct diag *d)
{
	_cleanup_(strv_done) struct strv fragments = STRV_INIT;

	for (size_t i = 1; i < o->files.n; i++)
		strv_push(&fragments, o->files.v[i]);
	return merge(o, o->files.v[0], &fragments, d);
}

int cmd_merge(int argc, char **argv)
{
	struct options o = {.cross_compile = "", .configs = "configs"};
	struct diag d = DIAG_INIT;
	int err;

	if (merge_script_asked(argc, argv))
		return cmd_merge_script(argc, argv);
	verb_parse(&argp, argc, argv, &o);
	err = o.flavour ? merge_flavour(&o, &d) : merge_files(&o, &d);
	strv_done(&o.files);
	return verb_end(err, &d);
}
