// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "cmd/verb.h"
#include "kconfig/lint.h"
#include "policy/waivers.h"
#include "sys/cache.h"

struct options {
	struct lint_in in;
	struct strv cross;
	bool json;
};

enum { KEY_LINUX = 256, KEY_CONFIGS, KEY_CROSS, KEY_BRIDGE, KEY_REDUNDANT, KEY_JSON };

static const struct argp_option options[] = {
	{"linux", KEY_LINUX, "DIR", 0, "also resolve every flavour with this source tree",
	 0},
	{"configs", KEY_CONFIGS, "DIR", 0, "flavours.yaml and the fragments (configs)",
	 0},
	{"cross", KEY_CROSS, "ARCH=PREFIX", 0,
	 "prefix of the tools for an architecture (arm64=aarch64-linux-gnu- elsewhere)",
	 0},
	{"redundant", KEY_REDUNDANT, NULL, 0,
	 "also report lines without which the result is the same", 0},
	{"bridge-dir", KEY_BRIDGE, "DIR", 0,
	 "where the compiled Kconfig is kept (the cache)", 0},
	{"json", KEY_JSON, NULL, 0, "print the findings as JSON", 0},
	{0}};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case KEY_LINUX: o->in.linux_dir = arg; break;
	case KEY_CONFIGS: o->in.configs = arg; break;
	case KEY_CROSS:
		if (!strchr(arg, '='))
			verb_usage(state, "--cross takes ARCH=PREFIX, not '%s'", arg);
		strv_push(&o->cross, arg);
		break;
	case KEY_BRIDGE: o->in.bridge_dir = arg; break;
	case KEY_REDUNDANT: o->in.redundant = true; break;
	case KEY_JSON: o->json = true; break;
	case ARGP_KEY_ARG: verb_usage(state, "'%s' is one argument too many", arg);
	case ARGP_KEY_END:
		if (o->in.redundant && !o->in.linux_dir)
			verb_usage(state, "--redundant needs --linux");
		break;
	default: return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp argp = {
	.options = options,
	.parser = parse_option,
	.doc = "Find lines of fragments that are of no use or that nobody can explain, over "
	       "all flavours and architectures.\v"
	       "Without --linux only the text is looked at. The exit status is 1 when "
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
	struct options o = {.in = {.configs = "configs"}};
	_cleanup_(lint_out_done) struct lint_out out = LINT_OUT_INIT;
	_cleanup_(waivers_done) struct waivers waivers = WAIVERS_INIT;
	_cleanup_(cleanup_free) char *cache = NULL;
	struct diag d = DIAG_INIT;
	int err = 0;

	verb_parse(&argp, argc, argv, &o);
	o.in.cross = &o.cross;
	if (o.in.linux_dir && !o.in.bridge_dir) {
		err = cache_dir("bridge", &cache, &d);
		o.in.bridge_dir = cache;
	}
	if (err == 0)
		err = read_waivers(&o, &waivers, &d);
	o.in.waivers = &waivers.requests;
	if (err == 0)
		err = lint_run(&o.in, &out, &d);
	if (err == 0 || err == -EBADMSG)
		print_findings(&o, &out, &d);
	strv_done(&o.cross);
	return verb_end(err, &d);
}
