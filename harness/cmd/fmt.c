// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/strv.h"
#include "cmd/verb.h"
#include "kconfig/format.h"
#include "kconfig/fragment.h"
#include "sys/file.h"

struct options {
	bool check;
	struct strv files;
};

enum { KEY_CHECK = 256 };

static const struct argp_option options[] = {
	{"check", KEY_CHECK, NULL, 0, "write nothing, name the lines that would change",
	 0},
	{0}};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case KEY_CHECK: o->check = true; break;
	case ARGP_KEY_ARG: strv_push(&o->files, arg); break;
	case ARGP_KEY_NO_ARGS: verb_usage(state, "a FILE is missing");
	default: return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp argp = {
	.options = options,
	.parser = parse_option,
	.args_doc = "FILE...",
	.doc = "Format configuration fragments; their meaning and order stay.\v"
	       "A file with errors is left alone. With --check the exit status is 1 when a "
	       "file would change.",
};

/* Through a symbolic link, and with the permissions that the file has. */
static int write_back(const char *path, const struct strbuf *text, struct diag *d)
{
	_cleanup_(cleanup_free) char *real = realpath(path, NULL);
	struct stat st;

	if (!real || stat(real, &st) < 0)
		return diag_errno(d, -errno, "cannot open '%s'", path);
	return file_write(real, text->buf, text->len, st.st_mode & 07777, d);
}

static int format(const char *path, bool check, struct diag *d)
{
	_cleanup_(strbuf_done) struct strbuf formatted = STRBUF_INIT;
	_cleanup_(diag_done) struct diag changes = DIAG_INIT;
	_cleanup_(cleanup_free) char *text = NULL;
	size_t size;
	int err = file_read(path, FRAGMENT_MAX_BYTES, &text, &size, d);

	if (err == 0)
		err = fragment_format(path, text, size, &formatted, &changes, d);
	if (err < 0 || (formatted.len == size && memcmp(formatted.buf, text, size) == 0))
		return err;
	if (!check)
		return write_back(path, &formatted, d);
	diag_append(d, &changes);
	return -EBADMSG;
}

int cmd_fmt(int argc, char **argv)
{
	struct options o = {0};
	struct diag d = DIAG_INIT;
	int ret = 0;

	verb_parse(&argp, argc, argv, &o);
	strv_foreach (&o.files, i) {
		int err = format(o.files.v[i], o.check, &d);

		if (ret == 0 || (err < 0 && err != -EBADMSG))
			ret = err;
	}
	strv_done(&o.files);
	return verb_end(ret, &d);
}
