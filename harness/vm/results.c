// SPDX-License-Identifier: GPL-2.0-or-later
#include "vm/results.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "base/alloc.h"
#include "base/parse.h"

#define LINE_MAX_BYTES 4096
#define NAME_MAX_BYTES 128
#define NOTES_MAX      64
#define SHOWN_BYTES    80 /* of a bad line, in a message */
#define NAME_BYTES                                             \
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" \
	"0123456789._-"

void results_begin(struct results *r, const char *nonce, struct boot_result *result)
{
	snprintf(r->nonce, sizeof(r->nonce), "%s", nonce);
	r->result = result;
}

/* nothing behind this line is believed */
_printf_(3, 4) static void broken(struct results *r, enum boot_verdict v, const char *fmt,
				  ...)
{
	_cleanup_(cleanup_free) char *text = NULL;
	struct strbuf line = STRBUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	if (r->line.len) {
		bool cut = r->line.len > SHOWN_BYTES;

		strbuf_adds(&line, ": '");
		strbuf_add_escaped(&line, r->line.buf, cut ? SHOWN_BYTES : r->line.len);
		strbuf_adds(&line, cut ? "...'" : "'");
	}
	boot_result_problem(r->result, v, 0, "results line %u: %s%s", r->lines, text,
			    line.buf);
	strbuf_done(&line);
	r->state = RESULTS_BROKEN;
}

static const char *behind(const char *s, const char *prefix)
{
	size_t n = strlen(prefix);

	return strncmp(s, prefix, n) == 0 ? s + n : NULL;
}

static bool is_nonce(const struct results *r, const char *s)
{
	return strlen(s) == sizeof(r->nonce) - 1 && strcmp(s, r->nonce) == 0;
}

static void read_nonce(struct results *r)
{
	const char *nonce = behind(r->line.buf, "# kharness nonce ");

	if (!nonce)
		broken(r, BOOT_BAD_NONCE, "the nonce is missing, a claim without proof");
	else if (!is_nonce(r, nonce))
		broken(r, BOOT_BAD_NONCE, "this is not the nonce of this run");
	else
		r->state = RESULTS_PLAN;
}

static void read_plan(struct results *r)
{
	const char *number = behind(r->line.buf, "1..");
	uint64_t n;

	if (!number || parse_u64(number, RESULTS_TESTS_MAX, &n) < 0 || n == 0) {
		broken(r, BOOT_BAD_RESULTS, "this is no plan '1..N'");
		return;
	}
	r->result->planned = (unsigned int)n;
	r->state = RESULTS_TESTS;
}

static void pending_done(struct results *r)
{
	free(r->pending.name);
	free(r->pending.expected);
	free(r->pending.found);
	free(r->pending.ledger);
	strv_done(&r->pending.notes);
	r->pending = (struct boot_test){.time_us = -1};
}

static void read_end(struct results *r, const char *nonce)
{
	const struct boot_result *res = r->result;

	if (!is_nonce(r, nonce))
		broken(r, BOOT_BAD_NONCE, "this is not the nonce of this run");
	else if (res->n_tests < res->planned)
		broken(r, BOOT_INCOMPLETE, "the end after %zu of %u tests", res->n_tests,
		       res->planned);
	else if (r->pending.name)
		broken(r, BOOT_BAD_RESULTS, "'%s' has no result", r->pending.name);
	else
		r->state = RESULTS_END;
}

static void set_once(struct results *r, char **field, const char *value)
{
	if (*field)
		broken(r, BOOT_BAD_RESULTS, "said twice");
	else
		*field = xstrdup(value);
}

static void read_about(struct results *r, const char *text)
{
	const char *value;
	uint64_t us;

	if ((value = behind(text, "time_us "))) {
		if (r->pending.time_us >= 0 || parse_u64(value, INT64_MAX, &us) < 0)
			broken(r, BOOT_BAD_RESULTS, "this is no time");
		else
			r->pending.time_us = (int64_t)us;
	} else if ((value = behind(text, "expected: "))) {
		set_once(r, &r->pending.expected, value);
	} else if ((value = behind(text, "found: "))) {
		set_once(r, &r->pending.found, value);
	} else if ((value = behind(text, "ledger: "))) {
		set_once(r, &r->pending.ledger, value);
	} else if (r->pending.notes.n < NOTES_MAX) {
		strv_push(&r->pending.notes, text);
	}
}

/* "# NAME what is said about it": of the test whose result comes next */
static void read_diagnostic(struct results *r)
{
	const char *s = r->line.buf + 2, *nonce;
	size_t n = strspn(s, NAME_BYTES);

	if ((nonce = behind(s, "kharness end "))) {
		read_end(r, nonce);
	} else if (behind(s, "kharness ")) {
		broken(r, BOOT_BAD_RESULTS, "unexpected");
	} else if (n == 0 || n > NAME_MAX_BYTES || s[n] != ' ') {
		broken(r, BOOT_BAD_RESULTS, "a diagnostic must begin with a test's name");
	} else if (!r->pending.name) {
		r->pending.name = xstrndup(s, n);
		read_about(r, s + n + 1);
	} else if (strlen(r->pending.name) == n && strncmp(s, r->pending.name, n) == 0) {
		read_about(r, s + n + 1);
	} else {
		broken(r, BOOT_BAD_RESULTS, "another test's, but '%s' has no result yet",
		       r->pending.name);
	}
}

