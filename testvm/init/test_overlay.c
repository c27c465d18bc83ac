// SPDX-License-Identifier: GPL-2.0-or-later
/* Does an overlay show what is below it, and keep what is written to itself? */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "feature.h"
#include "text.h"

#define ROOT "/overlay"

static const char options[] =
	"lowerdir=" ROOT "/lower,upperdir=" ROOT "/upper,workdir=" ROOT "/work";

static int make_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	if (fd < 0)
		return -errno;
	close(fd);
	return text_write(path, text);
}

static void expect_text(const char *path, const char *expected, struct outcome *o)
{
	char what[OUTCOME_TEXT], line[64];
	int err = text_read_line(path, line, sizeof(line));

	snprintf(what, sizeof(what), "%s holds '%s'", path, expected);
	if (err < 0)
		outcome_fail(o, what, "%s", strerrorname_np(-err));
	else if (strcmp(line, expected) != 0)
		outcome_fail(o, what, "'%s'", line);
}

/* A file of the lower layer that is removed leaves a device 0:0 above it. */
static void expect_whiteout(struct outcome *o)
{
	struct stat st;

	if (unlink(ROOT "/merged/gone") < 0)
		outcome_fail(o, "a file of the lower layer can be removed", "%m");
	else if (access(ROOT "/merged/gone", F_OK) == 0)
		outcome_fail(o, "a removed file is gone", "it is still there");
	else if (lstat(ROOT "/upper/gone", &st) < 0)
		outcome_fail(o, "a whiteout in the upper layer", "%m");
	else if (!S_ISCHR(st.st_mode) || st.st_rdev != 0)
		outcome_fail(o, "a whiteout in the upper layer", "mode %o, device %llx",
			     (unsigned int)st.st_mode, (unsigned long long)st.st_rdev);
	expect_text(ROOT "/lower/gone", "below", o);
}

static void use_overlay(struct outcome *o)
{
	int err;

	expect_text(ROOT "/merged/file", "below", o);
	if (access(ROOT "/upper/file", F_OK) == 0)
		outcome_fail(o, "nothing in the upper layer before a write", "a file");
	err = text_write(ROOT "/merged/file", "above");
	if (err < 0)
		outcome_fail(o, "a write to the overlay", "%s", strerrorname_np(-err));
	expect_text(ROOT "/merged/file", "above", o);
	expect_text(ROOT "/upper/file", "above", o);
	expect_text(ROOT "/lower/file", "below", o);
	expect_whiteout(o);
}

static void make_layers(struct outcome *o)
{
	static const char *const dirs[] = {ROOT "/lower", ROOT "/upper", ROOT "/work",
					   ROOT "/merged"};
	int err;

	for (size_t i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++)
		if (mkdir(dirs[i], 0755) < 0)
			outcome_fail(o, dirs[i], "%m");
	err = make_file(ROOT "/lower/file", "below");
	if (err == 0)
		err = make_file(ROOT "/lower/gone", "below");
	if (err < 0)
		outcome_fail(o, "files in the lower layer", "%s", strerrorname_np(-err));
}

void feature_overlay(struct guest *g, const char *argument, struct outcome *o)
{
	(void)g;
	(void)argument;
	mkdir(ROOT, 0755);
	if (mount("tmpfs", ROOT, "tmpfs", 0, NULL) < 0) {
		outcome_fail(o, "a tmpfs for the layers", "%s", strerrorname_np(errno));
		return;
	}
	make_layers(o);
	if (mount("overlay", ROOT "/merged", "overlay", 0, options) < 0) {
		outcome_fail(o, "an overlay can be mounted", "%s",
			     strerrorname_np(errno));
	} else {
		use_overlay(o);
		if (umount(ROOT "/merged") < 0)
			outcome_fail(o, "the overlay can be unmounted", "%m");
	}
	if (umount(ROOT) < 0)
		outcome_fail(o, "the layers can be unmounted", "%m");
}
