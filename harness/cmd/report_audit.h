/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The audit that a report is to show: an earlier one that still counts, or a new one. */
#ifndef KHARNESS_CMD_REPORT_AUDIT_H
#define KHARNESS_CMD_REPORT_AUDIT_H

#include "base/strv.h"
#include "model/build_report.h"
#include "sys/diag.h"

struct report_audit_in {
	const char *linux_dir;	  /* NULL: no new audit is made */
	const struct strv *cross; /* see cross_prefix() */
	const char *configs;
	const char *bridge_dir;
};

/**
 * report_audit_find() - fill in b->audit
 * @b: dir, name, flavour and arch are known
 *
 * An audit in DIR/../audit counts when it is not older than the configuration. Else the
 * policy is run, where there are one and a tree; else there is none.
 *
 * Return: 0 or a negative errno.
 */
int report_audit_find(const struct report_audit_in *in, struct build_report *b,
		      struct diag *d) _must_check_;

#endif
