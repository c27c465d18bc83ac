// SPDX-License-Identifier: GPL-2.0-or-later
#include "review/weigh.h"

#include <string.h>
#include <uthash.h>

#include "base/alloc.h"
#include "base/strbuf.h"

#define NAMED_MAX 3 /* rules in a sentence */

/* The parts of rules that look at one name, in the order of the policy. */
struct reader {
	char *name;
	struct {
		size_t finding, part;
	} * v;
	size_t n, capacity;
	UT_hash_handle hh;
};

struct weigh_index {
	const struct audit *old, *new;
	const struct audit_finding **was; /* by number of the new one; NULL: none */
	struct reader *readers;		  /* hash */
	struct reader *states;		  /* hash, by "state:NAME" */
};

/* --- the index ------------------------------------------------------------------------------ */

static const struct audit_finding *find(const struct audit *a, const char *id,
					size_t guess)
{
	if (guess < a->n && strcmp(a->findings[guess].id, id) == 0)
		return &a->findings[guess];
	for (size_t i = 0; i < a->n; i++)
		if (strcmp(a->findings[i].id, id) == 0)
			return &a->findings[i];
	return NULL;
}

/* For the kernel '-' and '_' are the same in the names of its arguments. */
static char *key_of(const char *name)
{
	char *key = xstrdup(name);

	if (strncmp(key, "cmdline:", 8) == 0)
		for (char *p = key; *p; p++)
			*p = *p == '-' ? '_' : *p;
	return key;
}

static void add_reader(struct reader **to, const char *name, size_t finding, size_t part)
{
	_cleanup_(cleanup_free) char *key = key_of(name);
	struct reader *r;

	HASH_FIND_STR(*to, key, r);
	if (!r) {
		r = xcalloc(1, sizeof(*r));
		r->name = TAKE_PTR(key);
		HASH_ADD_KEYPTR(hh, *to, r->name, strlen(r->name), r);
	}
	GROW(r->v, r->n, r->capacity);
	r->v[r->n].finding = finding;
	r->v[r->n++].part = part;
}

struct weigh_index *weigh_index(const struct audit *old, const struct audit *new)
{
	struct weigh_index *x = xcalloc(1, sizeof(*x));

	x->old = old;
	x->new = new;
	x->was = xcalloc(new->n + 1, sizeof(*x->was));
	for (size_t i = 0; i < new->n; i++) {
		const struct audit_finding *f = &new->findings[i];

		x->was[i] = find(old, f->id, i);
		/* the same rule has the same parts; else they cannot be compared */
		if (!x->was[i] || x->was[i]->n_parts != f->n_parts)
			continue;
		for (size_t j = 0; j < f->n_parts; j++) {
			const struct audit_part *p = &f->parts[j];

			strv_foreach (&p->reads, k)
				add_reader(&x->readers, p->reads.v[k], i, j);
			if (strncmp(p->name, "state:", 6) == 0)
				add_reader(&x->states, p->name, i, j);
		}
	}
	return x;
}

const struct audit_finding *weigh_old(const struct weigh_index *x, size_t number)
{
	return x->was[number];
}

static void readers_free(struct reader *all)
{
	struct reader *r, *next;

	HASH_ITER (hh, all, r, next) {
		HASH_DEL(all, r);
		free(r->name);
		free(r->v);
		free(r);
	}
}

void weigh_free(struct weigh_index *x)
{
	if (!x)
		return;
	readers_free(x->readers);
	readers_free(x->states);
	free(x->was);
	free(x);
}

/* --- one rule -------------------------------------------------------------------------------- */

bool weigh_graver(const char *a, const char *b)
{
	static const char *const order[] = {"low", "medium", "high"};
	int x = -1, y = -1;

	for (int i = 0; i < (int)ARRAY_SIZE(order); i++) {
		x = a && strcmp(a, order[i]) == 0 ? i : x;
		y = b && strcmp(b, order[i]) == 0 ? i : y;
	}
	return x > y;
}

static bool is_hardening(const struct audit_finding *f)
{
	return strcmp(f->kind, "hardening") == 0;
}

/* A tree without the symbol that a rule forbids is as good as one where it is off. */
static bool is_whole(const struct audit_finding *f)
{
	return f->verdict == AUDIT_HOLDS || (f->verdict == AUDIT_UNREACHABLE && f->met);
}

static bool is_broken(const struct audit_finding *f)
{
	return f->verdict != AUDIT_NOT_APPLICABLE && !is_whole(f);
}

