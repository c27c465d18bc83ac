/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a machine to QEMU's argument vector.
 */
#ifndef KHARNESS_VM_QEMU_ARGS_H
#define KHARNESS_VM_QEMU_ARGS_H

#include "base/strv.h"
#include "vm/disk.h"
#include "vm/machine.h"

/* Linux reads 2,047 characters; with more it hangs without a word */
#define KERNEL_CMDLINE_MAX 2047

#define RESULTS_PORT "org.kharness.results"
#define NONCE_FILE   "opt/org.kharness/nonce"

/*
 * Where the results leave the machine: RESULTS_VIRTIO is a virtio-serial port,
 * RESULTS_SERIAL a second UART, for kernels that have no driver of QEMU's devices.
 */
enum qemu_results { RESULTS_VIRTIO, RESULTS_SERIAL };

/* what QEMU inherits: channels, and behind them the scratch disks */
enum qemu_channel { CHANNEL_CONSOLE, CHANNEL_RESULTS, CHANNEL_QMP, N_CHANNELS };
#define N_QEMU_FDS (N_CHANNELS + N_DISKS)

struct qemu_spec {
	const struct machine *machine;
	const char *qemu;   /* program; NULL: the machine's */
	const char *accel;  /* "kvm" or "tcg" */
	const char *kernel; /* paths */
	const char *initrd;
	const char *cmdline; /* from qemu_cmdline() */
	const char *nonce;   /* 32 hexadecimal digits */
	enum qemu_results results;
	const int *fds; /* N_QEMU_FDS inherited descriptors, or NULL */
};

/**
 * qemu_cmdline() - the kernel's command line
 * @m: gives the console
 * @results: a UART has no name by which the guest could find it, and whoever needs
 *	one may lack fw_cfg as well: its name and the nonce are words here
 * @nonce: of this run
 * @append: further words; may be empty
 *
 * Return: a string that the caller frees.
 */
char *qemu_cmdline(const struct machine *m, enum qemu_results results, const char *nonce,
		   const struct strv *append) _must_check_;

/**
 * qemu_args() - build the argument vector
 * @spec: what to run
 * @args: appended to; args->v ends with NULL
 *
 * With descriptors QEMU waits at the start (-S) until the monitor says "cont", so
 * that no event is lost. Without them the vector is one for people: the console
 * on the terminal, the results in the file results.ktap, disks in files.
 */
void qemu_args(const struct qemu_spec *spec, struct strv *args);

/**
 * qemu_shell() - an argument vector as a line for a shell, quoted where needed
 *
 * For people to copy; the harness itself gives nothing to a shell.
 */
char *qemu_shell(const struct strv *args) _must_check_;

#endif
