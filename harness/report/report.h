/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A boot's result as files for machines and as a summary for people.
 *
 * The formats all say the same. KTAP and JUnit know tests only, so there the
 * verdict itself is the last test, "boot.verdict": a boot whose tests all
 * passed before it panicked does not look like a pass anywhere.
 */
#ifndef KHARNESS_REPORT_REPORT_H
#define KHARNESS_REPORT_REPORT_H

#include "model/boot_result.h"
#include "sys/diag.h"

#define REPORT_VERDICT_TEST "boot.verdict"

/** report_json() - results.json, "schema": 1 */
void report_json(const struct boot_result *r, struct strbuf *out);

/** report_ktap() - results.ktap, as "kunit.py parse" reads it: 0 for a pass only */
void report_ktap(const struct boot_result *r, struct strbuf *out);

/** report_junit() - junit.xml: 0, or -EIO when libxml2 fails */
int report_junit(const struct boot_result *r, struct strbuf *out) _must_check_;

/**
 * report_summary() - what a person reads
 * @r: result
 * @colour: with terminal colours
 * @out: appended to
 */
void report_summary(const struct boot_result *r, bool colour, struct strbuf *out);

/**
 * report_check_dir() - could report_write() put its files there?
 * @dir: must be missing, empty, or hold files of an earlier report only
 *
 * To be asked before a long run. Return: 0 or a negative errno.
 */
int report_check_dir(const char *dir, struct diag *d) _must_check_;

/**
 * report_write() - write all files into a directory
 * @r: result
 * @dir: replaced as a whole, in one step, so that it never holds files of
 *       two runs
 *
 * Return: 0 or a negative errno; the old directory is untouched on failure.
 */
int report_write(const struct boot_result *r, const char *dir,
		 struct diag *d) _must_check_;

#endif
