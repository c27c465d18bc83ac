/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One request put into the text of a fragment, or taken out of it.
 *
 * The new line stands with those that it belongs to: in the block that gives the same
 * reason, else in a block of its own beside the names that have most in common with it.
 * Everything else stays where it is, comments too.
 */
#ifndef KHARNESS_KCONFIG_EDIT_H
#define KHARNESS_KCONFIG_EDIT_H

#include "base/strbuf.h"
#include "kconfig/value.h"
#include "sys/diag.h"

struct edit {
	const char *symbol;	   /* without CONFIG_ */
	const struct value *value; /* NULL: nothing is to be requested any more */
	const char *why;	   /* its reason; NULL together with @value only */
	const char *owner;	   /* NULL: that of the file */
	const char *area;	   /* of a file that has no text yet; NULL: none */
};

enum edit_result {
	EDIT_SAME,     /* the fragment asks for that already, or for nothing */
	EDIT_ADDED,    /* it asked for nothing before */
	EDIT_REPLACED, /* another value, whose block went with it */
	EDIT_REMOVED
};

/**
 * edit_fragment() - edit a fragment
 * @path: for messages
 * @text: what the file holds; empty for a new one, which gets its header
 * @ret: initialised; the whole new text, formatted as by fragment_format()
 * @ret_result: what was done
 * @d: gets the faults of the text, or of the reason and the owner
 *
 * A reason and an owner are texts of one line without control bytes. What was made is
 * read again: it holds the requests that were there and this one.
 *
 * Return: 0 or -EINVAL.
 */
int edit_fragment(const char *path, const char *text, size_t size, const struct edit *e,
		  struct strbuf *ret, enum edit_result *ret_result,
		  struct diag *d) _must_check_;

/**
 * edit_rename() - ask for another symbol in the place of a request
 * @from: the symbol that is requested
 * @to: the one to request, in the same line, with the same "#:" block
 * @value: of it
 * @ret: as for edit_fragment()
 *
 * Where the fragment asks for @to already, the line goes.
 *
 * Return: 0, -ENOENT when nothing asks for @from, or -EINVAL.
 */
int edit_rename(const char *path, const char *text, size_t size, const char *from,
		const char *to, const struct value *value, struct strbuf *ret,
		struct diag *d) _must_check_;

/**
 * edit_check_text() - can this be said in a "#:" block?
 * @what: names it in the message: "reason"
 *
 * Return: 0 or -EINVAL.
 */
int edit_check_text(const char *what, const char *text, struct diag *d) _must_check_;

#endif
