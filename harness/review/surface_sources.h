/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the C file of an object offers to programs: system calls, and device nodes that it
 * names to udev (MODULE_ALIAS("devname:...")).
 *
 * Only lines that count under the configuration are taken: those outside of any #if, or
 * in one that asks for a symbol of Kconfig by itself.
 */
#ifndef KHARNESS_REVIEW_SURFACE_SOURCES_H
#define KHARNESS_REVIEW_SURFACE_SOURCES_H

#include "base/strv.h"
#include "review/make_config.h"
#include "review/make_tree.h"

struct surface_sources {
	struct strv syscalls; /* "userfaultfd" */
	struct strv devices;  /* "/dev/fuse" */
};

#define SURFACE_SOURCES_INIT         \
	{                            \
		STRV_INIT, STRV_INIT \
	}

/**
 * surface_sources_read() - look into the source of an object
 * @object: below the tree, "fs/fuse/dev.o"; one without a C file offers nothing
 * @ret: initialised; freed by surface_sources_done()
 */
void surface_sources_read(const struct make_tree *t, const struct make_config *config,
			  const char *object, struct surface_sources *ret);

/** surface_sources_scan() - the same for a text */
void surface_sources_scan(const char *text, const struct make_config *config,
			  struct surface_sources *ret);

/** surface_sources_done() - free and initialise again; accepts NULL */
void surface_sources_done(struct surface_sources *s);

#endif
