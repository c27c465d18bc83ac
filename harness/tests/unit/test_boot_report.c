// SPDX-License-Identifier: GPL-2.0-or-later
/* results.json, results.ktap, junit.xml and the summary of one failed boot. */
#include "scratch.h"

#include <errno.h>
#include <jansson.h>
#include <libxml/parser.h>
#include <sys/stat.h>

#include "report/report.h"

static void fill_in(struct boot_result *r)
{
	static const char hostile[] = "</failure>]]>&\"'\\ \x1b[31m\n\xff";
	struct boot_test *t;
	struct strbuf sb = STRBUF_INIT;

	snprintf(r->nonce, sizeof(r->nonce), "0123456789abcdef0123456789abcdef");
	r->machine = xstrdup("q35-pvh");
	r->firmware = xstrdup("qboot.rom");
	r->results = xstrdup("virtio-serial");
	r->accel = xstrdup("tcg");
	r->accel_reason = xstrdup("there is no /dev/kvm");
	r->kernel = xstrdup("vmlinux");
	r->initrd = xstrdup("initramfs.cpio.zst");
	r->cmdline = xstrdup("console=ttyS0");
	r->qemu_version = xstrdup("7.2.22");
	strv_push(&r->qemu_argv, "qemu");
	r->reproduce = xstrdup("qemu -S");
	r->started = xstrdup("2026-02-26T00:00:00Z");
	r->ms = 1234;
	r->boot_ms = 1100;
	r->planned = 4;
	GROW(r->records, r->n_records, r->records_capacity);
	r->records[r->n_records++] =
		(struct boot_record){xstrdup("linux"), xstrdup("{\"pinned\": true}")};
	t = boot_result_test(r);
	t->name = xstrdup("kernel.release");
	t->time_us = 1500;
	t->ledger = xstrdup("not testable: no bus: none");
	t = boot_result_test(r);
	t->name = xstrdup("module.load.ext4");
	t->status = BOOT_TEST_FAIL;
	t->time_us = 20000;
	strbuf_add_escaped(&sb, hostile, strlen(hostile));
	t->expected = xstrdup("0");
	t->found = strbuf_detach(&sb, NULL);
	strv_push(&t->notes, "a note");
	t = boot_result_test(r);
	t->name = xstrdup("module.load.loop");
	t->status = BOOT_TEST_SKIP;
	t->reason = xstrdup("not built");
	boot_result_problem(r, BOOT_FAIL, 0, "module.load.ext4: expected 0, found 1");
	boot_result_problem(r, BOOT_INCOMPLETE, 0, "the results end after 3 of 4 tests");
	boot_result_problem(r, BOOT_PANIC, 3, "Kernel panic - not syncing: x");
	strbuf_adds(&r->console, "one\ntwo\nKernel panic - not syncing: x\nfour\n");
}

static void fill_in_pass(struct boot_result *r)
{
	fill_in(r);
	r->planned = 3;
	r->tests[1].status = BOOT_TEST_PASS;
	free(TAKE_PTR(r->tests[1].expected));
	free(TAKE_PTR(r->tests[1].found));
	for (size_t i = 0; i < r->n_problems; i++)
		free(r->problems[i].text);
	r->n_problems = 0;
	r->verdict = BOOT_PASS;
}

#define HOSTILE "</failure>]]>&\"'\\x5c \\x1b[31m\\x0a\\xff"

static void the_heaviest_problem_gives_the_verdict(void **state _unused_)
{
	_cleanup_(boot_result_done) struct boot_result r = BOOT_RESULT_INIT;

	assert_int_equal(r.verdict, BOOT_PASS);
	fill_in(&r);
	assert_int_equal(r.verdict, BOOT_PANIC);
	assert_int_equal(r.problems[0].verdict, BOOT_PANIC);
	assert_int_equal(r.problems[1].verdict, BOOT_INCOMPLETE);
	assert_int_equal(r.problems[2].verdict, BOOT_FAIL);
}

static void excerpts_stay_within_the_log(void **state _unused_)
{
	_cleanup_(boot_result_done) struct boot_result r = BOOT_RESULT_INIT;
	static const struct {
		unsigned int line, before, after, first;
		const char *text;
	} cases[] = {
		{3, 1, 1, 2, "two\nKernel panic - not syncing: x\nfour\n"},
		{3, 9, 9, 1, "one\ntwo\nKernel panic - not syncing: x\nfour\n"},
		{1, 5, 0, 1, "one\n"},
		{4, 0, 5, 4, "four\n"},
		{9, 0, 5, 9, ""},
	};

	fill_in(&r);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		unsigned int first;
		_cleanup_(cleanup_free) char *text = boot_result_excerpt(
			&r, cases[i].line, cases[i].before, cases[i].after, &first);

		assert_string_equal(text, cases[i].text);
		assert_int_equal(first, cases[i].first);
	}
}

