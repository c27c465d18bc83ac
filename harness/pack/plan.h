/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest's plan: what its init is to check, as a text file in the
 * initramfs. One item a line, fields separated by one tab; testvm/init reads it.
 */
#ifndef KHARNESS_PACK_PLAN_H
#define KHARNESS_PACK_PLAN_H

#include "base/strbuf.h"
#include "sys/diag.h"

/**
 * plan_add() - append one item
 * @plan: text so far; begins with the line that names the format
 * @d: gets an error when a field holds a tab or another control byte
 * @key: first field; more of them follow, the last argument is NULL
 *
 * Return: 0 or -EINVAL.
 */
int plan_add(struct strbuf *plan, struct diag *d, const char *key,
	     ...) _must_check_ _sentinel_;

/**
 * plan_add_sysctls() - what "sysctl.NAME=VALUE" on a command line makes the kernel set
 * @cmdline: the last word of several with the same name counts
 *
 * Return: 0 or -EINVAL.
 */
int plan_add_sysctls(struct strbuf *plan, struct diag *d,
		     const char *cmdline) _must_check_;

#endif
