// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * From requests to their causes: which share one, how long it may take, and the answer.
 *
 * This text stands behind attempt.c when it is compiled.
 */

/* --- the question ------------------------------------------------------------------------ */

static json_t *first_place(const struct symbol *sym); /* in describe.c */
static json_t *source_json(struct symbol *sym);	      /* in source.c */

static const char *target_text(const struct applied *k)
{
	bool to_yes = k->tri == yes || (k->tri == mod && k->sym->type == S_BOOLEAN);

	return k->text ? k->text : to_yes ? "y" : k->tri == mod ? "m" : "n";
}

/* @rival: for a member of a choice that was asked for, the one that is taken instead */
static json_t *pick_json(const struct applied *k, struct symbol *rival)
{
	struct symbol *sym = rival ? rival : k->sym;
	const char type[] = {type_letter(sym), '\0'};
	char origin[] = {'d', '\0'};

	sym_calc_value(sym);
	origin[0] = origin_letter(sym);
	return json_pack("{s:s, s:o, s:s, s:o, s:s, s:s, s:o}", "name", sym->name, "from",
			 text_json(rival ? "y" : k->from), "to",
			 rival ? "n" : target_text(k), "at", first_place(sym), "type",
			 type, "origin", origin, "source", source_json(sym));
}

/* What the toolchain would have to answer. */
static json_t *probe_json(struct symbol *sym, const char *text)
{
	const json_t *commands;
	json_t *source, *o;
	char *command;

	if (is_probe(sym)) {
		command = without_tree(probe_command(sym));
		o = json_pack("{s:s, s:o}", "command", command, "at",
			      command_place(probe_command(sym)));
		free(command);
		return o;
	}
	sym_calc_value(sym);
	source = source_json(sym);
	commands = json_object_get(source, "commands");
	command = without_tree(json_array_size(commands)
				       ? json_string_value(json_array_get(commands, 0))
				       : sym->name);
	o = json_pack("{s:s, s:o, s:o, s:s, s:s}", "command", command, "at",
		      json_object_get(source, "at")
			      ? json_incref(json_object_get(source, "at"))
			      : first_place(sym),
		      "from", text_json(sym_get_string_value(sym)), "to", text, "name",
		      sym->name);
	free(command);
	json_decref(source);
	return o;
}

static json_t *needed_probes_json(struct symbol *sym, const char *want)
{
	const struct request r = {.sym = sym, .text = want};
	json_t *all = json_array();
	const struct plan *p;

	steps = 0;
	p = plan_request(&r);
	for (const struct pick *k = p ? p->picks : NULL; k; k = k->next)
		if (is_probe(k->sym) || is_measured(k->sym))
			json_array_append_new(all, probe_json(k->sym, k->text));
	return all;
}

/* Does it compare texts that were there before any value was? */
static bool is_fixed(const struct expr *e)
{
	return e->type != E_AND && e->type != E_OR && e->type != E_NOT &&
	       (e->type == E_SYMBOL
			? expr_is_constant(e)
			: is_literal(e->left.sym) && is_literal(e->right.sym));
}

static json_t *dead_end_json(const struct request *r)
{
	struct end end;
	struct expr *e;
	json_t *o;

	sym_calc_value(r->sym);
	if (is_tristate(r->sym))
		end = dead_end(r->sym, tristate_of(r->text),
			       tristate_of(r->text) > sym_get_tristate_value(r->sym), 0);
	else
		end = dead_end(r->sym, mod, true, 0);
	e = end.expr;
	o = json_pack("{s:o, s:b, s:b, s:b, s:b}", "expr", expr_json(e), "undefined",
		      is_undefined(e), "raise", end.raise, "own",
		      e->type == E_SYMBOL && e->left.sym == r->sym, "fixed", is_fixed(e));
	if (e->type == E_SYMBOL && type_letter(e->left.sym) != '-')
		json_object_set_new(o, "at", first_place(e->left.sym));
	if (is_undefined(e))
		json_object_set_new(o, "name", json_string(e->left.sym->name));
	return o;
}

