/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Running the kernel's own make, with an environment that is built and
 * recorded, never inherited.
 */
#ifndef KHARNESS_KBUILD_KMAKE_H
#define KHARNESS_KBUILD_KMAKE_H

#include "base/strv.h"
#include "sys/diag.h"
#include "sys/proc.h"

struct kmake {
	const char *linux_dir; /* source tree */
	const char *objdir;    /* O= */
	const char *arch;      /* ARCH= */
	const char *cross;     /* CROSS_COMPILE=, "" for none */
	const char *date;      /* KBUILD_BUILD_TIMESTAMP=, from the pin */
	unsigned int jobs;     /* without a jobserver; 0: one per processor */
	bool ccache;	       /* compile through it */
};

/**
 * kmake_run() - run one make
 * @k: where and how
 * @args: targets and variables, NULL-terminated
 * @on_line: gets each line of output; NULL to drop it
 * @ret_status: exit status of make, 128 + N when signal N killed it
 *
 * Return: 0 when make ran to its end, whatever its status, or a negative
 * errno.
 */
int kmake_run(const struct kmake *k, const char *const *args, proc_line_fn *on_line,
	      void *context, int *ret_status, struct diag *d) _must_check_;

/**
 * kmake_argv() - append the argument vector of one make
 * @args: targets and variables, NULL-terminated
 * @jobserver: it takes part in one, so the number of jobs is not its own
 */
void kmake_argv(const struct kmake *k, const char *const *args, bool jobserver,
		struct strv *argv);

/** kmake_env() - append the environment that make gets, for running and recording */
void kmake_env(const struct kmake *k, struct strv *env);

#endif
