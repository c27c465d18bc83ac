/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What differs between two configurations, and why.
 *
 * kconfig/diff.h finds the changes and their causes, review/ reads them for security,
 * report/diff.h writes them. Each changed symbol has exactly one class.
 */
#ifndef KHARNESS_MODEL_CHANGE_H
#define KHARNESS_MODEL_CHANGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/strv.h"
#include "sys/diag.h"

enum change_class {
	CHANGE_INTENT,	    /* somebody asked for it: an edit of a request */
	CHANGE_CONSEQUENCE, /* it follows from intents by Kconfig's rules */
	CHANGE_UPSTREAM,    /* the two trees (or architectures) differ */
	CHANGE_TOOLCHAIN,   /* a command of Kconfig answered something else */
	CHANGE_UNEXPLAINED,
	CHANGE_CLASSES
};

/* What an upstream change is; CHANGE_UPSTREAM only. */
enum change_upstream {
	UPSTREAM_NONE,	  /* of another class */
	UPSTREAM_NEW,	  /* the old tree has no such symbol */
	UPSTREAM_REMOVED, /* the new tree has none */
	UPSTREAM_RENAMED, /* the new tree calls it otherwise: see renamed */
	UPSTREAM_TYPE,	  /* bool became tristate, and the like */
	UPSTREAM_DEFAULT, /* another default; also a new range or choice default */
	UPSTREAM_RULE,	  /* another dependency, select or imply */
	UPSTREAM_KINDS
};

/* Is the kernel harder to attack than before? Filled in by review/. */
enum change_direction {
	DIRECTION_UNKNOWN,
	DIRECTION_NEUTRAL,
	DIRECTION_STRONGER,
	DIRECTION_WEAKER,
	CHANGE_DIRECTIONS
};

/* A line of a fragment (or a plain configuration) on one side; for an intent. */
struct change_line {
	char *file;	   /* NULL: this side has no line about the symbol */
	unsigned int line; /* from 1 */
	char *value;	   /* as .config has it */
};

struct change {
	char *name; /* without CONFIG_ */
	char *from; /* y, m, n, 14, "text" as .config has it; NULL: there is no such symbol,
			 or (of an intent) no line that could have another value */
	char *to;   /* the same of the new side */
	char *prompt; /* of the new side, else of the old one; NULL: none */
	char *menu;   /* "Networking support > Networking options"; "" for none */
	char *old_at; /* "net/Kconfig:12", its first definition; NULL: none */
	char *new_at;
	enum change_class class;
	enum change_upstream upstream;
	char *renamed; /* the other name; NULL: not renamed */
	char *because; /* one sentence without full stop: what the class rests on */

	/* intents only */
	struct change_line old_line, new_line;
	char *why; /* of the line that counts now, else of the one that went; NULL: none */
	char *owner;
	char *ref;
	char *old_why; /* of the line that went, where the one that counts now has none */
	size_t n_consequences; /* changes that name this one as a cause */

	/* indices into change_set.v: the changes (intents, or others) that this follows from */
	size_t *causes;
	size_t n_causes;
	bool together; /* all of the causes are needed; else any one of them suffices */

	/* filled in by review/ */
	enum change_direction direction;
	char *severity;	   /* "high", "medium", "low"; NULL: no rule is concerned */
	char *reading;	   /* one sentence on the direction; NULL: none */
	struct strv rules; /* ids of the rules of the policy that are concerned */
};

/* A rule of the policy whose verdict is another one; filled in by review/. */
struct change_rule {
	char *id;
	char *severity;
	char *kind; /* "hardening" or "keep" */
	char *from; /* "holds", "fails", "waived", "not applicable", "unreachable here" */
	char *to;
	char *found_from;
	char *found_to;
	char *reason;
	enum change_direction direction;
};

/* Effective state that is another one: "module.sig": "enforced" -> "off". */
struct change_state {
	char *name;
	char *from; /* NULL: not there */
	char *to;
	enum change_direction direction;
};

/* What can be attacked, gained or lost; filled in by review/. */
enum change_surface_kind {
	SURFACE_MODULE,	 /* a loadable module: name "drivers/net/mana.ko" */
	SURFACE_BUILTIN, /* an object in vmlinux: "fs/fuse/inode.o" */
	SURFACE_SYSCALL, /* "bpf" */
	SURFACE_DEVICE,	 /* "/dev/fuse" */
	SURFACE_PART,	 /* an object of a module that both have: "fs/ext4/acl.o" */
	SURFACE_KINDS
};

struct change_surface {
	enum change_surface_kind kind;
	bool gained;
	char *name;
	char *symbol; /* that brings or takes it, without CONFIG_; NULL: not known */
};

/* Argument of the kernel or sysctl that differs between two flavours. */
struct change_setting {
	bool sysctl; /* else of the command line */
	char *name;
	char *from; /* NULL: not set */
	char *to;
	char *why;
	struct strv rules;
	enum change_direction direction;
};

/* One comparison: two configurations of one architecture. */
struct change_set {
	char *old_name; /* as given: "azure@HEAD~1", "old.config" */
	char *new_name;
	char *old_arch; /* ARCH= of the kernel */
	char *new_arch;
	char *old_linux; /* "6.18.15" */
	char *new_linux;
	char *flavour;	  /* NULL: plain configurations */
	struct change *v; /* in the order of names */
	size_t n;
	size_t capacity;
	size_t counts[CHANGE_CLASSES];
	size_t directions[CHANGE_DIRECTIONS];
	size_t resolutions; /* how often Kconfig computed all or part of its symbols */
	struct strv notes;  /* what cannot be compared, and what was assumed */

	struct change_setting *settings;
	size_t n_settings, settings_capacity;
	struct change_rule *rules;
	size_t n_rules, rules_capacity;
	struct change_state *states;
	size_t n_states, states_capacity;
	struct change_surface *surface;
	size_t n_surface, surface_capacity;
};

#define CHANGE_SET_INIT \
	{               \
		0       \
	}

/* All comparisons of one run of diff: one for each pair of flavour and architecture. */
struct change_sets {
	struct change_set *v;
	size_t n;
	size_t capacity;
};

/** change_class_name() - "intent", "consequence", "upstream", ... */
const char *change_class_name(enum change_class class);

/** change_upstream_name() - "new", "removed", "renamed", ...; "" for UPSTREAM_NONE */
const char *change_upstream_name(enum change_upstream kind);

/** change_direction_name() - "unknown", "neutral", "stronger", "weaker" */
const char *change_direction_name(enum change_direction direction);

/** change_surface_name() - "module", "built-in", "system call", "device", ... */
const char *change_surface_name(enum change_surface_kind kind);

/** change_find() - by name, without CONFIG_; NULL: it did not change */
const struct change *change_find(const struct change_set *s, const char *name);

/** change_set_count() - compute counts, directions and n_consequences anew */
void change_set_count(struct change_set *s);

/** change_set_done() - free and initialise again; accepts NULL */
void change_set_done(struct change_set *s);

/** change_sets_done() - free all and initialise again; accepts NULL */
void change_sets_done(struct change_sets *s);

#endif
