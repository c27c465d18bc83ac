/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * X.509 certificates: the public half of a signing pair, as it is built into
 * the kernel and as module signatures are verified against it.
 */
#ifndef KHARNESS_MODULE_CERTIFICATE_H
#define KHARNESS_MODULE_CERTIFICATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/macro.h"
#include "sys/diag.h"

struct certificate;

/**
 * certificate_read() - read the one certificate in a PEM file
 * @path: PEM file; other PEM blocks than certificates are passed over
 * @ret: freed by certificate_free()
 * @d: gets the error
 *
 * A file with two certificates is refused: both would be trusted.
 *
 * Return: 0, -EINVAL, or another negative errno.
 */
int certificate_read(const char *path, struct certificate **ret,
		     struct diag *d) _must_check_;

/**
 * certificate_from_der() - decode a certificate from its binary form
 * @der: exactly one certificate, nothing behind it
 * @size: bytes in @der
 * @name: where it comes from, for messages
 *
 * Return: 0, -EINVAL, or another negative errno.
 */
int certificate_from_der(const void *der, size_t size, const char *name,
			 struct certificate **ret, struct diag *d) _must_check_;

/**
 * certificate_write() - write a certificate, and nothing else, as a PEM file
 * @path: appears whole or not at all; left alone when it has this content
 */
int certificate_write(const struct certificate *cert, const char *path,
		      struct diag *d) _must_check_;

/** certificate_equal() - are both the same, byte for byte? */
bool certificate_equal(const struct certificate *a, const struct certificate *b);

/** certificate_fingerprint() - SHA-256 of the DER form in hex; lives with @cert */
const char *certificate_fingerprint(const struct certificate *cert);

/** certificate_subject() - "CN = ..." in one line; freed by the caller */
char *certificate_subject(const struct certificate *cert) _must_check_;

/** certificate_is_ecdsa() - an elliptic curve key? Otherwise it is RSA */
bool certificate_is_ecdsa(const struct certificate *cert);

/** certificate_free() - accepts NULL */
void certificate_free(struct certificate *cert);

static inline void cleanup_certificate(struct certificate **cert)
{
	certificate_free(*cert);
}

#endif
