// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/probe_help.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/macro.h"

/* The first part that stands in the command decides. */
static const struct {
	const char *part, *help;
} known[] = {
	{"= Clang;", "clang (make LLVM=1)"},
	{"= GCC;", "gcc"},
	{"= GNU;", "the assembler of binutils"},
	{"= BFD;", "the linker of binutils"},
	{"= LLVM;", "clang's own assembler (make LLVM=1)"},
	{"= LLD;", "LLVM's linker, the package lld (make LLVM=1)"},
	{"grep -qi llvm", "LLVM's tools, the package llvm (make LLVM=1)"},
	{"rust_is_available", "rustc, bindgen and rust-src in the versions that "
			      "Documentation/process/changes.rst names"},
	{"bindgen", "the package bindgen"},
	{"rustc", "a newer rustc"},
	{"pahole", "the package pahole"},
	{"import lxml", "the package python3-lxml"},
	{"-fsanitize-kcfi-arity", "a clang that has -fsanitize-kcfi-arity (21)"},
	{"-fsanitize-cfi-icall-experimental", "clang 18 or newer (make LLVM=1)"},
	{"-fsanitize=kcfi", "clang 16 or newer (make LLVM=1)"},
	{"-fsanitize=kernel-memory", "clang 14 or newer (make LLVM=1)"},
	{"-fsanitize=kernel-hwaddress", "clang (make LLVM=1)"},
	{"-fsanitize=array-bounds", "clang (make LLVM=1)"},
	{"-fsanitize=unsigned-integer-overflow", "clang (make LLVM=1)"},
	{"-fsanitize=implicit-", "clang (make LLVM=1)"},
	{"-fsanitize-ignorelist", "clang (make LLVM=1)"},
	{"-fsanitize-undefined-ignore", "clang 20 or newer (make LLVM=1)"},
	{"-fsanitize-coverage-stack-depth", "clang 21 or newer (make LLVM=1)"},
	{"-frandomize-layout-seed-file", "clang 16 or newer (make LLVM=1)"},
	{"-enable-trivial-auto-var-init", "clang (make LLVM=1)"},
	{"-Wunreachable-code-fallthrough", "clang (make LLVM=1)"},
	{"-mllvm", "clang (make LLVM=1)"},
	{"tsan-compound-read-before-write", "clang (make LLVM=1)"},
	{"asan-kernel-mem-intrinsic-prefix", "gcc 13 or newer, or clang"},
	{"-fmin-function-alignment", "gcc 14 or newer"},
	{"__nonstring__", "gcc 15 or newer"},
	{"-gz=zstd", "gcc 13 or newer with a binutils that has zstd, or clang"},
	{"compress-debug-sections=zstd", "binutils 2.40 or newer, with zstd"},
	{"-ftrivial-auto-var-init", "gcc 12 or newer, or clang"},
	{"-mharden-sls", "gcc 12 or newer, or clang 15"},
	{"-fzero-call-used-regs", "gcc 11 or newer, or clang 15"},
	{"tsan-distinguish-volatile", "gcc 11 or newer, or clang"},
};

/* ".../gcc/x86_64-linux-gnu/12/plugin/...", and gcc-cross for another machine */
static char *plugin_package(const char *command, const char *cross)
{
	const char *end = strstr(command, "/plugin/"), *start = end;
	size_t n = strlen(cross);

	while (start && start > command && start[-1] != '/')
		start--;
	if (!end || start == end)
		return xstrdup("the headers for plugins of this gcc");
	return xasprintf("the package gcc-%.*s-plugin-dev%s%.*s", (int)(end - start),
			 start, n > 1 ? "-" : "", (int)(n ? n - 1 : 0), cross);
}

static char *can_link(const char *command, const char *cross)
{
	if (strstr(command, "-m32"))
		return xstrdup("the package gcc-multilib");
	return xstrdup(strstr(cross, "aarch64") ? "the package libc6-dev-arm64-cross"
						: "the package libc6-dev");
}

/* Numbers as scripts/cc-version.sh and its like make them. */
static const struct {
	const char *symbol, *tool;
	long major, minor; /* what they are multiplied by */
} versions[] = {
	{"GCC_VERSION", "gcc", 10000, 100},
	{"CLANG_VERSION", "clang", 10000, 100},
	{"LLD_VERSION", "LLVM's linker", 10000, 100},
	{"LD_VERSION", "binutils", 10000, 100},
	{"AS_VERSION", "binutils", 10000, 100},
	{"RUSTC_VERSION", "rustc", 100000, 100},
	{"RUSTC_LLVM_VERSION", "a rustc with LLVM", 10000, 100},
	{"PAHOLE_VERSION", "pahole", 100, 1},
};

static char *version(const char *symbol, const char *now, const char *needed)
{
	long n = strtol(needed, NULL, 10), is = strtol(now, NULL, 10);

	for (size_t i = 0; i < ARRAY_SIZE(versions); i++)
		if (strcmp(symbol, versions[i].symbol) == 0 && !n)
			return xasprintf("a toolchain without %s", versions[i].tool);
		else if (strcmp(symbol, versions[i].symbol) == 0)
			return xasprintf("%s %ld.%ld or %s", versions[i].tool,
					 n / versions[i].major,
					 n % versions[i].major / versions[i].minor,
					 n > is ? "newer" : "older");
	return xasprintf("a toolchain whose %s is %s", symbol, needed);
}

char *probe_help(const struct failed_probe *p, const char *cross)
{
	const char *command = p->command;

	if (p->name)
		return version(p->name, p->from, p->to);
	if (strstr(command, "plugin-version.h"))
		return plugin_package(command, cross);
	if (strstr(command, "cc-can-link"))
		return can_link(command, cross);
	for (size_t i = 0; i < ARRAY_SIZE(known); i++)
		if (strstr(command, known[i].part))
			return xstrdup(known[i].help);
	if (strstr(command, "assembler"))
		return xstrdup("an assembler that knows it, from a newer binutils");
	if (strncmp(command, "{ trap", 6) == 0)
		return xstrdup("a compiler that knows it");
	return xstrdup("a toolchain for which it succeeds");
}
