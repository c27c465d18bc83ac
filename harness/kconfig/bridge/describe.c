/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All about one symbol: prompts, help, dependencies and the values of what they
 * name, who selects it and what it selects.
 *
 * This text stands behind bridge.c, trial.c and source.c when they are compiled.
 */
static const char *value_of(struct symbol *sym)
{
	sym_calc_value(sym);
	return sym_get_string_value(sym);
}

static json_t *first_place(const struct symbol *sym)
{
	struct menu *menu;

	list_for_each_entry (menu, &sym->menus, link)
		return place_json(menu->filename, menu->lineno);
	return json_null();
}

static bool has_leaf(const json_t *leaves, const char *name)
{
	const json_t *leaf;
	size_t i;

	json_array_foreach (leaves, i, leaf)
		if (strcmp(json_string_value(json_array_get(leaf, 0)), name) == 0)
			return true;
	return false;
}

static void add_leaf(struct symbol *sym, json_t *to)
{
	if (is_probe(sym)) {
		json_array_append_new(to,
				      json_pack("[o, s, o]", with_commands(sym->name),
						"n", command_place(probe_command(sym))));
		return;
	}
	if (!sym->name || (sym->flags & SYMBOL_CONST) || has_leaf(to, sym->name))
		return;
	json_array_append_new(
		to, json_pack("[s, o, o]", sym->name, text_json(value_of(sym)),
			      type_letter(sym) == '-' ? json_null() : first_place(sym)));
}

static void add_leaves(const struct expr *e, json_t *to)
{
	if (e->type == E_SYMBOL) {
		add_leaf(e->left.sym, to);
	} else if (e->type == E_NOT) {
		add_leaves(e->left.expr, to);
	} else if (e->type == E_AND || e->type == E_OR) {
		add_leaves(e->left.expr, to);
		add_leaves(e->right.expr, to);
	} else {
		add_leaf(e->left.sym, to);
		add_leaf(e->right.sym, to);
	}
}

static const char *tristate_text(tristate t)
{
	return t == yes ? "y" : t == mod ? "m" : "n";
}

/* The parts of a conjunction: [[TEXT, VALUE, [[NAME, VALUE, PLACE or null]]]] */
static void add_parts(struct expr *e, json_t *to)
{
	json_t *leaves;

	if (!e || e == expr_alloc_symbol(&symbol_yes))
		return;
	if (e->type == E_AND) {
		add_parts(e->left.expr, to);
		add_parts(e->right.expr, to);
		return;
	}
	leaves = json_array();
	add_leaves(e, leaves);
	json_array_append_new(to, json_pack("[o, s, o]", expr_json(e),
					    tristate_text(expr_calc_value(e)), leaves));
}

static json_t *menu_path(const struct menu *menu)
{
	json_t *path = json_array();

	for (menu = menu->parent; menu && menu->parent; menu = menu->parent)
		if (menu->prompt && menu->prompt->text)
			json_array_insert_new(path, 0, text_json(menu->prompt->text));
	return path;
}

static json_t *definitions_json(const struct symbol *sym)
{
	json_t *all = json_array(), *one;
	struct menu *menu;

	list_for_each_entry (menu, &sym->menus, link) {
		one = json_pack("{s:o, s:o}", "at",
				place_json(menu->filename, menu->lineno), "path",
				menu_path(menu));
		if (menu->prompt)
			json_object_set_new(one, "prompt", text_json(menu->prompt->text));
		if (menu->help)
			json_object_set_new(one, "help", text_json(menu->help));
		json_array_append_new(all, one);
	}
	return all;
}

/* Of several prompts the one whose condition is nearest to y. */
static struct expr *best_condition(struct symbol *sym)
{
	struct expr *best = sym->dir_dep.expr;
	struct property *prop;
	tristate highest = no;
	bool any = false;

	for_all_prompts (sym, prop) {
		tristate value = expr_calc_value(prop->visible.expr);

		if (any && value <= highest)
			continue;
		best = prop->visible.expr;
		highest = value;
		any = true;
	}
	return best;
}

/* [[NAME, PLACE, VALUE]]: also those that do not select now */
static json_t *all_raises_json(const struct symbol *sym, enum prop_type type)
{
	json_t *all = json_array();

	for (const struct raise *r = first_raise(sym); is_raise_of(r, sym); r++)
		if (r->prop->type == type && r->by->name)
			json_array_append_new(
				all,
				json_pack("[s, o, s]", r->by->name,
					  place_json(r->prop->filename, r->prop->lineno),
					  tristate_text(raise_value(r))));
	return all;
}

static json_t *raised_by_json(struct symbol *sym, enum prop_type type)
{
	json_t *all = json_array();
	struct property *prop;

	for_all_properties(sym, prop, type) json_array_append_new(
		all, json_pack("[s, o, s]", prop->expr->left.sym->name,
			       place_json(prop->filename, prop->lineno),
			       value_of(prop->expr->left.sym)));
	return all;
}

static json_t *defaults_json(struct symbol *sym)
{
	json_t *all = json_array();
	struct property *prop;

	for_all_defaults(sym, prop)
	{
		json_t *condition = NULL;

		if (!expr_is_yes(prop->visible.expr))
			condition = expr_json(prop->visible.expr);
		json_array_append_new(
			all,
			json_pack("[o, o?, o, s]", expr_json(prop->expr), condition,
				  place_json(prop->filename, prop->lineno),
				  tristate_text(expr_calc_value(prop->visible.expr))));
	}
	return all;
}

static json_t *do_describe(json_t *question)
{
	const char *name = json_string_value(json_object_get(question, "name"));
	struct symbol *sym = name ? sym_find(name) : NULL;
	json_t *parts = json_array(), *answer;

	if (type_letter(sym) == '-') {
		json_decref(parts);
		return json_pack("{s:s}", "error", "no such symbol");
	}
	sym_calc_value(sym);
	add_parts(best_condition(sym), parts);
	answer = json_pack("{s:o, s:o, s:o, s:o, s:o}", "definitions",
			   definitions_json(sym), "parts", parts, "defaults",
			   defaults_json(sym), "winner", winner_json(sym), "range",
			   range_json(sym));
	json_object_set_new(answer, "selected_by", all_raises_json(sym, P_SELECT));
	json_object_set_new(answer, "implied_by", all_raises_json(sym, P_IMPLY));
	json_object_set_new(answer, "selects", raised_by_json(sym, P_SELECT));
	json_object_set_new(answer, "implies", raised_by_json(sym, P_IMPLY));
	return answer;
}
