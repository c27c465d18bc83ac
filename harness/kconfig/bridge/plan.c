// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Plans: values of other symbols with which a symbol could get the value one wants.
 *
 * This text stands behind trial.c when it is compiled. A plan is read off the
 * expressions of Kconfig, cheapest branch first, with the values that all symbols
 * have now; it may ask for too much or too little, see causes.c.
 */
enum goal { AT_LEAST_M, AT_LEAST_Y, AT_MOST_N, AT_MOST_M, GOALS };

struct pick {
	struct symbol *sym;
	tristate tri;
	const char *text; /* of a number or string; else NULL */
	const struct pick *next;
};

struct plan {
	const struct pick *picks;
	int cost;
};

/* Kept in def[S_DEF_DEF4] of a symbol, which Kconfig reserves for user interfaces. */
struct note {
	struct plan *plans[GOALS];
	enum { UNKNOWN, BUSY, IMPOSSIBLE, KNOWN } state[GOALS];
	unsigned int round; /* that the plans belong to */
	bool locked;	    /* a request asks for its value */
	bool pinned;	    /* the attempt sets it already */
	char measured;	    /* y, n, or not known yet: see is_measured() */
};

enum {
	COST_SET = 4,
	COST_UNSET = 6,
	COST_EXPERT = 8,
	COST_ODD = 60,
	COST_PROBE = 200, /* what no configuration can do */
	COST_LOCKED = 1000
};

static unsigned int round_now = 1, cuts, steps;
static const unsigned int max_steps = 200000; /* a request */
static const struct plan nothing;

/* They belong to the values that all symbols have now. */
static void forget_plans(void)
{
	round_now++;
}

static const struct plan *plan_expr(struct expr *e, tristate level, bool raise);
static const struct plan *plan_symbol(struct symbol *sym, enum goal goal);
/* in number.c */
static const struct plan *plan_compare(struct expr *e, bool holds);
static bool is_measured(struct symbol *sym);

static struct note *note_of(struct symbol *sym)
{
	struct symbol_value *slot = &sym->def[S_DEF_DEF4];
	struct note *n = slot->val;

	if (!n)
		slot->val = n = calloc(1, sizeof(*n));
	if (n->round != round_now) {
		memset(n->plans, 0, sizeof(n->plans));
		memset(n->state, 0, sizeof(n->state));
		n->round = round_now;
	}
	return n;
}

static int cost_of(struct symbol *sym, tristate to)
{
	static const char *const odd[] = {"COMPILE_TEST", "BROKEN", "ALLMODCONFIG"};

	if (note_of(sym)->locked || note_of(sym)->pinned)
		return COST_LOCKED;
	if (is_probe(sym) || is_measured(sym))
		return COST_PROBE;
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++)
		if (sym->name && strcmp(sym->name, odd[i]) == 0)
			return COST_ODD;
	if (sym->name && strcmp(sym->name, "EXPERT") == 0)
		return COST_EXPERT;
	return to == no ? COST_UNSET : COST_SET;
}

/* --- plans --------------------------------------------------------------------------- */

static const struct pick *find_pick(const struct plan *p, const struct symbol *sym)
{
	const struct pick *k;

	for (k = p->picks; k && k->sym != sym; k = k->next)
		;
	return k;
}

/* Lives as long as the bridge. */
static const struct plan *add_pick(const struct plan *p, struct symbol *sym, tristate tri,
				   const char *text)
{
	struct {
		struct plan plan;
		struct pick pick;
	} *more = malloc(sizeof(*more));

	if (!more)
		abort();
	more->pick = (struct pick){sym, tri, text, p->picks};
	more->plan = (struct plan){&more->pick, p->cost + cost_of(sym, tri)};
	return &more->plan;
}

