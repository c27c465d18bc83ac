// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "base/alloc.h"
#include "cmd/tree_options.h"
#include "cmd/verb.h"
#include "kconfig/cross.h"
#include "kconfig/import.h"
#include "sys/progress.h"

#define SHOWN	   12 /* names of a kind of difference */
#define NAME_CHARS "abcdefghijklmnopqrstuvwxyz0123456789_-"

struct options {
	struct tree_options tree;
	struct merge_in merge;
	struct import_in in;
	const char *output;
	bool json;
};

enum { KEY_BASE = 256, KEY_FLAVOUR, KEY_OWNER, KEY_NO_REPLAY, KEY_JSON };

static const struct argp_option options[] = {
	{"arch", 'a', "ARCH", 0, "architecture, as the kernel's ARCH=", 0},
	{"base", KEY_BASE, "BASE", 0,
	 "what the requests are put on: as for merge (defconfig)", 0},
	{"flavour", KEY_FLAVOUR, "NAME", 0, "its name in flavours.yaml (imported)", 0},
	{"owner", KEY_OWNER, "NAME", 0, "owner of all fragments", 0},
	{"output", 'o', "DIR", 0, "where to put the fragments: missing or empty", 0},
	{"no-replay", KEY_NO_REPLAY, NULL, 0,
	 "ask the toolchain again, also where its last answer is known", 0},
	{"json", KEY_JSON, NULL, 0, "print counts and all differences as JSON", 0},
	{0}};

