/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The build stage: kernel, its modules, and external modules beside them.
 */
#ifndef KHARNESS_KBUILD_BUILD_H
#define KHARNESS_KBUILD_BUILD_H

#include "kbuild/kmake.h"

/* An external module: sources that are copied before they are built. */
struct build_module {
	const char *source; /* directory with a Kbuild file */
	const char *copy;   /* where it is built; made when missing */
};

struct build_in {
	struct kmake make;
	const char *config; /* merged .config */
	const char *log;    /* gets the full output */
	const struct build_module *modules;
	size_t n_modules;
	FILE *progress;
};

struct build_out {
	size_t steps; /* commands that Kbuild ran */
	int64_t ms;
	char *release; /* kernel release, for uname -r */
};

#define BUILD_OUT_INIT \
	{              \
		0      \
	}

/**
 * build_check() - is everything there that this build needs?
 * @in: what would be built
 * @d: what is missing or refused
 *
 * Looks for host programs and for symbols that name files which the harness
 * did not put into the object directory. Nothing is written.
 *
 * Return: 0 or a negative errno.
 */
int build_check(const struct build_in *in, struct diag *d) _must_check_;

/**
 * build_run() - run the kernel's make
 * @in: what to build; objdir/certs/kharness.pem is in place
 * @ret: initialised; filled in on success
 * @d: on failure the first error of the compiler and the name of the log
 *
 * Return: 0, -EBADMSG when the build failed or changed the config, or another
 * negative errno.
 */
int build_run(const struct build_in *in, struct build_out *ret,
	      struct diag *d) _must_check_;

/** build_out_done() - free it; accepts NULL */
void build_out_done(struct build_out *out);

#endif
