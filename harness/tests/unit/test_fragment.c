// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/utf8.h"
#include "kconfig/fragment.h"

struct bad {
	const char *text;
	unsigned int line;
	unsigned int col;
	const char *message; /* part of it */
};

static int parse(const char *text, size_t size, enum fragment_kind kind,
		 struct fragment *f, struct diag *d)
{
	/* an exact copy, so that the sanitizer sees each read behind the end */
	_cleanup_(cleanup_free) char *copy = xmemdup(text, size);

	return fragment_parse("f.config", copy, size, kind, f, d);
}

static void check_bad(const struct bad *b)
{
	_cleanup_(fragment_done) struct fragment f = FRAGMENT_INIT;
	_cleanup_(diag_done) struct diag d = DIAG_INIT;

	assert_int_equal(parse(b->text, strlen(b->text), FRAGMENT_REQUESTS, &f, &d),
			 -EINVAL);
	assert_true(d.errors >= 1);
	if (d.entries[0].line != b->line || d.entries[0].col != b->col ||
	    !strstr(d.entries[0].text, b->message))
		fail_msg("'%s' gives %u:%u: %s, expected %u:%u: %s", b->text,
			 d.entries[0].line, d.entries[0].col, d.entries[0].text, b->line,
			 b->col, b->message);
	assert_null(f.requests);
}

static void requests_have_values_and_places(void **state _unused_)
{
	_cleanup_(fragment_done) struct fragment f = FRAGMENT_INIT;
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	static const char text[] = "# a comment: CONFIG_X is not set\n"
				   "CONFIG_A=y\n"
				   "\n"
				   "# CONFIG_64BIT is not set\n"
				   "CONFIG_N=-12\n"
				   "CONFIG_H=0x1fF\n"
				   "CONFIG_P=34c\n"
				   "CONFIG_Q=fe\n"
				   "CONFIG_S=\"a b, (c)=1\"\n"
				   "CONFIG_E=\"\"\n"
				   "#CONFIG_Z=y\n"
				   "CONFIG_U=\"\xc3\xa4\"\n"
				   "CONFIG_M=n\n";
	static const struct {
		const char *name, *value;
		enum value_kind kind;
		unsigned int line;
	} expected[] = {
		{"A", "y", VALUE_TRISTATE, 2},	      {"64BIT", "n", VALUE_TRISTATE, 4},
		{"N", "-12", VALUE_INT, 5},	      {"H", "0x1fF", VALUE_HEX, 6},
		{"P", "34c", VALUE_HEX, 7},	      {"Q", "fe", VALUE_HEX, 8},
		{"S", "a b, (c)=1", VALUE_STRING, 9}, {"E", "", VALUE_STRING, 10},
		{"U", "\xc3\xa4", VALUE_STRING, 12},  {"M", "n", VALUE_TRISTATE, 13}};

	assert_int_equal(parse(text, strlen(text), FRAGMENT_REQUESTS, &f, &d), 0);
	assert_int_equal(d.n, 0);
	assert_int_equal(f.n, ARRAY_SIZE(expected));
	for (size_t i = 0; i < f.n; i++) {
		assert_string_equal(f.requests[i].name, expected[i].name);
		assert_string_equal(f.requests[i].value.text, expected[i].value);
		assert_int_equal(f.requests[i].value.kind, expected[i].kind);
		assert_int_equal(f.requests[i].at.line, expected[i].line);
		assert_string_equal(f.requests[i].at.file, "f.config");
	}
}

