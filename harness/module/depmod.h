/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The lists beside installed modules: those that Kbuild made, and those that
 * kmod's depmod makes of them.
 */
#ifndef KHARNESS_MODULE_DEPMOD_H
#define KHARNESS_MODULE_DEPMOD_H

#include "base/macro.h"
#include "module/built.h"
#include "sys/diag.h"

/**
 * depmod_run() - write modules.order and modules.builtin*, then run depmod
 * @built: the build they come from
 * @base: tree with lib/modules/RELEASE in it
 * @root: that directory, with the modules
 * @d: gets the error; what depmod says becomes warnings
 *
 * The host's own depmod.d plays no part.
 *
 * Return: 0 or a negative errno.
 */
int depmod_run(const struct built_kernel *built, const char *base, const char *root,
	       struct diag *d) _must_check_;

#endif
