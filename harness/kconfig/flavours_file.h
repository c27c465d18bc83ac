/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * flavours.yaml as it is written: flavours and overlays that refer to each other.
 *
 * For the three files that make kconfig/flavours.h of it.
 */
#ifndef KHARNESS_KCONFIG_FLAVOURS_FILE_H
#define KHARNESS_KCONFIG_FLAVOURS_FILE_H

#include "kconfig/flavours.h"

/* A name or a path, with its place. */
struct flavour_item {
	char *text; /* NULL: there is none */
	struct loc at;
	bool used;     /* of "without": it takes something out */
	bool reported; /* a fault of it is known */
};

struct flavour_items {
	struct flavour_item *v;
	size_t n;
	size_t capacity;
};

/* What a flavour or overlay asks for: always, or on one architecture. */
struct flavour_part {
	char *arch; /* NULL: always */
	struct loc at;
	char *base; /* NULL: none */
	struct flavour_items fragments;
	struct flavour_settings cmdline;
	struct flavour_settings sysctl;
};

struct flavour_source {
	char *name;
	struct loc at;
	char *about;
	bool is_overlay;
	bool ships;
	struct loc ships_at;
	struct flavour_item extends;
	struct flavour_items without; /* fragments of what it extends */
	struct flavour_items unset;   /* names of its settings */
	struct flavour_items overlays;
	struct flavour_part common;
	struct flavour_part *archs;
	size_t n_archs;
	size_t archs_capacity;
};

struct flavour_file {
	char *dir;
	char *path;
	struct flavour_source *list;
	size_t n;
	size_t capacity;
};

/* Where faults go. */
struct flavour_faults {
	struct diag *d;
	bool bad;
};

/** flavour_fault() - add an error */
void flavour_fault(struct flavour_faults *to, const struct loc *at, const char *fmt, ...)
	_printf_(3, 4);

/**
 * flavour_file_read() - read the file and check each value by itself
 * @dir: in front of each path
 *
 * Return: NULL when it cannot be read; otherwise freed by flavour_file_free(), also
 * when there are faults.
 */
struct flavour_file *flavour_file_read(const char *dir,
				       struct flavour_faults *faults) _must_check_;

/** flavour_file_find() - a flavour or an overlay by name; NULL: there is none */
const struct flavour_source *flavour_file_find(const struct flavour_file *f,
					       const char *name, bool overlay);

/** flavour_file_check() - what refers to what: all names known, no cycles */
void flavour_file_check(struct flavour_file *f, struct flavour_faults *faults);

/**
 * flavour_file_resolve() - what a flavour is for one architecture
 * @f: without cycles
 * @overlays: stacked on it beside its own; NULL: none
 * @ret: initialised; filled in
 */
void flavour_file_resolve(struct flavour_file *f, const struct flavour_source *flavour,
			  const char *arch, const struct strv *overlays,
			  struct flavour_arch *ret, struct flavour_faults *faults);

/**
 * flavour_file_archs() - append the architectures of a flavour: its own, else those of
 * what it extends
 */
void flavour_file_archs(const struct flavour_file *f,
			const struct flavour_source *flavour, struct strv *to);

/** flavour_file_check_shipped() - no fragment of an overlay in a flavour that ships */
void flavour_file_check_shipped(const struct flavour_file *f,
				const struct flavour_source *flavour,
				const struct flavour_arch *resolved,
				struct flavour_faults *faults);

/** flavour_arch_done() - free and initialise again */
void flavour_arch_done(struct flavour_arch *a);

/** flavour_settings_done() - free and initialise again */
void flavour_settings_done(struct flavour_settings *s);

/** flavour_file_free() - accepts NULL */
void flavour_file_free(struct flavour_file *f);

#endif
