// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/toolchain.h"

#include <errno.h>
#include <inttypes.h>
#include <stdint.h>
#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/strbuf.h"
#include "sys/file.h"
#include "sys/proc.h"

#define RECORD_MAX   ((size_t)64 << 20)
#define TREE	     "$(srctree)"
#define text_of(...) json_string_value(json_object_get(__VA_ARGS__))

/* --- making it ------------------------------------------------------------------------- */

static char *replace(const char *text, const char *from, const char *to)
{
	struct strbuf out = STRBUF_INIT;
	const char *p;

	while ((p = strstr(text, from))) {
		strbuf_add(&out, text, (size_t)(p - text));
		strbuf_adds(&out, to);
		text = p + strlen(from);
	}
	strbuf_adds(&out, text);
	return strbuf_detach(&out, NULL);
}

static json_t *replaced(const char *text, const char *from, const char *to)
{
	_cleanup_(cleanup_free) char *s = replace(text ? text : "", from, to);

	return json_string(s);
}

void toolchain_hide_tree(json_t *commands, const struct linux_tree *t)
{
	const json_t *command;
	size_t i;

	json_array_foreach (commands, i, command)
		json_array_set_new(commands, i,
				   replaced(json_string_value(command), t->dir, TREE));
}

/* These belong to the machine and the user, not to the toolchain. */
static bool is_local(const char *variable)
{
	static const char *const names[] = {"PATH=", "HOME=", "TMPDIR="};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (strncmp(variable, names[i], strlen(names[i])) == 0)
			return true;
	return false;
}

static const char *env_get(const struct strv *env, const char *name)
{
	size_t n = strlen(name);

	strv_foreach (env, i)
		if (strncmp(env->v[i], name, n) == 0 && env->v[i][n] == '=')
			return env->v[i] + n + 1;
	return "";
}

static json_t *environment_json(const struct linux_tree *t, const struct strv *env)
{
	json_t *all = json_array();

	strv_foreach (env, i)
		if (!is_local(env->v[i]))
			json_array_append_new(all, replaced(env->v[i], t->dir, TREE));
	return all;
}

static json_t *probes_json(const struct linux_tree *t, const json_t *probes)
{
	json_t *all = json_array();
	const json_t *probe;
	size_t i;

	json_array_foreach (probes, i, probe) {
		_cleanup_(cleanup_free) char *at = xasprintf(
			"%s:%lld", text_of(probe, "file"),
			(long long)json_integer_value(json_object_get(probe, "line")));

		json_array_append_new(
			all, json_pack("{s:o, s:o, s:O?}", "at",
				       replaced(at, t->dir, TREE), "command",
				       replaced(text_of(probe, "command"), t->dir, TREE),
				       "output", json_object_get(probe, "output")));
	}
	return all;
}

void json_fingerprint(const json_t *object, const char *key, char ret[FINGERPRINT_SIZE])
{
	json_t *copy = json_copy((json_t *)(uintptr_t)object);
	_cleanup_(cleanup_free) char *text = NULL;

	json_object_del(copy, key);
	text = json_dumps(copy, JSON_COMPACT | JSON_SORT_KEYS);
	json_decref(copy);
	snprintf(ret, FINGERPRINT_SIZE, "%016" PRIx64,
		 hash_add(HASH_INIT, text ? text : "", text ? strlen(text) : 0));
}

json_t *toolchain_record(const struct linux_tree *t, const struct strv *env,
			 const json_t *probes)
{
	char fingerprint[FINGERPRINT_SIZE];
	json_t *record =
		json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:o}", "fingerprint", "",
			  "linux", t->kernelversion, "arch", env_get(env, "ARCH"),
			  "cross", env_get(env, "CROSS_COMPILE"), "compiler",
			  env_get(env, "CC_VERSION_TEXT"), "rustc",
			  env_get(env, "RUSTC_VERSION_TEXT"), "environment",
			  environment_json(t, env), "probes", probes_json(t, probes));

	json_fingerprint(record, "fingerprint", fingerprint);
	json_object_set_new(record, "fingerprint", json_string(fingerprint));
	return record;
}