static void faults_are_found_where_they_are(void **state _unused_)
{
	static const struct bad bad[] = {
		{"CONFIG_A=y\nrubbish\n", 2, 1, "neither"},
		{"CONFIG_=y\n", 1, 8, "name is missing"},
		{"CONFIG_A\n", 1, 9, "'=' is expected"},
		{"CONFIG_A =y\n", 1, 9, "'=' is expected"},
		{"CONFIG_A-B=y\n", 1, 9, "'=' is expected"},
		{"CONFIG_A= y\n", 1, 10, "no space"},
		{"CONFIG_A=y \n", 1, 11, "white space at the end"},
		{" CONFIG_A=y\n", 1, 1, "white space at the beginning"},
		{"CONFIG_A=\n", 1, 10, "no value"},
		{"CONFIG_A=yes\n", 1, 11, "text after the value 'y'"},
		{"CONFIG_A=Y\n", 1, 10, "not a value"},
		{"CONFIG_A=m # why\n", 1, 11, "text after"},
		{"CONFIG_A=007\n", 1, 10, "does not begin with 0"},
		{"CONFIG_A=-\n", 1, 11, "digits"},
		{"CONFIG_A=0x\n", 1, 12, "digits"},
		{"CONFIG_A=0xfg\n", 1, 13, "not a digit"},
		{"CONFIG_A=12g\n", 1, 12, "not a digit"},
		{"CONFIG_A=-12a\n", 1, 13, "not a digit of a decimal number"},
		{"CONFIG_A=1234567890123456a\n", 1, 10, "too many digits"},
		{"CONFIG_A=12345678901234567890\n", 1, 10, "too many digits"},
		{"CONFIG_A=\"abc\n", 1, 14, "closing quote"},
		{"CONFIG_A=\"\n", 1, 11, "closing quote"},
		{"CONFIG_A=\"a\"b\"\n", 1, 13, "after the closing quote"},
		{"CONFIG_A=\"\tb\"\n", 1, 11, "control byte 0x09"},
		{"#CONFIG_A is not set\n", 1, 1, "exactly"},
		{"# CONFIG_A is not set \n", 1, 1, "exactly"},
		{"#  CONFIG_A is not set\n", 1, 1, "exactly"},
		{"# CONFIG_A is not set.\n", 1, 1, "exactly"},
		{"# CONFIG_A is not  set\n", 1, 1, "exactly"},
		{"# CONFIG_A not set\n", 1, 1, "exactly"},
		{"# CONFIG_ is not set\n", 1, 10, "name is missing"},
		{"CONFIG_A=y\r\n", 1, 11, "CR LF"},
		{"# a \x01\n", 1, 5, "control byte 0x01"},
		{"# \xff\n", 1, 3, "not UTF-8"},
		{"# \xc3\n", 1, 3, "not UTF-8"},
		{"\xef\xbb\xbf# x\n", 1, 1, "byte order mark"},
		{"CONFIG_A=y\nCONFIG_A=m\n", 2, 1, "contradicts line 1"},
		{"CONFIG_A=y\n# CONFIG_A is not set\n", 2, 1, "which asks for y"},
		{"CONFIG_A=\"\"\nCONFIG_A=\"x\"\n", 2, 1, "which asks for \"\""},
	};

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		check_bad(&bad[i]);
}

static void strings_hold_no_code(void **state _unused_)
{
	for (const char *p = "$`;|&<>'\\"; *p; p++) {
		_cleanup_(cleanup_free) char *text = xasprintf("CONFIG_A=\"a%cb\"\n", *p);
		struct bad b = {text, 1, 12, "is not allowed in a string"};

		check_bad(&b);
	}
}

static void bases_are_as_strict(void **state _unused_)
{
	static const char text[] = "CONFIG_MODULE_SIG_KEY=\"$(shell touch /tmp/x)\"\n";
	static const char twice[] = "CONFIG_A=y\nCONFIG_A=m\nCONFIG_A=m\n";
	_cleanup_(fragment_done) struct fragment f = FRAGMENT_INIT;
	_cleanup_(diag_done) struct diag d = DIAG_INIT;

	assert_int_equal(parse(text, strlen(text), FRAGMENT_BASE, &f, &d), -EINVAL);
	assert_int_equal(d.entries[0].col, 24);
	assert_int_equal(parse(twice, strlen(twice), FRAGMENT_BASE, &f, &d), 0);
	assert_int_equal(f.n, 3);
}

