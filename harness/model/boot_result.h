/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What came out of one boot: made by vm/, written by report/.
 *
 * Every string in it is printable ASCII (strbuf_add_escaped()), whatever the
 * guest has sent.
 */
#ifndef KHARNESS_MODEL_BOOT_RESULT_H
#define KHARNESS_MODEL_BOOT_RESULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macro.h"
#include "base/strbuf.h"
#include "base/strv.h"

/*
 * The order is the order of judgement: when several things went wrong the first
 * of them here gives the verdict, the others stay in the list of problems. Only
 * oops and bug are of one rank: there the first in time is the cause.
 */
enum boot_verdict {
	BOOT_QEMU_ERROR,  /* QEMU failed: nothing is known about the kernel */
	BOOT_FLOOD,	  /* the guest wrote more than any honest one would */
	BOOT_PANIC,	  /* the kernel panicked */
	BOOT_OOPS,	  /* a fault in the kernel */
	BOOT_BUG,	  /* BUG(), a sanitizer's report, a lockup */
	BOOT_SILENT,	  /* not a byte on the console */
	BOOT_RESET,	  /* the machine restarted, by a triple fault or by request */
	BOOT_HANG,	  /* still running at the deadline */
	BOOT_NO_RESULTS,  /* the machine ended without any result */
	BOOT_BAD_NONCE,	  /* results of somebody who does not know this run's nonce */
	BOOT_BAD_RESULTS, /* results that break the format */
	BOOT_INCOMPLETE,  /* results that end before their plan does */
	BOOT_FAIL,	  /* a test failed */
	BOOT_WARNING,	  /* WARN(), a stall: the kernel complained and went on */
	BOOT_PASS,
};

/** boot_verdict_name() - "qemu-error", "flood", ... as in results.json */
const char *boot_verdict_name(enum boot_verdict v);

/** boot_verdict_meaning() - a few words for people */
const char *boot_verdict_meaning(enum boot_verdict v);

enum boot_test_status { BOOT_TEST_PASS, BOOT_TEST_FAIL, BOOT_TEST_SKIP };

/** boot_test_status_name() - "pass", "fail" or "skip" */
const char *boot_test_status_name(enum boot_test_status s);

struct boot_test {
	char *name;
	enum boot_test_status status;
	int64_t time_us; /* -1: the guest did not say */
	char *expected;	 /* NULL, or what the guest said about a failure */
	char *found;
	char *reason; /* of a skip; NULL when there is none */
	char *ledger; /* "exercised", "loaded only: why", "not testable: why", or NULL */
	struct strv notes;
};

struct boot_problem {
	enum boot_verdict verdict; /* what it alone would make of the boot */
	char *text;
	unsigned int console_line; /* counts from 1; 0: not from the console */
};

/* What the booted files were made of: a JSON object that an earlier stage wrote. */
struct boot_record {
	char *name; /* such as "linux" */
	char *json;
};

struct boot_result {
	enum boot_verdict verdict;
	char nonce[33];
	char *machine;
	char *firmware;
	char *results; /* the port they come from: "virtio-serial", "ttyS1" */
	char *accel;
	char *accel_reason;
	char *kernel;
	char *initrd;
	char *cmdline;
	char *qemu_version; /* NULL: it did not get that far */
	struct strv qemu_argv;
	char *reproduce; /* a line for a shell */
	char *started;	 /* UTC, ISO 8601 */
	int64_t ms;	 /* from the start of QEMU to the verdict */
	int64_t boot_ms; /* from there to the first result line; -1: none came */

	unsigned int planned; /* 0: there was no plan */
	struct boot_test *tests;
	size_t n_tests, tests_capacity;
	struct boot_problem *problems; /* in order of judgement */
	size_t n_problems, problems_capacity;

	struct strbuf console; /* the kernel log, printable, lines end with \n */
	char *registers;       /* of a machine that hung or panicked, or NULL */

	struct boot_record *records;
	size_t n_records, records_capacity;
};

#define BOOT_RESULT_INIT                                                     \
	{                                                                    \
		.verdict = BOOT_PASS, .boot_ms = -1, .console = STRBUF_INIT, \
	}

/**
 * boot_result_problem() - add a problem behind all that weigh more or the same
 * @r: result; its verdict becomes that of the first problem
 * @v: what kind
 * @console_line: where, or 0
 * @fmt: as printf(3)
 */
void boot_result_problem(struct boot_result *r, enum boot_verdict v,
			 unsigned int console_line, const char *fmt, ...) _printf_(4, 5);

/** boot_result_test() - add an empty test; valid until the next one is added */
struct boot_test *boot_result_test(struct boot_result *r);

/** boot_result_count() - how many tests have this status */
size_t boot_result_count(const struct boot_result *r, enum boot_test_status s);

/**
 * boot_result_excerpt() - the console around a line
 * @r: result
 * @line: counts from 1
 * @before: lines before it
 * @after: lines behind it
 * @ret_first: set to the number of the first line returned
 *
 * Return: text that the caller frees, lines ending with a newline.
 */
char *boot_result_excerpt(const struct boot_result *r, unsigned int line,
			  unsigned int before, unsigned int after,
			  unsigned int *ret_first) _must_check_;

/** boot_result_done() - free everything; accepts NULL */
void boot_result_done(struct boot_result *r);

#endif
