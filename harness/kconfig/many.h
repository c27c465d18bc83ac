/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Many configurations of one tree, with one parse for each architecture.
 *
 * The architectures are parsed side by side; then every configuration is a job in a
 * fork of its architecture's bridge, as many at a time as there are cores. A job
 * that fails, dies or hangs spoils no other.
 */
#ifndef KHARNESS_KCONFIG_MANY_H
#define KHARNESS_KCONFIG_MANY_H

#include "kconfig/merge.h"

/**
 * many_fn - the work for one configuration; runs in any thread
 * @context: as given
 * @i: number of the job
 * @in: what all have in common, with this job's architecture and prefix
 * @b: a parsed tree of its own
 * @d: its own
 *
 * It keeps nothing before merge_with() has returned, and returns what that does: with
 * -ESTALE it is called once more, after another parse.
 *
 * Return: 0 or a negative errno.
 */
typedef int many_fn(void *context, size_t i, const struct merge_in *in, struct bridge *b,
		    struct diag *d);

struct many_in {
	struct merge_in common;	  /* no architecture, prefix, base or fragments */
	const struct strv *cross; /* see cross_prefix() */
	const char *const *archs; /* one a job */
	size_t n;
	many_fn *fn;
	void *context;
};

struct many_result {
	int err; /* of its many_fn, or why that was not called */
	struct diag diag;
};

/**
 * many_run() - do all jobs
 * @ret: array of @in->n, freed by many_done(); filled in whatever is returned
 * @d: gets what is not about one job: a tree that does not parse for an
 *     architecture, and the compilers that were chosen
 *
 * Return: 0 when all jobs could be begun, or the negative errno of the first
 * architecture that could not be parsed.
 */
int many_run(const struct many_in *in, struct many_result *ret,
	     struct diag *d) _must_check_;

/** many_done() - free @n results, not the array; accepts NULL */
void many_done(struct many_result *results, size_t n);

#endif
