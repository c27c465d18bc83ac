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

/*
 * A list of many texts: one string, each text with a newline behind it, or an array.
 * As thousands of JSON strings a list takes longer than what is done with it.
 */
struct texts {
	char *all; /* NULL: an array has them */
	const char **v;
	size_t n;
};

static void split_texts(struct texts *t)
{
	for (char *p = t->all; *p; p++)
		t->n += *p == '\n';
	t->v = calloc(t->n + 1, sizeof(*t->v));
	t->n = 0;
	for (char *p = t->all, *end; (end = strchr(p, '\n')); p = end + 1) {
		*end = '\0';
		t->v[t->n++] = p;
	}
}

static struct texts texts_of(const json_t *list)
{
	struct texts t = {.n = 0};

	if (json_is_string(list)) {
		t.all = strdup(json_string_value(list));
		split_texts(&t);
		return t;
	}
	t.v = calloc(json_array_size(list) + 1, sizeof(*t.v));
	for (; t.n < json_array_size(list); t.n++) {
		t.v[t.n] = json_string_value(json_array_get(list, t.n));
		t.v[t.n] = t.v[t.n] ? t.v[t.n] : "";
	}
	return t;
}

static void texts_done(struct texts *t)
{
	free(t->all);
	free(t->v);
}

/* A string of Kconfig has no newline. */
static const char *list_text(struct symbol *sym)
{
	const char *text = sym_get_string_value(sym);
	json_t *checked = text && is_tristate(sym) ? NULL : text_json(text);
	static char *last;

	if (!checked)
		return text ? text : "";
	free(last);
	last = strdup(json_string_value(checked));
	json_decref(checked);
	return last;
}

static json_t *do_symbols(json_t *question)
{
	struct texts names = texts_of(json_object_get(question, "names"));
	char *types = calloc(names.n + 1, 1), *origins = calloc(names.n + 1, 1);
	char *values = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&values, &size);
	json_t *answer;

	for (size_t i = 0; i < names.n; i++) {
		struct symbol *sym = sym_find(names.v[i]);

		types[i] = type_letter(sym);
		origins[i] = '-';
		if (types[i] != '-') {
			sym_calc_value(sym);
			origins[i] = origin_letter(sym);
			fputs_unlocked(list_text(sym), f);
		}
		putc_unlocked('\n', f);
	}
	fclose(f);
	answer = json_pack("{s:s, s:s, s:s}", "types", types, "origins", origins,
			   "values", values);
	free(types);
	free(origins);
	free(values);
	texts_done(&names);
	return answer;
}
