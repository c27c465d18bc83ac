/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is everything that a reference has provided, or left out for one stated reason?
 */
#ifndef KHARNESS_KCONFIG_COVERAGE_JUDGE_H
#define KHARNESS_KCONFIG_COVERAGE_JUDGE_H

#include "kconfig/coverage.h"

/**
 * coverage_judge() - give each symbol its group, and find what is wrong with the groups
 *
 * Return: 0, or -EBADMSG with an error for each fault.
 */
int coverage_judge(struct coverage_out *out, struct diag *d) _must_check_;

/** coverage_count() - symbols of a group that are left out for an architecture */
size_t coverage_count(const struct coverage_out *out, const struct left_group *g,
		      unsigned int bit);

#endif
