/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What to ask about a failed request: most as they are, some in another form.
 */
#ifndef KHARNESS_KCONFIG_CAUSE_ASK_H
#define KHARNESS_KCONFIG_CAUSE_ASK_H

#include "kconfig/cause.h"

/* A failed request, and what is asked about it. */
struct ask {
	struct judgement *v;
	struct cause c;
	bool asked; /* the bridge is, about the request or what stands in its place */
};

/**
 * cause_ask() - what there is to ask about a request
 * @b: as it was resolved for @m
 * @a: with its judgement; gets "asked", and for a request that cannot hold as it is
 *     the reason and the form in which it can: the new name of the symbol, a value of
 *     its type, the same line once more
 *
 * Return: 0, or a negative errno when the bridge does not answer.
 */
int cause_ask(struct bridge *b, const struct merge_out *m, struct ask *a,
	      struct diag *d) _must_check_;

#endif
