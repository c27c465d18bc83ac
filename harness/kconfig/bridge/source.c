/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where a value comes from: the line of Kconfig that gave a default, the symbols
 * that select or imply, the commands and variables of the environment behind it.
 *
 * This text stands behind bridge.c and trial.c when they are compiled.
 */
static json_t *place_json(const char *file, int line)
{
	return json_sprintf("%s:%d", file, line);
}

/* {"FILE:LINE": [COMMAND, ...]} of all probes */
static const json_t *probes_at(const char *file, int line)
{
	static json_t *index;
	char key[PATH_MAX + 16];
	json_t *probe, *list;
	size_t i;

	if (!index) {
		index = json_object();
		json_array_foreach (probes, i, probe) {
			snprintf(key, sizeof(key), "%s:%d",
				 json_string_value(json_object_get(probe, "file")),
				 (int)json_integer_value(json_object_get(probe, "line")));
			list = json_object_get(index, key);
			if (!list) {
				list = json_array();
				json_object_set_new(index, key, list);
			}
			json_array_append(list, json_object_get(probe, "command"));
		}
	}
	snprintf(key, sizeof(key), "%s:%d", file, line);
	return json_object_get(index, key);
}

/* The text of a line of Kconfig, without the blanks around it; freed by the caller. */
static char *kconfig_line(const char *file, int line)
{
	FILE *f = zconf_fopen(file);
	char *text = NULL, *start;
	size_t size = 0;
	ssize_t n = -1;

	while (f && line-- > 0 && (n = getline(&text, &size, f)) >= 0)
		;
	if (f)
		fclose(f);
	if (n < 0) {
		free(text);
		return NULL;
	}
	start = text + strspn(text, " \t");
	start[strcspn(start, "\n")] = '\0';
	memmove(text, start, strlen(start) + 1);
	return text;
}

/* Variables of the environment that a line expands; NULL: none, or a macro as well. */
static json_t *variables_in(const char *text)
{
	json_t *names = json_array();

	for (const char *p = text; (p = strstr(p, "$(")); p += 2) {
		size_t n = strcspn(p + 2, "),");
		char *name = strndup(p + 2, n);
		bool env = p[2 + n] == ')' && getenv(name);

		if (env)
			json_array_append_new(names, json_string(name));
		free(name);
		if (!env) {
			json_decref(names);
			return NULL;
		}
	}
	return names;
}

/* A number is a symbol that nobody defines: only texts in quotes are constants. */
static bool is_literal_number(const struct symbol *sym)
{
	return sym->type == S_UNKNOWN && sym->name && sym->name[0] &&
	       strspn(sym->name, "-0123456789abcdefxABCDEFX") == strlen(sym->name) &&
	       strpbrk(sym->name, "0123456789") == sym->name + (sym->name[0] == '-');
}

/* Is it a text, a number or a comparison, in which a macro would leave no trace? */
static bool is_plain(const struct expr *e)
{
	if (e->type == E_SYMBOL)
		return is_literal_number(e->left.sym) ||
		       ((e->left.sym->flags & SYMBOL_CONST) &&
			e->left.sym->type != S_BOOLEAN &&
			e->left.sym->type != S_TRISTATE);
	if (e->type == E_NOT || e->type == E_AND || e->type == E_OR)
		return is_plain(e->left.expr) &&
		       (e->type == E_NOT || is_plain(e->right.expr));
	return (e->left.sym->flags & SYMBOL_CONST) &&
	       (e->right.sym->flags & SYMBOL_CONST);
}

/* What Kconfig expanded while it read the line of a default. */
static void add_macros(json_t *to, const struct property *prop)
{
	const json_t *commands = probes_at(prop->filename, prop->lineno);
	char *text = commands || is_plain(prop->expr)
			     ? kconfig_line(prop->filename, prop->lineno)
			     : NULL;
	json_t *names = text && strstr(text, "$(") ? variables_in(text) : NULL;

	if (commands)
		json_object_set(to, "commands", (json_t *)(uintptr_t)commands);
	else if (names)
		json_object_set(to, "environment", names);
	else if (text && strstr(text, "$("))
		json_object_set_new(to, "commands", json_array());
	if (text && strstr(text, "$("))
		json_object_set_new(to, "text", text_json(text));
	json_decref(names);
	free(text);
}

/* The first whose condition holds; NULL: none */
static struct property *default_in_effect(struct symbol *sym)
{
	struct property *prop;

	for_all_defaults(sym, prop)
	{
		if (expr_calc_value(prop->visible.expr) != no)
			return prop;
	}
	return NULL;
}

