// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The states and sources of thousands of symbols: from a file of names to a file with
 * three lines for each. As JSON that takes longer than to resolve.
 *
 * This text stands behind source.c when it is compiled.
 */
static void put_number(int n, FILE *to)
{
	char digits[16], *p = digits + sizeof(digits) - 1;

	*p = '\0';
	do
		*--p = (char)('0' + n % 10);
	while ((n /= 10) > 0);
	fputs_unlocked(p, to);
}

static void put_place(const char *file, int line, FILE *to)
{
	fputs_unlocked(file, to);
	putc_unlocked(':', to);
	put_number(line, to);
}

/* " NAME PLACE" for each that selects or implies it; as raises_json() has them */
static void put_raises(const struct symbol *sym, enum prop_type type, tristate least,
		       FILE *to)
{
	for (const struct raise *r = first_raise(sym); is_raise_of(r, sym); r++) {
		if (r->prop->type != type || !r->by->name || raise_value(r) < least)
			continue;
		putc_unlocked(' ', to);
		fputs_unlocked(r->by->name, to);
		putc_unlocked(' ', to);
		put_place(r->prop->filename, r->prop->lineno, to);
	}
}

/* What few symbols have, as JSON. */
static void put_more(json_t *more, FILE *to)
{
	char *text = json_object_size(more) ? json_dumps(more, JSON_COMPACT) : NULL;

	fputs_unlocked(text ? text : "", to);
	free(text);
	json_decref(more);
}

static void put_default(struct symbol *sym, FILE *to)
{
	struct property *prop = default_in_effect(sym);
	json_t *more;

	if (!prop) {
		putc_unlocked('\n', to);
		return;
	}
	put_place(prop->filename, prop->lineno, to);
	putc_unlocked('\n', to);
	more = json_object();
	add_macros(more, prop);
	put_more(more, to);
}

/* As source_json(): the place of the default in a line, all else in the next. */
static void put_source(struct symbol *sym, char origin, FILE *to)
{
	/* a bool is y when a module selects it */
	tristate least = sym->type == S_BOOLEAN ? mod : sym->curr.tri;

	if (origin == 'd') {
		put_default(sym, to);
		return;
	}
	putc_unlocked('\n', to);
	if (origin == 's' || origin == 'i')
		put_raises(sym, origin == 's' ? P_SELECT : P_IMPLY, least, to);
	else if (origin == 'c')
		put_more(json_pack("{s:o}", "winner", winner_json(sym)), to);
}

static bool put_table(const struct texts *names, FILE *to)
{
	for (size_t i = 0; i < names->n; i++) {
		struct symbol *sym = sym_find(names->v[i]);
		char type = type_letter(sym), origin;

		if (type == '-') {
			fputs_unlocked("--\n\n\n", to);
			continue;
		}
		sym_calc_value(sym);
		origin = origin_letter(sym);
		putc_unlocked(type, to);
		putc_unlocked(origin, to);
		fputs_unlocked(list_text(sym), to);
		putc_unlocked('\n', to);
		put_source(sym, origin, to);
		putc_unlocked('\n', to);
	}
	return !ferror(to);
}

static char *file_text(const char *path)
{
	FILE *f = fopen(path, "re");
	struct stat st;
	char *text = NULL;

	if (f && fstat(fileno(f), &st) == 0 &&
	    (text = calloc((size_t)st.st_size + 1, 1)) &&
	    fread(text, 1, (size_t)st.st_size, f) != (size_t)st.st_size) {
		free(text);
		text = NULL;
	}
	if (f)
		fclose(f);
	return text;
}

static json_t *do_table(json_t *question)
{
	struct texts names = {.all = file_text("names")};
	FILE *to = names.all ? fopen("table", "we") : NULL;
	bool good = false;

	(void)question;
	if (to) {
		split_texts(&names);
		good = put_table(&names, to);
		good = fclose(to) == 0 && good;
	}
	texts_done(&names);
	return good ? json_object() : json_pack("{s:s}", "error", "no table of symbols");
}
