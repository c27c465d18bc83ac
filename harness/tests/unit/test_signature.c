// SPDX-License-Identifier: GPL-2.0-or-later
/* Keys, certificates and the signature block. */
#include <errno.h>
#include <sys/stat.h>

#include "tests/unit/scratch.h"

#include "module/cms.h"
#include "module/keypair.h"
#include "module/modsig.h"

static struct keypair *rsa, *ecdsa, *other;

static int make_pairs(void **state)
{
	struct diag d = DIAG_INIT;

	return scratch_make(state) ||
	       keypair_generate(KEYPAIR_RSA_4096, "test", NULL, &rsa, &d) ||
	       keypair_generate(KEYPAIR_RSA_4096, "test", keypair_certificate(rsa),
				&other, &d) ||
	       keypair_generate(KEYPAIR_ECDSA_P384, "test", NULL, &ecdsa, &d);
}

static int free_pairs(void **state)
{
	keypair_free(rsa);
	keypair_free(other);
	keypair_free(ecdsa);
	return scratch_remove(state);
}

/* A pair made by openssl(1): $1 gets the key, $2 the certificate. */
static void openssl_pair(const char *args, const char *key, const char *cert)
{
	_cleanup_(cleanup_free) char *script =
		xasprintf("openssl req -new -x509 -nodes -batch -subj /CN=given -sha512 "
			  "-days 9 %s -keyout \"$1\" -out \"$2\" 2>&1",
			  args);

	scratch_run(script, key, cert);
}

static void ephemeral_pair_is_private_and_destroyed(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	_cleanup_(cleanup_free) char *dir = scratch_path("key");
	_cleanup_(cleanup_free) char *key = scratch_path("key/signing_key.pem");
	_cleanup_(cleanup_free) char *cert = scratch_path("kharness.pem");
	_cleanup_(cleanup_keypair) struct keypair *pair = NULL;
	struct keypair_request request = {KEYPAIR_ECDSA_P384, "a build", dir, cert};
	struct stat st;

	assert_false(keypair_exists(dir));
	for (int i = 0; i < 2; i++) /* the second replaces the first */
		assert_int_equal(keypair_make(&request, &d), 0);
	assert_true(keypair_exists(dir));
	assert_int_equal(stat(key, &st), 0);
	assert_int_equal(st.st_mode, S_IFREG | 0600);
	assert_int_equal(stat(dir, &st), 0);
	assert_int_equal(st.st_mode, S_IFDIR | 0700);
	assert_int_equal(keypair_load_ephemeral(dir, cert, &pair, &d), 0);
	scratch_run("openssl x509 -in \"$1\" -noout -text > text; "
		    "for i in 'CA:FALSE' 'Digital Signature' 'CN = a build' "
		    "'Subject Key Identifier' 'Authority Key Identifier'; do "
		    "grep -q \"$i\" text || { echo \"$i\" >&2; exit 1; }; done; "
		    "openssl verify -CAfile \"$1\" \"$1\"",
		    cert, NULL);
	assert_int_equal(keypair_destroy(dir, &d), 0);
	assert_int_equal(stat(dir, &st), -1);
	assert_int_equal(keypair_destroy(dir, &d), 0);
	assert_no_errors(&d);
	keypair_free(TAKE_PTR(pair));
	assert_int_equal(keypair_load_ephemeral(dir, cert, &pair, &d), -ENOENT);
	assert_said(&d, "run 'kharness build' again");
}

static void no_key_is_left_when_the_certificate_cannot_be_written(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	_cleanup_(cleanup_free) char *dir = scratch_path("key2");
	_cleanup_(cleanup_free) char *cert = scratch_path("missing/kharness.pem");
	struct keypair_request request = {KEYPAIR_ECDSA_P384, "a build", dir, cert};

	assert_int_equal(keypair_make(&request, &d), -ENOENT);
	assert_false(keypair_exists(dir));
}

