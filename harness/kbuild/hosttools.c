// SPDX-License-Identifier: GPL-2.0-or-later
#include "kbuild/hosttools.h"

#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "model/dotconfig.h"

/* From the kernel's Documentation/process/changes.rst and Kbuild files. */
static const struct {
	const char *symbol; /* needed when it is y; NULL: always */
	const char *program;
	const char *package; /* in Debian */
	bool cross;
} tools[] = {
	{NULL, "gcc", "gcc", true},
	{NULL, "ld", "binutils", true},
	{NULL, "objcopy", "binutils", true},
	{NULL, "strip", "binutils", true},
	{NULL, "gcc", "gcc", false},
	{NULL, "make", "make", false},
	{NULL, "flex", "flex", false},
	{NULL, "bison", "bison", false},
	{NULL, "bc", "bc", false},
	{NULL, "perl", "perl", false},
	{"CONFIG_BUILTIN_MODULE_RANGES", "gawk", "gawk", false},
	{"CONFIG_DEBUG_INFO_BTF", "pahole", "dwarves", false},
	{"CONFIG_IKHEADERS", "cpio", "cpio", false},
	{"CONFIG_KERNEL_GZIP", "gzip", "gzip", false},
	{"CONFIG_KERNEL_XZ", "xz", "xz-utils", false},
	{"CONFIG_KERNEL_ZSTD", "zstd", "zstd", false},
	{"CONFIG_KERNEL_LZ4", "lz4", "lz4", false},
};

char *hosttool_find(const char *name)
{
	_cleanup_(cleanup_free) char *copy = NULL;
	const char *path = getenv("PATH");
	char *rest, *dir;

	copy = xstrdup(path ? path : "/usr/bin:/bin");
	rest = copy;
	while ((dir = strsep(&rest, ":"))) {
		_cleanup_(cleanup_free) char *file = xasprintf("%s/%s", dir, name);

		if (*dir && access(file, X_OK) == 0)
			return TAKE_PTR(file);
	}
	return NULL;
}

int hosttools_check(const char *config, const char *cross, struct diag *d)
{
	int err = 0;

	for (size_t i = 0; i < ARRAY_SIZE(tools); i++) {
		_cleanup_(cleanup_free) char *name = NULL, *path = NULL;

		if (tools[i].symbol && !dotconfig_is(config, tools[i].symbol, "y"))
			continue;
		name = xasprintf("%s%s", tools[i].cross ? cross : "", tools[i].program);
		path = hosttool_find(name);
		if (path)
			continue;
		diag_error(d,
			   "'%s' is missing%s%s; install the package that has it "
			   "(Debian: %s)",
			   name, tools[i].symbol ? ", needed by " : "",
			   tools[i].symbol ? tools[i].symbol : "", tools[i].package);
		err = -ENOENT;
	}
	return err;
}
