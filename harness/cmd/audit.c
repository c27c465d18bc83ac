// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "cmd/audit_kernel.h"
#include "cmd/tree_options.h"
#include "cmd/verb.h"
#include "policy/audit.h"
#include "report/audit.h"
#include "sys/file.h"

enum format { FORMAT_JSON, FORMAT_MARKDOWN, FORMAT_SARIF, FORMATS };

struct options {
	struct tree_options tree;
	struct audit_kernel_in kernel;
	struct strv cmdline;
	struct strv sysctl;
	const char *policy;
	const char *waivers;
	const char *date;
	const char *output;
	bool wanted[FORMATS];
	const char *files[FORMATS]; /* NULL: standard output, or that of --output */
};

enum {
	KEY_POLICY = 256,
	KEY_WAIVERS,
	KEY_CMDLINE,
	KEY_SYSCTL,
	KEY_SECURE_BOOT,
	KEY_DATE,
	KEY_JSON,
	KEY_MARKDOWN,
	KEY_SARIF
};

static const struct argp_option options[] = {
	{"policy", KEY_POLICY, "DIR", 0, "the rules (policy in that directory)", 0},
	{"waivers", KEY_WAIVERS, "FILE", 0, "waivers (waivers.yaml in that directory)",
	 0},
	{"cmdline", KEY_CMDLINE, "WORDS", 0, "more arguments that the kernel gets", 0},
	{"sysctl", KEY_SYSCTL, "NAME=VALUE", 0, "one more sysctl that is set", 0},
	{"secure-boot", KEY_SECURE_BOOT, "on|off|unknown", 0,
	 "whether the firmware enforces it (unknown)", 0},
	{"date", KEY_DATE, "YYYY-MM-DD", 0, "the day for which waivers count (today)", 0},
	{"json", KEY_JSON, "FILE", OPTION_ARG_OPTIONAL, "all verdicts, for programs", 0},
	{"markdown", KEY_MARKDOWN, "FILE", OPTION_ARG_OPTIONAL, "a page for a reviewer",
	 0},
	{"sarif", KEY_SARIF, "FILE", OPTION_ARG_OPTIONAL,
	 "SARIF 2.1.0 for a code scanner", 0},
	{"output", 'o', "FILE", 0, "the file for the form that has none", 0},
	{0}};

static void set_secure_boot(struct options *o, const char *arg, struct argp_state *state)
{
	if (strcmp(arg, "on") == 0)
		o->kernel.secure_boot = SECURE_BOOT_ON;
	else if (strcmp(arg, "off") == 0)
		o->kernel.secure_boot = SECURE_BOOT_OFF;
	else if (strcmp(arg, "unknown") == 0)
		o->kernel.secure_boot = SECURE_BOOT_UNKNOWN;
	else
		verb_usage(state, "--secure-boot takes on, off or unknown, not '%s'",
			   arg);
}

static void add_argument(struct options *o, const char *arg, struct argp_state *state)
{
	if (o->kernel.target)
		verb_usage(state, "'%s' is one argument too many", arg);
	o->kernel.target = arg;
}

/* One form can go to standard output, or to the file of --output. */
static void check_formats(const struct options *o, struct argp_state *state)
{
	size_t without = 0;

	for (int i = 0; i < FORMATS; i++)
		without += o->wanted[i] && !o->files[i];
	if (without > 1)
		verb_usage(state,
			   "of --json, --markdown and --sarif only one can be without "
			   "=FILE");
	if (o->output && !without)
		verb_usage(state, "--output needs --json, --markdown or --sarif");
}

static void check_end(const struct options *o, struct argp_state *state)
{
	if (!o->kernel.target)
		verb_usage(state, "a flavour or a configuration is missing");
	if (o->tree.archs.n > 1)
		verb_usage(state, "a kernel is for one --arch");
	check_formats(o, state);
	if (o->date && !date_valid(o->date))
		verb_usage(state, "--date takes a day such as 2027-05-31, not '%s'",
			   o->date);
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &o->tree;
		state->child_inputs[1] = &o->tree;
		break;
	case KEY_POLICY: o->policy = arg; break;
	case KEY_WAIVERS: o->waivers = arg; break;
	case KEY_CMDLINE: strv_push(&o->cmdline, arg); break;
	case KEY_SYSCTL:
		if (!strchr(arg, '='))
			verb_usage(state, "--sysctl takes NAME=VALUE, not '%s'", arg);
		strv_push(&o->sysctl, arg);
		break;
	case KEY_SECURE_BOOT: set_secure_boot(o, arg, state); break;
	case KEY_DATE: o->date = arg; break;
	case KEY_JSON:
	case KEY_MARKDOWN:
	case KEY_SARIF:
		o->wanted[key - KEY_JSON] = true;
		o->files[key - KEY_JSON] = arg;
		break;
	case 'o': o->output = arg; break;
	case ARGP_KEY_ARG: add_argument(o, arg, state); break;
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
	.children = children,
	.args_doc = "FLAVOUR|CONFIG",
	.doc = "Judge a kernel by the policy: its configuration, its command line and its "
	       "sysctls.\v"
	       "A flavour is resolved with the tree, and its waivers count; so is a "
	       "configuration where --linux is given, else its text is judged. The exit "
	       "status is 1 when a rule fails that is not waived, or a waiver is not in "
	       "order.",
};

