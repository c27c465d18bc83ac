// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Plans for numbers and strings: prompts, ranges, defaults and comparisons.
 *
 * This text stands behind plan.c when it is compiled.
 */
static const struct plan *plan_text(struct symbol *sym, const char *text);
static char *kconfig_line(const char *file, int line); /* in source.c */

/* A number that stands in Kconfig is an undefined symbol of that name. */
static bool is_literal(const struct symbol *sym)
{
	return sym->type == S_UNKNOWN && !is_probe(sym) &&
	       ((sym->flags & SYMBOL_CONST) || isdigit((unsigned char)sym->name[0]) ||
		sym->name[0] == '-');
}

static bool is_number(const struct symbol *sym)
{
	return sym->type == S_INT || sym->type == S_HEX;
}

static long long number_in(const struct symbol *sym, const char *text)
{
	return strtoll(text, NULL, sym->type == S_HEX ? 16 : 10);
}

static const char *number_text(const struct symbol *sym, long long n)
{
	char *text = NULL;

	if (asprintf(&text, sym->type == S_HEX ? "0x%llx" : "%lld", n) < 0)
		abort();
	return text; /* lives as long as the bridge, as the plans do */
}

static bool has_macro(struct symbol *sym)
{
	struct property *prop;
	bool found = false;

	for_all_defaults(sym, prop)
	{
		char *line = kconfig_line(prop->filename, prop->lineno);

		found = found || (line && strstr(line, "$("));
		free(line);
	}
	return found;
}

/* Is it what a command said of the toolchain, such as a version? */
static bool is_measured(struct symbol *sym)
{
	struct note *note;

	if (is_tristate(sym) || type_letter(sym) == '-' || has_prompt(sym))
		return false;
	note = note_of(sym);
	if (!note->measured)
		note->measured = has_macro(sym) ? 'y' : 'n';
	return note->measured == 'y';
}

/* --- comparisons -------------------------------------------------------------------- */

static enum expr_type opposite(enum expr_type type)
{
	switch (type) {
	case E_LTH: return E_GEQ;
	case E_GEQ: return E_LTH;
	case E_GTH: return E_LEQ;
	case E_LEQ: return E_GTH;
	case E_EQUAL: return E_UNEQUAL;
	default: return E_EQUAL;
	}
}

/* With the sides exchanged. */
static enum expr_type mirrored(enum expr_type type)
{
	switch (type) {
	case E_LTH: return E_GTH;
	case E_GTH: return E_LTH;
	case E_LEQ: return E_GEQ;
	case E_GEQ: return E_LEQ;
	default: return type;
	}
}

/* A newer compiler is easier to get than an older one. */
static const struct plan *newer(const struct plan *p, struct symbol *sym, long long n)
{
	struct plan *more;

	if (!p || !p->picks || !is_measured(sym) ||
	    n > number_in(sym, sym_get_string_value(sym)))
		return p;
	more = malloc(sizeof(*more)); /* lives as long as the bridge */
	if (!more)
		abort();
	*more = *p;
	more->cost += COST_PROBE;
	return more;
}

/* SYMBOL >= 120000 and its like; of two symbols the left one has to move. */
static const struct plan *plan_compare(struct expr *e, bool holds)
{
	enum expr_type type = holds ? e->type : opposite(e->type);
	struct symbol *sym = e->left.sym, *to = e->right.sym;
	const char *text;
	long long n;

	if (is_literal(sym)) {
		sym = e->right.sym;
		to = e->left.sym;
		type = mirrored(type);
	}
	sym_calc_value(to);
	text = sym_get_string_value(to);
	if (type == E_EQUAL && !is_tristate(sym))
		return plan_text(sym, text);
	if (!is_number(sym))
		return NULL;
	n = number_in(sym, text);
	if (type == E_GTH || type == E_UNEQUAL)
		n++;
	else if (type == E_LTH)
		n--;
	return newer(plan_text(sym, number_text(sym, n)), sym, n);
}

/* --- values ------------------------------------------------------------------------- */

/* No default before @end counts. */
static const struct plan *plan_no_default(struct symbol *sym, const struct property *end)
{
	const struct plan *p = &nothing;
	struct property *prop;

	for_all_defaults(sym, prop)
	{
		if (prop == end)
			break;
		p = both(p, plan_expr(prop->visible.expr, no, false));
	}
	return p;
}

static const struct plan *plan_default(struct symbol *sym, const char *text)
{
	const struct plan *best = NULL;
	struct property *prop;

	for_all_defaults(sym, prop)
	{
		const struct plan *p;
		struct symbol *from = prop->expr->left.sym;

		if (prop->expr->type != E_SYMBOL)
			continue;
		if (is_literal(from) ? strcmp(from->name, text) != 0 : !from->name)
			continue;
		p = plan_expr(prop->visible.expr, mod, true);
		if (p)
			p = both(p, plan_no_default(sym, prop));
		if (p && !is_literal(from))
			p = both(p, plan_text(from, text));
		best = cheaper(best, p);
	}
	return best;
}

