/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The virtual machines that a kernel is booted on, and the image that each needs.
 */
#ifndef KHARNESS_VM_MACHINE_H
#define KHARNESS_VM_MACHINE_H

#include "base/macro.h"
#include "sys/diag.h"

enum kernel_format { KERNEL_ELF_X86_64, KERNEL_BZIMAGE, KERNEL_IMAGE_ARM64 };

struct machine {
	const char *name;
	const char *arch;	   /* as uname -m says it */
	enum kernel_format format; /* what -kernel has to be */
	const char *qemu;	   /* program */
	const char *package;	   /* where it comes from, for the error message */
	const char *type;	   /* -machine */
	const char *cpu;	   /* -cpu */
	const char *firmware;	   /* -bios, NULL: QEMU's default */
	const char *firmware_name; /* for people, when it is QEMU's default */
	const char *pvpanic;	   /* the device that tells a panic */
	const char *serial_device; /* the second serial port; NULL: by -serial */
	const char *serial_name;   /* what the kernel calls that port */
	const char *cmdline;	   /* console and early console */
	unsigned int memory_mib;
};

/** machine_find() - by name; NULL when there is none */
const struct machine *machine_find(const char *name);

/** machine_for() - the one that boots images of this format */
const struct machine *machine_for(enum kernel_format format);

/** machine_names() - "a, b": for messages; a static string */
const char *machine_names(void);

/**
 * kernel_format_of() - look at the first bytes of a kernel image
 * @path: vmlinux, bzImage, or arm64's Image, which may be gzipped
 * @ret: set on success
 *
 * Return: 0, -ENOEXEC when it is none of them, or another negative errno.
 */
int kernel_format_of(const char *path, enum kernel_format *ret,
		     struct diag *d) _must_check_;

/** kernel_format_name() - "PVH vmlinux", "bzImage" or "flat arm64 Image" */
const char *kernel_format_name(enum kernel_format format);

#endif