/* --- using it -------------------------------------------------------------------------- */

json_t *toolchain_answers(const json_t *record, const struct linux_tree *t)
{
	const json_t *probes = json_object_get(record, "probes"), *probe;
	json_t *answers = json_object();
	size_t i;

	json_array_foreach (probes, i, probe) {
		const char *command = text_of(probe, "command");
		json_t *output = json_object_get(probe, "output");
		_cleanup_(cleanup_free) char *here = NULL;

		if (!command || !json_is_string(output))
			continue;
		here = replace(command, TREE, t->dir);
		json_object_set(answers, here, output);
	}
	return answers;
}

static int fault(struct diag *d, const char *path, const char *what)
{
	diag_error(d,
		   "the toolchain in '%s' %s; merge this tree once more on the machine "
		   "that has it",
		   path, what);
	return -EINVAL;
}

static int check_record(const char *path, const json_t *record, struct diag *d)
{
	const char *fingerprint = text_of(record, "fingerprint");
	char now[FINGERPRINT_SIZE];

	if (!fingerprint || !json_is_array(json_object_get(record, "probes")) ||
	    !json_is_array(json_object_get(record, "environment"))) {
		diag_error(
			d,
			"'%s' holds no toolchain; it is the provenance.json of a merge "
			"that can stand in for one",
			path);
		return -EINVAL;
	}
	json_fingerprint(record, "fingerprint", now);
	if (strcmp(fingerprint, now) == 0)
		return 0;
	return fault(d, path, "was edited: its fingerprint does not match");
}

static int check_same(const char *path, const json_t *record, const char *key,
		      const char *what, const char *here, struct diag *d)
{
	_cleanup_(cleanup_free) char *text = NULL;
	const char *there = text_of(record, key);

	if (there && strcmp(there, here) == 0)
		return 0;
	text = xasprintf("was asked for %s '%s', not '%s'", what, there ? there : "",
			 here);
	return fault(d, path, text);
}

/* The variables of the record; those that tell where things are come from here. */
static void add_environment(const json_t *record, const struct linux_tree *t,
			    struct strv *env)
{
	const json_t *variable;
	size_t i;

	proc_clean_env(env);
	json_array_foreach (json_object_get(record, "environment"), i, variable) {
		const char *text = json_string_value(variable);

		if (text && !is_local(text) && !strv_contains(env, text))
			strv_take(env, replace(text, TREE, t->dir));
	}
}

int toolchain_load(const char *path, const struct linux_tree *t, const char *arch,
		   const char *cross, struct strv *ret_env, json_t **ret_answers,
		   struct diag *d)
{
	_cleanup_(cleanup_free) char *text = NULL;
	json_error_t error;
	const json_t *record;
	json_t *doc;
	size_t size;
	int err = file_read(path, RECORD_MAX, &text, &size, d);

	if (err < 0)
		return err;
	doc = json_loadb(text, size, 0, &error);
	if (!doc) {
		struct loc at = {path, (unsigned int)error.line,
				 (unsigned int)error.column};

		diag_at(d, DIAG_ERROR, &at, "no JSON: %s", error.text);
		return -EINVAL;
	}
	record = json_object_get(doc, "toolchain");
	err = check_record(path, record, d);
	if (err == 0)
		err = check_same(path, record, "linux", "Linux", t->kernelversion, d);
	if (err == 0)
		err = check_same(path, record, "arch", "architecture", arch, d);
	if (err == 0 && *cross)
		err = check_same(path, record, "cross", "prefix", cross, d);
	if (err == 0) {
		add_environment(record, t, ret_env);
		*ret_answers = toolchain_answers(record, t);
	}
	json_decref(doc);
	return err;
}