static void files_are_named_by_plain_relative_paths(void **state _unused_)
{
	static const struct bad bad[] = {
		{"CONFIG_SYSTEM_TRUSTED_KEYS=\"/etc/x.pem\"\n", 1, 29, "absolute"},
		{"CONFIG_SYSTEM_TRUSTED_KEYS=\"../x.pem\"\n", 1, 29, "'..'"},
		{"CONFIG_MODULE_SIG_KEY=\"certs/../../x\"\n", 1, 30, "'..'"},
		{"CONFIG_MODULE_SIG_KEY=\"certs//x\"\n", 1, 30, "empty"},
		{"CONFIG_MODULE_SIG_KEY=\"./x\"\n", 1, 24, "'.'"},
		{"CONFIG_MODULE_SIG_KEY=\"x/\"\n", 1, 26, "empty"},
		{"CONFIG_MODULE_SIG_KEY=\"-x\"\n", 1, 24, "option"},
		{"CONFIG_MODULE_SIG_KEY=\"a b\"\n", 1, 25, "letters"},
		{"CONFIG_MODULE_SIG_KEY=\"pkcs11:a\"\n", 1, 30, "letters"},
		{"CONFIG_INITRAMFS_SOURCE=\"a /b\"\n", 1, 28, "absolute"},
		{"CONFIG_EXTRA_FIRMWARE=\"a  b\"\n", 1, 26, "empty"},
		{"CONFIG_EXTRA_FIRMWARE=\"a ..\"\n", 1, 26, "'..'"},
	};
	static const char good[] = "CONFIG_SYSTEM_TRUSTED_KEYS=\"certs/kharness.pem\"\n"
				   "CONFIG_MODULE_SIG_KEY=\"\"\n"
				   "CONFIG_EXTRA_FIRMWARE=\"a/b.bin c-1.fw\"\n"
				   "CONFIG_LOCALVERSION=\"/..\"\n";
	_cleanup_(fragment_done) struct fragment f = FRAGMENT_INIT;
	_cleanup_(diag_done) struct diag d = DIAG_INIT;

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		check_bad(&bad[i]);
	assert_int_equal(parse(good, strlen(good), FRAGMENT_REQUESTS, &f, &d), 0);
}

static void blocks_govern_to_the_blank_line(void **state _unused_)
{
	static const char text[] = "# SPDX-License-Identifier: GPL-2.0-or-later\n"
				   "#: area   memory\n"
				   "#: owner  security\n"
				   "\n"
				   "#: why    Pages are zeroed,\n"
				   "#:        all of them.\n"
				   "#: ref    https://a.example\n"
				   "#: ref    b\n"
				   "# a plain comment does not end it\n"
				   "CONFIG_A=y\n"
				   "CONFIG_B=y\n"
				   "#: why    another one\n"
				   "#: level  prefer\n"
				   "#: accept m n 3 \"x y\"\n"
				   "CONFIG_C=y\n"
				   "\n"
				   "CONFIG_D=y\n";
	_cleanup_(fragment_done) struct fragment f = FRAGMENT_INIT;
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	const struct annotation *a, *c;

	assert_int_equal(parse(text, strlen(text), FRAGMENT_REQUESTS, &f, &d), 0);
	assert_int_equal(d.n, 0);
	assert_int_equal(f.n, 4);
	assert_string_equal(f.header->text[ANNOTATION_OWNER], "security");
	a = f.requests[0].about;
	assert_string_equal(a->text[ANNOTATION_WHY], "Pages are zeroed, all of them.");
	assert_string_equal(a->text[ANNOTATION_REF], "https://a.example b");
	assert_ptr_equal(f.requests[1].about, a);
	assert_false(a->prefer);
	c = f.requests[2].about;
	assert_string_equal(c->text[ANNOTATION_WHY], "another one");
	assert_true(c->prefer);
	assert_int_equal(c->n_accept, 4);
	assert_string_equal(c->accept[3].text, "x y");
	assert_null(f.requests[3].about);
}