static void foreign_directory_is_not_used(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	_cleanup_(cleanup_free) char *dir = scratch_path("open");
	_cleanup_(cleanup_free) char *file = scratch_path("open/mine");
	_cleanup_(cleanup_free) char *cert = scratch_path("kharness.pem");
	struct keypair_request request = {KEYPAIR_ECDSA_P384, "a build", dir, cert};

	assert_int_equal(mkdir(dir, 0755), 0);
	scratch_write(file, "x", 1);
	assert_int_equal(keypair_make(&request, &d), -ENOTEMPTY);
	assert_false(keypair_exists(dir));
	assert_int_equal(access(file, F_OK), 0);
}

static void given_keys_are_checked(void **state _unused_)
{
	static const struct {
		const char *args;
		const char *why; /* NULL: it is fine */
	} cases[] = {
		{"-newkey rsa:1024", "a key of type RSA, 1024 bits"},
		{"-newkey rsa:2048", NULL},
		{"-newkey ec -pkeyopt ec_paramgen_curve:P-384", NULL},
		{"-newkey ec -pkeyopt ec_paramgen_curve:P-256",
		 "a key of type EC prime256v1, 256 bits"},
		{"-newkey ed25519", "a key of type ED25519, 256 bits"},
		{"-newkey rsa-pss -pkeyopt rsa_keygen_bits:2048", "type RSA-PSS"},
	};
	_cleanup_(cleanup_free) char *key = scratch_path("given.key");
	_cleanup_(cleanup_free) char *cert = scratch_path("given.pem");

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(diag_done) struct diag d = DIAG_INIT;
		_cleanup_(cleanup_keypair) struct keypair *pair = NULL;
		int err;

		openssl_pair(cases[i].args, key, cert);
		err = keypair_load(key, cert, &pair, &d);
		assert_int_equal(err, cases[i].why ? -EINVAL : 0);
		if (cases[i].why)
			assert_said(&d, cases[i].why);
	}
}

static void pair_must_match(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	_cleanup_(cleanup_free) char *key = scratch_path("a.key");
	_cleanup_(cleanup_free) char *cert = scratch_path("a.pem");
	_cleanup_(cleanup_free) char *both = scratch_path("both.pem");
	struct keypair *pair = NULL;

	openssl_pair("-newkey ec -pkeyopt ec_paramgen_curve:P-384", key, cert);
	openssl_pair("-newkey ec -pkeyopt ec_paramgen_curve:P-384", both, cert);
	assert_int_equal(keypair_load(key, cert, &pair, &d), -EINVAL);
	assert_said(&d, "does not belong to the certificate");
	assert_int_equal(keypair_load(cert, cert, &pair, &d), -EINVAL);
	assert_said(&d, "no private key in PEM form");
	assert_int_equal(keypair_load(key, key, &pair, &d), -EINVAL);
	assert_said(&d, "no certificate in PEM form");
	scratch_run("cat \"$1\" \"$1\" > two.pem", cert, NULL);
	free(key);
	key = scratch_path("two.pem");
	assert_int_equal(keypair_load(both, key, &pair, &d), -EINVAL);
	assert_said(&d, "more than one certificate");
	scratch_run("openssl pkey -in \"$1\" -aes256 -passout pass:x -out \"$2\"", both,
		    key);
	assert_int_equal(keypair_load(key, cert, &pair, &d), -EINVAL);
	assert_said(&d, "is encrypted");
	assert_int_equal(keypair_load("/nonexistent", cert, &pair, &d), -ENOENT);
	/* key and certificate in one file, as the kernel's signing_key.pem */
	scratch_run("cat \"$2\" >> \"$1\"", both, cert);
	assert_int_equal(keypair_load(both, both, &pair, &d), 0);
	keypair_free(pair);
}

