/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fixes: more requests, with which the failed ones take effect.
 *
 * A fix is the other side of a cause. It is written to a fragment only after it
 * was resolved together with all that is in there already, and only when no other
 * request is lost by it.
 */
#ifndef KHARNESS_KCONFIG_FIX_H
#define KHARNESS_KCONFIG_FIX_H

#include "base/strbuf.h"
#include "kconfig/cause.h"

/**
 * fixes_print() - a fragment that makes failed requests take effect
 * @b: as it was resolved for @m
 * @m: with its causes
 * @to: gets the text; each block has an empty "#: why" for a person to fill in, so
 *      that the file is refused until somebody has
 * @ret_fixed: how many requests it makes take effect
 * @d: gets a note for each cause that has no fix
 *
 * Return: 0, or a negative errno when the bridge does not answer.
 */
int fixes_print(struct bridge *b, const struct merge_out *m, struct strbuf *to,
		size_t *ret_fixed, struct diag *d) _must_check_;

#endif
