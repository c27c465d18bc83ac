// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/kernel_state.h"

#include <string.h>

#include "base/alloc.h"

/* --- symbols --------------------------------------------------------------------------- */

const struct kernel_symbol *kernel_symbol_find(const struct kernel_state *k,
					       const char *name)
{
	struct kernel_symbol *s;

	HASH_FIND_STR(k->symbols, name, s);
	return s;
}

struct kernel_symbol *kernel_symbol_add(struct kernel_state *k, const char *name,
					const char *value)
{
	struct kernel_symbol *s;

	HASH_FIND_STR(k->symbols, name, s);
	if (s)
		return s;
	s = xcalloc(1, sizeof(*s));
	s->name = xstrdup(name);
	s->value = xstrdup(value);
	s->known = true;
	HASH_ADD_KEYPTR(hh, k->symbols, s->name, strlen(s->name), s);
	return s;
}

void kernel_symbol_place(struct kernel_symbol *s, const struct loc *at)
{
	free(s->file);
	s->file = xstrdup(at->file);
	s->at = (struct loc){s->file, at->line, at->col};
}

const char *kernel_value(const struct kernel_state *k, const char *name)
{
	const struct kernel_symbol *s = kernel_symbol_find(k, name);

	return s ? s->value : "n";
}

bool kernel_is(const struct kernel_state *k, const char *name, const char *value)
{
	const struct kernel_symbol *s = kernel_symbol_find(k, name);

	return s && strcmp(s->value, value) == 0;
}

/* --- what can be reached ----------------------------------------------------------------- */

struct kernel_reach *kernel_reach_add(struct kernel_state *k, const char *question)
{
	struct kernel_reach *r;

	HASH_FIND_STR(k->reach, question, r);
	if (r)
		return r;
	r = xcalloc(1, sizeof(*r));
	r->question = xstrdup(question);
	HASH_ADD_KEYPTR(hh, k->reach, r->question, strlen(r->question), r);
	return r;
}

const struct kernel_reach *kernel_reach_find(const struct kernel_state *k,
					     const char *name, const char *value)
{
	_cleanup_(cleanup_free) char *question = xasprintf("%s=%s", name, value);
	struct kernel_reach *r;

	HASH_FIND_STR(k->reach, question, r);
	return r;
}

/* --- command line and sysctls ------------------------------------------------------------ */

void kernel_settings_add(struct kernel_settings *s, const char *text,
			 const struct loc *at)
{
	size_t n = strcspn(text, "=");
	struct kernel_setting *set;

	GROW(s->v, s->n, s->capacity);
	set = &s->v[s->n++];
	*set = (struct kernel_setting){.name = xstrndup(text, n)};
	if (text[n])
		set->value = xstrdup(text + n + 1);
	if (at && at->file) {
		set->file = xstrdup(at->file);
		set->at = (struct loc){set->file, at->line, at->col};
	}
}

void kernel_settings_words(struct kernel_settings *s, const char *line,
			   const struct loc *at)
{
	for (const char *p = line; *p;) {
		size_t n = strcspn(p, " \t\n");
		_cleanup_(cleanup_free) char *word = xstrndup(p, n);

		if (n)
			kernel_settings_add(s, word, at);
		p += n;
		p += strspn(p, " \t\n");
	}
}

/* As parameq() in kernel/params.c has it. */
static bool same_name(const char *a, const char *b)
{
	for (; *a && *b; a++, b++)
		if ((*a == '-' ? '_' : *a) != (*b == '-' ? '_' : *b))
			return false;
	return *a == *b;
}

const struct kernel_setting *kernel_settings_find(const struct kernel_settings *s,
						  const char *name)
{
	for (size_t i = s->n; i-- > 0;)
		if (same_name(s->v[i].name, name))
			return &s->v[i];
	return NULL;
}

/* --- the end -------------------------------------------------------------------------------- */

static void settings_done(struct kernel_settings *s)
{
	for (size_t i = 0; i < s->n; i++) {
		free(s->v[i].name);
		free(s->v[i].value);
		free(s->v[i].file);
	}
	free(s->v);
}

static void symbols_done(struct kernel_state *k)
{
	struct kernel_symbol *s, *next;
	struct kernel_reach *r, *after;

	HASH_ITER (hh, k->symbols, s, next) {
		HASH_DEL(k->symbols, s);
		free(s->name);
		free(s->value);
		free(s->file);
		free(s);
	}
	HASH_ITER (hh, k->reach, r, after) {
		HASH_DEL(k->reach, r);
		free(r->question);
		free(r->dead_end);
		strv_done(&r->helps);
		free(r);
	}
}

void kernel_state_done(struct kernel_state *k)
{
	if (!k)
		return;
	symbols_done(k);
	settings_done(&k->cmdline);
	settings_done(&k->sysctl);
	free(k->name);
	free(k->flavour);
	free(k->arch);
	free(k->version);
	free(k->compiler);
	*k = (struct kernel_state)KERNEL_STATE_INIT;
}
