/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A Linux source tree: is it one, which version, and how it names architectures.
 */
#ifndef KHARNESS_MODEL_LINUX_TREE_H
#define KHARNESS_MODEL_LINUX_TREE_H

#include "base/macro.h"
#include "sys/diag.h"

struct linux_tree {
	char *dir;	     /* absolute, symbolic links resolved */
	char *version;	     /* "6.18": VERSION */
	char *patchlevel;    /*         PATCHLEVEL */
	char *sublevel;	     /*         SUBLEVEL, may be empty */
	char *kernelversion; /* "6.18.15-rc1": as the kernel's Makefile puts it together */
};

#define LINUX_TREE_INIT \
	{               \
		0       \
	}

/**
 * linux_tree_open() - look at a source tree
 * @dir: its top directory
 * @ret: initialised; filled in on success
 * @d: says what is missing
 *
 * Return: 0, -ENOENT when @dir is no Linux source tree, or another negative errno.
 */
int linux_tree_open(const char *dir, struct linux_tree *ret, struct diag *d) _must_check_;

/** linux_tree_done() - free and initialise again; accepts NULL */
void linux_tree_done(struct linux_tree *t);

/**
 * linux_srcarch() - the directory below arch/ that an ARCH= value stands for
 * @arch: "x86_64", "arm64", ...
 *
 * Return: "x86" for x86_64; @arch itself for most, as the kernel's Makefile has it.
 */
const char *linux_srcarch(const char *arch);

/**
 * linux_arch_check() - does the tree know this architecture?
 *
 * Return: 0, or -ENOENT with an error that names those it knows.
 */
int linux_arch_check(const struct linux_tree *t, const char *arch,
		     struct diag *d) _must_check_;

#endif
