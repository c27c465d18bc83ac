/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * testvm/features: what a kernel that was asked for it has to show in the machine. The
 * head of that file says what its columns mean.
 */
#ifndef KHARNESS_PACK_FEATURES_H
#define KHARNESS_PACK_FEATURES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/macro.h"
#include "sys/diag.h"

struct feature {
	char *test;
	char *options; /* CONFIG_A,CONFIG_B: all of them */
	char *modules; /* a,b or "-" */
	char *argument;
};

struct driver {
	char *module;
	char *option;
	char *symbol;
	char *why;
};

struct features {
	struct feature *features;
	size_t n_features, features_capacity;
	struct driver *drivers;
	size_t n_drivers, drivers_capacity;
};

#define FEATURES_INIT \
	{             \
		0     \
	}

/**
 * features_read() - read the table
 * @path: file
 * @ret: initialised; filled in on success, emptied by features_done()
 * @d: gets an error with its line for each bad one
 *
 * Return: 0, -EINVAL for a bad line or a name that is there twice, or another
 * negative errno.
 */
int features_read(const char *path, struct features *ret, struct diag *d) _must_check_;

/**
 * features_asked() - does a .config ask for all of these options, as y or m?
 * @config: text of the .config
 * @options: "CONFIG_A,CONFIG_B"
 */
bool features_asked(const char *config, const char *options);

/** features_driver() - the row of a module, or NULL */
const struct driver *features_driver(const struct features *f, const char *module);

/** features_need() - does a feature that the .config asks for want this module loaded? */
bool features_need(const struct features *f, const char *config, const char *module);

/** features_done() - free it; accepts NULL */
void features_done(struct features *f);

#endif
