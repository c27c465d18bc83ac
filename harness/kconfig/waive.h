/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Waivers of requests, where they are needed: when a merge has judged. */
#ifndef KHARNESS_KCONFIG_WAIVE_H
#define KHARNESS_KCONFIG_WAIVE_H

#include "kconfig/merge.h"

/**
 * waive_request() - accept that a request is not in effect, if a waiver says so
 * @in: has the waivers
 * @v: judged; becomes REQUEST_WAIVED
 * @said: what was said about it
 * @used: one flag a waiver, set for the one that was needed
 * @d: gets a note in the place of @said, or @said, and an error for a waiver that
 *     expects another result or is over
 */
void waive_request(const struct merge_in *in, struct judgement *v, struct diag *said,
		   bool *used, struct diag *d);

/** waive_unused() - an error for each waiver of this flavour that was not needed */
void waive_unused(const struct merge_in *in, const bool *used, struct diag *d);

#endif
