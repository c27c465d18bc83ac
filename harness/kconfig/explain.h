/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All that can be said about one symbol of a merge: its value and why, what it
 * needs, who asks for it, and what would change if it had another value.
 *
 * An explanation is a JSON object, so that what is printed for a person and what
 * a program gets are the same; its members are described in kharness-explain(1).
 */
#ifndef KHARNESS_KCONFIG_EXPLAIN_H
#define KHARNESS_KCONFIG_EXPLAIN_H

#include <jansson.h>

#include "base/strbuf.h"
#include "kconfig/merge.h"

/**
 * explain_symbol() - explain one symbol of a merge
 * @b: the bridge that merge_with() has used last
 * @in: what was merged
 * @m: what came out
 * @name: without CONFIG_
 * @ret: the explanation, owned by the caller; for a symbol that the tree does not
 * have it holds no more than "symbol" and the lines about it
 */
int explain_symbol(struct bridge *b, const struct merge_in *in, const struct merge_out *m,
		   const char *name, json_t **ret, struct diag *d) _must_check_;

/** explain_same() - do two explanations say the same of value and reason? */
bool explain_same(const json_t *a, const json_t *b);

/**
 * explain_print() - append an explanation for a person
 * @pair: "smoke-x86_64", shown behind the symbol; NULL: none
 * @width: columns of the terminal
 */
void explain_print(const json_t *explanation, const char *pair, size_t width,
		   struct strbuf *to);

/** explain_print_row() - append one line of a table of several pairs */
void explain_print_row(const json_t *explanation, const char *pair, size_t width,
		       struct strbuf *to);

#endif
