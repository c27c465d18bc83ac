// SPDX-License-Identifier: GPL-2.0-or-later
/* Every way in which a module tree can be bad must be seen. */
#include <errno.h>

#include "tests/unit/made_build.h"

#include "module/built.h"
#include "module/cms.h"
#include "module/keypair.h"
#include "module/keyscan.h"
#include "module/modsig.h"
#include "module/sign.h"
#include "module/signed.h"
#include "module/tamper.h"
#include "module/verify.h"
#include "module/zst.h"

#define ONE MADE_ROOT "/kernel/fs/a/one.ko.zst"

static struct sign_in in;
static struct verify_in verify_in;
static struct strv none;
static FILE *quiet;
static struct keypair *pair;
static struct built_kernel built;
static struct strbuf good = STRBUF_INIT;  /* content of ONE */
static struct strbuf plain = STRBUF_INIT; /* the same, not compressed */
static struct modsig sig;		  /* in it */

static int setup(void **state)
{
	_cleanup_(sign_out_done) struct sign_out out = SIGN_OUT_INIT;
	_cleanup_(cleanup_free) char *path = NULL;
	struct diag d = DIAG_INIT;

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
		.external = &none,
		.progress = quiet,
	};
	verify_in = (struct verify_in){in.objdir, &none, in.output};
	path = scratch_path(ONE);
	if (sign_run(&in, &out, &d) < 0 || keypair_load(in.key, in.cert, &pair, &d) < 0 ||
	    built_kernel_read(in.objdir, &none, &built, &d) < 0)
		fail_msg("%s", d.entries[0].text);
	scratch_read(path, &good);
	if (zst_decompress(good.buf, good.len, "one", &plain, &d) < 0 ||
	    modsig_parse(plain.buf, plain.len, "one", &sig, &d) < 0)
		fail_msg("%s", d.entries[0].text);
	return 0;
}

static int teardown(void **state)
{
	free((void *)(uintptr_t)in.objdir);
	free((void *)(uintptr_t)in.key);
	free((void *)(uintptr_t)in.cert);
	free((void *)(uintptr_t)in.output);
	fclose(quiet);
	keypair_free(pair);
	built_kernel_done(&built);
	strbuf_done(&good);
	strbuf_done(&plain);
	return scratch_remove(state);
}

static int verify(struct diag *d)
{
	_cleanup_(verify_out_done) struct verify_out out = VERIFY_OUT_INIT;

	return verify_run(&verify_in, &out, d);
}

/* Judge bytes in the place of module "one", in a block of exactly that size. */
static int judge(const struct strbuf *file, struct diag *d)
{
	char *exact = malloc(file->len ? file->len : 1);
	int err;

	memcpy(exact, file->buf, file->len);
	err = module_verify(exact, file->len, "one", "one", &built, NULL, d);
	free(exact);
	return err;
}

static void assert_refused(const struct strbuf *file, const char *why)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;

	assert_int_equal(judge(file, &d), -EBADMSG);
	assert_said(&d, why);
}

/* The same for a module that is not compressed yet. */
static void assert_content_refused(const struct strbuf *module, const char *why)
{
	_cleanup_(strbuf_done) struct strbuf file = STRBUF_INIT;
	struct diag d = DIAG_INIT;

	assert_int_equal(zst_compress(module->buf, module->len, 9, &file, &d), 0);
	assert_refused(&file, why);
}

static void sign_body(const struct keypair *key, const char *hash, const char *body,
		      size_t size, struct strbuf *ret)
{
	_cleanup_(strbuf_done) struct strbuf cms = STRBUF_INIT;
	struct diag d = DIAG_INIT;

	assert_int_equal(cms_sign(key, hash, body, size, &cms, &d), 0);
	strbuf_add(ret, body, size);
	modsig_append(ret, cms.buf, cms.len);
}

static void good_module_is_good(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;

	assert_int_equal(judge(&good, &d), 0);
	assert_int_equal(verify(&d), 0);
	assert_no_errors(&d);
}

