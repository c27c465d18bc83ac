/* SPDX-License-Identifier: GPL-2.0-or-later */
/* For tests of makefiles: a small tree that is made up, and two configurations of it. */
#ifndef KHARNESS_TESTS_MADE_TREE_H
#define KHARNESS_TESTS_MADE_TREE_H

#include "review/surface.h"
#include "scratch.h"

/* A file of the tree, with its directories. */
static inline void made_file(const char *path, const char *text)
{
	_cleanup_(cleanup_free) char *file = scratch_path(path);
	_cleanup_(cleanup_free) char *dir = dir_of(file);
	struct diag d = DIAG_INIT;

	assert_int_equal(dir_make(dir, &d), 0);
	scratch_overwrite(file, text, strlen(text));
}

/* An empty tree for x86 with one directory, and that with a makefile. */
static inline void made_tree(const char *makefile)
{
	made_file("Kbuild", "obj-y += drivers/\nobj-y += arch/$(SRCARCH)/\n"
			    "obj-y += $(ARCH_DRIVERS)\n");
	made_file("arch/x86/Makefile", "drivers-$(CONFIG_PCI) += arch/x86/pci/\n");
	made_file("drivers/Makefile", makefile);
}

/* The changes of some symbols, in the order of names. */
static inline void made_changes(struct change_set *ret, const char *names)
{
	_cleanup_(strv_done) struct strv words = STRV_INIT;

	while (*names) {
		size_t n = strcspn(names, " ");

		strv_take(&words, xstrndup(names, n));
		names += n + strspn(names + n, " ");
	}
	strv_sort(&words);
	strv_foreach (&words, i) {
		GROW(ret->v, ret->n, ret->capacity);
		ret->v[ret->n++] = (struct change){.name = xstrdup(words.v[i])};
	}
}

/* "+m drivers/a.ko X": what comes and goes, one a line in the order of the alphabet. */
static inline char *made_surface(const char *old, const char *new, const char *names)
{
	static const char *const kinds[] = {"m", "y", "s", "d", "p"};
	struct change_set changes = CHANGE_SET_INIT;
	struct surface found = SURFACE_INIT;
	struct make_tree *t = NULL;
	struct diag d = DIAG_INIT;
	struct strv lines = STRV_INIT;
	struct strbuf text = STRBUF_INIT;
	struct surface_in in = {.old = {NULL, old, strlen(old), "x86_64"},
				.new = {NULL, new, strlen(new), "x86_64"},
				.changes = &changes};

	made_changes(&changes, names);
	assert_int_equal(make_tree_open(scratch, &t, &d), 0);
	in.old.tree = in.new.tree = t;
	surface_find(&in, &found);
	for (size_t i = 0; i < found.n; i++)
		if (!found.v[i].whole_changed)
			strv_pushf(&lines, "%c%s %s %s\n", found.v[i].gained ? '+' : '-',
				   kinds[found.v[i].kind], found.v[i].name,
				   found.v[i].symbol ? found.v[i].symbol : "?");
	strv_sort(&lines);
	strv_foreach (&lines, i)
		strbuf_adds(&text, lines.v[i]);
	if (found.undecided)
		strbuf_addf(&text, "undecided %zu\n", found.undecided);
	strv_done(&lines);
	surface_done(&found);
	make_tree_close(t);
	change_set_done(&changes);
	return strbuf_detach(&text, NULL);
}

#endif
