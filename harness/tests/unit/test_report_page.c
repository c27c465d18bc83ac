// SPDX-License-Identifier: GPL-2.0-or-later
/* Drawings, hostile texts, times of a log, and what a report keeps for the next one. */
#include "scratch.h"

#include "report/history.h"
#include "report/markup.h"
#include "report/page.h"
#include "report/printk.h"
#include "report/svg.h"
#include "report/timeline.h"
#include "report/treemap.h"
#include "sys/relative.h"

/* --- treemap ---------------------------------------------------------------------- */

static bool near(double a, double b)
{
	return a - b < 1e-6 && b - a < 1e-6;
}

static bool overlap(const struct svg_box *a, const struct svg_box *b)
{
	return a->x + a->w > b->x + 1e-6 && b->x + b->w > a->x + 1e-6 &&
	       a->y + a->h > b->y + 1e-6 && b->y + b->h > a->y + 1e-6;
}

static void check_areas(const double *values, size_t n, const struct svg_box *in)
{
	struct svg_box boxes[64];
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += values[i];
	treemap_squarify(values, n, in, boxes);
	for (size_t i = 0; i < n; i++) {
		const struct svg_box *b = &boxes[i];

		assert_true(near(b->w * b->h, values[i] / sum * in->w * in->h));
		assert_true(b->x >= in->x - 1e-6 && b->y >= in->y - 1e-6);
		assert_true(b->x + b->w <= in->x + in->w + 1e-6);
		assert_true(b->y + b->h <= in->y + in->h + 1e-6);
		for (size_t j = 0; j < i; j++)
			assert_false(overlap(b, &boxes[j]));
	}
}

/* The example of the paper: 6 6 4 3 2 2 1 in 6 by 4; its first two are 3 by 2. */
static void the_example_of_the_paper(void **state _unused_)
{
	static const double values[] = {6, 6, 4, 3, 2, 2, 1};
	static const struct svg_box in = {0, 0, 6, 4};
	struct svg_box boxes[ARRAY_SIZE(values)];

	check_areas(values, ARRAY_SIZE(values), &in);
	treemap_squarify(values, ARRAY_SIZE(values), &in, boxes);
	assert_true(near(boxes[0].w, 3) && near(boxes[0].h, 2));
	assert_true(near(boxes[1].w, 3) && near(boxes[1].h, 2));
}

static void areas_are_values_whatever_they_are(void **state _unused_)
{
	static const struct svg_box in = {10, 20, 1160, 420};
	double values[40];
	unsigned int seed = 1;

	for (int round = 0; round < 200; round++) {
		size_t n = 1 + (size_t)round % ARRAY_SIZE(values);

		for (size_t i = 0; i < n; i++) {
			seed = seed * 1103515245 + 12345;
			values[i] = (double)(seed >> 16) + 1;
		}
		for (size_t i = 0; i < n; i++) /* the largest first */
			for (size_t j = i + 1; j < n; j++)
				if (values[j] > values[i]) {
					double t = values[i];

					values[i] = values[j];
					values[j] = t;
				}
		check_areas(values, n, &in);
	}
}

static void nothing_has_no_area(void **state _unused_)
{
	static const double values[] = {0, 0};
	static const struct svg_box in = {0, 0, 6, 4}, flat = {0, 0, 6, 0};
	struct svg_box boxes[2];

	treemap_squarify(values, 2, &in, boxes);
	assert_true(near(boxes[0].w, 0) && near(boxes[1].h, 0));
	treemap_squarify((const double[]){1, 1}, 2, &flat, boxes);
	assert_true(near(boxes[0].w, 0));
	treemap_squarify(NULL, 0, &in, NULL);
}

static void labels_stand_only_where_they_fit(void **state _unused_)
{
	static const struct treemap_item items[] = {
		{"kernel/drivers/net/large.ko", "large", 1e6},
		{"kernel/drivers/net/a_name_too_long_for_its_box.ko", "small", 10},
		{"updates/<probe>.ko", "\"&'", 1e6},
	};
	struct strbuf svg = STRBUF_INIT;

	treemap_draw(items, ARRAY_SIZE(items), "a < b", &svg);
	assert_non_null(strstr(svg.buf, ">large</text>"));
	assert_non_null(strstr(svg.buf, ">drivers/net</text>"));
	assert_null(strstr(svg.buf, "a_name_too_long"));
	assert_non_null(strstr(svg.buf, "aria-label=\"a &lt; b\""));
	assert_non_null(strstr(svg.buf, "<title>&quot;&amp;&#39;</title>"));
	assert_null(strstr(svg.buf, "<probe>"));
	strbuf_done(&svg);
}