/* split "3 NAME # SKIP reason"; the reason is NULL when it is no skip */
static bool split_result(char *s, uint64_t *number, char **name, char **reason)
{
	char *space = strchr(s, ' '), *end;

	if (!space)
		return false;
	*space = '\0';
	*name = space + 1;
	*reason = NULL;
	end = *name + strspn(*name, NAME_BYTES);
	if (parse_u64(s, RESULTS_TESTS_MAX, number) < 0 || end == *name ||
	    end - *name > NAME_MAX_BYTES)
		return false;
	if (*end == '\0')
		return true;
	if (!behind(end, " # SKIP") || (end[7] != ' ' && end[7] != '\0'))
		return false;
	*reason = end[7] ? end + 8 : end + 7;
	*end = '\0';
	return true;
}

static bool name_is_used(const struct boot_result *res, const char *name)
{
	for (size_t i = 0; i < res->n_tests; i++)
		if (strcmp(res->tests[i].name, name) == 0)
			return true;
	return false;
}

static void add_test(struct results *r, bool ok, const char *name, const char *reason)
{
	struct boot_test *t = boot_result_test(r->result);

	free(r->pending.name);
	*t = r->pending;
	r->pending = (struct boot_test){.time_us = -1};
	t->name = xstrdup(name);
	t->status = reason ? BOOT_TEST_SKIP : ok ? BOOT_TEST_PASS : BOOT_TEST_FAIL;
	t->reason = reason && *reason ? xstrdup(reason) : NULL;
	if (t->status == BOOT_TEST_FAIL)
		boot_result_problem(r->result, BOOT_FAIL, 0, "%s: expected %s, found %s",
				    name, t->expected ? t->expected : "?",
				    t->found ? t->found : "?");
}

static void read_result(struct results *r, bool ok, const char *text)
{
	_cleanup_(cleanup_free) char *copy = xstrdup(text);
	size_t done = r->result->n_tests;
	char *name, *reason;
	uint64_t number;

	if (!split_result(copy, &number, &name, &reason))
		broken(r, BOOT_BAD_RESULTS, "this is no result 'ok N NAME'");
	else if (done == r->result->planned)
		broken(r, BOOT_BAD_RESULTS, "more results than planned");
	else if (number != done + 1)
		broken(r, BOOT_BAD_RESULTS, "number %zu is due", done + 1);
	else if (r->pending.name && strcmp(r->pending.name, name) != 0)
		broken(r, BOOT_BAD_RESULTS, "the result of '%s' is due", r->pending.name);
	else if (name_is_used(r->result, name))
		broken(r, BOOT_BAD_RESULTS, "a second result of one test");
	else if (!ok && reason)
		broken(r, BOOT_BAD_RESULTS, "what is skipped cannot fail");
	else
		add_test(r, ok, name, reason);
}

static void read_test_line(struct results *r)
{
	const char *text;

	if (behind(r->line.buf, "# "))
		read_diagnostic(r);
	else if ((text = behind(r->line.buf, "ok ")))
		read_result(r, true, text);
	else if ((text = behind(r->line.buf, "not ok ")))
		read_result(r, false, text);
	else
		broken(r, BOOT_BAD_RESULTS, "this is no line of a result");
}

static bool is_printable(const struct strbuf *line)
{
	for (size_t i = 0; i < line->len; i++)
		if (line->buf[i] < 0x20 || line->buf[i] > 0x7e)
			return false;
	return true;
}

static void end_line(struct results *r)
{
	r->lines++;
	if (r->state == RESULTS_BROKEN)
		return;
	if (!is_printable(&r->line)) {
		broken(r, BOOT_BAD_RESULTS, "a byte that is not printable ASCII");
		return;
	}
	switch (r->state) {
	case RESULTS_VERSION:
		if (strcmp(r->line.buf, "KTAP version 1") == 0)
			r->state = RESULTS_NONCE;
		else
			broken(r, BOOT_BAD_RESULTS, "'KTAP version 1' is due");
		break;
	case RESULTS_NONCE: read_nonce(r); break;
	case RESULTS_PLAN: read_plan(r); break;
	case RESULTS_TESTS: read_test_line(r); break;
	default: broken(r, BOOT_BAD_RESULTS, "a line behind the end"); break;
	}
}

int results_feed(struct results *r, const char *data, size_t size)
{
	if (size > RESULTS_MAX - r->bytes)
		return -EFBIG;
	r->bytes += size;
	while (size && r->state != RESULTS_BROKEN) {
		const char *nl = memchr(data, '\n', size);
		size_t n = nl ? (size_t)(nl - data) : size;

		if (n > LINE_MAX_BYTES - r->line.len) {
			r->lines++;
			broken(r, BOOT_BAD_RESULTS, "a line of more than %d bytes",
			       LINE_MAX_BYTES);
			break;
		}
		strbuf_add(&r->line, data, n);
		if (nl) {
			end_line(r);
			strbuf_clear(&r->line);
			n++;
		}
		data += n;
		size -= n;
	}
	return 0;
}

void results_end(struct results *r)
{
	const struct boot_result *res = r->result;

	if (r->state == RESULTS_BROKEN)
		return;
	if (r->bytes == 0) {
		boot_result_problem(r->result, BOOT_NO_RESULTS, 0,
				    "nothing came over the results port");
		return;
	}
	if (r->line.len) {
		r->lines++;
		broken(r, r->state == RESULTS_END ? BOOT_BAD_RESULTS : BOOT_INCOMPLETE,
		       "cut off in a line");
	} else if (r->state != RESULTS_END && res->n_tests < res->planned) {
		boot_result_problem(r->result, BOOT_INCOMPLETE, 0,
				    "the results end after %zu of %u tests", res->n_tests,
				    res->planned);
	} else if (r->state != RESULTS_END) {
		boot_result_problem(
			r->result, BOOT_INCOMPLETE, 0,
			"the results end after line %u, without their last line",
			r->lines);
	}
}

void results_done(struct results *r)
{
	if (!r)
		return;
	pending_done(r);
	strbuf_done(&r->line);
	*r = (struct results)RESULTS_INIT;
}
