// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/cause_ask.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

static void set_instead(struct ask *a, const char *name, enum value_kind kind,
			const char *text)
{
	a->c.instead.name = xstrdup(name);
	a->c.instead.value = (struct value){kind, xstrdup(text)};
	a->asked = true;
}

/* The value of the symbol's type that was meant; NULL: none */
static char *fitting(const struct value *v, enum symbol_type type)
{
	bool is_number = v->kind == VALUE_INT || v->kind == VALUE_HEX;
	const char *text = v->text;

	switch (type) {
	case TYPE_BOOL:
	case TYPE_TRISTATE:
		if (is_number && strtoull(text, NULL, 0) > 1)
			return NULL;
		if (is_number)
			return xstrdup(strtoull(text, NULL, 0) ? "y" : "n");
		if (strlen(text) != 1 || !strchr("ymn", *text))
			return NULL;
		return xstrdup(*text == 'm' && type == TYPE_BOOL ? "y" : text);
	case TYPE_INT:
		if (v->kind != VALUE_HEX)
			return NULL;
		return xasprintf("%llu", strtoull(text, NULL, 16));
	case TYPE_STRING: return is_number ? xstrdup(text) : NULL;
	default: return NULL;
	}
}

static void ask_type(struct ask *a)
{
	const struct request *r = a->v->request;
	enum symbol_type type = a->v->symbol->state.type;
	_cleanup_(cleanup_free) char *text = fitting(&r->value, type);
	enum value_kind kind = VALUE_TRISTATE;

	if (type == TYPE_STRING)
		kind = VALUE_STRING;
	else if (type == TYPE_INT)
		kind = VALUE_INT;
	a->c.reason = xasprintf("%s is no value of its type", r->value.text);
	if (text)
		set_instead(a, r->name, kind, text);
}

/* An old name: the line that the new one needs. */
static int ask_renamed(struct bridge *b, const struct merge_out *m, struct ask *a,
		       struct diag *d)
{
	const struct request *r = a->v->request;
	const struct rename *rename = a->v->symbol->rename;
	_cleanup_(cleanup_free) char *to = NULL;
	const struct merge_symbol *now;
	const char *text = r->value.text;
	int err = 0;

	if (rename)
		to = xstrdup(rename->to);
	else
		err = bridge_successor(b, r->name, &to, d);
	if (err < 0 || !to)
		return err;
	if (rename && rename->inverted && r->value.kind == VALUE_TRISTATE)
		text = *text == 'n' ? "y" : "n";
	HASH_FIND_STR(m->symbols, to, now);
	a->c.reason = xasprintf("it is called CONFIG_%s now", to);
	if (now && now->request && strcmp(now->request->value.text, text) != 0)
		a->c.instead.asked = now->request;
	set_instead(a, to, r->value.kind, text);
	return 0;
}

static void ask_no_right(struct ask *a)
{
	const struct request *r = a->v->request, *by = a->v->symbol->request;

	a->c.reason = xasprintf("%s:%u, which only prefers another value, comes later",
				by->at.file, by->at.line);
	a->c.instead.asked = by;
	set_instead(a, r->name, r->value.kind, r->value.text);
}

static void ask_unknown(struct bridge *b, struct ask *a)
{
	const char *arch = NULL;

	if (bridge_elsewhere(b, a->v->request->name, &arch))
		a->c.reason = xasprintf("another architecture has it, %s", arch);
	else
		a->c.reason = xstrdup("no architecture of this tree has it");
}

int cause_ask(struct bridge *b, const struct merge_out *m, struct ask *a, struct diag *d)
{
	switch (a->v->verdict) {
	case REQUEST_UNKNOWN: ask_unknown(b, a); return 0;
	case REQUEST_WRONG_TYPE: ask_type(a); return 0;
	case REQUEST_NO_RIGHT: ask_no_right(a); return 0;
	case REQUEST_RENAMED_LOST: return ask_renamed(b, m, a, d);
	default: a->asked = true; return 0;
	}
}
