/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The YAML that people write by hand: maps, lists and texts, each with its place.
 *
 * What makes YAML surprising is refused: anchors and aliases, tags, several
 * documents in a file, the same key twice. A text is a text; the caller decides
 * whether it is a number.
 */
#ifndef KHARNESS_SYS_YAML_H
#define KHARNESS_SYS_YAML_H

#include <stddef.h>

#include "base/macro.h"
#include "sys/diag.h"

enum yaml_kind { YAML_TEXT, YAML_LIST, YAML_MAP };

struct yaml {
	enum yaml_kind kind;
	struct loc at;	     /* its file name lives as long as the root */
	char *text;	     /* YAML_TEXT */
	struct yaml **items; /* of a map: key, value, key, value, ... */
	size_t n;	     /* pointers in items */
	size_t capacity;
	char *file; /* set in the root only */
};

/** yaml_list_foreach() - each item of a list */
#define yaml_list_foreach(list, item) \
	for (size_t _i = 0; _i < (list)->n && ((item) = (list)->items[_i], 1); _i++)

/** yaml_map_foreach() - each key, in the order of the file, and its value */
#define yaml_map_foreach(map, key, value)                                        \
	for (size_t _i = 0; _i < (map)->n && ((key) = (map)->items[_i],          \
					     (value) = (map)->items[_i + 1], 1); \
	     _i += 2)

/**
 * yaml_read() - read a file that holds one document
 * @path: shown in messages as given
 * @ret: the root, freed by yaml_free()
 * @d: gets the error with its line and column
 *
 * Return: 0, -EINVAL when the file is not such a document, or another negative
 * errno when it cannot be read.
 */
int yaml_read(const char *path, struct yaml **ret, struct diag *d) _must_check_;

/** yaml_parse() - the same from memory */
int yaml_parse(const char *path, const char *text, size_t size, struct yaml **ret,
	       struct diag *d) _must_check_;

/** yaml_get() - the value of a key, NULL when the map has none or @map is no map */
struct yaml *yaml_get(const struct yaml *map, const char *key);

/**
 * yaml_expect() - an error unless a node is of a kind
 * @node: NULL is fine: nothing is expected then
 * @what: names the node in the message
 *
 * Return: 0 or -EINVAL.
 */
int yaml_expect(const struct yaml *node, enum yaml_kind kind, const char *what,
		struct diag *d) _must_check_;

/**
 * yaml_check_keys() - an error for each key that is not in a list
 * @map: a map
 * @keys: ends with NULL
 *
 * Return: 0 or -EINVAL.
 */
int yaml_check_keys(const struct yaml *map, const char *const *keys,
		    struct diag *d) _must_check_;

/** yaml_free() - accepts NULL */
void yaml_free(struct yaml *root);

/** cleanup_yaml() - for _cleanup_ */
static inline void cleanup_yaml(struct yaml **root)
{
	yaml_free(*root);
}

#endif
