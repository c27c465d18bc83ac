// SPDX-License-Identifier: GPL-2.0-or-later
/* kharness report: pages about builds, from what the stages left. */
#include <dirent.h>
#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "cmd/report_build.h"
#include "cmd/verb.h"
#include "report/build.h"
#include "report/markup.h"
#include "sys/cache.h"
#include "sys/file.h"
#include "sys/relative.h"

struct options {
	struct report_audit_in audit;
	struct strv cross;
	struct strv dirs;
	const char *all; /* NULL: not given */
	const char *linux_record;
	const char *output;
};

enum { KEY_ALL = 256, KEY_LINUX, KEY_CROSS, KEY_CONFIGS, KEY_BRIDGE, KEY_LINUX_RECORD };

static const struct argp_option options[] = {
	{"all", KEY_ALL, "OUT", 0,
	 "every build in OUT, and a page of all of them in OUT/report", 0},
	{"output", 'o', "DIR", 0,
	 "where the report goes (report in the build's directory); of several builds, "
	 "where the page of all goes",
	 0},
	{"linux-record", KEY_LINUX_RECORD, "FILE", 0,
	 "record of the source tree (what the boot has of it)", 0},
	{"linux", KEY_LINUX, "DIR", 0,
	 "Linux source tree: run the policy where there is no audit that counts, and find "
	 "the causes of changes",
	 0},
	{"cross", KEY_CROSS, "PREFIX", 0,
	 "prefix of the compiler and its tools, or ARCH=PREFIX; may be repeated", 0},
	{"configs", KEY_CONFIGS, "DIR", 0, "flavours.yaml, policy and waivers (configs)",
	 0},
	{"bridge-dir", KEY_BRIDGE, "DIR", 0,
	 "where the compiled Kconfig is kept (the cache)", 0},
	{0}};

