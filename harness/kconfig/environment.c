// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/environment.h"

#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "sys/file.h"
#include "sys/proc.h"

#define VERSION_TIMEOUT_MS 60000
#define MAKEFILE_MAX	   ((size_t)1 << 20)

/* Set by the kernel's top Makefile whatever the target; see its "export" lines. */
static const char *const constants[] = {
	"AWK=awk",	   "BASH=bash",		"BINDGEN=bindgen",
	"CHECK=sparse",	   "CLANG_FLAGS=",	"CONFIG_SHELL=sh",
	"HOSTCC=gcc",	   "HOSTCXX=g++",	"HOSTPKG_CONFIG=pkg-config",
	"KBZIP2=bzip2",	   "HOSTRUSTC=rustc",	"KCONFIG_CONFIG=.config",
	"KGZIP=gzip",	   "KLZOP=lzop",	"LC_COLLATE=C",
	"LC_NUMERIC=C",	   "LEX=flex",		"LZ4=lz4",
	"LZMA=lzma",	   "MAKE=make",		"PAHOLE=pahole",
	"PERL=perl",	   "PYTHON3=python3",	"RUSTC=rustc",
	"RUSTDOC=rustdoc", "RUSTC_BOOTSTRAP=1", "RUSTC_OR_CLIPPY=rustc",
	"RUSTFMT=rustfmt", "TAR=tar",		"XZ=xz",
	"YACC=bison",	   "ZSTD=zstd",
};

/* Tools that carry the prefix. */
static const char *const tools[][2] = {
	{"AR", "ar"},		{"CC", "gcc"},		{"CPP", "gcc -E"},
	{"LD", "ld"},		{"NM", "nm"},		{"OBJCOPY", "objcopy"},
	{"OBJDUMP", "objdump"}, {"READELF", "readelf"}, {"STRIP", "strip"},
};

/*
 * The first line of "PROGRAM ARGUMENT" without '#', as CC_VERSION_TEXT has it;
 * "" when the program does not exist.
 */
static int first_line(const char *program, const char *argument, const struct strv *env,
		      char **ret, struct diag *d)
{
	_cleanup_(proc_result_done) struct proc_result result = PROC_RESULT_INIT;
	_cleanup_(strbuf_done) struct strbuf text = STRBUF_INIT;
	_cleanup_(diag_done) struct diag local = DIAG_INIT;
	const char *const argv[] = {program, argument, NULL};
	const struct proc_spec spec = {.argv = argv,
				       .env = (const char *const *)env->v,
				       .timeout_ms = VERSION_TIMEOUT_MS};
	int err = proc_run(&spec, &result, &local);

	if (err < 0 && local.n && err != -ENOENT)
		diag_error(d, "%s", local.entries[0].text);
	for (const char *p = result.out.buf; *p && *p != '\n'; p++)
		if (*p != '#')
			strbuf_addc(&text, *p);
	*ret = strbuf_detach(&text, NULL);
	return err == -ENOENT ? 0 : err;
}

static int add_version_texts(const char *cc, struct strv *env, struct diag *d)
{
	_cleanup_(cleanup_free) char *cc_version = NULL;
	_cleanup_(cleanup_free) char *rustc_version = NULL;
	int err = first_line(cc, "--version", env, &cc_version, d);

	if (err < 0)
		return err;
	if (!*cc_version) {
		diag_error(d,
			   "the compiler '%s' cannot be run; Kconfig asks it what it "
			   "supports",
			   cc);
		return -ENOENT;
	}
	err = first_line("rustc", "--version", env, &rustc_version, d);
	if (err < 0)
		return err;
	strv_pushf(env, "CC_VERSION_TEXT=%s", cc_version);
	strv_pushf(env, "RUSTC_VERSION_TEXT=%s", rustc_version);
	return 0;
}

/* Before 7.0 Kconfig itself runs the script. */
static int add_pahole_version(const struct linux_tree *t, struct strv *env,
			      struct diag *d)
{
	_cleanup_(cleanup_free) char *makefile = xasprintf("%s/Makefile", t->dir);
	_cleanup_(cleanup_free) char *script =
		xasprintf("%s/scripts/pahole-version.sh", t->dir);
	_cleanup_(cleanup_free) char *text = NULL, *version = NULL;
	size_t size;
	int err = file_read(makefile, MAKEFILE_MAX, &text, &size, d);

	if (err < 0 || !strstr(text, "RUSTC_VERSION_TEXT PAHOLE_VERSION"))
		return err;
	err = first_line(script, "pahole", env, &version, d);
	if (err == 0)
		strv_pushf(env, "PAHOLE_VERSION=%s", version);
	return err;
}

int kconfig_environment(const struct linux_tree *t, const char *arch,
			const char *cross_compile, struct strv *ret, struct diag *d)
{
	_cleanup_(cleanup_free) char *cc = xasprintf("%sgcc", cross_compile);
	int err;

	proc_clean_env(ret);
	for (size_t i = 0; i < ARRAY_SIZE(constants); i++)
		strv_push(ret, constants[i]);
	for (size_t i = 0; i < ARRAY_SIZE(tools); i++)
		strv_pushf(ret, "%s=%s%s", tools[i][0], cross_compile, tools[i][1]);
	strv_pushf(ret, "CROSS_COMPILE=%s", cross_compile);
	strv_pushf(ret, "ARCH=%s", arch);
	strv_pushf(ret, "UTS_MACHINE=%s", arch);
	strv_pushf(ret, "SRCARCH=%s", linux_srcarch(arch));
	strv_pushf(ret, "VERSION=%s", t->version);
	strv_pushf(ret, "PATCHLEVEL=%s", t->patchlevel);
	strv_pushf(ret, "SUBLEVEL=%s", t->sublevel);
	strv_pushf(ret, "KERNELVERSION=%s", t->kernelversion);
	strv_pushl(ret, "objtree=.", "building_out_of_srctree=1", NULL);
	strv_pushf(ret, "srctree=%s", t->dir);
	strv_pushf(ret, "srcroot=%s", t->dir);
	strv_pushf(ret, "abs_srctree=%s", t->dir);
	err = add_version_texts(cc, ret, d);
	return err < 0 ? err : add_pahole_version(t, ret, d);
}
