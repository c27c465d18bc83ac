/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writers of an audit: for a program, for a reviewer, for a code scanner. */
#ifndef KHARNESS_REPORT_AUDIT_H
#define KHARNESS_REPORT_AUDIT_H

#include "base/strbuf.h"
#include "model/audit.h"

/**
 * audit_print_json() - append the document described in kharness-audit(1)
 */
void audit_print_json(const struct audit *a, struct strbuf *to);

/** audit_print_markdown() - append a page: the figures and what fails, then the rest */
void audit_print_markdown(const struct audit *a, struct strbuf *to);

/**
 * audit_print_sarif() - append a SARIF 2.1.0 log
 *
 * A result for each rule that fails or is waived; its place is the line that decided,
 * else the rule's own. A waiver is a suppression.
 */
void audit_print_sarif(const struct audit *a, struct strbuf *to);

/** audit_print_summary() - append the line of figures for a person */
void audit_print_summary(const struct audit *a, struct strbuf *to);

#endif
