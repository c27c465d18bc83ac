/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Answers to the questions of a rebase, written down where they belong: each is on disk
 * when the function returns, by the rename of one file.
 */
#ifndef KHARNESS_KCONFIG_ANSWER_H
#define KHARNESS_KCONFIG_ANSWER_H

#include "kconfig/edit.h"
#include "kconfig/triage.h"

/**
 * answer_request() - put a request into a fragment, or take it out
 * @path: the fragment; it must exist, a symbolic link is followed
 *
 * Return: 0, or a negative errno with the fragment as it was.
 */
int answer_request(const char *path, const struct edit *e, enum edit_result *ret,
		   struct diag *d) _must_check_;

/**
 * answer_rename() - see edit_rename()
 * @line: of the new request, as it stands in a fragment
 */
int answer_rename(const char *path, const char *from, const char *to, const char *line,
		  struct diag *d) _must_check_;

/** answer_triage() - keep a decision in DIR/triage.yaml, in the place of an earlier one */
int answer_triage(const char *configs, const struct triage_entry *entry,
		  struct diag *d) _must_check_;

/** answer_forget() - take a decision out of it, when there is one */
int answer_forget(const char *configs, bool rule, const char *name, const char *version,
		  struct diag *d) _must_check_;

/**
 * answer_owner() - who owns a fragment
 *
 * Return: freed by the caller; NULL: its header does not say.
 */
char *answer_owner(const char *path);

#endif
