/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What can be attacked, gained or lost: modules and objects that appear or vanish.
 *
 * The makefiles of the tree are read, not run: starting at its top, the directories of
 * both configurations are walked side by side. What a makefile makes depend on more than
 * the configuration is counted, and not guessed.
 */
#ifndef KHARNESS_REVIEW_SURFACE_H
#define KHARNESS_REVIEW_SURFACE_H

#include "model/change.h"
#include "review/make_tree.h"

struct surface_side {
	struct make_tree *tree;
	const char *config; /* the resolved .config */
	size_t config_size;
	const char *arch; /* as the kernel's ARCH= */
};

struct surface_in {
	struct surface_side old, new;
	const struct change_set *changes; /* in the order of names */
};

/* One difference, of a finer grain than change.h has it. */
struct surface_item {
	enum change_surface_kind kind;
	bool gained;
	char *name;	    /* as in struct change_surface */
	char *whole;	    /* of a module's object: the path of the module; else NULL */
	bool whole_changed; /* the module as a whole is gained or lost */
	const char *symbol; /* owned by the changes; NULL: not known */
	bool moved;	    /* another object of the same comparison has it instead */
};

struct surface {
	struct surface_item *v;
	size_t n;
	size_t capacity;
	size_t undecided; /* objects that only one side may have */
};

#define SURFACE_INIT \
	{            \
		0    \
	}

/**
 * surface_find() - compare what two configurations build
 * @ret: initialised; freed by surface_done()
 */
void surface_find(const struct surface_in *in, struct surface *ret);

/** surface_done() - free and initialise again; accepts NULL */
void surface_done(struct surface *s);

#endif
