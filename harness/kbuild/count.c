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
	size_t per_module;
};

/* Before Kbuild's "prepare" is over "make -n" stops at what is not there yet. */
bool count_can_start(const char *line)
{
	static const char compile[] = "  CC  ";
	const char *object = line + strlen(compile);
	size_t n = strlen(line);

	if (strncmp(line, compile, strlen(compile)) != 0)
		return false;
	object += strspn(object, " ");
	/* tools have absolute names here, bounds.s and asm-offsets.s come first */
	return *object != '/' && strncmp(object, "scripts/", 8) != 0 &&
	       strcmp(line + n - 2, ".o") == 0;
}

struct count *count_start(const struct kmake *k, size_t per_module)
{
	static const char *const args[] = {"-n", "-k", "./", NULL};
	_cleanup_(strv_done) struct strv argv = STRV_INIT, env = STRV_INIT;
	_cleanup_(diag_done) struct diag ignored = DIAG_INIT;
	struct count *c = xcalloc(1, sizeof(*c));
	struct child_spec spec = {0};
	struct kmake alone = *k;

	c->per_module = per_module;
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

static size_t count_lines_with(const char *text, const char *mark)
{
	size_t n = 0;

	while ((text = strstr(text, mark))) {
		text += strcspn(text, "\n");
		n++;
	}
	return n;
}

/*
 * Kbuild's quiet_cmd announces a command that would run; the list of a module's
 * objects, foo.mod, is made without a word, but its rule removes it after a signal.
 */
size_t count_commands(const char *text, size_t per_module)
{
	return count_lines_with(text, "echo '  ") +
	       per_module * count_lines_with(text, ".mod; trap - HUP;");
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
	return count_commands(text, c->per_module);
}

void count_finish(struct count *c)
{
	if (!c)
		return;
	child_done(&c->make);
	cleanup_close(&c->output);
	free(c);
}
