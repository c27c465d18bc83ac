/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Long texts on a terminal. */
#ifndef KHARNESS_CMD_PAGER_H
#define KHARNESS_CMD_PAGER_H

#include <stddef.h>

#include "base/macro.h"
#include "sys/diag.h"

/**
 * pager_show() - show a text with $PAGER, or "less -FRX"
 * @d: gets a note when there is no pager; the text is printed then
 *
 * PAGER is the name of a program and its arguments, separated by spaces; no shell reads
 * it. Where it is "cat", or empty, the text is printed.
 *
 * Return: 0 or a negative errno.
 */
int pager_show(const char *text, size_t size, struct diag *d) _must_check_;

#endif
