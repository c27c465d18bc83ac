// SPDX-License-Identifier: GPL-2.0-or-later
#include "review/makefile.h"

#include <string.h>

#include "base/alloc.h"
#include "base/strbuf.h"

#define NESTED_MAX  64 /* conditions; deeper ones are taken for one */
#define SYMBOLS_MAX 32 /* kept with a line; more are of no use to a reader */

/* Where the reading of one text stands. */
struct state {
	struct makefile *to;
	const char *p, *end;
	unsigned int line; /* of the statement */
	unsigned int next; /* behind it */
	bool in_rule;	   /* a line with a tab is a recipe */
	bool in_define;
	size_t around[NESTED_MAX]; /* how many symbols stood in conditions outside */
	size_t depth;
	struct strv conditions; /* symbols of all conditions that are open */
};

/* --- symbols ------------------------------------------------------------------------- */

static size_t symbol_length(const char *p)
{
	return strspn(p, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
			 "0123456789_");
}

/* The next name behind "CONFIG_"; NULL: there is none. */
static char *next_symbol(const char **p)
{
	while (*p && (*p = strstr(*p, "CONFIG_"))) {
		size_t n = symbol_length(*p += strlen("CONFIG_"));

		if (n)
			return xstrndup(*p, n);
	}
	return NULL;
}

static void add_symbols(const char *text, struct strv *to)
{
	char *name;

	while (to->n < SYMBOLS_MAX && (name = next_symbol(&text)))
		if (strv_contains(to, name))
			free(name);
		else
			strv_take(to, name);
}

static void add_all(const char *text, struct strv *to)
{
	char *name;

	while ((name = next_symbol(&text)))
		strv_take(to, name);
}

static void collect_symbols(struct makefile *m)
{
	_cleanup_(strv_done) struct strv all = STRV_INIT;

	for (size_t i = 0; i < m->n; i++) {
		add_all(m->v[i].name, &all);
		add_all(m->v[i].text, &all);
	}
	strv_sort(&all);
	strv_foreach (&all, i)
		if (!i || strcmp(all.v[i], all.v[i - 1]) != 0)
			strv_push(&m->symbols, all.v[i]);
}

/* --- lines --------------------------------------------------------------------------- */

/* A '#' begins a comment unless a backslash stands before it. */
static void cut_comment(char *s)
{
	char *to = s;

	for (const char *p = s; *p; p++) {
		if (*p == '#')
			break;
		if (*p == '\\' && p[1] == '#')
			p++;
		*to++ = *p;
	}
	*to = '\0';
}

static void trim_end(struct strbuf *s)
{
	while (s->len && strchr(" \t\r", s->buf[s->len - 1]))
		s->buf[--s->len] = '\0';
}

/* One line with those that continue it; false at the end. */
static bool next_line(struct state *s, struct strbuf *ret)
{
	strbuf_clear(ret);
	if (s->p == s->end)
		return false;
	s->line = s->next;
	for (;;) {
		const char *newline = memchr(s->p, '\n', (size_t)(s->end - s->p));
		const char *stop = newline ? newline : s->end;
		bool goes_on = stop > s->p && stop[-1] == '\\';

		for (const char *p = s->p; p < stop - goes_on; p++)
			strbuf_addc(ret, *p ? *p : ' ');
		s->p = newline ? newline + 1 : s->end;
		s->next++;
		if (!goes_on || s->p == s->end)
			return true;
		trim_end(ret);
		strbuf_addc(ret, ' ');
		while (s->p < s->end && (*s->p == ' ' || *s->p == '\t'))
			s->p++;
	}
}

static char *trimmed(const char *from, size_t n)
{
	while (n && strchr(" \t\r", *from))
		from++, n--;
	while (n && strchr(" \t\r", from[n - 1]))
		n--;
	return xstrndup(from, n);
}

static struct make_line *add(struct state *s, enum make_kind kind)
{
	struct makefile *m = s->to;
	struct make_line *l;

