/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Coverage: does a flavour provide what a reference configuration has?
 *
 * Looked at is every symbol that somebody can choose (it has a prompt), that is y or m
 * in the reference, and that is a driver, a file system, a protocol, a netfilter or a
 * cgroup feature. Each is provided by the flavour, as y or m, or belongs to one group
 * of left-out.yaml.
 */
#ifndef KHARNESS_KCONFIG_COVERAGE_H
#define KHARNESS_KCONFIG_COVERAGE_H

#include "kconfig/left_out.h"
#include "kconfig/merge.h"

#define COVERAGE_ARCHS 8

struct coverage_in {
	struct merge_in common;	      /* no architecture, prefix, base or fragments */
	const struct strv *cross;     /* see cross_prefix() */
	const char *configs;	      /* holds flavours.yaml and left-out.yaml */
	const struct strv *reference; /* ARCH=FILE; none: what the table says of it */
	const char *table;	      /* of an earlier run */
};

/* One symbol of the reference; a bit for each architecture. */
struct covered {
	char *name;
	char *file; /* its Kconfig file */
	char *area;
	unsigned int wanted;		/* the reference has it */
	unsigned int provided;		/* the flavour, too */
	const struct left_group *group; /* NULL: none, or all is provided */
};

struct coverage_out {
	struct strv archs;
	struct left_out left;
	struct covered *v; /* by Kconfig file and name */
	size_t n;
	size_t n_wanted, n_provided, n_left; /* over all architectures */
};

#define COVERAGE_OUT_INIT \
	{                 \
		0         \
	}

/**
 * coverage_run() - resolve the flavour and compare
 * @ret: initialised; filled in on success and for -EBADMSG
 * @d: gets an error for each symbol that is lost without a reason, for each one with
 *     two, and for entries that are unused, needless or cover another number
 *
 * Return: 0; -EBADMSG when there was such an error; or another negative errno.
 */
int coverage_run(const struct coverage_in *in, struct coverage_out *ret,
		 struct diag *d) _must_check_;

/** coverage_print() - append the table */
void coverage_print(const struct coverage_out *out, struct strbuf *to);

/**
 * coverage_read_table() - the reference's symbols out of a table
 * @ret_names: for each architecture of @ret_archs, in that order
 */
int coverage_read_table(const char *path, struct strv *ret_archs,
			struct strv ret_names[COVERAGE_ARCHS],
			struct diag *d) _must_check_;

/** coverage_out_done() - free and initialise again; accepts NULL */
void coverage_out_done(struct coverage_out *out);

#endif
