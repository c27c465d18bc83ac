/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * KVM or TCG: the choice and the reason for it, which is never kept silent.
 */
#ifndef KHARNESS_VM_ACCEL_H
#define KHARNESS_VM_ACCEL_H

#include "base/macro.h"
#include "sys/diag.h"

enum accel_wish { ACCEL_AUTO, ACCEL_KVM, ACCEL_TCG };

/**
 * accel_choose() - which accelerator to use
 * @wish: ACCEL_AUTO takes KVM when it works, TCG otherwise
 * @arch: of the machine, as uname -m says it: KVM runs the host's own only
 * @ret_accel: set to "kvm" or "tcg"
 * @ret_reason: one line for people; caller frees
 * @d: gets the error
 *
 * Return: 0, or -ENODEV when KVM was asked for and does not work.
 */
int accel_choose(enum accel_wish wish, const char *arch, const char **ret_accel,
		 char **ret_reason, struct diag *d) _must_check_;

#endif
