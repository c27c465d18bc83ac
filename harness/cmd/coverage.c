// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "cmd/tree_options.h"
#include "cmd/verb.h"
#include "kconfig/coverage.h"
#include "sys/file.h"

#define TABLE_MAX ((size_t)16 << 20)

struct options {
	struct tree_options tree;
	struct coverage_in in;
	struct strv reference;
	const char *table;
	bool update;
	bool json;
};

enum { KEY_CONFIGS = 256, KEY_REFERENCE, KEY_TABLE, KEY_UPDATE, KEY_NO_REPLAY, KEY_JSON };

static const struct argp_option options[] = {
	{"configs", KEY_CONFIGS, "DIR", 0, "flavours.yaml and left-out.yaml (configs)",
	 0},
	{"reference", KEY_REFERENCE, "ARCH=FILE", 0,
	 "a configuration to compare with, for each architecture; writes the table", 0},
	{"table", KEY_TABLE, "FILE", 0,
	 "the table (coverage.md in the directory of --configs)", 0},
	{"update", KEY_UPDATE, NULL, 0,
	 "write the table, with what it says of the reference", 0},
	{"no-replay", KEY_NO_REPLAY, NULL, 0,
	 "ask the toolchain again, also where its last answer is known", 0},
	{"json", KEY_JSON, NULL, 0, "print the counts as JSON", 0},
	{0}};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case ARGP_KEY_INIT: state->child_inputs[0] = &o->tree; break;
	case KEY_CONFIGS: o->in.configs = arg; break;
	case KEY_REFERENCE:
		if (!strchr(arg, '=') || *arg == '=' || !strchr(arg, '=')[1])
			verb_usage(state, "--reference takes ARCH=FILE, not '%s'", arg);
		strv_push(&o->reference, arg);
		break;
	case KEY_TABLE: o->table = arg; break;
	case KEY_UPDATE: o->update = true; break;
	case KEY_NO_REPLAY: o->in.common.no_replay = true; break;
	case KEY_JSON: o->json = true; break;
	case ARGP_KEY_ARG: verb_usage(state, "'%s' is one argument too many", arg);
	case ARGP_KEY_END:
		if (!o->tree.linux_dir)
			verb_usage(state, "--linux is missing");
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
	.doc = "Compare a flavour with a reference configuration: each driver, file system, "
	       "protocol, netfilter and cgroup feature of the reference is provided, or left "
	       "out for a reason that left-out.yaml gives.\v"
	       "With --reference the table is written. Without it the table itself says what "
	       "the reference has, and must be as it would be written now; --update writes it. The exit status is "
	       "1 when something is lost without a reason, and when a reason is not needed.",
};

/* Without the reference nothing new can be learnt: the table must be what it is. */
static int check_table(const char *path, const struct strbuf *text, struct diag *d)
{
	_cleanup_(cleanup_free) char *old = NULL;
	struct loc at = {path, 1, 1};
	size_t size;
	int err = file_read(path, TABLE_MAX, &old, &size, d);

	if (err < 0)
		return err;
	if (size == text->len && memcmp(old, text->buf, size) == 0)
		return 0;
	for (size_t i = 0; i < size && i < text->len && old[i] == text->buf[i]; i++)
		at.line += old[i] == '\n';
	diag_at(d, DIAG_ERROR, &at,
		"the table is not what these fragments and left-out.yaml give; write it "
		"again with --update");
	return -EBADMSG;
}

static void print_counts(const struct options *o, const struct coverage_out *out,
			 const char *table)
{
	if (o->json)
		printf("{\"schema\": 1, \"symbols\": %zu, \"provided\": %zu, "
		       "\"left-out\": %zu, \"groups\": %zu}\n",
		       out->n_wanted, out->n_provided, out->n_left, out->left.n);
	else
		printf("%s: %zu symbols of %s: %zu provided by %s, %zu left out for %zu "
		       "reasons\n",
		       table, out->n_wanted, out->left.reference, out->n_provided,
		       out->left.flavour, out->n_left, out->left.n);
}

static int coverage(const struct options *o, const char *table, struct diag *d)
{
	_cleanup_(coverage_out_done) struct coverage_out out = COVERAGE_OUT_INIT;
	_cleanup_(strbuf_done) struct strbuf text = STRBUF_INIT;
	int err = coverage_run(&o->in, &out, d), written;

	if (err < 0 && err != -EBADMSG)
		return err;
	coverage_print(&out, &text);
	if (!o->reference.n && !o->update)
		written = check_table(table, &text, d);
	else if (err == 0)
		written = file_write_if_changed(table, text.buf, text.len, 0644, NULL, d);
	else
		written = 0; /* a table with losses would make them look meant */
	print_counts(o, &out, table);
	return err < 0 ? err : written;
}

int cmd_coverage(int argc, char **argv)
{
	struct options o = {.tree = TREE_OPTIONS_INIT, .in = {.configs = "configs"}};
	_cleanup_(cleanup_free) char *beside = NULL;
	struct diag d = DIAG_INIT;
	int err;

	verb_parse(&argp, argc, argv, &o);
	beside = xasprintf("%s/coverage.md", o.in.configs);
	o.in.reference = &o.reference;
	o.in.cross = &o.tree.cross;
	o.in.table = o.table ? o.table : beside;
	err = tree_options_finish(&o.tree, &d);
	o.in.common.linux_dir = o.tree.linux_dir;
	o.in.common.bridge_dir = o.tree.bridge_dir;
	if (err == 0)
		err = coverage(&o, o.in.table, &d);
	strv_done(&o.reference);
	tree_options_done(&o.tree);
	return verb_end(err, &d);
}
