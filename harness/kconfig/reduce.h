/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The smallest set of requests that makes a base resolve to a given configuration.
 *
 * Outside of choices a value depends on the line about it and on the values of
 * other symbols. All of these are known: they are those of the target. So one
 * computation tells whether a line is needed, whatever is done with the others, and
 * the set is the only one. The members of a choice depend on each other's lines; of
 * those, groups are left out and all is resolved again.
 */
#ifndef KHARNESS_KCONFIG_REDUCE_H
#define KHARNESS_KCONFIG_REDUCE_H

#include <stdbool.h>

#include "kconfig/bridge_client.h"
#include "kconfig/fragment.h"

struct reduce_in {
	const char *mode;	      /* of bridge_resolve() */
	const struct fragment *base;  /* its values; empty when the base is a rule */
	const struct fragment *lines; /* of @target: each is a request */
	const bool *in_choice;	      /* of these, those about the member of a choice */
	const char *target;	      /* the resolved .config that must come out */
	size_t target_size;
};

/**
 * reduce_run() - which lines must be requested?
 * @in: what to reach, and from where
 * @keep: array of in->lines->n; set
 * @ret_resolves: how often the whole was resolved
 * @d: gets an error when not even all lines together give the target
 *
 * The bridge has the reduced set resolved then: bridge_config() is @target, byte for
 * byte, and without any one of the lines it is not.
 *
 * Return: 0; -EBADMSG when the target cannot be reached; or another negative errno.
 */
int reduce_run(struct bridge *b, const struct reduce_in *in, bool *keep,
	       size_t *ret_resolves, struct diag *d) _must_check_;

#endif
