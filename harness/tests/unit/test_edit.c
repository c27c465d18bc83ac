// SPDX-License-Identifier: GPL-2.0-or-later
/* One request more or less in a fragment: where it goes, and that all else stays. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "kconfig/edit.h"
#include "kconfig/format.h"
#include "kconfig/fragment.h"

#define ROUNDS 5000

#define HEADER                                          \
	"# SPDX-License-Identifier: GPL-2.0-or-later\n" \
	"#: area   network\n"                           \
	"#: owner  network\n"

static struct value tristate(const char *text)
{
	return (struct value){VALUE_TRISTATE, (char *)(uintptr_t)text};
}

static enum edit_result edited(const char *text, const struct edit *e, const char *want)
{
	_cleanup_(strbuf_done) struct strbuf made = STRBUF_INIT;
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	enum edit_result result;

	assert_int_equal(
		edit_fragment("f.config", text, strlen(text), e, &made, &result, &d), 0);
	assert_string_equal(made.buf, want);
	return result;
}

static void refused(const char *text, const struct edit *e, const char *why)
{
	_cleanup_(strbuf_done) struct strbuf made = STRBUF_INIT;
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	enum edit_result result;

	assert_int_equal(
		edit_fragment("f.config", text, strlen(text), e, &made, &result, &d),
		-EINVAL);
	assert_true(d.n > 0);
	assert_non_null(strstr(d.entries[0].text, why));
	assert_int_equal(made.len, 0);
}

static void a_block_beside_its_relatives(void **state _unused_)
{
	struct value y = tristate("y");
	struct edit e = {"NFT_LOG", &y, "drops are seen", NULL, NULL};

	assert_int_equal(edited(HEADER "\n# heading\n\n"
				       "#: why    filter\nCONFIG_NFT_CT=m\n\n"
				       "# about it\n#: why    nat\nCONFIG_NFT_NAT=m\n\n"
				       "#: why    other\nCONFIG_ATALK=m\n",
				&e,
				HEADER "\n# heading\n\n"
				       "#: why    filter\nCONFIG_NFT_CT=m\n\n"
				       "#: why    drops are seen\nCONFIG_NFT_LOG=y\n\n"
				       "# about it\n#: why    nat\nCONFIG_NFT_NAT=m\n\n"
				       "#: why    other\nCONFIG_ATALK=m\n"),
			 EDIT_ADDED);
}

static void into_the_block_that_gives_the_reason(void **state _unused_)
{
	struct value n = tristate("n");
	struct edit e = {"BB", &n, " old  folks ", "network", NULL};

	assert_int_equal(edited(HEADER
				"\n#: why    old folks\nCONFIG_AA=m\n# c\nCONFIG_CC=m\n",
				&e,
				HEADER "\n#: why    old folks\nCONFIG_AA=m\n"
				       "# CONFIG_BB is not set\n# c\nCONFIG_CC=m\n"),
			 EDIT_ADDED);
	e.symbol = "A"; /* a comment stays above its request */
	assert_int_equal(edited(HEADER "\n#: why    old folks\n# c\nCONFIG_AA=m\n", &e,
				HEADER "\n#: why    old folks\n# CONFIG_A is not set\n"
				       "# c\nCONFIG_AA=m\n"),
			 EDIT_ADDED);
	e.symbol = "BB";
	e.owner = "security"; /* another one than the file's: a block of its own */
	assert_int_equal(edited(HEADER "\n#: why    old folks\nCONFIG_AA=m\n", &e,
				HEADER "\n#: why    old folks\nCONFIG_AA=m\n\n"
				       "#: why    old folks\n#: owner  security\n"
				       "# CONFIG_BB is not set\n"),
			 EDIT_ADDED);
	e.owner = NULL; /* a block that accepts m would do so for it, too */
	assert_int_equal(
		edited(HEADER "\n#: why    old folks\n#: accept m\nCONFIG_AA=y\n", &e,
		       HEADER "\n#: why    old folks\n#: accept m\nCONFIG_AA=y\n\n"
			      "#: why    old folks\n# CONFIG_BB is not set\n"),
		EDIT_ADDED);
}

