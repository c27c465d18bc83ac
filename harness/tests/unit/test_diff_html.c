// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The page of a comparison. With PAGES=DIR the pages are also written there, for
 * harness/tests/cli/diff_html.bats, which opens them in a browser.
 */
#include "scratch.h"

#include <errno.h>

#include "made_changes.h"
#include "report/diff_html.h"
#include "report/page.h"

static void write_page(const char *name, struct change_sets *all, struct strbuf *page)
{
	_cleanup_(cleanup_free) char *path = NULL;
	const char *dir = getenv("PAGES");

	for (size_t i = 0; i < all->n; i++)
		change_set_count(&all->v[i]);
	diff_print_html(all, page);
	change_sets_done(all);
	if (!dir)
		return;
	path = xasprintf("%s/%s.html", dir, name);
	scratch_overwrite(path, page->buf, page->len);
}

static size_t count(const struct strbuf *page, const char *text)
{
	size_t n = 0;

	for (const char *p = page->buf; (p = strstr(p, text)); p += strlen(text))
		n++;
	return n;
}

static void test_small(void **state _unused_)
{
	_cleanup_(strbuf_done) struct strbuf page = STRBUF_INIT;
	struct change_sets all = {0};
	struct change_set *s = made_set(&all, "azure@HEAD~1", "azure", "azure", "x86_64");

	made_small(s);
	made_reading(s);
	write_page("small", &all, &page);
	assert_non_null(strstr(page.buf, "<title>azure@HEAD~1 → azure</title>"));
	assert_non_null(
		strstr(page.buf, "<h2 id=\"weaker-h\">Weaker <small>2</small></h2>"));
	assert_non_null(strstr(page.buf, "kernel.kptr_restrict"));
	assert_non_null(strstr(page.buf,
			       "follows from <code>NETFILTER</code> (network) and "
			       "<code>FORTIFY_SOURCE</code> (storage)"));
	assert_non_null(strstr(page.buf, "configs/hardening/memory.config:31</code>"));
	/* the plain table has every row */
	assert_non_null(strstr(page.buf, "<tr><td class=\"c\">UNWINDER_ORC</td>"));
}

static void test_nothing(void **state _unused_)
{
	_cleanup_(strbuf_done) struct strbuf page = STRBUF_INIT;
	struct change_sets all = {0};

	made_set(&all, "a.config", "b.config", NULL, "arm64");
	write_page("nothing", &all, &page);
	assert_non_null(strstr(page.buf, "0 changes of configuration"));
	assert_non_null(
		strstr(page.buf, "Nothing that the policy knows of became weaker."));
}

/* The same edit in several comparisons is one row that names them. */
static void test_many(void **state _unused_)
{
	static const char *const flavours[] = {"azure", "azure-strict"};
	static const char *const archs[] = {"x86_64", "arm64"};
	_cleanup_(strbuf_done) struct strbuf page = STRBUF_INIT;
	struct change_sets all = {0};

	for (int i = 0; i < 4; i++) {
		struct change_set *s =
			made_set(&all, "HEAD~1", "HEAD", flavours[i / 2], archs[i % 2]);

		made_small(s);
		if (i == 3)
			made_change(s, (struct change){.name = "ZONE_DMA",
						       .from = "n",
						       .to = "y",
						       .class = CHANGE_UPSTREAM,
						       .upstream = UPSTREAM_DEFAULT});
		made_reading(s);
	}
	write_page("many", &all, &page);
	assert_non_null(strstr(page.buf, "<h1>4 comparisons</h1>"));
	assert_int_equal(count(&page, "href=\"#at=FORTIFY_SOURCE\""), 1);
	assert_non_null(strstr(page.buf, "<td class=\"in note\">all</td></tr>"));
	/* and counts once, everywhere */
	assert_non_null(strstr(page.buf, "8 changes of configuration, 29 when each"));
	assert_non_null(strstr(page.buf, "All changes <small>8</small>"));
	assert_non_null(strstr(page.buf, "href=\"#class=unexplained\">1</a>"));
	assert_non_null(strstr(page.buf,
			       "<a href=\"#surface\">modules</a></th>"
			       "<td class=\"n note\">0</td><td class=\"n \">2"));
	assert_non_null(strstr(page.buf, "1 rule of the policy fails that did not</a>: "
					 "<code>fortify-source</code></p>"));
	/* what only one of them has names it */
	assert_non_null(strstr(page.buf, "\"pair\":\"azure-strict arm64\""));
}