static void json_holds_everything(void **state _unused_)
{
	static const char expected[] =
		"{\"schema\":1,\"verdict\":\"panic\",\"problems\":["
		"{\"verdict\":\"panic\",\"text\":\"Kernel panic - not syncing: x\","
		"\"console_line\":3},"
		"{\"verdict\":\"incomplete\",\"text\":\"the results end after 3 of 4 "
		"tests\"},"
		"{\"verdict\":\"fail\",\"text\":\"module.load.ext4: expected 0, found "
		"1\"}],"
		"\"nonce\":\"0123456789abcdef0123456789abcdef\","
		"\"machine\":\"q35-pvh\",\"firmware\":\"qboot.rom\","
		"\"results_port\":\"virtio-serial\","
		"\"accelerator\":{\"name\":\"tcg\",\"reason\":\"there is no /dev/kvm\"},"
		"\"kernel\":\"vmlinux\",\"initrd\":\"initramfs.cpio.zst\","
		"\"cmdline\":\"console=ttyS0\",\"started\":\"2026-02-26T00:00:00Z\","
		"\"ms\":1234,\"boot_ms\":1100,"
		"\"counts\":{\"planned\":4,\"pass\":1,\"fail\":1,\"skip\":1},"
		"\"tests\":[{\"name\":\"kernel.release\",\"status\":\"pass\",\"ms\":1.5},"
		"{\"name\":\"module.load.ext4\",\"status\":\"fail\",\"ms\":20.0,"
		"\"expected\":\"0\",\"found\":\"</failure>]]>&\\\"'\\\\x5c "
		"\\\\x1b[31m\\\\x0a\\\\xff\",\"notes\":[\"a note\"]},"
		"{\"name\":\"module.load.loop\",\"status\":\"skip\",\"ms\":null,"
		"\"reason\":\"not built\"}],"
		"\"ledger\":[{\"test\":\"kernel.release\",\"level\":\"not testable\","
		"\"why\":\"no bus: none\"}],"
		"\"qemu\":{\"version\":\"7.2.22\",\"argv\":[\"qemu\"],"
		"\"reproduce\":\"qemu -S\"},"
		"\"records\":{\"linux\":{\"pinned\":true}}}";
	_cleanup_(boot_result_done) struct boot_result r = BOOT_RESULT_INIT;
	_cleanup_(strbuf_done) struct strbuf sb = STRBUF_INIT;
	_cleanup_(cleanup_free) char *compact = NULL;
	json_t *o;

	fill_in(&r);
	report_json(&r, &sb);
	o = json_loadb(sb.buf, sb.len, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(o);
	compact = json_dumps(o, JSON_COMPACT);
	json_decref(o);
	assert_string_equal(compact, expected);
}

static void ktap_shows_what_is_missing(void **state _unused_)
{
	static const char expected[] =
		"KTAP version 1\n1..5\n"
		"ok 1 kernel.release\n"
		"# module.load.ext4 expected: 0\n"
		"# module.load.ext4 found: " HOSTILE "\n"
		"not ok 2 module.load.ext4\n"
		"ok 3 module.load.loop # SKIP not built\n"
		"# boot.verdict panic: Kernel panic - not syncing: x\n"
		"# boot.verdict incomplete: the results end after 3 of 4 tests\n"
		"# boot.verdict fail: module.load.ext4: expected 0, found 1\n"
		"not ok 5 boot.verdict\n";
	_cleanup_(boot_result_done) struct boot_result r = BOOT_RESULT_INIT;
	_cleanup_(boot_result_done) struct boot_result pass = BOOT_RESULT_INIT;
	_cleanup_(strbuf_done) struct strbuf sb = STRBUF_INIT, good = STRBUF_INIT;

	fill_in(&r);
	report_ktap(&r, &sb);
	assert_string_equal(sb.buf, expected);
	fill_in_pass(&pass);
	report_ktap(&pass, &good);
	assert_string_equal(good.buf, "KTAP version 1\n1..4\nok 1 kernel.release\n"
				      "ok 2 module.load.ext4\n"
				      "ok 3 module.load.loop # SKIP not built\n"
				      "ok 4 boot.verdict\n");
}

static void junit_is_well_formed(void **state _unused_)
{
	static const char expected[] =
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<testsuites>\n"
		" <testsuite name=\"boot q35-pvh\" tests=\"4\" failures=\"2\" "
		"errors=\"0\" skipped=\"1\" time=\"1.234\" "
		"timestamp=\"2026-02-26T00:00:00Z\">\n"
		"  <testcase classname=\"boot.q35-pvh.kernel\" name=\"release\" "
		"time=\"0.001500\"/>\n"
		"  <testcase classname=\"boot.q35-pvh.module\" name=\"load.ext4\" "
		"time=\"0.020000\">\n"
		"   <failure type=\"fail\" message=\"&lt;/failure&gt;]]&gt;&amp;&quot;'"
		"\\x5c \\x1b[31m\\x0a\\xff\">expected: 0\n"
		"found: &lt;/failure&gt;]]&gt;&amp;&quot;'\\x5c \\x1b[31m\\x0a\\xff\n"
		"</failure>\n"
		"  </testcase>\n"
		"  <testcase classname=\"boot.q35-pvh.module\" name=\"load.loop\">\n"
		"   <skipped message=\"not built\"/>\n"
		"  </testcase>\n"
		"  <testcase classname=\"boot.q35-pvh.boot\" name=\"verdict\" time=\"1.234000\">\n"
		"   <failure type=\"panic\" message=\"Kernel panic - not syncing: x\">"
		"panic: Kernel panic - not syncing: x\n"
		"one\ntwo\nKernel panic - not syncing: x\nfour\n"
		"incomplete: the results end after 3 of 4 tests\n"
		"fail: module.load.ext4: expected 0, found 1\n"
		"</failure>\n"
		"  </testcase>\n"
		" </testsuite>\n"
		"</testsuites>\n";
	_cleanup_(boot_result_done) struct boot_result r = BOOT_RESULT_INIT;
	_cleanup_(strbuf_done) struct strbuf sb = STRBUF_INIT;
	xmlDocPtr doc;

	fill_in(&r);
	assert_int_equal(report_junit(&r, &sb), 0);
	assert_string_equal(sb.buf, expected);
	doc = xmlReadMemory(sb.buf, (int)sb.len, NULL, NULL, XML_PARSE_NONET);
	assert_non_null(doc);
	xmlFreeDoc(doc);
	xmlCleanupParser();
}

static void summary_is_for_people(void **state _unused_)
{
	static const char expected[] =
		"boot vmlinux\n"
		"  machine      q35-pvh with qboot.rom, QEMU 7.2.22\n"
		"  accelerator  tcg: there is no /dev/kvm\n"
		"\n"
		"  kernel         1 ok      1.5 ms\n"
		"  module.load    0 ok     20.0 ms   1 failed   1 skipped\n"
		"    FAILED   module.load.ext4\n"
		"             expected  0\n"
		"             found     " HOSTILE "\n"
		"             a note\n"
		"    skipped  module.load.loop: not built\n"
		"\n"
		"  ledger       0 exercised, 0 loaded only, 1 not testable in stock QEMU\n"
		"\n"
		"  panic        Kernel panic - not syncing: x  (console.log:3)\n"
		"  incomplete   the results end after 3 of 4 tests\n"
		"\n"
		"        1  one\n"
		"        2  two\n"
		"  >     3  Kernel panic - not syncing: x\n"
		"        4  four\n"
		"\n"
		"to see it by hand:\n"
		"  qemu -S\n"
		"\n"
		"PANIC  the kernel panicked: 1 ok, 1 failed, 1 skipped, 1 missing; 1.23 s, "
		"the first result after 1.10 s\n";
	_cleanup_(boot_result_done) struct boot_result r = BOOT_RESULT_INIT;
	_cleanup_(strbuf_done) struct strbuf sb = STRBUF_INIT, colour = STRBUF_INIT;

	fill_in(&r);
	report_summary(&r, false, &sb);
	assert_string_equal(sb.buf, expected);
	assert_null(strchr(sb.buf, '\033'));
	report_summary(&r, true, &colour);
	assert_non_null(strstr(colour.buf, "\033[1;31mPANIC\033[0m"));
}

static void pass_is_short(void **state _unused_)
{
	static const char expected[] =
		"boot vmlinux\n"
		"  machine      q35-pvh with qboot.rom, QEMU 7.2.22\n"
		"  accelerator  tcg: there is no /dev/kvm\n"
		"\n"
		"  kernel         1 ok      1.5 ms\n"
		"  module.load    1 ok     20.0 ms   1 skipped\n"
		"    skipped  module.load.loop: not built\n"
		"\n"
		"  ledger       0 exercised, 0 loaded only, 1 not testable in stock QEMU\n"
		"\n"
		"PASS  all tests passed: 2 ok, 1 skipped; 1.23 s, the first result after "
		"1.10 s\n";
	_cleanup_(boot_result_done) struct boot_result r = BOOT_RESULT_INIT;
	_cleanup_(strbuf_done) struct strbuf sb = STRBUF_INIT;

	fill_in_pass(&r);
	report_summary(&r, false, &sb);
	assert_string_equal(sb.buf, expected);
}

static void many_failures_are_counted(void **state _unused_)
{
	_cleanup_(boot_result_done) struct boot_result r = BOOT_RESULT_INIT;
	_cleanup_(strbuf_done) struct strbuf sb = STRBUF_INIT;

	fill_in_pass(&r);
	for (int i = 0; i < 20; i++) {
		struct boot_test *t = boot_result_test(&r);

		t->name = xasprintf("many.t%d", i);
		t->status = BOOT_TEST_FAIL;
		boot_result_problem(&r, BOOT_FAIL, 0, "%s", t->name);
	}
	report_summary(&r, false, &sb);
	assert_non_null(strstr(sb.buf, "many.t5\n"));
	assert_null(strstr(sb.buf, "many.t6\n"));
	assert_non_null(strstr(sb.buf, "    ... and 14 more in results.json\n"));
}

static bool is_there(const char *name)
{
	_cleanup_(cleanup_free) char *path = scratch_path(name);

	return access(path, F_OK) == 0;
}

static void directory_is_replaced_as_a_whole(void **state _unused_)
{
	_cleanup_(boot_result_done) struct boot_result r = BOOT_RESULT_INIT;
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	_cleanup_(cleanup_free) char *dir = scratch_path("a/boot"),
				     *slash = scratch_path("a/boot//"),
				     *foreign = scratch_path("a/boot/mine");

	fill_in(&r);
	r.registers = xstrdup("RIP=0\n");
	assert_int_equal(report_check_dir(dir, &d), 0);
	assert_int_equal(report_write(&r, slash, &d), 0);
	assert_true(is_there("a/boot/results.json"));
	assert_true(is_there("a/boot/results.ktap"));
	assert_true(is_there("a/boot/junit.xml"));
	assert_true(is_there("a/boot/console.log"));
	assert_true(is_there("a/boot/registers.txt"));
	free(TAKE_PTR(r.registers));
	assert_int_equal(report_check_dir(dir, &d), 0);
	assert_int_equal(report_write(&r, dir, &d), 0);
	assert_true(is_there("a/boot/results.json"));
	assert_false(is_there("a/boot/registers.txt")); /* of the run before */
	assert_no_errors(&d);

	scratch_write(foreign, "x", 1);
	assert_int_equal(report_check_dir(dir, &d), -EEXIST);
	assert_int_equal(report_write(&r, dir, &d), -EEXIST);
	assert_said(&d, "holds 'mine', which was not made here");
	assert_true(is_there("a/boot/mine"));
	assert_true(is_there("a/boot/results.json"));
	scratch_run("test \"$(ls a)\" = boot", NULL, NULL); /* nothing beside it */
}

static void places_that_cannot_be_written_are_told(void **state _unused_)
{
	_cleanup_(boot_result_done) struct boot_result r = BOOT_RESULT_INIT;
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	_cleanup_(cleanup_free) char *file = scratch_path("file"),
				     *below = scratch_path("file/boot");

	fill_in(&r);
	scratch_write(file, "x", 1);
	assert_int_equal(report_check_dir(file, &d), -ENOTDIR);
	assert_int_equal(report_write(&r, below, &d), -ENOTDIR);
	assert_int_equal(d.errors, 2);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_heaviest_problem_gives_the_verdict),
		cmocka_unit_test(excerpts_stay_within_the_log),
		cmocka_unit_test(json_holds_everything),
		cmocka_unit_test(ktap_shows_what_is_missing),
		cmocka_unit_test(junit_is_well_formed),
		cmocka_unit_test(summary_is_for_people),
		cmocka_unit_test(pass_is_short),
		cmocka_unit_test(many_failures_are_counted),
		cmocka_unit_test(directory_is_replaced_as_a_whole),
		cmocka_unit_test(places_that_cannot_be_written_are_told),
	};

	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
