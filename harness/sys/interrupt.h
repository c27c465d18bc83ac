/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SIGINT and SIGTERM while we wait for a child.
 *
 * The child is told, whoever waits gets -EINTR and cleans up on the way out,
 * and at the very end the signal ends us after all, as whoever sent it wished.
 */
#ifndef KHARNESS_SYS_INTERRUPT_H
#define KHARNESS_SYS_INTERRUPT_H

#include <stdbool.h>

#include "base/macro.h"
#include "sys/diag.h"

/**
 * interrupt_caught() - a signal reached us; from any thread
 * @signum: it
 * @d: gets an error, the first time only
 *
 * Return: -EINTR.
 */
int interrupt_caught(int signum, struct diag *d);

/** interrupt_pending() - was there a signal? Then nothing new should be begun */
bool interrupt_pending(void);

/** interrupt_finish() - end by the signal, when there was one */
void interrupt_finish(void);

#endif
