// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "cmd/diff_review.h"
#include "cmd/pager.h"
#include "cmd/tree_options.h"
#include "cmd/verb.h"
#include "kconfig/sides.h"
#include "report/diff.h"
#include "report/diff_html.h"
#include "sys/file.h"
#include "sys/interrupt.h"

enum format { FORMAT_JSON, FORMAT_MARKDOWN, FORMAT_HTML, FORMATS };

struct options {
	struct tree_options tree;
	const char *sides[2];
	struct diff_style style;
	bool wanted[FORMATS];
	const char *files[FORMATS]; /* NULL: standard output */
	bool gate;
	bool no_replay;
	bool no_pager;
};

enum {
	KEY_CLASS = 256,
	KEY_DIRECTION,
	KEY_JSON,
	KEY_MARKDOWN,
	KEY_HTML,
	KEY_GATE,
	KEY_NO_REPLAY,
	KEY_NO_PAGER
};

static const struct argp_option options[] = {
	{"class", KEY_CLASS, "NAME", 0,
	 "show only this class of changes; may be repeated: intent, consequence, upstream, "
	 "toolchain, unexplained",
	 0},
	{"direction", KEY_DIRECTION, "NAME", 0,
	 "show only these changes; may be repeated: weaker, stronger, neutral, unknown",
	 0},
	{"gate", KEY_GATE, NULL, 0,
	 "exit status 1 when a rule of the policy fails that did not, and is not waived, or "
	 "a change is unexplained",
	 0},
	{"json", KEY_JSON, "FILE", OPTION_ARG_OPTIONAL, "all of it, for programs", 0},
	{"markdown", KEY_MARKDOWN, "FILE", OPTION_ARG_OPTIONAL,
	 "a comment for a pull request", 0},
	{"html", KEY_HTML, "FILE", OPTION_ARG_OPTIONAL,
	 "one page to search and filter, which needs no other file", 0},
	{"no-replay", KEY_NO_REPLAY, NULL, 0,
	 "ask the toolchain again, also where its last answer is known", 0},
	{"no-pager", KEY_NO_PAGER, NULL, 0, "print to the terminal itself", 0},
	{0}};

static void choose_class(struct options *o, const char *arg, struct argp_state *state)
{
	for (int i = 0; i < CHANGE_CLASSES; i++)
		if (strcmp(arg, change_class_name((enum change_class)i)) == 0) {
			o->style.classes[i] = true;
			return;
		}
	verb_usage(state,
		   "--class takes intent, consequence, upstream, toolchain or "
		   "unexplained, not '%s'",
		   arg);
}

static void choose_direction(struct options *o, const char *arg, struct argp_state *state)
{
	for (int i = 0; i < CHANGE_DIRECTIONS; i++)
		if (strcmp(arg, change_direction_name((enum change_direction)i)) == 0) {
			o->style.directions[i] = true;
			return;
		}
	verb_usage(state,
		   "--direction takes weaker, stronger, neutral or unknown, not '%s'",
		   arg);
}

static void add_side(struct options *o, const char *arg, struct argp_state *state)
{
	if (o->sides[1])
		verb_usage(state, "'%s' is one argument too many", arg);
	o->sides[o->sides[0] ? 1 : 0] = arg;
}

