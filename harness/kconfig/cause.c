// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/cause.h"

#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "base/json.h"

#define LIMIT_MS   2000 /* a request */
#define TIMEOUT_MS 600000
#define NAMES_MAX  3

/* The other verdicts say all there is to say. */
static bool has_cause(enum request_verdict verdict)
{
	switch (verdict) {
	case REQUEST_UNMET:
	case REQUEST_PROMPTLESS:
	case REQUEST_SELECTED:
	case REQUEST_IMPLIED:
	case REQUEST_CHOICE:
	case REQUEST_CHANGED: return true;
	default: return false;
	}
}

/* --- the question ------------------------------------------------------------------ */

static json_t *locked_json(const struct merge_out *m)
{
	json_t *names = json_array();

	for (const struct merge_symbol *s = m->symbols; s; s = s->hh.next)
		if (s->request)
			json_array_append_new(names, json_string(s->name));
	return names;
}

static json_t *requests_json(const struct merge_out *m)
{
	json_t *requests = json_array();

	for (size_t i = 0; i < m->n_judged; i++) {
		const struct judgement *v = &m->judged[i];

		if (has_cause(v->verdict))
			json_array_append_new(requests,
					      json_pack("[s, s]", v->symbol->name,
							v->request->value.text));
	}
	return requests;
}

static char *text_of(const json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));

	return xstrdup(s ? s : "?");
}

static char *place_of(const json_t *o)
{
	const char *file = json_string_value(json_object_get(o, "file"));

	if (!file)
		return xstrdup("?");
	return xasprintf("%s:%lld", file,
			 (long long)json_integer_value(json_object_get(o, "line")));
}

/* --- what decided ------------------------------------------------------------------- */

static char *because(const struct merge_out *m, const struct merge_symbol *s)
{
	const struct request *r = s ? s->request ? s->request : s->base : NULL;

	if (s && s->state.origin == ORIGIN_SELECT)
		return xstrdup("another symbol selects it");
	if (s && s->state.origin == ORIGIN_IMPLY)
		return xstrdup("another symbol implies it");
	if (r && strcmp(r->value.text, s->state.value) == 0)
		return xasprintf("%s:%u %s", r->at.file, r->at.line,
				 r == s->request ? "asks for it" : "has it so");
	if (r)
		return xasprintf("%s:%u has no effect", r->at.file, r->at.line);
	if (s && s->state.origin == ORIGIN_CHOICE)
		return xstrdup("its choice took it or another member");
	if (s && s->state.origin == ORIGIN_USER)
		return xasprintf("the base is %s", m->base);
	return xstrdup("no line asks for another value");
}

static struct blocker blocker_of(const struct merge_out *m, const json_t *pick)
{
	struct blocker b = {.name = text_of(pick, "name"),
			    .from = text_of(pick, "from"),
			    .to = text_of(pick, "to"),
			    .defined = place_of(pick)};
	const struct merge_symbol *s;

	HASH_FIND_STR(m->symbols, b.name, s);
	b.because = because(m, s);
	b.requested = s && s->request;
	return b;
}

