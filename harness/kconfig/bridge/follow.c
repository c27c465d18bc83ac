// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The same lines in two trees, or with two toolchains: what comes out otherwise because
 * of what a symbol reads, and what because of its own definition?
 *
 * A symbol is computed once more with what it reads as it was in the other tree. This
 * text stands behind diff.c when it is compiled.
 */
struct elsewhere {
	struct symbol **syms; /* whose value is another one there; NULL: not here */
	const char **values;  /* that they have there */
	size_t n;
	size_t *of_symbol; /* by number of the symbol; NO_ROW */
};

/* --- computing with other values ----------------------------------------------------------- */

/* Expressions that read it, and those that read these. */
static void forget_exprs(unsigned int number)
{
	for (unsigned int k = graph.first[number]; k < graph.first[number + 1]; k++) {
		unsigned int reader = graph.readers[k];

		if (!is_expr(reader) || !graph.exprs[reader]->val_is_valid)
			continue;
		log_entry(reader)->val = graph.exprs[reader]->val;
		graph.exprs[reader]->val_is_valid = false;
		forget_exprs(reader);
	}
}

static void take_value(const struct elsewhere *e, size_t i)
{
	struct symbol *sym = e->syms[i];

	log_symbol(number_of(sym));
	if (is_number_or_text(sym))
		sym->curr.val = (void *)(uintptr_t)e->values[i];
	else
		sym->curr.tri = tristate_of(e->values[i]);
	forget_exprs(number_of(sym));
}

static bool has_their_value(const struct elsewhere *e, size_t i)
{
	struct symbol *sym = e->syms[i];

	return is_number_or_text(sym) ? strcmp(written_text(sym), e->values[i]) == 0
				      : sym->curr.tri == tristate_of(e->values[i]);
}

/* Does it get their value if these read theirs? */
static bool follows(const struct elsewhere *e, size_t i, const size_t *leaves, size_t n)
{
	bool good;

	mark_values();
	order.runs++;
	for (size_t k = 0; k < n; k++)
		take_value(e, leaves[k]);
	compute_symbol(number_of(e->syms[i]));
	good = has_their_value(e, i);
	forget_queue();
	order.whole = false;
	take_back_values();
	return good;
}

/* --- what it reads ------------------------------------------------------------------------------ */

struct leaves {
	size_t *v;
	size_t n;
	unsigned int *seen;
	size_t n_seen;
};

static void add_operands(const struct elsewhere *e, unsigned int number, struct leaves *l)
{
	for (unsigned int k = order.operand_first[number];
	     k < order.operand_first[number + 1]; k++) {
		unsigned int of = order.operands[k];

		if (reached[of])
			continue;
		reached[of] = true;
		l->seen[l->n_seen++] = of;
		if (is_expr(of))
			add_operands(e, of, l);
		else if (e->of_symbol[of - graph.n_exprs] != NO_ROW)
			l->v[l->n++] = e->of_symbol[of - graph.n_exprs];
	}
}

static void find_leaves(const struct elsewhere *e, const struct symbol *sym,
			struct leaves *l)
{
	l->n = l->n_seen = 0;
	reached[number_of(sym)] = true;
	add_operands(e, number_of(sym), l);
	reached[number_of(sym)] = false;
	while (l->n_seen)
		reached[l->seen[--l->n_seen]] = false;
}

/* One of them if one will do, else those that it takes. */
static void reduce_leaves(const struct elsewhere *e, size_t i, struct leaves *l)
{
	for (size_t k = 0; k < l->n; k++)
		if (follows(e, i, &l->v[k], 1)) {
			l->v[0] = l->v[k];
			l->n = 1;
			return;
		}
	for (size_t k = 0; k < l->n;) {
		size_t leaf = l->v[k];

		memmove(l->v + k, l->v + k + 1, (l->n - k - 1) * sizeof(*l->v));
		l->n--;
		if (follows(e, i, l->v, l->n))
			continue;
		memmove(l->v + k + 1, l->v + k, (l->n - k) * sizeof(*l->v));
		l->v[k++] = leaf;
		l->n++;
	}
}

/* --- "follow" ------------------------------------------------------------------------------------- */

static void index_elsewhere(struct elsewhere *e, const struct texts *names,
			    const struct texts *values)
{
	e->syms = calloc(names->n + 1, sizeof(*e->syms));
	e->values = values->v;
	e->of_symbol = calloc(graph.n_syms + 1, sizeof(*e->of_symbol));
	for (unsigned int i = 0; i < graph.n_syms; i++)
		e->of_symbol[i] = NO_ROW;
	for (; e->n < names->n && e->n < values->n; e->n++) {
		struct symbol *sym = sym_find(names->v[e->n]);

		if (!sym || !has_number(sym) || !has_named_value(sym))
			continue;
		e->syms[e->n] = sym;
		e->of_symbol[index_of(sym)] = e->n;
	}
}

