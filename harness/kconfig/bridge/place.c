// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Where symbols stand and what their values can depend on, for many at once.
 *
 * This text stands behind bridge.c, source.c and describe.c when they are compiled.
 */

/* Of several definitions the one with a prompt is where a person finds it. */
static const struct menu *main_definition(const struct symbol *sym)
{
	const struct menu *menu, *first = NULL;

	list_for_each_entry (menu, &sym->menus, link) {
		if (menu->prompt)
			return menu;
		if (!first)
			first = menu;
	}
	return first;
}

static json_t *place_of(const struct symbol *sym)
{
	const struct menu *menu = main_definition(sym),
			  *choice = sym_get_choice_menu(sym);
	json_t *place;

	if (!menu)
		return json_object();
	place = json_pack("{s:s, s:i, s:o}", "file", menu->filename, "line", menu->lineno,
			  "path", menu_path(menu));
	if (menu->prompt)
		json_object_set_new(place, "prompt", text_json(menu->prompt->text));
	if (choice)
		json_object_set_new(place, "choice",
				    place_json(choice->filename, choice->lineno));
	return place;
}

static json_t *do_places(json_t *question)
{
	const json_t *names = json_object_get(question, "names");
	json_t *places = json_array();

	for (size_t i = 0; i < json_array_size(names); i++) {
		const char *name = json_string_value(json_array_get(names, i));
		struct symbol *sym = name ? sym_find(name) : NULL;

		json_array_append_new(places, type_letter(sym) == '-' ? json_object()
								      : place_of(sym));
	}
	return json_pack("{s:o}", "places", places);
}

/* --- leaves: the symbols in every expression that decides about a value ------------- */

/* Each symbol once: an object keeps the order in which names come. */
static void add_names(const struct expr *e, json_t *to)
{
	const struct symbol *sides[2] = {NULL, NULL};

	if (!e)
		return;
	switch (e->type) {
	case E_AND:
	case E_OR:
		add_names(e->left.expr, to);
		add_names(e->right.expr, to);
		return;
	case E_NOT: add_names(e->left.expr, to); return;
	case E_SYMBOL: sides[0] = e->left.sym; break;
	default: sides[0] = e->left.sym; sides[1] = e->right.sym;
	}
	for (int i = 0; i < 2; i++)
		if (sides[i] && sides[i]->name && !(sides[i]->flags & SYMBOL_CONST))
			json_object_set_new_nocheck(to, sides[i]->name, json_null());
}

static json_t *leaves_of(const struct symbol *sym)
{
	json_t *names = json_object(), *list = json_array();
	const struct property *prop;
	const char *name;
	json_t *none;

	add_names(sym->dir_dep.expr, names);
	for (prop = sym->prop; prop; prop = prop->next) {
		add_names(prop->visible.expr, names);
		if (prop->type == P_DEFAULT || prop->type == P_RANGE)
			add_names(prop->expr, names);
	}
	add_names(sym->rev_dep.expr, names);
	add_names(sym->implied.expr, names);
	json_object_foreach (names, name, none)
		json_array_append_new(list, json_string(name));
	json_decref(names);
	return list;
}

static json_t *do_leaves(json_t *question)
{
	const json_t *names = json_object_get(question, "names");
	json_t *leaves = json_array();

	for (size_t i = 0; i < json_array_size(names); i++) {
		const char *name = json_string_value(json_array_get(names, i));
		struct symbol *sym = name ? sym_find(name) : NULL;

		json_array_append_new(leaves, type_letter(sym) == '-' ? json_array()
								      : leaves_of(sym));
	}
	return json_pack("{s:o}", "leaves", leaves);
}
