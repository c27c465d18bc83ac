// SPDX-License-Identifier: GPL-2.0-or-later
#include "module/cms.h"

#include <errno.h>
#include <limits.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <string.h>

#include "base/alloc.h"
#include "module/openssl.h"

#define SIGN_FLAGS (CMS_NOCERTS | CMS_BINARY)

static void cleanup_cms(CMS_ContentInfo **cms)
{
	CMS_ContentInfo_free(*cms);
}

static void cleanup_x509_stack(STACK_OF(X509) * *stack)
{
	sk_X509_free(*stack);
}

/* Of CONFIG_MODULE_SIG_HASH: not SHA-1; and OpenSSL 3.0's CMS has no SHA-3. */
static const EVP_MD *digest_of(const char *hash)
{
	static const char *const names[] = {"sha256", "sha384", "sha512"};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (strcmp(hash, names[i]) == 0)
			return EVP_get_digestbyname(hash);
	return NULL;
}

bool cms_hash_known(const char *hash)
{
	return digest_of(hash);
}

int cms_sign(const struct keypair *pair, const char *hash, const void *data, size_t size,
	     struct strbuf *ret, struct diag *d)
{
	_cleanup_(cleanup_cms) CMS_ContentInfo *cms = NULL;
	_cleanup_(cleanup_bio) BIO *in = NULL;
	unsigned char *der = NULL;
	int n;

	if (size > INT_MAX) {
		diag_error(d, "%zu bytes are too many to sign", size);
		return -EFBIG;
	}
	in = BIO_new_mem_buf(data, (int)size);
	cms = CMS_sign(NULL, NULL, NULL, NULL,
		       SIGN_FLAGS | CMS_PARTIAL | CMS_DETACHED | CMS_STREAM);
	if (!in || !cms ||
	    !CMS_add1_signer(cms, pair->certificate->x509, pair->key, digest_of(hash),
			     SIGN_FLAGS | CMS_NOSMIMECAP | CMS_NOATTR) ||
	    CMS_final(cms, in, NULL, SIGN_FLAGS) != 1)
		return openssl_error(d, -EIO, "cannot sign");
	n = i2d_CMS_ContentInfo(cms, &der);
	if (n < 0)
		return openssl_error(d, -EIO, "cannot encode the signature");
	strbuf_add(ret, der, (size_t)n);
	OPENSSL_free(der);
	return 0;
}

/* Append one constructed DER element, and empty @content for the next. */
static void add_der(struct strbuf *sb, int tag, int class, struct strbuf *content)
{
	unsigned char header[16], *p = header;

	ASN1_put_object(&p, V_ASN1_CONSTRUCTED >> 5, (int)content->len, tag, class);
	strbuf_add(sb, header, (size_t)(p - header));
	strbuf_add(sb, content->buf, content->len);
	strbuf_done(content);
}

static void add_sequence(struct strbuf *sb, struct strbuf *content)
{
	add_der(sb, V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL, content);
}

static void add_set(struct strbuf *sb, struct strbuf *content)
{
	add_der(sb, V_ASN1_SET, V_ASN1_UNIVERSAL, content);
}

/* Append what one of OpenSSL's i2d functions makes of a value. */
#define ADD_I2D(sb, i2d, value)                     \
	do {                                        \
		unsigned char *_der = NULL;         \
		int _n = (i2d)((value), &_der);     \
		if (_n > 0)                         \
			strbuf_add((sb), _der, _n); \
		OPENSSL_free(_der);                 \
	} while (0)

static void add_version_1(struct strbuf *sb)
{
	strbuf_add(sb, "\x02\x01\x01", 3);
}

/*
 * The structure that cms_sign() would have made (RFC 5652, 5.1), with the
 * signature value of @si in it.
 */
static void build_expected(CMS_SignerInfo *si, const X509 *signer, struct strbuf *ret)
{
	struct strbuf sid = STRBUF_INIT, info = STRBUF_INIT, digests = STRBUF_INIT;
	struct strbuf type = STRBUF_INIT, infos = STRBUF_INIT, data = STRBUF_INIT;
	struct strbuf content = STRBUF_INIT, all = STRBUF_INIT;
	X509_ALGOR *digest, *signature;

	CMS_SignerInfo_get0_algs(si, NULL, NULL, &digest, &signature);
	ADD_I2D(&sid, i2d_X509_NAME, X509_get_issuer_name(signer));
	ADD_I2D(&sid, i2d_ASN1_INTEGER, X509_get0_serialNumber(signer));
	add_version_1(&info);
	add_sequence(&info, &sid);
	ADD_I2D(&info, i2d_X509_ALGOR, digest);
	ADD_I2D(&info, i2d_X509_ALGOR, signature);
	ADD_I2D(&info, i2d_ASN1_OCTET_STRING, CMS_SignerInfo_get0_signature(si));
	add_sequence(&infos, &info);

	add_version_1(&data);
	ADD_I2D(&digests, i2d_X509_ALGOR, digest);
	add_set(&data, &digests);
	ADD_I2D(&type, i2d_ASN1_OBJECT, OBJ_nid2obj(NID_pkcs7_data));
	add_sequence(&data, &type);
	add_set(&data, &infos);

	add_sequence(&content, &data);
	ADD_I2D(&all, i2d_ASN1_OBJECT, OBJ_nid2obj(NID_pkcs7_signed));
	add_der(&all, 0, V_ASN1_CONTEXT_SPECIFIC, &content);
	add_sequence(ret, &all);
}

