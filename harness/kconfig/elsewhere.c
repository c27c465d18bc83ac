// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/elsewhere.h"

#include <dirent.h>
#include <string.h>
#include <uthash.h>

#include "base/alloc.h"
#include "base/strv.h"
#include "kconfig/value.h"
#include "sys/file.h"

#define KCONFIG_MAX ((size_t)4 << 20)

struct definition {
	char *name, *arch, *at;
	UT_hash_handle hh;
};

struct seen_file {
	char *path;
	UT_hash_handle hh;
};

struct elsewhere {
	struct definition *all; /* by name */
	struct seen_file *seen;
};

/* false: it was there already */
static bool add_seen(struct elsewhere *e, const char *path)
{
	struct seen_file *f;

	HASH_FIND_STR(e->seen, path, f);
	if (f)
		return false;
	f = xcalloc(1, sizeof(*f));
	f->path = xstrdup(path);
	HASH_ADD_KEYPTR(hh, e->seen, f->path, strlen(f->path), f);
	return true;
}

static void add(struct elsewhere *e, const char *name, size_t n, const char *arch,
		const char *path, unsigned int line)
{
	struct definition *d;

	if (!n)
		return;
	HASH_FIND(hh, e->all, name, n, d);
	if (d)
		return;
	d = xcalloc(1, sizeof(*d));
	d->name = xstrndup(name, n);
	d->arch = xstrdup(arch);
	d->at = xasprintf("%s:%u", path, line);
	HASH_ADD_KEYPTR(hh, e->all, d->name, n, d);
}

static void scan_file(struct elsewhere *e, const char *tree, const char *path,
		      const char *arch);

/* In its paths only $(SRCARCH) stands for something, and always for the same. */
static void scan_source(struct elsewhere *e, const char *tree, const char *line,
			const char *arch)
{
	static const char variable[] = "$(SRCARCH)";
	const char *start = line + strcspn(line, "\"\n");
	size_t n = *start == '"' ? strcspn(start + 1, "\"\n") : 0;
	_cleanup_(cleanup_free) char *path = xstrndup(start + (n > 0), n);
	char *at = strstr(path, variable);

	if (at) {
		char *known = xasprintf("%.*s%s%s", (int)(at - path), path, arch,
					at + strlen(variable));

		free(path);
		path = known;
	}
	if (n && !strchr(path, '$'))
		scan_file(e, tree, path, arch);
}

/* "config NAME", "menuconfig NAME" and "source "FILE"" at the beginning of a line */
static void scan(struct elsewhere *e, const char *tree, const char *text,
		 const char *arch, const char *path)
{
	unsigned int line = 0;

	while (*text) {
		size_t n = strcspn(text, "\n");
		const char *p = strncmp(text, "menu", 4) == 0 ? text + 4 : text;

		line++;
		if (strncmp(text, "source", 6) == 0)
			scan_source(e, tree, text, arch);
		if (strncmp(p, "config", 6) == 0 && (p[6] == ' ' || p[6] == '\t')) {
			p += 6 + strspn(p + 6, " \t");
			add(e, p, symbol_name_length(p, SYMBOL_NAME_MAX), arch, path,
			    line);
		}
		text += n + (text[n] == '\n');
	}
}

static void scan_file(struct elsewhere *e, const char *tree, const char *path,
		      const char *arch)
{
	_cleanup_(cleanup_free) char *file = xasprintf("%s/%s", tree, path);
	_cleanup_(diag_done) struct diag ignored = DIAG_INIT;
	_cleanup_(cleanup_free) char *text = NULL;
	size_t size;

	if (add_seen(e, path) &&
	    file_read(file, KCONFIG_MAX, &text, &size, &ignored) == 0)
		scan(e, tree, text, arch, path);
}

/*
 * Its Kconfig and what that sources; and what generic files source of it, which is
 * beside that. @path is relative to the tree, as all places in Kconfig are.
 */
static void scan_arch(struct elsewhere *e, const char *tree, const char *arch)
{
	_cleanup_(cleanup_free) char *dir = xasprintf("%s/arch/%s", tree, arch);
	_cleanup_(strv_done) struct strv files = STRV_INIT;
	const struct dirent *entry;
	DIR *stream = opendir(dir);

	while (stream && (entry = readdir(stream)))
		if (strncmp(entry->d_name, "Kconfig", 7) == 0)
			strv_pushf(&files, "arch/%s/%s", arch, entry->d_name);
	if (stream)
		closedir(stream);
	strv_sort(&files);
	strv_foreach (&files, i)
		scan_file(e, tree, files.v[i], arch);
}

struct elsewhere *elsewhere_open(const char *tree, const char *srcarch)
{
	struct elsewhere *e = xcalloc(1, sizeof(*e));
	_cleanup_(cleanup_free) char *dir = xasprintf("%s/arch", tree);
	_cleanup_(strv_done) struct strv names = STRV_INIT;
	const struct dirent *entry;
	DIR *stream = opendir(dir);

	while (stream && (entry = readdir(stream)))
		if (entry->d_name[0] != '.' && strcmp(entry->d_name, srcarch) != 0)
			strv_push(&names, entry->d_name);
	if (stream)
		closedir(stream);
	strv_sort(&names);
	strv_foreach (&names, i)
		scan_arch(e, tree, names.v[i]);
	return e;
}

const char *elsewhere_find(const struct elsewhere *e, const char *name,
			   const char **ret_arch)
{
	const struct definition *d;

	HASH_FIND_STR(e->all, name, d);
	if (d)
		*ret_arch = d->arch;
	return d ? d->at : NULL;
}

void elsewhere_free(struct elsewhere *e)
{
	struct definition *d, *next;
	struct seen_file *f, *next_file;

	if (!e)
		return;
	HASH_ITER (hh, e->seen, f, next_file) {
		HASH_DEL(e->seen, f);
		free(f->path);
		free(f);
	}
	HASH_ITER (hh, e->all, d, next) {
		HASH_DEL(e->all, d);
		free(d->name);
		free(d->arch);
		free(d->at);
		free(d);
	}
	free(e);
}
