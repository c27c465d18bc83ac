/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * configs/renames.yaml: symbols that have another name now, and what y means there.
 *
 *     schema: 1
 *     renames:
 *       CRYPTO_MANAGER_DISABLE_TESTS: {to: CRYPTO_SELFTESTS, inverted: yes}
 *
 * Newer trees carry some renames themselves, as "transitional" symbols.
 */
#ifndef KHARNESS_KCONFIG_RENAMES_H
#define KHARNESS_KCONFIG_RENAMES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/macro.h"
#include "sys/diag.h"

struct rename {
	char *from, *to;
	bool inverted; /* y has become n */
};

struct renames {
	struct rename *v;
	size_t n;
};

#define RENAMES_INIT \
	{            \
		0    \
	}

/**
 * renames_read() - read the file
 * @path: for messages as well
 * @ret: initialised; freed by renames_done()
 *
 * Return: 0, -EINVAL when it has faults, or another negative errno.
 */
int renames_read(const char *path, struct renames *ret, struct diag *d) _must_check_;

/** renames_find() - NULL when the name is not known to be an old one */
const struct rename *renames_find(const struct renames *r, const char *from);

/** renames_done() - free and initialise again; accepts NULL */
void renames_done(struct renames *r);

#endif
