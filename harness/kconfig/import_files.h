/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The files of an import: a fragment for each area, flavours.yaml that takes them,
 * and a copy of the base when that is a file.
 */
#ifndef KHARNESS_KCONFIG_IMPORT_FILES_H
#define KHARNESS_KCONFIG_IMPORT_FILES_H

#include "kconfig/import.h"

/**
 * import_files_make() - make their texts
 * @base_path: as merge_read_base() returns it
 * @lines: all lines
 * @places: one a line, see "places" in bridge.c
 * @keep: which of them are requests
 * @out: gets the files
 */
int import_files_make(const struct import_in *in, const char *base_path,
		      const struct fragment *lines, const json_t *places,
		      const bool *keep, struct import_out *out,
		      struct diag *d) _must_check_;

#endif
