/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Diagnostics: what stages fill in and commands print, once.
 *
 * A message is lower case without a full stop, the error first, the subject
 * in 'quotes', then what to do about it. A note belongs to the entry before it.
 */
#ifndef KHARNESS_SYS_DIAG_H
#define KHARNESS_SYS_DIAG_H

#include <stdio.h>

#include "base/macro.h"

enum diag_severity { DIAG_NOTE, DIAG_WARNING, DIAG_ERROR };

/* A place in a text file; line and col count from 1, 0 stands for "none". */
struct loc {
	const char *file; /* NULL: no place at all */
	unsigned int line;
	unsigned int col;
};

struct diag_entry {
	enum diag_severity severity;
	char *file; /* NULL: no place */
	unsigned int line;
	unsigned int col;
	char *text;
};

struct diag {
	struct diag_entry *entries;
	size_t n;
	size_t capacity;
	size_t errors;
	size_t warnings;
};

#define DIAG_INIT \
	{         \
		0 \
	}

/**
 * diag_at() - add one entry with its place
 * @d: list to add to
 * @severity: note, warning or error
 * @loc: copied; NULL for none
 * @fmt: as printf(3), one line
 */
void diag_at(struct diag *d, enum diag_severity severity, const struct loc *loc,
	     const char *fmt, ...) _printf_(4, 5) _nonnull_(1, 4);

/** diag_error() - add an error without a place */
#define diag_error(d, ...) diag_at(d, DIAG_ERROR, NULL, __VA_ARGS__)
/** diag_warning() - add a warning without a place */
#define diag_warning(d, ...) diag_at(d, DIAG_WARNING, NULL, __VA_ARGS__)
/** diag_note() - add a note without a place */
#define diag_note(d, ...) diag_at(d, DIAG_NOTE, NULL, __VA_ARGS__)

/**
 * diag_errno() - add an error "what: strerror" and pass the number on
 * @d: list to add to
 * @err: negative errno
 * @fmt: what was being done, as printf(3)
 *
 * Return: @err, so that a caller can write "return diag_errno(...)".
 */
int diag_errno(struct diag *d, int err, const char *fmt, ...) _printf_(3, 4)
	_nonnull_(1, 3);

/**
 * diag_print() - write all entries as "file:line:col: severity: text"
 * @d: list
 * @f: where to; colours are used when it is a terminal and NO_COLOR is unset
 *
 * Control bytes in texts are shown as \xNN: they may come from a file.
 */
void diag_print(const struct diag *d, FILE *f);

/**
 * diag_append() - move all entries of one list to the end of another
 * @d: gets the entries
 * @from: empty afterwards
 */
void diag_append(struct diag *d, struct diag *from) _nonnull_(1, 2);

/** diag_severity_name() - "note", "warning" or "error" */
const char *diag_severity_name(enum diag_severity severity);

/** diag_done() - free all entries and initialise again; accepts NULL */
void diag_done(struct diag *d);

#endif
