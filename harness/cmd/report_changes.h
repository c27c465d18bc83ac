/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a report says of the changes since the build before: their classes and causes. */
#ifndef KHARNESS_CMD_REPORT_CHANGES_H
#define KHARNESS_CMD_REPORT_CHANGES_H

#include "cmd/report_audit.h"

/**
 * report_changes_find() - fill in b->previous.causes, or no_causes
 * @b: its previous configuration is known, and differs
 *
 * Both configurations are resolved with the tree of @in. A comparison that cannot be made
 * leaves its reason in the report: what differs is known without it.
 *
 * Return: 0, or -EINTR when somebody interrupted it.
 */
int report_changes_find(const struct report_audit_in *in, struct build_report *b,
			struct diag *d) _must_check_;

#endif
