/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Requests that may fail to take effect: by whom, why and until when that is accepted.
 *
 * The list is read with the other waivers and used while merging.
 */
#ifndef KHARNESS_MODEL_REQUEST_WAIVER_H
#define KHARNESS_MODEL_REQUEST_WAIVER_H

#include <stdbool.h>

#include "base/strv.h"
#include "sys/diag.h"

struct request_waiver {
	char *fragment; /* "hardening/memory.config", below the directory of flavours.yaml */
	char *symbol; /* without CONFIG_ */
	char *found;  /* the value that came out, "unknown" when the tree has none */
	struct strv flavours;
	struct strv archs;
	char *owner;
	char *reason;
	char *expires; /* "2027-05-31" */
	struct loc at;
};

struct request_waivers {
	struct request_waiver *v;
	size_t n;
	size_t capacity;
	char *dir;	/* in front of the fragments' names */
	char today[11]; /* "2026-11-25" */
};

#define REQUEST_WAIVERS_INIT \
	{                    \
		0            \
	}

/**
 * request_waiver_find() - the waiver of a request; NULL: there is none
 * @w: NULL: there are none
 * @flavour: with overlays, for which those of the flavour count too; NULL: none
 * @path: of the fragment, with the directory
 */
const struct request_waiver *request_waiver_find(const struct request_waivers *w,
						 const char *flavour, const char *arch,
						 const char *path, const char *symbol);

/** request_waiver_is_for() - does it name this very flavour and architecture? */
bool request_waiver_is_for(const struct request_waiver *w, const char *flavour,
			   const char *arch);

/** request_waivers_done() - free and initialise again; accepts NULL */
void request_waivers_done(struct request_waivers *w);

#endif
