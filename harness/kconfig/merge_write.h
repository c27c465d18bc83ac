/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a merge leaves behind: the configuration, its provenance, and fixes.
 */
#ifndef KHARNESS_KCONFIG_MERGE_WRITE_H
#define KHARNESS_KCONFIG_MERGE_WRITE_H

#include <stdbool.h>

#include "kconfig/merge.h"

struct merge_paths {
	const char *output;
	const char *provenance; /* NULL: provenance.json next to the output */
	const char *fix;	/* NULL: nowhere */
	bool accept_toolchain;	/* also when it changes hardening */
};

/**
 * merge_write() - write what has changed
 * @in: what was merged
 * @m: what came out
 * @d: gets the error, also when a changed toolchain changes hardening
 *
 * What the last merge wrote is there until it is known that the toolchain is good.
 *
 * Return: 0, -EBADMSG when the toolchain is not, or another negative errno.
 */
int merge_write(const struct merge_in *in, const struct merge_out *m,
		const struct merge_paths *paths, struct diag *d) _must_check_;

/** merge_failures() - how many requests are not in effect */
size_t merge_failures(const struct merge_out *m);

/** merge_print_summary() - append "OUTPUT: 3 of 5 requests honoured, ..." and a newline */
void merge_print_summary(const struct merge_out *m, const char *output,
			 struct strbuf *to);

#endif
