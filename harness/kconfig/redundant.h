/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Requests that change nothing: without the line the value is the same.
 */
#ifndef KHARNESS_KCONFIG_REDUNDANT_H
#define KHARNESS_KCONFIG_REDUNDANT_H

#include "kconfig/merge.h"

/**
 * redundant_find() - which honoured requests are redundant?
 * @b: as it was resolved for @m
 * @m: judged; verdict and counts are changed from honoured to redundant
 * @d: gets one note with their number
 *
 * "Without" leaves what an earlier fragment or the base says. Members of a choice
 * are never called redundant: their order says more than their value.
 *
 * Return: 0, or a negative errno when the bridge does not answer.
 */
int redundant_find(struct bridge *b, struct merge_out *m, struct diag *d) _must_check_;

#endif
