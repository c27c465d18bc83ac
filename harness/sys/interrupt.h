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

/* Signals are caught also while nobody waits for a child. */
struct interrupt_hold;

/**
 * interrupt_hold() - from now on a signal only makes interrupt_pending() true
 *
 * For whoever has something to remove, such as a directory. What runs meanwhile must
 * look at interrupt_pending() now and then, as all that starts children does.
 *
 * Return: NULL when it cannot be set up; given to interrupt_release().
 */
struct interrupt_hold *interrupt_hold(void) _must_check_;

/**
 * interrupt_release() - let signals end us again
 * @h: freed; NULL: nothing was held
 * @d: gets the error of a signal that came meanwhile
 */
void interrupt_release(struct interrupt_hold *h, struct diag *d);

/** interrupt_finish() - end by the signal, when there was one */
void interrupt_finish(void);

#endif
