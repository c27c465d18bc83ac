/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Signing pairs: a private key and its certificate.
 *
 * An ephemeral pair is made before the kernel is built, its certificate is
 * built into that kernel, and its private half is destroyed as soon as the
 * modules are signed. Until then it is in one file, KEYDIR/signing_key.pem,
 * mode 0600 in a directory with mode 0700. It is never in an argument, a
 * message or the environment.
 */
#ifndef KHARNESS_MODULE_KEYPAIR_H
#define KHARNESS_MODULE_KEYPAIR_H

#include <stdbool.h>

#include "base/macro.h"
#include "module/certificate.h"
#include "sys/diag.h"

enum keypair_type {
	KEYPAIR_RSA_4096,
	KEYPAIR_ECDSA_P384,
	/*
	 * RSA-4096 of primes that RFC 3526 and RFC 2409 publish: the same pair every
	 * time and no secret, for copies that must be refused and be reproducible.
	 */
	KEYPAIR_RSA_NOBODY
};

struct keypair_request {
	enum keypair_type type;
	const char *common_name; /* names the build: "kharness smoke-x86_64 6.18.15" */
	const char *keydir;	 /* made private when missing; gets signing_key.pem */
	const char *certificate; /* PEM file to write; its directory must exist */
};

struct keypair;

/**
 * keypair_make() - make an ephemeral pair, in place of an older one
 * @request: what and where
 * @d: gets the error
 *
 * The certificate is as the kernel's certs/default_x509.genkey asks for:
 * self-signed, no CA, digitalSignature, with both key identifiers. An RSA key
 * takes about a second.
 *
 * Return: 0 or a negative errno; then no private key is left behind.
 */
int keypair_make(const struct keypair_request *request, struct diag *d) _must_check_;

/**
 * keypair_exists() - is there an ephemeral private key in @keydir?
 *
 * False means that it was never made, or that it has done its signing.
 */
bool keypair_exists(const char *keydir);

/**
 * keypair_destroy() - overwrite and remove the private key and its directory
 * @keydir: as in the request; a missing one is fine
 *
 * Return: 0 or a negative errno with a message in @d.
 */
int keypair_destroy(const char *keydir, struct diag *d) _must_check_;

/**
 * keypair_load() - read a pair for signing
 * @key: PEM file with the private key, not encrypted
 * @certificate: PEM file with its certificate; may be the same file
 * @ret: freed by keypair_free()
 * @d: gets the error
 *
 * Refused with the reason: keys that are not RSA (2048, 3072 or 4096 bits) or
 * ECDSA P-384, and a key that does not belong to the certificate.
 *
 * Return: 0, -EINVAL when the pair cannot be used, -ENOENT, or another
 * negative errno.
 */
int keypair_load(const char *key, const char *certificate, struct keypair **ret,
		 struct diag *d) _must_check_;

/** keypair_load_ephemeral() - keypair_load() of the key in @keydir */
int keypair_load_ephemeral(const char *keydir, const char *certificate,
			   struct keypair **ret, struct diag *d) _must_check_;

/**
 * keypair_generate() - make a pair in memory only
 * @type: kind of key
 * @common_name: subject and issuer
 * @like: when not NULL, the certificate claims its issuer and serial number
 */
int keypair_generate(enum keypair_type type, const char *common_name,
		     const struct certificate *like, struct keypair **ret,
		     struct diag *d) _must_check_;

/** keypair_certificate() - the public half; lives with @pair */
const struct certificate *keypair_certificate(const struct keypair *pair);

/** keypair_is_private_key() - do these bytes decode as a private key (DER)? */
bool keypair_is_private_key(const void *data, size_t size);

/** keypair_free() - wipe from memory; accepts NULL */
void keypair_free(struct keypair *pair);

static inline void cleanup_keypair(struct keypair **pair)
{
	keypair_free(*pair);
}

#endif
