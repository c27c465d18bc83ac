// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/bridge_build.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/file.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/strv.h"
#include "kconfig/bridge_source.h"
#include "sys/file.h"
#include "sys/proc.h"

#define SOURCE_MAX	((size_t)4 << 20)
#define TOOL_TIMEOUT_MS 300000

/* Changes with the way the bridge is built: part of its key. */
#define RECIPE "1"

static const char *const sources[] = {"confdata",   "expr",   "menu",
				      "preprocess", "symbol", "util"};

/* --- the key ----------------------------------------------------------------------- */

static bool is_source(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot && strlen(dot) == 2 && strchr("chly", dot[1]);
}

static int hash_dir(const char *dir, uint64_t *hash, struct diag *d)
{
	_cleanup_(strv_done) struct strv names = STRV_INIT;
	const struct dirent *e;
	DIR *stream = opendir(dir);

	if (!stream)
		return diag_errno(d, -errno, "cannot open '%s'", dir);
	while ((e = readdir(stream)))
		if (is_source(e->d_name))
			strv_push(&names, e->d_name);
	closedir(stream);
	strv_sort(&names);
	strv_foreach (&names, i) {
		_cleanup_(cleanup_free) char *path = xasprintf("%s/%s", dir, names.v[i]);
		_cleanup_(cleanup_free) char *text = NULL;
		size_t size;
		int err = file_read(path, SOURCE_MAX, &text, &size, d);

		if (err < 0)
			return err;
		*hash = hash_add(*hash, names.v[i], strlen(names.v[i]) + 1);
		*hash = hash_add(*hash, text, size + 1);
	}
	return 0;
}

static int make_key(const struct linux_tree *t, char **ret, struct diag *d)
{
	_cleanup_(cleanup_free) char *kconfig = xasprintf("%s/scripts/kconfig", t->dir);
	_cleanup_(cleanup_free) char *include = xasprintf("%s/scripts/include", t->dir);
	uint64_t hash = hash_add(HASH_INIT, RECIPE, sizeof(RECIPE));
	int err;

	hash = hash_add(hash, bridge_source, bridge_source_size);
	err = hash_dir(kconfig, &hash, d);
	if (err == 0 && access(include, R_OK) == 0) /* since 6.11 */
		err = hash_dir(include, &hash, d);
	if (err == 0)
		*ret = xasprintf("%016" PRIx64, hash);
	return err;
}

/* --- the recipe -------------------------------------------------------------------- */

/* A compiler says what is wrong first; what follows is mostly its consequence. */
static void report_tool(const char *tool, const struct proc_result *r, struct diag *d)
{
	const char *error = strstr(r->err.buf, "error");
	const char *start = r->err.buf;

	for (const char *p = start; error && p < error; p++)
		if (*p == '\n')
			start = p + 1;
	diag_error(d, "'%s' failed while it compiled the tree's Kconfig: %.*s", tool,
		   (int)strcspn(start, "\n"), start);
}

static int run_tool(const struct strv *argv, const char *dir, struct diag *d)
{
	_cleanup_(proc_result_done) struct proc_result result = PROC_RESULT_INIT;
	const struct proc_spec spec = {.argv = (const char *const *)argv->v,
				       .cwd = dir,
				       .timeout_ms = TOOL_TIMEOUT_MS};
	int err = proc_run(&spec, &result, d);

	if (err == -ENOENT)
		diag_note(d,
			  "the tree's Kconfig is compiled on this machine, which takes "
			  "flex, bison, gcc and the headers of jansson");
	if (err < 0)
		return err;
	if (result.status == 0 && result.signal == 0)
		return 0;
	report_tool(argv->v[0], &result, d);
	return -EIO;
}

/* As scripts/Makefile.host does it. */
static int generate(const char *kconfig, const char *dir, struct diag *d)
{
	_cleanup_(strv_done) struct strv flex = STRV_INIT, bison = STRV_INIT;
	int err;

	strv_pushl(&flex, "flex", "-olexer.lex.c", "-L", NULL);
	strv_pushf(&flex, "%s/lexer.l", kconfig);
	strv_pushl(&bison, "bison", "-o", "parser.tab.c", "--defines=parser.tab.h", "-t",
		   "-l", NULL);
	strv_pushf(&bison, "%s/parser.y", kconfig);
	err = run_tool(&flex, dir, d);
	return err < 0 ? err : run_tool(&bison, dir, d);
}

