/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The verify stage: a finished module tree against the kernel that is to load
 * it. Every module of the build is there, none else, and each one is good.
 */
#ifndef KHARNESS_MODULE_VERIFY_H
#define KHARNESS_MODULE_VERIFY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/macro.h"
#include "base/strv.h"
#include "sys/diag.h"

struct verify_in {
	const char *objdir;
	const struct strv *external; /* directories of external modules */
	const char *modules;	     /* holds lib/modules/RELEASE */
};

struct verify_module {
	char *path;    /* below lib/modules/RELEASE */
	bool good;     /* false: an error in the diagnostics names it */
	size_t size;   /* of the module with its signature, 0 when not good */
	size_t packed; /* of the file */
};

struct verify_out {
	char *release;
	char *vermagic;
	char *hash;
	char *fingerprint; /* SHA-256 of the certificate */
	struct verify_module *modules;
	size_t n;
	size_t n_bad; /* of these, missing ones included */
};

#define VERIFY_OUT_INIT \
	{               \
		0       \
	}

/**
 * verify_run() - verify a module tree
 * @in: what against what
 * @ret: initialised; filled in when there was something to judge, even if it
 *       is bad; emptied by verify_out_done()
 * @d: gets one error or more for everything that is not good
 *
 * Return: 0, -EBADMSG when anything is not good, or another negative errno.
 */
int verify_run(const struct verify_in *in, struct verify_out *ret,
	       struct diag *d) _must_check_;

/** verify_out_done() - free and initialise again; accepts NULL */
void verify_out_done(struct verify_out *out);

#endif