static int bad(const struct cms_signed *s, struct diag *d, const char *what)
{
	struct loc loc = {.file = s->name};

	diag_at(d, DIAG_ERROR, &loc, "%s", what);
	return -EBADMSG;
}

/* Absent and NULL parameters are both in use (RFC 5754, section 2). */
static bool is_algorithm(const X509_ALGOR *algorithm, int nid)
{
	const ASN1_OBJECT *object;
	int type;

	X509_ALGOR_get0(&object, &type, NULL, algorithm);
	return OBJ_obj2nid(object) == nid &&
	       (type == V_ASN1_UNDEF || type == V_ASN1_NULL);
}

static int check_digest(const struct cms_signed *s, CMS_SignerInfo *si, const char *hash,
			struct diag *d)
{
	X509_ALGOR *digest, *signature;
	struct loc loc = {.file = s->name};
	const ASN1_OBJECT *object;
	char found[64] = "?";

	CMS_SignerInfo_get0_algs(si, NULL, NULL, &digest, &signature);
	if (is_algorithm(digest, EVP_MD_get_type(digest_of(hash))))
		return 0;
	X509_ALGOR_get0(&object, NULL, NULL, digest);
	OBJ_obj2txt(found, sizeof(found), object, 0);
	diag_at(d, DIAG_ERROR, &loc,
		"signed over the digest '%s', but the configuration asks for '%s'", found,
		hash);
	return -EBADMSG;
}

static int check_signature_algorithm(const struct cms_signed *s, CMS_SignerInfo *si,
				     const struct certificate *cert, const char *hash,
				     struct diag *d)
{
	X509_ALGOR *digest, *signature;
	int nid = NID_rsaEncryption;

	CMS_SignerInfo_get0_algs(si, NULL, NULL, &digest, &signature);
	if (certificate_is_ecdsa(cert))
		OBJ_find_sigid_by_algs(&nid, EVP_MD_get_type(digest_of(hash)),
				       NID_X9_62_id_ecPublicKey);
	if (!is_algorithm(signature, nid))
		return bad(s, d, "the signature is of another kind than the key");
	return 0;
}

/* The form: one signer, the right one, and nothing else in the structure. */
static int check_form(const struct cms_signed *s, CMS_ContentInfo *cms,
		      const struct certificate *cert, const char *hash, struct diag *d)
{
	STACK_OF(CMS_SignerInfo) *signers = CMS_get0_SignerInfos(cms);
	_cleanup_(strbuf_done) struct strbuf expected = STRBUF_INIT;
	CMS_SignerInfo *si;
	int err;

	if (sk_CMS_SignerInfo_num(signers) != 1)
		return bad(s, d, "not exactly one signer in the signature");
	si = sk_CMS_SignerInfo_value(signers, 0);
	if (CMS_SignerInfo_cert_cmp(si, cert->x509) != 0)
		return bad(s, d, "signed by another key than the kernel's");
	err = check_digest(s, si, hash, d);
	if (err == 0)
		err = check_signature_algorithm(s, si, cert, hash, d);
	if (err < 0)
		return err;
	build_expected(si, cert->x509, &expected);
	if (expected.len != s->cms_size || memcmp(expected.buf, s->cms, s->cms_size) != 0)
		return bad(s, d,
			   "more in the signature than signer, digest and value; the "
			   "kernel's sign-file does not make such a one");
	return 0;
}

static int check_value(const struct cms_signed *s, CMS_ContentInfo *cms,
		       const struct certificate *cert, struct diag *d)
{
	_cleanup_(cleanup_x509_stack) STACK_OF(X509) *certs = sk_X509_new_null();
	_cleanup_(cleanup_bio) BIO *in = BIO_new_mem_buf(s->data, (int)s->size);

	if (!in || !certs || !sk_X509_push(certs, cert->x509))
		return openssl_error(d, -ENOMEM, "%s", s->name);
	if (CMS_verify(cms, certs, NULL, in, NULL,
		       CMS_BINARY | CMS_NOINTERN | CMS_NO_SIGNER_CERT_VERIFY) == 1)
		return 0;
	ERR_clear_error();
	return bad(s, d,
		   "the signature does not fit: the module or the signature was "
		   "altered");
}

int cms_verify(const struct cms_signed *s, const struct certificate *certificate,
	       const char *hash, struct diag *d)
{
	_cleanup_(cleanup_cms) CMS_ContentInfo *cms = NULL;
	const unsigned char *p = s->cms;
	int err;

	if (s->size > INT_MAX || s->cms_size > INT_MAX)
		return bad(s, d, "too large");
	cms = d2i_CMS_ContentInfo(NULL, &p, (long)s->cms_size);
	if (!cms || OBJ_obj2nid(CMS_get0_type(cms)) != NID_pkcs7_signed) {
		ERR_clear_error();
		return bad(s, d, "the signature is no CMS SignedData structure");
	}
	err = check_form(s, cms, certificate, hash, d);
	if (err == 0)
		err = check_value(s, cms, certificate, d);
	ERR_clear_error();
	return err;
}