static void put_leaves(const struct elsewhere *e, struct text_list *own,
		       struct text_list *causes)
{
	unsigned int total = graph.n_exprs + graph.n_syms;
	struct leaves l = {calloc(e->n + 1, sizeof(size_t)), 0,
			   calloc(total + 1, sizeof(unsigned int)), 0};

	for (size_t i = 0; i < e->n; i++) {
		bool same = false;

		l.n = 0;
		if (e->syms[i]) {
			find_leaves(e, e->syms[i], &l);
			same = l.n && follows(e, i, l.v, l.n);
		}
		if (same)
			reduce_leaves(e, i, &l);
		putc_unlocked(same ? '0' : '1', own->f);
		for (size_t k = 0; same && k < l.n; k++)
			fprintf(causes->f, "%zu ", l.v[k]);
		putc_unlocked('\n', causes->f);
	}
	free(l.v);
	free(l.seen);
}

static json_t *do_follow(json_t *question)
{
	struct texts names = texts_of(json_object_get(question, "names"));
	struct texts values = texts_of(json_object_get(question, "values"));
	struct elsewhere e = {.n = 0};
	struct text_list own, causes;

	mute();
	make_order();
	compute_all();
	forget_queue();
	order.runs = 0;
	make_room_to_reach();
	index_elsewhere(&e, &names, &values);
	text_list_begin(&own);
	text_list_begin(&causes);
	put_leaves(&e, &own, &causes);
	unmute();
	free(e.syms);
	free(e.of_symbol);
	texts_done(&names);
	texts_done(&values);
	return json_pack("{s:o, s:o, s:I}", "own", text_list_end(&own), "causes",
			 text_list_end(&causes), "resolutions", order.runs);
}

/* --- "definitions" ------------------------------------------------------------------------------- */

/* Without the values that Kconfig prints behind the names: they are no definition. */
static void put_expr(FILE *to, const struct expr *e)
{
	struct gstr gs = str_new();
	json_t *text;
	const char *p, *value, *end;

	if (!e)
		return;
	expr_gstr_print(e, &gs);
	text = with_commands(str_get(&gs));
	p = json_string_value(text);
	while ((value = strstr(p, " [=")) && (end = strchr(value, ']'))) {
		fprintf(to, "%.*s", (int)(value - p), p);
		p = end + 1;
	}
	fputs(p, to);
	json_decref(text);
	str_free(&gs);
}

/* What may be given to it, without the conditions. */
static void put_defaults(struct text_list *l, const struct symbol *sym)
{
	const struct menu *choice = choice_of(sym);
	const struct property *prop;

	for (prop = sym->prop; prop; prop = prop->next) {
		if (prop->type != P_DEFAULT && prop->type != P_RANGE)
			continue;
		fputs(prop->type == P_RANGE ? "range " : "default ", l->f);
		put_expr(l->f, prop->expr);
		fputs("; ", l->f);
	}
	for (prop = choice ? choice->sym->prop : NULL; prop; prop = prop->next) {
		if (prop->type != P_DEFAULT)
			continue;
		fputs("default of its choice ", l->f);
		put_expr(l->f, prop->expr);
		fputs("; ", l->f);
	}
	putc_unlocked('\n', l->f);
}

static int by_selector(const void *a, const void *b)
{
	const struct raise *x = a, *y = b;

	return strcmp(x->by->name ? x->by->name : "", y->by->name ? y->by->name : "");
}

static void put_condition(FILE *to, const struct expr *e)
{
	if (e)
		fputs(" if ", to);
	put_expr(to, e);
	fputs("; ", to);
}

/* @active: those that do it now, or else the others */
static void put_raisers(FILE *to, const struct symbol *sym, bool active)
{
	const struct raise *first = first_raise(sym);
	struct raise *sorted;
	size_t n = 0;

	while (is_raise_of(first + n, sym))
		n++;
	sorted = calloc(n + 1, sizeof(*sorted));
	memcpy(sorted, first, n * sizeof(*sorted));
	qsort(sorted, n, sizeof(*sorted), by_selector);
	for (size_t i = 0; i < n; i++) {
		if ((raise_value(&sorted[i]) != no) != active)
			continue;
		fprintf(to, "%s by %s",
			sorted[i].prop->type == P_SELECT ? "selected" : "implied",
			sorted[i].by->name ? sorted[i].by->name : "a choice");
		put_condition(to, sorted[i].prop->visible.expr);
	}
	free(sorted);
}

/* What else may be taken, and when: of a member of a choice. */
static void put_siblings(FILE *to, const struct symbol *sym)
{
	struct menu *choice = choice_of(sym), *menu;
	const struct property *prop;

	if (!choice)
		return;
	for (prop = choice->sym->prop; prop; prop = prop->next) {
		if (prop->type != P_DEFAULT)
			continue;
		fputs("default of its choice", to);
		put_condition(to, prop->visible.expr);
	}
	menu_for_each_sub_entry (menu, choice) {
		if (!menu->sym || menu->sym == sym || !menu->prompt)
			continue;
		fprintf(to, "%s in its place", menu->sym->name);
		put_condition(to, menu->prompt->visible.expr);
	}
}

