// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/triage.h"

#include <errno.h>
#include <jansson.h>
#include <string.h>

#include "base/alloc.h"
#include "kconfig/edit.h"
#include "kconfig/value.h"
#include "sys/file.h"
#include "sys/yaml.h"

static const char *const decisions[TRIAGE_DECISIONS] = {"default", "later"};

const char *triage_decision_name(enum triage_decision decision)
{
	return decisions[decision];
}

/* --- the list ------------------------------------------------------------------------ */

static void entry_done(struct triage_entry *e)
{
	free(e->name);
	free(e->version);
	free(e->reason);
	free(e->owner);
}

static int compare(const struct triage_entry *e, bool rule, const char *name,
		   const char *version)
{
	int c = e->rule - rule;

	if (c == 0)
		c = strcmp(e->name, name);
	return c ? c : strcmp(e->version, version);
}

/* Where it is, or would be. */
static size_t place_of(const struct triage *t, bool rule, const char *name,
		       const char *version)
{
	size_t i = 0;

	while (i < t->n && compare(&t->v[i], rule, name, version) < 0)
		i++;
	return i;
}

static bool is_at(const struct triage *t, size_t i, bool rule, const char *name,
		  const char *version)
{
	return i < t->n && compare(&t->v[i], rule, name, version) == 0;
}

const struct triage_entry *triage_find(const struct triage *t, bool rule,
				       const char *name, const char *version)
{
	size_t i = place_of(t, rule, name, version);

	return is_at(t, i, rule, name, version) ? &t->v[i] : NULL;
}

void triage_set(struct triage *t, const struct triage_entry *e)
{
	size_t i = place_of(t, e->rule, e->name, e->version);
	struct triage_entry copy = {e->rule,	 xstrdup(e->name),   xstrdup(e->version),
				    e->decision, xstrdup(e->reason), xstrdup(e->owner)};

	if (is_at(t, i, e->rule, e->name, e->version)) {
		entry_done(&t->v[i]);
		t->v[i] = copy;
		return;
	}
	GROW(t->v, t->n, t->capacity);
	memmove(t->v + i + 1, t->v + i, (t->n - i) * sizeof(*t->v));
	t->v[i] = copy;
	t->n++;
}

void triage_remove(struct triage *t, bool rule, const char *name, const char *version)
{
	size_t i = place_of(t, rule, name, version);

	if (!is_at(t, i, rule, name, version))
		return;
	entry_done(&t->v[i]);
	t->n--;
	memmove(t->v + i, t->v + i + 1, (t->n - i) * sizeof(*t->v));
}

void triage_done(struct triage *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < t->n; i++)
		entry_done(&t->v[i]);
	free(t->v);
	*t = (struct triage)TRIAGE_INIT;
}

/* --- the file ------------------------------------------------------------------------ */

static int fault(const struct yaml *at, struct diag *d, const char *text)
{
	diag_at(d, DIAG_ERROR, &at->at, "%s", text);
	return -EINVAL;
}

static int text_of(const struct yaml *map, const char *key, char **ret, struct diag *d)
{
	const struct yaml *node = yaml_get(map, key);
	_cleanup_(cleanup_free) char *missing = NULL;
	_cleanup_(diag_done) struct diag said = DIAG_INIT;

	if (!node) {
		missing = xasprintf("a decision has no '%s'", key);
		return fault(map, d, missing);
	}
	if (yaml_expect(node, YAML_TEXT, key, d) < 0)
		return -EINVAL;
	if (edit_check_text(key, node->text, &said) < 0)
		return fault(node, d, said.entries[0].text);
	*ret = node->text;
	return 0;
}

static int decision_of(const struct yaml *map, const char *text,
		       enum triage_decision *ret, struct diag *d)
{
	for (int i = 0; i < TRIAGE_DECISIONS; i++) {
		if (strcmp(text, decisions[i]) != 0)
			continue;
		*ret = (enum triage_decision)i;
		return 0;
	}
	return fault(yaml_get(map, "decision"), d,
		     "a decision is 'default' or 'later'; any other is a request in a "
		     "fragment");
}

static int check_name(const struct yaml *map, const struct triage_entry *e,
		      struct diag *d)
{
	size_t n = symbol_name_length(e->name, strlen(e->name));

