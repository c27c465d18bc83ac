// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Why a symbol has not the value that was asked for.
 *
 * This text stands behind probe.c and value.c when it is compiled.
 */
static json_t *expr_json(const struct expr *e)
{
	struct gstr gs = str_new();
	json_t *text;

	expr_gstr_print(e, &gs);
	text = text_json(str_get(&gs));
	str_free(&gs);
	return text;
}

static bool is_undefined(const struct expr *e)
{
	return e->type == E_SYMBOL && e->left.sym->type == S_UNKNOWN &&
	       !(e->left.sym->flags & SYMBOL_CONST);
}

/* The parts of a conjunction that are below @want. */
static void add_unmet(struct expr *e, tristate want, json_t *to)
{
	if (!e || expr_calc_value(e) >= want)
		return;
	if (e->type == E_AND) {
		add_unmet(e->left.expr, want, to);
		add_unmet(e->right.expr, want, to);
		return;
	}
	if (is_undefined(e))
		json_array_append_new(to,
				      json_sprintf("%s [undefined]", e->left.sym->name));
	else
		json_array_append_new(to, expr_json(e));
}

/* The parts of a disjunction that are above @want: who selects. */
static void add_raising(struct expr *e, tristate want, json_t *to)
{
	if (!e || expr_calc_value(e) <= want)
		return;
	if (e->type == E_OR) {
		add_raising(e->left.expr, want, to);
		add_raising(e->right.expr, want, to);
		return;
	}
	json_array_append_new(to, expr_json(e));
}

static json_t *prompts_json(struct symbol *sym, tristate want)
{
	json_t *prompts = json_array();
	struct property *prop;

	for_all_prompts (sym, prop) {
		json_t *unmet = json_array();

		add_unmet(prop->visible.expr, want, unmet);
		json_array_append_new(prompts,
				      json_pack("{s:s, s:i, s:o}", "file", prop->filename,
						"line", prop->lineno, "unmet", unmet));
	}
	return prompts;
}

static json_t *defined_json(const struct symbol *sym)
{
	json_t *places = json_array();
	struct menu *menu;

	list_for_each_entry (menu, &sym->menus, link)
		json_array_append_new(places,
				      json_pack("{s:s, s:i}", "file", menu->filename,
						"line", menu->lineno));
	return places;
}

/* A command that answered n, and the entry of Kconfig that it stands in. */
struct failed_probe {
	const char *file;
	int line;
	int entry; /* its line; 0: none */
	json_t *command;
};

static bool answered_n(const json_t *probe)
{
	const char *output = json_string_value(json_object_get(probe, "output"));

	return output && output[0] == 'n';
}

static struct failed_probe *find_failed_probes(size_t *ret_n)
{
	struct failed_probe *failed =
		calloc(json_array_size(probes) + 1, sizeof(*failed));
	struct menu *menu;
	json_t *probe;
	size_t i, n = 0;

	json_array_foreach (probes, i, probe) {
		if (!answered_n(probe))
			continue;
		failed[n++] = (struct failed_probe){
			json_string_value(json_object_get(probe, "file")),
			(int)json_integer_value(json_object_get(probe, "line")), 0,
			json_object_get(probe, "command")};
	}
	menu_for_each_entry (menu) {
		for (i = 0; i < n; i++) {
			struct failed_probe *p = &failed[i];

			if (menu->lineno > p->entry && menu->lineno <= p->line &&
			    !strcmp(menu->filename, p->file))
				p->entry = menu->lineno;
		}
	}
	*ret_n = n;
	return failed;
}

/*
 * Commands in the definition of a symbol that answered n. Kconfig folds such an
 * answer into the expression, where nothing tells it from a plain n.
 */
static json_t *failed_probes_json(const struct symbol *sym)
{
	static struct failed_probe *failed;
	static size_t n;
	json_t *commands = json_array();
	const struct menu *menu;

	if (!failed)
		failed = find_failed_probes(&n);
	list_for_each_entry (menu, &sym->menus, link)
		for (size_t i = 0; i < n; i++)
			if (failed[i].entry == menu->lineno &&
			    failed[i].line > menu->lineno &&
			    !strcmp(failed[i].file, menu->filename))
				json_array_append(commands, failed[i].command);
	return commands;
}

static json_t *winner_json(const struct symbol *sym)
{
	struct menu *choice = sym_get_choice_menu(sym), *menu;

	if (!choice)
		return json_null();
	sym_calc_choice(choice);
	menu_for_each_sub_entry (menu, choice)
		if (menu->sym && menu->sym->curr.tri == yes)
			return text_json(menu->sym->name);
	return json_null();
}

static json_t *range_json(struct symbol *sym)
{
	struct property *prop = sym_get_range_prop(sym);

	if (!prop)
		return json_null();
	sym_calc_value(prop->expr->left.sym);
	sym_calc_value(prop->expr->right.sym);
	return json_pack("[s, s]", sym_get_string_value(prop->expr->left.sym),
			 sym_get_string_value(prop->expr->right.sym));
}

static json_t *reason_json(struct symbol *sym, const char *want)
{
	/* any visible prompt takes an n, a number or a string */
	tristate visible = want && *want == 'y' ? yes : mod;
	tristate level = !want || *want == 'y' ? yes : *want == 'm' ? mod : no;
	json_t *raised = json_array(), *implied = json_array();

	sym_calc_value(sym);
	if (is_tristate(sym))
		add_raising(sym->rev_dep.expr, level, raised);
	if (origin_letter(sym) == 'i')
		add_raising(sym->implied.expr, level, implied);
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "defined",
			 defined_json(sym), "prompts", prompts_json(sym, visible),
			 "raised", raised, "implied", implied, "winner", winner_json(sym),
			 "range", range_json(sym), "probes", failed_probes_json(sym));
}

static json_t *do_reasons(json_t *question)
{
	const json_t *requests = json_object_get(question, "requests");
	json_t *reasons = json_array();

	for (size_t i = 0; i < json_array_size(requests); i++) {
		const json_t *pair = json_array_get(requests, i);
		const char *name = json_string_value(json_array_get(pair, 0));
		const char *want = json_string_value(json_array_get(pair, 1));
		struct symbol *sym = name ? sym_find(name) : NULL;

		json_array_append_new(reasons,
				      type_letter(sym) != '-' ? reason_json(sym, want)
				      : name ? json_pack("{s:o}", "near", near_json(name))
					     : json_object());
	}
	return json_pack("{s:o}", "reasons", reasons);
}
