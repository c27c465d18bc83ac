/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The descriptors between us and QEMU: both ends of the channels and of its output, and
 * the disks, which are the same on both sides.
 */
#ifndef KHARNESS_VM_CHANNEL_H
#define KHARNESS_VM_CHANNEL_H

#include "sys/diag.h"
#include "vm/qemu_args.h"

/* ours: channels, QEMU's output, disks; theirs: what QEMU inherits, and its output */
#define OURS_OUTPUT   N_CHANNELS
#define OURS_DISKS    (N_CHANNELS + 1)
#define N_OURS	      (OURS_DISKS + N_DISKS)
#define THEIRS_OUTPUT N_QEMU_FDS
#define N_THEIRS      (N_QEMU_FDS + 1)

/**
 * channels_make() - make all of them
 * @ours: set, also on failure: -1 where there is none
 * @theirs: the same
 *
 * Return: 0 or a negative errno.
 */
int channels_make(int ours[N_OURS], int theirs[N_THEIRS], struct diag *d) _must_check_;

/** channels_close() - close those that are open */
void channels_close(int *fds, size_t n);

#endif
