/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The text of kconfig/bridge/bridge.c, which the installed binary carries along. */
#ifndef KHARNESS_KCONFIG_BRIDGE_SOURCE_H
#define KHARNESS_KCONFIG_BRIDGE_SOURCE_H

extern const char bridge_source[];     /* not NUL-terminated */
extern const char bridge_source_end[]; /* one behind its last byte */

#endif
