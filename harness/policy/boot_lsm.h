/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which Linux security modules are at work: one that is built, but stands neither in
 * CONFIG_LSM nor in lsm=, does nothing.
 */
#ifndef KHARNESS_POLICY_BOOT_LSM_H
#define KHARNESS_POLICY_BOOT_LSM_H

#include "base/strbuf.h"
#include "base/strv.h"
#include "model/kernel_state.h"

/** boot_lsm_symbol() - the symbol that builds an LSM; NULL: there is none of this name */
const char *boot_lsm_symbol(const char *lsm);

/** boot_lsm_at() - the name of the n-th one, NULL behind the last */
const char *boot_lsm_at(size_t n);

/**
 * boot_lsm_get() - "active", "inert", "off" or "absent"
 *
 * As ordered_lsm_parse() and prepare_lsm() in security/security.c have it, with lsm=,
 * security= and each module's own switch.
 */
const char *boot_lsm_get(const struct kernel_state *k, const char *lsm);

/** boot_lsm_settings() - append "cmdline:NAME" of all arguments that the modules have */
void boot_lsm_settings(struct strv *to);

/** boot_lsm_inert() - the names of those that are built but inert, or "none" */
char *boot_lsm_inert(const struct kernel_state *k) _must_check_;

#endif