static size_t count_of(const char *text, const char *part)
{
	size_t n = 0;

	for (; (text = strstr(text, part)); text++)
		n++;
	return n;
}

static void small_ones_are_drawn_as_one(void **state _unused_)
{
	struct treemap_item items[60];
	struct strbuf svg = STRBUF_INIT;

	items[0] = (struct treemap_item){"kernel/net/large.ko", "large", 1e6};
	for (size_t i = 1; i < ARRAY_SIZE(items); i++)
		items[i] = (struct treemap_item){"kernel/net/<small>.ko", "small", 300};
	treemap_draw(items, ARRAY_SIZE(items), "", &svg);
	assert_int_equal(count_of(svg.buf, "<rect"), 2);
	assert_non_null(strstr(svg.buf, "<title>59 more in net: &lt;small&gt;, "));
	assert_non_null(strstr(svg.buf, ", ...</title>"));
	strbuf_done(&svg);

	/* where the others are no larger, none is small */
	items[0].value = 9000;
	treemap_draw(items, ARRAY_SIZE(items), "", &svg);
	assert_int_equal(count_of(svg.buf, "<rect"), 60);
	strbuf_done(&svg);

	/* two are no crowd */
	items[0].value = 1e6;
	treemap_draw(items, 3, "", &svg);
	assert_int_equal(count_of(svg.buf, "<rect"), 3);
	strbuf_done(&svg);
}

static void assert_label(const char *text, double width, const char *expected)
{
	const struct svg_box box = {0, 0, width, 20};
	struct strbuf svg = STRBUF_INIT;

	svg_label(&svg, &box, "tl", text);
	if (expected)
		assert_non_null(strstr(svg.buf, expected));
	else
		assert_int_equal(svg.len, 0);
	strbuf_done(&svg);
}

static void labels_are_cut_between_characters(void **state _unused_)
{
	assert_label("overlay", 60, ">overlay</text>");
	assert_label("overlay", 50, ">overl…</text>");
	assert_label("overlay", 30, NULL);
	assert_label("over\xc3\xa4lay", 50, ">over…</text>");
	assert_label("<<<<<<<<", 50, ">&lt;&lt;&lt;&lt;&lt;…</text>");
}

/* --- texts ------------------------------------------------------------------------ */

static void assert_markup(const char *text, const char *expected)
{
	struct strbuf html = STRBUF_INIT;

	page_text(&html, text);
	assert_string_equal(html.buf, expected);
	strbuf_done(&html);
}

static void hostile_texts_are_harmless(void **state _unused_)
{
	assert_markup("</script><a href='x'>\"&",
		      "&lt;/script&gt;&lt;a href=&#39;x&#39;&gt;"
		      "&quot;&amp;");
	assert_markup("a\tb\n\x1b[31m\x7f", "a\tb\n\\x1b[31m\\x7f");
	assert_markup("gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f");
	assert_markup("\xff\xc3", "\\xff\\xc3");
	assert_markup("\xc2\x85", "\\xc2\\x85");
	assert_markup("a\xe2\x80\xae"
		      "b",
		      "aU+202Eb");
	assert_markup("\xf0\x9f\x90\xa7", "\xf0\x9f\x90\xa7");
	assert_markup("\xed\xa0\x80", "\\xed\\xa0\\x80");
}

static void cells_stay_cells(void **state _unused_)
{
	struct strbuf cell = STRBUF_INIT;

	markup_cell(&cell, "a|b\n<c>`*_");
	assert_string_equal(cell.buf, "a\\|b &lt;c&gt;\\`\\*\\_");
	strbuf_done(&cell);
}

static void paths_are_urls(void **state _unused_)
{
	struct strbuf url = STRBUF_INIT;

	markup_path(&url, "../a b/\"<%>?#.log");
	assert_string_equal(url.buf, "../a%20b/%22%3C%25%3E%3F%23.log");
	strbuf_clear(&url);
	markup_path(&url, "javascript:alert(1)");
	assert_string_equal(url.buf, "./javascript%3Aalert%281%29");
	strbuf_done(&url);
}

static void assert_number(int64_t value, enum report_unit unit, const char *expected)
{
	struct strbuf number = STRBUF_INIT;

	markup_number(&number, value, unit);
	assert_string_equal(number.buf, expected);
	strbuf_done(&number);
}

