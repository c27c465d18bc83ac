// SPDX-License-Identifier: GPL-2.0-or-later
/* Signing a whole build: what comes out, and what is refused. */
#include <errno.h>
#include <sys/stat.h>

#include "tests/unit/made_build.h"

#include "module/keypair.h"
#include "module/sign.h"
#include "module/verify.h"
#include "module/zst.h"

static struct sign_in in;
static struct verify_in verify_in;
static struct strv external;
static FILE *quiet;

static int setup(void **state)
{
	if (scratch_make(state) != 0)
		return -1;
	quiet = fopen("/dev/null", "w");
	made_build_write();
	in = (struct sign_in){
		.objdir = scratch_path("build"),
		.key = scratch_path("ours.key"),
		.cert = scratch_path("ours.pem"),
		.output = scratch_path("modules"),
		.level = ZST_LEVEL,
		.external = &external,
		.progress = quiet,
	};
	strv_take(&external, scratch_path("probe"));
	verify_in = (struct verify_in){in.objdir, &external, in.output};
	return 0;
}

static int teardown(void **state)
{
	free((void *)(uintptr_t)in.objdir);
	free((void *)(uintptr_t)in.key);
	free((void *)(uintptr_t)in.cert);
	free((void *)(uintptr_t)in.output);
	strv_done(&external);
	fclose(quiet);
	return scratch_remove(state);
}

static bool exists(const char *name)
{
	_cleanup_(cleanup_free) char *path = scratch_path(name);

	return access(path, F_OK) == 0;
}

static int sign(struct diag *d)
{
	_cleanup_(sign_out_done) struct sign_out out = SIGN_OUT_INIT;
	int err = sign_run(&in, &out, d);

	assert_false(exists("modules.new"));
	return err;
}

static int verify(struct diag *d)
{
	_cleanup_(verify_out_done) struct verify_out out = VERIFY_OUT_INIT;

	return verify_run(&verify_in, &out, d);
}

static void tree_is_made_and_verifies(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	_cleanup_(sign_out_done) struct sign_out out = SIGN_OUT_INIT;
	_cleanup_(verify_out_done) struct verify_out v = VERIFY_OUT_INIT;

	if (sign_run(&in, &out, &d) < 0)
		assert_no_errors(&d);
	assert_int_equal(out.n, 4);
	assert_string_equal(out.hash, "sha512");
	assert_true(out.built > out.stripped && out.packed > 0);
	assert_false(out.destroyed);
	assert_true(exists(MADE_ROOT "/kernel/fs/a/two-b.ko.zst"));
	assert_false(exists(MADE_ROOT "/kernel/fs/a/two-b.ko"));
	assert_true(exists(MADE_ROOT "/updates/probe.ko.zst"));
	assert_true(exists(MADE_ROOT "/modules.builtin.modinfo"));
	scratch_run("cd " MADE_ROOT "; grep -q '^kernel/fs/a/one.ko.zst:' modules.dep; "
		    "printf 'kernel/fs/a/one.ko\\nkernel/fs/a/two-b.ko\\n"
		    "kernel/lib/three.ko\\nupdates/probe.ko\\n' | cmp - modules.order",
		    NULL, NULL);
	if (verify_run(&verify_in, &v, &d) < 0)
		assert_no_errors(&d);
	assert_int_equal(v.n, 4);
	assert_int_equal(v.n_bad, 0);
	assert_string_equal(v.vermagic, MADE_RELEASE " SMP ");
	assert_string_equal(v.modules[1].path, "kernel/fs/a/two-b.ko.zst");
	assert_true(v.modules[1].good && v.modules[1].size > v.modules[1].packed);
}

static void signing_again_gives_the_same_bytes(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;

	assert_int_equal(sign(&d), 0);
	scratch_run("find modules -type f | sort | xargs sha256sum > sums", NULL, NULL);
	assert_int_equal(sign(&d), 0);
	scratch_run("sha256sum --quiet -c sums", NULL, NULL);
}

static void ephemeral_key_is_destroyed_after_success_only(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	_cleanup_(sign_out_done) struct sign_out out = SIGN_OUT_INIT;
	_cleanup_(cleanup_free) char *dir = scratch_path("key");
	struct sign_in given = in;

	in.key = in.cert = NULL;
	in.keydir = dir;
	assert_int_equal(sign(&d), -ENOENT);
	assert_said(&d, "run 'kharness build' again");
	scratch_run("mkdir -m 700 key; (umask 077; cp ours.key key/signing_key.pem); "
		    "mv build/lib/three.ko three.away",
		    NULL, NULL);
	assert_int_equal(sign(&d), -ENOENT);
	assert_said(&d, "lib/three.ko");
	assert_true(keypair_exists(dir));
	scratch_run("mv three.away build/lib/three.ko", NULL, NULL);
	diag_done(&d);
	assert_int_equal(sign_run(&in, &out, &d), 0);
	assert_true(out.destroyed);
	assert_false(exists("key"));
	in = given;
}

