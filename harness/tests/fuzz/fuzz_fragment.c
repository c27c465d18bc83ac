// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The reader and the formatter of fragments: no bytes make them crash, what is read is
 * printed so that it reads the same, what is refused has a reason with its place, and a
 * formatted text means the same and is not formatted again.
 */
#include <string.h>

#include "kconfig/format.h"
#include "kconfig/fragment.h"
#include "tests/fuzz/mutate.h"

const char *const fuzz_words[] = {"CONFIG_",
				  "CONFIG_A=y\n",
				  "# CONFIG_A is not set\n",
				  " is not set",
				  "=m",
				  "=\"",
				  "\"",
				  "#: why ",
				  "#: accept ",
				  "#: level prefer\n",
				  "#:",
				  "\n\n",
				  "\r\n",
				  "0x",
				  "-1",
				  "34c",
				  "CONFIG_SYSTEM_TRUSTED_KEYS=\"",
				  "certs/a.pem",
				  "..",
				  "99999999999999999999",
				  "\xef\xbb\xbf",
				  "\xc3\xa4",
				  NULL};

static void same_requests(const struct fragment *a, const struct fragment *b)
{
	fuzz_require(a->n == b->n);
	for (size_t i = 0; i < a->n; i++) {
		fuzz_require(strcmp(a->requests[i].name, b->requests[i].name) == 0);
		fuzz_require(value_equal(&a->requests[i].value, &b->requests[i].value));
	}
}

static void reads_as(const struct strbuf *text, enum fragment_kind kind,
		     const struct fragment *expected)
{
	_cleanup_(fragment_done) struct fragment f = FRAGMENT_INIT;
	_cleanup_(diag_done) struct diag d = DIAG_INIT;

	fuzz_require(fragment_parse("printed", text->buf, text->len, kind, &f, &d) == 0);
	same_requests(expected, &f);
}

static void check_printed(const struct fragment *f)
{
	_cleanup_(strbuf_done) struct strbuf printed = STRBUF_INIT;

	for (size_t i = 0; i < f->n; i++)
		value_print_line(f->requests[i].name, &f->requests[i].value, &printed);
	reads_as(&printed, FRAGMENT_BASE, f);
}

static void check_refused(const struct diag *d, const struct fragment *f)
{
	fuzz_require(d->errors > 0 && d->errors < FRAGMENT_MAX_ERROR + 10);
	fuzz_require(f->n == 0 && !f->requests);
	for (size_t i = 0; i < d->n; i++) {
		fuzz_require(strlen(d->entries[i].text) < 8192);
		fuzz_require(d->entries[i].severity != DIAG_ERROR || d->entries[i].line);
	}
}

static void check_formatted(const char *text, size_t size, const struct fragment *f)
{
	_cleanup_(strbuf_done) struct strbuf once = STRBUF_INIT, twice = STRBUF_INIT;
	_cleanup_(diag_done) struct diag changes = DIAG_INIT, d = DIAG_INIT;
	int err = fragment_format("f", text, size, &once, &changes, &d);

	fuzz_require(!f || err == 0);
	if (err < 0) {
		fuzz_require(d.errors > 0);
		return;
	}
	if (f)
		reads_as(&once, FRAGMENT_REQUESTS, f);
	diag_done(&changes);
	fuzz_require(fragment_format("f", once.buf, once.len, &twice, &changes, &d) == 0);
	fuzz_require(changes.n == 0 && once.len == twice.len);
	fuzz_require(memcmp(once.buf, twice.buf, once.len) == 0);
}

static void check_as(const char *text, size_t size, enum fragment_kind kind)
{
	_cleanup_(fragment_done) struct fragment f = FRAGMENT_INIT;
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	int err = fragment_parse("f", text, size, kind, &f, &d);

	if (err == 0)
		check_printed(&f);
	else
		check_refused(&d, &f);
	if (kind == FRAGMENT_REQUESTS)
		check_formatted(text, size, err == 0 ? &f : NULL);
}

void fuzz_target(const char *text, size_t size)
{
	check_as(text, size, FRAGMENT_BASE);
	check_as(text, size, FRAGMENT_REQUESTS);
}
