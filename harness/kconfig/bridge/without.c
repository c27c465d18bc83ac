// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Small questions about single requests: would the value be the same without it,
 * and what is an old name called now?
 *
 * This text stands behind trial.c when it is compiled.
 */

static bool has_prompt(const struct symbol *sym)
{
	struct property *prop;

	for_all_prompts (sym, prop)
		return true;
	return false;
}

/* What the rule that is the base gives to a symbol that nobody asks for. */
static void set_by_rule(struct symbol *sym)
{
	static const struct {
		const char *mode;
		tristate tri;
	} rules[] = {{"allnoconfig", no}, {"allmodconfig", mod}, {"allyesconfig", yes}};
	bool prompt = has_prompt(sym);

	sym->flags &= ~SYMBOL_DEF_USER;
	for (size_t i = 0; prompt && is_tristate(sym) && i < 3; i++) {
		if (strcmp(baseline.mode, rules[i].mode) != 0)
			continue;
		sym->def[S_DEF_USER].tri = rules[i].tri;
		sym->flags |= SYMBOL_DEF_USER;
	}
}

static void set_text(struct symbol *sym, const char *text)
{
	sym->flags |= SYMBOL_DEF_USER;
	if (is_tristate(sym))
		sym->def[S_DEF_USER].tri = *text == 'y' ? yes : *text == 'm' ? mod : no;
	else
		sym->def[S_DEF_USER].val = (void *)(uintptr_t)text;
}

/*
 * All symbols were computed, and no default or select depends on the symbol that it
 * is about: if its own value stays, all others do.
 */
static bool same_without(struct symbol *sym, const char *before)
{
	const struct symbol_value user = sym->def[S_DEF_USER], curr = sym->curr;
	int flags = sym->flags;
	char *with;
	bool same;

	if (sym_is_choice_value(sym) || (flags & SYMBOL_TRANS))
		return false;
	with = strdup(sym_get_string_value(sym));
	if (before)
		set_text(sym, before);
	else
		set_by_rule(sym);
	sym->flags &= ~SYMBOL_VALID;
	sym_calc_value(sym);
	same = strcmp(with, sym_get_string_value(sym)) == 0;
	sym->def[S_DEF_USER] = user;
	if (sym == modules_sym) { /* also in modules_val, which follows a change */
		sym->flags = flags & ~SYMBOL_VALID;
		sym_calc_value(sym);
	}
	sym->curr = curr;
	sym->flags = flags;
	free(with);
	return same;
}

static json_t *do_without(json_t *question)
{
	struct texts names = texts_of(json_object_get(question, "names"));
	struct texts before = texts_of(json_object_get(question, "before"));
	char *same = calloc(names.n + 1, 1);
	struct symbol *sym;
	json_t *answer;

	mute();
	for_all_symbols (sym)
		sym_calc_value(sym);
	for (size_t i = 0; i < names.n && i < before.n; i++) {
		const char *value = before.v[i];

		sym = sym_find(names.v[i]);
		same[i] = sym && has_named_value(sym) &&
					  same_without(sym,
						       *value == '=' ? value + 1 : NULL)
				  ? '1'
				  : '0';
	}
	unmute();
	answer = json_pack("{s:s}", "same", same);
	free(same);
	texts_done(&names);
	texts_done(&before);
	return answer;
}

static bool has_default(const struct symbol *sym, const struct symbol *of)
{
	struct property *prop;

	for_all_defaults(sym, prop)
	{
		if (prop->expr && prop->expr->type == E_SYMBOL &&
		    prop->expr->left.sym == of)
			return true;
	}
	return false;
}

/*
 * The new name has the old one as its default: see Documentation/kbuild. Of several the
 * one that can be asked for is meant.
 */
static json_t *do_successor(json_t *question)
{
	const char *name = json_string_value(json_object_get(question, "name"));
	const struct symbol *old = name ? sym_find(name) : NULL;
	const char *to = NULL;
	struct symbol *sym;

	for_all_symbols (sym) {
		if (!old || !has_named_value(sym) || !has_default(sym, old))
			continue;
		if (has_prompt(sym))
			return json_pack("{s:s}", "to", sym->name);
		to = sym->name;
	}
	return json_pack("{s:s?}", "to", to);
}
