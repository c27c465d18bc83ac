// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "base/parse.h"
#include "cmd/merge_script.h"
#include "cmd/tree_options.h"
#include "cmd/verb.h"
#include "kconfig/cross.h"
#include "kconfig/flavours.h"
#include "kconfig/merge_all.h"
#include "kconfig/merge_write.h"
#include "kconfig/provenance.h"
#include "policy/waivers.h"

#define MAX_DEADLINE 86400

struct options {
	struct tree_options tree;
	struct merge_in in; /* without architecture, prefix, base and fragments */
	struct merge_paths paths;
	struct strv flavours;
	const char *renames;
	uint64_t deadline; /* seconds; 0: the usual ones */
	bool all;
	bool json;
	struct strv files; /* BASE FRAGMENT... */
};

enum {
	KEY_ALL = 256,
	KEY_FLAVOUR,
	KEY_PROVENANCE,
	KEY_JSON,
	KEY_FIX,
	KEY_RENAMES,
	KEY_NO_REPLAY,
	KEY_TOOLCHAIN,
	KEY_ACCEPT_TOOLCHAIN,
	KEY_DEADLINE,
	KEY_DRAFT
};

static const struct argp_option options[] = {
	{"all", KEY_ALL, NULL, 0,
	 "merge all of flavours.yaml, or each --flavour and --arch that is given", 0},
	{"flavour", KEY_FLAVOUR, "NAME", 0, "take base and fragments from flavours.yaml",
	 0},
	{"output", 'o', "FILE", 0,
	 "the resolved configuration; with --all the directory for all", 0},
	{"provenance", KEY_PROVENANCE, "FILE", 0,
	 "where each value came from (provenance.json next to the output)", 0},
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
	{"draft", KEY_DRAFT, NULL, 0, "take requests whose '#: why' is still empty", 0},
	{"json", KEY_JSON, NULL, 0, "print the summary as JSON", 0},
	{0}};

static void check_one(struct argp_state *state, const struct options *o)
{
	if (o->tree.archs.n > 1 || o->flavours.n > 1)
		verb_usage(state, "several of --%s need --all",
			   o->tree.archs.n > 1 ? "arch" : "flavour");
	if (!o->tree.archs.n)
		verb_usage(state, "--arch is missing");
	if (o->flavours.n && o->files.n)
		verb_usage(state,
			   "--flavour names base and fragments, '%s' cannot "
			   "be given as well",
			   o->files.v[0]);
	if (!o->flavours.n && !o->files.n)
		verb_usage(state, "a base is missing, or --flavour");
}

