/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a report keeps for the next one: the figures of its build and of the one before,
 * and both configurations.
 *
 * A report of the same build, made again, still compares with the build before.
 */
#ifndef KHARNESS_REPORT_HISTORY_H
#define KHARNESS_REPORT_HISTORY_H

#include "model/build_report.h"
#include "sys/diag.h"

#define HISTORY_STATE  "state.json"
#define HISTORY_CONFIG "config"
#define HISTORY_BEFORE "config.before"

/**
 * history_read() - find the previous build in an earlier report
 * @dir: of the report; it may be missing
 * @config: text of this build's configuration
 * @b: its figures are known; previous is filled in, and now.made
 * @now: time of day, UTC
 * @ret_before: text of the previous configuration, freed by the caller; NULL: none
 *
 * Return: 0, -EINVAL when the state is damaged, or another negative errno.
 */
int history_read(const char *dir, const char *config, const char *now,
		 struct build_report *b, char **ret_before, struct diag *d) _must_check_;

/** history_print() - append the text of state.json for the next report */
void history_print(const struct build_report *b, struct strbuf *to);

/**
 * history_compare() - list the values that differ between two configurations
 * @before: text of a .config
 * @after: the same
 * @ret: changes are appended, in the order of names; "is not set" and absent are the same
 */
void history_compare(const char *before, const char *after, struct report_previous *ret);

#endif
