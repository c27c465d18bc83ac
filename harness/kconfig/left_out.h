/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * configs/left-out.yaml: what a reference has and a flavour does not, and why.
 *
 *     schema: 1
 *     reference: Azure Linux 4
 *     flavour: azure
 *     left-out:
 *       sound:
 *         why: Nobody listens to a server.
 *         match: [sound/, drivers/soundwire/]
 *         except: [SND_DUMMY]
 *         covers: {x86_64: 3, arm64: 412}
 *
 * A pattern is a directory or file of Kconfig when it has a '/', else the name of a
 * symbol; '*' and '?' are as in a shell.
 */
#ifndef KHARNESS_KCONFIG_LEFT_OUT_H
#define KHARNESS_KCONFIG_LEFT_OUT_H

#include <stdbool.h>

#include "base/strv.h"
#include "sys/diag.h"

struct left_pattern {
	char *text;
	struct loc at;
	bool used; /* it matched something that is left out */
};

struct left_covers {
	char *arch;
	size_t n;
};

struct left_group {
	char *name;
	char *why;
	struct left_pattern *match;
	size_t n_match;
	struct strv except;
	struct left_covers *covers; /* symbols, as the file claims */
	size_t n_covers;
	struct loc at;	      /* of the name */
	struct loc covers_at; /* of the claim */
};

struct left_out {
	char *path; /* what the places name */
	char *reference;
	char *flavour;
	struct left_group *groups;
	size_t n;
};

#define LEFT_OUT_INIT \
	{             \
		0     \
	}

/**
 * left_out_read() - read the file
 * @ret: initialised; freed by left_out_done()
 *
 * Return: 0, -EINVAL when it has faults, or another negative errno.
 */
int left_out_read(const char *path, struct left_out *ret, struct diag *d) _must_check_;

/**
 * left_group_matches() - is a symbol one of a group?
 * @file: its Kconfig file
 * @mark: whether the pattern counts as used
 */
bool left_group_matches(struct left_group *g, const char *name, const char *file,
			bool mark);

/** left_pattern_is_name() - does a pattern name one symbol and no other? */
bool left_pattern_is_name(const struct left_pattern *p);

/** left_out_done() - free and initialise again; accepts NULL */
void left_out_done(struct left_out *l);

#endif
