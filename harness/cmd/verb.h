/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The verbs: one cmd/VERB.c each, which parses its options, calls a stage
 * and prints what came out.
 */
#ifndef KHARNESS_CMD_VERB_H
#define KHARNESS_CMD_VERB_H

#include <argp.h>

#include "sys/diag.h"

#define EXIT_GOOD  0 /* what was asked about is good */
#define EXIT_BAD   1 /* it is not: a request dropped, a boot failed */
#define EXIT_USAGE 2 /* usage or environment: nothing was judged */

/* Each runs one verb; argv[0] is "kharness VERB". Returns an exit code. */
#define VERB(name, help) int cmd_##name(int argc, char **argv);
#include "cmd/verbs.def"
#undef VERB

/**
 * verb_parse() - parse a verb's options; a usage error ends with EXIT_USAGE
 * @argp: its options and arguments
 * @input: given to the parser as state->input
 */
void verb_parse(const struct argp *argp, int argc, char **argv, void *input);

/**
 * verb_usage() - from a parser: say what is wrong, in one line, and exit
 * @state: argp state
 * @fmt: as printf(3); "see 'kharness VERB --help'" is added
 */
void verb_usage(const struct argp_state *state, const char *fmt, ...) _printf_(2, 3)
	__attribute__((noreturn));

/**
 * verb_end() - print diagnostics and choose the exit code
 * @err: 0, or the negative errno of the stage
 * @d: printed on stderr and freed
 *
 * When a signal interrupted the stage, it ends us here: see sys/interrupt.h.
 *
 * Return: EXIT_GOOD; EXIT_BAD for -EBADMSG, by which a stage says that the
 * thing asked about is not good; EXIT_USAGE for any other error.
 */
int verb_end(int err, struct diag *d);

#endif
