// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/environment.h"

#include "base/macro.h"
#include "sys/proc.h"

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

void kconfig_environment(const struct linux_tree *t, const char *arch,
			 const char *cross_compile, struct strv *ret)
{
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
}
