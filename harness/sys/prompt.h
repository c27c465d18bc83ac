/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Questions to a person, or to a pipe that answers for one: a line at a time.
 *
 * The terminal's own line editing is used. Ctrl-C ends the program as it always does,
 * so whoever asks has written down what was answered before.
 */
#ifndef KHARNESS_SYS_PROMPT_H
#define KHARNESS_SYS_PROMPT_H

#include <stdio.h>

#include "sys/diag.h"

#define PROMPT_MAX 2000 /* bytes of an answer */

/**
 * prompt_line() - ask and read one line
 * @in: where answers come from
 * @out: where questions go
 * @question: printed with one space behind it; control bytes in it are escaped
 * @ret: without its newline and without spaces around it; freed by the caller
 *
 * An answer with control bytes, or one that is too long or not UTF-8, is refused with
 * the reason, and the question is asked again.
 *
 * Return: 0, -ENODATA when there are no more answers, or another negative errno.
 */
int prompt_line(FILE *in, FILE *out, const char *question, char **ret,
		struct diag *d) _must_check_;

#endif
