// SPDX-License-Identifier: GPL-2.0-or-later
#include "review/make_eval.h"

#include <string.h>

#include "base/alloc.h"
#include "model/linux_tree.h"
#include "review/make_run.h"

#define GOALS_MAX 10000 /* of a directory */

/* A word of a list such as obj-y. */
struct word {
	char *text;
	bool sure;
	const struct make_line *line;
};

struct words {
	struct word *v;
	size_t n;
	size_t capacity;
	bool complete;
};

#define WORDS_INIT               \
	{                        \
		.complete = true \
	}

static void words_done(struct words *w)
{
	for (size_t i = 0; i < w->n; i++)
		free(w->v[i].text);
	free(w->v);
}

static const struct word *words_find(const struct words *w, const char *text)
{
	for (size_t i = 0; i < w->n; i++)
		if (strcmp(w->v[i].text, text) == 0)
			return &w->v[i];
	return NULL;
}

/* --- lists ------------------------------------------------------------------------------ */

static void add_word(struct words *to, const char *text, const struct make_line *line)
{
	bool sure = *text != MAKE_MAYBE;

	if (strchr(text, MAKE_UNKNOWN) || to->n >= GOALS_MAX) {
		to->complete = false;
		return;
	}
	GROW(to->v, to->n, to->capacity);
	to->v[to->n++] = (struct word){xstrdup(text + !sure), sure, line};
}

/* Of each assignment by itself, so that a word knows its line. */
static void list(struct make_scope *s, const char *name, struct words *to)
{
	const struct make_variable *v = make_variable(s, name);

	for (size_t i = 0; v && i < v->n; i++) {
		_cleanup_(strbuf_done) struct strbuf text = STRBUF_INIT;
		_cleanup_(strv_done) struct strv words = STRV_INIT;

		make_expand_piece(s, &v->v[i], &text);
		make_words(text.buf, &words);
		strv_foreach (&words, j)
			add_word(to, words.v[j], v->v[i].line);
	}
}

/* --- goals ------------------------------------------------------------------------------- */

struct eval {
	struct make_scope *scope;
	struct make_goals *to;
};

static bool ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);

	return n > m && strcmp(text + n - m, end) == 0;
}

static struct make_goal *add_goal(struct eval *e, enum make_goal_kind kind,
				  const char *name, const struct word *w)
{
	char *path = make_path(e->scope->dir, name);
	struct make_goals *to = e->to;

	if (!path)
		return NULL;
	GROW(to->v, to->n, to->capacity);
	to->v[to->n] = (struct make_goal){
		.kind = kind, .path = path, .sure = w->sure, .line = w->line};
	return &to->v[to->n++];
}

/* The parts of a composite object; false: it is none. */
static bool find_parts(struct make_scope *s, const char *object, bool module,
		       struct words *ret)
{
	static const char *const suffixes[] = {"-objs", "-y", "-m"};
	_cleanup_(cleanup_free) char *stem = xstrndup(object, strlen(object) - 2);
	_cleanup_(cleanup_free) char *off = xasprintf("%s-", stem);
	_cleanup_(words_done) struct words unused = WORDS_INIT;

	for (size_t i = 0; i < ARRAY_SIZE(suffixes) - !module; i++) {
		_cleanup_(cleanup_free) char *name = xasprintf("%s%s", stem, suffixes[i]);

		list(s, name, ret);
	}
	if (ret->n || !ret->complete)
		return true;
	list(s, off, &unused);
	return unused.n > 0 || !unused.complete;
}

static void add_parts(struct eval *e, const struct word *of, enum make_goal_kind kind,
		      const char *whole, const struct words *parts)
{
	for (size_t i = 0; i < parts->n; i++) {
		struct make_goal *g =
			ends_with(parts->v[i].text, ".o")
				? add_goal(e, kind, parts->v[i].text, &parts->v[i])
				: NULL;

		if (!g)
			continue;
		g->sure &= of->sure;
		g->outer = of->line;
		g->whole = whole ? xstrdup(whole) : NULL;
	}
}

static void add_builtin(struct eval *e, const struct word *w)
{
	_cleanup_(words_done) struct words parts = WORDS_INIT;

	if (find_parts(e->scope, w->text, false, &parts))
		add_parts(e, w, GOAL_BUILTIN, NULL, &parts);
	else
		add_goal(e, GOAL_BUILTIN, w->text, w);
	e->to->complete &= parts.complete;
}

