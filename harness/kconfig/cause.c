// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/cause.h"

#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "base/json.h"
#include "kconfig/cause_ask.h"
#include "kconfig/probe_help.h"

#define LIMIT_MS   2000 /* a request */
#define TIMEOUT_MS 600000
#define BY_MAX	   3

static bool gives_way(const struct request *r)
{
	return r && r->about && r->about->prefer;
}

/* --- the question ------------------------------------------------------------------ */

static json_t *locked_json(const struct merge_out *m)
{
	_cleanup_(strbuf_done) struct strbuf names = STRBUF_INIT;

	for (const struct merge_symbol *s = m->symbols; s; s = s->hh.next)
		if (s->request && !gives_way(s->request))
			text_list_add(&names, s->name);
	return json_string(names.buf);
}

static json_t *requests_json(const struct ask *asks, size_t n)
{
	json_t *requests = json_array();

	for (size_t i = 0; i < n; i++) {
		const struct instead *in = &asks[i].c.instead;

		if (!asks[i].asked)
			continue;
		json_array_append_new(
			requests, json_pack("[s, s, b]",
					    in->name ? in->name : asks[i].v->symbol->name,
					    in->name ? in->value.text
						     : asks[i].v->request->value.text,
					    in->name != NULL));
	}
	return requests;
}

static char *text_of(const json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));

	return xstrdup(s ? s : "?");
}

/* --- what decided ------------------------------------------------------------------- */

/* "selected by A (init/Kconfig:12), B (...) and 2 more" */
static char *raised_by(const char *verb, const json_t *by)
{
	struct strbuf text = STRBUF_INIT;
	size_t n = json_array_size(by);

	strbuf_adds(&text, verb);
	for (size_t i = 0; i < n && i < BY_MAX; i++) {
		const json_t *pair = json_array_get(by, i);

		strbuf_addf(&text, "%s %s (%s)", i ? "," : "",
			    json_string_value(json_array_get(pair, 0)),
			    json_string_value(json_array_get(pair, 1)));
	}
	if (n > BY_MAX)
		strbuf_addf(&text, " and %zu more", n - BY_MAX);
	return strbuf_detach(&text, NULL);
}

static char *because(const struct merge_out *m, const struct merge_symbol *s,
		     const struct blocker *b, const json_t *pick)
{
	const json_t *source = json_object_get(pick, "source");
	const char *at = json_string_value(json_object_get(source, "at"));
	const char *winner = json_string_value(json_object_get(source, "winner"));
	const struct request *r = s ? s->request ? s->request : s->base : NULL;
	_cleanup_(cleanup_free) char *origin = text_of(pick, "origin");

	if (*origin == ORIGIN_SELECT)
		return raised_by("selected by", json_object_get(source, "by"));
	if (*origin == ORIGIN_IMPLY)
		return raised_by("implied by", json_object_get(source, "by"));
	if (r && strcmp(r->value.text, b->from) == 0)
		return xasprintf("%s:%u %s", r->at.file, r->at.line,
				 r == s->request ? "asks for it" : "has it so");
	if (r)
		return xasprintf("%s:%u has no effect", r->at.file, r->at.line);
	if (*origin == ORIGIN_CHOICE && winner)
		return strcmp(winner, b->name) == 0
			       ? xstrdup("its choice takes it by default")
			       : xasprintf("its choice takes CONFIG_%s", winner);
	if (*origin == ORIGIN_USER)
		return xasprintf("the base is %s", m->base);
	if (at)
		return xasprintf("default at %s", at);
	return xstrdup("no line asks for another value");
}

static struct blocker blocker_of(const struct merge_out *m, const json_t *pick)
{
	const char *type = json_string_value(json_object_get(pick, "type"));
	struct blocker b = {.name = text_of(pick, "name"),
			    .type = (enum symbol_type)(type ? *type : '-'),
			    .from = text_of(pick, "from"),
			    .to = text_of(pick, "to"),
			    .defined = text_of(pick, "at")};
	const struct merge_symbol *s;

	HASH_FIND_STR(m->symbols, b.name, s);
	b.because = because(m, s, &b, pick);
	b.asked = s ? s->request : NULL;
	return b;
}