static void check_end(const struct options *o, struct argp_state *state)
{
	size_t without = 0;

	if (!o->sides[1])
		verb_usage(state, "two sides are compared, %s is missing",
			   o->sides[0] ? "NEW" : "OLD");
	for (int i = 0; i < FORMATS; i++)
		without += o->wanted[i] && !o->files[i];
	if (without > 1)
		verb_usage(state,
			   "of --json, --markdown and --html only one can do without "
			   "a file");
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &o->tree;
		state->child_inputs[1] = &o->tree;
		break;
	case KEY_CLASS: choose_class(o, arg, state); break;
	case KEY_DIRECTION: choose_direction(o, arg, state); break;
	case KEY_GATE: o->gate = true; break;
	case KEY_JSON:
	case KEY_MARKDOWN:
	case KEY_HTML:
		o->wanted[key - KEY_JSON] = true;
		o->files[key - KEY_JSON] = arg;
		break;
	case KEY_NO_REPLAY: o->no_replay = true; break;
	case KEY_NO_PAGER: o->no_pager = true; break;
	case ARGP_KEY_ARG: add_side(o, arg, state); break;
	case ARGP_KEY_END: check_end(o, state); break;
	default: return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp_child children[] = {
	{&tree_argp, 0, NULL, 0}, {&pairs_argp, 0, NULL, 0}, {0}};

static const struct argp argp = {
	.options = options,
	.parser = parse_option,
	.args_doc = "OLD NEW",
	.doc = "Compare two configurations: what differs, who asked for it, and what merely "
	       "follows.\v"
	       "A side is a configuration file, a flavour, FLAVOUR@REVISION of the git "
	       "repository that holds --configs, LINUXDIR:FLAVOUR, or the directory of a "
	       "built kernel; 'all' and 'all@REVISION' are every flavour. Flavours of "
	       "several architectures are compared for each of them.",
	.children = children,
};

/* --- what comes out -------------------------------------------------------------------------- */

static int print_one(const struct options *o, enum format format,
		     const struct change_sets *all, struct diag *d)
{
	_cleanup_(strbuf_done) struct strbuf text = STRBUF_INIT;
	const char *file = o->files[format];

	switch (format) {
	case FORMAT_MARKDOWN: diff_print_markdown(all, DIFF_COMMENT_MAX, &text); break;
	case FORMAT_HTML: diff_print_html(all, &text); break;
	default: diff_print_json(all, &text); break;
	}
	if (file)
		return file_write(file, text.buf, text.len, 0644, d);
	fputs(text.buf, stdout);
	return 0;
}

static int print_text(const struct options *o, const struct change_sets *all,
		      struct diag *d)
{
	_cleanup_(strbuf_done) struct strbuf text = STRBUF_INIT;
	struct diff_style style = o->style;
	bool terminal = isatty(STDOUT_FILENO);

	style.colour = terminal && !getenv("NO_COLOR");
	diff_print_text(all, &style, &text);
	if (terminal && !o->no_pager)
		return pager_show(text.buf, text.len, d);
	fputs(text.buf, stdout);
	return 0;
}

static int print_all(const struct options *o, const struct change_sets *all,
		     struct diag *d)
{
	bool on_stdout = false;
	int err = 0;

	for (int i = 0; err == 0 && i < FORMATS; i++) {
		if (!o->wanted[i])
			continue;
		on_stdout |= !o->files[i];
		err = print_one(o, (enum format)i, all, d);
	}
	return err < 0 || on_stdout ? err : print_text(o, all, d);
}

/* --- the gate --------------------------------------------------------------------------------- */

/* Also one that a waiver accepts no more. */
static bool newly_fails(const struct change_rule *r)
{
	return strcmp(r->to, "fails") == 0 && strcmp(r->from, "fails") != 0;
}

static const struct change_rule *find_failed(const struct change_set *s,
					     const struct change_rule *like)
{
	for (size_t i = 0; i < s->n_rules; i++) {
		const struct change_rule *r = &s->rules[i];

		if (newly_fails(r) && strcmp(r->id, like->id) == 0 &&
		    strcmp(diff_value(r->found_to), diff_value(like->found_to)) == 0)
			return r;
	}
	return NULL;
}

/* Once for all configurations where the same is found. */
static void refuse_rule(const struct change_sets *all, size_t first,
			const struct change_rule *r, struct diag *d)
{
	_cleanup_(strbuf_done) struct strbuf names = STRBUF_INIT;

	for (size_t i = 0; i < all->n; i++) {
		const struct change_set *s = &all->v[i];

		if (!find_failed(s, r))
			continue;
		if (i < first)
			return;
		strbuf_addf(&names, "%s%s (%s)", names.len ? ", " : "", s->new_name,
			    s->new_arch);
	}
	diag_error(d,
		   "%s: the rule '%s' fails now, found %s; mend it, or accept it in "
		   "waivers.yaml",
		   names.buf, r->id, r->found_to ? r->found_to : "nothing");
}

static int gate(const struct change_sets *all, struct diag *d)
{
	size_t errors = d->errors;

	for (size_t i = 0; i < all->n; i++) {
		const struct change_set *s = &all->v[i];

		for (size_t j = 0; j < s->n_rules; j++)
			if (newly_fails(&s->rules[j]))
				refuse_rule(all, i, &s->rules[j], d);
		if (s->counts[CHANGE_UNEXPLAINED])
			diag_error(
				d,
				"%s (%s): %zu changes have no known cause; see --class "
				"unexplained",
				s->new_name, s->new_arch, s->counts[CHANGE_UNEXPLAINED]);
	}
	return d->errors > errors ? -EBADMSG : 0;
}

/* --- the whole --------------------------------------------------------------------------------- */

static int compare(const struct options *o, struct diff_review *review,
		   struct change_sets *ret, struct diag *d)
{
	const struct side_in in = {.linux_dir = o->tree.linux_dir,
				   .configs = o->tree.configs,
				   .archs = &o->tree.archs};
	struct side old = SIDE_INIT, new = SIDE_INIT;
	const struct sides_in both = {
		.old = &old,
		.new = &new,
		.common = {.bridge_dir = o->tree.bridge_dir, .no_replay = o->no_replay},
		.cross = &o->tree.cross,
		.also = diff_review,
		.context = review};
	int err = side_open(o->sides[0], &in, &old, d);

	if (err == 0)
		err = side_open(o->sides[1], &in, &new, d);
	if (err == 0)
		err = sides_run(&both, ret, d);
	side_done(&new, d);
	side_done(&old, d);
	return err < 0 || !interrupt_pending() ? err : -EINTR;
}

static int diff(struct options *o, struct diag *d)
{
	struct diff_review review = DIFF_REVIEW_INIT;
	struct change_sets all = {0};
	int err = tree_options_finish(&o->tree, d);

	if (err == 0)
		err = diff_review_open(o->tree.configs, o->gate, &review, d);
	if (err == 0)
		err = compare(o, &review, &all, d);
	if (err == 0)
		err = print_all(o, &all, d);
	if (err == 0 && o->gate)
		err = gate(&all, d);
	change_sets_done(&all);
	diff_review_close(&review);
	return err;
}

int cmd_diff(int argc, char **argv)
{
	struct options o = {.tree = TREE_OPTIONS_INIT};
	struct diag d = DIAG_INIT;
	int err;

	verb_parse(&argp, argc, argv, &o);
	err = diff(&o, &d);
	tree_options_done(&o.tree);
	return verb_end(err, &d);
}
