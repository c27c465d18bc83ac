/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a built kernel says about itself: its release, the certificates that
 * it trusts and the configuration that it carries.
 */
#ifndef KHARNESS_MODULE_VMLINUX_H
#define KHARNESS_MODULE_VMLINUX_H

#include <stddef.h>

#include "base/macro.h"
#include "module/certificate.h"
#include "sys/diag.h"

struct vmlinux {
	unsigned int machine; /* EM_* from <elf.h> */
	char *release;	      /* from linux_banner: what uname -r will print */
	char *vermagic;	      /* what it asks of modules; NULL: it takes none */
	struct certificate **certificates; /* system_certificate_list, in order */
	size_t n_certificates;
	unsigned char *ikconfig; /* gzip file behind /proc/config.gz; NULL: none */
	size_t ikconfig_size;
};

#define VMLINUX_INIT \
	{            \
		0    \
	}

/**
 * vmlinux_read() - read all of it from the ELF file
 * @path: vmlinux with its symbol table
 * @ret: initialised; filled in on success, emptied by vmlinux_done()
 * @d: gets the error
 *
 * A kernel without CONFIG_IKCONFIG or without a system keyring is fine; it
 * has no such part. A certificate that was inserted into the room of
 * CONFIG_SYSTEM_EXTRA_CERTIFICATE counts as one of the list.
 *
 * Return: 0, -EBADMSG when the file is damaged or no kernel, or another
 * negative errno.
 */
int vmlinux_read(const char *path, struct vmlinux *ret, struct diag *d) _must_check_;

/**
 * vmlinux_check_certificate() - does it trust exactly this certificate?
 * @v: what vmlinux_read() found
 * @expected: the one certificate
 * @name: of the kernel, for messages
 *
 * Return: 0, or -EBADMSG with one error for each that is missing or too much.
 */
int vmlinux_check_certificate(const struct vmlinux *v, const struct certificate *expected,
			      const char *name, struct diag *d) _must_check_;

/** vmlinux_done() - free and initialise again; accepts NULL */
void vmlinux_done(struct vmlinux *v);

#endif
