/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a rule looks at, part by part, for those who compare two audits. */
#ifndef KHARNESS_POLICY_PARTS_H
#define KHARNESS_POLICY_PARTS_H

#include "model/audit.h"
#include "policy/rules.h"

/** parts_find() - fill in the parts of a finding, in the order of the rule's text */
void parts_find(const struct rule *r, const struct kernel_state *k,
		struct audit_finding *f);

#endif
