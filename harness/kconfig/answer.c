// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/answer.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "kconfig/fragment.h"
#include "sys/file.h"

/* --- fragments -------------------------------------------------------------------------- */

/* The file itself: it is replaced, a link to it is not. */
static int open_fragment(const char *path, char **ret_real, char **ret_text, size_t *size,
			 mode_t *ret_mode, struct diag *d)
{
	char *real = realpath(path, NULL);
	struct stat st;

	if (!real || stat(real, &st) < 0) {
		free(real);
		return diag_errno(d, -errno, "cannot read '%s'", path);
	}
	*ret_real = real;
	*ret_mode = st.st_mode & 07777;
	return file_read(real, FRAGMENT_MAX_BYTES, ret_text, size, d);
}

int answer_request(const char *path, const struct edit *e, enum edit_result *ret,
		   struct diag *d)
{
	_cleanup_(cleanup_free) char *real = NULL, *text = NULL;
	_cleanup_(strbuf_done) struct strbuf made = STRBUF_INIT;
	size_t size = 0;
	mode_t mode = 0644;
	int err = open_fragment(path, &real, &text, &size, &mode, d);

	if (err == 0)
		err = edit_fragment(path, text, size, e, &made, ret, d);
	if (err < 0 || *ret == EDIT_SAME)
		return err;
	return file_write(real, made.buf, made.len, mode, d);
}

/* The value of a line that was made from a request, not typed. */
static int value_in_line(const char *line, struct value *ret, struct diag *d)
{
	_cleanup_(fragment_done) struct fragment f = FRAGMENT_INIT;
	int err =
		fragment_parse("the new line", line, strlen(line), FRAGMENT_BASE, &f, d);

	if (err == 0 && f.n != 1)
		err = -EINVAL;
	if (err < 0)
		return err;
	*ret = f.requests[0].value;
	f.requests[0].value = (struct value)VALUE_INIT;
	return 0;
}

int answer_rename(const char *path, const char *from, const char *to, const char *line,
		  struct diag *d)
{
	_cleanup_(cleanup_free) char *real = NULL, *text = NULL;
	_cleanup_(strbuf_done) struct strbuf made = STRBUF_INIT;
	_cleanup_(value_done) struct value value = VALUE_INIT;
	size_t size = 0;
	mode_t mode = 0644;
	int err = value_in_line(line, &value, d);

	if (err == 0)
		err = open_fragment(path, &real, &text, &size, &mode, d);
	if (err == 0)
		err = edit_rename(path, text, size, from, to, &value, &made, d);
	return err < 0 ? err : file_write(real, made.buf, made.len, mode, d);
}

char *answer_owner(const char *path)
{
	_cleanup_(fragment_done) struct fragment f = FRAGMENT_INIT;
	_cleanup_(diag_done) struct diag said = DIAG_INIT;
	const char *owner;

	if (fragment_read(path, FRAGMENT_DRAFT, &f, &said) < 0 || !f.header)
		return NULL;
	owner = f.header->text[ANNOTATION_OWNER];
	return owner ? xstrdup(owner) : NULL;
}

/* --- triage.yaml ------------------------------------------------------------------------- */

int answer_triage(const char *configs, const struct triage_entry *entry, struct diag *d)
{
	_cleanup_(cleanup_free) char *path = xasprintf("%s/triage.yaml", configs);
	_cleanup_(triage_done) struct triage t = TRIAGE_INIT;
	int err = edit_check_text("reason", entry->reason, d);

	if (err == 0)
		err = edit_check_text("owner", entry->owner, d);
	if (err == 0)
		err = triage_read(path, &t, d);
	if (err < 0)
		return err;
	triage_set(&t, entry);
	return triage_write(&t, path, d);
}

int answer_forget(const char *configs, bool rule, const char *name, const char *version,
		  struct diag *d)
{
	_cleanup_(cleanup_free) char *path = xasprintf("%s/triage.yaml", configs);
	_cleanup_(triage_done) struct triage t = TRIAGE_INIT;
	int err = triage_read(path, &t, d);

	if (err < 0 || !triage_find(&t, rule, name, version))
		return err;
	triage_remove(&t, rule, name, version);
	return triage_write(&t, path, d);
}
