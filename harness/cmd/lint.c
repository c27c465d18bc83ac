// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "cmd/tree_options.h"
#include "cmd/verb.h"
#include "kconfig/lint.h"
#include "policy/waivers.h"

struct options {
	struct tree_options tree;
	struct lint_in in;
	bool json;
};

enum { KEY_CONFIGS = 256, KEY_REDUNDANT, KEY_JSON };

static const struct argp_option options[] = {
	{"configs", KEY_CONFIGS, "DIR", 0, "flavours.yaml and the fragments (configs)",
	 0},
	{"redundant", KEY_REDUNDANT, NULL, 0,
	 "also report lines without which the result is the same", 0},
	{"json", KEY_JSON, NULL, 0, "print the findings as JSON", 0},
	{0}};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case ARGP_KEY_INIT: state->child_inputs[0] = &o->tree; break;
	case KEY_CONFIGS: o->in.configs = arg; break;
	case KEY_REDUNDANT: o->in.redundant = true; break;
	case KEY_JSON: o->json = true; break;
	case ARGP_KEY_ARG: verb_usage(state, "'%s' is one argument too many", arg);
	case ARGP_KEY_END:
		strv_foreach (&o->tree.cross, i)
			if (!strchr(o->tree.cross.v[i], '='))
				verb_usage(state, "--cross takes ARCH=PREFIX, not '%s'",
					   o->tree.cross.v[i]);
		if (o->in.redundant && !o->tree.linux_dir)
			verb_usage(state, "--redundant needs --linux");
		break;
	default: return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp_child children[] = {{&tree_argp, 0, NULL, 0}, {0}};

static const struct argp argp = {
	.options = options,
	.parser = parse_option,
	.children = children,
	.doc = "Find lines of fragments that are of no use or that nobody can explain, over "
	       "all flavours and architectures.\v"
	       "With --linux every flavour is resolved as well, without it only the text is "
	       "looked at. The exit status is 1 when "
	       "anything was found.",
};

static void print_findings(const struct options *o, const struct lint_out *out,
			   struct diag *d)
{
	_cleanup_(cleanup_free) char *json = o->json ? lint_print_json(out) : NULL;

	if (json) {
		fputs(json, stdout);
		return;
	}
	for (size_t i = 0; i < out->n; i++) {
		const struct lint_finding *f = &out->findings[i];

		diag_at(d, f->severity, &f->at, "%s [%s]", f->text,
			lint_kind_name(f->kind));
	}
	printf("%s: %zu requests in %zu fragments, %zu pairs of flavour and architecture: "
	       "%zu findings\n",
	       o->in.configs, out->n_requests, out->n_fragments, out->n_pairs, out->n);
}

/* A request that is waived may be without effect. */
static int read_waivers(const struct options *o, struct waivers *ret, struct diag *d)
{
	_cleanup_(cleanup_free) char *beside =
		xasprintf("%s/waivers.yaml", o->in.configs);

	return o->in.linux_dir ? waivers_read(beside, NULL, ret, d) : 0;
}

int cmd_lint(int argc, char **argv)
{
	struct options o = {.tree = TREE_OPTIONS_INIT, .in = {.configs = "configs"}};
	_cleanup_(lint_out_done) struct lint_out out = LINT_OUT_INIT;
	_cleanup_(waivers_done) struct waivers waivers = WAIVERS_INIT;
	struct diag d = DIAG_INIT;
	int err = 0;

	verb_parse(&argp, argc, argv, &o);
	if (o.tree.linux_dir)
		err = tree_options_finish(&o.tree, &d);
	o.in.linux_dir = o.tree.linux_dir;
	o.in.bridge_dir = o.tree.bridge_dir;
	o.in.cross = &o.tree.cross;
	if (err == 0)
		err = read_waivers(&o, &waivers, &d);
	o.in.waivers = &waivers.requests;
	if (err == 0)
		err = lint_run(&o.in, &out, &d);
	if (err == 0 || err == -EBADMSG)
		print_findings(&o, &out, &d);
	tree_options_done(&o.tree);
	return verb_end(err, &d);
}
