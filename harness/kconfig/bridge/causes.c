// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * From a plan to a cause: apply it, evaluate, plan on where that does not suffice,
 * and drop what is not needed. This text stands behind plan.c when it is compiled.
 */

/* --- trying a plan -------------------------------------------------------------------- */

struct request {
	struct symbol *sym;
	const char *text; /* y, m, n or the text of a number or string */
};

static tristate tristate_of(const char *text)
{
	return *text == 'y' ? yes : *text == 'm' ? mod : no;
}

static const struct plan *plan_request(const struct request *r)
{
	tristate want = tristate_of(r->text), now;
	const struct plan *p = NULL;
	struct property *prop;

	sym_calc_value(r->sym);
	if (!is_tristate(r->sym)) {
		for_all_prompts (r->sym, prop)
			p = cheaper(p, plan_expr(prop->visible.expr, mod, true));
		return p;
	}
	now = sym_get_tristate_value(r->sym);
	if (want == now)
		return &nothing;
	if (want > now)
		return plan_symbol(r->sym, want == yes ? AT_LEAST_Y : AT_LEAST_M);
	return plan_symbol(r->sym, want == no ? AT_MOST_N : AT_MOST_M);
}

struct applied {
	struct symbol *sym;
	tristate tri; /* to apply */
	tristate old;
	int old_flag;
	struct list_head *old_prev; /* in its choice */
	bool dropped;
};

#define MAX_PICKS 64

struct attempt {
	struct applied picks[MAX_PICKS];
	size_t n;
};

static void apply(struct attempt *a)
{
	for (size_t i = 0; i < a->n; i++) {
		struct applied *k = &a->picks[i];
		struct symbol *sym = k->sym;
		struct menu *choice = sym_get_choice_menu(sym);

		k->old = sym->def[S_DEF_USER].tri;
		k->old_flag = sym->flags & SYMBOL_DEF_USER;
		k->old_prev = choice ? sym->choice_link.prev : NULL;
		if (k->dropped)
			continue;
		sym->def[S_DEF_USER].tri = k->tri;
		sym->flags |= SYMBOL_DEF_USER;
		if (choice)
			list_move(&sym->choice_link, &choice->choice_members);
		user_value_changed(sym);
	}
}

static void take_back(struct attempt *a)
{
	for (size_t i = a->n; i-- > 0;) {
		struct applied *k = &a->picks[i];

		if (k->dropped)
			continue;
		k->sym->def[S_DEF_USER].tri = k->old;
		k->sym->flags = (k->sym->flags & ~SYMBOL_DEF_USER) | k->old_flag;
		if (k->old_prev)
			list_move(&k->sym->choice_link, k->old_prev);
		user_value_changed(k->sym);
	}
}

static bool has_value(const struct request *r)
{
	sym_calc_value(r->sym);
	return strcmp(sym_get_string_value(r->sym), r->text) == 0;
}

static bool honoured_with(struct attempt *a, const struct request *r)
{
	bool good;

	apply(a);
	good = has_value(r);
	take_back(a);
	return good;
}

/* Not those that are in it: a plan is read off values that it changes itself. */
static bool add_picks(struct attempt *a, const struct plan *p)
{
	size_t before = a->n;

	for (const struct pick *k = p->picks; k && a->n < MAX_PICKS; k = k->next) {
		size_t i;

		for (i = 0; i < a->n && a->picks[i].sym != k->sym; i++)
			;
		if (i < a->n)
			continue;
		a->picks[a->n++] = (struct applied){k->sym, k->tri};
		note_of(k->sym)->pinned = true;
	}
	return a->n > before;
}

static long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Plans anew on top of what was planned until the request holds. */
static bool reach(struct attempt *a, const struct request *r, long deadline)
{
	for (int i = 0; i < 8 && now_ms() < deadline; i++) {
		const struct plan *p;
		bool more;

		apply(a);
		if (has_value(r)) {
			take_back(a);
			return true;
		}
		steps = 0;
		if (i)
			round_now++; /* other values, other plans */
		p = plan_request(r);
		take_back(a);
		more = p && add_picks(a, p);
		if (i)
			round_now++;
		if (!more)
			return false;
	}
	return false;
}

