/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What differs between two configurations, each with its class and its causes.
 *
 * Three states are compared: OLD as it is; what OLD asks for, resolved with the tree,
 * architecture and toolchain of NEW; and NEW. What changes in the first step is upstream
 * or toolchain, what changes in the second one is an intent, an edit that somebody made,
 * or a consequence of intents. Causes are found by resolving with and without them: see
 * kconfig/bridge/diff.c.
 */
#ifndef KHARNESS_KCONFIG_DIFF_H
#define KHARNESS_KCONFIG_DIFF_H

#include <stdbool.h>
#include <stddef.h>

#include "kconfig/merge.h"
#include "model/change.h"

/*
 * One side. A plain configuration is its merge.base, without fragments; what it says is
 * what it has, whatever the tree makes of it.
 */
struct diff_side {
	const char *name;      /* for messages, and for the change set */
	struct merge_in merge; /* its causes, fix, waivers and draft do not count */
	bool plain;
	struct bridge *bridge; /* a parsed tree, from merge_open(); NULL: parse now */
};

/* The .config files of both sides, as the tree writes them. */
struct diff_configs {
	char *old, *new;
	size_t old_size, new_size;
};

struct diff_in {
	struct diff_side old, new;
	struct diff_configs
		*configs; /* filled in, freed by the caller; NULL: not wanted */
};

/**
 * diff_run() - compare two configurations
 * @in: two sides with the same tree, architecture and toolchain need one bridge: that
 * of the new side is taken, or else that of the old one
 * @ret: initialised; filled in on success, freed by change_set_done(). What review/
 * finds is left out.
 * @d: gets the faults of files, with their places; that a request is not honoured is none
 *
 * Between plain configurations the intents are edits of lines: no one of them can be left
 * out of those that make NEW out of OLD. Between flavours each line of a fragment that is
 * another one is an intent. For each consequence, undoing its causes undoes it, and
 * undoing all other intents does not.
 *
 * Return: 0; -EINVAL when a file has faults; or another negative errno.
 */
int diff_run(const struct diff_in *in, struct change_set *ret,
	     struct diag *d) _must_check_;

/** diff_configs_done() - free and initialise again; accepts NULL */
void diff_configs_done(struct diff_configs *c);

#endif
