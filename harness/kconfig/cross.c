// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/cross.h"

#include <fnmatch.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/alloc.h"
#include "model/linux_tree.h"

/* Directory below arch/, how such machines call themselves, Debian's prefix. */
static const struct architecture {
	const char *srcarch, *machine, *prefix;
} architectures[] = {
	{"arm", "arm*", "arm-linux-gnueabihf-"},
	{"arm64", "aarch64*", "aarch64-linux-gnu-"},
	{"loongarch", "loongarch*", "loongarch64-linux-gnu-"},
	{"m68k", "m68k", "m68k-linux-gnu-"},
	{"mips", "mips*", "mips64el-linux-gnuabi64-"},
	{"parisc", "parisc*", "hppa-linux-gnu-"},
	{"powerpc", "ppc*", "powerpc64le-linux-gnu-"},
	{"riscv", "riscv*", "riscv64-linux-gnu-"},
	{"s390", "s390*", "s390x-linux-gnu-"},
	{"sparc", "sparc*", "sparc64-linux-gnu-"},
	{"x86", "x86_64", "x86_64-linux-gnu-"},
	{"x86", "i?86", "x86_64-linux-gnu-"},
};

static bool is_native(const char *srcarch, const char *machine)
{
	for (size_t i = 0; i < ARRAY_SIZE(architectures); i++)
		if (fnmatch(architectures[i].machine, machine, 0) == 0)
			return strcmp(architectures[i].srcarch, srcarch) == 0;
	return strcmp(srcarch, machine) == 0;
}

static const char *usual_prefix(const char *srcarch)
{
	for (size_t i = 0; i < ARRAY_SIZE(architectures); i++)
		if (strcmp(architectures[i].srcarch, srcarch) == 0)
			return architectures[i].prefix;
	return NULL;
}

/* In the same PATH that Kconfig's commands get. */
static bool have_program(const char *name)
{
	const char *path = getenv("PATH");

	for (const char *p = path; p && *p; p += strcspn(p, ":"), p += *p == ':') {
		_cleanup_(cleanup_free) char *file =
			xasprintf("%.*s/%s", (int)strcspn(p, ":"), p, name);

		if (access(file, X_OK) == 0)
			return true;
	}
	return false;
}

static const char *last_given(const struct strv *given, const char *arch)
{
	size_t n = strlen(arch);

	for (size_t i = given->n; i > 0; i--) {
		const char *s = given->v[i - 1];

		if (!strchr(s, '='))
			return s;
		if (strncmp(s, arch, n) == 0 && s[n] == '=')
			return s + n + 1;
	}
	return NULL;
}

const char *cross_prefix(const struct strv *given, const char *arch, struct diag *d)
{
	const char *prefix = last_given(given, arch), *srcarch = linux_srcarch(arch);
	_cleanup_(cleanup_free) char *gcc = NULL;
	struct utsname host;

	if (prefix)
		return prefix;
	if (uname(&host) < 0 || is_native(srcarch, host.machine))
		return "";
	prefix = usual_prefix(srcarch);
	gcc = prefix ? xasprintf("%sgcc", prefix)
		     : xasprintf("%s-linux-gnu-gcc", srcarch);
	if (prefix && have_program(gcc)) {
		diag_note(d, "for %s the compiler is '%s', as no --cross says otherwise",
			  arch, gcc);
		return prefix;
	}
	diag_warning(
		d,
		"this machine (%s) has no '%s'; its own gcc tells Kconfig what a "
		"compiler for %s supports, which takes options away; install one and "
		"give its prefix with --cross, or another machine's record with "
		"--toolchain",
		host.machine, gcc, arch);
	return "";
}
