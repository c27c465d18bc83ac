/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Judging requests: each one is compared with the resolved value.
 */
#ifndef KHARNESS_KCONFIG_JUDGE_H
#define KHARNESS_KCONFIG_JUDGE_H

#include "kconfig/merge.h"

/**
 * judge_request() - judge one request and say what is wrong with its result
 * @b: resolved bridge, asked for reasons
 * @r: the request
 * @s: its symbol
 * @ret: the verdict
 * @d: gets an error for a failed request, a warning where it was only preferred,
 *     a note for an overridden one
 *
 * Return: 0, or a negative errno when the bridge does not answer.
 */
int judge_request(struct bridge *b, const struct request *r, const struct merge_symbol *s,
		  struct judgement *ret, struct diag *d) _must_check_;

/**
 * judge_add_command() - append a command of Kconfig in 'quotes'
 *
 * Without what scripts/Kconfig.include puts around the part that matters.
 */
void judge_add_command(struct strbuf *to, const char *command);

#endif
