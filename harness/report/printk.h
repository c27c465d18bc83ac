/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel log as a record of time: which line came when, and how long each initcall
 * took, where the kernel was started with initcall_debug.
 */
#ifndef KHARNESS_REPORT_PRINTK_H
#define KHARNESS_REPORT_PRINTK_H

#include <stddef.h>
#include <stdint.h>

#include "base/macro.h"

struct printk_line {
	unsigned int number; /* in the log, from 1 */
	int64_t us;	     /* since the kernel began to count */
	const char *text;    /* behind the time, in the log itself */
	size_t size;
};

struct printk_initcall {
	char *name; /* "virtio_blk_init [virtio_blk]" */
	int64_t end_us;
	int64_t us;
};

struct printk_log {
	struct printk_line *lines; /* those with a time, in the order of the log */
	size_t n, capacity;
	struct printk_initcall *initcalls; /* in the order in which they ended */
	size_t n_initcalls, initcalls_capacity;
	int64_t init_us; /* when the first program was started; -1: it was not */
	int64_t last_us; /* of the last line; -1: there is none */
};

#define PRINTK_LOG_INIT                       \
	{                                     \
		.init_us = -1, .last_us = -1, \
	}

/**
 * printk_read() - find the times in a log
 * @log: lines that end with a newline; it must outlive @ret
 * @ret: initialised; emptied by printk_done()
 *
 * A time that is earlier than the one before it is not believed.
 */
void printk_read(const char *log, struct printk_log *ret);

/** printk_done() - free and initialise again; accepts NULL */
void printk_done(struct printk_log *log);

#endif
