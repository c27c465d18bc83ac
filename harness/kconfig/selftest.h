/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does judging work? Asked in every merge, with requests that cannot hold.
 */
#ifndef KHARNESS_KCONFIG_SELFTEST_H
#define KHARNESS_KCONFIG_SELFTEST_H

#include "kconfig/merge.h"

/**
 * selftest_planted() - plant bogus requests; each must be caught
 * @b: as it was resolved for @m
 * @m: its symbols
 * @d: gets an error when one was not caught
 *
 * One asks for a symbol that no tree has, one for the other value of a symbol that
 * this tree has. Neither is counted anywhere.
 *
 * Return: 0, -EPROTO when the verdicts of this merge cannot be trusted, or another
 * negative errno.
 */
int selftest_planted(struct bridge *b, const struct merge_out *m,
		     struct diag *d) _must_check_;

#endif
