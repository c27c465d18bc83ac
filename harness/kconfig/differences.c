// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/differences.h"

#include <errno.h>
#include <string.h>
#include <uthash.h>

#include "base/alloc.h"
#include "base/json.h"

#define TIMEOUT_MS 60000
#define ROOT_BUSY  ((size_t)-2)
#define ROOT_NONE  ((size_t)-1)

/* A symbol of either side; then, when the sides differ, its place in the list. */
struct side {
	const char *name;
	const struct value *from;
	const struct value *to;
	size_t index;
	UT_hash_handle hh;
};

struct finder {
	struct bridge *b;
	struct side *sides;
	struct differences *ds;
	struct symbol_state *states; /* one a difference, as the next three */
	struct symbol_source *sources;
	json_t *leaves;
	size_t *roots; /* the difference that each one follows from in the end */
	struct diag *d;
};

const char *difference_kind_name(enum difference_kind kind)
{
	static const char *const names[] = {"toolchain", "unknown", "renamed",
					    "follows",	 "new",	    "changed"};

	return names[kind];
}

/* --- the list --------------------------------------------------------------------------- */

static struct side *side_get(struct finder *f, const char *name)
{
	struct side *s;

	HASH_FIND_STR(f->sides, name, s);
	if (s)
		return s;
	s = xcalloc(1, sizeof(*s));
	s->name = name;
	s->index = ROOT_NONE;
	HASH_ADD_KEYPTR(hh, f->sides, s->name, strlen(s->name), s);
	return s;
}

static int by_name(const struct side *a, const struct side *b)
{
	return strcmp(a->name, b->name);
}

static bool differ(const struct side *s)
{
	if (s->from && s->to)
		return !value_equal(s->from, s->to);
	return s->to || s->from->kind != VALUE_TRISTATE || *s->from->text != 'n';
}

static char *printed(const struct value *v)
{
	struct strbuf text = STRBUF_INIT;

	if (!v)
		return NULL;
	value_print(v, &text);
	return strbuf_detach(&text, NULL);
}

static void list_differences(struct finder *f, const struct fragment *file,
			     const struct fragment *result)
{
	struct differences *ds = f->ds;

	for (size_t i = 0; i < file->n; i++)
		side_get(f, file->requests[i].name)->from = &file->requests[i].value;
	for (size_t i = 0; i < result->n; i++)
		side_get(f, result->requests[i].name)->to = &result->requests[i].value;
	HASH_SRT(hh, f->sides, by_name);
	ds->v = xcalloc(HASH_COUNT(f->sides) + 1, sizeof(*ds->v));
	for (struct side *s = f->sides; s; s = s->hh.next) {
		if (!differ(s))
			continue;
		s->index = ds->n;
		ds->v[ds->n++] = (struct difference){
			.name = xstrdup(s->name),
			.from = printed(s->from),
			.to = printed(s->to),
			.kind = DIFFERENCE_KINDS,
		};
	}
}

/* --- what the tree knows about them ------------------------------------------------------ */

static int ask(struct finder *f)
{
	size_t n = f->ds->n;
	_cleanup_(cleanup_free) const char **names = xcalloc(n + 1, sizeof(*names));
	_cleanup_(cleanup_json) json_t *answer = NULL;
	json_t *list = json_array();
	int err;

	for (size_t i = 0; i < n; i++) {
		names[i] = f->ds->v[i].name;
		json_array_append_new(list, json_string(names[i]));
	}
	f->sources = xcalloc(n + 1, sizeof(*f->sources));
	f->states = xcalloc(n + 1, sizeof(*f->states));
	f->roots = xcalloc(n + 1, sizeof(*f->roots));
	err = bridge_ask(f->b, json_pack("{s:s, s:o}", "op", "leaves", "names", list),
			 TIMEOUT_MS, &answer, f->d);
	if (err == 0)
		err = bridge_symbols(f->b, names, n, f->states, f->d);
	if (err == 0)
		err = bridge_sources(f->b, names, n, f->sources, f->d);
	if (err < 0)
		return err;
	f->leaves = json_incref(json_object_get(answer, "leaves"));
	if (json_array_size(f->leaves) == n)
		return 0;
	diag_error(f->d, "the bridge to the tree's Kconfig lost a symbol");
	return -EPROTO;
}

/* --- causes that are the symbol's own ------------------------------------------------------ */

static void settle(struct difference *x, enum difference_kind kind, char *because)
{
	x->kind = kind;
	free(x->because);
	x->because = because;
}

/* Did a command or a variable give the value, or was its line folded by one? */
static bool take_commands(struct finder *f, size_t i, const struct symbol_reason *r)
{
	const json_t *source = f->sources[i].more;
	const json_t *commands = json_object_get(source, "commands");
	const json_t *text = json_object_get(source, "text");
	const json_t *first = json_array_get(commands, 0);

	if (r->probes.n)
		settle(&f->ds->v[i], DIFFERENCE_TOOLCHAIN, xstrdup(r->probes.v[0]));
	else if (first)
		settle(&f->ds->v[i], DIFFERENCE_TOOLCHAIN,
		       xstrdup(json_string_value(first)));
	else if (text)
		settle(&f->ds->v[i], DIFFERENCE_TOOLCHAIN,
		       xstrdup(json_string_value(text)));
	return r->probes.n || first || text;
}

