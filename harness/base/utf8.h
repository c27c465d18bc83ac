/* SPDX-License-Identifier: GPL-2.0-or-later */
/* UTF-8 as RFC 3629 has it: shortest form, no surrogates, up to U+10FFFF. */
#ifndef KHARNESS_BASE_UTF8_H
#define KHARNESS_BASE_UTF8_H

#include <stddef.h>

/**
 * utf8_valid_prefix() - how much of a text is UTF-8
 * @s: bytes, NUL allowed
 * @size: how many
 *
 * Return: @size when all of it is, else the offset of the first byte that is not.
 */
size_t utf8_valid_prefix(const char *s, size_t size);

#endif