	GROW(m->v, m->n, m->capacity);
	l = &m->v[m->n++];
	*l = (struct make_line){.kind = kind, .line = s->line};
	strv_foreach (&s->conditions, i)
		strv_push(&l->symbols, s->conditions.v[i]);
	return l;
}

/* --- conditions ------------------------------------------------------------------------ */

static void open_condition(struct state *s, const struct make_line *l)
{
	if (s->depth < NESTED_MAX)
		s->around[s->depth] = s->conditions.n;
	s->depth++;
	add_symbols(l->name, &s->conditions);
	add_symbols(l->text, &s->conditions);
}

static void close_condition(struct state *s)
{
	if (!s->depth)
		return;
	s->depth--;
	if (s->depth >= NESTED_MAX)
		return;
	while (s->conditions.n > s->around[s->depth])
		free(s->conditions.v[--s->conditions.n]);
	if (s->conditions.v)
		s->conditions.v[s->conditions.n] = NULL;
}

/* Where an argument of ifeq in parentheses ends: at a ',' or ')' of its own level. */
static size_t argument_end(const char *p, char stop)
{
	int depth = 0;
	size_t i;

	for (i = 0; p[i]; i++) {
		if (depth == 0 && p[i] == stop)
			break;
		if (p[i] == '(' || p[i] == '{')
			depth++;
		else if (p[i] == ')' || p[i] == '}')
			depth--;
	}
	return i;
}

static void read_equal(struct state *s, const char *p, bool negated, bool chained)
{
	struct make_line *l = add(s, MAKE_EQUAL);
	size_t n;

	l->negated = negated;
	l->chained = chained;
	if (*p == '(') {
		n = argument_end(++p, ',');
		l->name = trimmed(p, n);
		p += n + (p[n] == ',');
		n = argument_end(p, ')');
		l->text = trimmed(p, n);
	} else {
		char quote = *p;

		n = quote ? strcspn(++p, quote == '"' ? "\"" : "'") : 0;
		l->name = xstrndup(p, n);
		p += n + (p[n] != '\0');
		p += strspn(p, " \t");
		p += *p != '\0';
		l->text = xstrndup(p, strcspn(p, "\"'"));
	}
	add_symbols(l->name, &l->symbols);
	add_symbols(l->text, &l->symbols);
	open_condition(s, l);
}

static void read_defined(struct state *s, const char *p, bool negated, bool chained)
{
	struct make_line *l = add(s, MAKE_DEFINED);

	l->negated = negated;
	l->chained = chained;
	l->name = trimmed(p, strlen(p));
	add_symbols(l->name, &l->symbols);
	open_condition(s, l);
}

/* A word at the beginning of a line, as make takes it; what stands behind it, or NULL. */
static const char *after(const char *line, const char *word)
{
	size_t n = strlen(word);

	if (strncmp(line, word, n) != 0 || (line[n] && !strchr(" \t(\"'", line[n])))
		return NULL;
	return line + n + strspn(line + n, " \t");
}

static bool read_if(struct state *s, const char *line, bool chained)
{
	const char *p;

	if ((p = after(line, "ifeq")))
		read_equal(s, p, false, chained);
	else if ((p = after(line, "ifneq")))
		read_equal(s, p, true, chained);
	else if ((p = after(line, "ifdef")))
		read_defined(s, p, false, chained);
	else if ((p = after(line, "ifndef")))
		read_defined(s, p, true, chained);
	else
		return false;
	return true;
}

static bool read_condition(struct state *s, const char *line)
{
	const char *p;

	if (read_if(s, line, false))
		return true;
	if ((p = after(line, "else"))) {
		/* what follows is still under the symbols of the condition before it */
		add(s, MAKE_ELSE);
		if (*p && read_if(s, p, true)) {
			s->depth--;
		}
		return true;
	}
	if (!after(line, "endif"))
		return false;
	add(s, MAKE_ENDIF);
	close_condition(s);
	return true;
}

/* --- assignments ----------------------------------------------------------------------- */

