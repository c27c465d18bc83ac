/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Running the tests of a plan in order, and telling the host.
 */
#ifndef TESTVM_RUN_H
#define TESTVM_RUN_H

#include "plan.h"
#include "tap.h"

/**
 * run_plan() - run every test that the plan calls for
 * @plan: handed over
 * @nonce: of this run
 * @tap: gets version, plan, results and end
 *
 * Return: 0 whether tests failed or not, or a negative errno if they could not be run.
 */
int run_plan(struct plan *plan, const char *nonce, struct tap *tap);

/**
 * run_none() - tell the host that there is nothing to run, as one failed test
 * @tap: gets a whole, failed plan of one test
 * @nonce: NULL if there is none
 * @name: what the test is called
 * @expected: what was needed
 * @found: what was there instead
 */
void run_none(struct tap *tap, const char *nonce, const char *name, const char *expected,
	      const char *found);

#endif
