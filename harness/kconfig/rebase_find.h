/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of kconfig/rebase.c: each finds items of some kinds. */
#ifndef KHARNESS_KCONFIG_REBASE_FIND_H
#define KHARNESS_KCONFIG_REBASE_FIND_H

#include "kconfig/rebase_side.h"

/** rebase_find_new() - items for the symbols that only the new tree has */
void rebase_find_new(const struct rebase_side *new, struct rebase *ret);

/** rebase_find_requests() - items for requests that were in effect */
void rebase_find_requests(const struct rebase_side *old, const struct rebase_side *new,
			  const struct renames *renames, struct rebase *ret);

/** rebase_find_similar() - what similar symbols of ours are set to, for each new one */
void rebase_find_similar(const struct rebase_side *new, struct rebase *ret);

/** rebase_type_name() - "bool" for a letter of the bridge */
const char *rebase_type_name(enum symbol_type type);

#endif
