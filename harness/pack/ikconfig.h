/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The configuration that a kernel carries (CONFIG_IKCONFIG): a gzip file in
 * its read-only data, shown as /proc/config.gz.
 */
#ifndef KHARNESS_PACK_IKCONFIG_H
#define KHARNESS_PACK_IKCONFIG_H

#include "base/macro.h"
#include "sys/diag.h"

/**
 * ikconfig_check() - does it inflate to exactly this text?
 * @gz: gzip file
 * @size: bytes in @gz
 * @config: what it must hold
 *
 * Return: 0, or -EBADMSG when it is damaged or holds something else.
 */
int ikconfig_check(const void *gz, size_t size, const char *config,
		   struct diag *d) _must_check_;

#endif
