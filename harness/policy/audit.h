/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Judging a kernel by the policy.
 *
 * First policy_questions() says what has to be asked of the tree's Kconfig; with the
 * answers in kernel_state.reach, audit_run() gives each rule its verdict.
 */
#ifndef KHARNESS_POLICY_AUDIT_H
#define KHARNESS_POLICY_AUDIT_H

#include "model/audit.h"
#include "policy/rules.h"
#include "policy/waivers.h"

struct audit_in {
	const struct policy *policy;
	struct waivers *waivers; /* those that are needed are marked as used */
	const struct kernel_state *kernel;
	const char *today; /* "2026-11-25" */
};

/**
 * policy_questions() - what of that which fails could be had?
 * @ret: "NAME=VALUE" is appended for each
 * @locked: symbols that other rules need as they are, each once
 */
void policy_questions(const struct policy *p, const struct kernel_state *k,
		      struct strv *ret, struct strv *locked);

/**
 * audit_run() - a verdict for each rule
 * @ret: initialised; filled in, freed by audit_done() before policy and waivers are
 * @d: gets an error for each rule that fails and each waiver that is not in order, a
 *     warning for rules that cannot both hold
 *
 * Return: 0, or -EBADMSG when there was an error.
 */
int audit_run(const struct audit_in *in, struct audit *ret, struct diag *d) _must_check_;

#endif
