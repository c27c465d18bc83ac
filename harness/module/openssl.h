/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Private to certificate.c, keypair.c, keygen.c and cms.c, the only files of the
 * harness that see OpenSSL. Everything else uses their headers.
 */
#ifndef KHARNESS_MODULE_OPENSSL_H
#define KHARNESS_MODULE_OPENSSL_H

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "base/macro.h"
#include "sys/diag.h"

struct certificate {
	X509 *x509;
	unsigned char *der;
	size_t der_size;
	char fingerprint[2 * 32 + 1]; /* SHA-256 of the DER form, in hex */
};

struct keypair {
	EVP_PKEY *key;
	struct certificate *certificate;
};

/**
 * openssl_error() - turn OpenSSL's queue of errors into one message
 * @d: gets "what: reason"; the reason is the last error of the queue
 * @err: negative errno to pass on
 * @fmt: what was being done, as printf(3)
 *
 * The queue belongs to the thread and is empty afterwards.
 *
 * Return: @err.
 */
int openssl_error(struct diag *d, int err, const char *fmt, ...) _printf_(3, 4);

/** certificate_wrap() - take over one reference of @x509; NULL stays NULL */
struct certificate *certificate_wrap(X509 *x509);

/** certificate_key_check() - refuse a key that the kernel's verifier does not take */
int certificate_key_check(const EVP_PKEY *key, const char *name,
			  struct diag *d) _must_check_;

static inline void cleanup_bio(BIO **bio)
{
	BIO_free_all(*bio);
}

static inline void cleanup_pkey(EVP_PKEY **key)
{
	EVP_PKEY_free(*key);
}

static inline void cleanup_x509(X509 **x509)
{
	X509_free(*x509);
}

#endif
