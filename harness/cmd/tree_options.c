// SPDX-License-Identifier: GPL-2.0-or-later
#include "cmd/tree_options.h"

#include <stdlib.h>

#include "sys/cache.h"

enum { KEY_LINUX = 512, KEY_CROSS, KEY_CONFIGS, KEY_BRIDGE };

static const struct argp_option of_tree[] = {
	{"linux", KEY_LINUX, "DIR", 0, "Linux source tree", 0},
	{"cross", KEY_CROSS, "[ARCH=]PREFIX", 0,
	 "prefix of the compiler and its tools (Debian's for ARCH)", 0},
	{"bridge-dir", KEY_BRIDGE, "DIR", 0,
	 "where the compiled Kconfig is kept (the cache)", 0},
	{0}};

static const struct argp_option of_pairs[] = {
	{"arch", 'a', "ARCH", 0, "only this architecture; may be repeated", 0},
	{"configs", KEY_CONFIGS, "DIR", 0, "where flavours.yaml is (configs)", 0},
	{0}};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct tree_options *o = state->input;

	switch (key) {
	case KEY_LINUX: o->linux_dir = arg; break;
	case 'a': strv_push(&o->archs, arg); break;
	case KEY_CROSS: strv_push(&o->cross, arg); break;
	case KEY_CONFIGS: o->configs = arg; break;
	case KEY_BRIDGE: o->bridge_dir = arg; break;
	default: return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

const struct argp tree_argp = {.options = of_tree, .parser = parse_option};
const struct argp pairs_argp = {.options = of_pairs, .parser = parse_option};

int tree_options_finish(struct tree_options *o, struct diag *d)
{
	int err = 0;

	if (!o->bridge_dir) {
		err = cache_dir("bridge", &o->cache, d);
		o->bridge_dir = o->cache;
	}
	return err;
}

void tree_options_done(struct tree_options *o)
{
	strv_done(&o->archs);
	strv_done(&o->cross);
	free(o->cache);
	*o = (struct tree_options)TREE_OPTIONS_INIT;
}