static int by_blocker(const void *a, const void *b)
{
	const struct blocker *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static char *dead_end_of(const json_t *end)
{
	if (!json_is_object(end))
		return NULL;
	if (json_is_true(json_object_get(end, "undefined")))
		return xasprintf("%s, which this tree and architecture do not have",
				 json_string_value(json_object_get(end, "expr")));
	if (!json_object_get(end, "file"))
		return text_of(end, "expr");
	return xasprintf("%s (%s)", json_string_value(json_object_get(end, "expr")),
			 json_string_value(json_object_get(end, "file")));
}

static struct cause cause_of(const struct merge_out *m, const json_t *o)
{
	const json_t *picks = json_object_get(o, "picks");
	struct cause c = {.n_blockers = json_array_size(picks),
			  .dead_end = dead_end_of(json_object_get(o, "end")),
			  .found = json_is_true(json_object_get(o, "found")),
			  .complete = json_is_true(json_object_get(o, "complete"))};

	c.blockers = xcalloc(c.n_blockers, sizeof(*c.blockers));
	for (size_t i = 0; i < c.n_blockers; i++)
		c.blockers[i] = blocker_of(m, json_array_get(picks, i));
	if (c.n_blockers)
		qsort(c.blockers, c.n_blockers, sizeof(*c.blockers), by_blocker);
	return c;
}

static void cause_done(struct cause *c)
{
	for (size_t i = 0; i < c->n_blockers; i++) {
		free(c->blockers[i].name);
		free(c->blockers[i].from);
		free(c->blockers[i].to);
		free(c->blockers[i].defined);
		free(c->blockers[i].because);
	}
	free(c->blockers);
	free(c->dead_end);
	free(c->members);
	*c = (struct cause){0};
}

/* --- groups ------------------------------------------------------------------------- */

static bool same_cause(const struct cause *a, const struct cause *b)
{
	if (a->n_blockers != b->n_blockers || a->found != b->found ||
	    a->complete != b->complete || !a->dead_end != !b->dead_end)
		return false;
	if (a->dead_end && strcmp(a->dead_end, b->dead_end) != 0)
		return false;
	for (size_t i = 0; i < a->n_blockers; i++)
		if (strcmp(a->blockers[i].name, b->blockers[i].name) != 0 ||
		    strcmp(a->blockers[i].to, b->blockers[i].to) != 0)
			return false;
	return a->n_blockers || a->dead_end; /* without either nothing is shared */
}

/* Takes @c. */
static void add_member(struct causes *all, struct cause c, const struct judgement *v)
{
	struct cause *group = NULL;

	for (size_t i = 0; i < all->n && !group; i++)
		if (same_cause(&all->v[i], &c))
			group = &all->v[i];
	if (group) {
		cause_done(&c);
	} else {
		all->v = xreallocarray(all->v, all->n + 1, sizeof(*all->v));
		group = &all->v[all->n++];
		*group = c;
	}
	group->members = xreallocarray(group->members, group->n_members + 1,
				       sizeof(struct judgement *));
	group->members[group->n_members++] = v;
}

/* --- the sentence -------------------------------------------------------------------- */

static void tell_members(const struct cause *c, struct strbuf *to)
{
	if (c->n_members > 1)
		strbuf_addf(to, "%zu requests (", c->n_members);
	for (size_t i = 0; i < c->n_members && i < NAMES_MAX; i++)
		strbuf_addf(to, "%sCONFIG_%s", i ? ", " : "",
			    c->members[i]->request->name);
	if (c->n_members > NAMES_MAX)
		strbuf_addf(to, " and %zu more", c->n_members - NAMES_MAX);
	strbuf_adds(to, c->n_members > 1 ? ") have" : " has");
}

static void tell_cause(const struct cause *c, struct diag *d)
{
	_cleanup_(strbuf_done) struct strbuf text = STRBUF_INIT;

	if (!c->found && !c->dead_end)
		return; /* the error says what is known */
	tell_members(c, &text);
	if (!c->found) {
		strbuf_addf(&text, " no effect whatever else is set: it takes %s",
			    c->dead_end);
		diag_note(d, "%s", text.buf);
		return;
	}
	strbuf_adds(&text, " no effect because ");
	for (size_t i = 0; i < c->n_blockers; i++) {
		const struct blocker *b = &c->blockers[i];

		strbuf_addf(&text, "%sCONFIG_%s=%s (%s; %s)", i ? ", " : "", b->name,
			    b->from, b->defined, b->because);
	}
	strbuf_adds(&text, "; what helps:");
	for (size_t i = 0; i < c->n_blockers; i++)
		strbuf_addf(&text, " CONFIG_%s=%s", c->blockers[i].name,
			    c->blockers[i].to);
	if (!c->complete)
		strbuf_adds(&text, " (the time was over before this was tried)");
	diag_note(d, "%s", text.buf);
}

int causes_find(struct bridge *b, struct merge_out *m, unsigned int budget_ms,
		struct diag *d)
{
	_cleanup_(cleanup_json) json_t *answer = NULL;
	json_t *requests = requests_json(m);
	const json_t *found;
	size_t n = json_array_size(requests), at = 0;
	int err;

	m->causes = xcalloc(1, sizeof(*m->causes));
	if (!n) {
		json_decref(requests);
		return 0;
	}
	err = bridge_ask(b,
			 json_pack("{s:s, s:o, s:o, s:i, s:i}", "op", "causes",
				   "requests", requests, "locked", locked_json(m),
				   "limit_ms", LIMIT_MS, "budget_ms", (int)budget_ms),
			 TIMEOUT_MS, &answer, d);
	if (err < 0)
		return err;
	found = json_object_get(answer, "causes");
	if (json_array_size(found) != n) {
		diag_error(d, "the bridge to the tree's Kconfig lost a cause");
		return -EPROTO;
	}
	for (size_t i = 0; i < m->n_judged; i++) {
		const struct judgement *v = &m->judged[i];

		if (has_cause(v->verdict))
			add_member(m->causes, cause_of(m, json_array_get(found, at++)),
				   v);
	}
	for (size_t i = 0; i < m->causes->n; i++)
		tell_cause(&m->causes->v[i], d);
	return 0;
}

static json_t *cause_json(const struct cause *c)
{
	json_t *requests = json_array(), *blockers = json_array();

	for (size_t i = 0; i < c->n_members; i++)
		json_array_append_new(requests,
				      json_string(c->members[i]->request->name));
	for (size_t i = 0; i < c->n_blockers; i++) {
		const struct blocker *b = &c->blockers[i];

		json_array_append_new(blockers,
				      json_pack("{s:s, s:s, s:s, s:s, s:s}", "symbol",
						b->name, "value", b->from, "needed",
						b->to, "defined", b->defined, "because",
						b->because));
	}
	return json_pack("{s:o, s:o, s:s?, s:b}", "requests", requests, "blockers",
			 blockers, "dead_end", c->dead_end, "complete", c->complete);
}

json_t *causes_json(const struct causes *c)
{
	json_t *all = json_array();

	for (size_t i = 0; c && i < c->n; i++)
		json_array_append_new(all, cause_json(&c->v[i]));
	return all;
}

void causes_free(struct causes *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->n; i++)
		cause_done(&c->v[i]);
	free(c->v);
	free(c);
}