static void numbers_are_readable(void **state _unused_)
{
	assert_number(0, UNIT_COUNT, "0");
	assert_number(999, UNIT_COUNT, "999");
	assert_number(1234567, UNIT_COUNT, "1,234,567");
	assert_number(-1, UNIT_COUNT, "–");
	assert_number(512, UNIT_BYTES, "512 B");
	assert_number(1536, UNIT_BYTES, "1.5 KiB");
	assert_number(3 << 20, UNIT_BYTES, "3.0 MiB");
	assert_number(2083, UNIT_MS, "2.08 s");
}

static void assert_way(const char *from, const char *to, const char *expected)
{
	_cleanup_(cleanup_free) char *dir = scratch_path(from), *file = scratch_path(to);
	_cleanup_(cleanup_free) char *way = NULL;
	struct diag d = DIAG_INIT;

	assert_int_equal(path_relative(dir, file, &way, &d), 0);
	assert_string_equal(way, expected);
}

static void ways_lead_there(void **state _unused_)
{
	_cleanup_(cleanup_free) char *boot = scratch_path("pair/boot");
	_cleanup_(cleanup_free) char *report = scratch_path("pair/report");
	struct diag d = DIAG_INIT;

	assert_int_equal(dir_make(boot, &d), 0);
	assert_int_equal(dir_make(report, &d), 0);
	assert_way("pair/report", "pair/boot/console.log", "../boot/console.log");
	assert_way("report", "pair/report/index.html", "../pair/report/index.html");
	assert_way("pair", "pair/x", "x");
	assert_way("pair/boot", "pairs", "../../pairs");
}

/* --- times ------------------------------------------------------------------------ */

static const char log_text[] =
	"[    0.000000][    T0] Linux version 6.18.15\n"
	"no time at all\n"
	"[    0.300000][    T1] initcall virtio_blk_init+0x0/0xff0 [virtio_blk] returned 0 "
	"after 250000 usecs\n"
	"[    0.100000] back in time\n"
	"[    0.700000][    T1] Run /init as init process\n"
	"[    1.900000] reboot: Power down\n";

static void times_of_a_log(void **state _unused_)
{
	struct printk_log log = PRINTK_LOG_INIT;

	printk_read(log_text, &log);
	assert_int_equal(log.n, 4);
	assert_int_equal(log.lines[1].number, 3);
	assert_int_equal(log.init_us, 700000);
	assert_int_equal(log.last_us, 1900000);
	assert_int_equal(log.n_initcalls, 1);
	assert_string_equal(log.initcalls[0].name, "virtio_blk_init [virtio_blk]");
	assert_int_equal(log.initcalls[0].us, 250000);
	printk_done(&log);
}

static void no_log_breaks_the_reader(void **state _unused_)
{
	static const char *const logs[] = {
		"",
		"[",
		"[    ",
		"[1",
		"[1.",
		"[1.23456",
		"[1.234567",
		"[1.234567]",
		"[99999999999999999999.000000] x\n",
		"[ 1.000000] initcall \n",
		"[ 1.000000] initcall a returned after\n",
		"[ 1.000000] initcall a returned 0 after 99999999999999999999999 usecs\n",
		"[ 1.000000] initcall + returned 0 after 1 usecs",
		"[ 1.000000][ T1\n] x\n",
	};

	for (size_t i = 0; i < ARRAY_SIZE(logs); i++) {
		struct printk_log log = PRINTK_LOG_INIT;

		printk_read(logs[i], &log);
		assert_true(log.n <= 1 && log.n_initcalls <= 1);
		printk_done(&log);
	}
}

static void add_test(struct boot_result *r, const char *name, int64_t us)
{
	struct boot_test *t = boot_result_test(r);

	t->name = xstrdup(name);
	t->time_us = us;
}

static void a_boot_as_a_drawing(void **state _unused_)
{
	struct boot_result r = BOOT_RESULT_INIT;
	struct printk_log log = PRINTK_LOG_INIT;
	struct strbuf svg = STRBUF_INIT;

	timeline_draw(&r, &log, "x", &svg);
	assert_int_equal(svg.len, 0);
	r.ms = 2000;
	r.boot_ms = 900;
	add_test(&r, "a.first", 100000);
	add_test(&r, "a.<second>", 500000);
	printk_read(log_text, &log);
	assert_int_equal(timeline_kernel_start(&r, &log), 100000);
	assert_int_equal(timeline_test_start(&r, 0), 800000);
	assert_int_equal(timeline_test_start(&r, 1), 900000);
	timeline_draw(&r, &log, "x", &svg);
	assert_non_null(strstr(svg.buf, "virtio_blk_init [virtio_blk]: 250.000 ms"));
	assert_non_null(strstr(svg.buf, "a.&lt;second&gt;: pass, 500.000 ms"));
	assert_non_null(strstr(svg.buf, ">200 ms</text>"));
	/* the kernel cannot have run for longer than QEMU */
	r.ms = 1000;
	assert_int_equal(timeline_kernel_start(&r, &log), -1);
	strbuf_done(&svg);
	printk_done(&log);
	boot_result_done(&r);
}

