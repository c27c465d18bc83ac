// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What becomes of all symbols when a few user values change.
 *
 * depend.c forgets all that could hang on a change. Here all values are there, and only
 * what reads one that really is another one is computed again, in an order in which what
 * is read comes first. What was there before is kept, so that a trial costs what it
 * changes, and is taken back without computing anything. This text stands behind depend.c
 * when it is compiled.
 */

/* What a number had before it was computed again. */
struct before {
	unsigned int number;
	tristate val; /* of an expression */
	/* of a symbol */
	struct symbol_value curr;
	tristate visible, dir_dep, rev_dep, implied;
	int flags;
};

static struct {
	unsigned int *position; /* of each number: what it reads has a smaller one */
	unsigned int *at;	/* the number at each position */
	unsigned int n;
	uint64_t *queued; /* a bit for each position */
	uint64_t *words;  /* a bit for each word of these that may have one set */
	unsigned int low, high;
	const bool *only;   /* by position: what is computed at all; NULL: all */
	struct before *log; /* since the last mark */
	size_t n_log, log_capacity;
	bool whole; /* MODULES is another one: all was computed, the log is of no use */
	unsigned int *operand_first,
		*operands; /* the readers of depend.c, turned round */
	json_int_t runs;   /* how often something was computed */
} order;

static bool is_expr(unsigned int number)
{
	return number < graph.n_exprs;
}

static struct symbol *symbol_at(unsigned int number)
{
	return graph.syms[number - graph.n_exprs];
}

static struct menu *choice_of(const struct symbol *sym)
{
	return sym_is_choice_value(sym) ? sym_get_choice_menu(sym) : NULL;
}

/* All members of a choice are computed at once, in the place of the first one. */
static unsigned int computed_as(unsigned int number)
{
	struct menu *choice = is_expr(number) ? NULL : choice_of(symbol_at(number));
	struct menu *menu;

	if (choice)
		menu_for_each_sub_entry (menu, choice)
			if (menu->sym && has_number(menu->sym))
				return number_of(menu->sym);
	return number;
}

/* --- the order -------------------------------------------------------------------------- */

struct sorting {
	unsigned int *as, *waits, *members_first, *members;
};

static void turn_round(unsigned int n)
{
	order.operand_first = calloc(n + 2, sizeof(unsigned int));
	order.operands = calloc(graph.first[n] + 1, sizeof(unsigned int));
	for (unsigned int k = 0; k < graph.first[n]; k++)
		order.operand_first[graph.readers[k] + 1]++;
	for (unsigned int i = 0; i < n; i++)
		order.operand_first[i + 1] += order.operand_first[i];
	for (unsigned int i = 0; i < n; i++)
		for (unsigned int k = graph.first[i]; k < graph.first[i + 1]; k++)
			order.operands[order.operand_first[graph.readers[k]]++] = i;
	memmove(order.operand_first + 1, order.operand_first, n * sizeof(unsigned int));
	order.operand_first[0] = 0;
}

/* The numbers that are computed as each one, behind each other. */
static void group_members(struct sorting *s, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++)
		s->members_first[s->as[i] + 1]++;
	for (unsigned int i = 0; i < n; i++)
		s->members_first[i + 1] += s->members_first[i];
	for (unsigned int i = 0; i < n; i++)
		s->members[s->members_first[s->as[i]]++] = i;
	memmove(s->members_first + 1, s->members_first, n * sizeof(unsigned int));
	s->members_first[0] = 0;
}

static void place(struct sorting *s, unsigned int number)
{
	for (unsigned int k = s->members_first[number]; k < s->members_first[number + 1];
	     k++) {
		order.position[s->members[k]] = order.n;
		if (s->members[k] != number)
			s->waits[s->members[k]] = 0;
	}
	order.at[order.n++] = number;
}

static void release_readers(struct sorting *s, unsigned int number)
{
	for (unsigned int m = s->members_first[number]; m < s->members_first[number + 1];
	     m++) {
		unsigned int i = s->members[m];

		for (unsigned int k = graph.first[i]; k < graph.first[i + 1]; k++) {
			unsigned int as = s->as[graph.readers[k]];

			if (as != number && --s->waits[as] == 0)
				place(s, as);
		}
	}
}

