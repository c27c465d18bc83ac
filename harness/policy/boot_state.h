/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The state that a kernel is in after boot, worked out from what is built in and
 * from its command line: what is built may be switched off, and what is switched on
 * may not be built.
 */
#ifndef KHARNESS_POLICY_BOOT_STATE_H
#define KHARNESS_POLICY_BOOT_STATE_H

#include <stdbool.h>

#include "base/strv.h"
#include "model/kernel_state.h"

/** boot_state_exists() - is there a state of this name? */
bool boot_state_exists(const char *name);

/**
 * boot_state_get() - the value of a state
 * @name: of one that exists
 *
 * A switch is "on", "off" or "absent" (not built in); an LSM "active", "inert" (built,
 * but in no list), "off" or "absent"; the others are described in kharness-audit(1).
 *
 * Return: freed by the caller.
 */
char *boot_state_get(const struct kernel_state *k, const char *name) _must_check_;

/** boot_state_needs() - the symbol without which it is absent; NULL: none */
const char *boot_state_needs(const char *name);

/** boot_state_symbols() - append the symbols that a state depends on, each once */
void boot_state_symbols(const char *name, struct strv *to);

/** boot_state_settings() - append "cmdline:NAME" and "sysctl:NAME" that it depends on */
void boot_state_settings(const char *name, struct strv *to);

/** boot_state_names() - append the names of all states */
void boot_state_names(struct strv *to);

#endif
