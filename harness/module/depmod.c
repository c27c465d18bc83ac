// SPDX-License-Identifier: GPL-2.0-or-later
#include "module/depmod.h"

#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "sys/file.h"
#include "sys/proc.h"

#define LIST_MAX ((size_t)64 << 20)

static int copy_list(const char *from_dir, const char *to_dir, const char *name,
		     struct diag *d)
{
	_cleanup_(cleanup_free) char *from = xasprintf("%s/%s", from_dir, name);
	_cleanup_(cleanup_free) char *to = xasprintf("%s/%s", to_dir, name);
	_cleanup_(cleanup_free) char *data = NULL;
	size_t size;
	int err;

	err = file_read(from, LIST_MAX, &data, &size, d);
	return err < 0 ? err : file_write(to, data, size, 0644, d);
}

/* As the kernel's scripts/Makefile.modinst installs them. */
static int write_lists(const struct built_kernel *built, const char *root, struct diag *d)
{
	static const char *const names[] = {"modules.builtin", "modules.builtin.modinfo"};
	_cleanup_(cleanup_free) char *order = xasprintf("%s/modules.order", root);
	_cleanup_(cleanup_free) char *ranges =
		xasprintf("%s/modules.builtin.ranges", built->objdir);
	_cleanup_(strbuf_done) struct strbuf text = STRBUF_INIT;
	int err;

	order_format(&built->order, &text);
	err = file_write(order, text.buf, text.len, 0644, d);
	for (size_t i = 0; i < ARRAY_SIZE(names) && err == 0; i++)
		err = copy_list(built->objdir, root, names[i], d);
	if (err == 0 && access(ranges, F_OK) == 0)
		err = copy_list(built->objdir, root, "modules.builtin.ranges", d);
	return err;
}

/* On Debian depmod is where only root's PATH leads. */
static void add_path(struct strv *env)
{
	const char *path = getenv("PATH");

	strv_pushf(env, "PATH=%s:/usr/sbin:/sbin", path ? path : "/usr/bin:/bin");
	strv_push(env, "LC_ALL=C");
}

static void warn_lines(char *text, struct diag *d)
{
	char *line;

	while ((line = strsep(&text, "\n")))
		if (*line)
			diag_warning(d, "depmod: %s", line);
}

int depmod_run(const struct built_kernel *built, const char *base, const char *root,
	       struct diag *d)
{
	_cleanup_(cleanup_free) char *map = xasprintf("%s/System.map", built->objdir);
	_cleanup_(proc_result_done) struct proc_result result = PROC_RESULT_INIT;
	_cleanup_(strv_done) struct strv env = STRV_INIT;
	const char *argv[] = {"depmod", "-a", "-e", "-F",	 map,
			      "-b",	base, "-C", "/dev/null", built->vmlinux.release,
			      NULL};
	struct proc_spec spec = {.argv = argv};
	int err;

	err = write_lists(built, root, d);
	if (err < 0)
		return err;
	add_path(&env);
	spec.env = (const char *const *)env.v;
	err = proc_check(&spec, &result, d);
	if (err == -ENOENT)
		diag_note(d, "depmod comes with kmod; 'scripts/bootstrap' installs it");
	warn_lines(result.err.buf, d);
	return err;
}