static void every_tampered_copy_is_refused(void **state _unused_)
{
	static const struct {
		const char *name, *why;
	} cases[] = {
		{"unsigned", "unsigned"},
		{"stripped", "unsigned"},
		{"truncated", "unsigned"},
		{"trailing-byte", "unsigned"},
		{"marker-bit", "unsigned"},
		{"id-type", "not of type PKCS#7"},
		{"text-bit", "was altered"},
		{"signature-bit", "was altered"},
		{"signature-header-bit", "no CMS SignedData"},
		{"signature-cut", "no CMS SignedData"},
		{"block-twice", "was altered"},
		{"other-key", "signed by another key"},
		{"forged-signer", "was altered"},
		{"zstd-broken", "damaged zstd frame"},
		{"zstd-magic", "not a zstd frame"},
		{"zstd-cut", "truncated zstd frame"},
		{"zstd-no-flag", NULL}, /* good bytes: the flag is wrong */
		{"plain-with-flag", "not a zstd frame"},
		{"empty", "not a zstd frame"},
	};
	const struct tamper_in tamper_in = {
		.data = good.buf,
		.size = good.len,
		.path = "one",
		.certificate = built.certificate,
		.hash = "sha512",
	};
	_cleanup_(cleanup_tamper) struct tamper *t = NULL;
	_cleanup_(diag_done) struct diag d = DIAG_INIT;

	assert_int_equal(tamper_begin(&tamper_in, &t, &d), 0);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(strbuf_done) struct strbuf file = STRBUF_INIT;
		unsigned int flags = 99;

		assert_string_equal(tamper_name(i), cases[i].name);
		if (tamper_make(t, cases[i].name, &file, &flags, &d) < 0)
			assert_no_errors(&d);
		assert_int_equal(flags, cases[i].why ? 4 : 0);
		if (cases[i].why)
			assert_refused(&file, cases[i].why);
		else
			assert_int_equal(judge(&file, &d), 0);
	}
	assert_null(tamper_name(ARRAY_SIZE(cases)));
}

static void unknown_case_is_an_error(void **state _unused_)
{
	_cleanup_(strbuf_done) struct strbuf file = STRBUF_INIT;
	_cleanup_(cleanup_tamper) struct tamper *t = NULL;
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	struct tamper_in tamper_in = {.data = good.buf, .size = good.len, .path = "one"};
	unsigned int flags;

	assert_int_equal(tamper_begin(&tamper_in, &t, &d), 0);
	assert_int_equal(tamper_make(t, "text-byte", &file, &flags, &d), -ENOENT);
	assert_said(&d, "no case 'text-byte'");
	assert_int_equal(file.len, 0);
	tamper_in.data = plain.buf;
	tamper_in.size = plain.len;
	tamper_free(TAKE_PTR(t));
	assert_int_equal(tamper_begin(&tamper_in, &t, &d), -EBADMSG);
}

/* What follows is signed with the right key, and the kernel would load it. */

static void second_signature_is_refused(void **state _unused_)
{
	_cleanup_(strbuf_done) struct strbuf m = STRBUF_INIT;

	sign_body(pair, "sha512", plain.buf, plain.len, &m);
	assert_content_refused(&m, "it is signed twice");
}

static void bytes_before_the_signature_are_refused(void **state _unused_)
{
	_cleanup_(strbuf_done) struct strbuf body = STRBUF_INIT, m = STRBUF_INIT;

	strbuf_add(&body, plain.buf, sig.body_size);
	strbuf_addc(&body, '\0');
	sign_body(pair, "sha512", body.buf, body.len, &m);
	assert_content_refused(&m, "between its ELF file and its signature");
}

static void other_digest_is_refused(void **state _unused_)
{
	_cleanup_(strbuf_done) struct strbuf m = STRBUF_INIT;

	sign_body(pair, "sha256", plain.buf, sig.body_size, &m);
	assert_content_refused(&m, "signed over the digest 'sha256'");
}