static void replaced_and_removed(void **state _unused_)
{
	static const char text[] =
		HEADER "\n# kept\n#: why    one\n#: ref    r\nCONFIG_A_A=y\n\n"
		       "#: why    two\nCONFIG_A_B=y\nCONFIG_A_C=y\n";
	struct value m = tristate("m"), y = tristate("y");
	struct edit e = {"A_A", &m, "new", NULL, NULL};

	assert_int_equal(edited(text, &e,
				HEADER "\n# kept\n\n#: why    new\nCONFIG_A_A=m\n\n"
				       "#: why    two\nCONFIG_A_B=y\nCONFIG_A_C=y\n"),
			 EDIT_REPLACED);
	e.symbol = "A_C";
	assert_int_equal(edited(text, &e,
				HEADER
				"\n# kept\n#: why    one\n#: ref    r\nCONFIG_A_A=y\n\n"
				"#: why    two\nCONFIG_A_B=y\n\n"
				"#: why    new\nCONFIG_A_C=m\n"),
			 EDIT_REPLACED);
	e.value = &y;
	assert_int_equal(edited(text, &e, text), EDIT_SAME);
	e.value = NULL;
	assert_int_equal(edited(text, &e,
				HEADER
				"\n# kept\n#: why    one\n#: ref    r\nCONFIG_A_A=y\n\n"
				"#: why    two\nCONFIG_A_B=y\n"),
			 EDIT_REMOVED);
	e.symbol = "NONE";
	assert_int_equal(edited(text, &e, text), EDIT_SAME);
}

static void a_new_file_and_a_long_reason(void **state _unused_)
{
	struct value s = {VALUE_STRING, (char *)(uintptr_t) "-x"};
	struct edit e = {
		"LOCALVERSION", &s,
		"a reason that is so long that it needs more than one line of the "
		"fragment to be said",
		"kernel", "kernel/general"};

	assert_int_equal(
		edited("", &e,
		       "# SPDX-License-Identifier: GPL-2.0-or-later\n"
		       "#: area   kernel/general\n#: owner  kernel\n\n"
		       "#: why    a reason that is so long that it needs more than one "
		       "line of the\n#:        fragment to be said\n"
		       "CONFIG_LOCALVERSION=\"-x\"\n"),
		EDIT_ADDED);
}

static void what_cannot_be_said(void **state _unused_)
{
	struct value y = tristate("y"), up = {VALUE_STRING, (char *)(uintptr_t) "../key"};
	struct edit e = {"A", &y, "because", NULL, NULL};

	refused(HEADER "CONFIG_B=y\r\n", &e, "CR LF");
	e.why = "two\nCONFIG_EVIL=y";
	refused(HEADER, &e, "the reason holds the control byte 0x0a");
	e.why = "\033[2J";
	refused(HEADER, &e, "0x1b");
	e.why = "   ";
	refused(HEADER, &e, "the reason is empty");
	e.why = "\xff";
	refused(HEADER, &e, "not UTF-8");
	e.why = "because";
	e.owner = "";
	refused(HEADER, &e, "the owner is empty");
	e.owner = NULL;
	e.symbol = "A=y\nCONFIG_B";
	refused(HEADER, &e, "is no name of a symbol");
	e.symbol = "MODULE_SIG_KEY";
	e.value = &up;
	refused(HEADER, &e, "names files");
}

static void renamed(const char *text, const char *to, const char *value, const char *want)
{
	_cleanup_(strbuf_done) struct strbuf made = STRBUF_INIT;
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	struct value v = tristate(value);

	assert_int_equal(
		edit_rename("f.config", text, strlen(text), "OLD", to, &v, &made, &d), 0);
	assert_string_equal(made.buf, want);
}

static void another_name_in_the_same_place(void **state _unused_)
{
	_cleanup_(strbuf_done) struct strbuf made = STRBUF_INIT;
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	struct value y = tristate("y");

	renamed(HEADER "\n#: why    x\n#: ref    r\nCONFIG_A=y\n# c\nCONFIG_OLD=m\n",
		"NEW", "n",
		HEADER "\n#: why    x\n#: ref    r\nCONFIG_A=y\n# c\n# CONFIG_NEW is not "
		       "set\n");
	/* where the new name is requested already the old line goes */
	renamed(HEADER "\n#: why    x\nCONFIG_NEW=y\n\n#: why    z\nCONFIG_OLD=m\n",
		"NEW", "y", HEADER "\n#: why    x\nCONFIG_NEW=y\n");
	assert_int_equal(edit_rename("f.config", HEADER, strlen(HEADER), "OLD", "NEW", &y,
				     &made, &d),
			 -ENOENT);
	assert_int_equal(made.len, 0);
}

