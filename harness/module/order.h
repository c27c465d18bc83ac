/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * modules.order: which modules a build made, and where each is installed.
 */
#ifndef KHARNESS_MODULE_ORDER_H
#define KHARNESS_MODULE_ORDER_H

#include <stddef.h>

#include "base/macro.h"
#include "base/strbuf.h"
#include "sys/diag.h"

struct order_entry {
	size_t dir; /* index of the directory it was read from */
	unsigned int line;
	char *path;    /* in that directory: "fs/ext4/ext4.ko" */
	char *install; /* in lib/modules/RELEASE: "kernel/fs/ext4/ext4.ko" */
	char *name;    /* as in /proc/modules: "ext4" */
};

struct module_order {
	struct order_entry *entries; /* in the order of the files */
	size_t n;
	size_t capacity;
	const struct order_entry **index; /* by install path: see order_index() */
};

#define MODULE_ORDER_INIT \
	{                 \
		0         \
	}

/**
 * order_parse() - read the text of a modules.order
 * @text: one path a line, ending in .o (or .ko, before Linux 6.2)
 * @file: where it comes from, for messages
 * @dir: index to note in the entries
 * @prefix: directory to install to: "kernel" or "updates"
 * @order: initialised; entries are appended
 * @d: gets an error with line and column for each bad one
 *
 * A path is relative and plain: letters, digits and "._+-", no "..".
 *
 * Return: 0, or -EBADMSG.
 */
int order_parse(const char *text, const char *file, size_t dir, const char *prefix,
		struct module_order *order, struct diag *d) _must_check_;

/** order_read() - read DIR/modules.order */
int order_read(const char *path, size_t dir, const char *prefix,
	       struct module_order *order, struct diag *d) _must_check_;

/** order_format() - the modules.order to install beside the modules */
void order_format(const struct module_order *order, struct strbuf *ret);

/**
 * order_index() - make order_find() work, once all files are read
 *
 * Return: 0, or -EBADMSG when two modules would be installed under one path.
 */
int order_index(struct module_order *order, struct diag *d) _must_check_;

/** order_find() - the entry with this install path, or NULL */
const struct order_entry *order_find(const struct module_order *order,
				     const char *install);

/** order_done() - free and initialise again; accepts NULL */
void order_done(struct module_order *order);

#endif
