/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which values of symbols can be had in this tree with this compiler, and what they need. */
#ifndef KHARNESS_KCONFIG_REACH_H
#define KHARNESS_KCONFIG_REACH_H

#include "kconfig/bridge_client.h"
#include "model/kernel_state.h"

/**
 * reach_symbols() - ask for the values of symbols, and whether the tree has them
 * @b: resolved
 * @names: without CONFIG_
 * @k: gets them
 */
int reach_symbols(struct bridge *b, const struct strv *names, struct kernel_state *k,
		  struct diag *d) _must_check_;

/**
 * reach_find() - could these values be had?
 * @b: resolved
 * @questions: "NAME=VALUE"
 * @locked: symbols that are changed last
 * @k: gets an answer for each question about a symbol that the tree has
 *
 * A question that takes too long is answered by yes.
 */
int reach_find(struct bridge *b, const struct strv *questions, const struct strv *locked,
	       struct kernel_state *k, struct diag *d) _must_check_;

#endif