static void add_module(struct eval *e, const struct word *w)
{
	_cleanup_(words_done) struct words parts = WORDS_INIT;
	_cleanup_(cleanup_free) char *name =
		xasprintf("%.*s.ko", (int)strlen(w->text) - 2, w->text);
	const struct make_goal *g = add_goal(e, GOAL_MODULE, name, w);
	_cleanup_(cleanup_free) char *path = g ? xstrdup(g->path) : NULL;

	if (!g)
		return;
	if (find_parts(e->scope, w->text, true, &parts)) {
		add_parts(e, w, GOAL_PART, path, &parts);
	} else {
		struct words one = {.v = (struct word[]){*w}, .n = 1};

		add_parts(e, w, GOAL_PART, path, &one);
	}
	e->to->complete &= parts.complete;
}

static void add_list(struct eval *e, const struct words *words, bool module,
		     const struct words *built_in)
{
	for (size_t i = 0; i < words->n; i++) {
		const struct word *w = &words->v[i];

		if (ends_with(w->text, "/"))
			add_goal(e, module ? GOAL_DIR_M : GOAL_DIR, w->text, w);
		else if (!ends_with(w->text, ".o"))
			continue;
		else if (!module)
			add_builtin(e, w);
		else if (!words_find(built_in, w->text))
			add_module(e, w);
	}
	e->to->complete &= words->complete;
}

static void take_lists(struct eval *e)
{
	_cleanup_(words_done) struct words y = WORDS_INIT, m = WORDS_INIT,
					   lib = WORDS_INIT;

	list(e->scope, "obj-y", &y);
	list(e->scope, "obj-m", &m);
	list(e->scope, "lib-y", &lib);
	list(e->scope, "lib-m", &lib);
	add_list(e, &y, false, &y);
	add_list(e, &m, true, &y);
	for (size_t i = 0; i < lib.n; i++)
		if (ends_with(lib.v[i].text, ".o"))
			add_goal(e, GOAL_BUILTIN, lib.v[i].text, &lib.v[i]);
	e->to->complete &= lib.complete;
}

/* --- the tree itself ------------------------------------------------------------------------ */

/* The top Makefile hands these lists of the architecture's over to Kbuild, and adds lib/. */
static void take_arch(const struct make_eval_in *in, struct eval *e)
{
	static const char *const lists[] = {"core-y", "libs-y", "drivers-y", "drivers-m"};
	struct make_scope s = {.tree = in->tree,
			       .config = in->config,
			       .arch = in->arch,
			       .dir = "",
			       .budget = MAKE_BUDGET};
	_cleanup_(cleanup_free) char *path =
		xasprintf("arch/%s/Makefile", linux_srcarch(in->arch));
	const struct makefile *m = make_tree_file(in->tree, path);
	struct eval arch = {.scope = &s, .to = e->to};

	make_set(&s, "libs-y", "lib/");
	if (m)
		make_run(&s, in->tree, m);
	for (size_t i = 0; i < ARRAY_SIZE(lists); i++) {
		_cleanup_(words_done) struct words words = WORDS_INIT;

		list(&s, lists[i], &words);
		add_list(&arch, &words, i == 3, &words);
	}
	make_scope_done(&s);
}

void make_eval(const struct make_eval_in *in, struct make_goals *ret)
{
	const struct makefile *m = make_tree_kbuild(in->tree, in->dir);
	struct make_scope s = {.tree = in->tree,
			       .config = in->config,
			       .arch = in->arch,
			       .dir = in->dir,
			       .budget = MAKE_BUDGET};
	struct eval e = {.scope = &s, .to = ret};

	if (!m)
		return;
	if (!*in->dir) {
		make_set(&s, "ARCH_CORE", "");
		make_set(&s, "ARCH_LIB", "");
		make_set(&s, "ARCH_DRIVERS", "");
	}
	make_run(&s, in->tree, m);
	take_lists(&e);
	if (!*in->dir)
		take_arch(in, &e);
	ret->complete &= s.budget > 0;
	make_scope_done(&s);
}

void make_goals_done(struct make_goals *g)
{
	if (!g)
		return;
	for (size_t i = 0; i < g->n; i++) {
		free(g->v[i].path);
		free(g->v[i].whole);
	}
	free(g->v);
	*g = (struct make_goals)MAKE_GOALS_INIT;
}
