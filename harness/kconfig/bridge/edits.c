// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Edits: the user values that turn one configuration into another one.
 *
 * Both are resolved, one after the other, and what was given and what came out is kept.
 * Then any mixture can be made: the edits are symbols whose user value is another one in
 * the second, and each can be on or off. This text stands behind propagate.c when it is
 * compiled.
 */

/* What a side gave to a symbol, and what it came to. */
struct given {
	struct symbol_value user;
	struct symbol_value value;
	bool has_user;
	int rank; /* of a member in its choice */
};

struct edit {
	struct symbol *sym;
	bool on;	/* the new side's */
	bool asked;	/* by the client: it is an edit whether it is needed or not */
	bool loose;	/* of a choice, or an old name: only trying tells */
	bool kept;	/* it is among those that make the new side */
	size_t row;	/* its own; NO_ROW: the value stays */
	size_t number;	/* among those that are kept */
	bool effective; /* on its own value */
};

#define NO_ROW ((size_t)-1)

/* A symbol whose value is another one. */
struct row {
	struct symbol *sym;
	struct edit *edit; /* NULL: its user value is the same */
	char class;	   /* i, c, u as in an answer to "diff" */
	size_t *causes;	   /* numbers of edits that are kept */
	size_t n_causes;
	bool together;
	size_t *undo, *make; /* edits that do it alone: see diff_causes.c */
	size_t n_undo, n_make;
};

enum { OLD, NEW };

static struct {
	struct given *sides[2]; /* by number of the symbol; NULL: not kept */
	struct edit *edits;
	size_t n_edits;
	struct edit **kept;
	size_t n_kept;
	struct row *rows;
	size_t n_rows;
	size_t *row_of; /* by number of the symbol; NO_ROW */
} diff;

static unsigned int index_of(const struct symbol *sym)
{
	return number_of(sym) - graph.n_exprs;
}

/* --- sides ------------------------------------------------------------------------------- */

/* Of a number or text: nothing when it is in no .config. */
static const char *written_text(struct symbol *sym)
{
	const char *text = sym->flags & SYMBOL_WRITE ? sym_get_string_value(sym) : "";

	return text ? text : "";
}

static void keep_symbol(struct given *g, struct symbol *sym)
{
	sym_calc_value(sym);
	g->has_user = sym->flags & SYMBOL_DEF_USER;
	if (is_number_or_text(sym)) {
		if (g->has_user)
			g->user.val = strdup(sym->def[S_DEF_USER].val);
		g->value.val = strdup(written_text(sym));
	} else {
		g->user.tri = sym->def[S_DEF_USER].tri;
		g->value.tri = sym->curr.tri;
	}
}

/* Members that were given last come first. */
static void keep_ranks(struct given *side)
{
	int rank = 0;
	struct symbol *sym;

	for (size_t i = 0; i < n_members; i++) {
		if (i && members[i].choice == members[i - 1].choice)
			continue;
		list_for_each_entry (sym, &members[i].choice->choice_members, choice_link)
			if (has_number(sym))
				side[index_of(sym)].rank = rank++;
	}
}

static void keep_side(int which)
{
	struct given *side = calloc(graph.n_syms + 1, sizeof(*side));

	for (unsigned int i = 0; i < graph.n_syms; i++)
		keep_symbol(&side[i], graph.syms[i]);
	keep_ranks(side);
	diff.sides[which] = side;
}

static void forget_side(int which)
{
	struct given *side = diff.sides[which];

	for (unsigned int i = 0; side && i < graph.n_syms; i++) {
		if (!is_number_or_text(graph.syms[i]))
			continue;
		free(side[i].user.val);
		free(side[i].value.val);
	}
	free(side);
	diff.sides[which] = NULL;
}

static const struct given *given_to(const struct symbol *sym, int which)
{
	return &diff.sides[which][index_of(sym)];
}

static bool same_values(const struct symbol *sym, const struct symbol_value *a,
			const struct symbol_value *b)
{
	if (!is_number_or_text(sym))
		return a->tri == b->tri;
	return strcmp(a->val ? a->val : "", b->val ? b->val : "") == 0;
}

