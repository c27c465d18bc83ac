/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * For tests that need files: a directory that goes away again, and real ELF
 * files made by the compiler.
 */
#ifndef KHARNESS_TESTS_SCRATCH_H
#define KHARNESS_TESTS_SCRATCH_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/strbuf.h"
#include "sys/diag.h"
#include "sys/file.h"
#include "sys/proc.h"

static char *scratch;

static inline int scratch_make(void **state _unused_)
{
	const char *tmp = getenv("TMPDIR");

	scratch = xasprintf("%s/kharness-test.XXXXXX", tmp ? tmp : "/tmp");
	return mkdtemp(scratch) ? 0 : -1;
}

static inline int scratch_remove(void **state _unused_)
{
	struct diag d = DIAG_INIT;
	int err = tree_remove(scratch, &d);

	free(scratch);
	diag_done(&d);
	return err;
}

/* A path below the scratch directory; freed by the caller. */
static inline char *scratch_path(const char *name)
{
	return xasprintf("%s/%s", scratch, name);
}

/* Fail the test with what is in @d unless it is empty. */
static inline void assert_no_errors(const struct diag *d)
{
	if (d->errors)
		fail_msg("%s", d->entries[0].text);
}

/* Fail the test unless some entry of @d holds @text; empties @d. */
static inline void assert_said(struct diag *d, const char *text)
{
	const char *last = d->n ? d->entries[d->n - 1].text : "nothing";
	bool found = false;

	for (size_t i = 0; i < d->n; i++)
		found = found || strstr(d->entries[i].text, text);
	if (!found)
		fail_msg("not said: '%s', but: '%s'", text, last);
	diag_done(d);
}

static inline void scratch_write(const char *path, const void *data, size_t size)
{
	struct diag d = DIAG_INIT;

	if (file_write(path, data, size, 0644, &d) < 0)
		fail_msg("%s", d.entries[0].text);
}

/* The same in place and without fsync, for thousands of rounds. */
static inline void scratch_overwrite(const char *path, const void *data, size_t size)
{
	FILE *f = fopen(path, "w");

	if (!f || fwrite(data, 1, size, f) != size || fclose(f) != 0)
		fail_msg("cannot write %s", path);
}

static inline void scratch_read(const char *path, struct strbuf *ret)
{
	_cleanup_(cleanup_free) char *data = NULL;
	struct diag d = DIAG_INIT;
	size_t size;

	if (file_read(path, SIZE_MAX / 2, &data, &size, &d) < 0)
		fail_msg("%s", d.entries[0].text);
	strbuf_add(ret, data, size);
}

/* Run a script; it must succeed. Its arguments are $1, $2, ... */
static inline void scratch_run(const char *script, const char *arg1, const char *arg2)
{
	_cleanup_(proc_result_done) struct proc_result r = PROC_RESULT_INIT;
	const char *argv[] = {"sh", "-ec", script, "sh", arg1, arg2, NULL};
	struct proc_spec spec = {.argv = argv, .cwd = scratch};
	struct diag d = DIAG_INIT;

	if (proc_check(&spec, &r, &d) < 0)
		fail_msg("%s: %s", d.entries[0].text, r.err.buf);
}

#endif
