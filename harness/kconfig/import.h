/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The way in: a full configuration file becomes a base and the requests that it
 * takes, split into fragments by area.
 */
#ifndef KHARNESS_KCONFIG_IMPORT_H
#define KHARNESS_KCONFIG_IMPORT_H

#include "kconfig/differences.h"
#include "kconfig/merge.h"
#include "sys/file_set.h"

struct import_in {
	const struct merge_in *merge; /* its base is the one to import onto */
	const char *config;	      /* the file to import */
	const char *flavour;	      /* what flavours.yaml calls the result */
	const char *owner;	      /* of all fragments; NULL: lint asks for it */
};

struct import_out {
	size_t n_lines;	   /* of the file that say something about a symbol */
	size_t n_values;   /* of the .config that it resolves to */
	size_t n_requests; /* that are left */
	size_t n_resolves; /* that it took */
	struct differences differences;
	struct file_set files; /* fragments by area, flavours.yaml, the base */
	size_t n_fragments;
};

#define IMPORT_OUT_INIT \
	{               \
		0       \
	}

/**
 * import_run() - find the requests and put them into fragments
 * @ret: initialised; filled in on success, freed by import_out_done()
 * @d: gets what is wrong with the files
 *
 * The requests were resolved on the base: their .config is the one that the file
 * itself resolves to, byte for byte. No one of them can be left out.
 *
 * Return: 0; -EINVAL when a file has faults; -EBADMSG when the base cannot lead to
 * this configuration; or another negative errno.
 */
int import_run(const struct import_in *in, struct import_out *ret,
	       struct diag *d) _must_check_;

/** import_out_done() - free and initialise again; accepts NULL */
void import_out_done(struct import_out *out);

#endif