/* --- what is read ----------------------------------------------------------------------------- */

static char *beside(const char *given, const struct options *o, const char *name)
{
	return given ? xstrdup(given) : xasprintf("%s/%s", o->tree.configs, name);
}

/* A configuration can be audited where there are no flavours. */
static int read_flavours(const struct options *o, struct flavours *ret, struct diag *d)
{
	_cleanup_(cleanup_free) char *path = beside(NULL, o, "flavours.yaml");

	return access(path, F_OK) < 0 && errno == ENOENT
		       ? 0
		       : flavours_read(o->tree.configs, ret, d);
}

static int check_waivers(const struct waivers *w, const struct flavours *f,
			 struct diag *d)
{
	_cleanup_(strv_done) struct strv pairs = STRV_INIT;

	for (size_t i = 0; i < f->n; i++)
		for (size_t j = 0; j < f->list[i].n_archs; j++)
			strv_pushf(&pairs, "%s-%s", f->list[i].name,
				   f->list[i].archs[j].arch);
	return waivers_check_pairs(w, &pairs, d);
}

/* --- what comes out ---------------------------------------------------------------------------- */

static int print_one(const struct options *o, enum format format, const struct audit *a,
		     struct diag *d)
{
	static void (*const print[FORMATS])(const struct audit *, struct strbuf *) = {
		audit_print_json, audit_print_markdown, audit_print_sarif};
	_cleanup_(strbuf_done) struct strbuf text = STRBUF_INIT;
	const char *file = o->files[format] ? o->files[format] : o->output;

	print[format](a, &text);
	if (file)
		return file_write(file, text.buf, text.len, 0644, d);
	fputs(text.buf, stdout);
	return 0;
}

static int print_result(const struct options *o, const struct audit *a, struct diag *d)
{
	_cleanup_(strbuf_done) struct strbuf figures = STRBUF_INIT;
	bool on_stdout = false;
	int err = 0;

	for (int i = 0; err == 0 && i < FORMATS; i++) {
		if (!o->wanted[i])
			continue;
		on_stdout |= !o->files[i] && !o->output;
		err = print_one(o, (enum format)i, a, d);
	}
	audit_print_summary(a, &figures);
	if (!on_stdout)
		fputs(figures.buf, stdout);
	return err;
}

static int judge(struct options *o, const struct policy *p, struct waivers *w,
		 struct diag *d)
{
	_cleanup_(kernel_state_done) struct kernel_state k = KERNEL_STATE_INIT;
	_cleanup_(audit_done) struct audit a = AUDIT_INIT;
	char today[DATE_SIZE];
	struct audit_in in = {.policy = p,
			      .waivers = w,
			      .kernel = &k,
			      .today = o->date ? o->date : today};
	int err, printed;

	date_today(today);
	o->kernel.policy = p;
	err = audit_kernel(&o->kernel, &k, d);
	if (err < 0)
		return err == -EBADMSG ? -EINVAL : err;
	err = audit_run(&in, &a, d);
	printed = print_result(o, &a, d);
	return printed < 0 ? printed : err;
}

static int audit(struct options *o, struct diag *d)
{
	_cleanup_(flavours_done) struct flavours flavours = FLAVOURS_INIT;
	_cleanup_(policy_done) struct policy policy = POLICY_INIT;
	_cleanup_(waivers_done) struct waivers waivers = WAIVERS_INIT;
	_cleanup_(cleanup_free) char *policy_dir = beside(o->policy, o, "policy");
	_cleanup_(cleanup_free) char *waivers_file =
		beside(o->waivers, o, "waivers.yaml");
	int err = policy_read(policy_dir, &policy, d);

	if (err == 0)
		err = waivers_read(waivers_file, &policy, &waivers, d);
	if (err == 0)
		err = read_flavours(o, &flavours, d);
	if (err == 0)
		err = check_waivers(&waivers, &flavours, d);
	if (err == 0)
		err = tree_options_finish(&o->tree, d);
	o->kernel.linux_dir = o->tree.linux_dir;
	o->kernel.bridge_dir = o->tree.bridge_dir;
	o->kernel.arch = o->tree.archs.n ? o->tree.archs.v[0] : NULL;
	o->kernel.flavours = &flavours;
	return err < 0 ? err : judge(o, &policy, &waivers, d);
}

int cmd_audit(int argc, char **argv)
{
	struct options o = {.tree = TREE_OPTIONS_INIT};
	struct diag d = DIAG_INIT;
	int err;

	verb_parse(&argp, argc, argv, &o);
	o.kernel.cross = &o.tree.cross;
	o.kernel.cmdline = &o.cmdline;
	o.kernel.sysctl = &o.sysctl;
	err = audit(&o, &d);
	tree_options_done(&o.tree);
	strv_done(&o.cmdline);
	strv_done(&o.sysctl);
	return verb_end(err, &d);
}