static bool has_value_of(struct symbol *sym, int which)
{
	const struct given *g = given_to(sym, which);

	return is_number_or_text(sym) ? strcmp(written_text(sym), g->value.val) == 0
				      : sym->curr.tri == g->value.tri;
}

/* --- turning edits on and off --------------------------------------------------------------- */

static struct edit *edit_of(const struct symbol *sym)
{
	size_t low = 0, high = diff.n_edits;

	while (low < high) { /* they are in the order of numbers */
		size_t middle = low + (high - low) / 2;

		if (number_of(diff.edits[middle].sym) < number_of(sym))
			low = middle + 1;
		else
			high = middle;
	}
	return low < diff.n_edits && diff.edits[low].sym == sym ? &diff.edits[low] : NULL;
}

/* Edits come behind all lines of the old side, in the order of the new one. */
static bool comes_before(const struct symbol *a, const struct symbol *b)
{
	const struct edit *x = edit_of(a), *y = edit_of(b);
	bool a_on = x && x->on, b_on = y && y->on;

	if (a_on != b_on)
		return a_on;
	return given_to(a, a_on ? NEW : OLD)->rank < given_to(b, a_on ? NEW : OLD)->rank;
}

static void sort_choice(struct menu *choice)
{
	struct list_head sorted, *at;
	struct symbol *sym, *other;

	INIT_LIST_HEAD(&sorted);
	while (!list_empty(&choice->choice_members)) {
		sym = list_entry(choice->choice_members.next, struct symbol, choice_link);
		at = &sorted;
		list_for_each_entry (other, &sorted, choice_link) {
			if (comes_before(sym, other))
				break;
			at = &other->choice_link;
		}
		list_move(&sym->choice_link, at);
	}
	while (!list_empty(&sorted))
		list_move(sorted.prev, &choice->choice_members);
}

/* What has to be computed then is queued. */
static void turn(struct edit *e, bool on)
{
	struct symbol *sym = e->sym;
	const struct given *g = given_to(sym, on ? NEW : OLD);
	struct menu *choice = choice_of(sym);

	if (e->on == on)
		return;
	e->on = on;
	sym->def[S_DEF_USER] = g->user;
	sym->flags &= ~SYMBOL_DEF_USER;
	if (g->has_user)
		sym->flags |= SYMBOL_DEF_USER;
	if (choice)
		sort_choice(choice);
	queue_user_value(sym);
}

static void turn_all(struct edit *const *list, size_t n, bool on)
{
	mark_values();
	for (size_t i = 0; i < n; i++)
		turn(list[i], on);
	propagate();
}

/* Those that were turned last, without computing; the values are those of then. */
static void turn_back(struct edit *const *list, size_t n, bool on)
{
	for (size_t i = 0; i < n; i++)
		turn(list[i], !on);
	forget_queue();
	take_back_values();
}

/* --- which edits, which rows ------------------------------------------------------------------ */

static void find_edits(void)
{
	diff.edits = calloc(graph.n_syms + 1, sizeof(*diff.edits));
	for (unsigned int i = 0; i < graph.n_syms; i++) {
		struct symbol *sym = graph.syms[i];
		const struct given *old = given_to(sym, OLD), *new = given_to(sym, NEW);

		if (!has_named_value(sym) ||
		    (old->has_user == new->has_user &&
		     (!old->has_user || same_values(sym, &old->user, &new->user))))
			continue;
		diff.edits[diff.n_edits++] = (struct edit){
			.sym = sym,
			.on = true,
			.kept = true,
			.loose = sym_is_choice_value(sym) || (sym->flags & SYMBOL_TRANS),
			.row = NO_ROW,
		};
	}
}

static void find_rows(void)
{
	diff.rows = calloc(graph.n_syms + 1, sizeof(*diff.rows));
	diff.row_of = calloc(graph.n_syms + 1, sizeof(*diff.row_of));
	for (unsigned int i = 0; i < graph.n_syms; i++) {
		struct symbol *sym = graph.syms[i];
		struct edit *e;

		diff.row_of[i] = NO_ROW;
		if (!has_named_value(sym) || same_values(sym, &given_to(sym, OLD)->value,
							 &given_to(sym, NEW)->value))
			continue;
		e = edit_of(sym);
		if (e)
			e->row = diff.n_rows;
		diff.row_of[i] = diff.n_rows;
		diff.rows[diff.n_rows++] = (struct row){.sym = sym, .edit = e};
	}
}

