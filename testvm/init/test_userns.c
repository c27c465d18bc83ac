// SPDX-License-Identifier: GPL-2.0-or-later
/* Is a user without rights root in a user namespace of its own, and there only? */
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "feature.h"
#include "text.h"

#define USER	 1000
#define OVERFLOW 65534 /* DEFAULT_OVERFLOWUID of include/linux/highuid.h */

static const char word[] = "in-its-own-namespace";

static void write_map(const char *path, const char *text, struct outcome *o)
{
	int err = text_write(path, text);

	if (err < 0)
		outcome_fail(o, path, "%s", strerrorname_np(-err));
}

/* Whoever is root here has no right over what belongs to the real one. */
static void check_outside(struct outcome *o)
{
	struct stat st;

	if (stat("/", &st) < 0)
		outcome_fail(o, "the root directory", "%m");
	else if (st.st_uid != OVERFLOW)
		outcome_fail(o, "what is not mapped belongs to 65534", "to %u",
			     st.st_uid);
	if (unlink("/init") == 0 || (errno != EACCES && errno != EPERM))
		outcome_fail(o, "EACCES for removing /init", "%s",
			     strerrorname_np(errno));
}

static void check_inside(struct outcome *o)
{
	char name[64] = "";

	if (getuid() != 0)
		outcome_fail(o, "user 0 in the new namespace", "user %u", getuid());
	if (sethostname(word, strlen(word)) < 0)
		outcome_fail(o, "a right over the new UTS namespace", "%m");
	else if (gethostname(name, sizeof(name)) < 0 || strcmp(name, word) != 0)
		outcome_fail(o, word, "%s", name);
}

void feature_userns(struct guest *g, const char *argument, struct outcome *o)
{
	(void)g;
	(void)argument;
	/* whoever changes user is hidden from itself in /proc until it says otherwise */
	if (setresgid(USER, USER, USER) < 0 || setresuid(USER, USER, USER) < 0 ||
	    prctl(PR_SET_DUMPABLE, 1) < 0) {
		outcome_fail(o, "a process without rights", "%m");
		return;
	}
	if (unshare(CLONE_NEWUSER | CLONE_NEWUTS) < 0) {
		outcome_fail(o, "unshare(CLONE_NEWUSER) for a user without rights", "%s",
			     strerrorname_np(errno));
		return;
	}
	write_map("/proc/self/setgroups", "deny", o);
	write_map("/proc/self/uid_map", "0 1000 1\n", o);
	write_map("/proc/self/gid_map", "0 1000 1\n", o);
	if (o->failed)
		return;
	check_inside(o);
	check_outside(o);
}
