// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * From requests to their causes: which share one, how long it may take, and the answer.
 *
 * This text stands behind attempt.c when it is compiled.
 */

/* --- the question ------------------------------------------------------------------------ */

static json_t *first_place(const struct symbol *sym); /* in describe.c */
static json_t *source_json(struct symbol *sym);	      /* in source.c */

/* For a member of a choice that was asked for: the member that was taken instead. */
static struct symbol *blocking_symbol(const struct applied *k, const struct request *r)
{
	struct menu *choice = k->sym == r->sym ? sym_get_choice_menu(k->sym) : NULL;
	struct symbol *winner = choice && k->tri == yes ? sym_calc_choice(choice) : NULL;

	return winner && winner != k->sym ? winner : k->sym;
}

static json_t *pick_json(const struct applied *k, const struct request *r)
{
	static const char *const names[] = {"n", "m", "y"};
	bool to_yes = k->tri == yes || (k->tri == mod && k->sym->type == S_BOOLEAN);
	struct symbol *sym = blocking_symbol(k, r);
	const char *to = k->text ? k->text : to_yes ? "y" : names[k->tri];
	const char type[] = {type_letter(sym), '\0'};
	char origin[] = {'d', '\0'};

	sym_calc_value(sym);
	origin[0] = origin_letter(sym);
	return json_pack("{s:s, s:o, s:s, s:o, s:s, s:s, s:o}", "name", sym->name, "from",
			 text_json(sym_get_string_value(sym)), "to",
			 sym == k->sym ? to : "n", "at", first_place(sym), "type", type,
			 "origin", origin, "source", source_json(sym));
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

static json_t *dead_end_json(const struct request *r)
{
	tristate want = is_tristate(r->sym) ? tristate_of(r->text) : mod;
	struct expr *end = dead_end(r->sym, want == no ? mod : want, 0);
	json_t *o;

	if (!end)
		return json_null();
	o = json_pack("{s:o, s:b}", "expr", expr_json(end), "undefined",
		      is_undefined(end));
	if (end->type == E_SYMBOL)
		json_object_set_new(o, "at", first_place(end->left.sym));
	return o;
}

/* A request and what was found for it. */
struct asked {
	struct request r;
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
		found = reach(a, &q->r, deadline);
		q->complete = !found || reduce(a, &q->r, deadline);
	} else if (q->plan) { /* no time left */
		found = add_picks(a, q->plan);
	}
	for (size_t i = 0; i < a->n; i++)
		note_of(a->picks[i].sym)->pinned = false;
	drop_dropped(a);
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

/* Should a number be out of any range that can be had, then the nearest that is not. */
static void solve(struct asked *q, long limit_ms)
{
	struct attempt *a = calloc(1, sizeof(*a));
	const char *asked = q->r.text, *nearest;
	bool found = search(q, a, limit_ms);

	nearest = found ? NULL : find_nearest(q, a, asked);
	if (nearest) {
		q->r.text = nearest;
		q->r.own = true;
		found = search(q, a, limit_ms);
		if (found)
			q->nearest = nearest;
		else
			q->r.text = asked;
	}
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
			json_array_append_new(picks, pick_json(k, &q->r));
	}
	return json_pack("{s:o, s:o, s:s?, s:o, s:o, s:b, s:b}", "picks", picks, "probes",
			 probes, "nearest", q->nearest, "range",
			 q->nearest ? json_incref(q->range) : json_null(), "end",
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
