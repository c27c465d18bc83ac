/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Values in a resolved .config, as the kernel's build writes it.
 *
 * For reading single values of a finished file. Fragments, with positions
 * and verdicts, are the kconfig room's business.
 */
#ifndef KHARNESS_MODEL_DOTCONFIG_H
#define KHARNESS_MODEL_DOTCONFIG_H

#include <stdbool.h>

#include "base/macro.h"

/**
 * dotconfig_get() - value of a symbol
 * @config: text of a .config
 * @symbol: with its CONFIG_ prefix
 *
 * Return: the value, without the quotes of a string, freed by the caller;
 * NULL when the symbol is not set.
 */
char *dotconfig_get(const char *config, const char *symbol) _must_check_;

/** dotconfig_is() - does the symbol have exactly this value? */
bool dotconfig_is(const char *config, const char *symbol, const char *value);

#endif