static void mark_asked(const json_t *list)
{
	struct texts names = texts_of(list);

	for (size_t i = 0; i < names.n; i++) {
		const struct symbol *sym = sym_find(names.v[i]);
		struct edit *e = sym && has_number(sym) ? edit_of(sym) : NULL;

		if (e)
			e->asked = e->row != NO_ROW;
	}
	texts_done(&names);
}

/* --- those that are needed ------------------------------------------------------------------ */

/*
 * All other values are those of the new side, with or without other edits: so what its
 * own value is without an edit tells whether that is needed. See kconfig/reduce.h.
 */
static bool is_needed(struct edit *e)
{
	struct symbol *sym = e->sym;
	bool same;

	mark_values();
	turn(e, false);
	forget_queue();
	log_symbol(number_of(sym));
	sym->flags &= ~SYMBOL_VALID;
	sym_calc_value(sym);
	same = !symbol_differs(sym, &order.log[0]);
	order.whole = sym == modules_sym && !same;
	turn_back(&e, 1, false);
	return !same;
}

/* Of what the last propagate() computed. */
static bool still_new(void)
{
	if (order.whole) {
		for (unsigned int i = 0; i < graph.n_syms; i++)
			if (has_named_value(graph.syms[i]) &&
			    !(graph.syms[i]->flags & SYMBOL_TRANS) &&
			    !has_value_of(graph.syms[i], NEW))
				return false;
		return true;
	}
	for (size_t i = 0; i < order.n_log; i++) {
		struct symbol *sym = is_expr(order.log[i].number)
					     ? NULL
					     : symbol_at(order.log[i].number);

		if (sym && has_named_value(sym) && !(sym->flags & SYMBOL_TRANS) &&
		    !has_value_of(sym, NEW))
			return false;
	}
	return true;
}

/* Leaves it out if nothing changes; of a choice those that are not y go first. */
static bool drop_loose(bool yes_too)
{
	bool any = false;

	for (size_t i = 0; i < diff.n_edits; i++) {
		struct edit *e = &diff.edits[i];

		if (!e->kept || !e->loose || e->asked ||
		    (given_to(e->sym, NEW)->has_user &&
		     given_to(e->sym, NEW)->user.tri == yes && !yes_too))
			continue;
		turn_all(&e, 1, false);
		e->kept = !still_new();
		if (e->kept)
			turn_back(&e, 1, false);
		else
			any = true;
	}
	return any;
}

static bool drop_unneeded(void)
{
	struct edit **list = calloc(diff.n_edits + 1, sizeof(*list));
	size_t n = 0;
	bool same;

	for (size_t i = 0; i < diff.n_edits; i++) {
		struct edit *e = &diff.edits[i];

		if (e->asked || e->loose || is_needed(e))
			continue;
		list[n++] = e;
	}
	turn_all(list, n, false);
	same = still_new();
	for (size_t i = 0; i < n; i++)
		list[i]->kept = !same;
	if (!same)
		turn_back(list, n, false);
	free(list);
	return same;
}

/* What is kept is irreducible but for what was asked for; without it all stays as it is. */
static void reduce_edits(void)
{
	if (!drop_unneeded()) /* a choice can spoil it: then one by one */
		for (size_t i = 0; i < diff.n_edits; i++)
			diff.edits[i].loose = true;
	while (drop_loose(false) || drop_loose(true))
		;
	diff.kept = calloc(diff.n_edits + 1, sizeof(*diff.kept));
	for (size_t i = 0; i < diff.n_edits; i++) {
		if (!diff.edits[i].kept)
			continue;
		diff.edits[i].number = diff.n_kept;
		diff.kept[diff.n_kept++] = &diff.edits[i];
	}
}

/* The new side, and Kconfig's own memory for what was given. */
static void restore_new(struct symbol_value *live)
{
	for (size_t i = 0; i < diff.n_edits; i++)
		turn(&diff.edits[i], true);
	mark_values();
	for (size_t i = 0; i < diff.n_edits; i++) {
		queue_user_value(diff.edits[i].sym);
		diff.edits[i].sym->def[S_DEF_USER] = live[i];
	}
	propagate();
	order.n_log = 0;
}
