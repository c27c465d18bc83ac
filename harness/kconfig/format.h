/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The one way to write a fragment down.
 *
 * What the lines mean and their order are the author's; what is made uniform is
 * white space: the columns of "#:" blocks, blank lines, line ends, and the spelling
 * of n. Comments stay as they are. A formatted text is not changed again.
 */
#ifndef KHARNESS_KCONFIG_FORMAT_H
#define KHARNESS_KCONFIG_FORMAT_H

#include "base/strbuf.h"
#include "sys/diag.h"

/**
 * fragment_format() - format a fragment
 * @path: for messages
 * @text: any bytes
 * @ret: the formatted text is appended
 * @changes: gets one error for each line that is written in another way
 * @d: gets the faults of a text that is no fragment
 *
 * Return: 0, also when something changed, or -EINVAL for a text with faults.
 */
int fragment_format(const char *path, const char *text, size_t size, struct strbuf *ret,
		    struct diag *changes, struct diag *d) _must_check_;

#endif
