// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/side.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "kconfig/merge.h"
#include "model/dotconfig.h"
#include "model/linux_tree.h"
#include "sys/file.h"

#define NAME_CHARS "abcdefghijklmnopqrstuvwxyz0123456789_-+"
#define STAMP_MAX  4096

static bool is_directory(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* --- the kernel ------------------------------------------------------------------------------ */

static int take_tree(struct side *s, const char *dir, struct diag *d)
{
	_cleanup_(linux_tree_done) struct linux_tree t = LINUX_TREE_INIT;
	int err;

	if (!dir) {
		diag_error(d, "'%s' names no kernel that resolves it; give --linux",
			   s->name);
		return -EINVAL;
	}
	err = linux_tree_open(dir, &t, d);
	if (err < 0)
		return err;
	s->linux_dir = xstrdup(dir);
	s->version = xstrdup(t.kernelversion);
	return 0;
}

/* --- a configuration ------------------------------------------------------------------------- */

/* "# Linux/x86 6.18.15 Kernel Configuration" stands above what Kconfig wrote. */
static void read_header(const char *text, char **ret_arch, char **ret_linux)
{
	const char *line = strstr(text, "# Linux/");
	size_t n;

	if (!line || (line != text && line[-1] != '\n'))
		return;
	line += strlen("# Linux/");
	n = strcspn(line, " \n");
	if (line[n] != ' ')
		return;
	*ret_arch = xstrndup(line, n);
	line += n + 1;
	n = strcspn(line, " \n");
	if (n)
		*ret_linux = xstrndup(line, n);
}

/* make calls x86 what ARCH= can tell apart */
static const char *exact_arch(const char *text, const char *header)
{
	if (header && strcmp(header, "x86") != 0)
		return header;
	if (dotconfig_is(text, "CONFIG_X86_64", "y"))
		return "x86_64";
	if (dotconfig_is(text, "CONFIG_X86_32", "y"))
		return "i386";
	return dotconfig_is(text, "CONFIG_ARM64", "y") ? "arm64" : header;
}

static int choose_arch(struct side *s, const char *found, const struct side_in *in,
		       struct diag *d)
{
	if (!found && in->archs->n == 1)
		found = in->archs->v[0];
	if (!found) {
		diag_error(
			d,
			"'%s' does not say which architecture it is for: it has no line "
			"'# Linux/ARCH VERSION Kernel Configuration'; give --arch",
			s->config);
		return -EINVAL;
	}
	if (in->archs->n && !strv_contains(in->archs, found)) {
		diag_error(d, "'%s' is for %s, which --arch leaves out", s->config,
			   found);
		return -EINVAL;
	}
	s->config_arch = xstrdup(found);
	return 0;
}

static int read_config(struct side *s, const struct side_in *in, struct diag *d)
{
	_cleanup_(cleanup_free) char *text = NULL, *header = NULL;
	int err = file_read(s->config, FRAGMENT_MAX_BYTES, &text, NULL, d);

	if (err < 0)
		return err;
	read_header(text, &header, &s->config_linux);
	return choose_arch(s, exact_arch(text, header), in, d);
}

/* The tree that a merge stamp names; NULL: none, or it is there no more. */
static char *stamped_tree(const char *dir)
{
	_cleanup_(diag_done) struct diag ignored = DIAG_INIT;
	_cleanup_(cleanup_free) char *stamp = xasprintf("%s/merge.stamp", dir);
	_cleanup_(cleanup_free) char *text = NULL;

	if (file_read(stamp, STAMP_MAX, &text, NULL, &ignored) < 0)
		return NULL;
	text[strcspn(text, "\n")] = '\0';
	return *text == '/' && is_directory(text) ? TAKE_PTR(text) : NULL;
}

static int open_built(struct side *s, const char *dir, const char *tree,
		      const struct side_in *in, struct diag *d)
{
	_cleanup_(cleanup_free) char *trimmed = path_trim(dir);
	_cleanup_(cleanup_free) char *record = xasprintf("%s/provenance.json", trimmed);
	_cleanup_(cleanup_free) char *stamped = tree ? NULL : stamped_tree(trimmed);
	int err;

	s->config = xasprintf("%s/.config", trimmed);
	if (access(s->config, R_OK) < 0) {
		diag_error(d, "'%s' is no built tree: it has no .config", dir);
		return -ENOENT;
	}
	err = read_config(s, in, d);
	if (err == 0)
		err = take_tree(s, tree ? tree : stamped ? stamped : in->linux_dir, d);
	if (err < 0)
		return err;
	if (access(record, R_OK) == 0)
		s->toolchain = TAKE_PTR(record);
	return 0;
}

static int open_config(struct side *s, const char *path, const char *tree,
		       const struct side_in *in, struct diag *d)
{
	int err;

	if (is_directory(path))
		return open_built(s, path, tree, in, d);
	s->config = xstrdup(path);
	err = read_config(s, in, d);
	return err < 0 ? err : take_tree(s, tree ? tree : in->linux_dir, d);
}

/* --- flavours -------------------------------------------------------------------------------- */

/* The file beside flavours.yaml need not be there. */
static int read_renames(struct side *s, struct diag *d)
{
	_cleanup_(cleanup_free) char *path = xasprintf("%s/renames.yaml", s->configs);

	return access(path, F_OK) < 0 ? 0 : renames_read(path, &s->renames, d);
}

static int read_flavours(struct side *s, const char *flavour, const struct side_in *in,
			 struct diag *d)
{
	_cleanup_(strv_done) struct strv names = STRV_INIT;
	int err = flavours_read(s->configs, &s->flavours, d);

	s->all = strcmp(flavour, "all") == 0;
	if (!s->all)
		strv_push(&names, flavour);
	if (err == 0)
		err = read_renames(s, d);
	return err < 0 ? err
		       : pairs_choose(&s->flavours, &names, in->archs, &s->pairs, d);
}

/* @name: FLAVOUR or FLAVOUR@REVISION */
static int open_flavours(struct side *s, const char *name, const char *tree,
			 const struct side_in *in, struct diag *d)
{
	size_t n = strcspn(name, "@");
	_cleanup_(cleanup_free) char *flavour = xstrndup(name, n);
	_cleanup_(diag_done) struct diag said = DIAG_INIT;
	int err = take_tree(s, tree ? tree : in->linux_dir, d);

	if (err == 0 && name[n])
		err = side_git_take(in->configs, name + n + 1, &s->git, d);
	if (err < 0)
		return err;
	s->configs = name[n] ? xstrdup(s->git.dir) : path_trim(in->configs);
	err = read_flavours(s, flavour, in, &said);
	side_git_show_diag(&s->git, &said);
	diag_append(d, &said);
	return err;
}

/* --- what is named --------------------------------------------------------------------------- */

/* Has it the form of a flavour, also of one at a revision? */
static bool is_flavour(const char *name)
{
	size_t n = strspn(name, NAME_CHARS);

	return n && *name != '-' && *name != '+' && (!name[n] || name[n] == '@');
}

/* A file of that name in this directory, and no flavour. */
static bool is_file_here(const char *name, const struct side_in *in)
{
	_cleanup_(flavours_done) struct flavours f = FLAVOURS_INIT;
	_cleanup_(diag_done) struct diag ignored = DIAG_INIT;
	size_t n = strcspn(name, "+");

	if (strcmp(name, "all") == 0 || access(name, F_OK) < 0)
		return false;
	if (flavours_read(in->configs, &f, &ignored) < 0)
		return true;
	for (size_t i = 0; i < f.n; i++)
		if (strlen(f.list[i].name) == n && strncmp(f.list[i].name, name, n) == 0)
			return false;
	return true;
}

static int open_one(struct side *s, const char *name, const char *tree,
		    const struct side_in *in, struct diag *d)
{
	if (is_flavour(name) && (strchr(name, '@') || !is_file_here(name, in)))
		return open_flavours(s, name, tree, in, d);
	if (access(name, F_OK) == 0)
		return open_config(s, name, tree, in, d);
	diag_error(d,
		   "'%s' is no file, and no FLAVOUR, FLAVOUR@REVISION, LINUXDIR:FLAVOUR "
		   "or built tree",
		   name);
	return -ENOENT;
}

int side_open(const char *name, const struct side_in *in, struct side *ret,
	      struct diag *d)
{
	const char *colon = strchr(name, ':'), *at = strchr(name, '@');
	_cleanup_(cleanup_free) char *tree = NULL;

	ret->name = xstrdup(name);
	/* the path of a tree has no colon, see linux_tree_open() */
	if (!colon || access(name, F_OK) == 0 || (at && at < colon && is_flavour(name)))
		return open_one(ret, name, NULL, in, d);
	tree = xstrndup(name, (size_t)(colon - name));
	if (!is_directory(tree)) {
		diag_error(d, "'%s' is no Linux source tree for '%s'", tree, colon + 1);
		return -ENOENT;
	}
	return open_one(ret, colon + 1, tree, in, d);
}

void side_done(struct side *s, struct diag *d)
{
	if (!s)
		return;
	free(s->name);
	free(s->linux_dir);
	free(s->version);
	free(s->config);
	free(s->config_arch);
	free(s->config_linux);
	free(s->toolchain);
	free(s->configs);
	pairs_done(&s->pairs);
	flavours_done(&s->flavours);
	renames_done(&s->renames);
	side_git_done(&s->git, d);
	*s = (struct side)SIDE_INIT;
}
