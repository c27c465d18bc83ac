/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The text of kconfig/bridge/, one file behind the other, which the installed binary carries along. */
#ifndef KHARNESS_KCONFIG_BRIDGE_SOURCE_H
#define KHARNESS_KCONFIG_BRIDGE_SOURCE_H

#include <stddef.h>

extern const char bridge_source[]; /* not NUL-terminated */
extern const size_t bridge_source_size;

#endif
