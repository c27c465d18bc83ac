/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finding out what kernel an audit is about: from a flavour or a configuration. */
#ifndef KHARNESS_CMD_AUDIT_KERNEL_H
#define KHARNESS_CMD_AUDIT_KERNEL_H

#include "kconfig/flavours.h"
#include "kconfig/merge.h"
#include "model/kernel_state.h"
#include "policy/rules.h"

struct audit_kernel_in {
	const char *linux_dir; /* NULL: the text of a configuration is taken as it is */
	const char *arch;      /* NULL: the only one there is */
	const struct strv *cross; /* see cross_prefix() */
	const char *bridge_dir;
	const char *target; /* a flavour or a path */
	const struct policy *policy;
	struct flavours *flavours; /* NULL: there are none */
	const struct strv *cmdline;
	const struct strv *sysctl;
	enum secure_boot secure_boot;
};

/**
 * audit_kernel() - resolve it, and ask all that the policy wants to know
 * @ret: initialised; filled in on success
 */
int audit_kernel(const struct audit_kernel_in *in, struct kernel_state *ret,
		 struct diag *d) _must_check_;

/**
 * audit_kernel_ask() - the same for what is resolved already
 * @in: its policy, command line and sysctls count
 * @b: as it was resolved for @m
 * @a: the flavour; NULL: it is none
 * @k: with its architecture and version; gets the rest
 */
int audit_kernel_ask(const struct audit_kernel_in *in, struct bridge *b,
		     const struct flavour_arch *a, const struct merge_out *m,
		     struct kernel_state *k, struct diag *d) _must_check_;

/** audit_kernel_symbols() - append symbols that tell compiler and built-in command line */
void audit_kernel_symbols(struct strv *names);

/**
 * audit_kernel_boot() - add what a flavour boots with, and name the compiler
 * @a: NULL: no flavour
 * @k: with the symbols of audit_kernel_symbols()
 */
void audit_kernel_boot(const struct flavour_arch *a, struct kernel_state *k);

#endif
