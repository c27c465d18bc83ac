// SPDX-License-Identifier: GPL-2.0-or-later
/* Making a pair: the part of keypair.h that builds keys and certificates. */
#include <errno.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include "base/alloc.h"
#include "module/keypair.h"
#include "module/openssl.h"

/* as the kernel's certs/Makefile has it; nothing checks it at run time */
#define VALIDITY_DAYS 36500
#define SERIAL_BITS   159 /* positive and in 20 bytes: RFC 5280, 4.1.2.2 */

static bool add_extension(X509 *x509, int nid, const char *value)
{
	X509V3_CTX ctx;
	X509_EXTENSION *extension;
	bool ok;

	X509V3_set_ctx_nodb(&ctx);
	X509V3_set_ctx(&ctx, x509, x509, NULL, NULL, 0);
	extension = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
	ok = extension && X509_add_ext(x509, extension, -1) == 1;
	X509_EXTENSION_free(extension);
	return ok;
}

static bool set_random_serial(X509 *x509)
{
	BIGNUM *bn = BN_new();
	bool ok = bn && BN_rand(bn, SERIAL_BITS, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) &&
		  BN_to_ASN1_INTEGER(bn, X509_get_serialNumber(x509));

	BN_free(bn);
	return ok;
}

static bool set_serial(X509 *x509, enum keypair_type type)
{
	if (type == KEYPAIR_RSA_NOBODY)
		return ASN1_INTEGER_set(X509_get_serialNumber(x509), 1);
	return set_random_serial(x509);
}

static bool set_names(X509 *x509, enum keypair_type type, const char *common_name,
		      const struct certificate *like)
{
	X509_NAME *subject = X509_get_subject_name(x509);

	if (!X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
					(const unsigned char *)common_name, -1, -1, 0))
		return false;
	if (!like)
		return X509_set_issuer_name(x509, subject) && set_serial(x509, type);
	return X509_set_issuer_name(x509, X509_get_issuer_name(like->x509)) &&
	       X509_set_serialNumber(x509, X509_get_serialNumber(like->x509));
}

/* The fields and extensions of the kernel's certs/default_x509.genkey. */
static bool fill_in(X509 *x509, EVP_PKEY *key, enum keypair_type type,
		    const char *common_name, const struct certificate *like)
{
	return X509_set_version(x509, X509_VERSION_3) &&
	       set_names(x509, type, common_name, like) &&
	       X509_gmtime_adj(X509_getm_notBefore(x509), 0) &&
	       X509_time_adj_ex(X509_getm_notAfter(x509), VALIDITY_DAYS, 0, NULL) &&
	       X509_set_pubkey(x509, key) &&
	       add_extension(x509, NID_basic_constraints, "critical,CA:FALSE") &&
	       add_extension(x509, NID_key_usage, "digitalSignature") &&
	       add_extension(x509, NID_subject_key_identifier, "hash") &&
	       (like || add_extension(x509, NID_authority_key_identifier, "keyid")) &&
	       X509_sign(x509, key, EVP_sha512()) > 0;
}

/* d = 1/e mod (p-1)(q-1); n = pq has 4096 bits, as both primes begin with 64 ones */
static bool nobody_numbers(BIGNUM *n, BIGNUM *e, BIGNUM *d, BN_CTX *ctx)
{
	BIGNUM *p = BN_CTX_get(ctx), *q = BN_CTX_get(ctx), *phi = BN_CTX_get(ctx);

	return phi && BN_get_rfc3526_prime_3072(p) && BN_get_rfc2409_prime_1024(q) &&
	       BN_mul(n, p, q, ctx) && BN_sub_word(p, 1) && BN_sub_word(q, 1) &&
	       BN_mul(phi, p, q, ctx) && BN_set_word(e, RSA_F4) &&
	       BN_mod_inverse(d, e, phi, ctx);
}

static EVP_PKEY *key_of_numbers(BIGNUM *n, BIGNUM *e, BIGNUM *d)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	OSSL_PARAM *params = NULL;
	EVP_PKEY *key = NULL;

	if (ctx && build && OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, n) &&
	    OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, e) &&
	    OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_D, d))
		params = OSSL_PARAM_BLD_to_param(build);
	if (params && EVP_PKEY_fromdata_init(ctx) == 1)
		EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_KEYPAIR, params);
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(build);
	EVP_PKEY_CTX_free(ctx);
	return key;
}

static EVP_PKEY *key_of_nobody(void)
{
	BN_CTX *ctx = BN_CTX_new();
	BIGNUM *n = BN_new(), *e = BN_new(), *d = BN_new();
	EVP_PKEY *key = NULL;

	if (ctx && n && e && d) {
		BN_CTX_start(ctx);
		if (nobody_numbers(n, e, d, ctx))
			key = key_of_numbers(n, e, d);
		BN_CTX_end(ctx);
	}
	BN_free(n);
	BN_free(e);
	BN_free(d);
	BN_CTX_free(ctx);
	return key;
}

static EVP_PKEY *make_key(enum keypair_type type)
{
	switch (type) {
	case KEYPAIR_RSA_4096: return EVP_RSA_gen(4096);
	case KEYPAIR_ECDSA_P384: return EVP_EC_gen("P-384");
	case KEYPAIR_RSA_NOBODY: return key_of_nobody();
	}
	return NULL;
}

int keypair_generate(enum keypair_type type, const char *common_name,
		     const struct certificate *like, struct keypair **ret, struct diag *d)
{
	_cleanup_(cleanup_keypair) struct keypair *pair = xcalloc(1, sizeof(*pair));
	_cleanup_(cleanup_x509) X509 *x509 = X509_new();

	pair->key = make_key(type);
	if (!pair->key)
		return openssl_error(d, -EIO, "cannot make a key");
	if (!x509 || !fill_in(x509, pair->key, type, common_name, like))
		return openssl_error(d, -EIO, "cannot make a certificate for '%s'",
				     common_name);
	pair->certificate = certificate_wrap(TAKE_PTR(x509));
	if (!pair->certificate)
		return openssl_error(d, -EIO, "cannot encode the certificate");
	*ret = TAKE_PTR(pair);
	return 0;
}
