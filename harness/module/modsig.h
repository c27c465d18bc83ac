/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The signature block at the end of a module file.
 *
 * Layout (include/linux/module_signature.h in the kernel):
 *
 *	module | CMS in DER | struct module_signature, 12 bytes | marker, 28 bytes
 *
 * Of the structure only id_type (2, PKCS#7) and the big-endian length of the
 * CMS part are used; kernel/module_signature.c wants zero in all other bytes.
 */
#ifndef KHARNESS_MODULE_MODSIG_H
#define KHARNESS_MODULE_MODSIG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/macro.h"
#include "base/strbuf.h"
#include "sys/diag.h"

#define MODSIG_MARKER	   "~Module signature appended~\n"
#define MODSIG_MARKER_SIZE ((size_t)28)
#define MODSIG_INFO_SIZE   ((size_t)12)

/* Where the parts of a signed module are; both point into it. */
struct modsig {
	size_t body_size; /* bytes that are signed, from the start */
	const unsigned char *cms;
	size_t cms_size;
};

/** modsig_present() - does the file end with the marker, as the kernel asks? */
bool modsig_present(const void *data, size_t size);

/**
 * modsig_parse() - find the signature, as strictly as the kernel does
 * @data: whole module file
 * @size: bytes in @data
 * @name: for messages
 * @ret: set on success
 * @d: gets the error
 *
 * Only the outermost signature is found; that nothing stands between the end
 * of the ELF file and the signature is for elf_extent() to tell.
 *
 * Return: 0, -ENODATA when the module is unsigned, -EBADMSG when the block is
 * malformed.
 */
int modsig_parse(const void *data, size_t size, const char *name, struct modsig *ret,
		 struct diag *d) _must_check_;

/**
 * modsig_append() - append a signature block
 * @module: the unsigned module; gets @cms, structure and marker behind it
 * @cms: DER-encoded CMS SignedData over the module
 * @cms_size: bytes in @cms
 */
void modsig_append(struct strbuf *module, const void *cms, size_t cms_size);

#endif