/* No byte of a text gets out of its place: not one element more than without it. */
static void test_hostile(void **state _unused_)
{
	_cleanup_(strbuf_done) struct strbuf page = STRBUF_INIT;
	struct change_sets all = {0};
	struct change_set *s = made_set(&all, HOSTILE, HOSTILE, HOSTILE, HOSTILE);

	made_hostile(s);
	write_page("hostile", &all, &page);
	assert_int_equal(count(&page, "<script"), 4);
	assert_int_equal(count(&page, "</script"), 4);
	assert_int_equal(count(&page, "<img"), 0);
	assert_int_equal(count(&page, "<!--"), 0);
	assert_int_equal(count(&page, "\x1b"), 0);
	assert_int_equal(count(&page, "\xff"), 0);
	assert_int_equal(count(&page, "\xe2\x80\xa8"), 0);
	assert_int_equal(count(&page, "\xe2\x80\xae"), 0);
}

static void test_large(void **state _unused_)
{
	_cleanup_(strbuf_done) struct strbuf page = STRBUF_INIT;
	struct change_sets all = {0};

	made_large(made_set(&all, "old.config", "new.config", NULL, "x86_64"), 6000);
	write_page("large", &all, &page);
	if (page.len >= 3000000)
		fail_msg("%zu bytes for 6,000 rows", page.len);
	assert_int_equal(count(&page, "<tr><td class=\"c\">GENERATED_OPTION_"), 6000);
}

static void test_text(void **state _unused_)
{
	static const char nul[] = "a\0b";
	_cleanup_(strbuf_done) struct strbuf sb = STRBUF_INIT;

	page_text(&sb, "<a href='x'>&\"\n\t\\ é \x1b\x7f\xc2\x85\xff\xe2\x80");
	assert_string_equal(sb.buf, "&lt;a href=&#39;x&#39;&gt;&amp;&quot;\n\t\\ é "
				    "\\x1b\\x7f\\xc2\\x85\\xff\\xe2\\x80");
	strbuf_clear(&sb);
	page_text(&sb, "a\xe2\x80\xae"
		       "b\xe2\x80\xa8\xef\xbb\xbf\xf0\x9f\x98\x80");
	assert_string_equal(sb.buf, "aU+202EbU+2028U+FEFF\xf0\x9f\x98\x80");
	strbuf_clear(&sb);
	page_bytes(&sb, nul, sizeof(nul) - 1);
	assert_string_equal(sb.buf, "a\\x00b");
	strbuf_clear(&sb);
	page_json(&sb, "</script>\"\\\n\t\x01\xff&\xe2\x80\xa9");
	assert_string_equal(sb.buf, "\"\\u003c/script\\u003e\\\"\\\\\\n\\t\\\\x01\\\\xff"
				    "\\u0026U+2029\"");
	strbuf_clear(&sb);
	page_json(&sb, NULL);
	page_text(&sb, NULL);
	assert_string_equal(sb.buf, "null");
}

static void test_elements(void **state _unused_)
{
	static const struct page_piece pieces[] = {{"bad", 1}, {"good", 0}, {"soft", 3}};
	_cleanup_(strbuf_done) struct strbuf sb = STRBUF_INIT;

	page_number(&sb, 0);
	strbuf_addc(&sb, ' ');
	page_number(&sb, 999);
	strbuf_addc(&sb, ' ');
	page_number(&sb, 1000);
	strbuf_addc(&sb, ' ');
	page_number(&sb, 1234567);
	assert_string_equal(sb.buf, "0 999 1,000 1,234,567");
	strbuf_clear(&sb);
	page_bar(&sb, pieces, 3, 8, "1 of <8>");
	assert_non_null(strstr(sb.buf, "aria-label=\"1 of &lt;8&gt;\""));
	assert_non_null(strstr(sb.buf, "<rect class=\"soft\" x=\"12.50\" y=\"0\" "
				       "width=\"37.50\" height=\"8\"/>"));
	assert_null(strstr(sb.buf, "class=\"good\""));
	strbuf_clear(&sb);
	page_tag(&sb, "td", NULL, "<x>");
	assert_string_equal(sb.buf, "<td>&lt;x&gt;</td>");
}

/* What is built in stands whole in the page, and nothing in it ends its element. */
static void test_files(void **state _unused_)
{
	static const char *const names[] = {"frame.css", "frame.js", "diff.css",
					    "diff_list.js", "diff.js"};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const struct page_file *f = page_file(names[i]);

		assert_non_null(strstr(f->text, "SPDX-License-Identifier"));
		assert_int_equal(strlen(f->sha256), 44);
		assert_null(strstr(f->text, "</"));
		assert_null(strstr(f->text, "<!--"));
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_small),	 cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_many),	 cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_large),	 cmocka_unit_test(test_text),
		cmocka_unit_test(test_elements), cmocka_unit_test(test_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
