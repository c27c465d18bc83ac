/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Merging many pairs of flavour and architecture, each to OUTPUT/FLAVOUR-ARCH/.
 *
 * What is written there is what one merge of each pair would write.
 */
#ifndef KHARNESS_KCONFIG_MERGE_ALL_H
#define KHARNESS_KCONFIG_MERGE_ALL_H

#include <jansson.h>
#include <stdbool.h>

#include "kconfig/merge.h"

struct merge_all_in {
	struct merge_in common;	     /* no architecture, prefix, base or fragments */
	const struct strv *cross;    /* see cross_prefix() */
	const char *configs;	     /* holds flavours.yaml and the fragments */
	const struct strv *flavours; /* see pairs_choose() */
	const struct strv *archs;
	const char *output;    /* directory, made when it does not exist */
	bool accept_toolchain; /* see struct merge_paths */
};

struct merged_pair {
	char *name;	 /* "smoke-x86_64" */
	char *output;	 /* OUTPUT/smoke-x86_64/.config */
	int err;	 /* of its merge: 0, -EBADMSG, or why there is none */
	char *summary;	 /* a line for a person */
	json_t *details; /* as provenance_summary(); NULL: not merged */
};

struct merge_all_out {
	struct merged_pair *pairs; /* in the order of pairs_choose() */
	size_t n;
};

#define MERGE_ALL_OUT_INIT \
	{                  \
		0          \
	}

/**
 * merge_all_run() - merge and judge all of them
 * @ret: initialised; holds what was merged whatever is returned
 * @d: gets what is about all, then for each pair in order what its merge says
 *
 * When two pairs have the same directory nothing is merged.
 *
 * Return: 0; -EBADMSG when some pairs failed; or another negative errno when no pair
 * could be merged at all.
 */
int merge_all_run(const struct merge_all_in *in, struct merge_all_out *ret,
		  struct diag *d) _must_check_;

/**
 * merge_all_print_json() - the results as one document, with its newline
 *
 *   {"schema": 1, "pairs": [{"pair", "output", "result": "good" | "failed" |
 *    "not merged", ...}, ...]}
 *
 * with the members of provenance_summary() for a pair that was merged.
 *
 * Return: text that the caller frees.
 */
char *merge_all_print_json(const struct merge_all_out *m) _must_check_;

/** merge_all_out_done() - free and initialise again; accepts NULL */
void merge_all_out_done(struct merge_all_out *m);

#endif
