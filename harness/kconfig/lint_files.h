/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What lint looks at: the fragments below a directory, the pairs of flavour and
 * architecture that use them, and what was learned of each line.
 */
#ifndef KHARNESS_KCONFIG_LINT_FILES_H
#define KHARNESS_KCONFIG_LINT_FILES_H

#include "kconfig/flavours.h"
#include "kconfig/fragment.h"
#include "kconfig/lint.h"

struct lint_line {
	const struct request *request;
	size_t judged;	   /* pairs in which it was judged */
	size_t unknown;	   /* of these: the tree has no such symbol */
	size_t failed;	   /* it did not take effect, unknown or not */
	size_t overridden; /* a later fragment asks for something else */
	size_t redundant;  /* the result is the same without it */
	size_t repeated;   /* pairs in which an earlier fragment asks for the same */
	char *reason;	   /* why it failed the first time; NULL: it did not */
	char *where;	   /* the pairs in which it is unknown; NULL: none */
	const struct request *first; /* that it repeats */
	bool contradicted;	     /* by a later line, which was reported */
};

struct lint_file {
	char *path; /* as flavours.yaml has it, else with the directory in front */
	char *real;
	bool base;   /* a flavour starts from it */
	bool bad;    /* it cannot be read */
	size_t uses; /* pairs that take it as a fragment */
	struct fragment fragment;
	struct lint_line *lines; /* one a request */
};

/* One flavour for one architecture. */
struct lint_pair {
	char *name; /* smoke-x86_64 */
	const struct flavour_arch *arch;
	struct lint_file **files; /* its fragments, in their order */
	bool bad;		  /* one of them cannot be read */
};

struct lint_files {
	struct flavours flavours;
	struct lint_file **files;
	size_t n;
	size_t capacity;
	struct lint_pair *pairs;
	size_t n_pairs;
	size_t pairs_capacity;
};

#define LINT_FILES_INIT \
	{               \
		0       \
	}

/**
 * lint_files_read() - read flavours.yaml and all fragments
 * @out: gets a finding for each fault in a fragment
 * @d: gets the faults of flavours.yaml
 *
 * Return: 0, also when fragments have faults, or a negative errno.
 */
int lint_files_read(const char *configs, struct lint_files *ret, struct lint_out *out,
		    struct diag *d) _must_check_;

/**
 * lint_resolve() - judge every line in every pair, with one parse an architecture
 * @files: each line's counts and reason are filled in
 * @d: gets what keeps the tree from being resolved
 */
int lint_resolve(const struct lint_in *in, struct lint_files *files,
		 struct diag *d) _must_check_;

/** lint_files_done() - free and initialise again; accepts NULL */
void lint_files_done(struct lint_files *f);

/** lint_find() - add a finding; @text is taken over */
void lint_find(struct lint_out *out, enum lint_kind kind, enum diag_severity severity,
	       const struct loc *at, char *text);

#endif
