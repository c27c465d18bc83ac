// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the guest's init does with text that others wrote: plans, kernel log records, and
 * what goes into a line of results. Its sources are compiled into this program.
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../../testvm/init/kmsg.c"
#include "../../../testvm/init/plan.c"
#include "../../../testvm/init/tap.c"
#include "../../../testvm/init/text.c"

#define HEAD "kharness-plan\t1\n"
#define REST                                                                     \
	"release\t6.18.15\nvermagic\t6.18.15 SMP \nconfig\t/c\nlockdown\tnone\n" \
	"lsm\ta,b\nsig_enforce\tY\n"
#define ORIGINAL "original\ta\t/a\t4\n"

static int parse(const char *text, size_t size, struct plan *ret, char *error)
{
	char *copy = malloc(size + 1);
	int err;

	assert_non_null(copy);
	memcpy(copy, text, size);
	copy[size] = '\0';
	err = plan_parse(copy, size, ret, error);
	if (err < 0)
		free(copy);
	return err;
}

static void good_plan(void **state)
{
	static const char text[] = HEAD REST ORIGINAL
		"module\tdm-mod\t/m/dm-mod.ko.zst\t4\nmodule\tb\t/b\t0\n"
		"refuse\tunsigned\t/r/u\t4\tEKEYREJECTED\tLoading of unsigned\n"
		"refuse\ttext-bit\t/r/t\t4\tEBADMSG\t-\nprobe\tp\t/p\t4\n"
		"driver\td\t/d\t4\t-\tno bus\ndriver\te\t/e\t4\td\tno bus\n"
		"builtin\tv\tv_open\tno bus\nfeature\ta.b-c\t1 2\n"
		"sysctl\tvm.mmap_min_addr\t65536\n";
	char error[PLAN_ERROR_MAX];
	struct plan p;

	(void)state;
	assert_int_equal(parse(text, strlen(text), &p, error), 0);
	assert_string_equal(p.release, "6.18.15");
	assert_string_equal(p.vermagic, "6.18.15 SMP ");
	assert_string_equal(p.lsm, "a,b");
	assert_string_equal(p.sig_enforce, "Y");
	assert_int_equal(p.n_modules, 2);
	assert_string_equal(p.modules[0].name, "dm-mod");
	assert_string_equal(p.modules[1].file, "/b");
	assert_int_equal(p.modules[0].flags, 4);
	assert_int_equal(p.n_refusals, 2);
	assert_int_equal(p.refusals[0].error, EKEYREJECTED);
	assert_string_equal(p.refusals[0].log, "Loading of unsigned");
	assert_int_equal(p.refusals[1].error, EBADMSG);
	assert_null(p.refusals[1].log);
	assert_string_equal(p.probe.name, "p");
	assert_int_equal(p.n_drivers, 2);
	assert_string_equal(p.drivers[0].module.file, "/d");
	assert_null(p.drivers[0].after);
	assert_string_equal(p.drivers[1].after, "d");
	assert_string_equal(p.drivers[1].why, "no bus");
	assert_int_equal(p.n_builtins, 1);
	assert_string_equal(p.builtins[0].symbol, "v_open");
	assert_int_equal(p.n_features, 1);
	assert_string_equal(p.features[0].name, "a.b-c");
	assert_string_equal(p.features[0].argument, "1 2");
	assert_int_equal(p.n_sysctls, 1);
	assert_string_equal(p.sysctls[0].name, "vm.mmap_min_addr");
	assert_string_equal(p.sysctls[0].value, "65536");
	plan_done(&p);
}