/* A bound of a range is brought to @n or beyond by what gives it its value. */
static const struct plan *plan_bound(struct symbol *bound, int base, long long n,
				     bool at_least)
{
	const struct plan *best = NULL;
	struct property *prop;
	long long now;

	sym_calc_value(bound);
	now = number_in(bound, sym_get_string_value(bound));
	if (is_literal(bound))
		now = strtoll(bound->name, NULL, base);
	if (at_least ? now >= n : now <= n)
		return &nothing;
	if (is_literal(bound))
		return NULL;
	for_all_defaults(bound, prop)
	{
		const struct symbol *from = prop->expr->left.sym;
		long long value;

		if (prop->expr->type != E_SYMBOL || !is_literal(from))
			continue;
		value = number_in(bound, from->name);
		if (at_least ? value >= n : value <= n)
			best = cheaper(best, plan_default(bound, from->name));
	}
	return best;
}

/* The first range whose condition is met counts. */
static const struct plan *plan_range(struct symbol *sym, const char *text)
{
	const struct plan *best = NULL, *none_before = &nothing;
	int base = sym->type == S_HEX ? 16 : 10;
	long long n = number_in(sym, text);
	struct property *prop;

	if (!is_number(sym))
		return &nothing;
	for_all_properties(sym, prop, P_RANGE)
	{
		const struct plan *p = plan_expr(prop->visible.expr, mod, true);

		if (p && none_before) {
			p = both(p, plan_bound(prop->expr->left.sym, base, n, false));
			p = both(p, plan_bound(prop->expr->right.sym, base, n, true));
			best = cheaper(best, both(p, none_before));
		}
		if (none_before)
			none_before = both(none_before,
					   plan_expr(prop->visible.expr, no, false));
	}
	return cheaper(best, none_before);
}

static const struct plan *plan_user_text(const struct plan *p, struct symbol *sym,
					 const char *text)
{
	if (!p || (sym_has_value(sym) && sym->def[S_DEF_USER].val &&
		   strcmp(sym->def[S_DEF_USER].val, text) == 0))
		return p;
	return with_text(p, sym, text);
}

/* Brings a number or string to a value. */
static const struct plan *plan_text(struct symbol *sym, const char *text)
{
	const struct plan *p = NULL;
	struct property *prop;
	static int depth;

	if (type_letter(sym) == '-' || is_tristate(sym) || ++steps > max_steps)
		return NULL;
	sym_calc_value(sym);
	if (strcmp(sym_get_string_value(sym), text) == 0)
		return &nothing;
	if (is_measured(sym))
		return with_text(&nothing, sym, text);
	if (depth > 8)
		return NULL;
	depth++;
	for_all_prompts (sym, prop)
		p = cheaper(p, plan_expr(prop->visible.expr, mod, true));
	if (p)
		p = plan_user_text(both(p, plan_range(sym, text)), sym, text);
	else
		p = plan_default(sym, text);
	depth--;
	return p;
}

/* --- trying ------------------------------------------------------------------------- */

#define MAX_DEFAULTS 8

/* A number that a command gave: another default takes the place of all it has. */
static size_t replace_defaults(struct symbol *sym, const char *text,
			       struct expr *old[MAX_DEFAULTS])
{
	struct symbol *value = sym_lookup(text, SYMBOL_CONST);
	struct property *prop;
	size_t n = 0;

	for_all_defaults(sym, prop)
	{
		if (n == MAX_DEFAULTS)
			break;
		old[n++] = prop->expr;
		prop->expr = expr_alloc_symbol(value);
	}
	return n;
}

static void restore_defaults(struct symbol *sym, struct expr *old[MAX_DEFAULTS], size_t n)
{
	struct property *prop;
	size_t i = 0;

	for_all_defaults(sym, prop) if (i < n) prop->expr = old[i++];
}

/* The number in a range that is nearest to a text; NULL: the text is in it */
static const char *nearest_in(struct symbol *sym, const struct property *range,
			      const char *text)
{
	const char *low, *high;

	sym_calc_value(sym);
	sym_calc_value(range->expr->left.sym);
	sym_calc_value(range->expr->right.sym);
	low = sym_get_string_value(range->expr->left.sym);
	high = sym_get_string_value(range->expr->right.sym);
	if (number_in(sym, text) < number_in(sym, low))
		return strdup(low);
	return number_in(sym, text) > number_in(sym, high) ? strdup(high) : NULL;
}

static const char *nearest_in_range(struct symbol *sym, const char *text)
{
	const struct property *prop = is_number(sym) ? sym_get_range_prop(sym) : NULL;

	return prop ? nearest_in(sym, prop, text) : NULL;
}