static void blocks_are_checked(void **state _unused_)
{
	static const struct bad bad[] = {
		{"#: wy  typo\nCONFIG_A=y\n", 1, 4, "'wy' is not a key"},
		{"#:why  no space\nCONFIG_A=y\n", 1, 3, "a space is missing"},
		{"#:    text\nCONFIG_A=y\n", 1, 7, "begins with a key"},
		{"#: why\nCONFIG_A=y\n", 1, 4, "says nothing"},
		{"#: why a\n#: why b\nCONFIG_A=y\n", 2, 4, "given twice"},
		{"#: level often\nCONFIG_A=y\n", 1, 10, "'require' or 'prefer'"},
		{"#: accept y maybe\nCONFIG_A=y\n", 1, 11, "text after"},
		{"#: accept \"$x\"\nCONFIG_A=y\n", 1, 11, "not allowed"},
	};
	static const char orphan[] =
		"CONFIG_A=y\n\n#: why  nothing below\n\nCONFIG_B=y\n";
	_cleanup_(fragment_done) struct fragment f = FRAGMENT_INIT;
	_cleanup_(diag_done) struct diag d = DIAG_INIT;

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		check_bad(&bad[i]);
	assert_int_equal(parse(orphan, strlen(orphan), FRAGMENT_REQUESTS, &f, &d), 0);
	assert_int_equal(d.warnings, 1);
	assert_int_equal(d.entries[0].line, 3);
}

static void duplicates_are_warned_of(void **state _unused_)
{
	static const char text[] = "CONFIG_A=y\nCONFIG_B=3\nCONFIG_A=y";
	_cleanup_(fragment_done) struct fragment f = FRAGMENT_INIT;
	_cleanup_(diag_done) struct diag d = DIAG_INIT;

	assert_int_equal(parse(text, strlen(text), FRAGMENT_REQUESTS, &f, &d), 0);
	assert_int_equal(d.warnings, 2); /* and the missing newline */
	assert_int_equal(d.entries[0].line, 3);
	assert_non_null(strstr(d.entries[0].text, "already in line 1"));
}

static void hostile_files_are_refused_quickly(void **state _unused_)
{
	_cleanup_(fragment_done) struct fragment f = FRAGMENT_INIT;
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	size_t size = (size_t)1 << 20;
	_cleanup_(cleanup_free) char *text = xmalloc(size);

	memset(text, 'A', size);
	assert_int_equal(parse(text, size, FRAGMENT_REQUESTS, &f, &d), -EINVAL);
	assert_non_null(strstr(d.entries[0].text, "1048576 bytes"));
	diag_done(&d);
	memset(text, 0, size);
	assert_int_equal(parse(text, size, FRAGMENT_REQUESTS, &f, &d), -EINVAL);
	diag_done(&d);
	for (size_t i = 0; i < size; i++)
		text[i] = i % 2 ? '\n' : 'x';
	assert_int_equal(parse(text, size, FRAGMENT_REQUESTS, &f, &d), -EINVAL);
	assert_int_equal(d.errors, FRAGMENT_MAX_ERROR);
	diag_done(&d);
	memset(text, 'A', 300);
	memcpy(text, "CONFIG_", 7);
	memcpy(text + 300, "=y\n", 3);
	assert_int_equal(parse(text, 303, FRAGMENT_REQUESTS, &f, &d), -EINVAL);
	assert_non_null(strstr(d.entries[0].text, "longer than 255"));
	diag_done(&d);
	assert_int_equal(parse("", 0, FRAGMENT_REQUESTS, &f, &d), 0);
	fragment_done(&f);
	assert_int_equal(parse("a\0b\n\n\n", 6, FRAGMENT_REQUESTS, &f, &d), -EINVAL);
	assert_non_null(strstr(d.entries[0].text, "NUL byte"));
	diag_done(&d);
	assert_int_equal(fragment_read("/dev/zero", FRAGMENT_BASE, &f, &d), -EINVAL);
	assert_int_equal(fragment_read("/", FRAGMENT_BASE, &f, &d), -EISDIR);
	assert_int_equal(fragment_read("/nonexistent", FRAGMENT_BASE, &f, &d), -ENOENT);
}

