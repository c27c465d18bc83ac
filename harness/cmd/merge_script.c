// SPDX-License-Identifier: GPL-2.0-or-later
#include "cmd/merge_script.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>

#include "base/alloc.h"
#include "cmd/verb.h"
#include "kconfig/script_merge.h"
#include "sys/cache.h"
#include "sys/file.h"

struct options {
	struct script_merge_in in;
	const char *dir; /* -O */
	struct strv files;
};

enum { KEY_LINUX = 256, KEY_ARCH, KEY_CROSS, KEY_BRIDGE, KEY_STRICT };

static const struct argp_option options[] = {
	{NULL, 'h', NULL, 0, "display this help text", 0},
	{NULL, 'm', NULL, 0, "only merge the fragments, do not resolve", 0},
	{NULL, 'n', NULL, 0, "use allnoconfig instead of alldefconfig", 0},
	{NULL, 'r', NULL, 0, "list redundant entries when merging fragments", 0},
	{NULL, 'y', NULL, 0, "make builtin have precedence over modules", 0},
	{NULL, 'O', "DIR", 0, "where .config goes, unless KCONFIG_CONFIG names it", 0},
	{NULL, 's', NULL, 0, "fail if a fragment redefines any value", 0},
	{NULL, 'Q', NULL, 0, "do not tell what a fragment redefines", 0},
	{"strict", KEY_STRICT, NULL, 0, "fail if a request does not take effect", 1},
	{"linux", KEY_LINUX, "DIR", 0, "Linux source tree (the current directory)", 1},
	{"arch", KEY_ARCH, "ARCH", 0, "architecture ($ARCH, or this machine's)", 1},
	{"cross", KEY_CROSS, "PREFIX", 0, "prefix of the tools ($CROSS_COMPILE)", 1},
	{"bridge-dir", KEY_BRIDGE, "DIR", 0,
	 "where the compiled Kconfig is kept (the cache)", 1},
	{0}};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case 'h': argp_state_help(state, stdout, ARGP_HELP_STD_HELP); break;
	case 'm': o->in.only_merge = true; break;
	case 'n': o->in.target = "allnoconfig"; break;
	case 'r': o->in.redundant = true; break;
	case 'y': o->in.builtin = true; break;
	case 'O': o->dir = arg; break;
	case 's': o->in.refuse_redefinition = true; break;
	case 'Q': o->in.quiet = true; break;
	case KEY_STRICT: o->in.strict = true; break;
	case KEY_LINUX: o->in.linux_dir = arg; break;
	case KEY_ARCH: o->in.arch = arg; break;
	case KEY_CROSS: o->in.cross_compile = arg; break;
	case KEY_BRIDGE: o->in.bridge_dir = arg; break;
	case ARGP_KEY_ARG: strv_push(&o->files, arg); break;
	case ARGP_KEY_NO_ARGS: argp_state_help(state, stdout, ARGP_HELP_STD_HELP); break;
	default: return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp argp = {
	.options = options,
	.parser = parse_option,
	.args_doc = "CONFIG [FRAGMENT...]",
	.doc = "Merge fragments as the kernel's scripts/kconfig/merge_config.sh does.\v"
	       "The other way to use this verb, with a verdict for every request, is told "
	       "by 'kharness merge --help'.",
};

static bool has_prefix(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

bool merge_script_asked(int argc, char **argv)
{
	static const char *const own[] = {"--linux", "--arch",	"-a",	  "--out",
					  "-o",	     "--flav",	"--help", "-?",
					  "--usage", "--versi", "--conf", "--prov"};
	bool other = false;

	for (int i = 1; i < argc; i++) {
		if (argv[i][0] == '-' && argv[i][1] && strchr("hmnryOsQ", argv[i][1]))
			return true;
		for (size_t j = 0; j < ARRAY_SIZE(own); j++)
			if (has_prefix(argv[i], own[j]))
				other = true;
	}
	return argc > 1 && !other;
}

static const char *env_or(const char *name, const char *otherwise)
{
	const char *value = getenv(name);

	return value && *value ? value : otherwise;
}

/* As scripts/subarch.include has it: what make takes when no ARCH is given. */
static const char *host_arch(const struct utsname *host)
{
	static const struct {
		const char *machine, *arch;
	} table[] = {
		{"i386", "x86"},	{"i486", "x86"},     {"i586", "x86"},
		{"i686", "x86"},	{"x86_64", "x86"},   {"aarch64", "arm64"},
		{"arm", "arm"},		{"s390x", "s390"},   {"ppc", "powerpc"},
		{"mips", "mips"},	{"riscv", "riscv"},  {"loongarch", "loongarch"},
		{"parisc64", "parisc"}, {"sun4u", "sparc64"}};

	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		if (has_prefix(host->machine, table[i].machine))
			return table[i].arch;
	return host->machine;
}

/* -O and KCONFIG_CONFIG, as the script takes them. */
static int find_output(struct options *o, char **ret, struct diag *d)
{
	const char *name = env_or("KCONFIG_CONFIG", NULL);
	_cleanup_(cleanup_free) char *real = NULL, *dir = NULL;
	struct stat st;

	if (o->dir && (stat(o->dir, &st) < 0 || !S_ISDIR(st.st_mode))) {
		diag_error(d, "output directory '%s' does not exist", o->dir);
		return -EBADMSG;
	}
	dir = path_trim(o->dir ? o->dir : ".");
	if (name || strcmp(dir, ".") == 0) {
		*ret = xstrdup(name ? name : ".config");
		return 0;
	}
	real = realpath(dir, NULL);
	*ret = xasprintf("%s/.config", real ? real : dir);
	return 0;
}

static int run(struct options *o, struct strbuf *said, struct diag *d)
{
	_cleanup_(cleanup_free) char *output = NULL, *cache = NULL;
	_cleanup_(strv_done) struct strv fragments = STRV_INIT;
	int err = find_output(o, &output, d);

	if (err < 0)
		return err;
	o->in.output = output;
	o->in.base = o->files.v[0];
	for (size_t i = 1; i < o->files.n; i++)
		strv_push(&fragments, o->files.v[i]);
	o->in.fragments = &fragments;
	if (!o->in.only_merge && strcmp(o->in.prefix, "CONFIG_") != 0) {
		diag_error(d,
			   "the prefix '%s' from $CONFIG_ is for -m only; Linux resolves "
			   "symbols that begin with CONFIG_",
			   o->in.prefix);
		return -EINVAL;
	}
	if (!o->in.only_merge && !o->in.bridge_dir) {
		err = cache_dir("bridge", &cache, d);
		o->in.bridge_dir = cache;
	}
	return err < 0 ? err : script_merge_run(&o->in, said, d);
}

int cmd_merge_script(int argc, char **argv)
{
	_cleanup_(strbuf_done) struct strbuf said = STRBUF_INIT;
	struct utsname host = {0};
	struct options o = {.in = {.target = "alldefconfig", .linux_dir = "."}};
	struct diag d = DIAG_INIT;
	const char *prefix = getenv("CONFIG_"); /* an empty one would match every line */
	int err;

	uname(&host);
	o.in.prefix = prefix && *prefix ? prefix : "CONFIG_";
	o.in.arch = env_or("ARCH", host_arch(&host));
	o.in.cross_compile = env_or("CROSS_COMPILE", "");
	verb_parse(&argp, argc, argv, &o);
	err = run(&o, &said, &d);
	fputs(said.buf, stdout);
	strv_done(&o.files);
	return verb_end(err, &d);
}
