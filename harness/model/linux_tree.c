// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/linux_tree.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/strbuf.h"
#include "base/strv.h"
#include "sys/file.h"

#define MAKEFILE_MAX ((size_t)1 << 20)

/* The value of "NAME = value" in the top Makefile; caller frees, NULL when absent. */
static char *makefile_value(const char *text, const char *name)
{
	size_t n = strlen(name);

	for (const char *p = text; p; p = strchr(p, '\n')) {
		const char *end;

		p += *p == '\n';
		if (strncmp(p, name, n) != 0 || strncmp(p + n, " =", 2) != 0)
			continue;
		p += n + 2;
		p += strspn(p, " \t");
		end = p + strcspn(p, " \t\n");
		return xstrndup(p, (size_t)(end - p));
	}
	return NULL;
}

static int read_version(struct linux_tree *t, struct diag *d)
{
	_cleanup_(cleanup_free) char *path = xasprintf("%s/Makefile", t->dir);
	_cleanup_(cleanup_free) char *text = NULL;
	_cleanup_(cleanup_free) char *extra = NULL;
	int err = file_read(path, MAKEFILE_MAX, &text, NULL, d);

	if (err < 0)
		return err;
	t->version = makefile_value(text, "VERSION");
	t->patchlevel = makefile_value(text, "PATCHLEVEL");
	t->sublevel = makefile_value(text, "SUBLEVEL");
	extra = makefile_value(text, "EXTRAVERSION");
	if (!t->version || !*t->version || !t->patchlevel || !*t->patchlevel) {
		diag_error(d,
			   "'%s' is not a Linux source tree: its Makefile has no "
			   "VERSION and PATCHLEVEL",
			   t->dir);
		return -ENOENT;
	}
	if (!t->sublevel)
		t->sublevel = xstrdup("");
	t->kernelversion =
		xasprintf("%s.%s%s%s%s", t->version, t->patchlevel,
			  *t->sublevel ? "." : "", t->sublevel, extra ? extra : "");
	return 0;
}

int linux_tree_open(const char *dir, struct linux_tree *ret, struct diag *d)
{
	static const char *const needed[] = {"Makefile", "Kconfig",
					     "scripts/Kconfig.include",
					     "scripts/kconfig/confdata.c"};
	_cleanup_(linux_tree_done) struct linux_tree t = LINUX_TREE_INIT;
	int err;

	t.dir = realpath(dir, NULL);
	if (!t.dir)
		return diag_errno(d, -errno, "cannot open the Linux tree '%s'", dir);
	for (size_t i = 0; i < ARRAY_SIZE(needed); i++) {
		_cleanup_(cleanup_free) char *path = xasprintf("%s/%s", t.dir, needed[i]);

		if (access(path, R_OK) == 0)
			continue;
		diag_error(d, "'%s' is not a Linux source tree: it has no readable '%s'",
			   dir, needed[i]);
		return -ENOENT;
	}
	/* as in the kernel's Makefile: make cannot handle such paths */
	if (t.dir[strcspn(t.dir, " \t\n:$#\\\"'")]) {
		diag_error(d,
			   "the path of the Linux tree '%s' has a space, a colon or "
			   "another character that make does not take",
			   t.dir);
		return -EINVAL;
	}
	err = read_version(&t, d);
	if (err < 0)
		return err;
	*ret = t;
	t = (struct linux_tree)LINUX_TREE_INIT;
	return 0;
}

void linux_tree_done(struct linux_tree *t)
{
	if (!t)
		return;
	free(t->dir);
	free(t->version);
	free(t->patchlevel);
	free(t->sublevel);
	free(t->kernelversion);
	*t = (struct linux_tree)LINUX_TREE_INIT;
}

const char *linux_srcarch(const char *arch)
{
	static const char *const map[][2] = {{"x86_64", "x86"},
					     {"i386", "x86"},
					     {"sparc32", "sparc"},
					     {"sparc64", "sparc"},
					     {"parisc64", "parisc"}};

	for (size_t i = 0; i < ARRAY_SIZE(map); i++)
		if (strcmp(arch, map[i][0]) == 0)
			return map[i][1];
	return arch;
}

static void list_archs(const struct linux_tree *t, struct strbuf *ret)
{
	_cleanup_(cleanup_free) char *path = xasprintf("%s/arch", t->dir);
	_cleanup_(strv_done) struct strv names = STRV_INIT;
	DIR *dir = opendir(path);
	const struct dirent *e;

	while (dir && (e = readdir(dir)))
		if (e->d_type == DT_DIR && e->d_name[0] != '.')
			strv_push(&names, e->d_name);
	if (dir)
		closedir(dir);
	strv_sort(&names);
	strv_foreach (&names, i)
		strbuf_addf(ret, " %s", names.v[i]);
}

int linux_arch_check(const struct linux_tree *t, const char *arch, struct diag *d)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
	_cleanup_(strbuf_done) struct strbuf known = STRBUF_INIT;
	_cleanup_(cleanup_free) char *path =
		xasprintf("%s/arch/%s/Kconfig", t->dir, linux_srcarch(arch));

	if (*arch && strspn(arch, allowed) == strlen(arch) && access(path, R_OK) == 0)
		return 0;
	list_archs(t, &known);
	diag_error(d, "Linux %s has no architecture '%s'; it has%s (and x86_64 for x86)",
		   t->kernelversion, arch, known.buf);
	return -ENOENT;
}