/* A waiver that comes or goes changes no kernel, and what is asked no more is no gain. */
static enum change_direction turn_of(const struct audit_finding *was,
				     const struct audit_finding *is)
{
	if (is_whole(was) && is_broken(is))
		return DIRECTION_WEAKER;
	if (is_broken(was) && is_whole(is))
		return DIRECTION_STRONGER;
	return DIRECTION_NEUTRAL;
}

enum change_direction weigh_verdict(const struct audit_finding *was,
				    const struct audit_finding *is)
{
	/* what must be kept says nothing about attacks */
	return is_hardening(is) ? turn_of(was, is) : DIRECTION_NEUTRAL;
}

/* How a rule comes to its say. */
enum ground { GROUND_VERDICT, GROUND_PART, GROUND_NUMBER, GROUND_NONE };

struct say {
	const struct audit_finding *was, *is;
	enum change_direction direction;
	enum ground ground;
};

static bool numbers(const char *from, const char *to, long long *ret_from,
		    long long *ret_to)
{
	char *end_from, *end_to;

	if (!from || !to || !*from || !*to)
		return false;
	*ret_from = strtoll(from, &end_from, 0);
	*ret_to = strtoll(to, &end_to, 0);
	return !*end_from && !*end_to;
}

static enum change_direction by_number(const struct audit_part *p, const char *name,
				       const char *from, const char *to)
{
	_cleanup_(cleanup_free) char *key = key_of(p->name);
	long long a, b;

	if (!p->better || strcmp(key, name) != 0 || !numbers(from, to, &a, &b) || a == b)
		return DIRECTION_NEUTRAL;
	return (b > a) == (p->better > 0) ? DIRECTION_STRONGER : DIRECTION_WEAKER;
}

/* The say of one part; @say has those of the parts before it. */
static void take_part(const struct audit_part *was, const struct audit_part *is,
		      const char *name, const char *from, const char *to, struct say *say)
{
	enum change_direction turn = turn_of(say->was, say->is), own;

	if (was->holds != is->holds && turn != DIRECTION_NEUTRAL &&
	    (is->when || (turn == DIRECTION_STRONGER) == is->holds)) {
		say->direction = turn;
		say->ground = GROUND_VERDICT;
		return;
	}
	if (is->when || say->ground == GROUND_VERDICT)
		return;
	if (was->holds != is->holds && is_broken(say->was) && is_broken(say->is)) {
		say->direction = is->holds ? DIRECTION_STRONGER : DIRECTION_WEAKER;
		say->ground = GROUND_PART;
		return;
	}
	own = by_number(is, name, from, to);
	if (own != DIRECTION_NEUTRAL && say->ground == GROUND_NONE) {
		say->direction = own;
		say->ground = GROUND_NUMBER;
	}
}

/* --- sentences ---------------------------------------------------------------------------------- */

static void add_reason(struct strbuf *to, const struct audit_finding *f)
{
	size_t n = f->reason ? strlen(f->reason) : 0;

	if (n && f->reason[n - 1] == '.')
		n--;
	if (n)
		strbuf_addf(to, ": %.*s", (int)n, f->reason);
}

static const char *neutral_text(const struct say *s)
{
	const struct audit_finding *was = s->was, *is = s->is;

	if (is_whole(was) && is_whole(is))
		return is->vacuous && !was->vacuous ? "is no question any more"
						    : "holds all the same";
	if (is->verdict == AUDIT_NOT_APPLICABLE)
		return "is not for this kernel";
	if (was->verdict == AUDIT_NOT_APPLICABLE)
		return is_whole(is) ? "is for this kernel now, and holds"
				    : "is for this kernel now, and fails";
	if (is_broken(was) && is_broken(is))
		return "fails on both sides";
	return is_whole(is) ? "holds now" : "no longer holds";
}

static void print_say(const struct say *s, struct strbuf *to)
{
	bool weaker = s->direction == DIRECTION_WEAKER;

	strbuf_addf(to, "%s ", s->is->id);
	if (s->ground == GROUND_VERDICT && weaker)
		strbuf_addf(to, "no longer holds%s",
			    s->is->verdict == AUDIT_WAIVED ? ", which is waived" : "");
	else if (s->ground == GROUND_VERDICT)
		strbuf_adds(to, "holds now");
	else if (s->ground == GROUND_PART)
		strbuf_addf(to, "fails on both sides, and is %s",
			    weaker ? "further away" : "nearer");
	else if (s->ground == GROUND_NUMBER)
		strbuf_addf(to, "%s, but the number is %s",
			    is_broken(s->is) ? "fails on both sides" : "holds",
			    weaker ? "worse" : "better");
	else
		strbuf_adds(to, neutral_text(s));
	add_reason(to, s->is);
}

/* --- all rules of a name ---------------------------------------------------------------------------- */

struct says {
	struct say *v;
	size_t n;
	size_t capacity;
};