static void certificate_is_written_without_the_key(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	_cleanup_(cleanup_free) char *both = scratch_path("one.pem");
	_cleanup_(cleanup_free) char *copy = scratch_path("copy.pem");
	_cleanup_(cleanup_certificate) struct certificate *a = NULL, *b = NULL;
	_cleanup_(strbuf_done) struct strbuf text = STRBUF_INIT;

	openssl_pair("-newkey ec -pkeyopt ec_paramgen_curve:P-384", both, both);
	assert_int_equal(certificate_read(both, &a, &d), 0);
	assert_int_equal(certificate_write(a, copy, &d), 0);
	scratch_read(copy, &text);
	assert_null(strstr(text.buf, "PRIVATE"));
	assert_int_equal(certificate_read(copy, &b, &d), 0);
	assert_true(certificate_equal(a, b));
	assert_true(certificate_is_ecdsa(a));
	assert_int_equal(strlen(certificate_fingerprint(a)), 64);
}

static int verify(const struct keypair *pair, const char *hash, const struct strbuf *data,
		  const struct strbuf *cms, struct diag *d)
{
	struct cms_signed s = {data->buf, data->len, cms->buf, cms->len, "m.ko"};

	return cms_verify(&s, keypair_certificate(pair), hash, d);
}

static void round_trip(const struct keypair *pair, const char *hash)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	_cleanup_(strbuf_done) struct strbuf data = STRBUF_INIT, cms = STRBUF_INIT;

	strbuf_adds(&data, "some module\r\n\n");
	if (cms_sign(pair, hash, data.buf, data.len, &cms, &d) < 0 ||
	    verify(pair, hash, &data, &cms, &d) < 0)
		fail_msg("%s: %s", hash, d.entries[0].text);
	/* another digest than the configured one, which the kernel would take */
	assert_int_equal(verify(pair, strcmp(hash, "sha384") ? "sha384" : "sha512", &data,
				&cms, &d),
			 -EBADMSG);
	assert_said(&d, "signed over the digest");
	data.buf[3] ^= 1;
	assert_int_equal(verify(pair, hash, &data, &cms, &d), -EBADMSG);
	assert_said(&d, "was altered");
}

static void signatures_verify(void **state _unused_)
{
	static const char *const hashes[] = {"sha256", "sha384", "sha512"};

	for (size_t i = 0; i < ARRAY_SIZE(hashes); i++) {
		assert_true(cms_hash_known(hashes[i]));
		round_trip(rsa, hashes[i]);
		round_trip(ecdsa, hashes[i]);
	}
	assert_false(cms_hash_known("sha1"));
	assert_false(cms_hash_known("md5"));
	assert_false(cms_hash_known(""));
}

static void other_signers_are_refused(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	_cleanup_(strbuf_done) struct strbuf data = STRBUF_INIT, cms = STRBUF_INIT;

	strbuf_adds(&data, "some module");
	assert_int_equal(cms_sign(ecdsa, "sha512", data.buf, data.len, &cms, &d), 0);
	assert_int_equal(verify(rsa, "sha512", &data, &cms, &d), -EBADMSG);
	assert_said(&d, "signed by another key");
	/* it claims issuer and serial number of the right one */
	strbuf_clear(&cms);
	assert_int_equal(cms_sign(other, "sha512", data.buf, data.len, &cms, &d), 0);
	assert_int_equal(verify(rsa, "sha512", &data, &cms, &d), -EBADMSG);
	assert_said(&d, "was altered");
}

/* No byte of the structure may be anything else, and nothing may be behind. */
static void every_bit_counts(void **state _unused_)
{
	const struct keypair *pairs[] = {rsa, ecdsa};

	for (size_t k = 0; k < ARRAY_SIZE(pairs); k++) {
		_cleanup_(strbuf_done) struct strbuf data = STRBUF_INIT;
		_cleanup_(strbuf_done) struct strbuf cms = STRBUF_INIT;
		_cleanup_(diag_done) struct diag d = DIAG_INIT;

		strbuf_adds(&data, "some module");
		assert_int_equal(
			cms_sign(pairs[k], "sha512", data.buf, data.len, &cms, &d), 0);
		for (size_t i = 0; i < 8 * cms.len; i++) {
			cms.buf[i / 8] ^= (char)(1 << i % 8);
			if (verify(pairs[k], "sha512", &data, &cms, &d) != -EBADMSG)
				fail_msg("flipped bit %zu goes unnoticed", i);
			cms.buf[i / 8] ^= (char)(1 << i % 8);
		}
		while (--cms.len)
			assert_int_equal(verify(pairs[k], "sha512", &data, &cms, &d),
					 -EBADMSG);
	}
}

