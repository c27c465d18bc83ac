// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/ledger.h"

#include <dirent.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/strbuf.h"
#include "kconfig/toolchain.h"
#include "sys/file.h"

#define SCHEMA	   2
#define LEDGER_MAX ((size_t)16 << 20)

/* --- what answers depend on ------------------------------------------------------------ */

static json_t *stat_json(const struct stat *st)
{
	return json_sprintf("%lld %lld.%09ld %lld.%09ld", (long long)st->st_size,
			    (long long)st->st_mtim.tv_sec, st->st_mtim.tv_nsec,
			    (long long)st->st_ctim.tv_sec, st->st_ctim.tv_nsec);
}

static json_t *file_json(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? stat_json(&st) : json_string("absent");
}

/* Where a program of that name is found, as execvp(3) would; NULL: nowhere. */
static char *find_program(const char *path, const char *name)
{
	while (path && *path) {
		size_t n = strcspn(path, ":");
		char *file = xasprintf("%.*s/%s", (int)n, path, name);

		if (access(file, X_OK) == 0)
			return file;
		free(file);
		path += n + (path[n] == ':');
	}
	return NULL;
}

static const char *env_get(const struct strv *env, const char *name)
{
	size_t n = strlen(name);

	strv_foreach (env, i)
		if (strncmp(env->v[i], name, n) == 0 && env->v[i][n] == '=')
			return env->v[i] + n + 1;
	return "";
}

/* The tools that Kconfig files call, by the variables that name them. */
static json_t *tools_json(const struct strv *env)
{
	static const char *const variables[] = {
		"AR",	   "BINDGEN", "CC",   "CONFIG_SHELL", "HOSTCC",	 "LD",	 "NM",
		"OBJCOPY", "PAHOLE",  "PERL", "PYTHON3",      "READELF", "RUSTC"};
	json_t *tools = json_object();

	for (size_t i = 0; i < ARRAY_SIZE(variables); i++) {
		const char *name = env_get(env, variables[i]);
		_cleanup_(cleanup_free) char *file =
			find_program(env_get(env, "PATH"), name);

		json_object_set_new(tools, file ? file : name,
				    file ? file_json(file) : json_string("absent"));
	}
	return tools;
}

/* Any installation changes these: headers and libraries are behind the answers too. */
static json_t *packages_json(void)
{
	static const char *const databases[] = {
		"/var/lib/dpkg/status",
		"/var/lib/rpm/rpmdb.sqlite",
		"/usr/lib/sysimage/rpm/rpmdb.sqlite",
	};
	json_t *packages = json_object();
	struct stat st;

	for (size_t i = 0; i < ARRAY_SIZE(databases); i++)
		if (stat(databases[i], &st) == 0)
			json_object_set_new(packages, databases[i], stat_json(&st));
	return packages;
}

/* Scripts call each other, so all count and not only those that a command names. */
static json_t *scripts_json(const struct linux_tree *t)
{
	_cleanup_(cleanup_free) char *path = xasprintf("%s/scripts", t->dir);
	_cleanup_(strv_done) struct strv names = STRV_INIT;
	DIR *dir = opendir(path);
	const struct dirent *e;
	uint64_t hash = HASH_INIT;

	while (dir && (e = readdir(dir)))
		strv_push(&names, e->d_name);
	if (dir)
		closedir(dir);
	strv_sort(&names);
	strv_foreach (&names, i) {
		_cleanup_(cleanup_free) char *file = xasprintf("%s/%s", path, names.v[i]);
		struct stat st;

		if (stat(file, &st) < 0 || !S_ISREG(st.st_mode))
			continue;
		hash = hash_add(hash, names.v[i], strlen(names.v[i]) + 1);
		hash = hash_add(hash, &st.st_size, sizeof(st.st_size));
		hash = hash_add(hash, &st.st_mtim, sizeof(st.st_mtim));
		hash = hash_add(hash, &st.st_ctim, sizeof(st.st_ctim));
	}
	return json_sprintf("%016" PRIx64, hash);
}