static void signed_rubbish_is_refused(void **state _unused_)
{
	_cleanup_(strbuf_done) struct strbuf m = STRBUF_INIT;

	sign_body(pair, "sha512", "#!/bin/sh\n", 10, &m);
	assert_content_refused(&m, "not an ELF file");
	strbuf_clear(&m);
	sign_body(pair, "sha512", plain.buf, sig.body_size - 1, &m);
	assert_content_refused(&m, "truncated ELF file");
}

static void other_module_or_kernel_is_refused(void **state _unused_)
{
	static const struct {
		struct made_module made;
		const char *why;
	} cases[] = {
		{{.name = "two", .vermagic = MADE_RELEASE " SMP "},
		 "its name is 'two', expected 'one'"},
		{{.name = "one", .vermagic = "6.18.14-made SMP "},
		 "its vermagic is '6.18.14-made SMP '"},
		{{.name = "one", .vermagic = MADE_RELEASE " SMP preempt "},
		 "its vermagic is '" MADE_RELEASE " SMP preempt '"},
	};
	_cleanup_(cleanup_free) char *path = scratch_path("other.ko");

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(strbuf_done) struct strbuf body = STRBUF_INIT, m = STRBUF_INIT;

		made_module_write(&cases[i].made, path);
		scratch_read(path, &body);
		sign_body(pair, "sha512", body.buf, body.len, &m);
		assert_content_refused(&m, cases[i].why);
	}
}

static void zstd_form_is_strict(void **state _unused_)
{
	static const char skippable[] = "\x50\x2a\x4d\x18\x01\0\0\0x";
	static const char empty_frame[] = "\x28\xb5\x2f\xfd\x24\0\1\0\0\x99\xe9\xd8\x51";
	_cleanup_(strbuf_done) struct strbuf file = STRBUF_INIT;

	strbuf_add(&file, good.buf, good.len - 1);
	assert_refused(&file, "truncated zstd frame");
	strbuf_add(&file, good.buf + good.len - 1, 1);
	strbuf_addc(&file, '\0');
	assert_refused(&file, "something stands behind its zstd frame");
	file.len--;
	strbuf_add(&file, empty_frame, sizeof(empty_frame) - 1);
	assert_refused(&file, "something stands behind its zstd frame");
	file.len = good.len;
	strbuf_add(&file, good.buf, good.len);
	assert_refused(&file, "something stands behind its zstd frame");
	file.len = good.len;
	strbuf_add(&file, skippable, sizeof(skippable) - 1);
	assert_refused(&file, "something stands behind its zstd frame");
	strbuf_clear(&file);
	strbuf_add(&file, skippable, sizeof(skippable) - 1);
	strbuf_add(&file, good.buf, good.len);
	assert_refused(&file, "not a zstd frame");
}

/* Frames that zstd(1) makes when it is asked to. */
static void other_frames_are_refused(void **state _unused_)
{
	static const struct {
		const char *script, *why;
	} cases[] = {
		{"zstd -q --no-check < one", "no checksum"},
		{"cat one | zstd -q", "does not say its content's size"},
		{"head -c 20000000 /dev/zero > zeros; zstd -q -19 -c zeros",
		 "more than any"},
		{"head -c 20000000 /dev/urandom > noise; "
		 "zstd -q -1 --long=27 -c noise",
		 "damaged zstd frame: Frame requires too much memory"},
		{"zstd -q --train -r . -o dict 2>/dev/null || head -c 9999 one > dict; "
		 "zstd -q -D dict -c one",
		 "zstd"},
	};
	_cleanup_(cleanup_free) char *path = scratch_path("frame");
	_cleanup_(cleanup_free) char *one = scratch_path("one");

	scratch_write(one, plain.buf, plain.len);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(cleanup_free) char *script =
			xasprintf("{ %s; } > \"$1\"", cases[i].script);
		_cleanup_(strbuf_done) struct strbuf file = STRBUF_INIT;

		scratch_run(script, path, NULL);
		scratch_read(path, &file);
		assert_refused(&file, cases[i].why);
	}
}

