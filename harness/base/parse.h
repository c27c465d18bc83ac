/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers from text that cannot be trusted: the whole string or nothing.
 */
#ifndef KHARNESS_BASE_PARSE_H
#define KHARNESS_BASE_PARSE_H

#include <stdint.h>

#include "base/macro.h"

/**
 * parse_u64() - read an unsigned decimal number
 * @s: digits only; no sign, no white space
 * @max: largest value that is accepted
 * @ret: set on success
 *
 * Return: 0, -EINVAL when @s is not a number, -ERANGE when it is above @max.
 */
int parse_u64(const char *s, uint64_t max, uint64_t *ret) _must_check_;

#endif
