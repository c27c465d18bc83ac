// SPDX-License-Identifier: GPL-2.0-or-later
#include "review/make_expand.h"

#include <string.h>

#include "base/alloc.h"
#include "model/linux_tree.h"

#define DEPTH_MAX 60

bool make_unknown(const char *text)
{
	return strpbrk(text, "\001\002") != NULL;
}

bool make_spend(struct make_scope *s, size_t n)
{
	bool enough = s->budget >= n;

	s->budget = enough ? s->budget - n : 0;
	return enough;
}

void make_words(const char *text, struct strv *to)
{
	static const char space[] = " \t\r\n";

	for (const char *p = text + strspn(text, space); *p; p += strspn(p, space)) {
		size_t n = strcspn(p, space);

		strv_take(to, xstrndup(p, n));
		p += n;
	}
}

/* --- variables -------------------------------------------------------------------------- */

struct make_variable *make_variable(const struct make_scope *s, const char *name)
{
	struct make_variable *v;

	HASH_FIND_STR(s->variables, name, v);
	return v;
}

static void add_doubtful(const char *text, struct strbuf *to)
{
	_cleanup_(strv_done) struct strv words = STRV_INIT;

	make_words(text, &words);
	strv_foreach (&words, i)
		strbuf_addf(to, "%s%s%s", i ? " " : "",
			    *words.v[i] == MAKE_MAYBE ? "" : "\002", words.v[i]);
}

void make_expand_piece(struct make_scope *s, const struct make_piece *p,
		       struct strbuf *to)
{
	_cleanup_(strbuf_done) struct strbuf text = STRBUF_INIT;

	if (!p->done)
		make_expand(s, p->text, p->sure ? to : &text);
	else if (make_spend(s, strlen(p->text)))
		strbuf_adds(p->sure ? to : &text, p->text);
	add_doubtful(text.buf, to);
}

static void expand_variable(struct make_scope *s, const struct make_variable *v,
			    struct strbuf *to)
{
	for (size_t i = 0; i < v->n; i++) {
		if (i)
			strbuf_addc(to, ' ');
		make_expand_piece(s, &v->v[i], to);
	}
}

/* What Kbuild itself sets: scripts/Kbuild.include and the tree's own Makefile. */
static bool add_builtin(const struct make_scope *s, const char *name, struct strbuf *to)
{
	static const struct {
		const char *name, *value;
	} fixed[] = {
		{"srctree", "."},	 {"objtree", "."},	 {"comma", ","},
		{"empty", ""},		 {"space", " "},	 {"pound", "#"},
		{"squote", "'"},	 {"quote", "\""},	 {"KBUILD_EXTMOD", ""},
		{"KBUILD_BUILTIN", "y"}, {"KBUILD_MODULES", "y"}};

	for (size_t i = 0; i < ARRAY_SIZE(fixed); i++)
		if (strcmp(name, fixed[i].name) == 0) {
			strbuf_adds(to, fixed[i].value);
			return true;
		}
	if (strcmp(name, "ARCH") == 0)
		strbuf_adds(to, s->arch);
	else if (strcmp(name, "SRCARCH") == 0)
		strbuf_adds(to, linux_srcarch(s->arch));
	else if (strcmp(name, "src") == 0)
		strbuf_addf(to, "./%s", s->dir);
	else if (strcmp(name, "obj") == 0)
		strbuf_adds(to, *s->dir ? s->dir : ".");
	else if (strcmp(name, "BITS") == 0)
		strbuf_adds(to, *make_config_get(s->config, "64BIT") ? "64" : "32");
	else
		return false;
	return true;
}

/* Would some line set it, were it not for the conditions around it? */
static bool is_set_otherwise(struct make_scope *s, const char *name)
{
	for (size_t i = 0; i < s->n_files; i++)
		for (size_t j = 0; j < s->files[i]->n && make_spend(s, 1); j++) {
			const struct make_line *l = &s->files[i]->v[j];

			if (l->kind == MAKE_ASSIGN && strcmp(l->name, name) == 0)
				return true;
		}
	return false;
}

/*
 * A name in capital letters may come from the environment or from the Makefile at the
 * top, which is not read. Lists such as foo-y that nobody set are empty.
 */
static bool may_come_from_elsewhere(struct make_scope *s, const char *name)
{
	if (!*name || make_unknown(name) || strchr("@<^+*%?|", *name) ||
	    (*name >= '0' && *name <= '9'))
		return true;
	return *name >= 'A' && *name <= 'Z' && !strchr(name, '-') &&
	       !is_set_otherwise(s, name);
}

