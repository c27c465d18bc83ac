/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The record of a build: what was built, by which compiler, in which
 * environment. Enough to do it again.
 */
#ifndef KHARNESS_KBUILD_RECORD_H
#define KHARNESS_KBUILD_RECORD_H

#include "kbuild/build.h"

/**
 * build_record() - write build.json
 * @in: what was built
 * @out: what came out
 * @certificate: SHA-256 fingerprint of the trusted certificate
 * @path: file to write
 *
 * Members: "schema" 1, "release", "arch", "source", "compiler", "linker",
 * "environment" (all of it), "certificate", "steps", "ms".
 *
 * Return: 0 or a negative errno.
 */
int build_record(const struct build_in *in, const struct build_out *out,
		 const char *certificate, const char *path, struct diag *d) _must_check_;

#endif