static void bad_plans(void **state)
{
	static const struct {
		const char *text, *said;
	} bad[] = {
		{"", "the plan is cut off"},
		{"kharness-plan\t1", "cut off"},
		{"kharness-plan\t2\n",
		 "line 1: 'kharness-plan\t2' is not a plan of version 1"},
		{HEAD, "ends without 'release'"},
		{HEAD "\n", "line 2: unknown item ''"},
		{HEAD "surprise\tx\n", "line 2: unknown item 'surprise'"},
		{HEAD "release\n", "line 2: 'release' with 1 fields, it has 2"},
		{HEAD "release\ta\tb\n", "'release' with 3 fields"},
		{HEAD "release\ta\nrelease\tb\n", "line 3: a second 'release'"},
		{HEAD "config\tc\n", "'c' is not an absolute path"},
		{HEAD "sig_enforce\tyes\n", "neither Y nor N"},
		{HEAD "module\ta\t/a\n", "'module' with 3 fields, it has 4"},
		{HEAD "module\t../a\t/a\t4\n", "'../a' is not a name"},
		{HEAD "module\t\t/a\t4\n", "'' is not a name"},
		{HEAD "module\ta b\t/a\t4\n", "is not a name"},
		{HEAD "module\ta#b\t/a\t4\n", "is not a name"},
		{HEAD "module\ta\ta.ko\t4\n", "is not an absolute path"},
		{HEAD "module\ta\t/x/../a\t4\n", "is not an absolute path"},
		{HEAD "module\ta\t/a\t-1\n", "'-1' is not a number"},
		{HEAD "module\ta\t/a\t4x\n", "'4x' is not a number"},
		{HEAD "module\ta\t/a\t\n", "'' is not a number"},
		{HEAD "module\ta\t/a\t99999999999999999999\n", "is not a number"},
		{HEAD ORIGINAL ORIGINAL, "line 3: a second 'original'"},
		{HEAD "refuse\ta\t/a\t4\tEWHAT\t-\n",
		 "'EWHAT' is not the name of an errno"},
		{HEAD "refuse\ta\t/a\t4\tEINVAL\t\n", "without a log line"},
		{HEAD "refuse\ta\t/a\t4\tEINVAL\t-\tmore\n", "'refuse' with 7 fields"},
		{HEAD "a\tb\tc\td\te\tf\tg\th\ti\tj\n", "unknown item 'a'"},
		{HEAD "driver\ta\t/a\t4\t-\n", "'driver' with 5 fields, it has 6"},
		{HEAD "driver\ta\t/a\t4\t..\tb\n", "'..' is not a name"},
		{HEAD "driver\ta\ta\t4\t-\tb\n", "'a' is not an absolute path"},
		{HEAD "builtin\ta\tb c\td\n", "'b c' is not a name"},
		{HEAD "feature\ta/b\t-\n", "'a/b' is not a name"},
		{HEAD "sysctl\t../x\t1\n", "'../x' is not a name"},
		{HEAD "sysctl\ta.b\n", "'sysctl' with 2 fields, it has 3"},
		{HEAD REST "refuse\ta\t/a\t4\tEINVAL\t-\n",
		 "'refuse' without 'original'"},
	};
	char error[PLAN_ERROR_MAX];
	struct plan p;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(parse(bad[i].text, strlen(bad[i].text), &p, error),
				 -EINVAL);
		if (!strstr(error, bad[i].said))
			fail_msg("not said: '%s', but: '%s'", bad[i].said, error);
	}
	assert_int_equal(parse(HEAD "rel\0ease\tx\n", 26, &p, error), -EINVAL);
	assert_non_null(strstr(error, "NUL byte"));
}

/* A plan of 20,000 modules, and one line of a million bytes. */
static void big_plans(void **state)
{
	size_t size = 1200000, len = 0;
	char *text = malloc(size), error[PLAN_ERROR_MAX];
	struct plan p;

	(void)state;
	assert_non_null(text);
	len += (size_t)snprintf(text, size, HEAD REST);
	for (int i = 0; i < 20000; i++)
		len += (size_t)snprintf(text + len, size - len, "module\tm%d\t/m%d\t4\n",
					i, i);
	assert_int_equal(parse(text, len, &p, error), 0);
	assert_int_equal(p.n_modules, 20000);
	assert_string_equal(p.modules[19999].name, "m19999");
	plan_done(&p);

	len = strlen(HEAD);
	memset(text + len, 'x', 1000000);
	text[len + 1000000] = '\n';
	assert_int_equal(parse(text, len + 1000001, &p, error), -EINVAL);
	assert_non_null(strstr(error, "line 2: unknown item 'xxx"));
	free(text);
}

/* Any bytes at all are taken or refused, and nothing else happens. */
static void damaged_plans(void **state)
{
	static const char good[] = HEAD REST ORIGINAL
		"module\tb\t/b\t0\nrefuse\tu\t/u\t4\tEINVAL\tx\nprobe\tp\t/p\t4\n";
	static const char bytes[] = "\t\n\0/-a4#\xff";
	char text[sizeof(good)], error[PLAN_ERROR_MAX];
	uint32_t random = 1;
	struct plan p;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		memcpy(text, good, sizeof(good));
		for (int n = 0; n <= i % 4; n++) {
			random = random * 1664525 + 1013904223;
			text[(random >> 8) % (sizeof(good) - 1)] =
				bytes[(random >> 4) % (sizeof(bytes) - 1)];
		}
		error[0] = '\0';
		if (parse(text, sizeof(good) - 1 - (size_t)(i % 50), &p, error) == 0)
			plan_done(&p);
		else
			assert_true(error[0] != '\0');
	}
}

static int parse_record(const char *raw, struct kmsg_record *r)
{
	size_t size = strlen(raw);

	memcpy(r->raw, raw, size);
	return kmsg_parse(r, size);
}

