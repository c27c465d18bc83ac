/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A kernel as it is configured and started: what an audit looks at.
 *
 * Values of symbols come from the resolved configuration, together with what the
 * tree's Kconfig knows about them; the command line and the sysctls from the flavour.
 */
#ifndef KHARNESS_MODEL_KERNEL_STATE_H
#define KHARNESS_MODEL_KERNEL_STATE_H

#include <stdbool.h>
#include <uthash.h>

#include "base/strv.h"
#include "sys/diag.h"

enum secure_boot { SECURE_BOOT_UNKNOWN, SECURE_BOOT_ON, SECURE_BOOT_OFF };

struct kernel_symbol {
	char *name; /* without CONFIG_ */
	char *value;
	bool known; /* false: the tree has no such symbol, in no architecture's Kconfig */
	char *file; /* that decided; NULL: no line did */
	struct loc at; /* in it */
	UT_hash_handle hh;
};

/* What it would take for a symbol to have another value. */
struct kernel_reach {
	char *question; /* "NAME=VALUE" */
	bool possible;
	char *dead_end;	   /* what cannot be had; NULL: not known */
	struct strv helps; /* "NAME=VALUE", all of which make it possible */
	UT_hash_handle hh;
};

/* An argument of the kernel, or a sysctl. */
struct kernel_setting {
	char *name;
	char *value;   /* NULL: an argument without one */
	char *file;    /* NULL: not from a file */
	struct loc at; /* in it */
};

struct kernel_settings {
	struct kernel_setting *v;
	size_t n;
	size_t capacity;
};

struct kernel_state {
	char *name;	/* for people: "azure" or the path of a configuration */
	char *flavour;	/* NULL: it is none */
	char *arch;	/* as the kernel's ARCH= */
	char *version;	/* "6.18.15" */
	char *compiler; /* "gcc 12.2.0" */
	bool tree;	/* a tree was asked which symbols there are */
	enum secure_boot secure_boot;
	struct kernel_symbol *symbols; /* hash */
	struct kernel_reach *reach;    /* hash */
	struct kernel_settings cmdline;
	struct kernel_settings sysctl;
};

#define KERNEL_STATE_INIT \
	{                 \
		0         \
	}

/**
 * kernel_symbol_add() - add a symbol or return the one that is there
 * @value: copied, for a new one
 */
struct kernel_symbol *kernel_symbol_add(struct kernel_state *k, const char *name,
					const char *value);

/** kernel_symbol_find() - NULL when nobody asked for it */
const struct kernel_symbol *kernel_symbol_find(const struct kernel_state *k,
					       const char *name);

/** kernel_symbol_place() - remember the line that decided; copied */
void kernel_symbol_place(struct kernel_symbol *s, const struct loc *at);

/** kernel_is() - has a symbol this value? One that nobody asked for has none. */
bool kernel_is(const struct kernel_state *k, const char *name, const char *value);

/** kernel_value() - the value of a symbol, "n" when nobody asked for it */
const char *kernel_value(const struct kernel_state *k, const char *name);

/** kernel_reach_add() - as kernel_symbol_add() */
struct kernel_reach *kernel_reach_add(struct kernel_state *k, const char *question);

/** kernel_reach_find() - NULL when it was not asked */
const struct kernel_reach *kernel_reach_find(const struct kernel_state *k,
					     const char *name, const char *value);

/**
 * kernel_settings_add() - append "NAME" or "NAME=VALUE"
 * @at: copied; NULL: no place
 */
void kernel_settings_add(struct kernel_settings *s, const char *text,
			 const struct loc *at);

/** kernel_settings_words() - append each word of a command line */
void kernel_settings_words(struct kernel_settings *s, const char *line,
			   const struct loc *at);

/**
 * kernel_settings_find() - the last one with a name; NULL: there is none
 *
 * '-' and '_' are the same in it, as for the kernel.
 */
const struct kernel_setting *kernel_settings_find(const struct kernel_settings *s,
						  const char *name);

/** kernel_state_done() - free and initialise again; accepts NULL */
void kernel_state_done(struct kernel_state *k);

#endif
