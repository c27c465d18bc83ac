/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the tree's Kconfig writes on its standard error, as diagnostics.
 */
#ifndef KHARNESS_KCONFIG_BRIDGE_MESSAGES_H
#define KHARNESS_KCONFIG_BRIDGE_MESSAGES_H

#include "sys/diag.h"
#include "sys/proc.h"

/**
 * kconfig_died() - report the end of a bridge that should have answered
 * @tree: directory that file names of Kconfig are relative to
 * @r: how it ended and its standard error
 * @d: gets an error for each of its last lines, with their places
 */
void kconfig_died(const char *tree, const struct proc_result *r, struct diag *d);

/**
 * kconfig_warnings() - report what Kconfig warned of without giving up
 * @tree: as above
 * @text: standard error of a bridge
 * @d: gets a warning for each line that names a place in a Kconfig file, and one for each
 * symbol that is selected against its dependencies
 */
void kconfig_warnings(const char *tree, const char *text, struct diag *d);

#endif