static void damaged_trees_are_refused(void **state _unused_)
{
	static const struct {
		const char *fault, *why;
	} cases[] = {
		{"rm $m/kernel/lib/three.ko.zst",
		 "missing, though modules.order names it"},
		{"cp $m/kernel/lib/three.ko.zst $m/kernel/lib/four.ko.zst",
		 "no modules.order of the build names it"},
		{"zstd -q -d $m/kernel/lib/three.ko.zst",
		 "no modules.order of the build names it"},
		{"mkdir $m/extra; : > $m/extra/x",
		 "no modules.order of the build names it"},
		{"mkdir modules/lib/modules/6.1; cp $m/modules.dep modules/lib/modules/6.1",
		 "no modules.order of the build names it"},
		{": > modules/x", "no modules.order of the build names it"},
		{"ln -s /lib/modules $m/build", "holds no links"},
		{"mv $m/kernel/lib x; ln -s ../../../../../x $m/kernel/lib",
		 "holds no links"},
		{"mv $m/kernel/lib/three.ko.zst x.zst; "
		 "ln -s \"$PWD/x.zst\" $m/kernel/lib/three.ko.zst",
		 "holds no links"},
		{"mkfifo $m/pipe", "holds no links or devices"},
		{"rm $m/kernel/lib/three.ko.zst; mkfifo $m/kernel/lib/three.ko.zst",
		 "not a regular file"},
		{"cd $m/kernel; mv lib/three.ko.zst x; mv fs/a/one.ko.zst lib/three.ko.zst; "
		 "mv x fs/a/one.ko.zst",
		 "its name is 'three', expected 'one'"},
		{"mv $m modules/lib/modules/6.1", "no modules of this kernel"},
		{"rm -r modules", "no modules of this kernel"},
	};

	scratch_run("cp -a modules saved", NULL, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(cleanup_free) char *script =
			xasprintf("m=" MADE_ROOT "; %s", cases[i].fault);
		_cleanup_(diag_done) struct diag d = DIAG_INIT;

		scratch_run(script, NULL, NULL);
		if (verify(&d) == 0)
			fail_msg("goes unnoticed: %s", script);
		assert_said(&d, cases[i].why);
		scratch_run("rm -rf modules x x.zst; cp -a saved modules", NULL, NULL);
	}
}

static void every_bad_module_is_listed(void **state _unused_)
{
	_cleanup_(verify_out_done) struct verify_out out = VERIFY_OUT_INIT;
	_cleanup_(diag_done) struct diag d = DIAG_INIT;

	scratch_run("cd " MADE_ROOT "/kernel; echo x > lib/three.ko.zst; "
		    "rm fs/a/two-b.ko.zst",
		    NULL, NULL);
	assert_int_equal(verify_run(&verify_in, &out, &d), -EBADMSG);
	assert_int_equal(d.errors, 2);
	assert_int_equal(out.n, 3);
	assert_int_equal(out.n_bad, 2);
	assert_true(out.modules[0].good);
	assert_false(out.modules[1].good);
	assert_false(out.modules[2].good);
	scratch_run("rm -r modules; cp -a saved modules", NULL, NULL);
}

/* A mutated file is good only when it still decompresses to the same bytes. */
static void assert_not_taken(const struct strbuf *file, bool may_be_equal)
{
	_cleanup_(strbuf_done) struct strbuf content = STRBUF_INIT;
	_cleanup_(diag_done) struct diag d = DIAG_INIT;

	if (judge(file, &d) < 0)
		return;
	if (!may_be_equal || zst_decompress(file->buf, file->len, "x", &content, &d) ||
	    content.len != plain.len || memcmp(content.buf, plain.buf, plain.len) != 0)
		fail_msg("a mutated module was taken");
}

