/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The sign stage: strip, sign and compress every module of a build, run
 * depmod, verify the finished bytes, and only then put the tree in place.
 */
#ifndef KHARNESS_MODULE_SIGN_H
#define KHARNESS_MODULE_SIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/macro.h"
#include "base/strv.h"
#include "sys/diag.h"

struct sign_in {
	const char *objdir;
	const struct strv *external; /* directories of external modules */
	const char *keydir;	     /* ephemeral key, destroyed after success; */
	const char *key;	     /* or a given pair, which stays */
	const char *cert;
	const char *output; /* gets lib/modules/RELEASE */
	const char *cross;  /* prefix of strip, or NULL */
	int level;	    /* of zstd */
	FILE *progress;
};

struct sign_out {
	char *release;
	char *hash;
	char *fingerprint; /* SHA-256 of the certificate */
	size_t n;
	uint64_t built;	   /* bytes of all modules as built, */
	uint64_t stripped; /* stripped and not yet signed, */
	uint64_t packed;   /* and as installed */
	int64_t ms;	   /* for strip, sign and compress */
	bool destroyed;	   /* the private key */
};

#define SIGN_OUT_INIT \
	{             \
		0     \
	}

/**
 * sign_run() - make the tree of signed modules
 * @in: what to sign, with what
 * @ret: initialised; filled in on success, emptied by sign_out_done()
 * @d: gets one error or more for everything that is not good
 *
 * An old tree at in->output is replaced in one step, and stays when anything
 * fails; so does an ephemeral key.
 *
 * Return: 0, -EBADMSG when a module, or the kernel, is not good, or another
 * negative errno.
 */
int sign_run(const struct sign_in *in, struct sign_out *ret, struct diag *d) _must_check_;

/** sign_out_done() - free and initialise again; accepts NULL */
void sign_out_done(struct sign_out *out);

#endif
