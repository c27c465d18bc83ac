/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writers of a rebase: lines for a person or a log, a document for a program. */
#ifndef KHARNESS_REPORT_REBASE_H
#define KHARNESS_REPORT_REBASE_H

#include "base/strbuf.h"
#include "model/rebase.h"

/** rebase_print_lines() - append a line for each open item */
void rebase_print_lines(const struct rebase *r, struct strbuf *to);

/** rebase_print_summary() - append "6.12.90 to 6.18.15, 12 pairs: 31 open of 40: ..." */
void rebase_print_summary(const struct rebase *r, struct strbuf *to);

/**
 * rebase_print_item() - append what a question shows of its item, several lines
 * @all: the whole help text, and more of what is similar
 */
void rebase_print_item(const struct rebase_item *i, bool all, struct strbuf *to);

/** rebase_print_json() - append the document that kharness-rebase(1) describes */
void rebase_print_json(const struct rebase *r, struct strbuf *to);

/**
 * rebase_print_pairs() - append "n in azure-x86_64, azure-arm64; y in smoke-x86_64"
 *
 * Long lists are cut, with the number of what is left out.
 */
void rebase_print_pairs(const struct rebase_item *i, struct strbuf *to);

#endif
