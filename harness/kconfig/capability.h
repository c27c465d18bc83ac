/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a changed toolchain does to a configuration.
 *
 * Without the headers for gcc plugins Kconfig takes a dozen hardening options away
 * and says nothing. The record of the last merge knows what the toolchain answered
 * then; when it answers otherwise now, the same files are resolved with the old
 * answers, and what differs is the toolchain's doing alone.
 */
#ifndef KHARNESS_KCONFIG_CAPABILITY_H
#define KHARNESS_KCONFIG_CAPABILITY_H

#include "kconfig/merge.h"

/**
 * capability_check() - compare the toolchain with that of the last merge
 * @in: what was merged
 * @m: what came out
 * @record: provenance.json of the last merge; it need not exist
 * @now: what it is going to hold, from provenance_print()
 * @d: gets an error for each answer that changed and for what it changes in
 *     hardening, a note when it changes nothing there
 *
 * Return: 0; -EBADMSG when a hardening symbol has another value; or another negative
 * errno.
 */
int capability_check(const struct merge_in *in, const struct merge_out *m,
		     const char *record, const char *now, struct diag *d) _must_check_;

/** capability_is_hardening() - does a symbol of this name harden the kernel? */
bool capability_is_hardening(const char *name);

#endif
