// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/renames.h"

#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "kconfig/value.h"
#include "sys/yaml.h"

static bool is_name(const struct yaml *node, struct diag *d)
{
	size_t n;

	if (yaml_expect(node, YAML_TEXT, "the name of a symbol", d) < 0)
		return false;
	n = symbol_name_length(node->text, strlen(node->text));
	if (n && n <= SYMBOL_NAME_MAX && !node->text[n] &&
	    strncmp(node->text, "CONFIG_", 7) != 0)
		return true;
	diag_at(d, DIAG_ERROR, &node->at,
		"'%s' is not the name of a symbol, without CONFIG_", node->text);
	return false;
}

static int read_inverted(const struct yaml *node, bool *ret, struct diag *d)
{
	if (!node)
		return 0;
	if (yaml_expect(node, YAML_TEXT, "'inverted'", d) < 0)
		return -EINVAL;
	*ret = strcmp(node->text, "yes") == 0;
	if (*ret || strcmp(node->text, "no") == 0)
		return 0;
	diag_at(d, DIAG_ERROR, &node->at, "'inverted' is yes or no");
	return -EINVAL;
}

static int read_one(const struct yaml *from, const struct yaml *node, struct renames *ret,
		    struct diag *d)
{
	static const char *const keys[] = {"to", "inverted", NULL};
	const struct yaml *to = yaml_get(node, "to");
	bool inverted = false;

	if (!is_name(from, d) || yaml_expect(node, YAML_MAP, "a rename", d) < 0 ||
	    yaml_check_keys(node, keys, d) < 0)
		return -EINVAL;
	if (!to) {
		diag_at(d, DIAG_ERROR, &from->at, "'%s' needs a 'to'", from->text);
		return -EINVAL;
	}
	if (!is_name(to, d) ||
	    read_inverted(yaml_get(node, "inverted"), &inverted, d) < 0)
		return -EINVAL;
	ret->v = xreallocarray(ret->v, ret->n + 1, sizeof(*ret->v));
	ret->v[ret->n++] =
		(struct rename){xstrdup(from->text), xstrdup(to->text), inverted};
	return 0;
}

static int read_all(const struct yaml *root, struct renames *ret, struct diag *d)
{
	static const char *const keys[] = {"schema", "renames", NULL};
	const struct yaml *schema = yaml_get(root, "schema");
	const struct yaml *map = yaml_get(root, "renames"), *from, *node;
	int err = yaml_expect(root, YAML_MAP, "the list of renames", d);

	if (err == 0)
		err = yaml_check_keys(root, keys, d);
	if (err < 0)
		return err;
	if (!schema || schema->kind != YAML_TEXT || strcmp(schema->text, "1") != 0 ||
	    !map) {
		diag_at(d, DIAG_ERROR, &root->at, "'schema: 1' and 'renames' are needed");
		return -EINVAL;
	}
	err = yaml_expect(map, YAML_MAP, "'renames'", d);
	if (err < 0)
		return err;
	yaml_map_foreach (map, from, node)
		if (read_one(from, node, ret, d) < 0)
			err = -EINVAL;
	return err;
}

int renames_read(const char *path, struct renames *ret, struct diag *d)
{
	_cleanup_(cleanup_yaml) struct yaml *root = NULL;
	int err = yaml_read(path, &root, d);

	return err < 0 ? err : read_all(root, ret, d);
}

const struct rename *renames_find(const struct renames *r, const char *from)
{
	for (size_t i = 0; r && i < r->n; i++)
		if (strcmp(r->v[i].from, from) == 0)
			return &r->v[i];
	return NULL;
}

void renames_done(struct renames *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < r->n; i++) {
		free(r->v[i].from);
		free(r->v[i].to);
	}
	free(r->v);
	*r = (struct renames)RENAMES_INIT;
}
