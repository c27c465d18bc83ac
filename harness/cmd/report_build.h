/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One report: gathering it from the rooms that know, and writing its directory. */
#ifndef KHARNESS_CMD_REPORT_BUILD_H
#define KHARNESS_CMD_REPORT_BUILD_H

#include "cmd/report_audit.h"

struct report_build_in {
	const char *dir;	  /* "out/smoke-x86_64" */
	const char *out;	  /* its report; replaced as a whole */
	const char *linux_record; /* NULL: what the boot has of it */
	struct report_audit_in audit;
};

/**
 * report_build() - make the report of one build
 * @ret: initialised; the caller frees it, also after an error
 * @d: gets what is wrong with the files; a bad build is no error
 *
 * Return: 0 or a negative errno; an earlier report is untouched on failure.
 */
int report_build(const struct report_build_in *in, struct build_report *ret,
		 struct diag *d) _must_check_;

/** report_fault() - the first error as one line, for a page; the caller frees it */
char *report_fault(const struct diag *d) _must_check_;

struct report_file {
	const char *name;
	const char *data;
	size_t size;
};

/**
 * report_put() - write a directory of files, in one step
 * @out: replaced as a whole
 * @files: ends with one that has no name
 *
 * Return: 0 or a negative errno; the old directory is untouched on failure.
 */
int report_put(const char *out, const struct report_file *files,
	       struct diag *d) _must_check_;

#endif