static void check_all(struct argp_state *state, const struct options *o)
{
	if (o->files.n)
		verb_usage(state, "--all takes flavours, '%s' cannot be given as well",
			   o->files.v[0]);
	if (o->paths.provenance || o->paths.fix || o->in.toolchain)
		verb_usage(state, "--%s is for one merge, not for --all",
			   o->paths.provenance ? "provenance"
			   : o->paths.fix      ? "fix"
					       : "toolchain");
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &o->tree;
		state->child_inputs[1] = &o->tree;
		break;
	case KEY_ALL: o->all = true; break;
	case KEY_FLAVOUR: strv_push(&o->flavours, arg); break;
	case 'o': o->paths.output = arg; break;
	case KEY_PROVENANCE: o->paths.provenance = arg; break;
	case KEY_RENAMES: o->renames = arg; break;
	case KEY_FIX: o->paths.fix = arg; break;
	case KEY_NO_REPLAY: o->in.no_replay = true; break;
	case KEY_TOOLCHAIN: o->in.toolchain = arg; break;
	case KEY_ACCEPT_TOOLCHAIN: o->paths.accept_toolchain = true; break;
	case KEY_DEADLINE:
		if (parse_u64(arg, MAX_DEADLINE, &o->deadline) < 0 || !o->deadline)
			verb_usage(state, "--deadline takes 1 to %d seconds, not '%s'",
				   MAX_DEADLINE, arg);
		o->in.deadline_ms = (unsigned int)o->deadline * 1000;
		break;
	case KEY_DRAFT: o->in.draft = true; break;
	case KEY_JSON: o->json = true; break;
	case ARGP_KEY_ARG: strv_push(&o->files, arg); break;
	case ARGP_KEY_END:
		if (!o->tree.linux_dir)
			verb_usage(state, "--linux is missing");
		if (o->all)
			check_all(state, o);
		else
			check_one(state, o);
		if (!o->paths.output)
			verb_usage(state, "--output is missing");
		break;
	default: return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp_child children[] = {
	{&tree_argp, 0, NULL, 0}, {&pairs_argp, 0, NULL, 0}, {0}};

static const struct argp argp = {
	.options = options,
	.parser = parse_option,
	.children = children,
	.args_doc = "[BASE [FRAGMENT...]]",
	.doc = "Merge configuration fragments onto a base and let the tree's own Kconfig "
	       "resolve them.\v"
	       "BASE is a configuration file, allnoconfig, allmodconfig, allyesconfig, "
	       "alldefconfig, or defconfig for the tree's own. Each line of a FRAGMENT is "
	       "a request; one that does not take effect is an error (exit status 1), and "
	       "the output is still written. With the switches of the kernel's merge_config.sh "
	       "it takes that script's place, see 'kharness merge -h'.",
};

static void print_summary(const struct options *o, const struct merge_in *in,
			  const struct merge_out *m)
{
	_cleanup_(cleanup_free) char *json = o->json ? provenance_summary(in, m) : NULL;
	_cleanup_(strbuf_done) struct strbuf text = STRBUF_INIT;

	if (json) {
		fputs(json, stdout);
		return;
	}
	merge_print_summary(m, o->paths.output, &text);
	fputs(text.buf, stdout);
	if (m->n_fixed)
		printf("%s: makes %zu of them take effect; say why in it, then give it as "
		       "the last fragment\n",
		       o->paths.fix, m->n_fixed);
	else if (o->paths.fix && merge_failures(m))
		printf("no fix was found, %s is not written\n", o->paths.fix);
}

/* The one beside flavours.yaml need not be there. */
static int read_renames(const struct options *o, struct renames *ret, struct diag *d)
{
	_cleanup_(cleanup_free) char *beside =
		xasprintf("%s/renames.yaml", o->tree.configs);

	if (!o->renames && access(beside, F_OK) < 0)
		return 0;
	return renames_read(o->renames ? o->renames : beside, ret, d);
}

/* Those of requests; the rules of the policy are the audit's. Files alone have none. */
static int read_waivers(const struct options *o, struct waivers *ret, struct diag *d)
{
	_cleanup_(cleanup_free) char *beside =
		xasprintf("%s/waivers.yaml", o->tree.configs);

	return o->all || o->flavours.n ? waivers_read(beside, NULL, ret, d) : 0;
}

static int merge(const struct options *o, const char *base, const struct strv *fragments,
		 const char *flavour, struct diag *d)
{
	_cleanup_(merge_out_done) struct merge_out m = MERGE_OUT_INIT;
	struct merge_in in = o->in;
	int err, written;

	in.arch = o->tree.archs.v[0];
	in.base = base;
	in.fragments = fragments;
	in.flavour = flavour;
	in.fix = o->paths.fix != NULL;
	/* a record brings its own prefix along */
	in.cross_compile = in.toolchain && !o->tree.cross.n
				   ? ""
				   : cross_prefix(&o->tree.cross, in.arch, d);
	err = merge_run(&in, &m, d);
	if (err < 0 && err != -EBADMSG)
		return err;
	written = merge_write(&in, &m, &o->paths, d);
	if (written < 0)
		return written;
	print_summary(o, &in, &m);
	return err;
}

static int merge_flavour(const struct options *o, struct diag *d)
{
	_cleanup_(flavours_done) struct flavours f = FLAVOURS_INIT;
	const struct flavour_arch *a;
	int err = flavours_read(o->tree.configs, &f, d);

	if (err < 0)
		return err;
	a = flavours_find(&f, o->flavours.v[0], o->tree.archs.v[0], d);
	return a ? merge(o, a->base, &a->fragments, a->name, d) : -ENOENT;
}

static int merge_files(const struct options *o, struct diag *d)
{
	_cleanup_(strv_done) struct strv fragments = STRV_INIT;

	for (size_t i = 1; i < o->files.n; i++)
		strv_push(&fragments, o->files.v[i]);
	return merge(o, o->files.v[0], &fragments, NULL, d);
}

static int merge_all(const struct options *o, struct diag *d)
{
	_cleanup_(merge_all_out_done) struct merge_all_out m = MERGE_ALL_OUT_INIT;
	const struct merge_all_in in = {.common = o->in,
					.cross = &o->tree.cross,
					.configs = o->tree.configs,
					.flavours = &o->flavours,
					.archs = &o->tree.archs,
					.output = o->paths.output,
					.accept_toolchain = o->paths.accept_toolchain};
	int err = merge_all_run(&in, &m, d);
	_cleanup_(cleanup_free) char *json =
		o->json && m.n ? merge_all_print_json(&m) : NULL;

	if (json)
		fputs(json, stdout);
	for (size_t i = 0; !json && i < m.n; i++)
		fputs(m.pairs[i].summary, stdout);
	return err;
}

static int run(struct options *o, struct diag *d)
{
	_cleanup_(renames_done) struct renames renames = RENAMES_INIT;
	_cleanup_(waivers_done) struct waivers waivers = WAIVERS_INIT;
	int err = tree_options_finish(&o->tree, d);

	o->in.causes = true;
	o->in.renames = &renames;
	o->in.waivers = &waivers.requests;
	o->in.linux_dir = o->tree.linux_dir;
	o->in.bridge_dir = o->tree.bridge_dir;
	if (err == 0)
		err = read_renames(o, &renames, d);
	if (err == 0)
		err = read_waivers(o, &waivers, d);
	if (err < 0)
		return err;
	if (o->all)
		return merge_all(o, d);
	return o->flavours.n ? merge_flavour(o, d) : merge_files(o, d);
}

int cmd_merge(int argc, char **argv)
{
	struct options o = {.tree = TREE_OPTIONS_INIT};
	struct diag d = DIAG_INIT;
	int err;

	if (merge_script_asked(argc, argv))
		return cmd_merge_script(argc, argv);
	verb_parse(&argp, argc, argv, &o);
	err = run(&o, &d);
	strv_done(&o.flavours);
	tree_options_done(&o.tree);
	strv_done(&o.files);
	return verb_end(err, &d);
}
