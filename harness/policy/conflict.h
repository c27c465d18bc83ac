/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules that cannot both hold, found from their texts and from what Kconfig says. */
#ifndef KHARNESS_POLICY_CONFLICT_H
#define KHARNESS_POLICY_CONFLICT_H

#include "model/audit.h"
#include "policy/rules.h"

/**
 * conflicts_find() - fill in the conflicts of an audit
 * @rules: those that were judged, one for each finding
 */
void conflicts_find(const struct rule *const *rules, struct audit *a);

#endif
