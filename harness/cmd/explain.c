// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/alloc.h"
#include "cmd/tree_options.h"
#include "cmd/verb.h"
#include "kconfig/explain.h"
#include "kconfig/flavours.h"
#include "kconfig/many.h"
#include "kconfig/pairs.h"

#define WIDTH 80

struct options {
	struct tree_options tree;
	struct merge_in in; /* what all have in common */
	struct strv flavours;
	bool json;
	struct strv files; /* BASE FRAGMENT... */
	struct strv names;
};

enum { KEY_FLAVOUR = 256, KEY_JSON };

static const struct argp_option options[] = {
	{"flavour", KEY_FLAVOUR, "NAME", 0,
	 "only this flavour of flavours.yaml; may be repeated", 0},
	{"json", KEY_JSON, NULL, 0, "print the explanations as JSON", 0},
	{0}};

static bool is_file(const char *arg)
{
	return strpbrk(arg, "./") || merge_base_is_keyword(arg);
}

static void add_argument(struct argp_state *state, struct options *o, const char *arg)
{
	const char *name = strncmp(arg, "CONFIG_", 7) == 0 ? arg + 7 : arg;
	size_t n = symbol_name_length(name, strlen(name));

	if (is_file(arg))
		strv_push(&o->files, arg);
	else if (!n || name[n] || n > SYMBOL_NAME_MAX)
		verb_usage(state, "'%s' is neither a symbol nor a file", arg);
	else
		strv_push(&o->names, name);
}

static void check_options(struct argp_state *state, const struct options *o)
{
	if (!o->tree.linux_dir)
		verb_usage(state, "--linux is missing");
	if (!o->names.n)
		verb_usage(state, "a symbol is missing");
	if (o->files.n && o->flavours.n)
		verb_usage(state,
			   "--flavour names base and fragments, '%s' cannot be "
			   "given as well",
			   o->files.v[0]);
	if (o->files.n && o->tree.archs.n != 1)
		verb_usage(state, o->tree.archs.n ? "files are for one --arch"
						  : "--arch is missing");
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &o->tree;
		state->child_inputs[1] = &o->tree;
		break;
	case KEY_FLAVOUR: strv_push(&o->flavours, arg); break;
	case KEY_JSON: o->json = true; break;
	case ARGP_KEY_ARG: add_argument(state, o, arg); break;
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
	.args_doc = "[BASE [FRAGMENT...]] SYMBOL...",
	.doc = "Explain symbols of the configuration: value and why, who asks for them, what "
	       "they need, and what would change if they had another value.\v"
	       "Without BASE all flavours and architectures of flavours.yaml are looked at. "
	       "An argument with a '.' or a '/', and allnoconfig, defconfig and their like, "
	       "is a file; all others are symbols, with or without CONFIG_.",
};

/* --- what is explained --------------------------------------------------------------- */

/* One configuration and the explanations of all symbols in it. */
struct config {
	const char *name; /* of the pair, "smoke-x86_64"; NULL: files were given */
	const char *base;
	const struct strv *fragments;
	json_t **explained; /* one a symbol */
};

struct configs {
	const struct options *options;
	struct config *list;
	const char **archs; /* one a configuration */
	size_t n;
};

static void configs_done(struct configs *c, size_t n_names)
{
	for (size_t i = 0; i < c->n; i++) {
		for (size_t j = 0; j < n_names; j++)
			json_decref(c->list[i].explained[j]);
		free(c->list[i].explained);
	}
	free(c->list);
	free(c->archs);
}

static void add_config(struct configs *to, const char *name, const char *arch,
		       const char *base, const struct strv *fragments)
{
	to->list = xreallocarray(to->list, to->n + 1, sizeof(*to->list));
	to->archs = xreallocarray(to->archs, to->n + 1, sizeof(*to->archs));
	to->archs[to->n] = arch;
	to->list[to->n++] = (struct config){
		name, base, fragments, xcalloc(to->options->names.n, sizeof(json_t *))};
}

static int explain_one(void *context, size_t i, const struct merge_in *common,
		       struct bridge *b, struct diag *d)
{
	_cleanup_(merge_out_done) struct merge_out m = MERGE_OUT_INIT;
	_cleanup_(diag_done) struct diag said = DIAG_INIT;
	const struct configs *all = context;
	struct config *c = &all->list[i];
	struct merge_in in = *common;
	int err;

	in.base = c->base;
	in.fragments = c->fragments;
	err = merge_with(&in, b, &m, &said);
	if (err < 0 && err != -EBADMSG) {
		diag_append(d, &said);
		return err;
	}
	err = 0;
	for (size_t j = 0; err == 0 && j < all->options->names.n; j++)
		err = explain_symbol(b, &in, &m, all->options->names.v[j],
				     &c->explained[j], d);
	return err;
}

static int explain_all(struct configs *all, struct diag *d)
{
	struct many_result *results = xcalloc(all->n, sizeof(*results));
	struct many_in in = {.common = all->options->in,
			     .cross = &all->options->tree.cross,
			     .archs = all->archs,
			     .n = all->n,
			     .fn = explain_one,
			     .context = all};
	int err = many_run(&in, results, d);

	for (size_t i = 0; i < all->n; i++) {
		diag_append(d, &results[i].diag);
		if (err == 0)
			err = results[i].err;
	}
	many_done(results, all->n);
	free(results);
	return err;
}

