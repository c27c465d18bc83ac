/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The way out: resolved configurations in the forms that distributions read.
 *
 * What the toolchain of this machine answered is no configuration: it is left out of
 * all forms but a distribution's own full files, and every other machine asks its own.
 */
#ifndef KHARNESS_KCONFIG_EXPORT_H
#define KHARNESS_KCONFIG_EXPORT_H

#include <stdbool.h>

#include "kconfig/merge.h"
#include "sys/file_set.h"

struct export_line {
	char *name;	/* without CONFIG_ */
	char *value;	/* y, m, n, a number or "text" */
	char *why;	/* of the request; NULL: none, or the value is no request's */
	bool toolchain; /* a command of Kconfig gave it */
};

/* One flavour for one architecture. */
struct export_pair {
	char *flavour;
	char *arch;
	char *config;		   /* as Kconfig writes it */
	struct export_line *lines; /* what stands in it, by name */
	size_t n;
};

struct export_in {
	struct merge_in common;	     /* no architecture, prefix, base or fragments */
	const struct strv *cross;    /* see cross_prefix() */
	const char *configs;	     /* holds flavours.yaml */
	const struct strv *flavours; /* see pairs_choose() */
	const struct strv *archs;
	const char *config; /* a file instead of flavours, for one architecture */
};

struct export_out {
	struct export_pair *pairs;
	size_t n;
	char *version; /* "6.18" */
};

#define EXPORT_OUT_INIT \
	{               \
		0       \
	}

/**
 * export_run() - resolve what is to be exported
 * @ret: initialised; filled in on success, freed by export_out_done()
 * @d: gets what merge says
 *
 * Return: 0; -EBADMSG when a request does not hold: what is not true is not exported;
 * or another negative errno.
 */
int export_run(const struct export_in *in, struct export_out *ret,
	       struct diag *d) _must_check_;

/** export_find() - a line of a pair, NULL when it has none for the symbol */
const struct export_line *export_find(const struct export_pair *p, const char *name);

/** export_names() - the symbols of all pairs but the toolchain's, each once, by name */
void export_names(const struct export_out *out, struct strv *ret);

/* --- the forms ------------------------------------------------------------------------ */

/**
 * export_config() - a full .config without the toolchain's answers
 *
 * olddefconfig adds them again, and on this machine gives the same bytes.
 */
void export_config(const struct export_pair *p, struct strbuf *to);

/**
 * export_azl() - full files with the names that Azure Linux's kernel component has
 *
 * 6.18-x86_64-azl.config and 6.18-aarch64-azl.config; the first line names the
 * kernel's architecture, as its spec file expects.
 */
void export_azl(const struct export_out *out, struct file_set *to);

/**
 * export_annotations() - Ubuntu's annotations: a policy for each symbol over all
 * flavours and architectures, and the reasons as notes
 */
void export_annotations(const struct export_out *out, struct strbuf *to);

/**
 * export_ark() - kernel-ark's tree of one file an option, of one flavour
 *
 * common/generic/CONFIG_X for what all architectures share, common/generic/x86/x86_64/
 * and the like for the rest, and the priority file that layers them.
 */
void export_ark(const struct export_out *out, struct file_set *to);

/** export_out_done() - free and initialise again; accepts NULL */
void export_out_done(struct export_out *out);

#endif
