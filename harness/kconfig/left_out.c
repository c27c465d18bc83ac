// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/left_out.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdint.h>
#include <string.h>

#include "base/alloc.h"
#include "base/parse.h"
#include "sys/yaml.h"

#define COVERS_MAX 100000

static int text_of(const struct yaml *node, const char *what, const struct yaml *parent,
		   char **ret, struct diag *d)
{
	if (!node) {
		diag_at(d, DIAG_ERROR, &parent->at, "%s is missing", what);
		return -EINVAL;
	}
	if (yaml_expect(node, YAML_TEXT, what, d) < 0)
		return -EINVAL;
	if (!*node->text) {
		diag_at(d, DIAG_ERROR, &node->at, "%s is empty", what);
		return -EINVAL;
	}
	*ret = xstrdup(node->text);
	return 0;
}

/* The file's name in a place must live as long as the groups. */
static struct loc loc_of(const struct left_out *l, const struct yaml *node)
{
	return (struct loc){l->path, node->at.line, node->at.col};
}

static int check_pattern(const struct yaml *node, struct diag *d)
{
	static const char chars[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789_-./*?";

	if (yaml_expect(node, YAML_TEXT, "a pattern", d) < 0)
		return -EINVAL;
	if (!*node->text || node->text[strspn(node->text, chars)] ||
	    strncmp(node->text, "CONFIG_", 7) == 0) {
		diag_at(d, DIAG_ERROR, &node->at,
			"'%s' is neither a symbol without CONFIG_ nor a path of Kconfig",
			node->text);
		return -EINVAL;
	}
	if (node->text[strspn(node->text, "*?/")])
		return 0;
	diag_at(d, DIAG_ERROR, &node->at, "'%s' matches everything", node->text);
	return -EINVAL;
}

static int read_match(const struct yaml *list, const struct left_out *l,
		      struct left_group *g, struct diag *d)
{
	const struct yaml *node;
	int err = yaml_expect(list, YAML_LIST, "'match'", d);

	if (err < 0)
		return err;
	g->match = xcalloc(list->n + 1, sizeof(*g->match));
	yaml_list_foreach (list, node) {
		if (check_pattern(node, d) < 0)
			err = -EINVAL;
		else
			g->match[g->n_match++] = (struct left_pattern){
				xstrdup(node->text), loc_of(l, node), false};
	}
	return err;
}

static int read_except(const struct yaml *list, struct left_group *g, struct diag *d)
{
	const struct yaml *node;
	int err = list ? yaml_expect(list, YAML_LIST, "'except'", d) : 0;

	if (err < 0 || !list)
		return err;
	yaml_list_foreach (list, node) {
		if (check_pattern(node, d) < 0)
			err = -EINVAL;
		else
			strv_push(&g->except, node->text);
	}
	return err;
}

static int read_covers(const struct yaml *map, struct left_group *g, struct diag *d)
{
	const struct yaml *arch, *node;
	int err = yaml_expect(map, YAML_MAP, "'covers' (architecture: number)", d);

	if (err < 0)
		return err;
	g->covers = xcalloc(map->n + 1, sizeof(*g->covers));
	yaml_map_foreach (map, arch, node) {
		uint64_t n;

		if (yaml_expect(node, YAML_TEXT, "a number of symbols", d) < 0)
			return -EINVAL;
		if (parse_u64(node->text, COVERS_MAX, &n) < 0) {
			diag_at(d, DIAG_ERROR, &node->at, "'%s' is no number of symbols",
				node->text);
			return -EINVAL;
		}
		g->covers[g->n_covers++] =
			(struct left_covers){xstrdup(arch->text), (size_t)n};
	}
	return 0;
}

static int read_group(const struct yaml *name, const struct yaml *node,
		      const struct left_out *l, struct left_group *g, struct diag *d)
{
	static const char *const keys[] = {"why", "match", "except", "covers", NULL};
	const struct yaml *match = yaml_get(node, "match");
	const struct yaml *covers = yaml_get(node, "covers");
	int err = yaml_expect(node, YAML_MAP, "a group", d);

	if (err == 0)
		err = yaml_check_keys(node, keys, d);
	if (err < 0)
		return err;
	g->name = xstrdup(name->text);
	g->at = loc_of(l, name);
	g->covers_at = loc_of(l, covers ? covers : name);
	if (!match || !covers) {
		diag_at(d, DIAG_ERROR, &name->at,
			"'%s' needs 'why', 'match' and 'covers'", name->text);
		return -EINVAL;
	}
	err = text_of(yaml_get(node, "why"), "'why'", name, &g->why, d);
	if (err == 0)
		err = read_match(match, l, g, d);
	if (err == 0)
		err = read_except(yaml_get(node, "except"), g, d);
	return err < 0 ? err : read_covers(covers, g, d);
}

static int read_all(const struct yaml *root, struct left_out *ret, struct diag *d)
{
	static const char *const keys[] = {"schema", "reference", "flavour", "left-out",
					   NULL};
	const struct yaml *schema = yaml_get(root, "schema");
	const struct yaml *groups = yaml_get(root, "left-out"), *name, *node;
	int err = yaml_expect(root, YAML_MAP, "the list of what is left out", d);

	if (err == 0)
		err = yaml_check_keys(root, keys, d);
	if (err < 0)
		return err;
	if (!schema || schema->kind != YAML_TEXT || strcmp(schema->text, "1") != 0 ||
	    !groups) {
		diag_at(d, DIAG_ERROR, &root->at,
			"'schema: 1' and 'left-out' are needed");
		return -EINVAL;
	}
	err = text_of(yaml_get(root, "reference"), "'reference'", root, &ret->reference,
		      d);
	if (err == 0)
		err = text_of(yaml_get(root, "flavour"), "'flavour'", root, &ret->flavour,
			      d);
	if (err == 0)
		err = yaml_expect(groups, YAML_MAP, "'left-out'", d);
	if (err < 0)
		return err;
	ret->groups = xcalloc(groups->n + 1, sizeof(*ret->groups));
	yaml_map_foreach (groups, name, node)
		if (read_group(name, node, ret, &ret->groups[ret->n++], d) < 0)
			err = -EINVAL;
	return err;
}

int left_out_read(const char *path, struct left_out *ret, struct diag *d)
{
	_cleanup_(cleanup_yaml) struct yaml *root = NULL;
	int err = yaml_read(path, &root, d);

	ret->path = xstrdup(path);
	return err < 0 ? err : read_all(root, ret, d);
}

/* --- matching ------------------------------------------------------------------------------ */

static bool pattern_matches(const char *pattern, const char *name, const char *file)
{
	size_t n = strlen(pattern);

	if (!strchr(pattern, '/'))
		return fnmatch(pattern, name, 0) == 0;
	if (pattern[n - 1] == '/' && strncmp(pattern, file, n) == 0)
		return true;
	return fnmatch(pattern, file, pattern[n - 1] == '/' ? FNM_LEADING_DIR : 0) == 0;
}

bool left_group_matches(struct left_group *g, const char *name, const char *file,
			bool mark)
{
	bool any = false;

	strv_foreach (&g->except, i)
		if (pattern_matches(g->except.v[i], name, file))
			return false;
	for (size_t i = 0; i < g->n_match; i++) {
		if (!pattern_matches(g->match[i].text, name, file))
			continue;
		any = true;
		g->match[i].used |= mark;
	}
	return any;
}

bool left_pattern_is_name(const struct left_pattern *p)
{
	return !strpbrk(p->text, "/*?");
}

void left_out_done(struct left_out *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < l->n; i++) {
		struct left_group *g = &l->groups[i];

		for (size_t j = 0; j < g->n_match; j++)
			free(g->match[j].text);
		for (size_t j = 0; j < g->n_covers; j++)
			free(g->covers[j].arch);
		free(g->match);
		free(g->covers);
		strv_done(&g->except);
		free(g->name);
		free(g->why);
	}
	free(l->groups);
	free(l->path);
	free(l->reference);
	free(l->flavour);
	*l = (struct left_out)LEFT_OUT_INIT;
}
