/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A program that a person talks to: it has our terminal.
 *
 * Unlike the children of sys/proc.h it stays in our process group, so that it is in the
 * foreground, and Ctrl-C is its own business.
 */
#ifndef KHARNESS_SYS_TERMINAL_H
#define KHARNESS_SYS_TERMINAL_H

#include <stddef.h>

#include "base/macro.h"
#include "sys/diag.h"

struct terminal_spec {
	const char *const *argv; /* argv[0] is searched in the child's PATH */
	const char *const *env;
	const void *input; /* on its standard input */
	size_t input_size;
};

/**
 * terminal_run() - run it to its end, with our standard output and error
 * @ret_status: exit status, or 128 and the number of the signal that killed it
 *
 * Return: 0 when it was started, -ENOENT when there is no such program, or another
 * negative errno.
 */
int terminal_run(const struct terminal_spec *spec, int *ret_status,
		 struct diag *d) _must_check_;

#endif