/* The operator of an assignment; NULL: the line is a rule, or nothing. */
static const char *find_operator(const char *line, enum make_assign *ret,
				 size_t *ret_size)
{
	int depth = 0;

	for (const char *p = line; *p; p++) {
		size_t colons = strspn(p, ":");

		if (*p == '(' || *p == '{')
			depth++;
		else if (*p == ')' || *p == '}')
			depth -= depth > 0;
		if (depth)
			continue;
		if (*p == '=') {
			*ret = ASSIGN_LATER;
			*ret_size = 1;
			return p;
		}
		if (colons && p[colons] == '=') {
			*ret = ASSIGN_NOW;
			*ret_size = colons + 1;
			return p;
		}
		if (colons)
			return NULL;
		if (strchr("+?!", *p) && p[1] == '=') {
			*ret = *p == '+'   ? ASSIGN_ADD
			       : *p == '?' ? ASSIGN_DEFAULT
					   : ASSIGN_SHELL;
			*ret_size = 2;
			return p;
		}
	}
	return NULL;
}

static const char *skip_modifiers(const char *line)
{
	static const char *const words[] = {"export", "override", "private", "unexport"};
	bool again = true;

	while (again) {
		again = false;
		for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
			const char *p = after(line, words[i]);

			if (p && *p && !strchr("=:+?!", *p)) {
				line = p;
				again = true;
			}
		}
	}
	return line;
}

static bool read_assignment(struct state *s, const char *line)
{
	enum make_assign assign = ASSIGN_LATER;
	size_t size = 0;
	const char *p = skip_modifiers(line), *op = find_operator(p, &assign, &size);
	struct make_line *l;

	if (!op || op == p)
		return false;
	l = add(s, MAKE_ASSIGN);
	l->assign = assign;
	l->name = trimmed(p, (size_t)(op - p));
	op += size;
	l->text = xstrdup(op + strspn(op, " \t"));
	add_symbols(l->name, &l->symbols);
	add_symbols(l->text, &l->symbols);
	return true;
}

/* What stands in a define is not read: no list of objects of the kernel is made so. */
static void read_define(struct state *s, const char *p)
{
	struct make_line *l = add(s, MAKE_ASSIGN);
	size_t n = strcspn(p, " \t=:");

	s->in_define = true;
	l->assign = ASSIGN_SHELL;
	l->name = xstrndup(p, n);
	l->text = xstrdup("");
}

static void read_include(struct state *s, const char *p)
{
	struct make_line *l = add(s, MAKE_INCLUDE);

	l->name = trimmed(p, strlen(p));
}

/* --- the whole -------------------------------------------------------------------------- */

static void read_statement(struct state *s, char *line)
{
	const char *p = line + strspn(line, " \t");
	const char *rest;

	if (s->in_define) {
		s->in_define = !after(p, "endef");
		return;
	}
	if (*line == '\t' && s->in_rule)
		return;
	cut_comment(line);
	if (!*p || read_condition(s, p))
		return;
	if ((rest = after(p, "include")) || (rest = after(p, "-include")) ||
	    (rest = after(p, "sinclude"))) {
		read_include(s, rest);
		s->in_rule = false;
	} else if ((rest = after(p, "define"))) {
		read_define(s, rest);
		s->in_rule = false;
	} else if (read_assignment(s, p)) {
		s->in_rule = false;
	} else if (strchr(p, ':')) {
		s->in_rule = true;
	}
}

void makefile_parse(const char *path, const char *text, size_t size, struct makefile *ret)
{
	_cleanup_(strbuf_done) struct strbuf line = STRBUF_INIT;
	struct state s = {.to = ret, .p = text, .end = text + size, .next = 1};

	ret->path = xstrdup(path);
	while (next_line(&s, &line))
		read_statement(&s, line.buf);
	strv_done(&s.conditions);
	collect_symbols(ret);
}

void makefile_done(struct makefile *m)
{
	if (!m)
		return;
	for (size_t i = 0; i < m->n; i++) {
		free(m->v[i].name);
		free(m->v[i].text);
		strv_done(&m->v[i].symbols);
	}
	free(m->v);
	free(m->path);
	strv_done(&m->symbols);
	*m = (struct makefile)MAKEFILE_INIT;
}
