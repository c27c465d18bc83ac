/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The first error in a build log: what a person wants to read when a build
 * has failed, and what make buries under its own messages.
 */
#ifndef KHARNESS_KBUILD_ERRORS_H
#define KHARNESS_KBUILD_ERRORS_H

#include "base/strbuf.h"

/**
 * first_error() - append the first error of a log with the lines that belong to it
 * @log: whole text
 * @out: gets at most 20 lines; the last lines of the log when none is found
 */
void first_error(const char *log, struct strbuf *out);

#endif
