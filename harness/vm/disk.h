/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Scratch disks: one for each way that a guest can be asked to drive a disk. They lie in
 * memory, and when the guest says that it has written to one, the host looks.
 */
#ifndef KHARNESS_VM_DISK_H
#define KHARNESS_VM_DISK_H

#include "base/strv.h"
#include "model/boot_result.h"
#include "sys/diag.h"

#define N_DISKS 2

/**
 * disks_make() - empty disks
 * @fds: get a descriptor each, or stay -1
 *
 * Return: 0 or a negative errno.
 */
int disks_make(int fds[N_DISKS], struct diag *d) _must_check_;

/**
 * disks_args() - QEMU's arguments for the disks
 * @fds: inherited descriptors, or NULL: files that a person has made
 * @args: appended to
 */
void disks_args(const int *fds, struct strv *args);

/** disks_shell() - what a person has to run before, for those files; ends with "&& " */
const char *disks_shell(void);

/**
 * disks_check() - is on the disks what the guest says it has written there?
 * @fds: the disks
 * @r: a test of a disk that has passed without this run's nonce being on that disk
 *	becomes a problem
 */
void disks_check(const int fds[N_DISKS], struct boot_result *r);

#endif
