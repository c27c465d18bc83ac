// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/alloc.h"
#include "cmd/verb.h"
#include "kconfig/explain.h"
#include "kconfig/flavours.h"
#include "sys/cache.h"

#define WIDTH 80

struct options {
	struct merge_in in; /* without base and fragments */
	const char *flavour;
	const char *configs;
	const char *cross;
	bool json;
	struct strv files; /* BASE FRAGMENT... */
	struct strv names;
};

enum { KEY_LINUX = 256, KEY_CROSS, KEY_FLAVOUR, KEY_CONFIGS, KEY_BRIDGE, KEY_JSON };

static const struct argp_option options[] = {
	{"linux", KEY_LINUX, "DIR", 0, "Linux source tree", 0},
	{"arch", 'a', "ARCH", 0, "only this architecture", 0},
	{"flavour", KEY_FLAVOUR, "NAME", 0, "only this flavour of flavours.yaml", 0},
	{"configs", KEY_CONFIGS, "DIR", 0, "where flavours.yaml is (configs)", 0},
	{"cross", KEY_CROSS, "PREFIX", 0,
	 "prefix of the compiler and its tools (aarch64-linux-gnu- for arm64 elsewhere)",
	 0},
	{"bridge-dir", KEY_BRIDGE, "DIR", 0,
	 "where the compiled Kconfig is kept (the cache)", 0},
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
	if (!o->in.linux_dir)
		verb_usage(state, "--linux is missing");
	if (!o->names.n)
		verb_usage(state, "a symbol is missing");
	if (o->files.n && o->flavour)
		verb_usage(state,
			   "--flavour names base and fragments, '%s' cannot be "
			   "given as well",
			   o->files.v[0]);
	if (o->files.n && !o->in.arch)
		verb_usage(state, "--arch is missing");
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case KEY_LINUX: o->in.linux_dir = arg; break;
	case 'a': o->in.arch = arg; break;
	case KEY_CROSS: o->cross = arg; break;
	case KEY_FLAVOUR: o->flavour = arg; break;
	case KEY_CONFIGS: o->configs = arg; break;
	case KEY_BRIDGE: o->in.bridge_dir = arg; break;
	case KEY_JSON: o->json = true; break;
	case ARGP_KEY_ARG: add_argument(state, o, arg); break;
	case ARGP_KEY_END: check_options(state, o); break;
	default: return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp argp = {
	.options = options,
	.parser = parse_option,
	.args_doc = "[BASE [FRAGMENT...]] SYMBOL...",
	.doc = "Explain symbols of the configuration: value and why, who asks for them, what "
	       "they need, and what would change if they had another value.\v"
	       "Without BASE all flavours and architectures of flavours.yaml are looked at. "
	       "An argument with a '.' or a '/', and allnoconfig, defconfig and their like, "
	       "is a file; all others are symbols, with or without CONFIG_.",
};

/* --- what is explained --------------------------------------------------------------- */

/* One configuration and the explanations of all symbols in it. */
struct pair {
	char *name; /* "smoke-x86_64"; NULL: files were given */
	const char *arch;
	const char *base;
	const struct strv *fragments;
	json_t **explained; /* one a symbol */
	bool done;
};

struct pairs {
	struct pair *list;
	size_t n;
};

static void pairs_done(struct pairs *p, size_t n_names)
{
	for (size_t i = 0; i < p->n; i++) {
		for (size_t j = 0; p->list[i].explained && j < n_names; j++)
			json_decref(p->list[i].explained[j]);
		free(p->list[i].explained);
		free(p->list[i].name);
	}
	free(p->list);
}

static void add_pair(struct pairs *to, char *name, const char *arch, const char *base,
		     const struct strv *fragments, size_t n_names)
{
	to->list = xreallocarray(to->list, to->n + 1, sizeof(*to->list));
	to->list[to->n++] = (struct pair){
		name, arch, base, fragments, xcalloc(n_names, sizeof(json_t *)), false};
}

static int choose_pairs(const struct options *o, struct flavours *f, struct pairs *ret,
			struct diag *d)
{
	/* without the overlays */
	size_t n = o->flavour ? strcspn(o->flavour, "+") : 0;

	for (size_t i = 0; i < f->n; i++) {
		const struct flavour *fl = &f->list[i];

		if (o->flavour &&
		    (strlen(fl->name) != n || strncmp(o->flavour, fl->name, n) != 0))
			continue;
		for (size_t j = 0; j < fl->n_archs; j++) {
			const struct flavour_arch *a = &fl->archs[j];

			if (o->in.arch && strcmp(o->in.arch, a->arch) != 0)
				continue;
			if (o->flavour)
				a = flavours_find(f, o->flavour, a->arch, d);
			if (!a)
				return -ENOENT;
			add_pair(ret, xasprintf("%s-%s", a->name, a->arch), a->arch,
				 a->base, &a->fragments, o->names.n);
		}
	}
	if (ret->n)
		return 0;
	diag_error(d, "'%s/flavours.yaml' has no flavour '%s' for '%s'", o->configs,
		   o->flavour ? o->flavour : "*", o->in.arch ? o->in.arch : "*");
	return -ENOENT;
}

static const char *prefix_for(const struct options *o, const char *arch)
{
	struct utsname host;

	if (o->cross)
		return o->cross;
	if (strcmp(arch, "arm64") == 0 && uname(&host) == 0 &&
	    strcmp(host.machine, "aarch64") != 0)
		return "aarch64-linux-gnu-";
	return "";
}

static int explain_pair(const struct options *o, struct bridge *b, struct merge_in *in,
			struct pair *p, struct diag *d)
{
	_cleanup_(merge_out_done) struct merge_out m = MERGE_OUT_INIT;
	_cleanup_(diag_done) struct diag said = DIAG_INIT;
	int err;

	in->base = p->base;
	in->fragments = p->fragments;
	err = merge_with(in, b, &m, &said);
	if (err < 0 && err != -EBADMSG) {
		diag_append(d, &said);
		return err;
	}
	err = 0;
	for (size_t i = 0; err == 0 && i < o->names.n; i++)
		err = explain_symbol(b, in, &m, o->names.v[i], &p->explained[i], d);
	p->done = true;
	return err;
}

/* One parse for all pairs of an architecture. */
static int explain_arch(const struct options *o, struct pairs *pairs, const char *arch,
			struct diag *d)
{
	_cleanup_(cleanup_bridge) struct bridge *b = NULL;
	struct merge_in in = o->in;
	int err;

	in.arch = arch;
	in.cross_compile = prefix_for(o, arch);
	err = merge_open(&in, &b, d);
	for (size_t i = 0; err == 0 && i < pairs->n; i++)
		if (strcmp(pairs->list[i].arch, arch) == 0)
			err = explain_pair(o, b, &in, &pairs->list[i], d);
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

static void print_json(const struct options *o, const struct pairs *pairs)
{
	json_t *doc = json_object();
	char *text;

	json_object_set_new(doc, "schema", json_integer(1));
	for (size_t i = 0; i < pairs->n; i++) {
		const struct pair *p = &pairs->list[i];
		json_t *symbols = json_object();

		for (size_t j = 0; j < o->names.n; j++)
			json_object_set(symbols, o->names.v[j], p->explained[j]);
		json_object_set_new(doc, p->name ? p->name : "config", symbols);
	}
	text = json_dumps(doc, JSON_INDENT(1));
	puts(text ? text : "{}");
	free(text);
	json_decref(doc);
}

/* A table where pairs differ; one screen for each value otherwise. */
static void print_symbol(const struct pairs *pairs, size_t at, size_t width,
			 struct strbuf *to)
{
	const struct pair *first = &pairs->list[0];
	bool same = true;

	for (size_t i = 1; i < pairs->n; i++)
		same = same &&
		       explain_same(first->explained[at], pairs->list[i].explained[at]);
	if (!same) {
		strbuf_addf(to, "CONFIG_%s\n",
			    json_string_value(
				    json_object_get(first->explained[at], "symbol")));
		for (size_t i = 0; i < pairs->n; i++)
			explain_print_row(pairs->list[i].explained[at],
					  pairs->list[i].name, width, to);
		strbuf_addc(to, '\n');
	}
	explain_print(first->explained[at],
		      same && pairs->n > 1 ? "all flavours and architectures"
					   : first->name,
		      width, to);
}

static void print_text(const struct options *o, const struct pairs *pairs)
{
	size_t width = terminal_width();

	for (size_t i = 0; i < o->names.n; i++) {
		_cleanup_(strbuf_done) struct strbuf text = STRBUF_INIT;

		if (i)
			putchar('\n');
		print_symbol(pairs, i, width, &text);
		fputs(text.buf, stdout);
	}
}

static bool any_unknown(const struct options *o, const struct pairs *pairs)
{
	for (size_t i = 0; i < o->names.n; i++) {
		bool known = false;

		for (size_t j = 0; j < pairs->n; j++)
			known = known ||
				json_object_get(pairs->list[j].explained[i], "value");
		if (!known)
			return true;
	}
	return false;
}

static int explain(const struct options *o, struct pairs *pairs, struct diag *d)
{
	int err = 0;

	for (size_t i = 0; err == 0 && i < pairs->n; i++)
		if (!pairs->list[i].done)
			err = explain_arch(o, pairs, pairs->list[i].arch, d);
	if (err < 0)
		return err;
	if (o->json)
		print_json(o, pairs);
	else
		print_text(o, pairs);
	return any_unknown(o, pairs) ? -EBADMSG : 0;
}

int cmd_explain(int argc, char **argv)
{
	struct options o = {.configs = "configs"};
	_cleanup_(flavours_done) struct flavours f = FLAVOURS_INIT;
	_cleanup_(cleanup_free) char *cache = NULL;
	struct strv fragments = STRV_INIT;
	struct pairs pairs = {NULL, 0};
	struct diag d = DIAG_INIT;
	int err = 0;

	verb_parse(&argp, argc, argv, &o);
	if (!o.in.bridge_dir) {
		err = cache_dir("bridge", &cache, &d);
		o.in.bridge_dir = cache;
	}
	for (size_t i = 1; i < o.files.n; i++)
		strv_push(&fragments, o.files.v[i]);
	if (o.files.n)
		add_pair(&pairs, NULL, o.in.arch, o.files.v[0], &fragments, o.names.n);
	else if (err == 0)
		err = flavours_read(o.configs, &f, &d);
	if (err == 0 && !pairs.n)
		err = choose_pairs(&o, &f, &pairs, &d);
	if (err == 0)
		err = explain(&o, &pairs, &d);
	pairs_done(&pairs, o.names.n);
	strv_done(&fragments);
	strv_done(&o.files);
	strv_done(&o.names);
	return verb_end(err, &d);
}
