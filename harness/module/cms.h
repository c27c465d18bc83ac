/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Module signatures: CMS SignedData, detached, over the module's bytes.
 *
 * The form is that of the kernel's scripts/sign-file, byte for byte: one signer
 * named by issuer and serial number, no attributes, no certificates.
 */
#ifndef KHARNESS_MODULE_CMS_H
#define KHARNESS_MODULE_CMS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/macro.h"
#include "base/strbuf.h"
#include "module/certificate.h"
#include "module/keypair.h"
#include "sys/diag.h"

/**
 * cms_hash_known() - may modules be signed with this digest?
 * @hash: name as in CONFIG_MODULE_SIG_HASH; sha256, sha384 or sha512
 */
bool cms_hash_known(const char *hash);

/**
 * cms_sign() - make a signature
 * @pair: may be used by several threads at once
 * @hash: "sha512", ...: see cms_hash_known()
 * @data: what is signed
 * @size: bytes in @data, at most INT_MAX
 * @ret: initialised; gets the DER form appended
 * @d: gets the error
 *
 * Return: 0 or a negative errno.
 */
int cms_sign(const struct keypair *pair, const char *hash, const void *data, size_t size,
	     struct strbuf *ret, struct diag *d) _must_check_;

/* A signature and what it is about. */
struct cms_signed {
	const void *data;
	size_t size; /* at most INT_MAX */
	const void *cms;
	size_t cms_size;
	const char *name; /* for messages */
};

/**
 * cms_verify() - check a signature against the one certificate
 * @s: the bytes
 * @certificate: must be the signer
 * @hash: must be the digest
 * @d: gets the reason
 *
 * More than the kernel asks for: the digest must be @hash, and every byte of
 * the CMS structure but the signature value itself must be as cms_sign()
 * makes it.
 *
 * Return: 0, or -EBADMSG.
 */
int cms_verify(const struct cms_signed *s, const struct certificate *certificate,
	       const char *hash, struct diag *d) _must_check_;

#endif
