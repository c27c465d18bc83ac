// SPDX-License-Identifier: GPL-2.0-or-later
/* Any sequence of lines, formatted: it means the same, and formatting it again does
 * nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "kconfig/format.h"
#include "kconfig/fragment.h"

#define ROUNDS 20000

static const char *const pieces[] = {
	"",
	"",
	" \t",
	"# comment",
	"# comment  ",
	"#: why x",
	"#: why    a  b ",
	"#:    more",
	"#:        more",
	"#:",
	"#: ref\tr",
	"#: level prefer",
	"#: accept m y",
	"CONFIG_A%u=y",
	"CONFIG_A%u=n",
	"CONFIG_A%u=m \t",
	"CONFIG_A%u=\"s =n\"",
	"# CONFIG_A%u is not set",
	"CONFIG_A%u=12\r",
};

static uint32_t next(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

static void make_text(uint32_t *seed, struct strbuf *to)
{
	uint32_t n = next(seed) % 12;

	for (unsigned int i = 0; i < n; i++) {
		const char *piece = pieces[next(seed) % ARRAY_SIZE(pieces)];
		const char *mark = strstr(piece, "%u");

		if (mark)
			strbuf_addf(to, "%.*s%u%s", (int)(mark - piece), piece, i,
				    mark + 2);
		else
			strbuf_adds(to, piece);
		if (i + 1 < n || next(seed) % 4)
			strbuf_addc(to, '\n');
	}
}

static void add_about(const struct annotation *a, struct strbuf *to)
{
	for (int i = 0; a && i < ANNOTATION_KEYS; i++)
		if (a->text[i])
			strbuf_addf(to, " %s(%s)",
				    annotation_key_name((enum annotation_key)i),
				    a->text[i]);
}

/* Everything that another reader takes from a formatted text. */
static void meaning(const char *text, size_t size, struct strbuf *to)
{
	_cleanup_(fragment_done) struct fragment f = FRAGMENT_INIT;
	_cleanup_(diag_done) struct diag d = DIAG_INIT;

	assert_int_equal(fragment_parse("f", text, size, FRAGMENT_REQUESTS, &f, &d), 0);
	strbuf_adds(to, "header");
	add_about(f.header, to);
	for (size_t i = 0; i < f.n; i++) {
		strbuf_addf(to, "\n%s=", f.requests[i].name);
		value_print(&f.requests[i].value, to);
		add_about(f.requests[i].about, to);
	}
}

/* The text with the ends of lines in order, as its author meant it. */
static void trim(const struct strbuf *text, struct strbuf *to)
{
	for (const char *p = text->buf; *p; p += strcspn(p, "\n"), p += *p == '\n') {
		size_t n = strcspn(p, "\n");

		while (n && strchr(" \t\r", p[n - 1]))
			n--;
		strbuf_addf(to, "%.*s\n", (int)n, p);
	}
}

static void check(const struct strbuf *text)
{
	_cleanup_(strbuf_done) struct strbuf once = STRBUF_INIT, twice = STRBUF_INIT;
	_cleanup_(strbuf_done) struct strbuf before = STRBUF_INIT, after = STRBUF_INIT;
	_cleanup_(strbuf_done) struct strbuf plain = STRBUF_INIT;
	_cleanup_(diag_done) struct diag changes = DIAG_INIT, again = DIAG_INIT,
					 d = DIAG_INIT;

	if (fragment_format("f", text->buf, text->len, &once, &changes, &d) < 0)
		return; /* "#: why" twice in a block, say */
	assert_int_equal(fragment_format("f", once.buf, once.len, &twice, &again, &d), 0);
	assert_string_equal(once.buf, twice.buf);
	assert_int_equal(again.n, 0);
	/* what is said to change is what changes */
	assert_int_equal(changes.n != 0, strcmp(text->buf, once.buf) != 0);
	trim(text, &plain);
	meaning(plain.buf, plain.len, &before);
	meaning(once.buf, once.len, &after);
	assert_string_equal(before.buf, after.buf);
}

static void formatting_keeps_the_meaning(void **state _unused_)
{
	uint32_t seed = 1;

	for (int i = 0; i < ROUNDS; i++) {
		_cleanup_(strbuf_done) struct strbuf text = STRBUF_INIT;

		make_text(&seed, &text);
		check(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(formatting_keeps_the_meaning),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
