/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Merging as the kernel's scripts/kconfig/merge_config.sh does: the same files,
 * switches and messages, for those who have it in a script of their own.
 *
 * The text of the files is put together line by line as the script of 6.18 does.
 * The tree's Kconfig then resolves it, without make, and what did not take effect is
 * told with its reason.
 */
#ifndef KHARNESS_KCONFIG_SCRIPT_MERGE_H
#define KHARNESS_KCONFIG_SCRIPT_MERGE_H

#include <stdbool.h>

#include "base/strbuf.h"
#include "base/strv.h"
#include "sys/diag.h"

struct script_merge_in {
	const char *prefix; /* of symbols: "CONFIG_" */
	const char *base;
	const struct strv *fragments;
	const char *output;
	const char *target;	  /* alldefconfig or allnoconfig */
	bool only_merge;	  /* -m: put together, do not resolve */
	bool redundant;		  /* -r: tell what is the same in base and fragment */
	bool builtin;		  /* -y: a fragment's m does not replace y */
	bool refuse_redefinition; /* -s */
	bool quiet;		  /* -Q: do not tell what a fragment redefines */
	bool strict;		  /* a request that does not take effect is a failure */
	/* for resolving */
	const char *linux_dir;
	const char *arch;
	const char *cross_compile;
	const char *bridge_dir;
};

/* A line and the file that it came from. */
struct script_line {
	const char *text; /* not terminated */
	size_t size;
	size_t file; /* 0: the base, else number of the fragment; SCRIPT_NO_FILE */
	unsigned int line;
};

#define SCRIPT_NO_FILE ((size_t)-1)

struct script_text {
	struct script_line *v;
	size_t n;
	size_t capacity;
	bool unfinished;     /* no newline behind the last line */
	struct strv buffers; /* that the lines point into */
};

#define SCRIPT_TEXT_INIT \
	{                \
		0        \
	}

/**
 * script_merge_text() - put the files together
 * @ret: initialised; filled in on success
 * @said: what the script says is appended
 *
 * Return: 0; -EBADMSG when a fragment redefines a value and may not, or does not
 * exist; or another negative errno.
 */
int script_merge_text(const struct script_merge_in *in, struct script_text *ret,
		      struct strbuf *said, struct diag *d) _must_check_;

/** script_text_print() - append the lines, as the file has them */
void script_text_print(const struct script_text *t, struct strbuf *to);

/** script_text_done() - free and initialise again; accepts NULL */
void script_text_done(struct script_text *t);

/**
 * script_merge_run() - put the files together, resolve, write, and compare
 * @said: what the script says is appended
 * @d: gets a warning for each request that did not take effect, with its reason;
 *     an error when that is a failure
 *
 * Return: 0; -EBADMSG as script_merge_text(), or for a strict failure, for which the
 * output is written all the same; or another negative errno.
 */
int script_merge_run(const struct script_merge_in *in, struct strbuf *said,
		     struct diag *d) _must_check_;

#endif