static void check_end(const struct options *o, struct argp_state *state)
{
	if (!o->all && !o->dirs.n)
		verb_usage(state, "which build? give its directory, or --all OUT");
	if (o->all && o->dirs.n)
		verb_usage(state, "--all takes every build, '%s' is too much",
			   o->dirs.v[0]);
	if (o->dirs.n > 1 && !o->output)
		verb_usage(state, "of several builds -o must say where the page of all "
				  "goes");
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case KEY_ALL: o->all = arg; break;
	case 'o': o->output = arg; break;
	case KEY_LINUX_RECORD: o->linux_record = arg; break;
	case KEY_LINUX: o->audit.linux_dir = arg; break;
	case KEY_CROSS: strv_push(&o->cross, arg); break;
	case KEY_CONFIGS: o->audit.configs = arg; break;
	case KEY_BRIDGE: o->audit.bridge_dir = arg; break;
	case ARGP_KEY_ARG: strv_push(&o->dirs, arg); break;
	case ARGP_KEY_END: check_end(o, state); break;
	default: return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp argp = {
	.options = options,
	.parser = parse_option,
	.args_doc = "DIR...",
	.doc = "Write a page about a build: what is in it, its audit, what changed since "
	       "the build before, its modules, its boots and its signatures.\v"
	       "DIR is OUT/FLAVOUR-ARCH. A stage that has not run is told in the report; "
	       "a file that is damaged is an error. The exit status does not depend on how "
	       "good the build is.",
};

/* --- one build -------------------------------------------------------------------- */

static int one(const struct options *o, const char *dir, const char *out,
	       struct build_report *ret, struct diag *d)
{
	struct report_build_in in = {.dir = dir,
				     .out = out,
				     .linux_record = o->linux_record,
				     .audit = o->audit};
	_cleanup_(strbuf_done) struct strbuf line = STRBUF_INIT;
	int err = report_build(&in, ret, d);

	if (err < 0)
		return err;
	build_print_line(ret, &line);
	printf("report: %sreport: %s/index.html\n", line.buf, out);
	return 0;
}

static char *place_of(const char *dir)
{
	_cleanup_(cleanup_free) char *trimmed = path_trim(dir);

	return xasprintf("%s/report", trimmed);
}

/* --- all of them ------------------------------------------------------------------ */

static int find_builds(const char *out, struct strv *ret, struct diag *d)
{
	DIR *dir = opendir(out);

	if (!dir)
		return diag_errno(d, -errno, "cannot look into '%s'", out);
	for (const struct dirent *e = readdir(dir); e; e = readdir(dir)) {
		_cleanup_(cleanup_free) char *config =
			xasprintf("%s/%s/.config", out, e->d_name);
		/* a kernel tree has one too, when somebody configured in it */
		_cleanup_(cleanup_free) char *kbuild =
			xasprintf("%s/%s/Kbuild", out, e->d_name);

		if (e->d_name[0] != '.' && access(config, F_OK) == 0 &&
		    access(kbuild, F_OK) < 0)
			strv_pushf(ret, "%s/%s", out, e->d_name);
	}
	closedir(dir);
	strv_sort(ret);
	if (ret->n)
		return 0;
	diag_error(d, "'%s' holds no build: no directory in it has a .config", out);
	return -ENOENT;
}

static int link_to(const char *matrix, const char *report, char **ret, struct diag *d)
{
	_cleanup_(cleanup_free) char *index = xasprintf("%s/index.html", report);
	_cleanup_(cleanup_free) char *way = NULL;
	struct strbuf href = STRBUF_INIT;
	int err = path_relative(matrix, index, &way, d);

	if (err < 0)
		return err;
	markup_path(&href, way);
	*ret = strbuf_detach(&href, NULL);
	return 0;
}

/* One bad build spoils no other: it has a row that says what is wrong. */
static int add_row(const struct options *o, const char *dir, const char *matrix,
		   struct matrix *m, struct diag *d)
{
	_cleanup_(diag_done) struct diag own = DIAG_INIT;
	_cleanup_(cleanup_free) char *out = place_of(dir);
	struct matrix_row *row = matrix_add(m);
	struct build_report b;
	int err;

	build_report_init(&b);
	err = one(o, dir, out, &b, &own);
	row->name = xstrdup(b.name ? b.name : dir);
	row->flavour = TAKE_PTR(b.flavour);
	row->arch = TAKE_PTR(b.arch);
	if (err == 0) {
		row->figures = b.now;
		report_figures_init(&b.now);
		err = link_to(matrix, out, &row->href, &own);
	} else {
		row->fault = report_fault(&own);
	}
	build_report_done(&b);
	diag_append(d, &own);
	return err;
}

static int put_matrix(const char *out, const struct matrix *m, struct diag *d)
{
	_cleanup_(strbuf_done) struct strbuf html = STRBUF_INIT;
	_cleanup_(strbuf_done) struct strbuf markdown = STRBUF_INIT;
	int err;

	matrix_print_html(m, &html);
	matrix_print_markdown(m, &markdown);

	const struct report_file files[] = {
		{"index.html", html.buf, html.len},
		{"report.md", markdown.buf, markdown.len},
		{NULL, NULL, 0},
	};

	err = report_put(out, files, d);
	if (err == 0)
		printf("report: %s/index.html, %zu builds\n", out, m->n);
	return err;
}

static int several(const struct options *o, const struct strv *dirs, const char *out,
		   struct diag *d)
{
	static const char *const names[] = {"index.html", "report.md", NULL};
	_cleanup_(matrix_done) struct matrix m = {0};
	_cleanup_(cleanup_free) char *place = path_trim(out), *parent = dir_of(place);
	int err = dir_check_ours(place, names, d), ret = 0;

	if (err == 0)
		err = dir_make(parent, d);
	if (err < 0)
		return err;
	strv_foreach (dirs, i) {
		err = add_row(o, dirs->v[i], place, &m, d);
		ret = ret ? ret : err;
	}
	err = put_matrix(place, &m, d);
	return err < 0 ? err : ret;
}

static int all(const struct options *o, struct diag *d)
{
	_cleanup_(strv_done) struct strv dirs = STRV_INIT;
	_cleanup_(cleanup_free) char *top = path_trim(o->all), *place = place_of(top);
	int err = find_builds(top, &dirs, d);

	return err < 0 ? err : several(o, &dirs, o->output ? o->output : place, d);
}

static int report(struct options *o, struct diag *d)
{
	_cleanup_(cleanup_free) char *cache = NULL, *place = NULL;
	struct build_report b;
	int err = 0;

	if (o->audit.linux_dir && !o->audit.bridge_dir) {
		err = cache_dir("bridge", &cache, d);
		o->audit.bridge_dir = cache;
	}
	if (err < 0)
		return err;
	if (o->all)
		return all(o, d);
	if (o->dirs.n > 1)
		return several(o, &o->dirs, o->output, d);
	place = place_of(o->dirs.v[0]);
	build_report_init(&b);
	err = one(o, o->dirs.v[0], o->output ? o->output : place, &b, d);
	build_report_done(&b);
	return err;
}

int cmd_report(int argc, char **argv)
{
	struct options o = {.audit = {.configs = "configs"}};
	struct diag d = DIAG_INIT;
	int err;

	verb_parse(&argp, argc, argv, &o);
	o.audit.cross = &o.cross;
	err = report(&o, &d);
	strv_done(&o.cross);
	strv_done(&o.dirs);
	return verb_end(err == -EBADMSG ? -EINVAL : err, &d);
}
