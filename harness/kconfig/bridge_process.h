/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The process behind a bridge, for the files that start, ask and end one.
 */
#ifndef KHARNESS_KCONFIG_BRIDGE_PROCESS_H
#define KHARNESS_KCONFIG_BRIDGE_PROCESS_H

#include <pthread.h>

#include "kconfig/bridge_client.h"
#include "sys/chat.h"
#include "sys/task.h"

struct bridge {
	struct chat *chat;
	char *dir; /* private; where Kconfig runs */
	char *tree, *srcarch;
	struct elsewhere *elsewhere; /* NULL: nobody has asked yet */
	struct task looking;	     /* fills that in */
	bool is_looking;
	unsigned int limit_ms;
	json_t *toolchain;
	struct assumption *assumption; /* NULL: the toolchain was asked before */
	json_t *foreseen;	       /* since the last resolve */
	pthread_mutex_t lock;	       /* for what jobs ask of it, and for elsewhere */
	unsigned int n_jobs;	       /* that were forked off it so far */
	struct bridge *parent; /* that this job was forked off; NULL: started by us */
	pid_t pid;	       /* to be reaped by the parent; 0: not, or done */
};

/** bridge_reap() - let the parent of a killed or ended job tell how it ended */
void bridge_reap(struct bridge *b);

/** bridge_bad_answer() - an error that says so; returns -EPROTO */
int bridge_bad_answer(struct diag *d, const char *what);

#endif
