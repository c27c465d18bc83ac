/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The record of a toolchain: what it answered to the commands of Kconfig.
 *
 * It is part of every provenance.json, and resolves the same tree on a machine that
 * has another toolchain, or none, as on the one that it comes from. The tree's
 * directory stands in it as $(srctree), and nothing in it names a user or a host.
 */
#ifndef KHARNESS_KCONFIG_TOOLCHAIN_H
#define KHARNESS_KCONFIG_TOOLCHAIN_H

#include <jansson.h>

#include "base/strv.h"
#include "model/linux_tree.h"

#define FINGERPRINT_SIZE 17 /* 16 digits and a NUL */

/**
 * json_fingerprint() - a hash of an object
 * @key: member that it does not cover: the one that holds it
 *
 * It tells records apart and notices an edit, no more.
 */
void json_fingerprint(const json_t *object, const char *key, char ret[FINGERPRINT_SIZE]);

/**
 * toolchain_record() - make the record of a parse
 * @env: in which Kconfig was parsed
 * @probes: as bridge_parse() returns them
 *
 *   {"fingerprint": HEX, "linux": "6.18.15", "arch", "cross", "compiler", "rustc",
 *    "environment": ["CC=gcc", ...],
 *    "probes": [{"at": "FILE:LINE", "command", "output"}, ...]}
 *
 * Return: a new reference.
 */
json_t *toolchain_record(const struct linux_tree *t, const struct strv *env,
			 const json_t *probes) _must_check_;

/**
 * toolchain_answers() - what a record answers, for bridge_parse()
 *
 * Return: {command: output} for the place of this tree; a new reference.
 */
json_t *toolchain_answers(const json_t *record, const struct linux_tree *t) _must_check_;

/**
 * toolchain_load() - read the record in a provenance.json
 * @path: of another merge, mostly on another machine
 * @cross: the prefix that was asked for; "" takes that of the record
 * @ret_env: the environment of that parse is appended
 * @ret_answers: as from toolchain_answers()
 *
 * Return: 0; -EINVAL when the file is no such record, was edited, or is from another
 * Linux version, architecture or prefix; or another negative errno.
 */
int toolchain_load(const char *path, const struct linux_tree *t, const char *arch,
		   const char *cross, struct strv *ret_env, json_t **ret_answers,
		   struct diag *d) _must_check_;

/** toolchain_hide_tree() - let $(srctree) stand for the tree's directory in commands */
void toolchain_hide_tree(json_t *commands, const struct linux_tree *t);

#endif