static char *reason_text(const struct symbol_reason *r)
{
	if (r->raised.n)
		return xasprintf("selected by %s", r->raised.v[0]);
	if (r->has_prompt && r->unmet.n)
		return xasprintf("its prompt needs %s (%s)", r->unmet.v[0], r->prompt);
	if (r->winner)
		return xasprintf("its choice has CONFIG_%s", r->winner);
	if (r->low)
		return xasprintf("its range is %s to %s", r->low, r->high);
	if (!r->has_prompt)
		return xasprintf("no prompt, defined in %s", r->defined);
	return xstrdup(r->defined);
}

/* A value without the quotes of a string; NULL for none. */
static char *bare(const char *value)
{
	size_t n = value ? strlen(value) : 0;

	if (n > 1 && *value == '"')
		return xstrndup(value + 1, n - 2);
	return value ? xstrdup(value) : NULL;
}

static int judge_alone(struct finder *f, size_t i)
{
	_cleanup_(symbol_reason_done) struct symbol_reason r = SYMBOL_REASON_INIT;
	struct difference *x = &f->ds->v[i];
	_cleanup_(cleanup_free) char *want = bare(x->from);
	char *successor = NULL;
	int err;

	if (f->states[i].type == TYPE_NONE) {
		settle(x, DIFFERENCE_UNKNOWN, NULL);
		return 0;
	}
	if (f->states[i].origin == ORIGIN_TRANSITIONAL) {
		err = bridge_successor(f->b, x->name, &successor, f->d);
		settle(x, DIFFERENCE_RENAMED, successor);
		return err;
	}
	err = bridge_explain(f->b, x->name, want ? want : "n", &r, f->d);
	if (err < 0 || take_commands(f, i, &r))
		return err;
	settle(x, x->from ? DIFFERENCE_CHANGED : DIFFERENCE_NEW, reason_text(&r));
	return 0;
}

/* --- causes that are other differences ------------------------------------------------------ */

static bool is_root(const struct difference *x)
{
	return x->kind == DIFFERENCE_TOOLCHAIN || x->kind == DIFFERENCE_UNKNOWN ||
	       x->kind == DIFFERENCE_RENAMED;
}

/* The toolchain first: it is what differs between two machines. */
static size_t better_root(const struct finder *f, size_t a, size_t b)
{
	if (a == ROOT_NONE || b == ROOT_NONE)
		return a == ROOT_NONE ? b : a;
	return f->ds->v[b].kind < f->ds->v[a].kind ? b : a;
}

/* That a symbol is not mentioned and comes out as n changes nothing for others. */
static bool has_effect(const struct side *s)
{
	return s->from || s->to->kind != VALUE_TRISTATE || *s->to->text != 'n';
}

static size_t find_root(struct finder *f, size_t i, size_t depth)
{
	const json_t *leaves = json_array_get(f->leaves, i);
	size_t best = ROOT_NONE;

	if (f->roots[i] == ROOT_BUSY || depth > 1000)
		return ROOT_NONE;
	if (f->roots[i] != ROOT_NONE)
		return f->roots[i];
	if (is_root(&f->ds->v[i]))
		return f->roots[i] = i;
	f->roots[i] = ROOT_BUSY;
	for (size_t j = 0; j < json_array_size(leaves); j++) {
		const char *name = json_string_value(json_array_get(leaves, j));
		const struct side *s;

		HASH_FIND_STR(f->sides, name, s);
		if (s && s->index != ROOT_NONE && s->index != i && has_effect(s))
			best = better_root(f, best, find_root(f, s->index, depth + 1));
	}
	return f->roots[i] = best == ROOT_NONE ? i : best;
}

static void follow(struct finder *f)
{
	struct differences *ds = f->ds;

	for (size_t i = 0; i < ds->n; i++)
		f->roots[i] = ROOT_NONE;
	for (size_t i = 0; i < ds->n; i++)
		find_root(f, i, 0);
	for (size_t i = 0; i < ds->n; i++)
		if (f->roots[i] != i)
			settle(&ds->v[i], DIFFERENCE_FOLLOWS,
			       xstrdup(ds->v[f->roots[i]].name));
	for (size_t i = 0; i < ds->n; i++)
		ds->counts[ds->v[i].kind]++;
}

/* --- all ---------------------------------------------------------------------------------- */

static void finder_done(struct finder *f)
{
	struct side *s, *next;

	HASH_ITER (hh, f->sides, s, next) {
		HASH_DEL(f->sides, s);
		free(s);
	}
	for (size_t i = 0; f->states && i < f->ds->n; i++) {
		free(f->states[i].value);
		symbol_source_done(&f->sources[i]);
	}
	free(f->states);
	free(f->sources);
	free(f->roots);
	json_decref(f->leaves);
}

int differences_find(struct bridge *b, const struct fragment *file,
		     const struct fragment *result, struct differences *ret,
		     struct diag *d)
{
	struct finder f = {.b = b, .ds = ret, .d = d};
	int err;

	list_differences(&f, file, result);
	err = ask(&f);
	for (size_t i = 0; err == 0 && i < ret->n; i++)
		err = judge_alone(&f, i);
	if (err == 0)
		follow(&f);
	finder_done(&f);
	return err;
}

void differences_done(struct differences *ds)
{
	if (!ds)
		return;
	for (size_t i = 0; i < ds->n; i++) {
		free(ds->v[i].name);
		free(ds->v[i].from);
		free(ds->v[i].to);
		free(ds->v[i].because);
	}
	free(ds->v);
	*ds = (struct differences)DIFFERENCES_INIT;
}