/*
 * When it may have a value: dependencies, conditions, and who selects or implies it. What
 * does not do so now stands behind a star.
 */
static void put_rules(struct text_list *l, const struct symbol *sym)
{
	const struct property *prop;

	put_raisers(l->f, sym, true);
	if (sym->dir_dep.expr) {
		fputs("depends on ", l->f);
		put_expr(l->f, sym->dir_dep.expr);
		fputs("; ", l->f);
	}
	for (prop = sym->prop; prop; prop = prop->next) {
		if (!prop->text && prop->type != P_DEFAULT)
			continue;
		fputs(prop->text ? "prompt" : "default", l->f);
		put_condition(l->f, prop->visible.expr);
	}
	put_siblings(l->f, sym);
	fputs("*; ", l->f);
	put_raisers(l->f, sym, false);
	putc_unlocked('\n', l->f);
}

static bool any_default(const struct symbol *sym)
{
	const struct property *prop;

	for_all_defaults(sym, prop) return true;
	return false;
}

static void put_default_place(struct text_list *l, struct symbol *sym)
{
	const struct menu *choice = choice_of(sym);
	struct property *prop, *first = NULL;

	if (!any_default(sym) && choice)
		sym = choice->sym;
	for_all_defaults(sym, prop)
	{
		if (!first)
			first = prop;
		if (expr_calc_value(prop->visible.expr) == no)
			continue;
		first = prop;
		break;
	}
	if (first)
		fprintf(l->f, "%s:%d", first->filename, first->lineno);
	putc_unlocked('\n', l->f);
}

/* Of what decides that it may have its value now. */
static void put_rule_place(struct text_list *l, struct symbol *sym)
{
	struct property *prop;

	if (origin_letter(sym) == 's')
		for (const struct raise *r = first_raise(sym); is_raise_of(r, sym); r++)
			if (r->prop->type == P_SELECT && raise_value(r) != no) {
				fprintf(l->f, "%s:%d\n", r->prop->filename,
					r->prop->lineno);
				return;
			}
	for_all_prompts (sym, prop) {
		fprintf(l->f, "%s:%d\n", prop->filename, prop->lineno);
		return;
	}
	put_default_place(l, sym);
}

static void put_failed(struct text_list *l, const struct expr *e)
{
	if (!e)
		return;
	if (e->type == E_AND || e->type == E_OR || e->type == E_NOT) {
		put_failed(l, e->left.expr);
		if (e->type != E_NOT)
			put_failed(l, e->right.expr);
	} else if (e->type == E_SYMBOL && is_probe(e->left.sym)) {
		char *command = without_tree(probe_command(e->left.sym));

		fprintf(l->f, "%s\t", command);
		free(command);
	}
}

/* Those that stand in its definition, each with a tab behind it. */
static void put_commands(struct text_list *l, const struct symbol *sym)
{
	const struct property *prop;
	const json_t *command;
	size_t i;

	put_failed(l, sym->dir_dep.expr);
	for (prop = sym->prop; prop; prop = prop->next) {
		put_failed(l, prop->visible.expr);
		if (prop->type != P_SELECT && prop->type != P_IMPLY)
			put_failed(l, prop->expr);
		json_array_foreach (probes_at(prop->filename, prop->lineno), i, command) {
			char *text = without_tree(json_string_value(command));

			fprintf(l->f, "%s\t", text);
			free(text);
		}
	}
	putc_unlocked('\n', l->f);
}

static json_t *do_definitions(json_t *question)
{
	struct texts names = texts_of(json_object_get(question, "names"));
	struct text_list defaults, rules, default_at, rule_at, commands;

	text_list_begin(&defaults);
	text_list_begin(&rules);
	text_list_begin(&default_at);
	text_list_begin(&rule_at);
	text_list_begin(&commands);
	for (size_t i = 0; i < names.n; i++) {
		struct symbol *sym = sym_find(names.v[i]);

		if (type_letter(sym) == '-') {
			putc_unlocked('\n', defaults.f);
			putc_unlocked('\n', rules.f);
			putc_unlocked('\n', default_at.f);
			putc_unlocked('\n', rule_at.f);
			putc_unlocked('\n', commands.f);
			continue;
		}
		sym_calc_value(sym);
		put_defaults(&defaults, sym);
		put_rules(&rules, sym);
		put_default_place(&default_at, sym);
		put_rule_place(&rule_at, sym);
		put_commands(&commands, sym);
	}
	texts_done(&names);
	return json_pack("{s:o, s:o, s:o, s:o, s:o}", "defaults",
			 text_list_end(&defaults), "rules", text_list_end(&rules),
			 "default_at", text_list_end(&default_at), "rule_at",
			 text_list_end(&rule_at), "commands", text_list_end(&commands));
}
