/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a test is: a row in the table of run.c and a function that looks at the running
 * kernel and, if it is not as planned, says what was expected and what was found.
 *
 * The runner adds two checks of its own to every test: no record at KERN_ERR or worse
 * that the test did not provoke, and the taint mask as expected.
 */
#ifndef TESTVM_TEST_H
#define TESTVM_TEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plan.h"

#define OUTCOME_TEXT 1024

struct outcome {
	bool failed;
	char expected[OUTCOME_TEXT];
	char found[OUTCOME_TEXT];
	char ledger[OUTCOME_TEXT]; /* how much a passed test says; "": nothing to add */
};

/* What the tests share. */
struct guest {
	struct plan plan;
	const char *nonce;
	int kmsg;	     /* log, read up to the start of the running test */
	unsigned long taint; /* the mask that every test must leave */
	bool *loaded;	     /* for each of plan.modules */
	bool *driver_loaded; /* for each of plan.drivers */
	uint64_t *provoked;  /* sequence numbers of records that a refusal had to cause */
	size_t n_provoked;   /* at most one for each of plan.refusals and features */
	unsigned int n_ratelimited; /* refusals that the kernel logs at a limited rate */
};

/**
 * outcome_fail() - the test failed
 * @o: outcome; the first failure stays, later ones are dropped
 * @expected: what should have been found
 * @fmt: what was found, as for printf
 */
__attribute__((format(printf, 3, 4))) void
outcome_fail(struct outcome *o, const char *expected, const char *fmt, ...);

/**
 * outcome_compare() - fail unless two strings are the same
 */
void outcome_compare(struct outcome *o, const char *expected, const char *found);

/**
 * outcome_ledger() - what this test has really shown
 * @fmt: "exercised", "loaded only: ..." or "not testable: ..."
 */
__attribute__((format(printf, 2, 3))) void outcome_ledger(struct outcome *o,
							  const char *fmt, ...);

/* Tests of the kernel itself. @i: which item of the plan, where there are several. */
void test_release(struct guest *g, size_t i, struct outcome *o);
void test_vermagic(struct guest *g, size_t i, struct outcome *o);
void test_config(struct guest *g, size_t i, struct outcome *o);
void test_log(struct guest *g, size_t i, struct outcome *o);
void test_taint(struct guest *g, size_t i, struct outcome *o);

/* Tests of the security state. */
void test_lockdown(struct guest *g, size_t i, struct outcome *o);
void test_lsm(struct guest *g, size_t i, struct outcome *o);
void test_sig_enforce(struct guest *g, size_t i, struct outcome *o);
void test_sysctl(struct guest *g, size_t i, struct outcome *o);

/* Tests of modules. */
void test_load(struct guest *g, size_t i, struct outcome *o);
void test_unload(struct guest *g, size_t i, struct outcome *o);
void test_original(struct guest *g, size_t i, struct outcome *o);
void test_refuse(struct guest *g, size_t i, struct outcome *o);
void test_probe(struct guest *g, size_t i, struct outcome *o);

/* Tests of drivers whose device is not there, and of features (feature.h). */
void test_driver(struct guest *g, size_t i, struct outcome *o);
void test_builtin(struct guest *g, size_t i, struct outcome *o);
void test_feature(struct guest *g, size_t i, struct outcome *o);

/** drivers_unload() - those that test_driver() could load, last one first */
void drivers_unload(struct guest *g, struct outcome *o);

/**
 * module_load() - finit_module()
 * @file: path
 * @flags: as the plan has them
 *
 * Return: 0 or a negative errno.
 */
int module_load(const char *file, int flags);

/**
 * module_unload() - delete_module()
 * @name: as the file calls it; dashes and underscores are the same
 *
 * Return: 0 or a negative errno.
 */
int module_unload(const char *name);

/**
 * module_is_live() - loaded, and its init function has returned
 */
bool module_is_live(const char *name);

#endif
