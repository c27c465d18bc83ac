/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What this boot has to show: the plan that `kharness pack` put into the initramfs.
 *
 * A text file, one item a line, fields separated by one tab:
 *
 *	kharness-plan	1		first line
 *	release		RELEASE		as uname -r
 *	vermagic	VERMAGIC	of the modules
 *	config		FILE		what /proc/config.gz must hold, byte for byte;
 *					missing for a kernel that does not show it
 *	lockdown	STATE		none, integrity, confidentiality or absent
 *	lsm		NAMES		as in /sys/kernel/security/lsm
 *	sig_enforce	Y or N
 *	sysctl		NAME VALUE	as /proc/sys has it, any number of them
 *	module		NAME FILE FLAGS	in load order, any number of them
 *	original	NAME FILE FLAGS	what the refused copies were made of
 *	refuse		CASE FILE FLAGS ERRNO LOG	any number of them
 *	probe		NAME FILE FLAGS	testvm/probe
 *	driver		NAME FILE FLAGS AFTER WHY	its device may be missing; AFTER is
 *					the driver it needs, or "-"
 *	builtin		NAME SYMBOL WHY	the same, built in: a symbol of its code
 *	feature		NAME ARGUMENT	a test of feature.c
 *
 * FLAGS are those of finit_module(2), LOG is "-" if no record may appear. The parser
 * trusts nothing: whatever is wrong is named with its line, and nothing of a wrong plan
 * is used.
 */
#ifndef TESTVM_PLAN_H
#define TESTVM_PLAN_H

#include <stddef.h>

#define PLAN_PATH      "/kharness/plan"
#define PLAN_MAX_SIZE  (1024 * 1024)
#define PLAN_ERROR_MAX 512
#define PLAN_NAME_MAX  55 /* MODULE_NAME_LEN of 64-bit kernels, less the NUL */

/* A module file, and how finit_module() is to read it. */
struct plan_module {
	const char *name; /* NULL: the plan has no such item */
	const char *file;
	int flags;
};

/* A damaged copy of plan.original, and how the kernel is to refuse it. */
struct plan_refusal {
	const char *name;
	const char *file;
	int flags;
	int error;	 /* positive errno */
	const char *log; /* part of the one record it must cause; NULL: none may appear */
};

/* A driver that loads, or refuses with ENODEV when its device or bus is not there. */
struct plan_driver {
	struct plan_module module;
	const char
		*after;	 /* another driver, without which this one cannot load, or NULL */
	const char *why; /* no test here can reach more of it */
};

struct plan_builtin {
	const char *name;
	const char *symbol;
	const char *why;
};

struct plan_feature {
	const char *name;
	const char *argument;
};

/* What the kernel was told to set before init started. */
struct plan_sysctl {
	const char *name; /* with dots */
	const char *value;
};

struct plan {
	char *text; /* all strings point into it */
	const char *release;
	const char *vermagic;
	const char *config; /* NULL: the kernel does not show it */
	const char *lockdown;
	const char *lsm;
	const char *sig_enforce;
	struct plan_module original;
	struct plan_module probe;
	struct plan_module *modules; /* in load order */
	size_t n_modules;
	struct plan_refusal *refusals;
	size_t n_refusals;
	struct plan_sysctl *sysctls;
	size_t n_sysctls;
	struct plan_driver *drivers; /* in load order */
	size_t n_drivers;
	struct plan_builtin *builtins;
	size_t n_builtins;
	struct plan_feature *features;
	size_t n_features;
};

/**
 * plan_parse() - read a plan
 * @text: allocated, NUL-terminated; owned by @ret after success, else by the caller
 * @size: bytes in @text without the NUL
 * @ret: filled in on success only
 * @error: gets what is wrong, with its line, at least PLAN_ERROR_MAX bytes
 *
 * Return: 0, -EINVAL with @error filled in, or -ENOMEM.
 */
int plan_parse(char *text, size_t size, struct plan *ret, char *error);

/** plan_done() - free what plan_parse() filled in; accepts an all-zero plan */
void plan_done(struct plan *p);

#endif