/* A request and what was found for it. */
struct asked {
	struct request r;
	struct symbol *rival;	 /* that its choice would take instead */
	const char *nearest;	 /* in range, in place of what was asked for */
	json_t *range;		 /* that one */
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

/*
 * What would be there if all were as it should be but for one: the member that a
 * choice takes instead of the request, or the value of what is hidden and has the
 * right one now by chance.
 */
static void find_values(struct asked *q, struct attempt *a)
{
	struct menu *choice = sym_get_choice_menu(q->r.sym);

	for (size_t i = 0; i < a->n; i++) {
		struct applied *k = &a->picks[i];
		bool own = choice && k->sym == q->r.sym && k->tri == yes;

		sym_calc_value(k->sym);
		k->from = strdup(sym_get_string_value(k->sym));
		if (k->own || is_probe(k->sym) ||
		    (!own && strcmp(k->from, target_text(k)) != 0))
			continue;
		k->dropped = true;
		apply(a);
		if (own)
			q->rival = sym_calc_choice(choice);
		sym_calc_value(k->sym);
		k->from = strdup(sym_get_string_value(k->sym));
		take_back(a);
		k->dropped = false;
	}
	if (q->rival == q->r.sym)
		q->rival = NULL;
}

#define WAYS_MAX 4

/* What was picked is dear from now on. false: it was already, or nothing was picked. */
static bool avoid_picks(struct attempt *a, size_t own, struct note *avoided[], size_t *n)
{
	size_t before = *n;

	for (size_t i = own; i < a->n; i++) {
		struct note *note = note_of(a->picks[i].sym);

		note->pinned = false;
		if (note->locked)
			continue;
		note->locked = true;
		avoided[(*n)++] = note;
	}
	a->n = own;
	forget_plans();
	return *n > before;
}

/*
 * A plan does not see that what it sets takes away what is there already: to lower
 * "SUPPORT && AUTOSELECT" without SUPPORT also hides the request. Then another way.
 */
static bool reach_somehow(struct attempt *a, const struct request *r, long deadline)
{
	struct note *avoided[WAYS_MAX * MAX_PICKS];
	size_t own = a->n, n = 0;
	bool found = reach(a, r, deadline);

	for (int i = 1; !found && i < WAYS_MAX && now_ms() < deadline &&
			avoid_picks(a, own, avoided, &n);
	     i++)
		found = reach(a, r, deadline);
	if (n)
		forget_plans();
	while (n)
		avoided[--n]->locked = false;
	return found;
}

static bool search(struct asked *q, struct attempt *a, long limit_ms)
{
	long deadline = now_ms() + limit_ms;
	bool found = false;

	*a = (struct attempt){.n = q->r.own};
	if (q->r.own)
		a->picks[0] = (struct applied){.sym = q->r.sym, .own = true};
	if (q->r.own && is_tristate(q->r.sym))
		a->picks[0].tri = tristate_of(q->r.text);
	else if (q->r.own)
		a->picks[0].text = q->r.text;
	if (limit_ms) {
		found = reach_somehow(a, &q->r, deadline);
		q->complete = !found || reduce(a, &q->r, deadline);
	} else if (q->plan) { /* no time left */
		found = add_picks(a, q->plan);
	}
	for (size_t i = 0; i < a->n; i++)
		note_of(a->picks[i].sym)->pinned = false;
	drop_dropped(a);
	if (found)
		find_values(q, a);
	return found;
}

/* The nearest in range, once the prompt can be seen. */
static const char *find_nearest(struct asked *q, struct attempt *a, const char *asked)
{
	const struct plan *visible = NULL;
	const char *nearest;
	struct property *prop;

	*a = (struct attempt){.n = 0};
	sym_calc_value(q->r.sym);
	steps = 0;
	for_all_prompts (q->r.sym, prop)
		visible = cheaper(visible, plan_expr(prop->visible.expr, mod, true));
	if (!visible || is_tristate(q->r.sym))
		return NULL;
	add_picks(a, visible);
	apply(a);
	nearest = nearest_in_range(q->r.sym, asked);
	q->range = nearest ? range_json(q->r.sym) : NULL;
	take_back(a);
	for (size_t i = 0; i < a->n; i++)
		note_of(a->picks[i].sym)->pinned = false;
	return nearest;
}

static bool search_instead(struct asked *q, struct attempt *a, const char *nearest,
			   long limit_ms)
{
	const char *asked = q->r.text;

	q->r.text = nearest;
	q->r.own = true;
	if (!search(q, a, limit_ms)) {
		q->r.text = asked;
		return false;
	}
	q->nearest = nearest;
	return true;
}

/* Should a number be out of any range that can be had, then the nearest that is not. */
static bool search_nearest(struct asked *q, struct attempt *a, long limit_ms)
{
	const char *nearest = find_nearest(q, a, q->r.text);
	struct property *prop;

	if (nearest && search_instead(q, a, nearest, limit_ms))
		return true;
	for_all_properties(q->r.sym, prop, P_RANGE)
	{
		nearest = nearest_in(q->r.sym, prop, q->r.text);
		q->range = range_of(prop);
		if (nearest && search_instead(q, a, nearest, limit_ms))
			return true;
	}
	return false;
}

static void solve(struct asked *q, long limit_ms)
{
	struct attempt *a = calloc(1, sizeof(*a));
	bool found = search(q, a, limit_ms) ||
		     (!is_tristate(q->r.sym) && search_nearest(q, a, limit_ms));

	q->done = true;
	if (found)
		q->way = a;
	else
		free(a);
}

static bool same_plan(const struct plan *a, const struct plan *b)
{
	const struct pick *x = a ? a->picks : NULL, *y = b ? b->picks : NULL;

	while (x && y && x != y && x->sym == y->sym && x->tri == y->tri &&
	       x->text == y->text) {
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
		for (size_t j = i + 1; j < n && !all[i].r.own; j++)
			if (!all[j].done && !all[j].r.own &&
			    same_plan(all[i].plan, all[j].plan))
				alike[m++] = &all[j];
		if (m)
			share(&all[i], alike, m);
	}
	free(alike);
}

static json_t *cause_json(const struct asked *q)
{
	json_t *picks, *probes;

	if (!q->r.sym)
		return json_null();
	picks = json_array();
	probes = json_array();
	for (size_t i = 0; q->way && i < q->way->n; i++) {
		const struct applied *k = &q->way->picks[i];

		if (is_probe(k->sym) || is_measured(k->sym))
			json_array_append_new(probes, probe_json(k->sym, k->text));
		else if (!k->own)
			json_array_append_new(
				picks,
				pick_json(k, k->sym == q->r.sym ? q->rival : NULL));
	}
	return json_pack("{s:o, s:o, s:s?, s:o, s:o, s:b, s:b}", "picks", picks, "probes",
			 probes, "nearest", q->nearest, "range",
			 q->nearest ? json_incref(q->range) : json_null(), "end",
			 q->way ? json_null() : dead_end_json(&q->r), "found",
			 q->way != NULL, "complete", q->complete || !q->way);
}

static struct note **locked;
static size_t n_locked;

static void lock(struct note *note)
{
	if (note->locked)
		return;
	if ((n_locked & (n_locked - 1)) == 0) { /* at each power of two */
		locked = realloc(locked, (n_locked ? 2 * n_locked : 1) * sizeof(*locked));
		if (!locked)
			abort();
	}
	note->locked = true;
	locked[n_locked++] = note;
}

/* Other values: other plans, and other requests. */
static void forget_requests(void)
{
	forget_plans();
	while (n_locked)
		locked[--n_locked]->locked = false;
}

static void lock_names(const json_t *list)
{
	struct texts names = texts_of(list);

	for (size_t i = 0; i < names.n; i++) {
		struct symbol *sym = sym_find(names.v[i]);

		if (sym && has_named_value(sym))
			lock(note_of(sym));
	}
	texts_done(&names);
}

static struct request request_of(const json_t *pair)
{
	const char *name = json_string_value(json_array_get(pair, 0));
	struct request r = {.text = json_string_value(json_array_get(pair, 1)),
			    .own = json_is_true(json_array_get(pair, 2))};

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