/* NULL when @sym has another value in it already. */
static const struct plan *with_pick(const struct plan *p, struct symbol *sym,
				    tristate tri)
{
	const struct pick *have = find_pick(p, sym);

	if (have && (have->tri == tri || (have->tri == yes && tri == mod)))
		return p;
	if (have && (have->tri != mod || tri != yes))
		return NULL;
	return add_pick(p, sym, tri, NULL);
}

static const struct plan *with_text(const struct plan *p, struct symbol *sym,
				    const char *text)
{
	const struct pick *have = find_pick(p, sym);

	if (have)
		return strcmp(have->text, text) == 0 ? p : NULL;
	return add_pick(p, sym, yes, text);
}

static const struct plan *both(const struct plan *a, const struct plan *b)
{
	if (!a || !b)
		return NULL;
	if (!a->picks)
		return b;
	for (const struct pick *k = b->picks; a && k; k = k->next)
		a = k->text ? with_text(a, k->sym, k->text)
			    : with_pick(a, k->sym, k->tri);
	return a;
}

static const struct plan *cheaper(const struct plan *a, const struct plan *b)
{
	if (!a || !b)
		return a ? a : b;
	return b->cost < a->cost ? b : a;
}

/* X=y, X!=m, X="text": one side is a constant */
static const struct plan *plan_equal(struct expr *e, bool equal)
{
	struct symbol *sym = e->left.sym, *to = e->right.sym;

	if (sym->flags & SYMBOL_CONST) {
		sym = e->right.sym;
		to = e->left.sym;
	}
	if (!(to->flags & SYMBOL_CONST) || !is_tristate(sym) || !is_tristate(to))
		return plan_compare(e, (e->type == E_EQUAL) == equal);
	if (to == &symbol_yes)
		return plan_symbol(sym, equal ? AT_LEAST_Y : AT_MOST_M);
	if (to == &symbol_no)
		return plan_symbol(sym, equal ? AT_MOST_N : AT_LEAST_M);
	if (!equal)
		return plan_symbol(sym, AT_LEAST_Y);
	return plan_symbol(sym,
			   sym_get_tristate_value(sym) == yes ? AT_MOST_M : AT_LEAST_M);
}

/* Brings @e to @level or above (@raise), or to @level or below. */
static const struct plan *plan_expr(struct expr *e, tristate level, bool raise)
{
	tristate now = expr_calc_value(e); /* without an expression: y */
	const struct plan *a;

	if (raise ? now >= level : now <= level)
		return &nothing;
	if (!e || ++steps > max_steps)
		return NULL;
	switch (e->type) {
	case E_AND:
	case E_OR:
		a = plan_expr(e->left.expr, level, raise);
		if ((e->type == E_AND) == raise)
			return a ? both(a, plan_expr(e->right.expr, level, raise)) : NULL;
		return cheaper(a, plan_expr(e->right.expr, level, raise));
	case E_NOT: return plan_expr(e->left.expr, (tristate)(2 - level), !raise);
	case E_SYMBOL:
		if (raise)
			return plan_symbol(e->left.sym,
					   level == yes ? AT_LEAST_Y : AT_LEAST_M);
		return plan_symbol(e->left.sym, level == no ? AT_MOST_N : AT_MOST_M);
	case E_EQUAL: return plan_equal(e, raise);
	case E_UNEQUAL: return plan_equal(e, !raise);
	default: return plan_compare(e, raise);
	}
}

/* The user value is there already when the symbol was requested. */
static const struct plan *plan_user_value(const struct plan *p, struct symbol *sym,
					  tristate tri)
{
	struct menu *choice = sym_get_choice_menu(sym);
	const struct symbol *winner = choice ? sym_calc_choice(choice) : NULL;

	if (!p || (!choice && sym_has_value(sym) && sym->def[S_DEF_USER].tri == tri))
		return p;
	p = with_pick(p, sym, tri);
	if (p && winner && winner != sym && note_of((struct symbol *)winner)->locked &&
	    !find_pick(p, winner)) {
		struct plan *more = malloc(sizeof(*more));

		*more = *p;
		more->cost += COST_LOCKED;
		p = more;
	}
	return p;
}

