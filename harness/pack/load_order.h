/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The order in which modules load, computed with libkmod when packing, so
 * that the guest's init needs no library.
 */
#ifndef KHARNESS_PACK_LOAD_ORDER_H
#define KHARNESS_PACK_LOAD_ORDER_H

#include "base/strv.h"
#include "sys/diag.h"

/* One module to load. */
struct load_step {
	char *name; /* as in /proc/modules */
	char *path; /* relative to the module directory, such as kernel/fs/ext4/ext4.ko.zst */
	struct strv needs; /* names of all modules that have to be there before it */
};

struct load_order {
	struct load_step *steps;
	size_t n;
	size_t capacity;
};

#define LOAD_ORDER_INIT \
	{               \
		0       \
	}

/**
 * load_order_compute() - all modules of a tree, dependencies first
 * @dir: MODULES/lib/modules/RELEASE, with depmod's files
 * @ret: initialised; filled in on success
 *
 * Return: 0, -EBADMSG when a module lies outside of @dir, or another negative
 * errno.
 */
int load_order_compute(const char *dir, struct load_order *ret,
		       struct diag *d) _must_check_;

/** load_order_find() - the step that loads a module, or NULL */
struct load_step *load_order_find(const struct load_order *o, const char *name);

/** load_order_done() - free it; accepts NULL */
void load_order_done(struct load_order *o);

#endif