static void mutate(struct strbuf *m, unsigned int *seed)
{
	size_t at = (size_t)rand_r(seed) % m->len, n = 1 + (size_t)rand_r(seed) % 16;

	if (n > m->len - at)
		n = m->len - at;
	switch (rand_r(seed) % 4) {
	case 0: m->buf[at] ^= (char)(1 << rand_r(seed) % 8); break;
	case 1: m->buf[at] = (char)(m->buf[at] + 1 + rand_r(seed) % 255); break;
	case 2:
		m->len = at; /* cut */
		break;
	case 3: /* double a few bytes */
		strbuf_add(m, "sixteen bytes...", n);
		memmove(m->buf + at + n, m->buf + at, m->len - at - n);
		break;
	}
}

static void mutations_are_never_taken(void **state _unused_)
{
	const char *many = getenv("KHARNESS_LONG");
	int rounds = many && *many ? 200000 : 4000;
	unsigned int seed = 61815;

	for (int round = 0; round < rounds; round++) {
		_cleanup_(strbuf_done) struct strbuf m = STRBUF_INIT, file = STRBUF_INIT;
		struct diag d = DIAG_INIT;

		if (round % 2) {
			strbuf_add(&file, good.buf, good.len);
			mutate(&file, &seed);
			assert_not_taken(&file, true);
			continue;
		}
		strbuf_add(&m, plain.buf, plain.len);
		mutate(&m, &seed);
		if (m.len == plain.len && memcmp(m.buf, plain.buf, m.len) == 0)
			continue;
		assert_int_equal(zst_compress(m.buf, m.len, 1, &file, &d), 0);
		assert_not_taken(&file, false);
	}
}

static void left_keys_are_found(void **state _unused_)
{
	static const struct {
		const char *script;
		bool found;
	} cases[] = {
		{"cp ours.key scan/a/b", true},
		{"cp ours.pem scan/a/b", false},
		{"{ head -c 1048560 /dev/zero; cat ours.key; } > scan/x", true},
		{"openssl pkey -in ours.key -outform DER -out scan/key.der", true},
		{"cp ours.der scan/x", false},
		{"openssl pkey -in ours.key -aes256 -passout pass:x -out scan/x", true},
		{"openssl pkey -in ours.key -traditional -out scan/x", true},
		{"openssl pkey -in ours.key -pubout -out scan/x", false},
		{"sed ':a;N;$!ba;s/\\n/\\\\n/g' ours.key > scan/x.json", true},
		{"echo '\"-----BEGIN PRIVATE KEY-----\\n\"' > scan/x.c", false},
		{"echo '-----BEGIN PRIVATE KEY-----' > scan/x.txt", false},
		{"ln -s ../ours.key scan/link", false},
		{"mkfifo scan/pipe", false},
	};
	_cleanup_(cleanup_free) char *dir = scratch_path("scan");

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(diag_done) struct diag d = DIAG_INIT;
		size_t n = 0;
		int err;

		scratch_run("rm -rf scan; mkdir -p scan/a; : > scan/empty", NULL, NULL);
		scratch_run(cases[i].script, NULL, NULL);
		err = keyscan_run(dir, &n, &d);
		if (err != (cases[i].found ? -EBADMSG : 0))
			fail_msg("wrong verdict on: %s", cases[i].script);
		assert_true(n >= 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_module_is_good),
		cmocka_unit_test(every_tampered_copy_is_refused),
		cmocka_unit_test(unknown_case_is_an_error),
		cmocka_unit_test(second_signature_is_refused),
		cmocka_unit_test(bytes_before_the_signature_are_refused),
		cmocka_unit_test(other_digest_is_refused),
		cmocka_unit_test(signed_rubbish_is_refused),
		cmocka_unit_test(other_module_or_kernel_is_refused),
		cmocka_unit_test(zstd_form_is_strict),
		cmocka_unit_test(other_frames_are_refused),
		cmocka_unit_test(damaged_trees_are_refused),
		cmocka_unit_test(every_bad_module_is_listed),
		cmocka_unit_test(mutations_are_never_taken),
		cmocka_unit_test(left_keys_are_found),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
