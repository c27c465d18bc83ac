/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The larger sections of a build's page, each in a file of its own. */
#ifndef KHARNESS_REPORT_BUILD_SECTIONS_H
#define KHARNESS_REPORT_BUILD_SECTIONS_H

#include "model/build_report.h"
#include "report/printk.h"

/** section_problems() - what is not good, each with a link; nothing when all is */
void section_problems(const struct build_report *b, struct strbuf *to);

/** section_source() - tree, toolchain, patches, fragments and requests */
void section_source(const struct build_report *b, struct strbuf *to);

/** section_changes() - what differs from the previous build */
void section_changes(const struct build_report *b, struct strbuf *to);

/** section_modules() - treemap, table, and what the signatures are worth */
void section_modules(const struct build_report *b, struct strbuf *to);

/** section_boots() - timeline, tests and console of each boot */
void section_boots(const struct build_report *b, struct strbuf *to);

/**
 * section_failures() - the tests of one boot that failed, with the console around them
 * @id: prefix of the anchors of its lines
 */
void section_failures(const struct boot_result *r, const struct printk_log *log,
		      const char *id, struct strbuf *to);

/** section_tests() - all tests of one boot, by group and one by one */
void section_tests(const struct boot_result *r, struct strbuf *to);

/** section_excerpt() - console lines around one, which is marked when @mark */
void section_excerpt(const struct boot_result *r, unsigned int line, bool mark,
		     const char *id, struct strbuf *to);

/** section_note() - append a paragraph that explains, or says what is missing */
void section_note(struct strbuf *to, const char *text);

/** verdict_class() - the style of a verdict's name: "good", "bad" or "warn" */
const char *verdict_class(const char *verdict);

#endif
