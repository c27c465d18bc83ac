// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "base/alloc.h"
#include "kconfig/cause.h"
#include "kconfig/rebase_find.h"

static bool is_renamed(enum request_verdict v)
{
	return v == REQUEST_RENAMED || v == REQUEST_RENAMED_LOST;
}

/* What became of a request; REBASE_KINDS: nothing that is worth a question. */
static enum rebase_kind kind_of(const struct judgement *old, const struct judgement *new)
{
	enum symbol_type was = old->symbol->state.type, is = new->symbol->state.type;

	if (is_renamed(new->verdict))
		return is_renamed(old->verdict) ? REBASE_KINDS : REBASE_RENAMED;
	if (!request_failed(new->verdict))
		return was != is && was != TYPE_NONE && is != TYPE_NONE ? REBASE_TYPE
									: REBASE_KINDS;
	/* what was asked for before its time may fail now */
	if (new->verdict == REQUEST_NO_RIGHT ||
	    (request_failed(old->verdict) &&
	     (old->verdict != REQUEST_UNKNOWN || new->verdict == REQUEST_UNKNOWN)))
		return REBASE_KINDS;
	if (new->verdict == REQUEST_UNKNOWN)
		return REBASE_GONE;
	return new->verdict == REQUEST_WRONG_TYPE ? REBASE_TYPE : REBASE_UNREACHABLE;
}

/* --- why -------------------------------------------------------------------------------- */

/* What the merge said of a line, behind "CONFIG_X=y: ". */
static const char *said_of(const struct diag *said, const struct request *r)
{
	for (size_t i = 0; i < said->n; i++) {
		const struct diag_entry *e = &said->entries[i];
		const char *colon;

		if (e->severity == DIAG_NOTE || !e->file || e->line != r->at.line ||
		    strcmp(e->file, r->at.file) != 0)
			continue;
		colon = strstr(e->text, ": ");
		return colon ? colon + 2 : e->text;
	}
	return "";
}

static const struct cause *cause_of(const struct merge_out *m, const struct judgement *j)
{
	for (size_t i = 0; m->causes && i < m->causes->n; i++)
		for (size_t k = 0; k < m->causes->v[i].n_members; k++)
			if (m->causes->v[i].members[k]->request == j->request)
				return &m->causes->v[i];
	return NULL;
}

static char *because_of(const struct rebase_pair *p, const struct judgement *j)
{
	const struct cause *c = cause_of(&p->merge, j);
	struct strbuf text = STRBUF_INIT, cause = STRBUF_INIT;

	strbuf_adds(&text, said_of(&p->said, j->request));
	if (c && cause_print(c, &cause))
		strbuf_addf(&text, "; it has %s", cause.buf);
	strbuf_done(&cause);
	return strbuf_detach(&text, NULL);
}

static char *types_of(const struct judgement *old, const struct judgement *new)
{
	return xasprintf("it was a %s and is a %s now",
			 rebase_type_name(old->symbol->state.type),
			 rebase_type_name(new->symbol->state.type));
}

/* --- the edit ----------------------------------------------------------------------------- */

static void propose_rename(const struct rebase_pair *p, const struct judgement *j,
			   const struct renames *renames, struct rebase_item *i)
{
	static char y[] = "y", n[] = "n";
	const struct rename *rename = renames_find(renames, i->name);
	const char *to =
		rename ? rename->to
		       : json_string_value(json_object_get(p->successors, i->name));
	_cleanup_(strbuf_done) struct strbuf line = STRBUF_INIT;
	struct value v = j->request->value;

	if (!to)
		return;
	if (rename && rename->inverted && v.kind == VALUE_TRISTATE)
		v.text = *v.text == 'n' ? y : n;
	value_print_line(to, &v, &line);
	i->edit = xstrndup(line.buf, line.len - 1);
	i->edit_to = xstrdup(to);
}

/* --- items --------------------------------------------------------------------------------- */

static struct rebase_item *item_of(struct rebase *ret, enum rebase_kind kind,
				   const struct request *r, bool *ret_new)
{
	struct rebase_item *i;

	*ret_new = false;
	for (size_t k = 0; k < ret->n; k++) {
		i = &ret->v[k];
		if (i->kind == kind && i->line == r->at.line && i->file &&
		    strcmp(i->file, r->at.file) == 0)
			return i;
	}
	*ret_new = true;
	return rebase_add(ret, kind, r->name);
}

static void describe(const struct rebase_pair *p, const struct judgement *old,
		     const struct judgement *new, const struct renames *renames,
		     struct rebase_item *i)
{
	const struct request *r = new->request;
	const json_t *place = json_object_get(p->places, r->name);
	const char *prompt = json_string_value(json_object_get(place, "prompt"));
	const char *type = rebase_type_name(new->symbol->state.type);
	_cleanup_(strbuf_done) struct strbuf asked = STRBUF_INIT;

	value_print(&r->value, &asked);
	i->file = xstrdup(r->at.file);
	i->line = r->at.line;
	i->asked = strbuf_detach(&asked, NULL);
	i->type = type ? xstrdup(type) : NULL;
	i->prompt = prompt ? xstrdup(prompt) : NULL;
	if (place)
		i->at = xasprintf(
			"%s:%d", json_string_value(json_object_get(place, "file")),
			(int)json_integer_value(json_object_get(place, "line")));
	i->holds = true;
	i->because = i->kind == REBASE_TYPE ? types_of(old, new) : because_of(p, new);
	if (i->kind == REBASE_RENAMED)
		propose_rename(p, new, renames, i);
}

static void add(const struct rebase_pair *p, const struct judgement *old,
		const struct judgement *new, const struct renames *renames,
		struct rebase *ret)
{
	enum rebase_kind kind = kind_of(old, new);
	struct rebase_item *i;
	bool first;

	if (kind == REBASE_KINDS)
		return;
	i = item_of(ret, kind, new->request, &first);
	if (first)
		describe(p, old, new, renames, i);
	i->holds = i->holds && !request_failed(new->verdict);
	strv_push(&i->pairs, p->name);
	strv_push(&i->values, new->symbol->state.value ? new->symbol->state.value : "");
}

void rebase_find_requests(const struct rebase_side *old, const struct rebase_side *new,
			  const struct renames *renames, struct rebase *ret)
{
	for (size_t p = 0; p < new->n; p++) {
		const struct merge_out *was = &old->v[p].merge, *is = &new->v[p].merge;

		/* the same files, so the same requests in the same order */
		for (size_t k = 0; k < is->n_judged && k < was->n_judged; k++)
			add(&new->v[p], &was->judged[k], &is->judged[k], renames, ret);
	}
}
