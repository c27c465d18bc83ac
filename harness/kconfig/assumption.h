/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a merge takes for the toolchain's answers before they have come.
 *
 * Tools that have to be asked each time answer what they answered last time, nearly
 * always. So a merge begins with that, and compares when it is done: should one have
 * changed, all is done again with what it says now.
 */
#ifndef KHARNESS_KCONFIG_ASSUMPTION_H
#define KHARNESS_KCONFIG_ASSUMPTION_H

#include "kconfig/bridge_client.h"
#include "kconfig/versions.h"

struct assumption;

/**
 * assumption_new() - what was assumed about the versions of the tools
 * @asked: taken over
 * @texts: taken over, and initialised again
 */
struct assumption *assumption_new(struct versions *asked,
				  struct version_texts *texts) _must_check_;

/**
 * assumption_check() - was what @b was parsed with right?
 * @b: or a fork of it
 * @d: gets an error when a tool cannot be asked
 *
 * It waits for the tools once; later calls, from any thread, give the same answer.
 *
 * Return: 0, also when nothing was assumed; -ESTALE when a tool answers otherwise, so
 * that nothing that @b said counts; or another negative errno.
 */
int assumption_check(struct bridge *b, struct diag *d) _must_check_;

/** assumption_free() - wait for the tools and free all; accepts NULL */
void assumption_free(struct assumption *a);

#endif
