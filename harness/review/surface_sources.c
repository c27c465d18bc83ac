// SPDX-License-Identifier: GPL-2.0-or-later
#include "review/surface_sources.h"

#include <string.h>

#include "base/alloc.h"

#define SOURCE_MAX (2u << 20)
#define NESTED_MAX 32 /* #if in #if */

enum answer { ANSWER_NO, ANSWER_YES, ANSWER_UNKNOWN };

struct scan {
	const struct make_config *config;
	enum answer frames[NESTED_MAX];
	size_t depth; /* may exceed NESTED_MAX */
	struct surface_sources *to;
};

/* --- the preprocessor ----------------------------------------------------------------------- */

static bool is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_';
}

static size_t name_length(const char *p)
{
	size_t n = 0;

	while (is_name(p[n]))
		n++;
	return n;
}

static enum answer ask(const struct make_config *c, const char *p, bool modules)
{
	_cleanup_(cleanup_free) char *name = NULL;
	const char *value;

	if (strncmp(p, "CONFIG_", 7) != 0)
		return ANSWER_UNKNOWN;
	name = xstrndup(p + 7, name_length(p + 7));
	value = make_config_get(c, name);
	/* CONFIG_X is no macro where the value is m: CONFIG_X_MODULE is */
	return *value && (modules || strcmp(value, "m") != 0) ? ANSWER_YES : ANSWER_NO;
}

/* "#if IS_ENABLED(CONFIG_X)", "#if defined(CONFIG_X)"; nothing longer is understood. */
static enum answer ask_if(const struct make_config *c, const char *p)
{
	static const struct {
		const char *begin;
		bool modules;
	} forms[] = {{"IS_ENABLED(", true}, {"IS_BUILTIN(", false}, {"defined(", false}};

	for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
		size_t n = strlen(forms[i].begin), m;

		if (strncmp(p, forms[i].begin, n) != 0)
			continue;
		m = n + name_length(p + n);
		if (p[m] != ')' || p[m + 1 + strspn(p + m + 1, " \t\r")] != '\n')
			return ANSWER_UNKNOWN;
		return ask(c, p + n, forms[i].modules);
	}
	return ANSWER_UNKNOWN;
}

static enum answer turned(enum answer a)
{
	return a == ANSWER_UNKNOWN ? a : a == ANSWER_YES ? ANSWER_NO : ANSWER_YES;
}

static void open_frame(struct scan *s, enum answer a)
{
	if (s->depth < NESTED_MAX)
		s->frames[s->depth] = a;
	s->depth++;
}

static void set_frame(struct scan *s, enum answer a)
{
	if (s->depth && s->depth <= NESTED_MAX)
		s->frames[s->depth - 1] = a;
}

static enum answer top_frame(const struct scan *s)
{
	return s->depth && s->depth <= NESTED_MAX ? s->frames[s->depth - 1]
						  : ANSWER_UNKNOWN;
}

/* @p stands behind the '#'. */
static void take_directive(struct scan *s, const char *p)
{
	const char *rest;
	size_t n;

	p += strspn(p, " \t");
	n = name_length(p);
	rest = p + n + strspn(p + n, " \t");
	if (n == 2 && strncmp(p, "if", n) == 0) {
		open_frame(s, ask_if(s->config, rest));
	} else if (n == 5 && strncmp(p, "ifdef", n) == 0) {
		open_frame(s, ask(s->config, rest, false));
	} else if (n == 6 && strncmp(p, "ifndef", n) == 0) {
		open_frame(s, turned(ask(s->config, rest, false)));
	} else if (n == 4 && strncmp(p, "else", n) == 0) {
		set_frame(s, turned(top_frame(s)));
	} else if (n == 4 && strncmp(p, "elif", n) == 0) {
		set_frame(s, ANSWER_UNKNOWN);
	} else if (n == 5 && strncmp(p, "endif", n) == 0) {
		s->depth -= s->depth > 0;
	}
}

static bool counts(const struct scan *s)
{
	for (size_t i = 0; i < s->depth && i < NESTED_MAX; i++)
		if (s->frames[i] != ANSWER_YES)
			return false;
	return s->depth <= NESTED_MAX;
}

/* --- what is looked for ------------------------------------------------------------------------ */

static void add(struct strv *to, char *name)
{
	if (strv_contains(to, name))
		free(name);
	else
		strv_take(to, name);
}

/* SYSCALL_DEFINE1(userfaultfd, int, flags) */
static void take_syscall(struct scan *s, const char *line)
{
	static const char begin[] = "SYSCALL_DEFINE";
	const char *p = line + sizeof(begin) - 1;
	size_t n;

	if (strncmp(line, begin, sizeof(begin) - 1) != 0 || *p < '0' || *p > '6' ||
	    p[1] != '(')
		return;
	p += 2;
	n = name_length(p);
	if (n && (p[n] == ',' || p[n] == ')'))
		add(&s->to->syscalls, xstrndup(p, n));
}

/* MODULE_ALIAS("devname:fuse"); names that macros put together are left out */
static void take_device(struct scan *s, const char *line)
{
	static const char begin[] = "MODULE_ALIAS(\"devname:";
	const char *p = line + sizeof(begin) - 1;
	size_t n;

	if (strncmp(line, begin, sizeof(begin) - 1) != 0)
		return;
	n = strspn(p, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		      "0123456789_-/");
	if (n && p[n] == '"' && p[n + 1] == ')')
		add(&s->to->devices, xasprintf("/dev/%.*s", (int)n, p));
}

void surface_sources_scan(const char *text, const struct make_config *config,
			  struct surface_sources *ret)
{
	struct scan s = {.config = config, .to = ret};

	for (const char *p = text; p; p = strchr(p, '\n'), p = p ? p + 1 : NULL) {
		if (*p == '#') {
			take_directive(&s, p + 1);
		} else if (counts(&s)) {
			take_syscall(&s, p);
			take_device(&s, p);
		}
	}
}

void surface_sources_read(const struct make_tree *t, const struct make_config *config,
			  const char *object, struct surface_sources *ret)
{
	size_t n = strlen(object);
	_cleanup_(cleanup_free) char *path = NULL, *text = NULL;

	if (n < 3 || strcmp(object + n - 2, ".o") != 0)
		return;
	path = xasprintf("%.*s.c", (int)n - 2, object);
	text = make_tree_read(t, path, SOURCE_MAX);
	if (text && (strstr(text, "SYSCALL_DEFINE") || strstr(text, "\"devname:")))
		surface_sources_scan(text, config, ret);
}

void surface_sources_done(struct surface_sources *s)
{
	if (!s)
		return;
	strv_done(&s->syscalls);
	strv_done(&s->devices);
}
