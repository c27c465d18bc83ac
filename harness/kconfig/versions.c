// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/versions.h"

#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "sys/file.h"
#include "sys/proc.h"
#include "sys/task.h"

#define TIMEOUT_MS   60000
#define MAKEFILE_MAX ((size_t)1 << 20)

/* --- texts --------------------------------------------------------------------------- */

static bool same_text(const char *a, const char *b)
{
	return !a == !b && (!a || strcmp(a, b) == 0);
}

bool version_texts_same(const struct version_texts *a, const struct version_texts *b)
{
	return same_text(a->cc, b->cc) && same_text(a->rustc, b->rustc) &&
	       same_text(a->pahole, b->pahole);
}

void version_texts_add(const struct version_texts *v, struct strv *env)
{
	strv_pushf(env, "CC_VERSION_TEXT=%s", v->cc);
	strv_pushf(env, "RUSTC_VERSION_TEXT=%s", v->rustc);
	if (v->pahole)
		strv_pushf(env, "PAHOLE_VERSION=%s", v->pahole);
}

void version_texts_done(struct version_texts *v)
{
	if (!v)
		return;
	free(v->cc);
	free(v->rustc);
	free(v->pahole);
	*v = (struct version_texts)VERSION_TEXTS_INIT;
}

/* --- asking -------------------------------------------------------------------------- */

struct asked {
	struct task task;
	const struct strv *env;
	char *program; /* NULL: it is not asked */
	const char *argument;
	char *text;
	int err;
	struct diag diag;
};

enum { CC, RUSTC, PAHOLE, ASKED };

struct versions {
	struct strv env;
	struct asked asked[ASKED];
	struct version_texts texts; /* once all were waited for */
	bool waiting;
	int err; /* of what came before asking */
	struct diag diag;
};

/*
 * The first line of "PROGRAM ARGUMENT" without '#', as CC_VERSION_TEXT has it;
 * "" when the program does not exist.
 */
static void ask(void *context)
{
	_cleanup_(proc_result_done) struct proc_result result = PROC_RESULT_INIT;
	_cleanup_(strbuf_done) struct strbuf text = STRBUF_INIT;
	_cleanup_(diag_done) struct diag local = DIAG_INIT;
	struct asked *a = context;
	const char *const argv[] = {a->program, a->argument, NULL};
	const struct proc_spec spec = {.argv = argv,
				       .env = (const char *const *)a->env->v,
				       .timeout_ms = TIMEOUT_MS};
	int err = proc_run(&spec, &result, &local);

	if (err < 0 && local.n && err != -ENOENT)
		diag_error(&a->diag, "%s", local.entries[0].text);
	for (const char *p = result.out.buf; *p && *p != '\n'; p++)
		if (*p != '#')
			strbuf_addc(&text, *p);
	a->text = strbuf_detach(&text, NULL);
	a->err = err == -ENOENT ? 0 : err;
}

static void start(struct versions *v, int which, char *program, const char *argument)
{
	struct asked *a = &v->asked[which];

	a->env = &v->env;
	a->program = program;
	a->argument = argument;
	task_start(&a->task, ask, a);
}

/* Before 7.0 Kconfig itself runs the script. */
static void start_pahole(struct versions *v, const struct linux_tree *t)
{
	_cleanup_(cleanup_free) char *makefile = xasprintf("%s/Makefile", t->dir);
	_cleanup_(cleanup_free) char *text = NULL;
	size_t size;

	v->err = file_read(makefile, MAKEFILE_MAX, &text, &size, &v->diag);
	if (v->err == 0 && strstr(text, "RUSTC_VERSION_TEXT PAHOLE_VERSION"))
		start(v, PAHOLE, xasprintf("%s/scripts/pahole-version.sh", t->dir),
		      "pahole");
}

struct versions *versions_ask(const struct linux_tree *t, const char *cross_compile,
			      const struct strv *env)
{
	struct versions *v = xcalloc(1, sizeof(*v));

	v->waiting = true;
	v->env = (struct strv)STRV_INIT;
	strv_foreach (env, i)
		strv_push(&v->env, env->v[i]);
	start(v, RUSTC, xstrdup("rustc"), "--version"); /* rustup's takes longest */
	start(v, CC, xasprintf("%sgcc", cross_compile), "--version");
	start_pahole(v, t);
	return v;
}

static void wait_for_all(struct versions *v)
{
	for (int i = 0; v->waiting && i < ASKED; i++)
		if (v->asked[i].program)
			task_wait(&v->asked[i].task);
	v->waiting = false;
}

int versions_wait(struct versions *v, const struct version_texts **ret, struct diag *d)
{
	wait_for_all(v);
	for (int i = 0; i < ASKED; i++) {
		diag_append(d, &v->asked[i].diag);
		if (v->asked[i].err < 0)
			return v->asked[i].err;
	}
	diag_append(d, &v->diag);
	if (v->err < 0)
		return v->err;
	if (!*v->asked[CC].text) {
		diag_error(d,
			   "the compiler '%s' cannot be run; Kconfig asks it what it "
			   "supports",
			   v->asked[CC].program);
		return -ENOENT;
	}
	v->texts = (struct version_texts){v->asked[CC].text, v->asked[RUSTC].text,
					  v->asked[PAHOLE].text};
	*ret = &v->texts;
	return 0;
}

void versions_free(struct versions *v)
{
	if (!v)
		return;
	wait_for_all(v);
	for (int i = 0; i < ASKED; i++) {
		free(v->asked[i].program);
		free(v->asked[i].text);
		diag_done(&v->asked[i].diag);
	}
	strv_done(&v->env);
	diag_done(&v->diag);
	free(v);
}
