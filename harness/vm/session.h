/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One run of QEMU: started, watched over its channels until it has ended, and
 * ended when it does not do so itself. Gathers the evidence; judges nothing.
 */
#ifndef KHARNESS_VM_SESSION_H
#define KHARNESS_VM_SESSION_H

#include "vm/boot.h"
#include "vm/machine.h"
#include "vm/verdict.h"

/**
 * session_run() - run the machine to its end
 * @in: the deadlines and the program
 * @m: the machine
 * @e: initialised, with results_begin() done; filled in
 * @r: kernel, initrd, command line, accelerator and nonce are read; QEMU's
 *     arguments and version, the times, the registers and the tests are set
 * @d: gets the error when QEMU could not start the machine
 *
 * Return: 0 when the machine was started, however it ended; -EINTR after a
 * signal to us that was survived; or another negative errno.
 */
int session_run(const struct boot_in *in, const struct machine *m, struct evidence *e,
		struct boot_result *r, struct diag *d) _must_check_;

#endif
