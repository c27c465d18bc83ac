/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * configs/triage.yaml: what was decided about a new kernel and needs no request.
 *
 *     schema: 1
 *     triage:
 *       - symbol: NEW_DRIVER
 *         version: "7.2.13"
 *         decision: default
 *         reason: "no size of Azure has one"
 *         owner: "azure"
 *
 * "default" takes what the tree does, "later" puts the question off until the next
 * kernel. Both are for one version: of another one it is asked anew. With "rule" in the
 * place of "symbol" it is about a rule of the policy.
 */
#ifndef KHARNESS_KCONFIG_TRIAGE_H
#define KHARNESS_KCONFIG_TRIAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/strbuf.h"
#include "sys/diag.h"

enum triage_decision { TRIAGE_DEFAULT, TRIAGE_LATER, TRIAGE_DECISIONS };

struct triage_entry {
	bool rule;  /* about a rule of the policy, else about a symbol */
	char *name; /* its id; without CONFIG_ */
	char *version;
	enum triage_decision decision;
	char *reason;
	char *owner;
};

struct triage {
	struct triage_entry *v; /* symbols, then rules; by name, then by version */
	size_t n;
	size_t capacity;
};

#define TRIAGE_INIT \
	{           \
		0   \
	}

/**
 * triage_read() - read the file
 * @path: it need not exist
 * @ret: initialised; filled in on success, freed by triage_done()
 * @d: gets every fault with its place
 *
 * Return: 0, -EINVAL when the file has faults, or another negative errno.
 */
int triage_read(const char *path, struct triage *ret, struct diag *d) _must_check_;

/** triage_find() - NULL: nothing was decided for this version */
const struct triage_entry *triage_find(const struct triage *t, bool rule,
				       const char *name, const char *version);

/** triage_set() - add a decision, in the place of an earlier one; all is copied */
void triage_set(struct triage *t, const struct triage_entry *entry);

/** triage_remove() - forget a decision, when there is one */
void triage_remove(struct triage *t, bool rule, const char *name, const char *version);

/** triage_write() - replace the file in one step */
int triage_write(const struct triage *t, const char *path, struct diag *d) _must_check_;

/** triage_decision_name() - "default" or "later" */
const char *triage_decision_name(enum triage_decision decision);

/** triage_done() - free and initialise again; accepts NULL */
void triage_done(struct triage *t);

#endif
