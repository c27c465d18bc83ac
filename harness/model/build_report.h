/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a report says of one build: plain data, gathered from what the stages left.
 *
 * A stage that has not run leaves its part empty; the reason is told where it is asked
 * for. Texts may be hostile: whoever writes them out makes them harmless.
 */
#ifndef KHARNESS_MODEL_BUILD_REPORT_H
#define KHARNESS_MODEL_BUILD_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/strv.h"
#include "model/audit.h"
#include "model/boot_result.h"
#include "model/change.h"

/* Figures that two builds are compared by; -1: not known. */
enum report_number {
	NUMBER_BUILT_IN, /* symbols that are y, */
	NUMBER_MODULAR,	 /* and m */
	NUMBER_MODULES,
	NUMBER_BAD,	/* of them, or missing */
	NUMBER_PACKED,	/* bytes of all module files */
	NUMBER_VMLINUX, /* bytes */
	NUMBER_IMAGE,
	NUMBER_INITRAMFS,
	NUMBER_HOLDS, /* rules of the policy */
	NUMBER_FAILS,
	NUMBER_WAIVED,
	NUMBER_PASS, /* tests */
	NUMBER_FAIL,
	NUMBER_SKIP,
	NUMBER_BOOT_MS, /* from the start of QEMU to the first result, */
	NUMBER_MS,	/* and to the verdict */
	REPORT_NUMBERS
};

enum report_unit { UNIT_COUNT, UNIT_BYTES, UNIT_MS };

/* Which kernel it is, and how it did. A text that is not known is NULL. */
struct report_figures {
	char *made; /* UTC: when this build was first reported */
	char *linux_version;
	char *release;
	char *compiler;
	char *certificate; /* SHA-256 of the one that the kernel trusts */
	char *config;	   /* SHA-256 of .config */
	char *verdict;	   /* the worst of all boots */
	int64_t numbers[REPORT_NUMBERS];
};

/* One row of a table: "compiler", "gcc 12.2.0". */
struct report_fact {
	char *name;
	char *value;
};

struct report_facts {
	struct report_fact *v;
	size_t n, capacity;
};

struct report_patch {
	char *file;
	char *subject;
	char *sha256;
};

/* A rule that fails or is waived. */
struct report_rule {
	char *id;
	enum audit_verdict verdict;
	char *severity;
	char *want;
	char *found;
	char *why;     /* it is wanted, or accepted */
	char *owner;   /* of the waiver; NULL: none */
	char *expires; /* the same */
	char *decided; /* "FILE:LINE"; NULL: no line did */
};

struct report_audit {
	char *from; /* where the verdicts come from; NULL: there is no audit */
	size_t counts[AUDIT_VERDICTS];
	struct report_rule *rules;
	size_t n, capacity;
};

struct report_module {
	char *path;	 /* below lib/modules/RELEASE, without .zst */
	int64_t built;	 /* bytes as built, with debug information; -1: not known */
	int64_t signed_; /* stripped, with the signature, not compressed */
	int64_t packed;	 /* as installed */
	bool good;	 /* verified now */
};

struct report_modules {
	struct report_module *v; /* in the order of paths */
	size_t n, capacity;
	bool there;    /* signed modules were found */
	bool verified; /* they were judged, else not_verified says why not */
	size_t n_bad;
	char *not_verified;
	char *hash;
	char *subject;	 /* of the certificate; NULL: not known */
	const char *key; /* "RSA" or "ECDSA"; NULL: not known */
	char *vermagic;
	struct strv faults; /* what the verification found */
};

struct report_boot {
	char *dir; /* "boot", "boot-bzImage" */
	struct boot_result result;
};

/* A value of the configuration that is another one than in the previous build. */
struct report_change {
	char *name; /* without CONFIG_ */
	char *from; /* NULL: not there */
	char *to;
	char *at; /* "configs/base/net.config:12", which asks for it now; NULL: none */
};

struct report_previous {
	bool there;
	bool config; /* its configuration is there too, so that changes can be told */
	struct report_figures figures;
	struct report_change *v;
	size_t n, capacity;
	char *path; /* of its configuration */
	struct change_sets
		causes;	 /* the same changes with classes and causes, or none: */
	char *no_causes; /* the reason */
};

/* A file to look at: the path is relative to the report's own directory. */
struct report_link {
	char *text;
	char *href; /* ready for an URL */
	int64_t size;
};

struct build_report {
	char *dir;  /* as given: "out/smoke-x86_64" */
	char *name; /* "smoke-x86_64" */
	char *flavour;
	char *arch;
	struct report_figures now;
	struct report_facts source;    /* pin, digests */
	struct report_facts toolchain; /* compiler, linker, certificate */
	struct report_facts requests;  /* base, verdicts of requests */
	struct strv fragments;
	struct report_patch *patches;
	size_t n_patches, patches_capacity;
	struct strv dropped; /* requests that are not in effect */
	struct report_audit audit;
	struct report_modules modules;
	struct report_boot *boots;
	size_t n_boots, boots_capacity;
	struct report_previous previous;
	struct report_link *links;
	size_t n_links, links_capacity;
};

/** report_number_name() - "modules", as in state.json and for people */
const char *report_number_name(enum report_number n);

/** report_number_unit() - what it counts */
enum report_unit report_number_unit(enum report_number n);

/** report_figures_init() - nothing is known */
void report_figures_init(struct report_figures *f);

/** report_figures_done() - free and initialise again; accepts NULL */
void report_figures_done(struct report_figures *f);

/** report_fact_add() - append a row; nothing when there is no value */
void report_fact_add(struct report_facts *f, const char *name, const char *value);

/** report_change_find() - by name; NULL: it did not change */
const struct report_change *report_change_find(const struct report_previous *p,
					       const char *name);

/** build_report_init() - a build of which nothing is known */
void build_report_init(struct build_report *b);

/** build_report_done() - free everything; accepts one that was only initialised */
void build_report_done(struct build_report *b);

#endif
