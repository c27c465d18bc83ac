/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the bridge takes from a tree's scripts/kconfig, one probe for each thing.
 *
 * The internal interface of Kconfig changes every few releases. When the bridge
 * cannot be compiled, the probes tell which part of it is another one.
 */
#ifndef KHARNESS_KCONFIG_BRIDGE_API_H
#define KHARNESS_KCONFIG_BRIDGE_API_H

#include <stddef.h>

struct bridge_probe {
	const char *name; /* for the message */
	const char *code; /* compiles when the tree has it */
};

extern const struct bridge_probe bridge_probes[];
extern const size_t bridge_n_probes;

/** BRIDGE_STRICT - what would compile and then crash is an error, in probes and bridge */
#define BRIDGE_STRICT                                                                  \
	"-Werror=implicit-function-declaration", "-Werror=incompatible-pointer-types", \
		"-Werror=int-conversion"

#endif
