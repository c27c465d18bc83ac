// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "sys/yaml.h"

static int parse(const char *text, struct yaml **ret, struct diag *d)
{
	return yaml_parse("f.yaml", text, strlen(text), ret, d);
}

static void documents_become_trees_with_places(void **state _unused_)
{
	_cleanup_(cleanup_yaml) struct yaml *root = NULL;
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	const struct yaml *list, *item;
	size_t n = 0;

	assert_int_equal(parse("# c\na: x y\nb:\n  - one\n  - 'two: 2'\nc: [p, q]\nd:\n",
			       &root, &d),
			 0);
	assert_int_equal(root->kind, YAML_MAP);
	assert_string_equal(yaml_get(root, "a")->text, "x y");
	list = yaml_get(root, "b");
	assert_int_equal(list->n, 2);
	assert_string_equal(list->items[1]->text, "two: 2");
	assert_int_equal(list->items[1]->at.line, 5);
	assert_int_equal(list->items[1]->at.col, 5);
	assert_string_equal(list->at.file, "f.yaml");
	yaml_list_foreach (yaml_get(root, "c"), item)
		n += strlen(item->text);
	assert_int_equal(n, 2);
	assert_string_equal(yaml_get(root, "d")->text, "");
	assert_null(yaml_get(root, "e"));
	assert_null(yaml_get(list, "a"));
}

static void surprises_are_refused(void **state _unused_)
{
	static const struct {
		const char *text;
		unsigned int line, col;
		const char *message;
	} bad[] = {
		{"a: [b\n", 0, 0, ""},
		{"a: b: c\n", 1, 5, "invalid"},
		{"a: &x 1\n", 1, 7, "anchors"},
		{"a: *x\n", 1, 5, "aliases"},
		{"a: !!int 1\n", 1, 10, "tags"},
		{"a: 1\nb: 2\na: 3\n", 3, 1, "already in line 1"},
		{"? [a]\n: b\n", 1, 3, "plain text"},
		{"a: 1\n---\nb: 2\n", 0, 0, "more than one document"},
		{"", 0, 0, "empty"},
		{"# nothing\n", 0, 0, "empty"},
		{"a: 1\nb: \x01\n", 2, 4, "0x01"},
		{"a: \xff\n", 1, 4, "0xff"},
		{"a: 1\r\n", 1, 5, "0x0d"},
		{"[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]\n", 1, 17, "too deeply"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		_cleanup_(diag_done) struct diag d = DIAG_INIT;
		struct yaml *root = NULL;

		assert_int_equal(parse(bad[i].text, &root, &d), -EINVAL);
		assert_null(root);
		assert_int_equal(d.errors, 1);
		if (!strstr(d.entries[0].text, bad[i].message) ||
		    (bad[i].line && (d.entries[0].line != bad[i].line ||
				     d.entries[0].col != bad[i].col)))
			fail_msg("'%s' gives %u:%u: %s", bad[i].text, d.entries[0].line,
				 d.entries[0].col, d.entries[0].text);
	}
}

static void kinds_and_keys_are_checked(void **state _unused_)
{
	static const char *const keys[] = {"a", "b", NULL};
	_cleanup_(cleanup_yaml) struct yaml *root = NULL;
	_cleanup_(diag_done) struct diag d = DIAG_INIT;

	assert_int_equal(parse("a: []\nx: 1\n", &root, &d), 0);
	assert_int_equal(yaml_expect(NULL, YAML_MAP, "nothing", &d), 0);
	assert_int_equal(yaml_expect(root, YAML_MAP, "the file", &d), 0);
	assert_int_equal(d.n, 0);
	assert_int_equal(yaml_expect(yaml_get(root, "a"), YAML_MAP, "'a'", &d), -EINVAL);
	assert_string_equal(d.entries[0].text, "'a' must be a map, this is a list");
	assert_int_equal(yaml_check_keys(root, keys, &d), -EINVAL);
	assert_string_equal(d.entries[1].text,
			    "'x' is not a key here; the keys are a, b");
	assert_int_equal(d.entries[1].line, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(documents_become_trees_with_places),
		cmocka_unit_test(surprises_are_refused),
		cmocka_unit_test(kinds_and_keys_are_checked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
