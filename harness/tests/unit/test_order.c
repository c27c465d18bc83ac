// SPDX-License-Identifier: GPL-2.0-or-later
/* modules.order: its paths come from a file and end up as names of new files. */
#include <errno.h>

#include "tests/unit/scratch.h"

#include "module/order.h"

static void paths_become_places_and_names(void **state _unused_)
{
	_cleanup_(order_done) struct module_order o = MODULE_ORDER_INIT;
	_cleanup_(strbuf_done) struct strbuf text = STRBUF_INIT;
	struct diag d = DIAG_INIT;

	assert_int_equal(
		order_parse("fs/ext4/ext4.o\na/b-c_1.2+x.ko\n", "f", 0, "kernel", &o, &d),
		0);
	assert_int_equal(order_parse("probe.o", "g", 1, "updates", &o, &d), 0);
	assert_int_equal(order_parse("", "h", 2, "updates", &o, &d), 0);
	assert_int_equal(order_index(&o, &d), 0);
	assert_no_errors(&d);
	assert_int_equal(o.n, 3);
	assert_string_equal(o.entries[0].path, "fs/ext4/ext4.ko");
	assert_string_equal(o.entries[0].install, "kernel/fs/ext4/ext4.ko");
	assert_string_equal(o.entries[0].name, "ext4");
	assert_string_equal(o.entries[1].name, "b_c_1.2+x");
	assert_int_equal(o.entries[2].dir, 1);
	assert_ptr_equal(order_find(&o, "updates/probe.ko"), &o.entries[2]);
	assert_null(order_find(&o, "kernel/probe.ko"));
	order_format(&o, &text);
	assert_string_equal(text.buf, "kernel/fs/ext4/ext4.ko\nkernel/a/b-c_1.2+x.ko\n"
				      "updates/probe.ko\n");
}

static void other_paths_are_refused_with_their_place(void **state _unused_)
{
	static const struct {
		const char *line;
		unsigned int col;
	} cases[] = {
		{"/etc/x.o", 1}, {"../x.o", 1},	    {"a/../x.o", 3}, {"a/..", 3},
		{"./x.o", 1},	 {"a//x.o", 3},	    {"a/", 3},	     {"", 1},
		{"a b.o", 2},	 {"a\\b.o", 2},	    {"a\tb.o", 2},   {"$(x).o", 1},
		{"a.c", 1},	 {"a/.o", 1},	    {".ko", 1},	     {"a.o\r", 4},
		{"a;b.o", 2},	 {"\xc3\xa4.o", 1}, {"a:b.o", 2},    {"-", 1},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(order_done) struct module_order o = MODULE_ORDER_INIT;
		_cleanup_(cleanup_free) char *text =
			xasprintf("good.o\n%s\nlast.o\n", cases[i].line);
		_cleanup_(diag_done) struct diag d = DIAG_INIT;

		if (order_parse(text, "modules.order", 0, "kernel", &o, &d) != -EBADMSG)
			fail_msg("taken: %s", cases[i].line);
		assert_int_equal(d.errors, 1);
		assert_string_equal(d.entries[0].file, "modules.order");
		assert_int_equal(d.entries[0].line, 2);
		assert_int_equal(d.entries[0].col, cases[i].col);
	}
}

static void long_paths_are_refused(void **state _unused_)
{
	_cleanup_(order_done) struct module_order o = MODULE_ORDER_INIT;
	_cleanup_(strbuf_done) struct strbuf text = STRBUF_INIT;
	_cleanup_(diag_done) struct diag d = DIAG_INIT;

	for (int i = 0; i < 600; i++)
		strbuf_adds(&text, "a/");
	strbuf_adds(&text, "b.o\n");
	assert_int_equal(order_parse(text.buf, "f", 0, "kernel", &o, &d), -EBADMSG);
}

static void doubles_are_found_among_many(void **state _unused_)
{
	_cleanup_(order_done) struct module_order o = MODULE_ORDER_INIT;
	_cleanup_(strbuf_done) struct strbuf text = STRBUF_INIT;
	_cleanup_(diag_done) struct diag d = DIAG_INIT;

	for (int i = 0; i < 5000; i++)
		strbuf_addf(&text, "d%d/m.o\n", i);
	assert_int_equal(order_parse(text.buf, "f", 0, "kernel", &o, &d), 0);
	assert_int_equal(order_index(&o, &d), 0);
	assert_int_equal(order_parse("d77/m.ko", "f", 0, "kernel", &o, &d), 0);
	assert_int_equal(order_index(&o, &d), -EBADMSG);
	assert_said(&d, "names 'kernel/d77/m.ko' twice");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths_become_places_and_names),
		cmocka_unit_test(other_paths_are_refused_with_their_place),
		cmocka_unit_test(long_paths_are_refused),
		cmocka_unit_test(doubles_are_found_among_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