/* --- any fragment ---------------------------------------------------------------------- */

static uint32_t next(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

static void make_text(uint32_t *seed, struct strbuf *to)
{
	static const char *const pieces[] = {"",
					     "#: why    x",
					     "#: why    y",
					     "#: accept m",
					     "# CONFIG_%u_A is not set",
					     "CONFIG_%u_A=y",
					     "CONFIG_%u_B=m",
					     "# said %u"};
	uint32_t n = next(seed) % 14;

	strbuf_adds(to, next(seed) % 2 ? HEADER "\n" : "");
	for (unsigned int i = 0; i < n; i++) {
		const char *piece = pieces[next(seed) % ARRAY_SIZE(pieces)];
		const char *mark = strstr(piece, "%u");

		if (mark)
			strbuf_addf(to, "%.*s%u%s\n", (int)(mark - piece), piece, i,
				    mark + 2);
		else
			strbuf_addf(to, "%s\n", piece);
	}
}

static void all_comments_stay(const struct strbuf *before, const struct strbuf *after)
{
	for (unsigned int i = 0; i < 14; i++) {
		_cleanup_(cleanup_free) char *line = xasprintf("# said %u\n", i);

		assert_int_equal(!strstr(before->buf, line), !strstr(after->buf, line));
	}
}

static void formatted(const struct strbuf *text)
{
	_cleanup_(strbuf_done) struct strbuf again = STRBUF_INIT;
	_cleanup_(diag_done) struct diag changes = DIAG_INIT, d = DIAG_INIT;

	assert_int_equal(fragment_format("f", text->buf, text->len, &again, &changes, &d),
			 0);
	assert_string_equal(again.buf, text->buf);
}

static void requests_are(const struct strbuf *before, const struct strbuf *after,
			 const struct edit *e)
{
	_cleanup_(fragment_done) struct fragment old = FRAGMENT_INIT, new = FRAGMENT_INIT;
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	size_t want = 0, found = 0;

	assert_int_equal(
		fragment_parse("f", before->buf, before->len, FRAGMENT_DRAFT, &old, &d),
		0);
	assert_int_equal(
		fragment_parse("f", after->buf, after->len, FRAGMENT_DRAFT, &new, &d), 0);
	for (size_t i = 0; i < old.n; i++)
		want += strcmp(old.requests[i].name, e->symbol) != 0;
	for (size_t i = 0; i < new.n; i++) {
		const struct request *r = &new.requests[i];

		if (strcmp(r->name, e->symbol) != 0)
			continue;
		found++;
		assert_true(e->value && value_equal(&r->value, e->value));
		assert_non_null(r->about);
		assert_non_null(r->about->text[ANNOTATION_WHY]);
	}
	assert_int_equal(found, e->value ? 1 : 0);
	assert_int_equal(new.n, want + found);
}

static void any_edit_of_any_fragment(void **state _unused_)
{
	struct value values[] = {tristate("y"), tristate("m"), tristate("n")};
	uint32_t seed = 1;

	for (int i = 0; i < ROUNDS; i++) {
		_cleanup_(strbuf_done) struct strbuf text = STRBUF_INIT,
						     made = STRBUF_INIT;
		_cleanup_(diag_done) struct diag d = DIAG_INIT;
		_cleanup_(cleanup_free) char *name =
			xasprintf("%u_%c", next(&seed) % 14, "AB"[next(&seed) % 2]);
		uint32_t which = next(&seed) % 4;
		struct edit e = {name, which < 3 ? &values[which] : NULL,
				 next(&seed) % 2 ? "x" : "new", NULL, NULL};
		enum edit_result result;

		make_text(&seed, &text);
		if (edit_fragment("f", text.buf, text.len, &e, &made, &result, &d) < 0)
			continue; /* an #: accept twice, and the like */
		formatted(&made);
		all_comments_stay(&text, &made);
		if (result != EDIT_SAME)
			requests_are(&text, &made, &e);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_block_beside_its_relatives),
		cmocka_unit_test(into_the_block_that_gives_the_reason),
		cmocka_unit_test(replaced_and_removed),
		cmocka_unit_test(a_new_file_and_a_long_reason),
		cmocka_unit_test(what_cannot_be_said),
		cmocka_unit_test(another_name_in_the_same_place),
		cmocka_unit_test(any_edit_of_any_fragment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