/* Signatures of other tools: valid for the kernel, but not what we make. */
static void only_our_own_form_is_taken(void **state _unused_)
{
	static const char *const forms[] = {"-nocerts -noattr -keyid", "-nocerts",
					    "-noattr", "-nocerts -noattr -nodetach"};
	_cleanup_(cleanup_free) char *key = scratch_path("f.key");
	_cleanup_(cleanup_free) char *cert = scratch_path("f.pem");
	_cleanup_(cleanup_free) char *out = scratch_path("f.cms");
	_cleanup_(cleanup_keypair) struct keypair *pair = NULL;
	_cleanup_(strbuf_done) struct strbuf data = STRBUF_INIT, cms = STRBUF_INIT;
	_cleanup_(diag_done) struct diag d = DIAG_INIT;

	openssl_pair("-newkey rsa:2048", key, cert);
	assert_int_equal(keypair_load(key, cert, &pair, &d), 0);
	strbuf_adds(&data, "some module");
	for (size_t i = 0; i < ARRAY_SIZE(forms) + 1; i++) {
		bool ours = i == ARRAY_SIZE(forms);
		_cleanup_(cleanup_free) char *script = xasprintf(
			"printf 'some module' | openssl cms -sign -binary -outform DER "
			"-md sha512 -signer f.pem -inkey f.key -out f.cms %s",
			ours ? "-nocerts -noattr" : forms[i]);

		scratch_run(script, NULL, NULL);
		strbuf_clear(&cms);
		scratch_read(out, &cms);
		if (verify(pair, "sha512", &data, &cms, &d) != (ours ? 0 : -EBADMSG))
			fail_msg("wrong verdict on: %s", script);
	}
}

static void block_is_found(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	_cleanup_(strbuf_done) struct strbuf m = STRBUF_INIT;
	struct modsig sig;

	strbuf_adds(&m, "body");
	assert_false(modsig_present(m.buf, m.len));
	assert_int_equal(modsig_parse(m.buf, m.len, "m.ko", &sig, &d), -ENODATA);
	assert_said(&d, "unsigned");
	modsig_append(&m, "CMSCMS", 6);
	assert_int_equal(m.len, 4 + 6 + 12 + 28);
	assert_memory_equal(m.buf + 4, "CMSCMS\0\0\2\0\0\0\0\0\0\0\0\6~Module", 25);
	assert_true(modsig_present(m.buf, m.len));
	assert_int_equal(modsig_parse(m.buf, m.len, "m.ko", &sig, &d), 0);
	assert_int_equal(sig.body_size, 4);
	assert_int_equal(sig.cms_size, 6);
	assert_memory_equal(sig.cms, "CMSCMS", 6);
}

