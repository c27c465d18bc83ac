/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * configs/policy: what must hold of a kernel, in several files by theme.
 *
 * The name of a rule is FILE/KEY, without ".yaml": "kspp/init-on-alloc". A rule says
 * what it wants, where that comes from and why; kharness-audit(1) describes the keys.
 */
#ifndef KHARNESS_POLICY_RULES_H
#define KHARNESS_POLICY_RULES_H

#include <stdbool.h>

#include "policy/condition.h"

enum rule_kind {
	RULE_HARDENING,
	RULE_KEEP, /* what must not be hardened away */
};

enum severity { SEVERITY_LOW, SEVERITY_MEDIUM, SEVERITY_HIGH };

struct rule {
	char *id; /* FILE/KEY */
	enum rule_kind kind;
	enum severity severity;
	struct condition want;
	struct condition when; /* what makes it a question at all */
	bool has_when;
	struct strv archs;   /* empty: all */
	char *since, *until; /* Linux versions, "until" is the first one without; NULL */
	char *compiler;	     /* "gcc" or "clang"; NULL: both */
	struct strv source;
	char *ref;
	char *reason;
	char *cost;	     /* NULL: none is told */
	struct strv not_for; /* flavours that are not asked, and why, in turn */
	struct loc at;	     /* its file name belongs to the policy */
};

struct policy {
	struct rule *rules; /* in the order of file names, then of the files */
	size_t n;
	size_t capacity;
	struct strv files; /* their paths */
};

#define POLICY_INIT \
	{           \
		0   \
	}

/**
 * policy_read() - read all *.yaml files of a directory
 * @dir: "configs/policy"
 * @ret: initialised; filled in on success
 * @d: gets every fault of every file, with its place
 *
 * Return: 0, -EINVAL when a file has faults, -ENOENT when there is none, or another
 * negative errno.
 */
int policy_read(const char *dir, struct policy *ret, struct diag *d) _must_check_;

/** policy_find() - NULL when there is no such rule */
const struct rule *policy_find(const struct policy *p, const char *id);

/** policy_symbols() - append all symbols that rules and states look at, each once */
void policy_symbols(const struct policy *p, struct strv *to);

/** rule_kind_name() - "hardening" or "keep" */
const char *rule_kind_name(enum rule_kind kind);

/** severity_name() - "low", "medium" or "high" */
const char *severity_name(enum severity severity);

/** policy_done() - free and initialise again; accepts NULL */
void policy_done(struct policy *p);

#endif
