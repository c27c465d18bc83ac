/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the harness reads from ELF files: modules and vmlinux.
 *
 * The files are not trusted. libelf decodes the tables; every offset and size
 * is checked here against the file before it is used.
 */
#ifndef KHARNESS_MODULE_ELF_H
#define KHARNESS_MODULE_ELF_H

#include <stddef.h>
#include <stdint.h>

#include "base/macro.h"
#include "sys/diag.h"

struct elf_file;

/* Bytes of the file; they live as long as the struct elf_file. */
struct elf_bytes {
	const unsigned char *data;
	size_t size;
};

/**
 * elf_from_memory() - start reading an ELF64 little-endian file in memory
 * @data: file content; must outlive the result
 * @size: bytes in @data
 * @name: for messages, copied
 * @ret: freed by elf_free()
 * @d: gets the error
 *
 * The header and the bounds of all sections have been checked on success.
 *
 * Return: 0, or -EBADMSG when it is not such a file or is cut off.
 */
int elf_from_memory(const void *data, size_t size, const char *name,
		    struct elf_file **ret, struct diag *d) _must_check_;

/** elf_from_file() - the same from a path; sections are read when asked for */
int elf_from_file(const char *path, struct elf_file **ret, struct diag *d) _must_check_;

/** elf_type() - ET_REL, ET_EXEC or ET_DYN, from <elf.h> */
unsigned int elf_type(const struct elf_file *elf);

/** elf_machine() - EM_X86_64, EM_AARCH64, ... from <elf.h> */
unsigned int elf_machine(const struct elf_file *elf);

/** elf_extent() - end of the last header table or section in the file */
uint64_t elf_extent(const struct elf_file *elf);

/**
 * elf_section() - content of the section with this name
 *
 * Return: 0, -ENOENT when there is none, -EBADMSG when there are two of them.
 */
int elf_section(struct elf_file *elf, const char *section,
		struct elf_bytes *ret) _must_check_;

/**
 * elf_symbol() - bytes from the address of a symbol to the end of its section
 * @symbol: name
 * @ret: set on success; the size is that of the rest of the section
 *
 * Return: 0, -ENOENT when there is no such symbol, -EBADMSG when it is in no
 * section of the file, or is there twice.
 */
int elf_symbol(struct elf_file *elf, const char *symbol,
	       struct elf_bytes *ret) _must_check_;

/** elf_free() - accepts NULL */
void elf_free(struct elf_file *elf);

static inline void cleanup_elf(struct elf_file **elf)
{
	elf_free(*elf);
}

#endif