	if (e->rule || (n && !e->name[n]))
		return 0;
	return fault(yaml_get(map, "symbol"), d,
		     "not the name of a symbol, which stands here without CONFIG_");
}

static int read_entry(const struct yaml *map, struct triage *t, struct diag *d)
{
	static const char *const keys[] = {"symbol", "rule",  "version", "decision",
					   "reason", "owner", NULL};
	struct triage_entry e = {.rule = yaml_get(map, "rule") != NULL};
	char *decision = NULL;

	if (yaml_expect(map, YAML_MAP, "a decision", d) < 0 ||
	    yaml_check_keys(map, keys, d) < 0)
		return -EINVAL;
	if (e.rule && yaml_get(map, "symbol"))
		return fault(map, d, "a decision is about a symbol or about a rule");
	if (text_of(map, e.rule ? "rule" : "symbol", &e.name, d) < 0 ||
	    text_of(map, "version", &e.version, d) < 0 ||
	    text_of(map, "decision", &decision, d) < 0 ||
	    text_of(map, "reason", &e.reason, d) < 0 ||
	    text_of(map, "owner", &e.owner, d) < 0 ||
	    decision_of(map, decision, &e.decision, d) < 0 || check_name(map, &e, d) < 0)
		return -EINVAL;
	if (triage_find(t, e.rule, e.name, e.version))
		return fault(map, d, "the same symbol and version are decided twice");
	triage_set(t, &e);
	return 0;
}

static int read_root(const struct yaml *root, struct triage *t, struct diag *d)
{
	static const char *const keys[] = {"schema", "triage", NULL};
	const struct yaml *schema = yaml_get(root, "schema"),
			  *list = yaml_get(root, "triage"), *item;
	int ret = yaml_expect(root, YAML_MAP, "the file", d);

	if (ret < 0)
		return ret;
	ret = yaml_check_keys(root, keys, d);
	if (!schema || schema->kind != YAML_TEXT || strcmp(schema->text, "1") != 0)
		return fault(schema ? schema : root, d, "'schema: 1' is expected");
	if (!list || yaml_expect(list, YAML_LIST, "triage", d) < 0)
		return list ? -EINVAL : ret;
	yaml_list_foreach (list, item) {
		int err = read_entry(item, t, d);

		if (ret == 0)
			ret = err;
	}
	return ret;
}

int triage_read(const char *path, struct triage *ret, struct diag *d)
{
	_cleanup_(cleanup_yaml) struct yaml *root = NULL;
	_cleanup_(triage_done) struct triage t = TRIAGE_INIT;
	int err;

	if (access(path, F_OK) < 0 && errno == ENOENT)
		return 0;
	err = yaml_read(path, &root, d);
	if (err == 0)
		err = read_root(root, &t, d);
	if (err < 0)
		return err;
	*ret = t;
	t = (struct triage)TRIAGE_INIT;
	return 0;
}

/* A JSON string is a text of YAML in quotes. */
static void print_text(const char *key, const char *text, struct strbuf *to)
{
	json_t *string = json_string(text);
	char *quoted = json_dumps(string, JSON_ENCODE_ANY);

	strbuf_addf(to, "    %s: %s\n", key, quoted ? quoted : "\"\"");
	free(quoted);
	json_decref(string);
}

int triage_write(const struct triage *t, const char *path, struct diag *d)
{
	_cleanup_(strbuf_done) struct strbuf text = STRBUF_INIT;

	strbuf_adds(
		&text,
		"# SPDX-License-Identifier: GPL-2.0-or-later\n#\n"
		"# What 'kharness rebase' asked about a new kernel and needs no request: "
		"the tree's\n# default is good, or it is to be asked again with the next "
		"one.\nschema: 1\n\n");
	strbuf_adds(&text, t->n ? "triage:\n" : "triage: []\n");
	for (size_t i = 0; i < t->n; i++) {
		const struct triage_entry *e = &t->v[i];

		strbuf_addf(&text, "  - %s: %s\n", e->rule ? "rule" : "symbol", e->name);
		print_text("version", e->version, &text);
		strbuf_addf(&text, "    decision: %s\n", decisions[e->decision]);
		print_text("reason", e->reason, &text);
		print_text("owner", e->owner, &text);
	}
	return file_write(path, text.buf, text.len, 0644, d);
}
