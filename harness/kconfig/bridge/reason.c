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
	text = with_commands(str_get(&gs));
	str_free(&gs);
	return text;
}

static bool is_undefined(const struct expr *e)
{
	return e->type == E_SYMBOL && e->left.sym->type == S_UNKNOWN &&
	       !(e->left.sym->flags & SYMBOL_CONST) && !is_probe(e->left.sym);
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

/* Without modules an m becomes y. */
static bool modules_sym_is_set(void)
{
	if (!modules_sym)
		return true;
	sym_calc_value(modules_sym);
	return modules_sym->curr.tri != no;
}

/* Of several prompts the one that lacks least is where a person would begin. */
static void add_prompt(json_t *reason, struct symbol *sym, tristate want, bool as_module)
{
	json_t *best = NULL;
	struct property *prop;

	for_all_prompts (sym, prop) {
		json_t *unmet = json_array();

		add_unmet(prop->visible.expr, want, unmet);
		if (as_module && !modules_sym_is_set())
			json_array_append_new(unmet,
					      expr_json(expr_alloc_symbol(modules_sym)));
		if (best && json_array_size(unmet) >= json_array_size(best)) {
			json_decref(unmet);
			continue;
		}
		json_decref(best);
		best = unmet;
		json_object_set_new(reason, "prompt",
				    json_sprintf("%s:%d", prop->filename, prop->lineno));
	}
	if (best)
		json_object_set_new(reason, "unmet", best);
}

/* Of its first definition. */
static json_t *defined_json(const struct symbol *sym)
{
	struct menu *menu;

	list_for_each_entry (menu, &sym->menus, link)
		return json_sprintf("%s:%d", menu->filename, menu->lineno);
	return json_string("?:0");
}

/* What there is: most reasons have little of all that there may be. */
static void add_part(json_t *reason, const char *key, json_t *part)
{
	if (json_is_null(part) || (json_is_array(part) && !json_array_size(part)))
		json_decref(part);
	else
		json_object_set_new(reason, key, part);
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

static json_t *range_of(const struct property *prop)
{
	sym_calc_value(prop->expr->left.sym);
	sym_calc_value(prop->expr->right.sym);
	return json_pack("[s, s, o]", sym_get_string_value(prop->expr->left.sym),
			 sym_get_string_value(prop->expr->right.sym),
			 json_sprintf("%s:%d", prop->filename, prop->lineno));
}

static json_t *range_json(struct symbol *sym)
{
	const struct property *prop = sym_get_range_prop(sym);

	return prop ? range_of(prop) : json_null();
}

/* in source.c: "SYMBOL [=y] (PLACE)" */
static json_t *raisers_json(struct symbol *sym, enum prop_type type, tristate above);
static void forget_plans(void); /* in plan.c */
/* in causes.c: what the toolchain would have to do, as in an answer to "causes" */
static json_t *needed_probes_json(struct symbol *sym, const char *want);

static json_t *reason_json(struct symbol *sym, const char *want)
{
	/* any visible prompt takes an n, a number or a string */
	tristate visible = mod, level = yes;
	json_t *reason = json_object();

	if (is_tristate(sym)) {
		visible = *want == 'y' ? yes : mod;
		level = *want == 'y' ? yes : *want == 'm' ? mod : no;
	}
	sym_calc_value(sym);
	json_object_set_new(reason, "defined", defined_json(sym));
	add_prompt(reason, sym, visible, level == mod);
	/* what selects it to more than that; a bool is y when a module selects it */
	add_part(reason, "raised",
		 raisers_json(sym, P_SELECT, is_tristate(sym) ? level : yes));
	add_part(reason, "implied",
		 raisers_json(sym, P_IMPLY, origin_letter(sym) == 'i' ? level : yes));
	add_part(reason, "winner", winner_json(sym));
	add_part(reason, "range", range_json(sym));
	add_part(reason, "probes", needed_probes_json(sym, want));
	return reason;
}

static json_t *do_reasons(json_t *question)
{
	const json_t *requests = json_object_get(question, "requests");
	json_t *reasons = json_array();

	forget_plans();
	for (size_t i = 0; i < json_array_size(requests); i++) {
		const json_t *pair = json_array_get(requests, i);
		const char *name = json_string_value(json_array_get(pair, 0));
		const char *want = json_string_value(json_array_get(pair, 1));
		struct symbol *sym = name ? sym_find(name) : NULL;

		json_array_append_new(
			reasons, type_letter(sym) != '-' && want ? reason_json(sym, want)
				 : name && type_letter(sym) == '-'
					 ? json_pack("{s:o}", "near", near_json(name))
					 : json_object());
	}
	return json_pack("{s:o}", "reasons", reasons);
}
