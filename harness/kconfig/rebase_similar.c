// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What stands close to a new symbol: in the same menu, or in a Kconfig file of the same
 * directory. From that follows the fragment in which somebody would look for it, too.
 */
#include <string.h>

#include "base/alloc.h"
#include "kconfig/area.h"
#include "kconfig/rebase_find.h"

/* A request, with the place of its symbol. */
struct near {
	const char *symbol;
	const struct request *request;
	const char *file; /* of Kconfig */
	const char *menu;
	char *area;
	bool *pairs; /* that take its fragment */
};

struct pool {
	struct near *v;
	size_t n;
	size_t capacity;
	json_t *texts; /* {TEXT: null}: keeps each text once, so that pointers tell */
};

/* --- the pool ------------------------------------------------------------------------------ */

static const char *keep(json_t *texts, char *text)
{
	const char *kept;

	if (!json_object_get(texts, text))
		json_object_set_new_nocheck(texts, text, json_null());
	kept = json_object_iter_key(json_object_iter_at(texts, text));
	free(text);
	return kept;
}

static char *menu_text(const json_t *place)
{
	const json_t *path = json_object_get(place, "path");
	struct strbuf menu = STRBUF_INIT;

	for (size_t i = 0; i < json_array_size(path); i++)
		strbuf_addf(&menu, "%s%s", i ? " > " : "",
			    json_string_value(json_array_get(path, i)));
	return strbuf_detach(&menu, NULL);
}

static void add_request(struct pool *pool, json_t *index, const struct rebase_side *side,
			size_t pair, const struct request *r, const json_t *place)
{
	_cleanup_(cleanup_free) char *key = xasprintf("%s:%u", r->at.file, r->at.line);
	const json_t *at = json_object_get(index, key);
	struct near *near;

	if (at) {
		pool->v[json_integer_value(at)].pairs[pair] = true;
		return;
	}
	GROW(pool->v, pool->n, pool->capacity);
	near = &pool->v[pool->n];
	*near = (struct near){.symbol = r->name,
			      .request = r,
			      .file = json_string_value(json_object_get(place, "file")),
			      .menu = keep(pool->texts, menu_text(place)),
			      .area = area_of_place(place),
			      .pairs = xcalloc(side->n, sizeof(*near->pairs))};
	near->pairs[pair] = true;
	json_object_set_new(index, key, json_integer((json_int_t)pool->n++));
}

static void fill(const struct rebase_side *side, struct pool *pool)
{
	json_t *index = json_object();

	pool->texts = json_object();
	for (size_t p = 0; p < side->n; p++) {
		const struct merge_symbol *s;

		for (s = side->v[p].merge.symbols; s; s = s->hh.next) {
			const json_t *place =
				s->request ? json_object_get(side->v[p].places, s->name)
					   : NULL;

			if (place)
				add_request(pool, index, side, p, s->request, place);
		}
	}
	json_decref(index);
}

static void pool_done(struct pool *pool)
{
	for (size_t i = 0; i < pool->n; i++) {
		free(pool->v[i].area);
		free(pool->v[i].pairs);
	}
	free(pool->v);
	json_decref(pool->texts);
}

/* --- how close ------------------------------------------------------------------------------ */

/* One new symbol, and for each request of the pool how close it is. */
struct search {
	const struct pool *pool;
	const char *file;
	size_t file_size;
	const char *menu; /* kept in the pool; NULL: nobody has it */
	char *area;
	bool *pairs;
	int *scores;
};

static size_t dir_size(const char *file, size_t size)
{
	while (size && file[size - 1] != '/')
		size--;
	return size;
}

/* Directories that two paths have in common from the root on. */
static int dirs_in_common(const char *a, size_t a_size, const char *b)
{
	int n = 0;

	for (size_t i = 0; i < a_size && a[i] == b[i] && b[i]; i++)
		n += a[i] == '/';
	return n;
}

static bool same_dir(const struct search *s, const struct near *near)
{
	size_t n = dir_size(s->file, s->file_size);

	return n == dir_size(near->file, strlen(near->file)) &&
	       strncmp(s->file, near->file, n) == 0;
}

static bool same_menu(const struct search *s, const struct near *near)
{
	return s->menu && *s->menu && s->menu == near->menu;
}

static int score(const struct search *s, const struct near *near)
{
	bool same_file = strlen(near->file) == s->file_size &&
			 strncmp(near->file, s->file, s->file_size) == 0;

	return 3 * dirs_in_common(s->file, s->file_size, near->file) +
	       10 * same_menu(s, near) + 4 * (strcmp(near->area, s->area) == 0) +
	       2 * same_file;
}

/* --- the fragment ---------------------------------------------------------------------------- */

static bool is_n(const struct request *r)
{
	return r->value.kind == VALUE_TRISTATE && *r->value.text == 'n';
}

/* In how many of the pairs in which it is asked would a request in there count? */
static size_t pairs_in_common(const struct search *s, const struct near *near, size_t n)
{
	size_t common = 0;

	for (size_t i = 0; i < n; i++)
		common += s->pairs[i] && near->pairs[i];
	return common;
}

