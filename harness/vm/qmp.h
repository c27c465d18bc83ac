/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * QEMU's machine protocol: JSON, one message a line.
 *
 * Only the syntax is here: bytes in, messages out, and commands as text. What
 * follows from them is the business of vm/boot.c.
 */
#ifndef KHARNESS_VM_QMP_H
#define KHARNESS_VM_QMP_H

#include "base/macro.h"
#include "base/strbuf.h"

#define QMP_LINE_MAX ((size_t)1 << 20)

enum qmp_kind {
	QMP_GREETING, /* text: QEMU's version */
	QMP_RETURN,   /* id: of the command; text: what it returned, if a string */
	QMP_ERROR,    /* id: of the command; text: description */
	QMP_EVENT,    /* text: name; reason: data.reason or data.action, or NULL */
};

struct qmp_message {
	enum qmp_kind kind;
	const char *text; /* never NULL; valid during the call only */
	const char *id;	  /* or NULL */
	const char *reason;
};

typedef void qmp_fn(void *context, const struct qmp_message *m);

struct qmp {
	struct strbuf line;
};

#define QMP_INIT                    \
	{                           \
		.line = STRBUF_INIT \
	}

/**
 * qmp_feed() - take what came from the monitor
 * @q: initialised
 * @data: bytes
 * @size: how many
 * @on_message: called for each complete message
 * @context: given to it
 *
 * Return: 0, -EFBIG when a line is too long, -EPROTO when one is no message.
 */
int qmp_feed(struct qmp *q, const char *data, size_t size, qmp_fn *on_message,
	     void *context) _must_check_;

/**
 * qmp_command() - a command without arguments, as a line
 * @name: "cont"
 *
 * Its name is its id, too. Return: text that the caller frees.
 */
char *qmp_command(const char *name) _must_check_;

/**
 * qmp_monitor_command() - run a command of the monitor for people
 * @line: "info registers"; also the id of the answer
 */
char *qmp_monitor_command(const char *line) _must_check_;

/** qmp_done() - free everything; accepts NULL */
void qmp_done(struct qmp *q);

#endif
