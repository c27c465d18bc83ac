// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>
#include <zlib.h>

#include "base/alloc.h"
#include "pack/expect.h"
#include "pack/ikconfig.h"
#include "pack/initramfs.h"
#include "pack/plan.h"
#include "pack/refusals.h"
#include "sys/file.h"

static char dir[] = "/tmp/kharness-pack.XXXXXX";

static int make_dir(void **state _unused_)
{
	return mkdtemp(dir) ? 0 : -1;
}

static int remove_dir(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;

	return tree_remove(dir, &d);
}

static void write_archive(const char *name, struct diag *d)
{
	_cleanup_(initramfs_done) struct initramfs a = INITRAMFS_INIT;
	_cleanup_(cleanup_free) char *path = xasprintf("%s/%s", dir, name);

	initramfs_add(&a, "init", xstrdup("#!"), 2, 0755);
	initramfs_add(&a, "lib/modules/6.18/a.ko", xstrdup("module"), 6, 0644);
	initramfs_add(&a, "lib/modules/6.18/empty", xstrdup(""), 0, 0644);
	assert_int_equal(initramfs_write(&a, path, NULL, d), 0);
}

static void archives_are_reproducible(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	_cleanup_(cleanup_free) char *a = NULL, *b = NULL;
	_cleanup_(cleanup_free) char *one = xasprintf("%s/one", dir);
	_cleanup_(cleanup_free) char *two = xasprintf("%s/two", dir);
	size_t na, nb;

	write_archive("one", &d);
	umask(077);
	write_archive("two", &d);
	umask(022);
	assert_int_equal(file_read(one, 1 << 20, &a, &na, &d), 0);
	assert_int_equal(file_read(two, 1 << 20, &b, &nb, &d), 0);
	assert_int_equal(na, nb);
	assert_memory_equal(a, b, na);
}

static int list_file(void *context, const char *path, const char *data, size_t size,
		     struct diag *d _unused_)
{
	strbuf_addf(context, "%s=%.*s;", path, (int)size, data);
	return 0;
}

static int refuse_file(void *context _unused_, const char *path _unused_,
		       const char *data _unused_, size_t size _unused_,
		       struct diag *d _unused_)
{
	return -EBADMSG;
}

static void archives_are_read_back(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	_cleanup_(strbuf_done) struct strbuf list = STRBUF_INIT;
	_cleanup_(cleanup_free) char *one = xasprintf("%s/one", dir);
	_cleanup_(cleanup_free) char *cut = xasprintf("%s/cut", dir);
	_cleanup_(cleanup_free) char *data = NULL;
	size_t size;

	write_archive("one", &d);
	assert_int_equal(initramfs_read(one, list_file, &list, &d), 0);
	assert_string_equal(
		list.buf,
		"init=#!;lib/modules/6.18/a.ko=module;lib/modules/6.18/empty=;");
	assert_int_equal(initramfs_read(one, refuse_file, NULL, &d), -EBADMSG);
	assert_int_equal(d.n, 0);
	assert_int_equal(file_read(one, 1 << 20, &data, &size, &d), 0);
	assert_int_equal(file_write(cut, data, size / 2, 0644, &d), 0);
	assert_true(initramfs_read(cut, list_file, &list, &d) < 0);
	assert_int_equal(d.errors, 1);
}

static void failed_archive_leaves_nothing(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	_cleanup_(initramfs_done) struct initramfs a = INITRAMFS_INIT;

	initramfs_add(&a, "x", xstrdup(""), 0, 0644);
	/* a directory that does not exist: nothing is left behind */
	assert_int_equal(initramfs_write(&a, "/nonexistent/dir/file", NULL, &d), -ENOENT);
	assert_int_equal(d.errors, 1);
}

static size_t gzip(const char *text, unsigned char *out, size_t size)
{
	z_stream z = {.next_in = (Bytef *)(uintptr_t)text,
		      .avail_in = (uInt)strlen(text),
		      .next_out = out,
		      .avail_out = (uInt)size};

	assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, 0), Z_OK);
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	deflateEnd(&z);
	return z.total_out;
}

static void carried_config_must_be_the_merged_one(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	unsigned char gz[256];
	size_t n = gzip("CONFIG_A=y\n", gz, sizeof(gz));

	assert_int_equal(ikconfig_check(gz, n, "CONFIG_A=y\n", &d), 0);
	assert_int_equal(ikconfig_check(gz, n, "CONFIG_A=m\n", &d), -EBADMSG);
	assert_int_equal(ikconfig_check(gz, n, "CONFIG_A=y\nCONFIG_B=y\n", &d), -EBADMSG);
	assert_int_equal(ikconfig_check(gz, n, "CONFIG_A=y", &d), -EBADMSG);
	assert_int_equal(ikconfig_check(gz, n - 1, "CONFIG_A=y\n", &d), -EBADMSG);
	assert_int_equal(ikconfig_check(gz, 0, "CONFIG_A=y\n", &d), -EBADMSG);
	gz[n / 2] ^= 1;
	assert_int_equal(ikconfig_check(gz, n, "CONFIG_A=y\n", &d), -EBADMSG);
	assert_int_equal(d.errors, 6);
}

static void expect_lsms(const char *config, const char *cmdline, const char *expected)
{
	_cleanup_(cleanup_free) char *lsm = expect_lsm(config, cmdline);

	assert_string_equal(lsm, expected);
}

