/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * configs/waivers.yaml: what fails and is accepted, by whom, why and until when.
 *
 * A waiver is for one rule of the policy, or one request of a fragment, in the flavours
 * and architectures that it names, and for one cause: what was found. One that expects
 * something else, that nothing needs any more or that is out of date is an error.
 */
#ifndef KHARNESS_POLICY_WAIVERS_H
#define KHARNESS_POLICY_WAIVERS_H

#include "model/audit.h"
#include "model/request_waiver.h"
#include "policy/rules.h"

struct waiver {
	char *rule;  /* "kspp/init-on-free" */
	char *found; /* as the audit prints it */
	struct strv flavours;
	struct strv archs;
	struct audit_waiver says;
	bool used;
};

struct waivers {
	struct waiver *v;
	size_t n;
	size_t capacity;
	char *file;
	struct request_waivers requests; /* for merge_in */
};

#define WAIVERS_INIT \
	{            \
		0    \
	}

/**
 * waivers_read() - read the file
 * @path: "configs/waivers.yaml"; it need not exist
 * @p: the rules that can be waived; NULL: their names are not looked at
 * @ret: initialised; filled in on success
 * @d: gets every fault with its place
 *
 * Return: 0, -EINVAL when the file has faults, or another negative errno.
 */
int waivers_read(const char *path, const struct policy *p, struct waivers *ret,
		 struct diag *d) _must_check_;

/**
 * waivers_check_pairs() - is each flavour of a waiver one for these architectures?
 * @pairs: "azure-x86_64", ...
 *
 * Return: 0 or -EINVAL.
 */
int waivers_check_pairs(const struct waivers *w, const struct strv *pairs,
			struct diag *d) _must_check_;

/**
 * waivers_find() - the waiver of a rule for a kernel; NULL: there is none
 *
 * Those of a flavour are also for what overlays make of it.
 */
struct waiver *waivers_find(const struct waivers *w, const char *rule,
			    const struct kernel_state *k);

/** waiver_is_for() - does it name this kernel itself, without overlays? */
bool waiver_is_for(const struct waiver *w, const struct kernel_state *k);

#define DATE_SIZE 11 /* 10 characters and a NUL */

/** date_today() - this day, by UTC */
void date_today(char ret[DATE_SIZE]);

/** date_valid() - is it a day of the calendar, as 2027-05-31? */
bool date_valid(const char *text);

/** waivers_done() - free and initialise again; accepts NULL */
void waivers_done(struct waivers *w);

#endif
