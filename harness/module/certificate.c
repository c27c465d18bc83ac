// SPDX-License-Identifier: GPL-2.0-or-later
#include "module/certificate.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <string.h>

#include "base/alloc.h"
#include "module/openssl.h"
#include "sys/file.h"

#define PEM_MAX ((size_t)1 << 20)

struct certificate *certificate_wrap(X509 *x509)
{
	struct certificate *cert;
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned int n = 0;
	int size;

	if (!x509)
		return NULL;
	cert = xcalloc(1, sizeof(*cert));
	cert->x509 = x509;
	size = i2d_X509(x509, &cert->der);
	if (size < 0 || X509_digest(x509, EVP_sha256(), digest, &n) != 1) {
		certificate_free(cert);
		return NULL;
	}
	cert->der_size = (size_t)size;
	for (unsigned int i = 0; i < n; i++)
		snprintf(cert->fingerprint + 2 * i, 3, "%02x", digest[i]);
	return cert;
}

/* Read up to two certificates, to know whether there is exactly one. */
static int read_one(BIO *bio, const char *path, X509 **ret, struct diag *d)
{
	_cleanup_(cleanup_x509) X509 *x509 = PEM_read_bio_X509(bio, NULL, NULL, NULL);
	_cleanup_(cleanup_x509) X509 *second = NULL;

	if (!x509)
		return openssl_error(d, -EINVAL, "%s: no certificate in PEM form", path);
	second = PEM_read_bio_X509(bio, NULL, NULL, NULL);
	if (!second && ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE)
		return openssl_error(d, -EINVAL, "%s: damaged PEM file", path);
	ERR_clear_error();
	if (second) {
		diag_error(d,
			   "%s: more than one certificate, and the kernel would trust "
			   "them all; give a file with one",
			   path);
		return -EINVAL;
	}
	*ret = TAKE_PTR(x509);
	return 0;
}

int certificate_read(const char *path, struct certificate **ret, struct diag *d)
{
	_cleanup_(cleanup_bio) BIO *bio = NULL;
	_cleanup_(cleanup_free) char *pem = NULL;
	X509 *x509 = NULL;
	size_t size;
	int err;

	err = file_read(path, PEM_MAX, &pem, &size, d);
	if (err < 0)
		return err;
	bio = BIO_new_mem_buf(pem, (int)size);
	err = read_one(bio, path, &x509, d);
	OPENSSL_cleanse(pem, size); /* the file may hold the key as well */
	if (err < 0)
		return err;
	*ret = certificate_wrap(x509);
	return *ret ? 0 : openssl_error(d, -EINVAL, "%s", path);
}

int certificate_from_der(const void *der, size_t size, const char *name,
			 struct certificate **ret, struct diag *d)
{
	const unsigned char *p = der;
	_cleanup_(cleanup_certificate) struct certificate *cert =
		certificate_wrap(d2i_X509(NULL, &p, (long)size));

	/* encoded again it must be the same: DER has one form only */
	if (!cert || cert->der_size != size || memcmp(cert->der, der, size) != 0)
		return openssl_error(d, -EINVAL, "%s: damaged certificate", name);
	*ret = TAKE_PTR(cert);
	return 0;
}

int certificate_write(const struct certificate *cert, const char *path, struct diag *d)
{
	_cleanup_(cleanup_bio) BIO *bio = BIO_new(BIO_s_mem());
	char *pem;
	long size;

	if (!bio || !PEM_write_bio_X509(bio, cert->x509))
		return openssl_error(d, -EIO, "cannot encode the certificate");
	size = BIO_get_mem_data(bio, &pem);
	return file_write_if_changed(path, pem, (size_t)size, 0644, NULL, d);
}

bool certificate_equal(const struct certificate *a, const struct certificate *b)
{
	return a->der_size == b->der_size && memcmp(a->der, b->der, a->der_size) == 0;
}

const char *certificate_fingerprint(const struct certificate *cert)
{
	return cert->fingerprint;
}

char *certificate_subject(const struct certificate *cert)
{
	_cleanup_(cleanup_bio) BIO *bio = BIO_new(BIO_s_mem());
	char *text;
	long size;

	if (!bio || X509_NAME_print_ex(bio, X509_get_subject_name(cert->x509), 0,
				       XN_FLAG_ONELINE) < 0)
		return xstrdup("?");
	size = BIO_get_mem_data(bio, &text);
	return xstrndup(text, (size_t)size);
}

bool certificate_is_ecdsa(const struct certificate *cert)
{
	return EVP_PKEY_is_a(X509_get0_pubkey(cert->x509), "EC");
}

int certificate_key_check(const EVP_PKEY *key, const char *name, struct diag *d)
{
	const char *type = key ? EVP_PKEY_get0_type_name(key) : NULL;
	int bits = key ? EVP_PKEY_get_bits(key) : 0;
	char group[64] = "";

	/* the sizes that the kernel's rsa_check_key_length() takes, less 1024 */
	if (key && EVP_PKEY_is_a(key, "RSA") &&
	    (bits == 2048 || bits == 3072 || bits == 4096))
		return 0;
	if (key && EVP_PKEY_is_a(key, "EC") &&
	    EVP_PKEY_get_group_name(key, group, sizeof(group), NULL) == 1 &&
	    strcmp(group, "secp384r1") == 0)
		return 0;
	ERR_clear_error();
	diag_error(d,
		   "%s: a key of type %s%s%s, %d bits, cannot sign modules; use RSA with "
		   "4096 bits (2048 and 3072 work) or ECDSA on P-384 (secp384r1)",
		   name, type ? type : "unknown", *group ? " " : "", group, bits);
	return -EINVAL;
}

void certificate_free(struct certificate *cert)
{
	if (!cert)
		return;
	X509_free(cert->x509);
	OPENSSL_free(cert->der);
	free(cert);
}
