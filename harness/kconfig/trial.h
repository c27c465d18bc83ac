/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Counterfactuals: resolving once more with a few lines on top.
 *
 * The bridge goes back to what bridge_resolve() gave by itself, so that a trial
 * changes no later answer.
 */
#ifndef KHARNESS_KCONFIG_TRIAL_H
#define KHARNESS_KCONFIG_TRIAL_H

#include "kconfig/bridge_client.h"

struct symbol_change {
	char *name;
	char *from;
	char *to;
};

struct trial {
	struct symbol_state *states; /* of the names that were asked about */
	size_t n;
	struct symbol_change *changes; /* at most as many as were asked for */
	size_t n_listed;
	size_t n_changed; /* all symbols whose value is another one */
};

#define TRIAL_INIT \
	{          \
		0  \
	}

/**
 * trial_run() - what would the result be with these lines behind all others?
 * @b: after bridge_resolve()
 * @lines: as in a .config file
 * @names: symbols whose state is wanted, without CONFIG_
 * @n: how many
 * @max: how many changes to list
 * @ret: initialised; freed by trial_done()
 *
 * Return: 0, or a negative errno when the bridge does not answer.
 */
int trial_run(struct bridge *b, const char *lines, const char *const *names, size_t n,
	      size_t max, struct trial *ret, struct diag *d) _must_check_;

/** trial_done() - free and initialise again; accepts NULL */
void trial_done(struct trial *t);

#endif
