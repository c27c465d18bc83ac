/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the policy says of both sides of a comparison, read as a direction.
 */
#ifndef KHARNESS_REVIEW_VERDICTS_H
#define KHARNESS_REVIEW_VERDICTS_H

#include "model/audit.h"
#include "model/change.h"

/**
 * review_verdicts() - fill in the rules and the effective state that are others now
 * @old: an audit of the old side
 * @new: the same of the new one, by the same policy
 * @ret: the comparison
 *
 * A rule about hardening that held and does not any more makes the kernel weaker, also
 * when a waiver accepts that. What no longer applies is neutral.
 */
void review_verdicts(const struct audit *old, const struct audit *new,
		     struct change_set *ret);

/**
 * review_mark() - let a rule that is told say which changes it is about
 * @r: one of @ret->rules
 * @symbols: that it looks at, without CONFIG_
 * @want: its text, for the settings that it looks at
 *
 * A change is weaker if one of its rules says so, else stronger if one does.
 * change_set_count() is the caller's.
 */
void review_mark(struct change_set *ret, const struct change_rule *r,
		 const struct strv *symbols, const char *want);

#endif
