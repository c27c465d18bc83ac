// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What "make oldconfig" would ask: symbols that another tree does not have, and that a
 * person can set here.
 *
 * This text stands behind bridge.c, describe.c and place.c when they are compiled.
 */
static bool is_a_name(const struct symbol *sym)
{
	return sym->name && !(sym->flags & (SYMBOL_CONST | SYMBOL_TRANS)) &&
	       type_letter(sym) != '-';
}

static json_t *do_names(json_t *question)
{
	struct symbol *sym;
	char *names = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&names, &size);
	json_t *answer;

	(void)question;
	for_all_symbols (sym)
		if (is_a_name(sym))
			fprintf(f, "%s\n", sym->name);
	fclose(f);
	answer = json_pack("{s:s}", "names", names);
	free(names);
	return answer;
}

/* Of the definition that place_of() names. */
static void add_help(const struct symbol *sym, json_t *to)
{
	const struct menu *menu = main_definition(sym);

	if (menu && menu->help)
		json_object_set_new(to, "help", text_json(menu->help));
}

static json_t *arrival_json(struct symbol *sym)
{
	char type[] = {type_letter(sym), '\0'};
	json_t *arrival = place_of(sym);

	json_object_set_new(arrival, "name", json_string(sym->name));
	json_object_set_new(arrival, "type", json_string(type));
	json_object_set_new(arrival, "value", text_json(sym_get_string_value(sym)));
	add_help(sym, arrival);
	return arrival;
}

static json_t *do_arrivals(json_t *question)
{
	struct texts names = texts_of(json_object_get(question, "known"));
	json_t *known = json_object(), *arrivals = json_array();
	struct symbol *sym;

	for (size_t i = 0; i < names.n; i++)
		json_object_set_new_nocheck(known, names.v[i], json_true());
	for_all_symbols (sym) {
		if (!is_a_name(sym) || json_object_get(known, sym->name))
			continue;
		sym_calc_value(sym);
		if (sym_is_changeable(sym))
			json_array_append_new(arrivals, arrival_json(sym));
	}
	json_decref(known);
	texts_done(&names);
	return json_pack("{s:o}", "arrivals", arrivals);
}
