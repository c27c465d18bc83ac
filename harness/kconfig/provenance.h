/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * provenance.json: where each value of a merged configuration came from.
 */
#ifndef KHARNESS_KCONFIG_PROVENANCE_H
#define KHARNESS_KCONFIG_PROVENANCE_H

#include <jansson.h>

#include "kconfig/merge.h"

/**
 * provenance_print() - the document, with its newline
 * @in: what was merged
 * @m: what came out
 *
 *   {"schema": 1, "linux": "6.18.15", "arch": ..., "base": ..., "fragments": [...],
 *    "requests": {VERDICT: COUNT, ...},
 *    "failed": [{"symbol", "asked", "result", "verdict", "at": "FILE:LINE"}, ...],
 *    "redundant": [{"symbol", "at"}, ...],
 *    "causes": see causes_json(),
 *    "toolchain": see toolchain_record(),
 *    "symbols": {NAME: {"value", "origin", "at": "FILE:LINE"}, ...}}
 *
 * Symbols stand in the order of their names. An origin is "fragment", "base",
 * "select", "imply", "choice" or "default"; the first two have an "at".
 *
 * Return: text that the caller frees.
 */
char *provenance_print(const struct merge_in *in, const struct merge_out *m);

/** provenance_summary() - the same without "symbols" */
char *provenance_summary(const struct merge_in *in, const struct merge_out *m);

/**
 * provenance_symbol() - one symbol as it stands there, without the lines about it
 *
 * Return: owned by the caller.
 */
json_t *provenance_symbol(const struct merge_symbol *s);

#endif
