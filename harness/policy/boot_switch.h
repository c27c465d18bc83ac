/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Features that have a default in Kconfig and a switch on the kernel's command line. */
#ifndef KHARNESS_POLICY_BOOT_SWITCH_H
#define KHARNESS_POLICY_BOOT_SWITCH_H

#include "model/kernel_state.h"

enum switch_argument_kind {
	ARG_BOOL, /* as kstrtobool() reads it */
	ARG_ON,	  /* being there switches it on */
	ARG_OFF,  /* being there switches it off */
	ARG_WORD, /* "off", "0" or "never" switch it off, another value on */
};

struct switch_argument {
	const char *name;
	enum switch_argument_kind kind;
};

#define SWITCH_ARGUMENTS 3

struct boot_switch {
	const char *name;
	const char *needs; /* symbol without which it is absent; NULL: none */
	const char *on;	   /* symbol that switches it on; NULL: it is on */
	const char *off;   /* symbol that switches it off; NULL: none */
	bool asked;	   /* it is off until an argument switches it on */
	bool mitigation;   /* mitigations=off switches it off, too */
	struct switch_argument args[SWITCH_ARGUMENTS];
};

/** boot_switch_find() - NULL when there is none of this name */
const struct boot_switch *boot_switch_find(const char *name);

/** boot_switch_get() - "on", "off" or "absent" */
const char *boot_switch_get(const struct kernel_state *k, const struct boot_switch *s);

/** boot_switch_at() - the n-th one, NULL behind the last */
const struct boot_switch *boot_switch_at(size_t n);

/** boot_argument_bool() - what kstrtobool() makes of a value; @other when nothing */
bool boot_argument_bool(const char *value, bool other);

#endif
