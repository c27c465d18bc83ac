/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pairs of flavour and architecture: those that a command is about.
 */
#ifndef KHARNESS_KCONFIG_PAIRS_H
#define KHARNESS_KCONFIG_PAIRS_H

#include "kconfig/flavours.h"

struct pair {
	char *name; /* "smoke-x86_64" */
	const struct flavour_arch *of;
};

struct pairs {
	struct pair *v; /* in the order of flavours.yaml, then of overlays as given */
	size_t n;
	size_t capacity;
};

#define PAIRS_INIT \
	{          \
		0  \
	}

/**
 * pairs_choose() - find the pairs
 * @f: flavours.yaml; it must outlive the pairs
 * @flavours: names, also with overlays; none: all flavours without overlays
 * @archs: ARCH= values; none: all architectures
 * @ret: initialised; filled in on success
 * @d: gets an error for a name that chooses nothing
 *
 * Return: 0, -ENOENT when there is no such flavour, overlay or architecture.
 */
int pairs_choose(struct flavours *f, const struct strv *flavours,
		 const struct strv *archs, struct pairs *ret,
		 struct diag *d) _must_check_;

/** pairs_done() - free and initialise again; accepts NULL */
void pairs_done(struct pairs *p);

#endif