static int by_blocker(const void *a, const void *b)
{
	const struct blocker *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static void take_blockers(const struct merge_out *m, const json_t *picks, struct cause *c)
{
	c->n_blockers = json_array_size(picks);
	c->blockers = xcalloc(c->n_blockers, sizeof(*c->blockers));
	for (size_t i = 0; i < c->n_blockers; i++)
		c->blockers[i] = blocker_of(m, json_array_get(picks, i));
	if (c->n_blockers)
		qsort(c->blockers, c->n_blockers, sizeof(*c->blockers), by_blocker);
}

static int by_command(const void *a, const void *b)
{
	const struct failed_probe *x = a, *y = b;

	return strcmp(x->command, y->command);
}

static void take_probes(const struct merge_out *m, const json_t *probes, struct cause *c)
{
	const char *cross = json_string_value(json_object_get(m->toolchain, "cross"));

	c->n_probes = json_array_size(probes);
	c->probes = xcalloc(c->n_probes, sizeof(*c->probes));
	for (size_t i = 0; i < c->n_probes; i++) {
		const json_t *o = json_array_get(probes, i);
		struct failed_probe *p = &c->probes[i];

		p->command = text_of(o, "command");
		p->at = text_of(o, "at");
		if (json_object_get(o, "name")) {
			p->name = text_of(o, "name");
			p->from = text_of(o, "from");
			p->to = text_of(o, "to");
		}
		p->help = probe_help(p, cross ? cross : "");
	}
	if (c->n_probes)
		qsort(c->probes, c->n_probes, sizeof(*c->probes), by_command);
}

static bool is_true(const json_t *end, const char *key)
{
	return json_is_true(json_object_get(end, key));
}

static char *dead_end_of(struct bridge *b, const json_t *end)
{
	const char *expr = json_string_value(json_object_get(end, "expr"));
	const char *at = json_string_value(json_object_get(end, "at"));
	const char *name = json_string_value(json_object_get(end, "name"));
	const char *arch = NULL, *there;

	if (!json_is_object(end))
		return NULL;
	if (is_true(end, "own"))
		return xstrdup(
			is_true(end, "raise")
				? "nothing in this tree and architecture sets it"
				: "nothing in this tree and architecture unsets it");
	there = name ? bridge_elsewhere(b, name, &arch) : NULL;
	if (there)
		return xasprintf("it takes %s, which another architecture has, %s (%s)",
				 name, arch, there);
	if (is_true(end, "undefined"))
		return xasprintf(
			"it takes %s, which this tree and architecture do not have",
			expr);
	if (is_true(end, "fixed"))
		return xasprintf("it takes %s, and that the architecture decides", expr);
	if (at)
		return xasprintf(
			"it takes %s (%s) to be %s, and nothing brings that about", expr,
			at, is_true(end, "raise") ? "set" : "n");
	return xasprintf("it takes %s%s", expr, is_true(end, "raise") ? "" : " to be n");
}

/* The nearest value in range holds, and what was asked for cannot. */
static void take_nearest(const json_t *o, const struct request *r, struct cause *c)
{
	const char *nearest = json_string_value(json_object_get(o, "nearest"));
	const json_t *range = json_object_get(o, "range");

	if (!nearest)
		return;
	c->instead.name = xstrdup(r->name);
	c->instead.value = (struct value){VALUE_INT, xstrdup(nearest)};
	c->reason = xasprintf("its range is %s to %s (%s)",
			      json_string_value(json_array_get(range, 0)),
			      json_string_value(json_array_get(range, 1)),
			      json_string_value(json_array_get(range, 2)));
}

static void take_answer(struct bridge *b, const struct merge_out *m, const json_t *o,
			struct ask *a)
{
	struct cause *c = &a->c;

	take_blockers(m, json_object_get(o, "picks"), c);
	take_probes(m, json_object_get(o, "probes"), c);
	c->dead_end = dead_end_of(b, json_object_get(o, "end"));
	c->found = json_is_true(json_object_get(o, "found"));
	c->complete = !json_is_false(json_object_get(o, "complete"));
	if (!c->found && c->instead.name) {
		free(c->instead.name);
		value_done(&c->instead.value);
		c->instead = (struct instead){0};
	}
	take_nearest(o, a->v->request, c);
}

/* What only another toolchain can help is told apart from what a fragment can. */
static void adjust_verdict(struct merge_out *m, struct ask *a)
{
	enum request_verdict is = a->v->verdict, now = is;

	switch (is) {
	case REQUEST_UNMET:
	case REQUEST_PROMPTLESS:
	case REQUEST_CHOICE:
	case REQUEST_RANGE:
	case REQUEST_CHANGED:
		if (a->c.n_probes)
			now = REQUEST_PROBE;
		break;
	case REQUEST_PROBE:
		if (a->c.found && !a->c.n_probes)
			now = REQUEST_UNMET;
		break;
	default: break;
	}
	m->counts[is]--;
	m->counts[now]++;
	a->v->verdict = now;
}

void cause_done(struct cause *c)
{
	for (size_t i = 0; i < c->n_blockers; i++) {
		free(c->blockers[i].name);
		free(c->blockers[i].from);
		free(c->blockers[i].to);
		free(c->blockers[i].defined);
		free(c->blockers[i].because);
	}
	for (size_t i = 0; i < c->n_probes; i++) {
		free(c->probes[i].command);
		free(c->probes[i].at);
		free(c->probes[i].name);
		free(c->probes[i].from);
		free(c->probes[i].to);
		free(c->probes[i].help);
	}
	free(c->blockers);
	free(c->probes);
	free(c->instead.name);
	value_done(&c->instead.value);
	free(c->reason);
	free(c->dead_end);
	free(c->members);
	*c = (struct cause){0};
}

/* --- groups ------------------------------------------------------------------------- */

static bool same_text(const char *a, const char *b)
{
	return !a == !b && (!a || strcmp(a, b) == 0);
}

static bool same_probes(const struct cause *a, const struct cause *b)
{
	for (size_t i = 0; i < a->n_probes; i++)
		if (strcmp(a->probes[i].command, b->probes[i].command) != 0 ||
		    !same_text(a->probes[i].to, b->probes[i].to))
			return false;
	return true;
}

static bool same_cause(const struct cause *a, const struct cause *b)
{
	if (a->n_blockers != b->n_blockers || a->n_probes != b->n_probes ||
	    a->found != b->found || a->complete != b->complete || a->instead.name ||
	    b->instead.name || !same_text(a->dead_end, b->dead_end) ||
	    !same_text(a->reason, b->reason))
		return false;
	for (size_t i = 0; i < a->n_blockers; i++)
		if (strcmp(a->blockers[i].name, b->blockers[i].name) != 0 ||
		    strcmp(a->blockers[i].to, b->blockers[i].to) != 0)
			return false;
	/* without any of it nothing is shared */
	return same_probes(a, b) &&
	       (a->n_blockers || a->n_probes || a->dead_end || a->reason);
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

static int ask_all(struct bridge *b, struct merge_out *m, struct ask *asks, size_t n,
		   unsigned int budget_ms, struct diag *d)
{
	_cleanup_(cleanup_json) json_t *answer = NULL;
	json_t *requests = requests_json(asks, n);
	size_t n_asked = json_array_size(requests), at = 0;
	const json_t *found;
	int err;

	if (!n_asked) {
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
	if (json_array_size(found) != n_asked) {
		diag_error(d, "the bridge to the tree's Kconfig lost a cause");
		return -EPROTO;
	}
	for (size_t i = 0; i < n; i++)
		if (asks[i].asked)
			take_answer(b, m, json_array_get(found, at++), &asks[i]);
	return 0;
}

int causes_find(struct bridge *b, struct merge_out *m, unsigned int budget_ms,
		struct diag *d)
{
	struct ask *asks = xcalloc(m->n_judged, sizeof(*asks));
	size_t n = 0;
	int err = 0;

	m->causes = xcalloc(1, sizeof(*m->causes));
	for (size_t i = 0; err == 0 && i < m->n_judged; i++) {
		if (!request_failed(m->judged[i].verdict))
			continue;
		asks[n] = (struct ask){.v = &m->judged[i], .c.complete = true};
		err = cause_ask(b, m, &asks[n++], d);
	}
	if (err == 0)
		err = ask_all(b, m, asks, n, budget_ms, d);
	for (size_t i = 0; i < n; i++) {
		adjust_verdict(m, &asks[i]);
		add_member(m->causes, asks[i].c, asks[i].v);
	}
	if (err == 0)
		causes_tell(m->causes, d);
	free(asks);
	return err;
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
