/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The serial console: made printable, and searched for what a kernel says when
 * something is wrong with it.
 *
 * A line counts only by its beginning, right behind the "[    1.234567] " that
 * printk has put there: the same words elsewhere ("RIP:" in a trace of a test
 * that expects one, a module's name) mean nothing.
 */
#ifndef KHARNESS_VM_CONSOLE_H
#define KHARNESS_VM_CONSOLE_H

#include "model/boot_result.h"

/* bytes: twice the log buffer of a distribution kernel; a boot writes some 20 kB */
#define CONSOLE_MAX ((size_t)512 << 10)

struct console_finding {
	enum boot_verdict kind; /* BOOT_PANIC, BOOT_OOPS, BOOT_BUG or BOOT_WARNING */
	unsigned int line;	/* of the log, from 1 */
	char *text;		/* printable, without the time */
};

#define CONSOLE_FINDINGS_MAX 32

struct console {
	size_t bytes;	    /* received */
	unsigned int lines; /* complete ones in log */
	struct strbuf log;  /* printable */
	struct strbuf line; /* the beginning of the next one, as received */
	struct console_finding findings[CONSOLE_FINDINGS_MAX];
	size_t n_findings; /* the first ones; there may have been more */
};

#define CONSOLE_INIT                                    \
	{                                               \
		.log = STRBUF_INIT, .line = STRBUF_INIT \
	}

/**
 * console_feed() - take what came from the serial port
 * @c: initialised
 * @data: bytes
 * @size: how many
 *
 * Return: 0, or -EFBIG when it is more than CONSOLE_MAX altogether; the rest is
 * dropped.
 */
int console_feed(struct console *c, const char *data, size_t size) _must_check_;

/** console_end() - nothing more comes: judge an incomplete last line, too */
void console_end(struct console *c);

/**
 * console_judge_line() - what does one line say?
 * @line: printable, without line end
 * @ret_text: set to the part behind the time, when it says something bad
 *
 * Return: BOOT_PANIC, BOOT_OOPS, BOOT_BUG, BOOT_WARNING, or BOOT_PASS for
 * a line that is none of these.
 */
enum boot_verdict console_judge_line(const char *line, const char **ret_text);

/** console_done() - free everything; accepts NULL */
void console_done(struct console *c);

#endif