static void push_compiler(struct strv *argv, const struct linux_tree *t)
{
	strv_pushl(argv, "gcc", "-O2", "-std=gnu11", "-D_GNU_SOURCE", "-w", "-I.", NULL);
	strv_pushf(argv, "-I%s/scripts/kconfig", t->dir);
	strv_pushf(argv, "-I%s/scripts/include", t->dir);
}

static int compile(const struct linux_tree *t, const char *dir, struct diag *d)
{
	_cleanup_(strv_done) struct strv tree = STRV_INIT, link = STRV_INIT;
	int err;

	push_compiler(&tree, t);
	/* only preprocess.c calls them: to run the commands of $(shell,...) */
	strv_pushl(&tree, "-Dpopen=bridge_popen", "-Dpclose=bridge_pclose", "-c",
		   "lexer.lex.c", "parser.tab.c", NULL);
	for (size_t i = 0; i < ARRAY_SIZE(sources); i++)
		strv_pushf(&tree, "%s/scripts/kconfig/%s.c", t->dir, sources[i]);
	err = run_tool(&tree, dir, d);
	if (err < 0)
		return err;
	push_compiler(&link, t);
	strv_pushl(&link, "-o", "bridge", "bridge.c", "lexer.lex.o", "parser.tab.o",
		   NULL);
	for (size_t i = 0; i < ARRAY_SIZE(sources); i++)
		strv_pushf(&link, "%s.o", sources[i]);
	strv_push(&link, "-ljansson");
	return run_tool(&link, dir, d);
}

/* The program must be whole after a crash of the machine, too. */
static int install(const char *made, const char *program, struct diag *d)
{
	_cleanup_(cleanup_close) int fd = open(made, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || fsync(fd) < 0 || rename(made, program) < 0)
		return diag_errno(d, -errno, "cannot put '%s' into place", program);
	return 0;
}

static int build_in(const struct linux_tree *t, const char *dir, const char *program,
		    struct diag *d)
{
	_cleanup_(cleanup_free) char *kconfig = xasprintf("%s/scripts/kconfig", t->dir);
	_cleanup_(cleanup_free) char *source = xasprintf("%s/bridge.c", dir);
	_cleanup_(cleanup_free) char *made = xasprintf("%s/bridge", dir);
	int err = file_write(source, bridge_source, bridge_source_size, 0644, d);

	if (err == 0)
		err = generate(kconfig, dir, d);
	if (err == 0)
		err = compile(t, dir, d);
	return err < 0 ? err : install(made, program, d);
}

/* Waits until no other harness builds the same bridge; caller closes *ret. */
static int lock_dir(const char *dir, int *ret, struct diag *d)
{
	_cleanup_(cleanup_close) int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return diag_errno(d, -errno, "cannot open '%s'", dir);
	while (flock(fd, LOCK_EX) < 0)
		if (errno != EINTR)
			return diag_errno(d, -errno, "cannot lock '%s'", dir);
	*ret = TAKE_FD(fd);
	return 0;
}

static int build_locked(const struct linux_tree *t, const char *dir, const char *program,
			struct diag *d)
{
	_cleanup_(cleanup_free) char *tmp = xasprintf("%s/build.XXXXXX", dir);
	_cleanup_(cleanup_close) int lock = -1;
	int err = lock_dir(dir, &lock, d), removed;

	if (err < 0 || access(program, X_OK) == 0)
		return err;
	if (!mkdtemp(tmp))
		return diag_errno(d, -errno, "cannot make '%s'", tmp);
	err = build_in(t, tmp, program, d);
	removed = tree_remove(tmp, d);
	return err < 0 ? err : removed;
}

int bridge_build(const struct linux_tree *t, const char *cache, char **ret,
		 struct diag *d)
{
	_cleanup_(cleanup_free) char *key = NULL, *made = NULL, *dir = NULL,
				     *program = NULL;
	int err = make_key(t, &key, d);

	if (err < 0)
		return err;
	made = xasprintf("%s/%s", cache, key);
	err = dir_make(made, d);
	if (err < 0)
		return err;
	dir = realpath(made, NULL); /* it is run in another directory */
	if (!dir)
		return diag_errno(d, -errno, "cannot open '%s'", made);
	program = xasprintf("%s/bridge", dir);
	if (access(program, X_OK) < 0) {
		err = build_locked(t, dir, program, d);
		if (err < 0)
			return err;
	}
	*ret = TAKE_PTR(program);
	return 0;
}
