/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Gathering what a report is made of, from the files that the stages left.
 *
 * What is missing is not read and no error; what is damaged is one, with its place.
 */
#ifndef KHARNESS_REPORT_READ_H
#define KHARNESS_REPORT_READ_H

#include "model/build_report.h"
#include "sys/diag.h"

/**
 * read_origins() - which line of a fragment asks for what has changed
 * @dir: of the build; its provenance.json has been read before
 * @p: its changes are known; the lines are filled in
 *
 * Return: 0 or a negative errno.
 */
int read_origins(const char *dir, struct report_previous *p, struct diag *d) _must_check_;

/**
 * read_build() - all but audit, modules and history
 * @dir: "out/smoke-x86_64"; its name is FLAVOUR-ARCH
 * @linux_record: record of the tree; NULL: what the boot's results have of it
 * @ret: initialised; the caller frees it, also after an error
 *
 * Return: 0, -ENOENT when @dir is no directory of a pair, -EINVAL when a file of it is
 * damaged, or another negative errno.
 */
int read_build(const char *dir, const char *linux_record, struct build_report *ret,
	       struct diag *d) _must_check_;

/**
 * read_boot() - results.json and console.log of one boot
 * @dir: that holds them
 * @ret: initialised; the caller frees it, also after an error
 *
 * Return: 0, -ENOENT without a message when it has not been booted, -EINVAL, or another
 * negative errno.
 */
int read_boot(const char *dir, struct boot_result *ret, struct diag *d) _must_check_;

/**
 * read_modules() - find the module files and their sizes
 * @dir: of the pair; the built modules are looked for in build/ and probe/
 * @release: of the kernel
 */
int read_modules(const char *dir, const char *release, struct report_modules *ret,
		 struct diag *d) _must_check_;

/**
 * read_audit() - take the verdicts out of what "kharness audit --json" writes
 * @path: for messages, or the file when @text is NULL
 * @text: the document
 * @from: what the report is to say of its origin
 *
 * Return: 0, -ENOENT without a message when there is no file, or a negative errno.
 */
int read_audit(const char *path, const char *text, const char *from,
	       struct report_audit *ret, struct diag *d) _must_check_;

#endif