static json_t *fingerprint_json(const struct linux_tree *t, const struct strv *env)
{
	json_t *variables = json_array();

	strv_foreach (env, i) /* where temporary files go changes no answer */
		if (strncmp(env->v[i], "TMPDIR=", 7) != 0)
			json_array_append_new(variables, json_string(env->v[i]));
	return json_pack("{s:o, s:o, s:o, s:o}", "environment", variables, "tools",
			 tools_json(env), "packages", packages_json(), "scripts",
			 scripts_json(t));
}

/* --- which answers can be kept ----------------------------------------------------------- */

/*
 * What a Python module or a Rust toolchain offers can change without a package and
 * without a trace in a tool's own file. Without bindgen there is no Rust to ask for.
 */
static bool is_volatile(const struct ledger *l, const char *command)
{
	const json_t *tools = json_object_get(l->fingerprint, "tools");
	bool rust = !json_object_get(tools, "bindgen"); /* by its path: it is there */

	return strstr(command, "python") ||
	       (rust && (strstr(command, "rust") || strstr(command, "bindgen")));
}

/* Adds the files that a command names by their absolute paths. */
static void add_files(const char *command, json_t *files)
{
	static const char ends[] = " \t\"'`;|&<>(){}=,";

	for (const char *p = command; *p;) {
		size_t n = strcspn(p, ends);

		if (*p == '/' && n > 1) {
			_cleanup_(cleanup_free) char *path = xstrndup(p, n);

			if ((strncmp(path, "/dev/", 5) != 0 ||
			     strncmp(path, "/dev/shm/", 9) == 0) &&
			    !json_object_get(files, path))
				json_object_set_new(files, path, file_json(path));
		}
		p += n;
		p += *p != '\0';
	}
}

static bool same_files(const json_t *files)
{
	const char *path;
	json_t *then;

	json_object_foreach ((json_t *)(uintptr_t)files, path, then) {
		json_t *now = file_json(path);
		bool same = json_equal(now, then);

		json_decref(now);
		if (!same)
			return false;
	}
	return true;
}

/* --- the file -------------------------------------------------------------------------------- */

static void set_paths(const char *program, const struct strv *env, struct ledger *l)
{
	_cleanup_(cleanup_free) char *dir = dir_of(program);
	static const char *const variables[] = {"srctree", "ARCH", "CROSS_COMPILE"};
	uint64_t hash = HASH_INIT;

	for (size_t i = 0; i < ARRAY_SIZE(variables); i++) {
		const char *value = env_get(env, variables[i]);

		hash = hash_add(hash, value, strlen(value) + 1);
	}
	l->path = xasprintf("%s/probes-%016" PRIx64 ".json", dir, hash);
	l->image = xasprintf("%s/image-%016" PRIx64, dir, hash);
}

/* What somebody edited is as good as lost: an answer decides what is hardened. */
static json_t *load(const char *path, struct diag *d)
{
	_cleanup_(diag_done) struct diag ignored = DIAG_INIT;
	_cleanup_(cleanup_free) char *text = NULL;
	char digest[FINGERPRINT_SIZE];
	const char *then;
	json_t *doc;
	size_t size;

	if (file_read(path, LEDGER_MAX, &text, &size, &ignored) < 0)
		return NULL;
	doc = json_loadb(text, size, 0, NULL);
	then = json_string_value(json_object_get(doc, "digest"));
	if (json_is_object(doc))
		json_fingerprint(doc, "digest", digest);
	if (then && strcmp(then, digest) == 0)
		return doc;
	diag_note(
		d,
		"'%s' was edited or is damaged; what it holds is not used, the toolchain "
		"is asked again",
		path);
	json_decref(doc);
	return NULL;
}

