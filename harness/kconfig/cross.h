/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which compiler answers for an architecture that is not this machine's.
 *
 * Kconfig asks the compiler what it supports, and the one of another architecture
 * says no to most of it: options vanish, many of them hardening. So one that was
 * not chosen is looked for, and it is said which one was taken.
 */
#ifndef KHARNESS_KCONFIG_CROSS_H
#define KHARNESS_KCONFIG_CROSS_H

#include "base/strv.h"
#include "sys/diag.h"

/**
 * cross_prefix() - the prefix of the tools for an architecture
 * @given: ARCH=PREFIX, or a PREFIX for any; the last one counts, also an empty one
 * @arch: an ARCH= value
 * @d: gets a note with the prefix that was chosen here, or a warning when this
 *     machine's own compiler has to answer
 *
 * Without a given one it is that of Debian's cross compilers, if there is such a gcc
 * in our PATH.
 *
 * Return: a string that lives as long as @given.
 */
const char *cross_prefix(const struct strv *given, const char *arch, struct diag *d);

#endif