static const struct plan *plan_prompt(struct symbol *sym, tristate visible, tristate tri)
{
	const struct plan *best = NULL;
	struct property *prop;

	for_all_prompts (sym, prop)
		best = cheaper(best, plan_expr(prop->visible.expr, visible, true));
	return plan_user_value(best, sym, tri);
}

static const struct plan *plan_raise(struct symbol *sym, tristate level)
{
	tristate enough = sym->type == S_BOOLEAN ? mod : level; /* becomes y */
	const struct plan *p = plan_prompt(sym, enough, level);
	struct property *prop;

	if (p || sym_is_choice_value(sym))
		return p;
	if (sym->rev_dep.expr)
		p = plan_expr(sym->rev_dep.expr, enough, true);
	for_all_defaults(sym, prop) p =
		cheaper(p, both(plan_expr(prop->visible.expr, enough, true),
				plan_expr(prop->expr, enough, true)));
	if (sym->implied.expr)
		p = cheaper(p, both(plan_expr(sym->implied.expr, enough, true),
				    plan_expr(sym->dir_dep.expr, enough, true)));
	return p;
}

/* Another member of the choice takes its place. */
static const struct plan *plan_other_member(struct symbol *sym)
{
	const struct plan *best = NULL;
	struct menu *menu;

	menu_for_each_sub_entry (menu, sym_get_choice_menu(sym))
		if (menu->sym && menu->sym != sym && menu->sym->visible != no)
			best = cheaper(best, plan_user_value(&nothing, menu->sym, yes));
	return best;
}

static const struct plan *plan_lower(struct symbol *sym, tristate level)
{
	const struct plan *p = &nothing, *hide = NULL;
	struct property *prop;

	if (sym_is_choice_value(sym))
		return plan_other_member(sym);
	if (sym->rev_dep.expr)
		p = plan_expr(sym->rev_dep.expr, level, false);
	if (!p)
		return NULL;
	if (sym->visible != no)
		return plan_user_value(p, sym, level);
	hide = p;
	if (sym->implied.expr)
		hide = both(hide, plan_expr(sym->implied.expr, level, false));
	for_all_defaults(sym, prop) hide =
		both(hide, cheaper(plan_expr(prop->visible.expr, level, false),
				   plan_expr(prop->expr, level, false)));
	return cheaper(both(p, plan_prompt(sym, mod, level)), hide);
}

static const struct plan *plan_symbol(struct symbol *sym, enum goal goal)
{
	tristate level = goal == AT_LEAST_Y ? yes : goal == AT_MOST_N ? no : mod;
	bool raise = goal == AT_LEAST_M || goal == AT_LEAST_Y;
	unsigned int cuts_before = cuts;
	const struct plan *p;
	struct note *note;
	tristate now;

	sym_calc_value(sym);
	now = sym_get_tristate_value(sym);
	if (raise ? now >= level : now <= level)
		return &nothing;
	if (is_probe(sym))
		return raise ? with_pick(&nothing, sym, yes) : NULL;
	if ((sym->flags & (SYMBOL_CONST | SYMBOL_TRANS)) || !is_tristate(sym))
		return NULL;
	if (sym->type == S_BOOLEAN)
		level = raise ? yes : no;
	note = note_of(sym);
	if (note->state[goal] == KNOWN || note->state[goal] == IMPOSSIBLE)
		return note->plans[goal];
	if (note->state[goal] == BUSY) {
		cuts++;
		return NULL;
	}
	note->state[goal] = BUSY;
	p = raise ? plan_raise(sym, level) : plan_lower(sym, level);
	note->plans[goal] = (struct plan *)p;
	/* what failed inside of a circle may succeed when one comes from elsewhere */
	note->state[goal] = p ? KNOWN : cuts == cuts_before ? IMPOSSIBLE : UNKNOWN;
	return p;
}
