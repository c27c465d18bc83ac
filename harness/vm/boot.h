/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The boot: QEMU is started, watched over three channels (serial console,
 * results port, monitor) and judged.
 *
 * All ends are events: of the monitor, of the process, of timers. The channels
 * are pipes and a socket pair that QEMU inherits, so that nothing waits for a
 * client and nothing is left in the file system.
 */
#ifndef KHARNESS_VM_BOOT_H
#define KHARNESS_VM_BOOT_H

#include "base/strv.h"
#include "model/boot_result.h"
#include "sys/diag.h"
#include "vm/accel.h"
#include "vm/qemu_args.h"

struct boot_in {
	const char *kernel;
	const char *initrd;
	const char *machine; /* NULL: the one that suits the kernel's format */
	const char *qemu;    /* NULL: the machine's */
	enum accel_wish accel;
	enum qemu_results results;
	const struct strv *append; /* words for the kernel's command line */
	unsigned int timeout_ms;   /* for all of it */
	unsigned int silence_ms;   /* to the first byte on the console */
	unsigned int power_off_ms; /* from the last result to the power-off */
};

/**
 * boot_run() - boot a kernel and judge it
 * @in: what and how
 * @ret: initialised; complete when 0 is returned, whatever the verdict
 * @d: gets the error when nothing could be judged
 *
 * SIGINT and SIGTERM that reach us meanwhile end QEMU and then us.
 *
 * Return: 0, or a negative errno: an input is missing or wrong, KVM was asked for
 * and does not work, QEMU is missing or ended before the machine was started.
 */
int boot_run(const struct boot_in *in, struct boot_result *ret,
	     struct diag *d) _must_check_;

#endif
