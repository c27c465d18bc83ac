/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Copies of one good module that a kernel must refuse, each damaged in one way.
 *
 * Bits are flipped before compression, so that it is the signature that
 * refuses them. The original, which loads, shows that nothing else does.
 *
 *	unsigned		the signature taken off
 *	stripped		strip --strip-debug after signing: it drops the signature
 *	truncated		signed, but the last kilobyte is missing
 *	trailing-byte		one byte behind the marker
 *	marker-bit		one bit of the marker
 *	id-type			the signature block says it is of another kind than PKCS#7
 *	text-bit		one bit of the code
 *	signature-bit		one bit of the signature value
 *	signature-header-bit	one bit of the CMS structure's first length
 *	signature-cut		CMS structure without its last byte
 *	block-twice		the same signature block appended twice
 *	other-key		signed by a key that the kernel does not know
 *	forged-signer		the same, claiming issuer and serial of the known key
 *	zstd-broken		one bit of the compressed data
 *	zstd-magic		one bit of the frame's magic number
 *	zstd-cut		the first half of the frame
 *	zstd-no-flag		good, but not announced as compressed
 *	plain-with-flag		good and not compressed, but announced as such
 *	empty			no bytes at all
 */
#ifndef KHARNESS_MODULE_TAMPER_H
#define KHARNESS_MODULE_TAMPER_H

#include <stddef.h>

#include "base/macro.h"
#include "base/strbuf.h"
#include "module/certificate.h"
#include "sys/diag.h"

struct tamper_in {
	const void *data; /* content of the good .ko.zst */
	size_t size;
	const char *path;		       /* for messages */
	const struct certificate *certificate; /* of its signer */
	const char *hash;		       /* digest of its signature */
	const char *cross;		       /* prefix of strip, or NULL */
};

struct tamper;

/**
 * tamper_begin() - take the original apart
 * @in: the original; what it points to must outlive the result
 * @ret: freed by tamper_free()
 * @d: gets the error
 *
 * Return: 0, or -EBADMSG when it is not a signed and compressed module.
 */
int tamper_begin(const struct tamper_in *in, struct tamper **ret,
		 struct diag *d) _must_check_;

/**
 * tamper_make() - make one copy
 * @t: from tamper_begin()
 * @name: of the case, from the list above
 * @ret: initialised; gets the content of the file appended
 * @ret_flags: set to the flags for finit_module(2)
 * @d: gets the error
 *
 * Return: 0, -ENOENT when there is no such case, -EINVAL when this module has
 * nothing to damage that way, or another negative errno.
 */
int tamper_make(struct tamper *t, const char *name, struct strbuf *ret,
		unsigned int *ret_flags, struct diag *d) _must_check_;

/** tamper_name() - name of case @i, NULL behind the last */
const char *tamper_name(size_t i);

/** tamper_free() - accepts NULL */
void tamper_free(struct tamper *t);

static inline void cleanup_tamper(struct tamper **t)
{
	tamper_free(*t);
}

#endif
