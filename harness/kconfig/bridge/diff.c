// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The questions of kharness diff: all values, what changed between two resolves and why.
 *
 * This text stands behind diff_causes.c and place.c when it is compiled.
 */

/* --- texts for people ------------------------------------------------------------------------ */

/* What was a "by", a place or a part in a reason, as text: freed by the caller. */
static char *first_raiser(struct symbol *sym, enum prop_type type)
{
	tristate least = sym->type == S_BOOLEAN ? mod : sym->curr.tri;
	char *text = NULL;

	for (const struct raise *r = first_raise(sym); is_raise_of(r, sym); r++) {
		if (r->prop->type != type || !r->by->name || raise_value(r) < least)
			continue;
		if (asprintf(&text, "%s by %s (%s:%d)",
			     type == P_SELECT ? "selected" : "implied", r->by->name,
			     r->prop->filename, r->prop->lineno) < 0)
			abort();
		return text;
	}
	return strdup(type == P_SELECT ? "selected" : "implied");
}

static char *prompt_needs(struct symbol *sym)
{
	json_t *reason = json_object();
	const char *part, *prompt;
	char *text = NULL;

	add_prompt(reason, sym, sym->visible == no ? mod : yes, false);
	part = json_string_value(json_array_get(json_object_get(reason, "unmet"), 0));
	prompt = json_string_value(json_object_get(reason, "prompt"));
	if (part && asprintf(&text, "its prompt needs %s (%s)", part, prompt) < 0)
		abort();
	json_decref(reason);
	return text;
}

static char *default_text(struct symbol *sym)
{
	struct property *prop;
	char *text;

	for_all_defaults(sym, prop)
	{
		if (expr_calc_value(prop->visible.expr) == no)
			continue;
		if (asprintf(&text, "its default at %s:%d", prop->filename,
			     prop->lineno) < 0)
			abort();
		return text;
	}
	return strdup(sym->rev_dep.expr ? "nothing selects it" : "it has no default");
}

/* On what its value rests now; freed by the caller. */
static char *because(struct symbol *sym)
{
	json_t *winner;
	char *text = NULL;

	switch (origin_letter(sym)) {
	case 's': return first_raiser(sym, P_SELECT);
	case 'i': return first_raiser(sym, P_IMPLY);
	case 'u': return strdup("what was given for it takes effect");
	case 't': return strdup("an old name, whose value goes to the new one");
	case 'c':
		winner = winner_json(sym);
		if (asprintf(&text, "its choice has %s",
			     json_is_string(winner) ? json_string_value(winner)
						    : "nothing") < 0)
			abort();
		json_decref(winner);
		return text;
	default: break;
	}
	if (has_prompt(sym) && sym->visible < yes)
		text = prompt_needs(sym);
	return text ? text : default_text(sym);
}

/* --- many texts in one string -------------------------------------------------------------------- */

struct text_list {
	char *all;
	size_t size;
	FILE *f;
};

static void text_list_begin(struct text_list *l)
{
	l->f = open_memstream(&l->all, &l->size);
	if (!l->f)
		abort();
}

/* The rest of a line is lost, and so is what is not UTF-8: neither is in a Kconfig. */
static void text_list_put(struct text_list *l, const char *text)
{
	for (; text && *text; text++)
		putc_unlocked(*text == '\n' ? ' ' : *text, l->f);
	putc_unlocked('\n', l->f);
}

static json_t *text_list_end(struct text_list *l)
{
	json_t *all;

	fclose(l->f);
	all = text_json(l->all);
	free(l->all);
	return all;
}

/* --- "values" -------------------------------------------------------------------------------------- */

static const char *given_text(struct symbol *sym)
{
	return is_number_or_text(sym) ? written_text(sym) : tristate_text(sym->curr.tri);
}

static char written_letter(const struct symbol *sym)
{
	return sym->flags & SYMBOL_TRANS ? 't' : sym->flags & SYMBOL_WRITE ? '1' : '0';
}

static json_t *do_values(json_t *question)
{
	struct text_list names, values, types, written;
	struct symbol *sym;

	(void)question;
	text_list_begin(&names);
	text_list_begin(&values);
	text_list_begin(&types);
	text_list_begin(&written);
	for_all_symbols (sym) {
		if (!has_named_value(sym))
			continue;
		sym_calc_value(sym);
		text_list_put(&names, sym->name);
		text_list_put(&values, given_text(sym));
		putc_unlocked(type_letter(sym), types.f);
		putc_unlocked(written_letter(sym), written.f);
	}
	return json_pack("{s:o, s:o, s:o, s:o}", "names", text_list_end(&names), "values",
			 text_list_end(&values), "types", text_list_end(&types),
			 "written", text_list_end(&written));
}

/* --- "standing" ------------------------------------------------------------------------------------ */

static void put_path(struct text_list *l, const struct menu *menu)
{
	const struct menu *path[32] = {NULL};
	size_t n = 0;

	for (menu = menu ? menu->parent : NULL; menu && menu->parent && n < 32;
	     menu = menu->parent)
		if (menu->prompt && menu->prompt->text)
			path[n++] = menu;
	while (n--)
		fprintf(l->f, "%s%s", path[n]->prompt->text, n ? " > " : "");
	putc_unlocked('\n', l->f);
}

