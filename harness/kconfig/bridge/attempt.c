// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Attempts: apply a plan, evaluate, plan on where that does not suffice, and drop what
 * is not needed. This text stands behind number.c when it is compiled.
 */

/* --- trying a plan -------------------------------------------------------------------- */

struct request {
	struct symbol *sym;
	const char *text; /* y, m, n or the text of a number or string */
	bool own;	  /* it is not among the values yet */
};

static tristate tristate_of(const char *text)
{
	return *text == 'y' ? yes : *text == 'm' ? mod : no;
}

static const struct plan *plan_request(const struct request *r)
{
	tristate want = tristate_of(r->text), now;
	const struct plan *modules = &nothing;

	sym_calc_value(r->sym);
	if (!is_tristate(r->sym))
		return plan_text(r->sym, r->text);
	if (want == mod && modules_sym) /* without it an m becomes y */
		modules = plan_symbol(modules_sym, AT_LEAST_Y);
	now = sym_get_tristate_value(r->sym);
	if (want == now)
		return &nothing;
	if (want > now)
		return both(modules,
			    plan_symbol(r->sym, want == yes ? AT_LEAST_Y : AT_LEAST_M));
	return both(modules, plan_symbol(r->sym, want == no ? AT_MOST_N : AT_MOST_M));
}

struct applied {
	struct symbol *sym;
	tristate tri; /* to apply */
	const char *text;
	const char *from; /* what it is otherwise */
	struct symbol_value old;
	int old_flag;
	struct list_head *old_prev; /* in its choice */
	struct expr *defaults[MAX_DEFAULTS];
	size_t n_defaults;
	bool own; /* the request itself */
	bool dropped;
	bool skipped; /* by the last apply() */
};

#define MAX_PICKS 64

struct attempt {
	struct applied picks[MAX_PICKS];
	size_t n;
};

static void apply_one(struct applied *k)
{
	struct symbol *sym = k->sym;
	struct menu *choice;

	if (is_probe(sym)) {
		set_probe(sym, true);
		return;
	}
	if (is_measured(sym)) {
		k->n_defaults = replace_defaults(sym, k->text, k->defaults);
		return;
	}
	choice = sym_get_choice_menu(sym);
	k->old = sym->def[S_DEF_USER];
	k->old_flag = sym->flags & SYMBOL_DEF_USER;
	k->old_prev = choice ? sym->choice_link.prev : NULL;
	if (k->text)
		sym->def[S_DEF_USER].val = (void *)(uintptr_t)k->text;
	else
		sym->def[S_DEF_USER].tri = k->tri;
	sym->flags |= SYMBOL_DEF_USER;
	if (choice)
		list_move(&sym->choice_link, &choice->choice_members);
}

static void take_back_one(const struct applied *k)
{
	struct symbol *sym = k->sym;

	if (is_probe(sym)) {
		set_probe(sym, false);
		return;
	}
	if (is_measured(sym)) {
		restore_defaults(sym, (struct expr **)(uintptr_t)k->defaults,
				 k->n_defaults);
		return;
	}
	sym->def[S_DEF_USER] = k->old;
	sym->flags = (sym->flags & ~SYMBOL_DEF_USER) | k->old_flag;
	if (k->old_prev)
		list_move(&sym->choice_link, k->old_prev);
}

static void apply(struct attempt *a)
{
	for (size_t i = 0; i < a->n; i++) {
		struct applied *k = &a->picks[i];

		k->skipped = k->dropped;
		if (k->skipped)
			continue;
		apply_one(k);
		user_value_changed(k->sym);
	}
}

static void take_back(struct attempt *a)
{
	for (size_t i = a->n; i-- > 0;) {
		struct applied *k = &a->picks[i];

		if (k->skipped)
			continue;
		take_back_one(k);
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
		a->picks[a->n++] =
			(struct applied){.sym = k->sym, .tri = k->tri, .text = k->text};
		note_of(k->sym)->pinned = true;
	}
	return a->n > before;
}

/* Of the processor: what is found must not depend on what else the machine does. */
static long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
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
		if (a->picks[i].own)
			continue;
		a->picks[i].dropped = true;
		a->picks[i].dropped = honoured_with(a, r);
	}
	return true;
}

/* --- what cannot be helped ------------------------------------------------------------- */

/* What has to be reached, and may not be. */
struct end {
	struct expr *expr;
	tristate level;
	bool raise;
};

/* The first part of @e that no value of any symbol brings to where it should be. */
static struct end hopeless(struct expr *e, tristate level, bool raise)
{
	struct end part;

	if (!e || plan_expr(e, level, raise))
		return (struct end){NULL, level, raise};
	if (e->type == E_NOT)
		return hopeless(e->left.expr, (tristate)(2 - level), !raise);
	if (e->type != E_AND && e->type != E_OR)
		return (struct end){e, level, raise};
	part = hopeless(e->left.expr, level, raise);
	return part.expr ? part : hopeless(e->right.expr, level, raise);
}

static bool expr_is_constant(const struct expr *e)
{
	return e->type == E_SYMBOL && (e->left.sym->flags & SYMBOL_CONST);
}

static struct end hopeless_prompt(struct symbol *sym, tristate level)
{
	struct property *prop;
	struct end part = {NULL};

	for_all_prompts (sym, prop)
		if (!part.expr)
			part = hopeless(prop->visible.expr, level, true);
	return part;
}

static struct end hopeless_default(struct symbol *sym, tristate level, bool raise)
{
	struct property *prop;
	struct end part = {NULL};

	for_all_defaults(sym, prop)
	{
		if (!part.expr && raise)
			part = hopeless(prop->visible.expr, level, true);
		if (!part.expr)
			part = hopeless(prop->expr, level, raise);
	}
	return part;
}

/* The end of the chain of conditions that cannot be met: the symbol itself at least. */
static struct end dead_end(struct symbol *sym, tristate level, bool raise, int depth)
{
	struct end part = {NULL}, own = {expr_alloc_symbol(sym), level, raise};

	if (!raise && sym->rev_dep.expr)
		part = hopeless(sym->rev_dep.expr, level, false);
	if (!part.expr)
		part = hopeless_prompt(sym, raise ? level : mod);
	if (!part.expr && raise && sym->rev_dep.expr)
		part = hopeless(sym->rev_dep.expr, level, true);
	if (!part.expr && is_tristate(sym))
		part = hopeless_default(sym, level, raise);
	if (!part.expr || expr_is_constant(part.expr))
		return part.expr && has_prompt(sym) ? part : own;
	if (part.expr->type == E_SYMBOL && is_tristate(part.expr->left.sym) && depth < 20)
		return dead_end(part.expr->left.sym, part.level, part.raise, depth + 1);
	return part;
}
