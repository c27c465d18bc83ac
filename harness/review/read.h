/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The security reading of a comparison: is the kernel harder to attack than before?
 *
 * A change gets its direction by the first of these that has something to say:
 *
 *   1. the policy (review/weigh.h): a rule of it looks at the symbol, and held or came
 *      nearer on one side only;
 *   2. what is built (review/exposure.h): a driver, a protocol, a file system, a cipher or
 *      a system call more is weaker, one less is stronger, both low;
 *   3. what is known to do nothing: the symbol is off on both sides, only its name is
 *      another, or it names the build or tells what the toolchain can do: neutral;
 *   4. the policy again, where its rules say the same of both sides: neutral.
 *
 * Else it is unknown. A consequence is read like any other change: it does not take the
 * direction of what it follows from.
 */
#ifndef KHARNESS_REVIEW_READ_H
#define KHARNESS_REVIEW_READ_H

#include "model/audit.h"
#include "model/change.h"
#include "review/surface.h"

struct review_in {
	const struct audit *old, *new; /* by the same policy; NULL: there is none */
	const struct surface *surface; /* NULL: nobody looked at what is built */
};

/**
 * review_read() - fill in what change.h leaves to review/
 * @s: its changes, and the settings that differ, are there
 *
 * Rules stand in order of severity, then of the policy; those that make the kernel weaker
 * before all others.
 */
void review_read(const struct review_in *in, struct change_set *s);

#endif
