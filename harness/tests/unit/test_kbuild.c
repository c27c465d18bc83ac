// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "kbuild/count.h"
#include "kbuild/errors.h"
#include "kbuild/hosttools.h"
#include "kbuild/jobserver.h"
#include "model/dotconfig.h"
#include "sys/progress.h"

static void only_the_jobserver_passes(void **state _unused_)
{
	int r = fcntl(0, F_DUPFD_CLOEXEC, 10), w = fcntl(0, F_DUPFD_CLOEXEC, 10);
	_cleanup_(cleanup_free) char *flags = NULL, *expected = NULL;
	struct jobserver js = JOBSERVER_INIT;

	flags = xasprintf("kw -j4 --jobserver-auth=%d,%d -- KCFLAGS=-O0 -j9 O=x", r, w);
	expected = xasprintf(" -j4 --jobserver-auth=%d,%d", r, w);
	jobserver_parse(flags, &js);
	assert_string_equal(js.makeflags, expected);
	assert_int_equal(js.n_fds, 2);
	assert_int_equal(js.fds[0], r);
	assert_int_equal(js.fds[1], w);
	jobserver_done(&js);
	close(r);
	close(w);
	/* make closed them: the recipe was no recursive one */
	jobserver_parse(flags, &js);
	assert_null(js.makeflags);
	assert_int_equal(js.n_fds, 0);
	jobserver_done(&js);
}

static void named_pipe_and_none_are_understood(void **state _unused_)
{
	struct jobserver js = JOBSERVER_INIT;

	jobserver_parse("-j2 --jobserver-auth=fifo:/tmp/GMfifo1 --no-print-directory",
			&js);
	assert_string_equal(js.makeflags, " -j2 --jobserver-auth=fifo:/tmp/GMfifo1");
	assert_int_equal(js.n_fds, 0);
	jobserver_done(&js);
	for (size_t i = 0; i < 4; i++) {
		static const char *const none[] = {NULL, "", " -- KCFLAGS=-O0",
						   "-j2 --jobserver-auth=-2,x"};

		jobserver_parse(none[i], &js);
		assert_null(js.makeflags);
		jobserver_done(&js);
	}
}

static void expect_error(const char *log, const char *expected)
{
	_cleanup_(strbuf_done) struct strbuf out = STRBUF_INIT;

	first_error(log, &out);
	assert_string_equal(out.buf, expected);
}

static void first_error_is_found_with_its_lines(void **state _unused_)
{
	expect_error("  CC      a.o\n"
		     "a.c: In function 'f':\n"
		     "a.c:3:9: error: 'x' undeclared\n"
		     "    3 |  x;\n"
		     "      |  ^\n"
		     "make[3]: *** [a.o] Error 1\n"
		     "b.c:1:1: error: later\n",
		     "a.c: In function 'f':\n"
		     "a.c:3:9: error: 'x' undeclared\n"
		     "    3 |  x;\n"
		     "      |  ^\n");
	expect_error(
		"ld: a.o: in function `g':\na.c:(.text+0x1): undefined reference to `h'\n",
		"a.c:(.text+0x1): undefined reference to `h'\n");
	expect_error("make: *** No rule to make target 'certs/x.pem'.  Stop.\n",
		     "make: *** No rule to make target 'certs/x.pem'.  Stop.\n");
	expect_error("  CC      a.o\n./script: line 3: it is full\n"
		     "make[2]: *** [Makefile:9: a.o] Error 1\nmake: *** [all] Error 2\n",
		     "  CC      a.o\n./script: line 3: it is full\n"
		     "make[2]: *** [Makefile:9: a.o] Error 1\n");
	expect_error("Makefile:1: *** no spaces.  Stop.\nmake: *** [all] Error 2\n",
		     "Makefile:1: *** no spaces.  Stop.\n");
	expect_error("1\n2\n3\n4\n5\n6\n", "2\n3\n4\n5\n6\n");
	expect_error("only\n", "only\n");
	expect_error("", "");
}

