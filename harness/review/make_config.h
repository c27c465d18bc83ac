/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The values of a resolved configuration, as makefiles see them: $(CONFIG_SMP) is "y". */
#ifndef KHARNESS_REVIEW_MAKE_CONFIG_H
#define KHARNESS_REVIEW_MAKE_CONFIG_H

#include <stddef.h>
#include <uthash.h>

struct make_symbol {
	const char *name; /* without CONFIG_ */
	const char *value;
	UT_hash_handle hh;
};

struct make_config {
	struct make_symbol *symbols; /* hash */
	struct make_symbol *pool;    /* all of them */
	char *text;		     /* into which they point */
};

#define MAKE_CONFIG_INIT \
	{                \
		0        \
	}

/**
 * make_config_read() - take the lines "CONFIG_NAME=VALUE" of a .config
 * @text: copied
 * @ret: initialised; freed by make_config_done()
 */
void make_config_read(const char *text, size_t size, struct make_config *ret);

/** make_config_get() - "y", "m", a number, a text; "" when it is not set */
const char *make_config_get(const struct make_config *c, const char *name);

/** make_config_done() - free and initialise again; accepts NULL */
void make_config_done(struct make_config *c);

#endif