static void damaged_blocks_are_refused(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	_cleanup_(strbuf_done) struct strbuf m = STRBUF_INIT;
	struct modsig sig;

	strbuf_adds(&m, "body");
	modsig_append(&m, "CMSCMS", 6);
	for (size_t i = 10; i < 22; i++) {
		m.buf[i] ^= 8; /* length 6 becomes 14 */
		assert_int_equal(modsig_parse(m.buf, m.len, "m.ko", &sig, &d), -EBADMSG);
		m.buf[i] ^= 8;
	}
	for (size_t i = 22; i < m.len; i++) {
		m.buf[i] ^= 8;
		assert_int_equal(modsig_parse(m.buf, m.len, "m.ko", &sig, &d), -ENODATA);
		m.buf[i] ^= 8;
	}
	m.buf[21] = 10; /* body and signature: the kernel wants a body, so do we */
	assert_int_equal(modsig_parse(m.buf, m.len, "m.ko", &sig, &d), -EBADMSG);
	m.buf[21] = 0;
	assert_int_equal(modsig_parse(m.buf, m.len, "m.ko", &sig, &d), -EBADMSG);
	for (size_t n = 0; n <= MODSIG_MARKER_SIZE; n++) /* marker alone, or less */
		assert_int_equal(modsig_parse(m.buf + m.len - n, n, "m.ko", &sig, &d),
				 -ENODATA);
	for (size_t n = MODSIG_MARKER_SIZE + 1; n <= 40; n++)
		assert_int_equal(modsig_parse(m.buf + m.len - n, n, "m.ko", &sig, &d),
				 -EBADMSG);
}

static void der_keys_are_recognised(void **state _unused_)
{
	_cleanup_(cleanup_free) char *key = scratch_path("d.key");
	_cleanup_(cleanup_free) char *cert = scratch_path("d.pem");
	_cleanup_(strbuf_done) struct strbuf der = STRBUF_INIT;

	openssl_pair("-newkey ec -pkeyopt ec_paramgen_curve:P-384", key, cert);
	scratch_run("openssl pkey -in \"$1\" -outform DER -out k; mv k \"$1\"; "
		    "openssl x509 -in \"$2\" -outform DER -out c; mv c \"$2\"",
		    key, cert);
	scratch_read(key, &der);
	assert_true(keypair_is_private_key(der.buf, der.len));
	strbuf_clear(&der);
	scratch_read(cert, &der);
	assert_false(keypair_is_private_key(der.buf, der.len));
	assert_false(keypair_is_private_key("0", 1));
	assert_false(keypair_is_private_key("", 0));
}

/* Two runs give the same bytes, or no initramfs would be reproducible. */
static void key_of_nobody_is_always_the_same(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	struct strbuf cms[2] = {STRBUF_INIT, STRBUF_INIT};
	struct cms_signed signed_by;

	for (int i = 0; i < 2; i++) {
		_cleanup_(cleanup_keypair) struct keypair *pair = NULL;

		assert_int_equal(
			keypair_generate(KEYPAIR_RSA_NOBODY, "nobody", NULL, &pair, &d),
			0);
		assert_int_equal(cms_sign(pair, "sha512", "text", 4, &cms[i], &d), 0);
		signed_by =
			(struct cms_signed){"text", 4, cms[i].buf, cms[i].len, "text"};
		assert_int_equal(
			cms_verify(&signed_by, keypair_certificate(pair), "sha512", &d),
			0);
	}
	assert_int_equal(cms[0].len, cms[1].len);
	assert_memory_equal(cms[0].buf, cms[1].buf, cms[0].len);
	strbuf_done(&cms[0]);
	strbuf_done(&cms[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ephemeral_pair_is_private_and_destroyed),
		cmocka_unit_test(no_key_is_left_when_the_certificate_cannot_be_written),
		cmocka_unit_test(foreign_directory_is_not_used),
		cmocka_unit_test(given_keys_are_checked),
		cmocka_unit_test(pair_must_match),
		cmocka_unit_test(certificate_is_written_without_the_key),
		cmocka_unit_test(signatures_verify),
		cmocka_unit_test(other_signers_are_refused),
		cmocka_unit_test(every_bit_counts),
		cmocka_unit_test(only_our_own_form_is_taken),
		cmocka_unit_test(block_is_found),
		cmocka_unit_test(damaged_blocks_are_refused),
		cmocka_unit_test(der_keys_are_recognised),
		cmocka_unit_test(key_of_nobody_is_always_the_same),
	};

	return cmocka_run_group_tests(tests, make_pairs, free_pairs);
}