static void lsm_order_follows_config_and_command_line(void **state _unused_)
{
	static const char config[] =
		"CONFIG_SECURITY_LOCKDOWN_LSM=y\n"
		"CONFIG_SECURITY_LOCKDOWN_LSM_EARLY=y\n"
		"CONFIG_SECURITY_YAMA=y\nCONFIG_SECURITY_LANDLOCK=y\n"
		"CONFIG_SECURITY_SELINUX=y\nCONFIG_SECURITY_APPARMOR=y\n"
		"CONFIG_IMA=y\n"
		"CONFIG_LSM=\"landlock,lockdown,yama,integrity,"
		"selinux,apparmor,bpf\"\n";

	expect_lsms(config, "", "lockdown,capability,landlock,yama,selinux,ima");
	expect_lsms(config, "quiet lsm=yama,landlock,yama",
		    "lockdown,capability,yama,landlock,ima");
	expect_lsms("CONFIG_SECURITY_LOCKDOWN_LSM=y\nCONFIG_LSM=\"lockdown\"\n", "",
		    "capability,lockdown");
	expect_lsms("", "", "capability");
}

static void lockdown_only_rises(void **state _unused_)
{
	static const char lsm[] = "CONFIG_SECURITY_LOCKDOWN_LSM=y\n"
				  "CONFIG_LSM=\"lockdown\"\n"
				  "CONFIG_LOCK_DOWN_KERNEL_FORCE_INTEGRITY=y\n";

	assert_string_equal(expect_lockdown("", "lockdown=integrity"), "absent");
	assert_string_equal(expect_lockdown(lsm, ""), "integrity");
	assert_string_equal(expect_lockdown(lsm, "lockdown=confidentiality"),
			    "confidentiality");
	assert_string_equal(expect_lockdown("CONFIG_SECURITY_LOCKDOWN_LSM=y\n"
					    "CONFIG_LSM=\"lockdown\"\n",
					    "x"),
			    "none");
	assert_true(expect_sig_enforce("CONFIG_MODULE_SIG_FORCE=y\n", ""));
	assert_true(expect_sig_enforce("", "a module.sig_enforce=1"));
	assert_false(expect_sig_enforce("", "module.sig_enforce=0"));
}

static void sysctls_of_a_command_line(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	_cleanup_(strbuf_done) struct strbuf plan = STRBUF_INIT;

	assert_int_equal(plan_add_sysctls(&plan, &d,
					  "quiet sysctl.a.b=1 mysysctl.x=1 sysctl.a=2 "
					  "sysctl.c sysctl.a.b=3 sysctl.d="),
			 0);
	assert_string_equal(plan.buf, "kharness-plan\t1\nsysctl\ta\t2\nsysctl\ta.b\t3\n"
				      "sysctl\td\t\n");
}

static void plan_refuses_control_bytes(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	_cleanup_(strbuf_done) struct strbuf plan = STRBUF_INIT;

	assert_int_equal(plan_add(&plan, &d, "release", "6.18.15", NULL), 0);
	assert_int_equal(plan_add(&plan, &d, "module", "a", "/a.ko", "4", NULL), 0);
	assert_string_equal(plan.buf,
			    "kharness-plan\t1\nrelease\t6.18.15\nmodule\ta\t/a.ko\t4\n");
	assert_int_equal(plan_add(&plan, &d, "module", "a\nprobe", NULL), -EINVAL);
	assert_int_equal(d.errors, 1);
}

static int read_table(const char *text, struct refusals *r, struct diag *d)
{
	_cleanup_(cleanup_free) char *path = xasprintf("%s/refusals", dir);

	assert_int_equal(file_write(path, text, strlen(text), 0644, d), 0);
	return refusals_read(path, r, d);
}

static void refusals_are_read_and_judged(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	_cleanup_(refusals_done) struct refusals r = REFUSALS_INIT;
	static const char *const bad[] = {
		"a b 4 EINVAL\n",	  "a b 4\n",
		"a/b c 4 EINVAL -\n",	  "a b -4 EINVAL -\n",
		"a b 4 E -\na b 4 E -\n",
	};

	assert_int_equal(read_table("# c\n\n text-bit\tflip-text 4  EKEYREJECTED  -\n"
				    "unsigned drop 0 EINVAL Loading of x\n",
				    &r, &d),
			 0);
	assert_int_equal(r.n, 2);
	assert_string_equal(r.cases[0].how, "flip-text");
	assert_string_equal(r.cases[0].log, "-");
	assert_string_equal(r.cases[1].flags, "0");
	assert_string_equal(r.cases[1].log, "Loading of x");
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct refusals none = REFUSALS_INIT;

		assert_int_equal(read_table(bad[i], &none, &d), -EINVAL);
		assert_int_equal(d.errors, i + 1);
		refusals_done(&none);
	}
	assert_int_equal(d.entries[4].line, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(archives_are_reproducible),
		cmocka_unit_test(archives_are_read_back),
		cmocka_unit_test(failed_archive_leaves_nothing),
		cmocka_unit_test(carried_config_must_be_the_merged_one),
		cmocka_unit_test(lsm_order_follows_config_and_command_line),
		cmocka_unit_test(lockdown_only_rises),
		cmocka_unit_test(sysctls_of_a_command_line),
		cmocka_unit_test(plan_refuses_control_bytes),
		cmocka_unit_test(refusals_are_read_and_judged),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
