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

static bool stale; /* user values were changed, but nothing was computed again */

static void compute_again(void)
{
	if (stale)
		sym_clear_all_valid();
	stale = false;
}

static void apply(struct attempt *a)
{
	if (!a->n) {
		compute_again();
		return;
	}
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
	}
	stale = true;
	compute_again();
}

static void take_back(struct attempt *a)
{
	for (size_t i = a->n; i-- > 0;) {
		struct applied *k = &a->picks[i];

		k->sym->def[S_DEF_USER].tri = k->old;
		k->sym->flags = (k->sym->flags & ~SYMBOL_DEF_USER) | k->old_flag;
		if (k->old_prev && !k->dropped)
			list_move(&k->sym->choice_link, k->old_prev);
	}
	stale = stale || a->n;
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

static json_t *cause_json(const struct request *r, long limit_ms)
{
	static struct attempt a;
	json_t *picks = json_array(), *end = json_null();
	long deadline = now_ms() + limit_ms;
	bool found, complete;

	memset(&a, 0, sizeof(a));
	if (limit_ms) {
		found = reach(&a, r, deadline);
		complete = found && reduce(&a, r, deadline);
	} else { /* no time left: as it is read off the expressions */
		const struct plan *p = plan_request(r);

		found = p && add_picks(&a, p);
		complete = false;
	}
	compute_again();
	for (size_t i = 0; i < a.n; i++)
		note_of(a.picks[i].sym)->pinned = false;
	if (found)
		for (size_t i = 0; i < a.n; i++)
			if (!a.picks[i].dropped)
				json_array_append_new(picks, pick_json(&a.picks[i]));
	if (!found)
		end = dead_end_json(r);
	return json_pack("{s:o, s:o, s:b, s:b}", "picks", picks, "end", end, "found",
			 found, "complete", complete || !found);
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

static json_t *do_causes(json_t *question)
{
	const json_t *requests = json_object_get(question, "requests");
	long limit = json_integer_value(json_object_get(question, "limit_ms"));
	long budget = json_integer_value(json_object_get(question, "budget_ms"));
	long end = now_ms() + budget;
	json_t *causes = json_array();

	round_now++;
	lock_names(json_object_get(question, "locked"));
	mute();
	for (size_t i = 0; i < json_array_size(requests); i++) {
		const json_t *pair = json_array_get(requests, i);
		const char *name = json_string_value(json_array_get(pair, 0));
		struct request r = {.text = json_string_value(json_array_get(pair, 1))};

		r.sym = name ? sym_find(name) : NULL;
		if (!r.sym || !has_named_value(r.sym) || !r.text)
			json_array_append_new(causes, json_null());
		else
			json_array_append_new(
				causes,
				cause_json(&r, budget && now_ms() >= end ? 0 : limit));
	}
	unmute();
	return json_pack("{s:o}", "causes", causes);
}
