// SPDX-License-Identifier: GPL-2.0-or-later
/* Is it the kernel that was built, and has it behaved? */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "kmsg.h"
#include "test.h"
#include "text.h"

#define CONFIG_MAX_SIZE (4 * 1024 * 1024)

void test_release(struct guest *g, size_t i, struct outcome *o)
{
	struct utsname u;

	(void)i;
	uname(&u);
	outcome_compare(o, g->plan.release, u.release);
}

static bool can_unload(void)
{
	/* A kernel without MODULE_UNLOAD does not know the system call. */
	return syscall(SYS_delete_module, "", 0) == 0 || errno != ENOSYS;
}

static void check_flag(struct outcome *o, const char *vermagic, const char *flag, bool on)
{
	if (text_has_word(vermagic, flag) != on)
		outcome_fail(o, vermagic, "a kernel %s '%s'", on ? "with" : "without",
			     flag);
}

/*
 * The kernel does not show its vermagic, but what it is made of; modversions aside,
 * which only show in that the modules load.
 */
void test_vermagic(struct guest *g, size_t i, struct outcome *o)
{
	const char *vermagic = g->plan.vermagic;
	bool rt, preempt;
	struct utsname u;

	(void)i;
	uname(&u);
	if (strcspn(vermagic, " ") != strlen(u.release) ||
	    strncmp(vermagic, u.release, strlen(u.release)) != 0)
		outcome_fail(o, vermagic, "a kernel of release %s", u.release);
	rt = text_has_word(u.version, "PREEMPT_RT");
	preempt = text_has_word(u.version, "PREEMPT") ||
		  text_has_word(u.version, "PREEMPT_DYNAMIC");
	check_flag(o, vermagic, "SMP", text_has_word(u.version, "SMP"));
	check_flag(o, vermagic, "preempt_rt", rt);
	check_flag(o, vermagic, "preempt", preempt && !rt);
	check_flag(o, vermagic, "mod_unload", can_unload());
}

static size_t first_difference(const char *a, size_t a_size, const char *b, size_t b_size)
{
	size_t n = a_size < b_size ? a_size : b_size, at = 0;

	while (at < n && a[at] == b[at])
		at++;
	return at;
}

void test_config(struct guest *g, size_t i, struct outcome *o)
{
	char *planned = NULL, *running = NULL;
	size_t planned_size = 0, running_size = 0;
	int err;

	(void)i;
	err = text_read(g->plan.config, CONFIG_MAX_SIZE, &planned, &planned_size);
	if (err < 0)
		outcome_fail(o, "a copy of the configuration in the initramfs", "%s: %s",
			     g->plan.config, strerror(-err));
	err = text_read("/proc/config.gz", CONFIG_MAX_SIZE, &running, &running_size);
	if (err < 0)
		outcome_fail(o, "the configuration of the running kernel",
			     "/proc/config.gz: %s", strerror(-err));
	if (planned && running &&
	    (planned_size != running_size || memcmp(planned, running, planned_size) != 0))
		outcome_fail(
			o, "/proc/config.gz as in the image that was built",
			"%zu bytes for %zu, another one at offset %zu", running_size,
			planned_size,
			first_difference(planned, planned_size, running, running_size));
	free(planned);
	free(running);
}

static bool was_provoked(const struct guest *g, uint64_t seq)
{
	for (size_t i = 0; i < g->n_provoked; i++)
		if (g->provoked[i] == seq)
			return true;
	return false;
}

/* The whole log, from the first record of the boot to now. */
void test_log(struct guest *g, size_t i, struct outcome *o)
{
	static const char expected[] =
		"no kernel record at KERN_ERR or worse in this boot";
	static struct kmsg_record r;
	unsigned long n = 0;
	int more, fd = kmsg_open();

	(void)i;
	if (fd < 0) {
		outcome_fail(o, "a kernel log that can be read", "%s", strerror(-fd));
		return;
	}
	while ((more = kmsg_next(fd, &r)) > 0) {
		if (n++ == 0 && r.seq != 0)
			outcome_fail(o, "the log from its beginning",
				     "it begins at record %llu",
				     (unsigned long long)r.seq);
		if (r.facility == KMSG_KERN && r.level <= KMSG_ERR &&
		    !was_provoked(g, r.seq))
			outcome_fail(o, expected, "%s", r.text);
	}
	if (more < 0)
		outcome_fail(o, "a kernel log that can be read", "%s", strerror(-more));
	close(fd);
}

void test_taint(struct guest *g, size_t i, struct outcome *o)
{
	char line[32], expected[32];
	int err = text_read_line("/proc/sys/kernel/tainted", line, sizeof(line));

	(void)i;
	snprintf(expected, sizeof(expected), "taint mask %lu", g->taint);
	if (err < 0)
		outcome_fail(o, expected, "/proc/sys/kernel/tainted: %s", strerror(-err));
	else if (strtoul(line, NULL, 10) != g->taint)
		outcome_fail(o, expected, "taint mask %s", line);
}
