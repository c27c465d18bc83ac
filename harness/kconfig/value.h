/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Values of configuration symbols, as they stand behind CONFIG_X= in a file.
 *
 * The grammar is strict: a string value that ends up in a Makefile is code.
 */
#ifndef KHARNESS_KCONFIG_VALUE_H
#define KHARNESS_KCONFIG_VALUE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/macro.h"
#include "base/strbuf.h"

enum value_kind {
	VALUE_TRISTATE, /* y m n */
	VALUE_INT,
	VALUE_HEX, /* 0x..., or digits of which one is a to f */
	VALUE_STRING,
};

struct value {
	enum value_kind kind;
	char *text; /* of a string: without its quotes */
};

#define VALUE_INIT \
	{          \
		0  \
	}

/* Where and why a value is not accepted. */
struct value_fault {
	size_t at; /* byte offset in the text that was parsed */
	char why[160];
};

/**
 * value_parse() - read one value
 * @text: y, m, n, a decimal or hexadecimal number, or "..."
 * @size: bytes of it; all must belong to the value
 * @ret: set on success, freed by value_done()
 * @fault: set on failure
 *
 * A string holds no control byte and none of $ ` ; | & < > ' " \.
 *
 * Return: 0 or -EINVAL.
 */
int value_parse(const char *text, size_t size, struct value *ret,
		struct value_fault *fault) _must_check_;

/**
 * value_check_path() - a symbol that names files takes plain relative paths only
 * @symbol: name without CONFIG_
 * @value: its value
 * @fault: set on failure; "at" counts from the first byte inside the quotes
 *
 * What such a path may be is one thing, what lies there another: the build refuses
 * files that the harness did not put there.
 *
 * Return: 0, also for a symbol that names no file, or -EINVAL.
 */
int value_check_path(const char *symbol, const struct value *value,
		     struct value_fault *fault) _must_check_;

/** value_equal() - same kind and same text? */
bool value_equal(const struct value *a, const struct value *b);

/** value_print() - append it as it stands in a configuration file: "text" or y */
void value_print(const struct value *value, struct strbuf *to);

/**
 * value_print_line() - append the line of a configuration file, with its newline
 * @symbol: name without CONFIG_
 *
 * n is written as "# CONFIG_X is not set".
 */
void value_print_line(const char *symbol, const struct value *value, struct strbuf *to);

/** value_done() - free and initialise again; accepts NULL */
void value_done(struct value *v);

/**
 * symbol_name_length() - how many bytes of a text are the name of a symbol
 * @text: what stands behind CONFIG_
 *
 * Return: 0 when no name stands there; else at most SYMBOL_NAME_MAX + 1, so that
 * a longer one can be told.
 */
size_t symbol_name_length(const char *text, size_t size);

#define SYMBOL_NAME_MAX 255

#endif
