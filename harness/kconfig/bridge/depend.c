// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What has to be computed again when a user value changes.
 *
 * sym_clear_all_valid() forgets the values of all symbols and expressions, some eighty
 * thousand, where a trial of a cause changes a few symbols and asks for one. Here each
 * symbol and expression knows who reads it, so that only what hangs on a change is
 * forgotten. This text stands behind trial.c when it is compiled.
 */

/* Numbers: first the expressions, then the symbols. What the parse decides is in the image. */
static struct {
	struct expr **exprs; /* parsed_exprs */
	struct symbol **syms;
	unsigned int n_exprs, n_syms;
	unsigned int *first; /* of its readers, for each number and one more */
	unsigned int *readers;
} graph IN_IMAGE = {NULL};

/* Each number is in it at most once, and a choice's members. */
static unsigned int *stack;

typedef void add_reader_fn(unsigned int of, unsigned int reader);

/* Symbols keep theirs in def[S_DEF_DEF3], which Kconfig leaves to user interfaces. */
static unsigned int number_of(const struct symbol *sym)
{
	return (unsigned int)(uintptr_t)sym->def[S_DEF_DEF3].val;
}

/* y, m and n are in no table: they have no number and never change. */
static bool has_number(const struct symbol *sym)
{
	return sym->def[S_DEF_DEF3].val != NULL;
}

/* While the graph is made no value of an expression is valid: it holds the number. */
static unsigned int expr_number(const struct expr *e)
{
	return (unsigned int)e->val;
}

static void *graph_array(size_t n, size_t size)
{
	void *array = bridge_calloc(n, size);

	if (!array)
		abort();
	return array;
}

/* In the order of their addresses, so that what lies together is taken together. */
static void number_all(void)
{
	struct symbol *sym;
	size_t n = 0;

	expr_invalidate_all();
	graph.exprs = parsed_exprs;
	graph.n_exprs = (unsigned int)n_parsed_exprs;
	for (unsigned int i = 0; i < graph.n_exprs; i++)
		graph.exprs[i]->val = (tristate)i;
	for_all_symbols (sym)
		n++;
	graph.syms = graph_array(n + 1, sizeof(struct symbol *));
	for_all_symbols (sym)
		graph.syms[graph.n_syms++] = sym;
	qsort(graph.syms, n, sizeof(struct symbol *), by_address);
	for (unsigned int i = 0; i < graph.n_syms; i++)
		graph.syms[i]->def[S_DEF_DEF3].val =
			(void *)(uintptr_t)(graph.n_exprs + i);
}

static void add_expr_operands(const struct expr *e, add_reader_fn *add)
{
	unsigned int reader = expr_number(e);

	switch (e->type) {
	case E_AND:
	case E_OR: add(expr_number(e->right.expr), reader); /* fall through */
	case E_NOT: add(expr_number(e->left.expr), reader); break;
	case E_SYMBOL:
		if (has_number(e->left.sym))
			add(number_of(e->left.sym), reader);
		break;
	default: /* comparisons and ranges */
		if (has_number(e->left.sym))
			add(number_of(e->left.sym), reader);
		if (has_number(e->right.sym))
			add(number_of(e->right.sym), reader);
	}
}

static void add_for(struct expr *e, const struct symbol *sym, add_reader_fn *add)
{
	if (e)
		add(expr_number(e), number_of(sym));
}

static void add_properties(const struct symbol *of, const struct symbol *reader,
			   add_reader_fn *add)
{
	for (const struct property *p = of->prop; p; p = p->next) {
		if (p->type == P_SELECT || p->type == P_IMPLY)
			continue; /* these are in the reverse dependency of the other */
		add_for(p->visible.expr, reader, add);
		add_for(p->expr, reader, add);
	}
}

/*
 * sym_calc_choice() reads the conditions of all members, whether their values are
 * computed or not, and decides for all of them.
 */
static void add_choice(const struct symbol *sym, struct menu *choice, add_reader_fn *add)
{
	struct menu *menu;

	add_properties(choice->sym, sym, add);
	menu_for_each_sub_entry (menu, choice)
		if (menu->sym && menu->sym != sym)
			add_properties(menu->sym, sym, add);
}

static void add_symbol_operands(const struct symbol *sym, add_reader_fn *add)
{
	struct menu *choice = sym_is_choice_value(sym) ? sym_get_choice_menu(sym) : NULL;

	add_properties(sym, sym, add);
	add_for(sym->dir_dep.expr, sym, add);
	add_for(sym->rev_dep.expr, sym, add);
	add_for(sym->implied.expr, sym, add);
	if (choice)
		add_choice(sym, choice, add);
}

static void add_all(add_reader_fn *add)
{
	for (unsigned int i = 0; i < graph.n_exprs; i++)
		add_expr_operands(graph.exprs[i], add);
	for (unsigned int i = 0; i < graph.n_syms; i++)
		add_symbol_operands(graph.syms[i], add);
}

static void count_reader(unsigned int of, unsigned int reader)
{
	(void)reader;
	graph.first[of + 1]++;
}

static void store_reader(unsigned int of, unsigned int reader)
{
	graph.readers[graph.first[of]++] = reader;
}

/* Once, after the parse. */
static void make_graph(void)
{
	unsigned int n;

	number_all();
	n = graph.n_exprs + graph.n_syms;
	graph.first = graph_array(n + 2, sizeof(unsigned int));
	add_all(count_reader);
	for (unsigned int i = 0; i < n; i++)
		graph.first[i + 1] += graph.first[i];
	graph.readers = graph_array(graph.first[n] + 1, sizeof(unsigned int));
	add_all(store_reader);
	/* storing moved each start to its end, which is the start of the next */
	memmove(graph.first + 1, graph.first, n * sizeof(unsigned int));
	graph.first[0] = 0;
	for (unsigned int i = 0; i < graph.n_exprs; i++)
		graph.exprs[i]->val = no;
}

/* Takes the validity of a number; false: it had none, so nobody has read it. */
static bool forget_number(unsigned int i)
{
	if (i < graph.n_exprs) {
		bool valid = graph.exprs[i]->val_is_valid;

		graph.exprs[i]->val_is_valid = false;
		return valid;
	} else {
		struct symbol *sym = graph.syms[i - graph.n_exprs];
		bool valid = sym->flags & SYMBOL_VALID;

		sym->flags &= ~SYMBOL_VALID;
		return valid;
	}
}

/* The user value of @sym, or its place in its choice, is another one now. */
static void user_value_changed(const struct symbol *sym)
{
	struct menu *choice = sym_get_choice_menu(sym), *menu;
	unsigned int n = 0;
	bool modules = false;

	if (!stack)
		stack = calloc(2 * ((size_t)graph.n_exprs + graph.n_syms) + 1,
			       sizeof(unsigned int));
	if (!stack)
		abort();
	stack[n++] = number_of(sym);
	if (choice)
		menu_for_each_sub_entry (menu, choice)
			if (menu->sym && menu->sym != sym)
				stack[n++] = number_of(menu->sym);
	for (unsigned int i = 0; i < n; i++)
		forget_number(stack[i]);
	while (n) {
		unsigned int i = stack[--n];

		modules = modules ||
			  (has_number(modules_sym) && i == number_of(modules_sym));
		for (unsigned int k = graph.first[i]; k < graph.first[i + 1]; k++)
			if (forget_number(graph.readers[k]))
				stack[n++] = graph.readers[k];
	}
	if (modules) /* it decides what a tristate is, everywhere */
		sym_clear_all_valid();
}