/* --- what is printed ----------------------------------------------------------------- */

static size_t terminal_width(void)
{
	struct winsize w;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) < 0 || w.ws_col < 40)
		return WIDTH;
	return w.ws_col < 120 ? w.ws_col : 120;
}

static void print_json(const struct options *o, const struct configs *all)
{
	json_t *doc = json_object();
	char *text;

	json_object_set_new(doc, "schema", json_integer(1));
	for (size_t i = 0; i < all->n; i++) {
		const struct config *c = &all->list[i];
		json_t *symbols = json_object();

		for (size_t j = 0; j < o->names.n; j++)
			json_object_set(symbols, o->names.v[j], c->explained[j]);
		json_object_set_new(doc, c->name ? c->name : "config", symbols);
	}
	text = json_dumps(doc, JSON_INDENT(1));
	puts(text ? text : "{}");
	free(text);
	json_decref(doc);
}

/* A table where pairs differ; one screen for each value otherwise. */
static void print_symbol(const struct configs *all, size_t at, size_t width,
			 struct strbuf *to)
{
	const struct config *first = &all->list[0];
	bool same = true;

	for (size_t i = 1; i < all->n; i++)
		same = same &&
		       explain_same(first->explained[at], all->list[i].explained[at]);
	if (!same) {
		strbuf_addf(to, "CONFIG_%s\n",
			    json_string_value(
				    json_object_get(first->explained[at], "symbol")));
		for (size_t i = 0; i < all->n; i++)
			explain_print_row(all->list[i].explained[at], all->list[i].name,
					  width, to);
		strbuf_addc(to, '\n');
	}
	explain_print(first->explained[at],
		      same && all->n > 1 ? "all flavours and architectures" : first->name,
		      width, to);
}

static void print_text(const struct options *o, const struct configs *all)
{
	size_t width = terminal_width();

	for (size_t i = 0; i < o->names.n; i++) {
		_cleanup_(strbuf_done) struct strbuf text = STRBUF_INIT;

		if (i)
			putchar('\n');
		print_symbol(all, i, width, &text);
		fputs(text.buf, stdout);
	}
}

static bool any_unknown(const struct options *o, const struct configs *all)
{
	for (size_t i = 0; i < o->names.n; i++) {
		bool known = false;

		for (size_t j = 0; j < all->n; j++)
			known = known ||
				json_object_get(all->list[j].explained[i], "value");
		if (!known)
			return true;
	}
	return false;
}

static int explain(const struct options *o, struct configs *all, struct diag *d)
{
	int err = explain_all(all, d);

	if (err < 0)
		return err;
	if (o->json)
		print_json(o, all);
	else
		print_text(o, all);
	return any_unknown(o, all) ? -EBADMSG : 0;
}

static int explain_flavours(const struct options *o, struct configs *all, struct diag *d)
{
	_cleanup_(flavours_done) struct flavours f = FLAVOURS_INIT;
	_cleanup_(pairs_done) struct pairs pairs = PAIRS_INIT;
	int err = flavours_read(o->tree.configs, &f, d);

	if (err == 0)
		err = pairs_choose(&f, &o->flavours, &o->tree.archs, &pairs, d);
	for (size_t i = 0; err == 0 && i < pairs.n; i++) {
		const struct flavour_arch *a = pairs.v[i].of;

		add_config(all, pairs.v[i].name, a->arch, a->base, &a->fragments);
	}
	return err < 0 ? err : explain(o, all, d);
}

static int explain_files(const struct options *o, struct configs *all, struct diag *d)
{
	_cleanup_(strv_done) struct strv fragments = STRV_INIT;

	for (size_t i = 1; i < o->files.n; i++)
		strv_push(&fragments, o->files.v[i]);
	add_config(all, NULL, o->tree.archs.v[0], o->files.v[0], &fragments);
	return explain(o, all, d);
}

/* The one beside flavours.yaml need not be there. */
static int read_renames(struct options *o, struct renames *ret, struct diag *d)
{
	_cleanup_(cleanup_free) char *path =
		xasprintf("%s/renames.yaml", o->tree.configs);

	o->in.renames = ret;
	return access(path, F_OK) < 0 ? 0 : renames_read(path, ret, d);
}

int cmd_explain(int argc, char **argv)
{
	struct options o = {.tree = TREE_OPTIONS_INIT};
	struct configs all = {.options = &o};
	_cleanup_(renames_done) struct renames renames = RENAMES_INIT;
	struct diag d = DIAG_INIT;
	int err;

	verb_parse(&argp, argc, argv, &o);
	err = read_renames(&o, &renames, &d);
	if (err == 0)
		err = tree_options_finish(&o.tree, &d);
	o.in.linux_dir = o.tree.linux_dir;
	o.in.bridge_dir = o.tree.bridge_dir;
	if (err == 0)
		err = o.files.n ? explain_files(&o, &all, &d)
				: explain_flavours(&o, &all, &d);
	configs_done(&all, o.names.n);
	strv_done(&o.flavours);
	strv_done(&o.files);
	strv_done(&o.names);
	tree_options_done(&o.tree);
	return verb_end(err, &d);
}
