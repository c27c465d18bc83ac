/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Many jobs from one parse.
 *
 * Parsing a tree takes longer than resolving a configuration. A bridge that has
 * parsed can be forked: each job gets a process, pipes and a directory of its own,
 * and when it dies or hangs no other job notices.
 */
#ifndef KHARNESS_KCONFIG_BRIDGE_FORK_H
#define KHARNESS_KCONFIG_BRIDGE_FORK_H

#include "kconfig/bridge_client.h"

/**
 * bridge_fork() - a bridge that goes on from what another one has parsed
 * @parent: after bridge_parse(); it must outlive the job, and no other thread
 *          may ask it anything but assumption_check()
 * @ret: set on success, ended by bridge_close()
 *
 * May be called from several threads at once.
 *
 * Return: 0 or a negative errno.
 */
int bridge_fork(struct bridge *parent, struct bridge **ret, struct diag *d) _must_check_;

/** bridge_next_job() - what Kconfig said so far was about another job of @b */
void bridge_next_job(struct bridge *b);

#endif
