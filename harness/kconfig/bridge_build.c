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
#include "kconfig/bridge_api.h"
#include "kconfig/bridge_source.h"
#include "sys/file.h"
#include "sys/proc.h"

#define SOURCE_MAX	((size_t)4 << 20)
#define TOOL_TIMEOUT_MS 300000

/* Changes with the way the bridge is built: part of its key. */
#define RECIPE "4"

static const char *const sources[] = {"confdata",   "expr",   "menu",
				      "preprocess", "symbol", "util"};

/* Calls that bridge/image.c takes over. */
static const char *const imaged[] = {"malloc", "calloc",  "realloc", "free",
				     "strdup", "strndup", "fopen"};

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
	/* at fixed addresses, for bridge/image.c */
	strv_pushl(argv, "gcc", "-O2", "-fno-pie", "-no-pie", "-std=gnu11",
		   "-D_GNU_SOURCE", "-I.", NULL);
	strv_pushf(argv, "-I%s/scripts/kconfig", t->dir);
	strv_pushf(argv, "-I%s/scripts/include", t->dir);
}

static int compile_tree(const struct linux_tree *t, const char *dir, struct diag *d)
{
	_cleanup_(strv_done) struct strv tree = STRV_INIT;

	push_compiler(&tree, t);
	/* only preprocess.c calls them: to run the commands of $(shell,...) */
	strv_pushl(&tree, "-w", "-Dpopen=bridge_popen", "-Dpclose=bridge_pclose", NULL);
	for (size_t i = 0; i < ARRAY_SIZE(imaged); i++)
		strv_pushf(&tree, "-D%s=bridge_%s", imaged[i], imaged[i]);
	strv_pushl(&tree, "-c", "lexer.lex.c", "parser.tab.c", NULL);
	for (size_t i = 0; i < ARRAY_SIZE(sources); i++)
		strv_pushf(&tree, "%s/scripts/kconfig/%s.c", t->dir, sources[i]);
	return run_tool(&tree, dir, d);
}

#define WRAPPED "--wrap=expr_invalidate_all" /* bridge/forget.c has another one */

/* One object, its variables in sections that have a start and an end. */
static int join_tree(const char *dir, struct diag *d)
{
	static const char script[] = "SECTIONS {\n"
				     "kconfig_data : { *(.data .data.*) }\n"
				     "kconfig_bss : { *(.bss .bss.* COMMON) }\n"
				     "}\n";
	_cleanup_(cleanup_free) char *path = xasprintf("%s/tree.ld", dir);
	_cleanup_(strv_done) struct strv join = STRV_INIT;
	int err = file_write(path, script, strlen(script), 0644, d);

	if (err < 0)
		return err;
	strv_pushl(&join, "ld", "-r", "-d", WRAPPED, "-T", "tree.ld", "-o", "tree.o",
		   "lexer.lex.o", "parser.tab.o", NULL);
	for (size_t i = 0; i < ARRAY_SIZE(sources); i++)
		strv_pushf(&join, "%s.o", sources[i]);
	return run_tool(&join, dir, d);
}

static int compile_bridge(const struct linux_tree *t, const char *dir, struct diag *d)
{
	_cleanup_(strv_done) struct strv link = STRV_INIT;

	push_compiler(&link, t);
	strv_pushl(&link, BRIDGE_STRICT, "-o", "bridge", "bridge.c", "tree.o",
		   "-Wl," WRAPPED, "-ljansson", NULL);
	return run_tool(&link, dir, d);
}

/* --- a tree whose Kconfig is another one -------------------------------------------- */

static int unknown_api(const struct linux_tree *t, const char *probe, const char *detail,
		       struct diag *d)
{
	diag_error(d,
		   "the Kconfig of Linux %s has an interface that this kharness does not "
		   "know: the probe '%s' fails%s%s",
		   t->kernelversion, probe, *detail ? ": " : "", detail);
	diag_note(d, "known are the trees from 6.12 to 7.2; see kconfig/bridge_api.c");
	return -ENOTSUP;
}

static int run_probe(const struct linux_tree *t, const struct bridge_probe *p,
		     const char *dir, struct diag *d)
{
	_cleanup_(cleanup_free) char *source = xasprintf("%s/probe.c", dir);
	_cleanup_(cleanup_free) char *code =
		xasprintf("#include <stdio.h>\n#include <stdlib.h>\n"
			  "#include \"lkc.h\"\n#include \"internal.h\"\n%s\n",
			  p->code);
	_cleanup_(strv_done) struct strv argv = STRV_INIT;
	int err = file_write(source, code, strlen(code), 0644, d);

	if (err < 0)
		return err;
	push_compiler(&argv, t);
	strv_pushl(&argv, BRIDGE_STRICT, "-fsyntax-only", "probe.c", NULL);
	return run_tool(&argv, dir, d);
}

/* @failed: what the compiler said of the bridge itself, should no probe fail. */
static int find_difference(const struct linux_tree *t, const char *dir,
			   const struct diag *failed, struct diag *d)
{
	for (size_t i = 0; i < bridge_n_probes; i++) {
		_cleanup_(diag_done) struct diag said = DIAG_INIT;

		if (run_probe(t, &bridge_probes[i], dir, &said) == -EIO)
			return unknown_api(t, bridge_probes[i].name, "", d);
	}
	return unknown_api(t, "the bridge compiles",
			   failed->n ? failed->entries[0].text : "", d);
}

/* Without its popen() the answers of the toolchain would be lost without a word. */
static int check_popen(const struct linux_tree *t, struct diag *d)
{
	_cleanup_(cleanup_free) char *path =
		xasprintf("%s/scripts/kconfig/preprocess.c", t->dir);
	_cleanup_(cleanup_free) char *text = NULL;
	size_t size;
	int err = file_read(path, SOURCE_MAX, &text, &size, d);

	if (err < 0 || (strstr(text, "= popen(") && strstr(text, "pclose(")))
		return err;
	return unknown_api(t, "commands are run with popen()", "", d);
}

static int compile_or_tell(const struct linux_tree *t, const char *dir, struct diag *d)
{
	_cleanup_(diag_done) struct diag failed = DIAG_INIT;
	int err = compile_tree(t, dir, d);

	if (err == 0)
		err = check_popen(t, d);
	if (err == 0)
		err = join_tree(dir, d);
	if (err < 0)
		return err;
	err = compile_bridge(t, dir, &failed);
	if (err == -EIO)
		return find_difference(t, dir, &failed, d);
	diag_append(d, &failed);
	return err;
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
		err = compile_or_tell(t, dir, d);
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
