/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The probe ledger: what the commands answered that Kconfig runs while it parses.
 *
 * They are three quarters of the time of a merge. Their answers are kept next to
 * the bridge and given back as long as nothing has changed that they could depend
 * on: the environment, the tools and their versions, the packages of this machine,
 * the tree's scripts and every file that a command names.
 */
#ifndef KHARNESS_KCONFIG_LEDGER_H
#define KHARNESS_KCONFIG_LEDGER_H

#include <jansson.h>

#include "base/strv.h"
#include "kconfig/versions.h"
#include "model/linux_tree.h"

struct ledger {
	char *path;
	char *image; /* where the bridge keeps what a parse made */
	json_t *fingerprint;
	json_t *replay; /* {command: output}; empty when nothing can be replayed */
	json_t *kept;	/* what the file holds; NULL: nothing */
};

#define LEDGER_INIT \
	{           \
		0   \
	}

/**
 * ledger_open() - look for the ledger of a tree and architecture
 * @program: the bridge; the ledger stands next to it
 * @env: from kconfig_environment()
 * @ret: initialised; filled in
 * @d: gets a note when the ledger was edited or is damaged
 *
 * A ledger that is missing or damaged is no error: nothing is replayed then.
 */
void ledger_open(const char *program, const struct strv *env, struct ledger *ret,
		 struct diag *d);

/** ledger_versions() - what the tools said of themselves when it was written */
bool ledger_versions(const struct ledger *l, struct version_texts *ret) _must_check_;

/**
 * ledger_compare() - take the fingerprint of this machine, and what can be replayed
 * @t: the tree
 * @env: in which Kconfig is parsed
 *
 * With another toolchain that is nothing, nor on a machine whose packages cannot be
 * told apart.
 */
void ledger_compare(struct ledger *l, const struct linux_tree *t, const struct strv *env);

/**
 * ledger_save() - keep the answers of a parse, unless all of them were replayed
 * @probes: as bridge_parse() returns them
 * @d: gets a note when the ledger cannot be written, which is no failure
 */
void ledger_save(const struct ledger *l, const json_t *probes, struct diag *d);

/** ledger_done() - free and initialise again; accepts NULL */
void ledger_done(struct ledger *l);

#endif
