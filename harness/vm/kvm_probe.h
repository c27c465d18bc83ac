/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does KVM work here? A /dev/kvm that opens is no answer: there are hosts
 * where it makes a virtual machine and then hangs at the switch to protected
 * mode, and others where guest code is emulated: slower than by QEMU, and
 * without instructions that CPUID promises. Only running code tells.
 */
#ifndef KHARNESS_VM_KVM_PROBE_H
#define KHARNESS_VM_KVM_PROBE_H

#include <stdbool.h>

#include "base/macro.h"

/**
 * kvm_probe() - run a few long-mode instructions in a virtual machine
 * @device: "/dev/kvm"
 * @deadline_ms: for all of it; a working host takes some 20 ms
 * @ret_reason: one line for people, why it is usable or not; caller frees
 *
 * The machine starts in real mode, goes through protected mode into long mode
 * with paging, runs the instructions that Linux needs early and a loop that
 * takes 10 ms on a CPU and seconds in an emulator, and reports each step by an
 * I/O instruction. A child process does all this; it is killed at the deadline
 * and, should it be stuck in the kernel, left behind without any descriptor of
 * ours.
 *
 * Return: whether KVM is usable. Every failure is a reason, never an error.
 */
bool kvm_probe(const char *device, unsigned int deadline_ms, char **ret_reason);

#endif
