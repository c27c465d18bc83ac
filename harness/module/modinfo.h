/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a module says about itself in its .modinfo section.
 */
#ifndef KHARNESS_MODULE_MODINFO_H
#define KHARNESS_MODULE_MODINFO_H

#include <stddef.h>

#include "base/macro.h"
#include "sys/diag.h"

struct modinfo {
	unsigned int machine; /* EM_* from <elf.h> */
	size_t extent;	      /* where the ELF file ends */
	char *name;
	char *vermagic;
	char *depends; /* NULL: no such entry */
};

#define MODINFO_INIT \
	{            \
		0    \
	}

/**
 * modinfo_read() - check that this is a kernel module and read its entries
 * @data: file content; a signature may follow the ELF file
 * @size: bytes in @data
 * @name: for messages
 * @ret: initialised; filled in on success, emptied by modinfo_done()
 * @d: gets the error
 *
 * Return: 0, or -EBADMSG when it is not a whole relocatable ELF file with one
 * name and one vermagic.
 */
int modinfo_read(const void *data, size_t size, const char *name, struct modinfo *ret,
		 struct diag *d) _must_check_;

/** modinfo_done() - free and initialise again; accepts NULL */
void modinfo_done(struct modinfo *info);

#endif