static void fill_replay(struct ledger *l)
{
	const json_t *doc = l->kept, *probes = json_object_get(doc, "probes"), *probe;
	size_t i;

	if (json_integer_value(json_object_get(doc, "schema")) != SCHEMA ||
	    !json_equal(json_object_get(doc, "fingerprint"), l->fingerprint) ||
	    !json_object_size(json_object_get(l->fingerprint, "packages")) ||
	    !same_files(json_object_get(doc, "files")))
		return;
	json_array_foreach (probes, i, probe) {
		const char *command =
			json_string_value(json_object_get(probe, "command"));
		json_t *output = json_object_get(probe, "output");

		if (command && json_is_string(output) && !is_volatile(l, command))
			json_object_set(l->replay, command, output);
	}
}

void ledger_open(const char *program, const struct strv *env, struct ledger *ret,
		 struct diag *d)
{
	set_paths(program, env, ret);
	ret->kept = load(ret->path, d);
}

static char *kept_variable(const struct ledger *l, const char *name)
{
	const json_t *fingerprint = json_object_get(l->kept, "fingerprint"), *variable;
	size_t i, n = strlen(name);

	json_array_foreach (json_object_get(fingerprint, "environment"), i, variable) {
		const char *text = json_string_value(variable);

		if (text && strncmp(text, name, n) == 0 && text[n] == '=')
			return xstrdup(text + n + 1);
	}
	return NULL;
}

bool ledger_versions(const struct ledger *l, struct version_texts *ret)
{
	*ret = (struct version_texts){kept_variable(l, "CC_VERSION_TEXT"),
				      kept_variable(l, "RUSTC_VERSION_TEXT"),
				      kept_variable(l, "PAHOLE_VERSION")};
	if (ret->cc && ret->rustc)
		return true;
	version_texts_done(ret);
	return false;
}

void ledger_compare(struct ledger *l, const struct linux_tree *t, const struct strv *env)
{
	json_decref(l->fingerprint);
	json_decref(l->replay);
	l->fingerprint = fingerprint_json(t, env);
	l->replay = json_object();
	if (l->kept)
		fill_replay(l);
}

static bool has_news(const struct ledger *l, const json_t *probes)
{
	const json_t *probe;
	size_t i;

	json_array_foreach (probes, i, probe) {
		const char *command =
			json_string_value(json_object_get(probe, "command"));

		if (!json_is_true(json_object_get(probe, "replayed")) && command &&
		    !is_volatile(l, command))
			return true;
	}
	return false;
}

void ledger_save(const struct ledger *l, const json_t *probes, struct diag *d)
{
	_cleanup_(diag_done) struct diag local = DIAG_INIT;
	_cleanup_(cleanup_free) char *text = NULL;
	json_t *files = json_object(), *doc;
	char digest[FINGERPRINT_SIZE];
	const json_t *probe;
	size_t i;

	if (has_news(l, probes)) {
		json_array_foreach (probes, i, probe) {
			const char *command =
				json_string_value(json_object_get(probe, "command"));

			if (command)
				add_files(command, files);
		}
		doc = json_pack("{s:i, s:O, s:O, s:O}", "schema", SCHEMA, "fingerprint",
				l->fingerprint, "files", files, "probes", probes);
		json_fingerprint(doc, "digest", digest);
		json_object_set_new(doc, "digest", json_string(digest));
		text = json_dumps(doc, JSON_INDENT(1));
		json_decref(doc);
		if (text && file_write(l->path, text, strlen(text), 0644, &local) < 0)
			diag_note(d, "the answers of the toolchain are not kept: %s",
				  local.entries[0].text);
	}
	json_decref(files);
}

void ledger_done(struct ledger *l)
{
	if (!l)
		return;
	free(l->path);
	free(l->image);
	json_decref(l->fingerprint);
	json_decref(l->replay);
	json_decref(l->kept);
	*l = (struct ledger)LEDGER_INIT;
}
