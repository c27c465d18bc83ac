// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/json_text.h"

static void assert_same(json_t *doc)
{
	struct strbuf text = STRBUF_INIT;
	struct json_text t = json_text_init(&text);
	char *expected = json_dumps(doc, JSON_INDENT(1) | JSON_ENCODE_ANY);

	json_text_value(&t, NULL, doc);
	assert_string_equal(text.buf, expected);
	free(expected);
	strbuf_done(&text);
	json_decref(doc);
}

static void test_same_bytes_as_jansson(void **state)
{
	json_t *deep = json_array();

	(void)state;
	for (int i = 0; i < 70; i++)
		deep = json_pack("[s, o]", "deep", deep);
	assert_same(json_pack("{s:s, s:i, s:[], s:{}, s:n, s:b, s:f, s:[i, s, {s:s}]}",
			      "a", "b", "number", -7, "none", "nothing", "null", "true",
			      1, "real", 0.5, "list", 1, "two", "three", "3"));
	assert_same(json_array());
	assert_same(json_object());
	assert_same(json_integer(3));
	assert_same(deep);
}

static void test_strings(void **state)
{
	char all[256];
	json_t *doc = json_object();

	(void)state;
	for (int i = 1; i < 128; i++)
		all[i - 1] = (char)i;
	all[127] = '\0';
	json_object_set_new(doc, all, json_string(all));
	json_object_set_new(doc, "", json_string(""));
	json_object_set_new(doc, "\xc3\xa9",
			    json_string("\xe2\x82\xac \xf0\x9f\x90\xa7"));
	assert_same(doc);
}

static void test_one_after_the_other(void **state)
{
	struct strbuf text = STRBUF_INIT;
	struct json_text t = json_text_init(&text);

	(void)state;
	json_text_open(&t, NULL, '{');
	json_text_string(&t, "s", "\"");
	json_text_open(&t, "l", '[');
	json_text_integer(&t, NULL, 1);
	json_text_open(&t, NULL, '{');
	json_text_close(&t, '}');
	json_text_value(&t, NULL, NULL);
	json_text_close(&t, ']');
	json_text_close(&t, '}');
	assert_string_equal(
		text.buf, "{\n \"s\": \"\\\"\",\n \"l\": [\n  1,\n  {},\n  null\n ]\n}");
	strbuf_done(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_bytes_as_jansson),
		cmocka_unit_test(test_strings),
		cmocka_unit_test(test_one_after_the_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