static void log_records(void **state)
{
	static const char *const bad[] = {
		"",	      "6",
		"6,1",	      "6,1,2,-",
		"a,1,2,-;x",  "6,b,2,-;x",
		";x",	      "6;1,2,-",
		"-6,1,2,-;x", "99999999999999999999999,1,2,-;x",
		"6,1;x,",
	};
	static struct kmsg_record r;

	(void)state;
	assert_int_equal(
		parse_record("5,339,5140900,-;Loading of a, b; c\n SUBSYSTEM=x\n", &r),
		0);
	assert_int_equal(r.level, KMSG_NOTICE);
	assert_int_equal(r.facility, KMSG_KERN);
	assert_int_equal(r.seq, 339);
	assert_int_equal(r.task, -1);
	assert_string_equal(r.text, "Loading of a, b; c");
	assert_int_equal(
		parse_record("11,340,1,-,caller=T17,future=1;user,caller=T1\n", &r), 0);
	assert_int_equal(r.level, KMSG_ERR);
	assert_int_equal(r.facility, 1);
	assert_int_equal(r.task, 17);
	assert_int_equal(parse_record("3,1,1,-,caller=C0;\n", &r), 0);
	assert_int_equal(r.task, 0);
	assert_string_equal(r.text, "");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (parse_record(bad[i], &r) != -EBADMSG)
			fail_msg("taken as a record: '%s'", bad[i]);
	assert_int_equal(kmsg_parse(&r, sizeof(r.raw)), -EBADMSG);
}

static void lines_stay_lines(void **state)
{
	char buf[16];

	(void)state;
	tap_escape("a\nok 1\x7f", buf, sizeof(buf));
	assert_string_equal(buf, "a\\x0aok 1\\x7f");
	tap_escape("\xc3\xa4", buf, sizeof(buf));
	assert_string_equal(buf, "\\xc3\\xa4");
	tap_escape("0123456789abcdefgh", buf, sizeof(buf));
	assert_string_equal(buf, "0123456789abcde");
	tap_escape("0123456789abc\x01", buf, sizeof(buf));
	assert_string_equal(buf, "0123456789abc");
	tap_escape("x", buf, 1);
	assert_string_equal(buf, "");
}

static void results(void **state)
{
	static const char expected[] = "KTAP version 1\n# kharness nonce 00ff\n1..3\n"
				       "# a time_us 5\nok 1 a\n"
				       "# b found: x\\x0anot ok 2 b\nnot ok 2 b\n"
				       "ok 3 c # SKIP no reason\n# kharness end 00ff\n";
	char buf[8192], name[5000];
	int fd[2];
	struct tap t = {0};
	ssize_t n;

	(void)state;
	assert_int_equal(pipe(fd), 0);
	t.fd = fd[1];
	tap_begin(&t, "00ff", 3);
	tap_note(&t, "a", "time_us %d", 5);
	tap_ok(&t, "a");
	tap_note(&t, "b", "found: %s", "x\nnot ok 2 b");
	tap_not_ok(&t, "b");
	tap_skip(&t, "c", "no reason");
	tap_end(&t, "00ff");
	n = read(fd[0], buf, sizeof(buf) - 1);
	assert_int_equal(n, strlen(expected));
	buf[n] = '\0';
	assert_string_equal(buf, expected);

	memset(name, '\n', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	tap_ok(&t, name);
	n = read(fd[0], buf, sizeof(buf) - 1);
	assert_in_range(n, 4000, 4096);
	assert_ptr_equal(memchr(buf, '\n', (size_t)n), buf + n - 1);
	assert_int_equal(t.error, 0);
	close(fd[0]);
	close(fd[1]);
}

static void lost_results_are_noticed(void **state)
{
	struct tap t = {.fd = open("/dev/full", O_WRONLY)};

	(void)state;
	tap_begin(&t, NULL, 1);
	tap_ok(&t, "a");
	assert_int_equal(t.error, -ENOSPC);
	close(t.fd);
}

static void small_files(void **state)
{
	char *text, line[8];
	size_t size;

	(void)state;
	assert_int_equal(text_read("/dev/zero", 100000, &text, &size), -EFBIG);
	assert_int_equal(text_read("/nowhere", 100, &text, &size), -ENOENT);
	assert_int_equal(text_read("/", 100, &text, &size), -EISDIR);
	assert_int_equal(text_read("/dev/null", 0, &text, &size), 0);
	assert_int_equal(size, 0);
	assert_string_equal(text, "");
	free(text);
	assert_int_equal(text_read_line("/proc/sys/kernel/ostype", line, sizeof(line)),
			 0);
	assert_string_equal(line, "Linux");
	assert_int_equal(text_read_line("/proc/version", line, sizeof(line)), -EFBIG);
	assert_int_equal(text_write("/dev/full", "x"), -ENOSPC);
	assert_true(text_has_word("6.18 SMP preempt_rt ", "SMP"));
	assert_false(text_has_word("6.18 SMP preempt_rt ", "preempt"));
	assert_false(text_has_word("", "SMP"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_plan),   cmocka_unit_test(bad_plans),
		cmocka_unit_test(big_plans),   cmocka_unit_test(damaged_plans),
		cmocka_unit_test(log_records), cmocka_unit_test(lines_stay_lines),
		cmocka_unit_test(results),     cmocka_unit_test(lost_results_are_noticed),
		cmocka_unit_test(small_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