/* Each is a fault in the build, what undoes it, and what must be said. */
static const struct {
	const char *fault, *undo;
	int err;
	const char *said;
} faults[] = {
	{"echo text > build/lib/three.ko", NULL, -EBADMSG, "not an ELF file"},
	{"truncate -s -1 build/lib/three.ko", NULL, -EBADMSG, "truncated ELF file"},
	{": > build/lib/three.ko", NULL, -EBADMSG, "not an ELF file"},
	{"cp build/fs/a/one.ko build/lib/three.ko", NULL, -EBADMSG,
	 "its name is 'one', expected 'three'"},
	{"printf '%s\\n' '~Module signature appended~' >> build/lib/three.ko", NULL,
	 -EBADMSG, "it is signed already"},
	{"echo >> build/lib/three.ko", NULL, -EBADMSG, "something stands behind the end"},
	{"mv build/lib/three.ko x.ko; ln -s ../../x.ko build/lib/three.ko", NULL, -ELOOP,
	 "lib/three.ko"},
	{"mv build/lib x; ln -s ../x build/lib", "rm build/lib; mv x build/lib", -ELOOP,
	 "lib/three.ko"},
	{"echo ../x.o >> build/modules.order", NULL, -EBADMSG,
	 "'../x.o' is not a plain relative path"},
	{"echo lib/three.o >> build/modules.order", NULL, -EBADMSG,
	 "names 'kernel/lib/three.ko' twice"},
	{"rm build/modules.order", NULL, -ENOENT, "modules.order"},
	{"sed -i s/sha512/sha1/ build/.config", NULL, -EBADMSG,
	 "CONFIG_MODULE_SIG_HASH is 'sha1'"},
	{"sed -i s/sha512/md5/ build/.config", NULL, -EBADMSG,
	 "CONFIG_MODULE_SIG_HASH is 'md5'"},
	{"sed -i /MODULE_SIG=y/d build/.config", NULL, -EBADMSG,
	 "CONFIG_MODULE_SIG is not set"},
	{"rm build/certs/kharness.pem", NULL, -ENOENT, "kharness.pem"},
	{"rm build/vmlinux", NULL, -ENOENT, "vmlinux"},
	{"rm build/modules.builtin", NULL, -ENOENT, "modules.builtin"},
};

static void faults_are_named_and_change_nothing(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;

	assert_int_equal(sign(&d), 0);
	scratch_run("cp -a build saved; find modules -type f | sort | xargs sha256sum > "
		    "sums",
		    NULL, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(faults); i++) {
		int err;

		scratch_run(faults[i].fault, NULL, NULL);
		err = sign(&d);
		if (err != faults[i].err)
			fail_msg("%s: %d", faults[i].fault, err);
		assert_said(&d, faults[i].said);
		if (faults[i].undo)
			scratch_run(faults[i].undo, NULL, NULL);
		scratch_run("rm -rf build; cp -a saved build; "
			    "sha256sum --quiet -c sums",
			    NULL, NULL);
	}
}

static void all_bad_modules_are_named_at_once(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;

	scratch_run("echo x > build/fs/a/one.ko; echo x > build/lib/three.ko", NULL,
		    NULL);
	assert_int_equal(sign(&d), -EBADMSG);
	assert_int_equal(d.errors, 2);
	assert_non_null(strstr(d.entries[0].file, "one.ko"));
	assert_non_null(strstr(d.entries[1].file, "three.ko"));
	made_build_write();
}

static void kernel_must_trust_our_certificate_alone(void **state _unused_)
{
	_cleanup_(cleanup_free) char *vmlinux = scratch_path("build/vmlinux");
	_cleanup_(diag_done) struct diag d = DIAG_INIT;

	made_certificate("extra");
	made_vmlinux_write(MADE_RELEASE, "extra", "ours", vmlinux);
	assert_int_equal(sign(&d), -EBADMSG);
	assert_said(&d, "not ours: 'CN = extra'");
	assert_int_equal(verify(&d), -EBADMSG);
	assert_said(&d, "not ours: 'CN = extra'");
	made_vmlinux_write(MADE_RELEASE, "extra", NULL, vmlinux);
	assert_int_equal(sign(&d), -EBADMSG);
	assert_said(&d, "does not trust the expected certificate");
	made_build_write();
}

static void given_pair_must_be_that_of_the_build(void **state _unused_)
{
	_cleanup_(cleanup_free) char *key = scratch_path("extra.key");
	_cleanup_(cleanup_free) char *cert = scratch_path("extra.pem");
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	struct sign_in given = in;

	made_certificate("extra");
	in.key = key;
	assert_int_equal(sign(&d), -EINVAL);
	assert_said(&d, "does not belong to the certificate");
	in.cert = cert;
	assert_int_equal(sign(&d), -EINVAL);
	assert_said(&d, "is not the one that the kernel was built with");
	in = given;
}

static void ecdsa_needs_a_kernel_that_knows_it(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;

	scratch_run("openssl req -new -x509 -nodes -batch -subj /CN=ours -days 9 -sha512 "
		    "-newkey ec -pkeyopt ec_paramgen_curve:P-384 -keyout ours.key "
		    "-out ours.pem 2>/dev/null; "
		    "openssl x509 -in ours.pem -outform DER -out ours.der",
		    NULL, NULL);
	made_build_write();
	assert_int_equal(sign(&d), -EBADMSG);
	assert_said(&d, "CONFIG_CRYPTO_ECDSA is not y");
	scratch_run("echo CONFIG_CRYPTO_ECDSA=y >> build/.config", NULL, NULL);
	assert_int_equal(sign(&d), 0);
	assert_int_equal(verify(&d), 0);
	assert_no_errors(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tree_is_made_and_verifies),
		cmocka_unit_test(signing_again_gives_the_same_bytes),
		cmocka_unit_test(ephemeral_key_is_destroyed_after_success_only),
		cmocka_unit_test(faults_are_named_and_change_nothing),
		cmocka_unit_test(all_bad_modules_are_named_at_once),
		cmocka_unit_test(kernel_must_trust_our_certificate_alone),
		cmocka_unit_test(given_pair_must_be_that_of_the_build),
		cmocka_unit_test(
			ecdsa_needs_a_kernel_that_knows_it), /* changes the pair */
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