/* Those that wait for each other, if a tree has such, come last. */
static void sort_numbers(struct sorting *s, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++)
		for (unsigned int k = graph.first[i]; k < graph.first[i + 1]; k++)
			s->waits[s->as[graph.readers[k]]] +=
				s->as[graph.readers[k]] != s->as[i];
	for (unsigned int i = 0; i < n; i++)
		if (s->as[i] == i && s->waits[i] == 0)
			place(s, i);
	for (unsigned int p = 0; p < order.n; p++)
		release_readers(s, order.at[p]);
	for (unsigned int i = 0; i < n; i++)
		if (s->as[i] == i && s->waits[i])
			place(s, i);
}

static void make_order(void)
{
	struct sorting s;
	unsigned int n;

	if (!graph.exprs)
		make_graph();
	if (order.at)
		return;
	n = graph.n_exprs + graph.n_syms;
	s.as = calloc(n + 1, sizeof(unsigned int));
	s.waits = calloc(n + 1, sizeof(unsigned int));
	s.members_first = calloc(n + 2, sizeof(unsigned int));
	s.members = calloc(n + 1, sizeof(unsigned int));
	order.position = calloc(n + 1, sizeof(unsigned int));
	order.at = calloc(n + 1, sizeof(unsigned int));
	order.queued = calloc(n / 64 + 1, sizeof(uint64_t));
	order.words = calloc(n / 64 / 64 + 1, sizeof(uint64_t));
	for (unsigned int i = 0; i < n; i++)
		s.as[i] = computed_as(i);
	group_members(&s, n);
	sort_numbers(&s, n);
	turn_round(n);
	free(s.as);
	free(s.waits);
	free(s.members_first);
	free(s.members);
}

/* --- computing ---------------------------------------------------------------------------- */

static void queue(unsigned int number)
{
	unsigned int p = order.position[number];

	if (order.only && !order.only[p])
		return;
	order.queued[p / 64] |= (uint64_t)1 << (p % 64);
	order.words[p / 64 / 64] |= (uint64_t)1 << (p / 64 % 64);
	if (p < order.low)
		order.low = p;
	if (p > order.high)
		order.high = p;
}

/* The bit that is set first from @at on, at most at @last; more than that: none. */
static unsigned int next_bit(const uint64_t *bits, unsigned int at, unsigned int last)
{
	while (at <= last) {
		uint64_t rest = bits[at / 64] >> (at % 64);

		if (rest)
			return at + (unsigned int)__builtin_ctzll(rest);
		at = (at / 64 + 1) * 64;
	}
	return last + 1;
}

/* The first that is queued from @p on; beyond order.high: none. */
static unsigned int next_queued(unsigned int p)
{
	unsigned int last = p | 63, word;

	if (p > order.high)
		return p;
	p = next_bit(order.queued, p, last);
	if (p <= last)
		return p;
	word = next_bit(order.words, p / 64, order.high / 64);
	if (word > order.high / 64)
		return order.high + 1;
	return next_bit(order.queued, word * 64, word * 64 + 63);
}

static void unqueue(unsigned int p)
{
	uint64_t *word = &order.queued[p / 64];

	*word &= ~((uint64_t)1 << (p % 64));
	if (!*word)
		order.words[p / 64 / 64] &= ~((uint64_t)1 << (p / 64 % 64));
}

static void queue_readers(unsigned int number)
{
	for (unsigned int k = graph.first[number]; k < graph.first[number + 1]; k++)
		queue(graph.readers[k]);
}

static struct before *log_entry(unsigned int number)
{
	if (order.n_log == order.log_capacity) {
		order.log_capacity = order.log_capacity ? 2 * order.log_capacity : 1024;
		order.log = realloc(order.log, order.log_capacity * sizeof(*order.log));
		if (!order.log)
			abort();
	}
	order.log[order.n_log].number = number;
	return &order.log[order.n_log++];
}

static void log_symbol(unsigned int number)
{
	const struct symbol *sym = symbol_at(number);
	struct before *b = log_entry(number);

	b->curr = sym->curr;
	b->visible = sym->visible;
	b->dir_dep = sym->dir_dep.tri;
	b->rev_dep = sym->rev_dep.tri;
	b->implied = sym->implied.tri;
	b->flags = sym->flags;
}

static bool is_number_or_text(const struct symbol *sym)
{
	return sym->type == S_INT || sym->type == S_HEX || sym->type == S_STRING;
}