static void values_are_read_whole(void **state _unused_)
{
	static const char config[] =
		"CONFIG_AB=y\n# CONFIG_C is not set\n"
		"CONFIG_A=m\nCONFIG_S=\"x y\"\nCONFIG_E=\"\"\nCONFIG_N=0x10";
	static const struct {
		const char *symbol;
		const char *value;
	} cases[] = {{"CONFIG_A", "m"},	  {"CONFIG_AB", "y"}, {"CONFIG_C", NULL},
		     {"CONFIG_S", "x y"}, {"CONFIG_E", ""},   {"CONFIG_N", "0x10"}};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(cleanup_free) char *value =
			dotconfig_get(config, cases[i].symbol);

		if (cases[i].value)
			assert_string_equal(value, cases[i].value);
		else
			assert_null(value);
	}
	assert_true(dotconfig_is(config, "CONFIG_A", "m"));
	assert_false(dotconfig_is(config, "CONFIG_C", "n"));
}

static void missing_programs_are_named_before_the_build(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	_cleanup_(cleanup_free) char *path = xstrdup(getenv("PATH"));

	assert_int_equal(hosttools_check("", "", &d), 0);
	assert_int_equal(hosttools_check("", "no-such-arch-linux-", &d), -ENOENT);
	assert_int_equal(d.errors, 4);
	diag_done(&d);
	setenv("PATH", "/nonexistent", 1);
	assert_int_equal(hosttools_check("CONFIG_BUILTIN_MODULE_RANGES=y\n", "", &d),
			 -ENOENT);
	setenv("PATH", path, 1);
	assert_string_equal(d.entries[d.n - 1].text,
			    "'gawk' is missing, needed by CONFIG_BUILTIN_MODULE_RANGES; "
			    "install the package that has it (Debian: gawk)");
}

static void progress_line_fits_and_tells_the_rest(void **state _unused_)
{
	struct progress p = {.label = "build", .done = 250, .total = 1000};
	_cleanup_(strbuf_done) struct strbuf s = STRBUF_INIT;

	progress_format(&p, 30000, "CC  a\033.o", 79, &s);
	assert_string_equal(s.buf, "build   25%  250/1000  eta 1:30  CC  a .o");
	strbuf_clear(&s);
	progress_format(&p, 30000, "CC  a.o", 10, &s);
	assert_string_equal(s.buf, "build   25");
	strbuf_clear(&s);
	p.total = 0;
	progress_format(&p, 61000, NULL, 79, &s);
	assert_string_equal(s.buf, "build  250 done  1:01");
}

static void counting_waits_for_the_first_object_of_the_kernel(void **state _unused_)
{
	static const char *const too_early[] = {
		"  CC      /o/build/tools/objtool/check.o",
		"  CC      scripts/mod/empty.o",
		"  CC      kernel/bounds.s",
		"  CC      arch/x86/kernel/asm-offsets.s",
		"  HOSTCC  scripts/kallsyms.o",
		"  CC  ",
		"  CC      .",
		"",
	};

	for (size_t i = 0; i < ARRAY_SIZE(too_early); i++)
		assert_false(count_can_start(too_early[i]));
	assert_true(count_can_start("  CC      init/main.o"));
	assert_true(count_can_start("  CC      arch/arm64/kernel/vdso/vgettimeofday.o"));
}

static void modules_are_counted_with_what_follows_their_objects(void **state _unused_)
{
	static const char text[] =
		"set -e;  echo '  CC      init/main.o';   trap 'rm -f init/main.o; trap - "
		"HUP; kill -s HUP $$' HUP;  gcc\n"
		"set -e;  echo '  CC [M]  fs/a.o';   trap 'rm -f fs/a.o; trap - HUP; kill' HUP\n"
		"set -e;    trap 'rm -f fs/a.mod; trap - HUP; kill' HUP; printf a.o\n"
		"set -e;    trap 'rm -f fs/modules.order; trap - HUP; kill' HUP;\n";

	assert_int_equal(count_commands(text, 3), 5);
	assert_int_equal(count_commands(text, 2), 4);
	assert_int_equal(count_commands("", 3), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_the_jobserver_passes),
		cmocka_unit_test(named_pipe_and_none_are_understood),
		cmocka_unit_test(first_error_is_found_with_its_lines),
		cmocka_unit_test(values_are_read_whole),
		cmocka_unit_test(missing_programs_are_named_before_the_build),
		cmocka_unit_test(progress_line_fits_and_tells_the_rest),
		cmocka_unit_test(counting_waits_for_the_first_object_of_the_kernel),
		cmocka_unit_test(modules_are_counted_with_what_follows_their_objects),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
