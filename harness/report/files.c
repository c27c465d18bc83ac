// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "report/report.h"
#include "sys/file.h"

int report_check_dir(const char *dir, struct diag *d)
{
	static const char *const names[] = {"console.log",   "junit.xml",
					    "registers.txt", "results.json",
					    "results.ktap",  NULL};

	return dir_check_ours(dir, names, d);
}

static int write_one(const char *dir, const char *name, const struct strbuf *content,
		     struct diag *d)
{
	_cleanup_(cleanup_free) char *path = xasprintf("%s/%s", dir, name);

	return file_write(path, content->buf, content->len, 0644, d);
}

static int write_files(const struct boot_result *r, const char *dir, struct diag *d)
{
	struct strbuf json = STRBUF_INIT, ktap = STRBUF_INIT, junit = STRBUF_INIT;
	int err;

	report_json(r, &json);
	report_ktap(r, &ktap);
	err = report_junit(r, &junit);
	if (err < 0)
		diag_error(d, "libxml2 cannot write junit.xml");
	if (err == 0)
		err = write_one(dir, "console.log", &r->console, d);
	if (err == 0)
		err = write_one(dir, "junit.xml", &junit, d);
	if (err == 0)
		err = write_one(dir, "results.ktap", &ktap, d);
	if (err == 0)
		err = write_one(dir, "results.json", &json, d);
	if (err == 0 && r->registers) {
		struct strbuf registers = STRBUF_INIT;

		strbuf_adds(&registers, r->registers);
		err = write_one(dir, "registers.txt", &registers, d);
		strbuf_done(&registers);
	}
	strbuf_done(&json);
	strbuf_done(&ktap);
	strbuf_done(&junit);
	return err;
}

int report_write(const struct boot_result *r, const char *dir, struct diag *d)
{
	_cleanup_(cleanup_free) char *place = xstrdup(dir), *fresh = NULL, *parent = NULL;
	size_t n = strlen(place);
	int err;

	while (n > 1 && place[n - 1] == '/')
		place[--n] = '\0';
	parent = dir_of(place);
	err = report_check_dir(place, d);
	if (err == 0)
		err = dir_make(parent, d);
	if (err < 0)
		return err;
	fresh = xasprintf("%s.XXXXXX", place);
	if (!mkdtemp(fresh))
		return diag_errno(d, -errno, "cannot make a directory beside '%s'",
				  place);
	if (chmod(fresh, 0755) < 0)
		err = diag_errno(d, -errno, "'%s'", fresh);
	if (err == 0)
		err = write_files(r, fresh, d);
	if (err == 0)
		err = tree_replace(fresh, place, d);
	if (err < 0) {
		struct diag ignored = DIAG_INIT;

		if (tree_remove(fresh, &ignored) < 0)
			diag_note(d, "'%s' is left over", fresh);
		diag_done(&ignored);
	}
	return err;
}
