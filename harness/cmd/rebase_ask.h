/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The questions of a rebase, asked one after the other.
 *
 * Each answer is on disk before the next question, so that nothing is lost however the
 * program ends; whoever starts it again is asked the rest.
 */
#ifndef KHARNESS_CMD_REBASE_ASK_H
#define KHARNESS_CMD_REBASE_ASK_H

#include <stdio.h>

#include "kconfig/flavours.h"
#include "model/rebase.h"

struct rebase_ask_in {
	const struct rebase *items;
	const char *configs;
	const struct flavours *flavours; /* their fragments may be named */
	FILE *in, *out;
};

/**
 * rebase_ask() - ask about all open items
 * @ret_answered: how many were answered
 * @d: gets what ends the session; a fault of an answer is told at once
 *
 * Return: 0 when the last question was answered, -ENODATA when somebody quit or there
 * are no more answers, or another negative errno.
 */
int rebase_ask(const struct rebase_ask_in *in, size_t *ret_answered,
	       struct diag *d) _must_check_;

#endif
