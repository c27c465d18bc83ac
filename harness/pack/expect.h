/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the running kernel must say about its security state, worked out from
 * the config and the command line alone, so that the guest has something to
 * be measured against.
 */
#ifndef KHARNESS_PACK_EXPECT_H
#define KHARNESS_PACK_EXPECT_H

#include <stdbool.h>

#include "base/macro.h"

/**
 * expect_lsm() - content of /sys/kernel/security/lsm
 * @config: text of the .config
 * @cmdline: kernel command line
 *
 * As security/security.c orders them in 6.18: lockdown when it is early, then
 * capability, then the list (lsm=, else CONFIG_LSM) as far as it is built in,
 * then ima and evm. Of the exclusive ones (selinux, smack, apparmor)
 * only the first is on.
 *
 * Return: names separated by commas, freed by the caller.
 */
char *expect_lsm(const char *config, const char *cmdline) _must_check_;

/** expect_lockdown() - "none", "integrity", "confidentiality" or "absent" */
const char *expect_lockdown(const char *config, const char *cmdline);

/** expect_sig_enforce() - does the kernel refuse unsigned modules? */
bool expect_sig_enforce(const char *config, const char *cmdline);

#endif
