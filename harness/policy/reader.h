/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading the YAML of rules and waivers: every fault of a file is told, not the first. */
#ifndef KHARNESS_POLICY_READER_H
#define KHARNESS_POLICY_READER_H

#include <stdbool.h>

#include "base/strv.h"
#include "sys/yaml.h"

struct reader {
	struct diag *d;
	bool bad; /* a fault was found */
};

/** reader_fault() - tell a fault, as printf(3) */
void reader_fault(struct reader *r, const struct yaml *at, const char *fmt, ...)
	_printf_(3, 4);

/** reader_expect() - is a node of a kind? A fault when not. */
bool reader_expect(struct reader *r, const struct yaml *node, enum yaml_kind kind,
		   const char *what);

/** reader_required() - is there such a node? A fault at @map when not. */
bool reader_required(struct reader *r, const struct yaml *map, const struct yaml *node,
		     const char *what);

/** reader_text() - a text that is not empty; NULL after a fault */
char *reader_text(struct reader *r, const struct yaml *node, const char *what);

/** reader_texts() - one text or a list of them, appended */
void reader_texts(struct reader *r, const struct yaml *node, const char *what,
		  struct strv *to);

/** reader_word() - the index of a text in @words, which end with NULL; -1 after a fault */
int reader_word(struct reader *r, const struct yaml *node, const char *what,
		const char *const *words);

/** reader_schema() - is the root a map with "schema: 1"? */
bool reader_schema(struct reader *r, const struct yaml *root, const char *what);

#endif
