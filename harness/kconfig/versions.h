/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the tools say of themselves, as the kernel's top Makefile asks them.
 *
 * A tool in the PATH can be a small program that looks for the real one, wherever that
 * is, so nothing but asking tells its version; with some that takes as long as a whole
 * merge. So they are asked all at once, while other work goes on.
 */
#ifndef KHARNESS_KCONFIG_VERSIONS_H
#define KHARNESS_KCONFIG_VERSIONS_H

#include <stdbool.h>

#include "base/strv.h"
#include "model/linux_tree.h"
#include "sys/diag.h"

/* First lines of what they print. */
struct version_texts {
	char *cc;
	char *rustc;  /* "": there is none */
	char *pahole; /* NULL: it is in no variable of this tree */
};

#define VERSION_TEXTS_INIT \
	{                  \
		0          \
	}

/** version_texts_same() - do all of them say the same? */
bool version_texts_same(const struct version_texts *a, const struct version_texts *b);

/** version_texts_add() - append their variables, as the Makefile exports them */
void version_texts_add(const struct version_texts *v, struct strv *env);

/** version_texts_done() - free and initialise again; accepts NULL */
void version_texts_done(struct version_texts *v);

/* Tools that are being asked. */
struct versions;

/**
 * versions_ask() - begin to ask
 * @t: the tree
 * @cross_compile: prefix of the compiler
 * @env: from kconfig_environment(); copied
 *
 * Return: to be freed by versions_free().
 */
struct versions *versions_ask(const struct linux_tree *t, const char *cross_compile,
			      const struct strv *env) _must_check_;

/**
 * versions_wait() - wait for the answers
 * @ret: set on success, owned by @v
 * @d: gets an error when the compiler cannot be asked
 *
 * Return: 0 or a negative errno.
 */
int versions_wait(struct versions *v, const struct version_texts **ret,
		  struct diag *d) _must_check_;

/** versions_free() - wait, and free all; accepts NULL */
void versions_free(struct versions *v);

/** cleanup_versions() - for _cleanup_ */
static inline void cleanup_versions(struct versions **v)
{
	versions_free(*v);
}

#endif
