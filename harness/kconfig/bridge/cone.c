// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Trials that ask for the value of one symbol: which edits can have to do with it, and
 * what has to be computed for them. This text stands behind edits.c when it is compiled.
 */
struct edit_list {
	struct edit **v;
	size_t n;
};

static void list_free(struct edit_list *l)
{
	free(l->v);
	*l = (struct edit_list){NULL, 0};
}

static struct edit_list edits_of(const size_t *numbers, size_t n)
{
	struct edit_list l = {calloc(n + 1, sizeof(*l.v)), n};

	for (size_t i = 0; i < n; i++)
		l.v[i] = diff.kept[numbers[i]];
	return l;
}

/* --- what it reads, and what that reads --------------------------------------------------- */

static bool *reached; /* by number, all false between two searches */
static unsigned int *reach_stack, n_reached;
static bool *cone; /* by position */

static void make_room_to_reach(void)
{
	unsigned int total = graph.n_exprs + graph.n_syms;

	if (reached)
		return;
	reached = calloc(total + 1, sizeof(*reached));
	reach_stack = calloc(total + 1, sizeof(*reach_stack));
	cone = calloc(total + 1, sizeof(*cone));
}

static void reach_number(unsigned int number)
{
	if (reached[number])
		return;
	reached[number] = true;
	reach_stack[n_reached++] = number;
}

/* The members of a choice decide for each other. */
static void reach_siblings(unsigned int number)
{
	struct menu *choice = is_expr(number) ? NULL : choice_of(symbol_at(number));
	struct menu *menu;

	if (choice)
		menu_for_each_sub_entry (menu, choice)
			if (menu->sym && has_number(menu->sym))
				reach_number(number_of(menu->sym));
}

/* @changed: only through values that are others on the new side */
static void reach_all(const struct symbol *sym, bool changed)
{
	make_room_to_reach();
	reach_number(number_of(sym));
	for (unsigned int i = 0; i < n_reached; i++) {
		unsigned int number = reach_stack[i];

		reach_siblings(number);
		for (unsigned int k = order.operand_first[number];
		     k < order.operand_first[number + 1]; k++) {
			unsigned int of = order.operands[k];

			if (!changed || is_expr(of) ||
			    diff.row_of[of - graph.n_exprs] != NO_ROW)
				reach_number(of);
		}
	}
}

static void reach_none(void)
{
	while (n_reached)
		reached[reach_stack[--n_reached]] = false;
}

/* The edits that lead to it through values that are others; in the order of numbers. */
static struct edit_list candidates_of(const struct row *r)
{
	struct edit_list l = {calloc(diff.n_kept + 1, sizeof(*l.v)), 0};

	reach_all(r->sym, true);
	for (size_t i = 0; i < diff.n_kept; i++)
		if (reached[number_of(diff.kept[i]->sym)])
			l.v[l.n++] = diff.kept[i];
	reach_none();
	return l;
}

/* Until cone_end() nothing is computed that @sym does not hang on. */
static void cone_begin(const struct symbol *sym)
{
	make_room_to_reach();
	if (has_number(modules_sym))
		reach_number(number_of(modules_sym));
	reach_all(sym, false);
	for (unsigned int i = 0; i < n_reached; i++)
		cone[order.position[reach_stack[i]]] = true;
	reach_none();
	order.only = cone;
}

static void cone_end(void)
{
	memset(cone, 0, order.n * sizeof(*cone));
	order.only = NULL;
}

/* --- trials ----------------------------------------------------------------------------------- */

static bool turned_to(const struct edit_list *l, bool on, const struct row *r)
{
	bool good;

	turn_all(l->v, l->n, on);
	good = has_value_of(r->sym, on ? NEW : OLD);
	turn_back(l->v, l->n, on);
	return good;
}

/* Leaves out as many as it can, so that turning them (and @with) still suffices. */
static void minimize(struct edit_list *l, const struct edit_list *with, bool on,
		     const struct row *r)
{
	struct edit_list less = {calloc(l->n + with->n + 1, sizeof(*less.v)), 0};
	bool any = true;

	for (size_t chunk = l->n / 2 ? l->n / 2 : 1; chunk;
	     chunk = any ? chunk : chunk / 2) {
		any = false;
		for (size_t i = 0; i < l->n;) {
			size_t end = i + chunk < l->n ? i + chunk : l->n;

			memcpy(less.v, with->v, with->n * sizeof(*less.v));
			memcpy(less.v + with->n, l->v, i * sizeof(*less.v));
			memcpy(less.v + with->n + i, l->v + end,
			       (l->n - end) * sizeof(*less.v));
			less.n = with->n + l->n - (end - i);
			if (!turned_to(&less, on, r)) {
				i = end;
				continue;
			}
			memmove(l->v + i, l->v + end, (l->n - end) * sizeof(*l->v));
			l->n -= end - i;
			any = chunk == 1;
		}
	}
	list_free(&less);
}
