/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What would make a command of Kconfig succeed: a package, or another compiler.
 */
#ifndef KHARNESS_KCONFIG_PROBE_HELP_H
#define KHARNESS_KCONFIG_PROBE_HELP_H

#include "kconfig/cause.h"

/**
 * probe_help() - who provides what Kconfig asks the toolchain for
 * @p: all but its "help"
 * @cross: prefix of the tools, "" for none
 *
 * Packages have the names of Debian.
 *
 * Return: text for the caller to free, such as "the package gcc-12-plugin-dev".
 */
char *probe_help(const struct failed_probe *p, const char *cross);

#endif