/* A default or a range reads the text of a symbol, of which its value says nothing. */
static bool reads_text(const struct expr *e)
{
	if (e->type == E_SYMBOL)
		return is_number_or_text(e->left.sym);
	return e->type == E_RANGE;
}

static void compute_expr(unsigned int number)
{
	struct expr *e = graph.exprs[number];
	tristate old = e->val;

	if (reads_text(e)) /* who does asks the symbols, not the expression */
		queue_readers(number);
	if (!e->val_is_valid)
		return; /* nobody reads it */
	log_entry(number)->val = old;
	e->val_is_valid = false;
	if (expr_calc_value(e) != old)
		queue_readers(number);
}

static bool symbol_differs(const struct symbol *sym, const struct before *b)
{
	if (is_number_or_text(sym))
		return sym->curr.val != b->curr.val &&
		       (!sym->curr.val || !b->curr.val ||
			strcmp(sym->curr.val, b->curr.val) != 0);
	return sym->curr.tri != b->curr.tri;
}

/* They may hold the text itself, in memory that is freed with a side. */
static bool readers_see(const struct symbol *sym, const struct before *b)
{
	return is_number_or_text(sym) ? sym->curr.val != b->curr.val
				      : sym->curr.tri != b->curr.tri;
}

static void compute_symbol(unsigned int number)
{
	struct symbol *sym = symbol_at(number);
	struct menu *choice = choice_of(sym), *menu;
	size_t first = order.n_log, end;

	if (choice) {
		menu_for_each_sub_entry (menu, choice)
			if (menu->sym && has_number(menu->sym))
				log_symbol(number_of(menu->sym));
	} else {
		log_symbol(number);
	}
	end = order.n_log;
	for (size_t i = first; i < end; i++)
		symbol_at(order.log[i].number)->flags &= ~SYMBOL_VALID;
	for (size_t i = first; i < end; i++)
		sym_calc_value(symbol_at(order.log[i].number));
	for (size_t i = first; i < end; i++)
		if (readers_see(symbol_at(order.log[i].number), &order.log[i]))
			queue_readers(order.log[i].number);
}

static void compute_all(void)
{
	struct symbol *sym;

	order.runs++;
	sym_clear_all_valid();
	for_all_symbols (sym)
		sym_calc_value(sym);
}

static void forget_queue(void)
{
	unsigned int n = graph.n_exprs + graph.n_syms;

	for (unsigned int p = next_queued(0); p <= order.high; p = next_queued(p + 1))
		unqueue(p);
	order.low = n;
	order.high = 0;
}

/* From here on take_back_values() goes back to what is there now. */
static void mark_values(void)
{
	order.n_log = 0;
	order.whole = false;
	order.low = order.n;
	order.high = 0;
}

/* The user value of @sym, or its place in its choice, is another one now. */
static void queue_user_value(const struct symbol *sym)
{
	if (has_number(sym))
		queue(number_of(sym));
}

/* Computes what hangs on those that are queued; all values have to be there. */
static void propagate(void)
{
	unsigned int p = order.low;
	tristate modules = modules_sym->curr.tri;

	order.runs++;
	while ((p = next_queued(p)) <= order.high && p < order.n && !order.whole) {
		unqueue(p);
		order.low = order.n;
		if (is_expr(order.at[p]))
			compute_expr(order.at[p]);
		else
			compute_symbol(order.at[p]);
		order.whole = modules_sym->curr.tri != modules;
		p = order.low < p ? order.low : p + 1;
	}
	if (order.whole) { /* it decides what a tristate is, everywhere */
		compute_all();
		forget_queue();
	}
	order.low = order.n;
	order.high = 0;
}

/* Goes back to the mark, once the user values are those of then. */
static void take_back_values(void)
{
	if (order.whole) {
		compute_all();
		mark_values();
		return;
	}
	while (order.n_log) {
		const struct before *b = &order.log[--order.n_log];
		struct symbol *sym;

		if (is_expr(b->number)) {
			graph.exprs[b->number]->val = b->val;
			graph.exprs[b->number]->val_is_valid = true;
			continue;
		}
		sym = symbol_at(b->number);
		sym->curr = b->curr;
		sym->visible = b->visible;
		sym->dir_dep.tri = b->dir_dep;
		sym->rev_dep.tri = b->rev_dep;
		sym->implied.tri = b->implied;
		sym->flags =
			(b->flags & ~SYMBOL_DEF_USER) | (sym->flags & SYMBOL_DEF_USER);
	}
}