/* --- history ---------------------------------------------------------------------- */

static void values_that_differ(void **state _unused_)
{
	struct build_report b;

	build_report_init(&b);
	history_compare(
		"CONFIG_A=y\n# CONFIG_B is not set\nCONFIG_C=\"x\"\nCONFIG_AB=1\n",
		"CONFIG_C=\"y\"\nCONFIG_AB=1\nCONFIG_D=m", &b.previous);
	assert_int_equal(b.previous.n, 3);
	assert_string_equal(b.previous.v[0].name, "A");
	assert_string_equal(b.previous.v[0].from, "y");
	assert_null(b.previous.v[0].to);
	assert_string_equal(b.previous.v[1].to, "\"y\"");
	assert_null(b.previous.v[2].from);
	assert_string_equal(b.previous.v[2].to, "m");
	build_report_done(&b);
}

/* Write the state of a build, as the verb would. */
static void keep(const struct build_report *b, const char *config, const char *before)
{
	_cleanup_(cleanup_free) char *state = scratch_path(HISTORY_STATE);
	_cleanup_(cleanup_free) char *now = scratch_path(HISTORY_CONFIG);
	_cleanup_(cleanup_free) char *old = scratch_path(HISTORY_BEFORE);
	struct strbuf text = STRBUF_INIT;

	history_print(b, &text);
	scratch_write(state, text.buf, text.len);
	scratch_write(now, config, strlen(config));
	if (before)
		scratch_write(old, before, strlen(before));
	strbuf_done(&text);
}

static void build(struct build_report *b, const char *config, const char *now,
		  char **before)
{
	struct diag d = DIAG_INIT;

	build_report_init(b);
	b->now.config = xstrdup(config); /* its own digest, for this */
	b->now.numbers[NUMBER_MODULES] = 7;
	assert_int_equal(history_read(scratch, config, now, b, before, &d), 0);
	assert_no_errors(&d);
}

static void the_build_before_is_remembered(void **state _unused_)
{
	_cleanup_(cleanup_free) char *before1 = NULL, *before2 = NULL, *before3 = NULL;
	struct build_report b;

	build(&b, "CONFIG_A=y\n", "day 1", &before1);
	assert_false(b.previous.there);
	keep(&b, "CONFIG_A=y\n", before1);
	build_report_done(&b);

	build(&b, "CONFIG_A=m\n", "day 2", &before2);
	assert_true(b.previous.there && b.previous.config);
	assert_string_equal(b.previous.figures.made, "day 1");
	assert_int_equal(b.previous.figures.numbers[NUMBER_MODULES], 7);
	assert_int_equal(b.previous.figures.numbers[NUMBER_PASS], -1);
	assert_int_equal(b.previous.n, 1);
	keep(&b, "CONFIG_A=m\n", before2);
	build_report_done(&b);

	/* the same build again: not compared with itself */
	build(&b, "CONFIG_A=m\n", "day 3", &before3);
	assert_string_equal(b.now.made, "day 2");
	assert_string_equal(b.previous.figures.made, "day 1");
	assert_int_equal(b.previous.n, 1);
	build_report_done(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_example_of_the_paper),
		cmocka_unit_test(areas_are_values_whatever_they_are),
		cmocka_unit_test(nothing_has_no_area),
		cmocka_unit_test(labels_stand_only_where_they_fit),
		cmocka_unit_test(small_ones_are_drawn_as_one),
		cmocka_unit_test(labels_are_cut_between_characters),
		cmocka_unit_test(hostile_texts_are_harmless),
		cmocka_unit_test(cells_stay_cells),
		cmocka_unit_test(paths_are_urls),
		cmocka_unit_test(numbers_are_readable),
		cmocka_unit_test(ways_lead_there),
		cmocka_unit_test(times_of_a_log),
		cmocka_unit_test(no_log_breaks_the_reader),
		cmocka_unit_test(a_boot_as_a_drawing),
		cmocka_unit_test(values_that_differ),
		cmocka_unit_test(the_build_before_is_remembered),
	};

	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
