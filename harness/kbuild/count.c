// SPDX-License-Identifier: GPL-2.0-or-later
#include "kbuild/count.h"

#include <poll.h>
#include <string.h>
#include <sys/mman.h>

#include "base/alloc.h"
#include "sys/child.h"
#include "sys/file.h"

#define OUTPUT_MAX ((size_t)512 << 20)

struct count {
	struct child make;
	int output; /* in memory */
};

struct count *count_start(const struct kmake *k)
{
	static const char *const args[] = {"-n", "-k", "./", NULL};
	_cleanup_(strv_done) struct strv argv = STRV_INIT, env = STRV_INIT;
	_cleanup_(diag_done) struct diag ignored = DIAG_INIT;
	struct count *c = xcalloc(1, sizeof(*c));
	struct child_spec spec = {0};
	struct kmake alone = *k;

	alone.jobs = 1;
	kmake_argv(&alone, args, false, &argv);
	kmake_env(&alone, &env);
	c->make = (struct child)CHILD_INIT;
	c->output = memfd_create("count", MFD_CLOEXEC);
	spec.argv = (const char *const *)argv.v;
	spec.env = (const char *const *)env.v;
	spec.output_fd = c->output;
	if (c->output >= 0 && child_start(&spec, &c->make, &ignored) == 0)
		return c;
	count_finish(c);
	return NULL;
}

/* Kbuild's quiet_cmd: a command that would run announces itself */
static size_t count_commands(const char *text)
{
	static const char mark[] = "echo '  ";
	size_t n = 0;

	while ((text = strstr(text, mark))) {
		text += strcspn(text, "\n");
		n++;
	}
	return n;
}

size_t count_result(struct count *c)
{
	_cleanup_(diag_done) struct diag ignored = DIAG_INIT;
	_cleanup_(cleanup_free) char *text = NULL;
	struct pollfd ended = {.fd = c ? c->make.pidfd : -1, .events = POLLIN};
	int status, signum;

	if (poll(&ended, 1, 0) != 1)
		return 0;
	child_reap(&c->make, &status, &signum);
	if (signum || file_read_fd(c->output, "count", OUTPUT_MAX, &text, NULL, &ignored))
		return 0;
	return count_commands(text);
}

void count_finish(struct count *c)
{
	if (!c)
		return;
	child_done(&c->make);
	cleanup_close(&c->output);
	free(c);
}