static int best_score(const struct search *s, size_t n, bool any, bool want_n)
{
	int best = -1;

	for (size_t i = 0; i < s->pool->n; i++) {
		const struct near *near = &s->pool->v[i];

		if ((any || is_n(near->request) == want_n) && s->scores[i] > best &&
		    pairs_in_common(s, near, n))
			best = s->scores[i];
	}
	return best;
}

#define SAME_SIDE 8 /* how much nearer what has the other value must be to count */
#define CLOSE	  2 /* to the nearest */

/* Most of the nearest requests stand there; they ask for a like value, if they can. */
static char *place_for(const struct search *s, size_t n, bool want_n)
{
	int all = best_score(s, n, true, false), same = best_score(s, n, false, want_n);
	bool any = same < 0 || same < all - SAME_SIDE;
	json_t *votes = json_object(), *vote;
	const char *file, *best = NULL;
	json_int_t most = 0;
	char *ret;

	for (size_t i = 0; i < s->pool->n; i++) {
		const struct near *near = &s->pool->v[i];
		size_t common = pairs_in_common(s, near, n);

		if (!common || (!any && is_n(near->request) != want_n) ||
		    s->scores[i] < (any ? all : same) - CLOSE)
			continue;
		file = near->request->at.file;
		vote = json_object_get(votes, file);
		json_object_set_new(
			votes, file,
			json_integer(json_integer_value(vote) + (json_int_t)common));
	}
	json_object_foreach (votes, file, vote)
		if (json_integer_value(vote) > most) {
			most = json_integer_value(vote);
			best = file;
		}
	ret = best ? xstrdup(best) : NULL;
	json_decref(votes);
	return ret;
}

/* --- the list -------------------------------------------------------------------------------- */

struct ranked {
	const struct near *near;
	int score;
	bool menu;
};

static int by_closeness(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->menu != y->menu)
		return x->menu ? -1 : 1;
	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	return strcmp(x->near->symbol, y->near->symbol);
}

static bool has_symbol(const struct rebase_item *i, const char *symbol)
{
	for (size_t k = 0; k < i->n_similar; k++)
		if (strcmp(i->similar[k].symbol, symbol) == 0)
			return true;
	return false;
}

static void list(const struct search *s, struct rebase_item *i)
{
	_cleanup_(cleanup_free) struct ranked *v = xcalloc(s->pool->n + 1, sizeof(*v));
	size_t n = 0;

	for (size_t k = 0; k < s->pool->n; k++) {
		const struct near *near = &s->pool->v[k];

		if (strcmp(near->symbol, i->name) != 0 &&
		    (same_menu(s, near) || same_dir(s, near)))
			v[n++] = (struct ranked){near, s->scores[k], same_menu(s, near)};
	}
	qsort(v, n, sizeof(*v), by_closeness);
	for (size_t k = 0; k < n; k++) {
		_cleanup_(strbuf_done) struct strbuf value = STRBUF_INIT;
		const struct request *r = v[k].near->request;

		if (has_symbol(i, r->name))
			continue;
		value_print(&r->value, &value);
		GROW(i->similar, i->n_similar, i->similar_capacity);
		i->similar[i->n_similar++] = (struct rebase_similar){
			xstrdup(r->name), strbuf_detach(&value, NULL),
			xasprintf("%s:%u", r->at.file, r->at.line), v[k].menu};
	}
}

/* --- all -------------------------------------------------------------------------------------- */

static void search(const struct pool *pool, const struct rebase_side *side,
		   const json_t *place, struct rebase_item *i)
{
	struct search s = {.pool = pool, .area = area_of_place(place)};

	s.file = i->at;
	s.file_size = strcspn(i->at, ":");
	s.menu = json_object_iter_key(json_object_iter_at(pool->texts, i->menu));
	s.pairs = xcalloc(side->n, sizeof(*s.pairs));
	s.scores = xcalloc(pool->n + 1, sizeof(*s.scores));
	for (size_t p = 0; p < side->n; p++)
		s.pairs[p] = strv_contains(&i->pairs, side->v[p].name);
	for (size_t k = 0; k < pool->n; k++)
		s.scores[k] = score(&s, &pool->v[k]);
	list(&s, i);
	i->place_y = place_for(&s, side->n, false);
	i->place_n = place_for(&s, side->n, true);
	free(s.area);
	free(s.pairs);
	free(s.scores);
}

/* What the bridge said of the places of new symbols. */
static json_t *places_of_new(const struct rebase_side *side)
{
	json_t *places = json_object(), *arrival;
	size_t k;

	for (size_t p = 0; p < side->n; p++)
		json_array_foreach (side->v[p].arrivals, k, arrival)
			json_object_set(
				places,
				json_string_value(json_object_get(arrival, "name")),
				arrival);
	return places;
}

void rebase_find_similar(const struct rebase_side *new, struct rebase *ret)
{
	json_t *places = places_of_new(new);
	struct pool pool = {0};

	fill(new, &pool);
	for (size_t k = 0; k < ret->n; k++)
		if (ret->v[k].kind == REBASE_NEW)
			search(&pool, new, json_object_get(places, ret->v[k].name),
			       &ret->v[k]);
	json_decref(places);
	pool_done(&pool);
}
