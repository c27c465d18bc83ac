/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The results port: KTAP version 1 between two lines that carry the nonce.
 *
 *	KTAP version 1
 *	# kharness nonce HEX32
 *	1..N
 *	# NAME time_us 1234
 *	# NAME expected: ...
 *	# NAME found: ...
 *	# NAME ledger: ...
 *	not ok 1 NAME
 *	ok 2 NAME # SKIP reason
 *	# kharness end HEX32
 *
 * Documentation/dev-tools/ktap.rst is generous; this reader is not, because
 * the other side may lie. After the first thing that breaks the format nothing
 * more is believed.
 */
#ifndef KHARNESS_VM_RESULTS_H
#define KHARNESS_VM_RESULTS_H

#include <stdbool.h>

#include "model/boot_result.h"

#define RESULTS_MAX	  ((size_t)1 << 20) /* bytes */
#define RESULTS_TESTS_MAX 10000

enum results_state {
	RESULTS_VERSION, /* what the next line has to be */
	RESULTS_NONCE,
	RESULTS_PLAN,
	RESULTS_TESTS,
	RESULTS_END,	/* nothing at all */
	RESULTS_BROKEN, /* nothing is believed any more */
};

struct results {
	enum results_state state;
	struct boot_result *result; /* tests, plan and problems go there */
	char nonce[33];		    /* what it has to be */
	size_t bytes;
	unsigned int lines;
	struct strbuf line;
	struct boot_test pending; /* what the diagnostics said of the next test */
};

#define RESULTS_INIT                                             \
	{                                                        \
		.line = STRBUF_INIT, .pending = {.time_us = -1 } \
	}

/**
 * results_begin() - before the first byte
 * @r: initialised
 * @nonce: 32 hexadecimal digits
 * @result: filled in by the functions below
 */
void results_begin(struct results *r, const char *nonce, struct boot_result *result);

/**
 * results_feed() - take what came from the port
 *
 * Return: 0, or -EFBIG when it is more than RESULTS_MAX altogether.
 */
int results_feed(struct results *r, const char *data, size_t size) _must_check_;

/** results_end() - nothing more comes: add the problem of an incomplete plan */
void results_end(struct results *r);

/** results_done() - free everything; accepts NULL */
void results_done(struct results *r);

#endif
