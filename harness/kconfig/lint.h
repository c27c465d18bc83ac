/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lint: lines of fragments that are of no use, or that nobody can explain.
 *
 * A merge judges one flavour. Lint looks at all fragments below a directory and at
 * all pairs of flavour and architecture that flavours.yaml makes of them: a line that
 * is good in one pair is not reported because it does nothing in another.
 */
#ifndef KHARNESS_KCONFIG_LINT_H
#define KHARNESS_KCONFIG_LINT_H

#include <stdbool.h>

#include "base/strv.h"
#include "model/request_waiver.h"
#include "sys/diag.h"

enum lint_kind {
	LINT_SYNTAX,	    /* what the reader of fragments says */
	LINT_WHY,	    /* a request without a reason */
	LINT_HEADER,	    /* a file without area or owner */
	LINT_UNUSED,	    /* a fragment that no flavour takes */
	LINT_DUPLICATE,	    /* an earlier fragment asks for the same, in every pair */
	LINT_CONTRADICTION, /* an earlier fragment asks for something else */
	LINT_UNKNOWN,	    /* the tree has no such symbol */
	LINT_INEFFECTIVE,   /* takes effect in no pair */
	LINT_REDUNDANT,	    /* the result is the same without it, in every pair */
	LINT_KINDS
};

struct lint_in {
	const char *configs;		       /* holds flavours.yaml and the fragments */
	const char *linux_dir;		       /* NULL: nothing is resolved */
	const char *bridge_dir;		       /* where bridges are kept */
	const struct strv *cross;	       /* ARCH=PREFIX of the tools */
	const struct request_waivers *waivers; /* NULL: none */
	bool redundant; /* also look for lines that change nothing */
};

struct lint_finding {
	enum lint_kind kind;
	enum diag_severity severity;
	struct loc at;
	char *text;
};

struct lint_out {
	struct lint_finding *findings; /* by file, line and column */
	size_t n;
	size_t capacity;
	size_t n_fragments;
	size_t n_requests;
	size_t n_pairs;
};

#define LINT_OUT_INIT \
	{             \
		0     \
	}

/**
 * lint_run() - look at all fragments
 * @ret: initialised; filled in on success and for -EBADMSG
 * @d: gets what keeps the fragments from being judged: no finding is in it
 *
 * Return: 0, -EBADMSG when there are findings, or another negative errno.
 */
int lint_run(const struct lint_in *in, struct lint_out *ret, struct diag *d) _must_check_;

/** lint_kind_name() - "why", "unknown", ... */
const char *lint_kind_name(enum lint_kind kind);

/**
 * lint_print_json() - the findings as one document, with its newline
 *
 *   {"schema": 1, "fragments": N, "requests": N, "pairs": N, "counts": {KIND: N, ...},
 *    "findings": [{"kind", "severity", "file", "line", "col", "text"}, ...]}
 *
 * Return: text that the caller frees.
 */
char *lint_print_json(const struct lint_out *out) _must_check_;

/** lint_out_done() - free and initialise again; accepts NULL */
void lint_out_done(struct lint_out *out);

#endif
