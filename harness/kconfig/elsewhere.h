/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Symbols of other architectures: what a name means that this one does not have.
 */
#ifndef KHARNESS_KCONFIG_ELSEWHERE_H
#define KHARNESS_KCONFIG_ELSEWHERE_H

struct elsewhere;

/**
 * elsewhere_open() - read the Kconfig files of all other architectures, and what they source
 * @tree: its directory
 * @srcarch: the directory in arch/ that is not looked at
 *
 * Return: an index, ended by elsewhere_free(); what cannot be read is not in it.
 */
struct elsewhere *elsewhere_open(const char *tree, const char *srcarch);

/**
 * elsewhere_find() - where a symbol is defined
 * @ret_arch: the directory in arch/ of the first that has it, in the order of names
 *
 * Return: "arch/arm64/Kconfig:1834", owned by the index; NULL: no architecture has it.
 */
const char *elsewhere_find(const struct elsewhere *e, const char *name,
			   const char **ret_arch);

/** elsewhere_free() - accepts NULL */
void elsewhere_free(struct elsewhere *e);

#endif