static json_t *do_standing(json_t *question)
{
	struct texts names = texts_of(json_object_get(question, "names"));
	struct text_list at, prompts, menus;

	text_list_begin(&at);
	text_list_begin(&prompts);
	text_list_begin(&menus);
	for (size_t i = 0; i < names.n; i++) {
		const struct symbol *sym = sym_find(names.v[i]);
		const struct menu *menu =
			type_letter(sym) == '-' ? NULL : main_definition(sym);

		if (menu)
			fprintf(at.f, "%s:%d", menu->filename, menu->lineno);
		putc_unlocked('\n', at.f);
		text_list_put(&prompts, menu && menu->prompt ? menu->prompt->text : NULL);
		put_path(&menus, menu);
	}
	texts_done(&names);
	return json_pack("{s:o, s:o, s:o}", "at", text_list_end(&at), "prompts",
			 text_list_end(&prompts), "menus", text_list_end(&menus));
}

/* --- "keep" and "diff" -------------------------------------------------------------------------------- */

static void forget_diff(void)
{
	for (size_t i = 0; i < diff.n_rows; i++) {
		free(diff.rows[i].causes);
		free(diff.rows[i].undo);
		free(diff.rows[i].make);
	}
	free(diff.rows);
	free(diff.row_of);
	free(diff.edits);
	free(diff.kept);
	forget_side(OLD);
	forget_side(NEW);
	memset(&diff, 0, sizeof(diff));
}

static json_t *do_keep(json_t *question)
{
	(void)question;
	if (!baseline.mode)
		return json_pack("{s:s}", "error", "keep needs a resolve");
	forget_diff();
	mute();
	make_order();
	keep_side(OLD);
	unmute();
	return json_object();
}

static void sort_rows_out(const json_t *asked)
{
	struct symbol_value *live;

	find_edits();
	find_rows();
	mark_asked(asked);
	live = calloc(diff.n_edits + 1, sizeof(*live));
	for (size_t i = 0; i < diff.n_edits; i++)
		live[i] = diff.edits[i].sym->def[S_DEF_USER];
	compute_all();
	forget_queue();
	reduce_edits();
	find_causes();
	restore_new(live);
	free(live);
}

/* If what was tried could not be taken back, the next question resolves again. */
static void check_restored(void)
{
	for (unsigned int i = 0; i < graph.n_syms && !baseline.left; i++)
		baseline.left = has_named_value(graph.syms[i]) &&
				!has_value_of(graph.syms[i], NEW);
}

static void put_causes(struct text_list *l, const struct row *r)
{
	for (size_t i = 0; i < r->n_causes; i++)
		fprintf(l->f, "%zu ", diff.kept[r->causes[i]]->row);
	putc_unlocked('\n', l->f);
}

static void put_given(struct text_list *l, const struct row *r, int which)
{
	const struct symbol_value *v = &given_to(r->sym, which)->value;

	text_list_put(l, is_number_or_text(r->sym) ? v->val : tristate_text(v->tri));
}

/* Edits that keep a value from becoming another one get rows of their own, at the end. */
static struct row *add_keepers(void)
{
	struct row *rows = calloc(diff.n_rows + diff.n_kept + 1, sizeof(*rows));

	memcpy(rows, diff.rows, diff.n_rows * sizeof(*rows));
	for (size_t i = 0; i < diff.n_kept; i++) {
		if (diff.kept[i]->row != NO_ROW)
			continue;
		diff.kept[i]->row = diff.n_rows;
		rows[diff.n_rows++] =
			(struct row){.sym = diff.kept[i]->sym, .class = 'k'};
	}
	free(diff.rows);
	return rows;
}

static json_t *rows_json(void)
{
	struct text_list names, types, old, new, classes, together, causes, reasons;

	diff.rows = add_keepers();
	text_list_begin(&names);
	text_list_begin(&types);
	text_list_begin(&old);
	text_list_begin(&new);
	text_list_begin(&classes);
	text_list_begin(&together);
	text_list_begin(&causes);
	text_list_begin(&reasons);
	for (size_t i = 0; i < diff.n_rows; i++) {
		struct row *r = &diff.rows[i];
		char *reason = because(r->sym);

		text_list_put(&names, r->sym->name);
		putc_unlocked(type_letter(r->sym), types.f);
		put_given(&old, r, OLD);
		put_given(&new, r, NEW);
		putc_unlocked(r->class, classes.f);
		putc_unlocked(r->together ? '1' : '0', together.f);
		put_causes(&causes, r);
		text_list_put(&reasons, reason);
		free(reason);
	}
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:I}", "names",
			 text_list_end(&names), "types", text_list_end(&types), "old",
			 text_list_end(&old), "new", text_list_end(&new), "classes",
			 text_list_end(&classes), "together", text_list_end(&together),
			 "causes", text_list_end(&causes), "because",
			 text_list_end(&reasons), "resolutions", order.runs);
}

static json_t *do_diff(json_t *question)
{
	json_t *answer;

	if (!diff.sides[OLD] || diff.sides[NEW])
		return json_pack("{s:s}", "error", "diff needs a keep and a resolve");
	mute();
	order.runs = 0;
	keep_side(NEW);
	sort_rows_out(json_object_get(question, "asked"));
	answer = rows_json();
	check_restored();
	forget_diff();
	unmute();
	return answer;
}
