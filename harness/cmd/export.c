// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "cmd/tree_options.h"
#include "cmd/verb.h"
#include "kconfig/export.h"
#include "sys/file.h"

enum form { FORM_CONFIG, FORM_AZL, FORM_ANNOTATIONS, FORM_ARK, FORMS };

static const char *const forms[] = {"config", "azl", "annotations", "ark"};

struct options {
	struct tree_options tree;
	struct export_in in;
	struct strv flavours;
	enum form form;
	const char *output;
};

enum { KEY_FORMAT = 256, KEY_NO_REPLAY };

static const struct argp_option options[] = {
	{"format", KEY_FORMAT, "FORMAT", 0, "config, azl, annotations or ark", 0},
	{"output", 'o', "PATH", 0, "a file; for azl and ark a directory", 0},
	{"no-replay", KEY_NO_REPLAY, NULL, 0,
	 "ask the toolchain again, also where its last answer is known", 0},
	{0}};

static void take_argument(struct argp_state *state, struct options *o, const char *arg)
{
	if (!strpbrk(arg, "./")) {
		strv_push(&o->flavours, arg);
		return;
	}
	if (o->in.config)
		verb_usage(state, "'%s' is one file too many", arg);
	o->in.config = arg;
}

static void take_format(struct argp_state *state, struct options *o, const char *arg)
{
	for (int i = 0; i < FORMS; i++)
		if (strcmp(arg, forms[i]) == 0)
			o->form = (enum form)i;
	if (o->form == FORMS)
		verb_usage(
			state,
			"'%s' is no format; those are config, azl, annotations and ark",
			arg);
}

static void check_options(struct argp_state *state, const struct options *o)
{
	if (o->form == FORMS)
		verb_usage(state, "--format is missing");
	if (!o->output)
		verb_usage(state, "--output is missing");
	if (!o->tree.linux_dir)
		verb_usage(state, "--linux is missing");
	if (o->in.config && o->flavours.n)
		verb_usage(state,
			   "'%s' is a file, the flavour '%s' cannot be given as well",
			   o->in.config, o->flavours.v[0]);
	if (o->in.config && o->tree.archs.n != 1)
		verb_usage(state, "a file is for one --arch");
	if (!o->in.config && o->form != FORM_ANNOTATIONS && o->flavours.n != 1)
		verb_usage(state, "the format %s is for one flavour", forms[o->form]);
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &o->tree;
		state->child_inputs[1] = &o->tree;
		break;
	case KEY_FORMAT: take_format(state, o, arg); break;
	case 'o': o->output = arg; break;
	case KEY_NO_REPLAY: o->in.common.no_replay = true; break;
	case ARGP_KEY_ARG: take_argument(state, o, arg); break;
	case ARGP_KEY_END: check_options(state, o); break;
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
	.args_doc = "[FLAVOUR...|CONFIG]",
	.doc = "Write resolved configurations in the forms that distributions read.\v"
	       "config: a full .config without this machine's answers; azl: the files of "
	       "Azure Linux's kernel component; annotations: Ubuntu's, over all flavours "
	       "unless some are named; ark: kernel-ark's one file an option. An argument "
	       "with a '.' or a '/' is a configuration file. Nothing is written when a "
	       "request does not hold.",
};

/* --- writing ---------------------------------------------------------------------------- */

static int write_text(const struct options *o, const struct export_out *out,
		      struct diag *d)
{
	_cleanup_(strbuf_done) struct strbuf text = STRBUF_INIT;

	if (o->form == FORM_ANNOTATIONS) {
		export_annotations(out, &text);
	} else if (out->n > 1) {
		diag_error(d,
			   "a .config is for one architecture, '%s' has %zu; name one "
			   "with --arch",
			   out->pairs[0].flavour, out->n);
		return -EINVAL;
	} else {
		export_config(&out->pairs[0], &text);
	}
	return file_write_if_changed(o->output, text.buf, text.len, 0644, NULL, d);
}

/* Into a directory that holds other things too: each file by itself. */
static int write_azl(const struct options *o, const struct export_out *out,
		     struct diag *d)
{
	_cleanup_(file_set_done) struct file_set files = FILE_SET_INIT;
	int err = dir_make(o->output, d);

	export_azl(out, &files);
	for (size_t i = 0; err == 0 && i < files.n; i++) {
		_cleanup_(cleanup_free) char *path =
			xasprintf("%s/%s", o->output, files.v[i].path);

		err = file_write_if_changed(path, files.v[i].text, files.v[i].size, 0644,
					    NULL, d);
	}
	return err;
}

static int write_ark(const struct options *o, const struct export_out *out,
		     struct diag *d)
{
	_cleanup_(file_set_done) struct file_set files = FILE_SET_INIT;

	export_ark(out, &files);
	return file_set_write(&files, o->output, d);
}

static int write_all_of(const struct options *o, const struct export_out *out,
			struct diag *d)
{
	switch (o->form) {
	case FORM_AZL: return write_azl(o, out, d);
	case FORM_ARK: return write_ark(o, out, d);
	default: return write_text(o, out, d);
	}
}

int cmd_export(int argc, char **argv)
{
	struct options o = {.tree = TREE_OPTIONS_INIT, .form = FORMS};
	_cleanup_(export_out_done) struct export_out out = EXPORT_OUT_INIT;
	struct diag d = DIAG_INIT;
	int err = 0;

	verb_parse(&argp, argc, argv, &o);
	o.in.flavours = &o.flavours;
	o.in.configs = o.tree.configs;
	o.in.archs = &o.tree.archs;
	o.in.cross = &o.tree.cross;
	if (o.form == FORM_ARK)
		err = file_set_check(o.output, &d);
	if (err == 0)
		err = tree_options_finish(&o.tree, &d);
	o.in.common.linux_dir = o.tree.linux_dir;
	o.in.common.bridge_dir = o.tree.bridge_dir;
	if (err == 0)
		err = export_run(&o.in, &out, &d);
	if (err == 0)
		err = write_all_of(&o, &out, &d);
	if (err == 0)
		printf("%s: %s of %zu pair%s of flavour and architecture\n", o.output,
		       forms[o.form], out.n, out.n == 1 ? "" : "s");
	strv_done(&o.flavours);
	tree_options_done(&o.tree);
	return verb_end(err, &d);
}