static void check_options(struct argp_state *state, struct options *o)
{
	const char *name = o->in.flavour;

	if (!o->in.config)
		verb_usage(state, "a configuration file is missing");
	if (!o->tree.linux_dir)
		verb_usage(state, "--linux is missing");
	if (!o->merge.arch)
		verb_usage(state, "--arch is missing");
	if (!o->output)
		verb_usage(state, "--output is missing");
	if (!*name || name[strspn(name, NAME_CHARS)])
		verb_usage(state,
			   "'%s' is no name of a flavour: lower case letters, digits, "
			   "'_' and '-'",
			   name);
	if (o->in.owner && (!*o->in.owner || strpbrk(o->in.owner, "\n\r")))
		verb_usage(state, "an owner is a text of one line");
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case ARGP_KEY_INIT: state->child_inputs[0] = &o->tree; break;
	case 'a': o->merge.arch = arg; break;
	case KEY_BASE: o->merge.base = arg; break;
	case KEY_FLAVOUR: o->in.flavour = arg; break;
	case KEY_OWNER: o->in.owner = arg; break;
	case 'o': o->output = arg; break;
	case KEY_NO_REPLAY: o->merge.no_replay = true; break;
	case KEY_JSON: o->json = true; break;
	case ARGP_KEY_ARG:
		if (o->in.config)
			verb_usage(state, "'%s' is one argument too many", arg);
		o->in.config = arg;
		break;
	case ARGP_KEY_END: check_options(state, o); break;
	default: return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp_child children[] = {{&tree_argp, 0, NULL, 0}, {0}};

static const struct argp argp = {
	.options = options,
	.parser = parse_option,
	.children = children,
	.args_doc = "CONFIG",
	.doc = "Turn a full configuration file into the smallest set of requests that resolves "
	       "to the same on a base, and split it into fragments by area.\v"
	       "The requests are resolved before they are written: their .config is that of "
	       "CONFIG, byte for byte, and no line can be left out. What CONFIG says and this "
	       "tree or toolchain does not give is listed with its cause. Each request is "
	       "written with an empty '#: why', which lint asks for; until then merge takes "
	       "the fragments with --draft.",
};

/* --- what is printed ----------------------------------------------------------------- */

static void print_json(const struct options *o, const struct import_out *out, int64_t ms)
{
	json_t *list = json_array(), *doc;
	char *text;

	for (size_t i = 0; i < out->differences.n; i++) {
		const struct difference *x = &out->differences.v[i];

		json_array_append_new(
			list, json_pack("{s:s, s:s, s:s?, s:s?, s:s?}", "symbol", x->name,
					"kind", difference_kind_name(x->kind), "from",
					x->from, "to", x->to, "because", x->because));
	}
	doc = json_pack("{s:i, s:s, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:o}", "schema", 1,
			"config", o->in.config, "base", o->merge.base, "lines",
			(json_int_t)out->n_lines, "values", (json_int_t)out->n_values,
			"requests", (json_int_t)out->n_requests, "fragments",
			(json_int_t)out->n_fragments, "resolves",
			(json_int_t)out->n_resolves, "ms", (json_int_t)ms, "differences",
			list);
	text = json_dumps(doc, JSON_INDENT(1));
	puts(text ? text : "{}");
	free(text);
	json_decref(doc);
}

static void print_difference(const struct difference *x)
{
	printf("    %s: %s instead of %s", x->name, x->to ? x->to : "absent",
	       x->from ? x->from : "nothing");
	if (x->because && x->kind != DIFFERENCE_TOOLCHAIN)
		printf(" (%s%s)", x->kind == DIFFERENCE_RENAMED ? "now " : "",
		       x->because);
	putchar('\n');
}

/* A new symbol that stays n is no news. */
static bool is_silent(const struct difference *x)
{
	return x->kind == DIFFERENCE_NEW && strcmp(x->to, "n") == 0;
}

static void print_kind(const struct differences *ds, enum difference_kind kind)
{
	static const char *const meanings[] = {
		[DIFFERENCE_TOOLCHAIN] = "are answers of the toolchain",
		[DIFFERENCE_UNKNOWN] = "are unknown to the tree",
		[DIFFERENCE_RENAMED] = "have another name now",
		[DIFFERENCE_FOLLOWS] = "follow from these",
		[DIFFERENCE_NEW] = "are not mentioned in the file",
		[DIFFERENCE_CHANGED] = "are decided otherwise by Kconfig",
	};
	size_t shown = 0;

	if (!ds->counts[kind])
		return;
	printf("  %zu %s\n", ds->counts[kind], meanings[kind]);
	for (size_t i = 0; i < ds->n && shown < SHOWN; i++) {
		if (ds->v[i].kind != kind || is_silent(&ds->v[i]))
			continue;
		print_difference(&ds->v[i]);
		shown++;
	}
	if (shown < ds->counts[kind])
		printf("    and %zu more, see --json\n", ds->counts[kind] - shown);
}

static void print_text(const struct options *o, const struct import_out *out, int64_t ms)
{
	const struct differences *ds = &out->differences;

	printf("%s: %zu lines, %zu requests on %s in %zu fragments (%.1f s)\n", o->output,
	       out->n_lines, out->n_requests, o->merge.base, out->n_fragments,
	       (double)ms / 1000);
	printf("they resolve to the same .config as '%s', byte for byte; no line can be "
	       "left out\n",
	       o->in.config);
	if (!ds->n)
		return;
	printf("%zu of its values are others in this tree with this toolchain:\n", ds->n);
	for (int i = 0; i < DIFFERENCE_KINDS; i++)
		print_kind(ds, (enum difference_kind)i);
}

int cmd_import(int argc, char **argv)
{
	struct options o = {.tree = TREE_OPTIONS_INIT,
			    .merge = {.base = "defconfig"},
			    .in = {.flavour = "imported"}};
	_cleanup_(import_out_done) struct import_out out = IMPORT_OUT_INIT;
	int64_t start = progress_clock_ms(), ms;
	struct diag d = DIAG_INIT;
	int err;

	verb_parse(&argp, argc, argv, &o);
	o.in.merge = &o.merge;
	err = file_set_check(o.output, &d);
	if (err == 0)
		err = tree_options_finish(&o.tree, &d);
	o.merge.linux_dir = o.tree.linux_dir;
	o.merge.bridge_dir = o.tree.bridge_dir;
	o.merge.cross_compile = cross_prefix(&o.tree.cross, o.merge.arch, &d);
	if (err == 0)
		err = import_run(&o.in, &out, &d);
	if (err == 0)
		err = file_set_write(&out.files, o.output, &d);
	ms = progress_clock_ms() - start;
	if (err == 0 && o.json)
		print_json(&o, &out, ms);
	else if (err == 0)
		print_text(&o, &out, ms);
	tree_options_done(&o.tree);
	return verb_end(err, &d);
}
