// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Values of symbols, and which of those that Kconfig combines decided.
 *
 * This text stands behind bridge.c when both are compiled.
 */
static char type_letter(const struct symbol *sym)
{
	switch (sym ? sym->type : S_UNKNOWN) {
	case S_BOOLEAN: return 'b';
	case S_TRISTATE: return 't';
	case S_INT: return 'i';
	case S_HEX: return 'x';
	case S_STRING: return 's';
	default: return '-'; /* not in the tree, or only mentioned there */
	}
}

static bool is_tristate(const struct symbol *sym)
{
	return sym->type == S_BOOLEAN || sym->type == S_TRISTATE;
}

static bool user_value_counts(struct symbol *sym)
{
	if (sym->visible == no || !sym_has_value(sym))
		return false;
	if (sym->type == S_BOOLEAN && sym->def[S_DEF_USER].tri == mod)
		return sym->curr.tri == yes; /* allmodconfig asks it of every symbol */
	if (is_tristate(sym))
		return sym->curr.tri == sym->def[S_DEF_USER].tri;
	return strcmp(sym_get_string_value(sym), sym->def[S_DEF_USER].val) == 0;
}

/* Which of the values that Kconfig combines decided: see sym_calc_value(). */
static char origin_letter(struct symbol *sym)
{
	if (sym->flags & SYMBOL_TRANS)
		return 't';
	if (user_value_counts(sym))
		return 'u';
	if (!is_tristate(sym))
		return 'd';
	if (sym_is_choice_value(sym))
		return 'c';
	if (sym->curr.tri == no)
		return 'd';
	if (sym->rev_dep.tri == sym->curr.tri)
		return 's';
	return sym->implied.tri == sym->curr.tri ? 'i' : 'd';
}

static json_t *text_json(const char *s)
{
	json_t *text = json_string(s ? s : "");

	return text ? text : json_string("(not UTF-8)");
}

static json_t *do_symbols(json_t *question)
{
	const json_t *names = json_object_get(question, "names");
	size_t n = json_array_size(names);
	json_t *values = json_array(), *answer;
	char *types = calloc(n + 1, 1), *origins = calloc(n + 1, 1);

	for (size_t i = 0; i < n; i++) {
		const char *name = json_string_value(json_array_get(names, i));
		struct symbol *sym = name ? sym_find(name) : NULL;

		types[i] = type_letter(sym);
		origins[i] = '-';
		if (types[i] == '-') {
			json_array_append_new(values, json_string(""));
			continue;
		}
		sym_calc_value(sym);
		origins[i] = origin_letter(sym);
		json_array_append_new(values, text_json(sym_get_string_value(sym)));
	}
	answer = json_pack("{s:s, s:s, s:o}", "types", types, "origins", origins,
			   "values", values);
	free(types);
	free(origins);
	return answer;
}
