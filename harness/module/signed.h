/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One finished module file, NAME.ko.zst: making its bytes and judging them.
 */
#ifndef KHARNESS_MODULE_SIGNED_H
#define KHARNESS_MODULE_SIGNED_H

#include <stddef.h>

#include "base/macro.h"
#include "base/strbuf.h"
#include "module/built.h"
#include "module/keypair.h"
#include "sys/diag.h"

#define MODULE_SIZE_MAX ((size_t)2 << 30) /* as built, with debug information */

/**
 * module_check_unsigned() - is this a module of the build that can be signed?
 * @data: ELF file as built, or stripped
 * @size: bytes in @data
 * @path: for messages
 * @name: the name that it must have
 * @built: the build it must belong to
 * @d: gets the error
 *
 * Return: 0, or -EBADMSG: not ELF, cut off, for another machine or kernel,
 * signed already, or another module than its file name says.
 */
int module_check_unsigned(const void *data, size_t size, const char *path,
			  const char *name, const struct built_kernel *built,
			  struct diag *d) _must_check_;

/**
 * module_sign() - sign a module and compress it
 * @module: unsigned module; gets the signature appended
 * @pair: signs
 * @hash: digest, see cms_hash_known()
 * @level: for zst_compress()
 * @ret: initialised; gets the finished file appended
 * @d: gets the error
 */
int module_sign(struct strbuf *module, const struct keypair *pair, const char *hash,
		int level, struct strbuf *ret, struct diag *d) _must_check_;

/**
 * module_verify() - judge the finished bytes
 * @data: content of a .ko.zst file
 * @size: bytes in @data
 * @path: for messages
 * @name: the name that it must have
 * @built: the kernel that is to load it
 * @ret_size: set to the size before compression; may be NULL
 * @d: gets the reason
 *
 * Exactly one zstd frame, which holds exactly one ELF file and one signature,
 * over the configured digest, valid under the kernel's one certificate; a
 * module of this name for this machine with the vermagic of this kernel.
 *
 * Return: 0, or -EBADMSG.
 */
int module_verify(const void *data, size_t size, const char *path, const char *name,
		  const struct built_kernel *built, size_t *ret_size,
		  struct diag *d) _must_check_;

#endif