static void collect(const struct weigh_index *x, const struct reader *r, const char *name,
		    const char *from, const char *to, struct says *ret)
{
	for (size_t i = 0; i < r->n; i++) {
		size_t number = r->v[i].finding, part = r->v[i].part;
		const struct audit_finding *is = &x->new->findings[number];
		const struct audit_finding *was = x->was[number];

		/* parts of one rule stand one behind the other */
		if (!ret->n || ret->v[ret->n - 1].is != is) {
			GROW(ret->v, ret->n, ret->capacity);
			ret->v[ret->n++] =
				(struct say){was, is, DIRECTION_NEUTRAL, GROUND_NONE};
		}
		take_part(&was->parts[part], &is->parts[part], name, from, to,
			  &ret->v[ret->n - 1]);
	}
}

/* A rule of what must be kept says only that it is missed, or back. */
static bool is_kept(const struct say *s)
{
	return !is_hardening(s->is) && s->ground == GROUND_VERDICT;
}

static enum change_direction direction_of(const struct say *s)
{
	return is_hardening(s->is) ? s->direction : DIRECTION_NEUTRAL;
}

/* Those that have no verdict for this kernel, on neither side, say nothing. */
static bool is_silent(const struct say *s)
{
	return s->was->verdict == AUDIT_NOT_APPLICABLE &&
	       s->is->verdict == AUDIT_NOT_APPLICABLE;
}

/* The gravest of those that give the direction, the first of the policy among them. */
static const struct say *choose(const struct says *all, struct weight *w)
{
	const struct say *first = NULL;

	for (size_t i = 0; i < all->n; i++) {
		const struct say *s = &all->v[i];
		bool better = !first;

		if (is_silent(s))
			continue;
		if (first && direction_of(s) != direction_of(first))
			better = direction_of(s) > direction_of(first);
		else if (first && is_kept(s) != is_kept(first))
			better = is_kept(s);
		else if (first)
			better = weigh_graver(s->is->severity, first->is->severity);
		if (better)
			first = s;
		w->kept |= is_kept(s);
	}
	return first;
}

static void name_others(const struct says *all, const struct say *first,
			struct strbuf *to)
{
	size_t n = 0;

	for (size_t i = 0; i < all->n; i++) {
		const struct say *s = &all->v[i];

		if (s == first || is_silent(s) || s->ground == GROUND_NONE ||
		    direction_of(s) != direction_of(first))
			continue;
		if (++n < NAMED_MAX)
			strbuf_addf(to, "%s%s", n == 1 ? "; so it is with " : ", ",
				    s->is->id);
	}
	if (n >= NAMED_MAX)
		strbuf_addf(to, " and %zu more", n - NAMED_MAX + 1);
}

void weigh(const struct weigh_index *x, const char *name, const char *from,
	   const char *to, struct weight *ret)
{
	_cleanup_(cleanup_free) char *key = key_of(name);
	struct says all = {0};
	struct strbuf text = STRBUF_INIT;
	const struct reader *r;
	const struct say *first;

	HASH_FIND_STR(x->readers, key, r);
	if (!r)
		return;
	collect(x, r, key, from, to, &all);
	first = choose(&all, ret);
	if (first) {
		ret->direction = direction_of(first);
		ret->severity = first->is->severity;
		print_say(first, &text);
		name_others(&all, first, &text);
		ret->reading = strbuf_detach(&text, NULL);
	}
	for (size_t i = 0; i < all.n; i++)
		if (!is_silent(&all.v[i]))
			strv_push(&ret->rules, all.v[i].is->id);
	free(all.v);
}

enum change_direction weigh_state(const struct weigh_index *x, const char *name)
{
	_cleanup_(cleanup_free) char *key = xasprintf("state:%s", name);
	enum change_direction d = DIRECTION_UNKNOWN;
	const struct reader *r;

	HASH_FIND_STR(x->states, key, r);
	for (size_t i = 0; r && i < r->n; i++) {
		const struct audit_finding *is = &x->new->findings[r->v[i].finding];
		const struct audit_finding *was = x->was[r->v[i].finding];
		bool held = was->parts[r->v[i].part].holds;
		bool holds = is->parts[r->v[i].part].holds;
		enum change_direction one = held == holds ? DIRECTION_NEUTRAL
					    : holds	  ? DIRECTION_STRONGER
							  : DIRECTION_WEAKER;

		if (is_hardening(is) && !is->parts[r->v[i].part].when && one > d)
			d = one;
	}
	return d;
}

void weight_done(struct weight *w)
{
	if (!w)
		return;
	free(w->reading);
	strv_done(&w->rules);
	*w = (struct weight)WEIGHT_INIT;
}