static void add_value(struct make_scope *s, const char *name, struct strbuf *to)
{
	const struct make_variable *v;

	for (const struct make_local *l = s->locals; l; l = l->outer)
		if (strcmp(l->name, name) == 0) {
			if (make_spend(s, strlen(l->value)))
				strbuf_adds(to, l->value);
			return;
		}
	v = make_variable(s, name);
	if (v)
		expand_variable(s, v, to);
	else if (strncmp(name, "CONFIG_", 7) == 0)
		strbuf_adds(to, make_config_get(s->config, name + 7));
	else if (!add_builtin(s, name, to) && may_come_from_elsewhere(s, name))
		strbuf_addc(to, MAKE_UNKNOWN);
}

/* --- references -------------------------------------------------------------------------- */

/* Behind the bracket that closes; NULL: none does. */
static const char *find_close(const char *p, char open, char close)
{
	int depth = 1;

	for (; *p; p++) {
		if (*p == open)
			depth++;
		else if (*p == close && --depth == 0)
			return p;
	}
	return NULL;
}

/* A ':' with a '=' behind it, neither of them in brackets. */
static const char *find_substitution(const char *body)
{
	const char *colon = NULL;
	int depth = 0;

	for (const char *p = body; *p; p++) {
		if (*p == '(' || *p == '{')
			depth++;
		else if (*p == ')' || *p == '}')
			depth--;
		else if (depth == 0 && *p == ':' && !colon)
			colon = p;
		else if (depth == 0 && *p == '=' && colon)
			return colon;
	}
	return NULL;
}

/* $(name:from=to), where without a '%' the ends of words are meant */
static void substitute(struct make_scope *s, const char *body, const char *colon,
		       struct strbuf *to)
{
	_cleanup_(cleanup_free) char *raw = xstrndup(body, (size_t)(colon - body));
	_cleanup_(cleanup_free) char *name = make_expanded(s, raw);
	_cleanup_(cleanup_free) char *rule = make_expanded(s, colon + 1);
	_cleanup_(cleanup_free) char *pattern = NULL, *by = NULL;
	_cleanup_(strbuf_done) struct strbuf value = STRBUF_INIT;
	char *equal = strchr(rule, '=');

	if (!equal) {
		strbuf_addc(to, MAKE_UNKNOWN);
		return;
	}
	*equal++ = '\0';
	pattern = strchr(rule, '%') ? xstrdup(rule) : xasprintf("%%%s", rule);
	by = strchr(rule, '%') ? xstrdup(equal) : xasprintf("%%%s", equal);
	add_value(s, name, &value);
	make_substitute(s, pattern, by, value.buf, to);
}

static void expand_body(struct make_scope *s, const char *body, struct strbuf *to)
{
	size_t n = strcspn(body, " \t$:=(){}");
	const char *colon;

	if (body[n] == ' ' || body[n] == '\t') {
		_cleanup_(cleanup_free) char *function = xstrndup(body, n);

		if (make_call(s, function, body + n + strspn(body + n, " \t"), to))
			return;
	}
	colon = find_substitution(body);
	if (colon) {
		substitute(s, body, colon, to);
	} else {
		_cleanup_(cleanup_free) char *name = make_expanded(s, body);

		add_value(s, name, to);
	}
}

static const char *expand_reference(struct make_scope *s, const char *p,
				    struct strbuf *to)
{
	char close = *p == '(' ? ')' : *p == '{' ? '}' : '\0';
	const char *end = close ? find_close(p + 1, *p, close) : p + (*p != '\0');
	_cleanup_(cleanup_free) char *body = NULL;

	if (!end || !*p) {
		strbuf_addc(to, MAKE_UNKNOWN);
		return p + strlen(p);
	}
	if (*p == '$') {
		strbuf_addc(to, '$');
		return p + 1;
	}
	body = close ? xstrndup(p + 1, (size_t)(end - p - 1)) : xstrndup(p, 1);
	expand_body(s, body, to);
	return close ? end + 1 : end;
}

void make_expand(struct make_scope *s, const char *text, struct strbuf *to)
{
	if (s->depth >= DEPTH_MAX || !make_spend(s, 1 + strlen(text))) {
		strbuf_addc(to, MAKE_UNKNOWN);
		return;
	}
	s->depth++;
	while (*text) {
		size_t n = strcspn(text, "$");

		strbuf_add(to, text, n);
		text += n;
		if (*text)
			text = expand_reference(s, text + 1, to);
	}
	s->depth--;
}

char *make_expanded(struct make_scope *s, const char *text)
{
	struct strbuf to = STRBUF_INIT;

	make_expand(s, text, &to);
	return strbuf_detach(&to, NULL);
}

void make_scope_done(struct make_scope *s)
{
	struct make_variable *v, *next;

	HASH_ITER (hh, s->variables, v, next) {
		HASH_DEL(s->variables, v);
		for (size_t i = 0; i < v->n; i++)
			free(v->v[i].text);
		free(v->v);
		free(v->name);
		free(v);
	}
	free(s->files);
}