/* Random bytes of the grammar: nothing but a clean result or a clean refusal. */
static void noise_does_no_harm(void **state _unused_)
{
	static const char *const pieces[] = {
		"CONFIG_", "A",	  "=",	 "y",	   "\"",   "# ",   " is not set",
		"\n",	   "#: ", "why", "accept", " ",	   "0x",   "9",
		"-",	   "/",	  "..",	 "\t",	   "\xc3", "\xa4", "SYSTEM_TRUSTED_KEYS"};
	uint32_t seed = 1;

	for (int round = 0; round < 20000; round++) {
		_cleanup_(fragment_done) struct fragment f = FRAGMENT_INIT;
		_cleanup_(diag_done) struct diag d = DIAG_INIT;
		_cleanup_(strbuf_done) struct strbuf text = STRBUF_INIT;

		for (int i = 0; i < 12; i++) {
			seed = seed * 1664525 + 1013904223;
			strbuf_adds(&text, pieces[(seed >> 16) % ARRAY_SIZE(pieces)]);
		}
		if (parse(text.buf, text.len, FRAGMENT_REQUESTS, &f, &d) == 0)
			assert_int_equal(d.errors, 0);
		else
			assert_true(d.errors > 0);
	}
}

static void lines_are_printed_as_kconfig_reads_them(void **state _unused_)
{
	_cleanup_(strbuf_done) struct strbuf text = STRBUF_INIT;
	char y[] = "y", n[] = "n", s[] = "a b", x[] = "0x10";

	value_print_line("A", &(struct value){VALUE_TRISTATE, y}, &text);
	value_print_line("B", &(struct value){VALUE_TRISTATE, n}, &text);
	value_print_line("C", &(struct value){VALUE_STRING, s}, &text);
	value_print_line("D", &(struct value){VALUE_HEX, x}, &text);
	assert_string_equal(text.buf, "CONFIG_A=y\n# CONFIG_B is not set\n"
				      "CONFIG_C=\"a b\"\nCONFIG_D=0x10\n");
}

static void utf8_is_what_the_standard_says(void **state _unused_)
{
	assert_int_equal(utf8_valid_prefix("a\0b", 3), 3);
	assert_int_equal(utf8_valid_prefix("\xf0\x9f\x90\xa7", 4), 4);
	assert_int_equal(utf8_valid_prefix("ab\xc0\x80", 4), 2);   /* not the shortest */
	assert_int_equal(utf8_valid_prefix("\xed\xa0\x80", 3), 0); /* a surrogate */
	assert_int_equal(utf8_valid_prefix("\xf4\x90\x80\x80", 4),
			 0); /* above U+10FFFF */
	assert_int_equal(utf8_valid_prefix("a\x80", 2), 1);
	assert_int_equal(utf8_valid_prefix("\xe2\x82", 2), 0); /* cut off */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(requests_have_values_and_places),
		cmocka_unit_test(faults_are_found_where_they_are),
		cmocka_unit_test(strings_hold_no_code),
		cmocka_unit_test(bases_are_as_strict),
		cmocka_unit_test(files_are_named_by_plain_relative_paths),
		cmocka_unit_test(blocks_govern_to_the_blank_line),
		cmocka_unit_test(blocks_are_checked),
		cmocka_unit_test(duplicates_are_warned_of),
		cmocka_unit_test(hostile_files_are_refused_quickly),
		cmocka_unit_test(noise_does_no_harm),
		cmocka_unit_test(lines_are_printed_as_kconfig_reads_them),
		cmocka_unit_test(utf8_is_what_the_standard_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