static void add_default(json_t *to, struct symbol *sym)
{
	struct property *prop = default_in_effect(sym);

	if (!prop)
		return;
	json_object_set_new(to, "at", place_json(prop->filename, prop->lineno));
	add_macros(to, prop);
}

/* A select or an imply. */
static struct raise {
	const struct symbol *target;
	struct symbol *by;
	struct property *prop;
} *raises IN_IMAGE = NULL; /* by target, else in the order of for_all_symbols */
static size_t n_raises IN_IMAGE = 0;

static int compare_raises(const void *a, const void *b)
{
	const struct raise *x = a, *y = b;

	if (x->target != y->target)
		return x->target < y->target ? -1 : 1;
	return x < y ? -1 : x > y;
}

static bool is_raise(const struct property *prop)
{
	return prop->type == P_SELECT || prop->type == P_IMPLY;
}

static void index_raises(void)
{
	struct property *prop;
	struct symbol *sym;
	size_t n = 0;

	for_all_symbols (sym)
		for (prop = sym->prop; prop; prop = prop->next)
			n += is_raise(prop);
	raises = bridge_calloc(n + 1, sizeof(*raises));
	if (!raises)
		abort();
	for_all_symbols (sym)
		for (prop = sym->prop; prop; prop = prop->next)
			if (is_raise(prop))
				raises[n_raises++] =
					(struct raise){prop->expr->left.sym, sym, prop};
	qsort(raises, n_raises, sizeof(*raises), compare_raises);
}

static const struct raise *first_raise(const struct symbol *target)
{
	size_t low = 0, high;

	high = n_raises;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (raises[middle].target < target)
			low = middle + 1;
		else
			high = middle;
	}
	return raises + low;
}

static bool is_raise_of(const struct raise *r, const struct symbol *target)
{
	return r < raises + n_raises && r->target == target;
}

static tristate raise_value(const struct raise *r)
{
	sym_calc_value(r->by);
	return EXPR_AND(r->by->curr.tri, expr_calc_value(r->prop->visible.expr));
}

/*
 * Who selects or implies, to at least a value. The reverse dependency itself is
 * of no use here: Kconfig factors it out, so that its parts name no place.
 */
static json_t *raises_json(const struct symbol *sym, enum prop_type type, tristate least)
{
	json_t *by = json_array();

	for (const struct raise *r = first_raise(sym); is_raise_of(r, sym); r++)
		if (r->prop->type == type && r->by->name && raise_value(r) >= least)
			json_array_append_new(by, json_pack("[s, o]", r->by->name,
							    place_json(r->prop->filename,
								       r->prop->lineno)));
	return by;
}

static json_t *raisers_json(struct symbol *sym, enum prop_type type, tristate above)
{
	json_t *by = json_array();

	if (above == yes)
		return by;
	for (const struct raise *r = first_raise(sym); is_raise_of(r, sym); r++)
		if (r->prop->type == type && r->by->name && raise_value(r) > above)
			json_array_append_new(
				by, json_sprintf("%s [=%s] (%s:%d)", r->by->name,
						 sym_get_string_value(r->by),
						 r->prop->filename, r->prop->lineno));
	return by;
}

static json_t *source_json(struct symbol *sym)
{
	json_t *source = json_object(), *by = NULL;
	tristate least;
	char origin;

	sym_calc_value(sym);
	origin = origin_letter(sym);
	/* a bool is y when a module selects it */
	least = sym->type == S_BOOLEAN ? mod : sym->curr.tri;
	switch (origin) {
	case 'd': add_default(source, sym); break;
	case 's': by = raises_json(sym, P_SELECT, least); break;
	case 'i': by = raises_json(sym, P_IMPLY, least); break;
	case 'c': json_object_set_new(source, "winner", winner_json(sym)); break;
	default: break;
	}
	if (by)
		json_object_set_new(source, "by", by);
	return source;
}

static json_t *do_sources(json_t *question)
{
	struct texts names = texts_of(json_object_get(question, "names"));
	json_t *more = json_object(), *answer;
	char *places = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&places, &size);

	for (size_t i = 0; i < names.n; i++) {
		struct symbol *sym = sym_find(names.v[i]);
		json_t *source = type_letter(sym) == '-' ? NULL : source_json(sym);
		const char *at = json_string_value(json_object_get(source, "at"));

		fprintf(f, "%s\n", at ? at : "");
		json_object_del(source, "at");
		if (json_object_size(source))
			json_object_set(more, names.v[i], source);
		json_decref(source);
	}
	fclose(f);
	answer = json_pack("{s:s, s:o}", "places", places, "more", more);
	free(places);
	texts_done(&names);
	return answer;
}