static bool reduce(struct attempt *a, const struct request *r, long deadline)
{
	for (size_t i = 0; a->n > 1 && i < a->n; i++) {
		if (now_ms() >= deadline)
			return false;
		a->picks[i].dropped = true;
		a->picks[i].dropped = honoured_with(a, r);
	}
	return true;
}

/* --- what cannot be helped ------------------------------------------------------------- */

/* The first part of @e that no value of any symbol brings to where it should be. */
static struct expr *hopeless(struct expr *e, tristate level, bool raise)
{
	struct expr *part;

	if (!e || plan_expr(e, level, raise))
		return NULL;
	if (e->type == E_NOT)
		return hopeless(e->left.expr, (tristate)(2 - level), !raise);
	if (e->type != E_AND && e->type != E_OR)
		return e;
	part = hopeless(e->left.expr, level, raise);
	return part ? part : hopeless(e->right.expr, level, raise);
}

/* The end of the chain of conditions that cannot be met; NULL: unknown. */
static struct expr *dead_end(struct symbol *sym, tristate level, int depth)
{
	struct expr *part = NULL, *deeper = NULL;
	struct property *prop;

	for_all_prompts (sym, prop) {
		part = hopeless(prop->visible.expr, level, true);
		if (part)
			break;
	}
	if (!part && sym->rev_dep.expr)
		part = hopeless(sym->rev_dep.expr, level, true);
	if (part && part->type == E_SYMBOL && is_tristate(part->left.sym) && depth < 20 &&
	    !(part->left.sym->flags & SYMBOL_CONST))
		deeper = dead_end(part->left.sym, level, depth + 1);
	return deeper ? deeper : part;
}

/* --- the question ------------------------------------------------------------------------ */

static void add_place(json_t *o, const struct symbol *sym)
{
	const struct menu *menu;

	list_for_each_entry (menu, &sym->menus, link) {
		json_object_set_new(o, "file", json_string(menu->filename));
		json_object_set_new(o, "line", json_integer(menu->lineno));
		return;
	}
}

static json_t *pick_json(const struct applied *k)
{
	static const char *const names[] = {"n", "m", "y"};
	bool to_yes = k->tri == yes || (k->tri == mod && k->sym->type == S_BOOLEAN);
	json_t *o;

	sym_calc_value(k->sym);
	o = json_pack("{s:s, s:s, s:s}", "name", k->sym->name, "to",
		      to_yes ? "y" : names[k->tri], "from", sym_get_string_value(k->sym));

	add_place(o, k->sym);
	return o;
}

static json_t *dead_end_json(const struct request *r)
{
	tristate want = is_tristate(r->sym) ? tristate_of(r->text) : mod;
	struct expr *end = want == no ? NULL : dead_end(r->sym, want, 0);
	json_t *o;

	if (!end)
		return json_null();
	o = json_pack("{s:o, s:b}", "expr", expr_json(end), "undefined",
		      is_undefined(end));
	if (end->type == E_SYMBOL)
		add_place(o, end->left.sym);
	return o;
}

/* A request and what was found for it. */
struct asked {
	struct request r;
	const struct plan *plan; /* as it is read off the expressions */
	struct attempt *way;	 /* that makes it hold, shared with others; NULL: none */
	bool complete;
	bool done;
};

static void drop_dropped(struct attempt *a)
{
	size_t n = 0;

	for (size_t i = 0; i < a->n; i++)
		if (!a->picks[i].dropped)
			a->picks[n++] = a->picks[i];
	a->n = n;
}

static void solve(struct asked *q, long limit_ms)
{
	struct attempt *a = calloc(1, sizeof(*a));
	long deadline = now_ms() + limit_ms;
	bool found = false;

	q->done = true;
	if (limit_ms) {
		found = reach(a, &q->r, deadline);
		q->complete = !found || reduce(a, &q->r, deadline);
	} else if (q->plan) { /* no time left */
		found = add_picks(a, q->plan);
	}
	for (size_t i = 0; i < a->n; i++)
		note_of(a->picks[i].sym)->pinned = false;
	drop_dropped(a);
	if (found)
		q->way = a;
	else
		free(a);
}

static bool same_plan(const struct plan *a, const struct plan *b)
{
	const struct pick *x = a ? a->picks : NULL, *y = b ? b->picks : NULL;

	while (x && y && x != y && x->sym == y->sym && x->tri == y->tri) {
		x = x->next;
		y = y->next;
	}
	return a && b && x == y; /* both at their ends, or in the same list */
}

/* Keeps in @with those whose value is there, or is not there, with the attempt. */
static void keep_if(struct asked **with, size_t n, struct attempt *a, bool wanted)
{
	apply(a);
	for (size_t i = 0; i < n; i++)
		if (with[i] && has_value(&with[i]->r) != wanted)
			with[i] = NULL;
	take_back(a);
}

/* Those that were planned alike: all at once, what holds for one mostly does for all. */
static void share(struct asked *from, struct asked **with, size_t n)
{
	struct attempt *a = from->way;

	keep_if(with, n, a, true);
	for (size_t i = 0; i < a->n && a->n > 1; i++) {
		a->picks[i].dropped = true;
		keep_if(with, n, a, false);
		a->picks[i].dropped = false;
	}
	for (size_t i = 0; i < n; i++) {
		if (!with[i])
			continue;
		with[i]->way = a;
		with[i]->complete = with[i]->done = true;
	}
}

static void solve_all(struct asked *all, size_t n, long limit_ms, long budget_ms)
{
	struct asked **alike = calloc(n + 1, sizeof(struct asked *));
	long end = now_ms() + budget_ms;

	for (size_t i = 0; i < n; i++) {
		steps = 0;
		all[i].done = !all[i].r.sym;
		all[i].plan = all[i].done ? NULL : plan_request(&all[i].r);
	}
	for (size_t i = 0; i < n; i++) {
		size_t m = 0;

		if (all[i].done)
			continue;
		solve(&all[i], budget_ms && now_ms() >= end ? 0 : limit_ms);
		if (!all[i].way || !all[i].complete)
			continue;
		for (size_t j = i + 1; j < n; j++)
			if (!all[j].done && same_plan(all[i].plan, all[j].plan))
				alike[m++] = &all[j];
		if (m)
			share(&all[i], alike, m);
	}
	free(alike);
}

static json_t *cause_json(const struct asked *q)
{
	json_t *picks;

	if (!q->r.sym)
		return json_null();
	picks = json_array();
	for (size_t i = 0; q->way && i < q->way->n; i++)
		json_array_append_new(picks, pick_json(&q->way->picks[i]));
	return json_pack("{s:o, s:o, s:b, s:b}", "picks", picks, "end",
			 q->way ? json_null() : dead_end_json(&q->r), "found",
			 q->way != NULL, "complete", q->complete || !q->way);
}

static void lock_names(const json_t *names)
{
	for (size_t i = 0; i < json_array_size(names); i++) {
		const char *name = json_string_value(json_array_get(names, i));
		struct symbol *sym = name ? sym_find(name) : NULL;

		if (sym && has_named_value(sym))
			note_of(sym)->locked = true;
	}
}

static struct request request_of(const json_t *pair)
{
	const char *name = json_string_value(json_array_get(pair, 0));
	struct request r = {.text = json_string_value(json_array_get(pair, 1))};

	r.sym = name && r.text ? sym_find(name) : NULL;
	if (r.sym && !has_named_value(r.sym))
		r.sym = NULL;
	return r;
}

static json_t *do_causes(json_t *question)
{
	const json_t *requests = json_object_get(question, "requests");
	size_t n = json_array_size(requests);
	struct asked *all = calloc(n + 1, sizeof(*all));
	json_t *causes = json_array();

	round_now++;
	lock_names(json_object_get(question, "locked"));
	mute();
	for (size_t i = 0; i < n; i++)
		all[i].r = request_of(json_array_get(requests, i));
	solve_all(all, n, json_integer_value(json_object_get(question, "limit_ms")),
		  json_integer_value(json_object_get(question, "budget_ms")));
	for (size_t i = 0; i < n; i++)
		json_array_append_new(causes, cause_json(&all[i]));
	unmute();
	free(all);
	return json_pack("{s:o}", "causes", causes);
}
