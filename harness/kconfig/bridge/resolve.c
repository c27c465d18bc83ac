// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The whole configuration: parsed once, resolved from values, written.
 *
 * This text stands behind probe.c when it is compiled.
 */
static struct member {
	struct symbol *sym;
	struct menu *choice;
} *members IN_IMAGE = NULL; /* of all choices, in the order of the parse */
static size_t n_members IN_IMAGE = 0;

static void remember_choices(void)
{
	struct menu *menu;
	struct symbol *sym;
	size_t n = 0;

	for_all_symbols (sym)
		n += sym_is_choice_value(sym);
	members = bridge_calloc(n + 1, sizeof(*members));
	if (!members)
		abort();
	menu_for_each_entry (menu) {
		if (!menu->sym || !sym_is_choice(menu->sym))
			continue;
		list_for_each_entry (sym, &menu->choice_members, choice_link)
			if (n_members < n)
				members[n_members++] = (struct member){sym, menu};
	}
}

static void sort_names(void);	/* near.c */
static void make_graph(void);	/* depend.c */
static void index_raises(void); /* source.c */

/* What is only read once the parse is over: it goes into the image, for all jobs. */
static void remember_parse(void)
{
	remember_exprs();
	remember_choices();
	sort_names();
	make_graph();
	index_raises();
}

static void restore_choices(void)
{
	for (size_t i = 0; i < n_members; i++)
		list_move_tail(&members[i].sym->choice_link,
			       &members[i].choice->choice_members);
}

/*
 * As after the parse, which one resolve after another would not be: sym_calc_choice()
 * looks at the members of a choice up to the one that is taken, and of the others it
 * believes that they are as visible as before; where symbols hang on each other in a
 * circle, what one was before is read. MODULES stays: what it was is kept in another
 * place as well, and it hangs on nothing.
 */
static void restore_symbols(void)
{
	static bool resolved;
	struct symbol *sym;

	if (!resolved) {
		resolved = true;
		return;
	}
	restore_choices();
	for_all_symbols (sym) {
		if (sym == modules_sym)
			continue;
		sym->curr = (struct symbol_value){NULL, no};
		sym->visible = sym->dir_dep.tri = sym->rev_dep.tri = sym->implied.tri =
			no;
		sym->flags &= ~SYMBOL_WRITE;
	}
}

static json_t *do_parse(json_t *question)
{
	const char *kconfig = json_string_value(json_object_get(question, "kconfig"));
	json_t *replay = json_object_get(question, "replay");

	replay_only = json_is_true(json_object_get(question, "only"));
	may_run_later = json_is_true(json_object_get(question, "later"));
	known_output = json_is_object(replay) ? json_copy(replay) : json_object();
	probes = json_array();
	conf_set_message_callback(NULL);
	parse_or_load(kconfig ? kconfig : "Kconfig",
		      json_string_value(json_object_get(question, "image")), replay);
	return json_pack("{s:O}", "probes", probes);
}

static const char *resolve_values(const char *mode, const char *values)
{
	static const struct {
		const char *name;
		enum conf_def_mode mode;
	} modes[] = {{"allnoconfig", def_no},
		     {"allmodconfig", def_mod},
		     {"allyesconfig", def_yes},
		     {"alldefconfig", def_default}};

	restore_symbols();
	if (strcmp(mode, "olddefconfig") == 0)
		return conf_read(values) ? "cannot read the values" : NULL;
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		if (strcmp(mode, modes[i].name) != 0)
			continue;
		if (conf_read_simple(values, S_DEF_USER))
			return "cannot read the values";
		conf_set_all_new_symbols(modes[i].mode);
		return NULL;
	}
	return "unknown mode";
}

static json_t *do_resolve(json_t *question)
{
	const char *mode = json_string_value(json_object_get(question, "mode"));
	const char *values = json_string_value(json_object_get(question, "values"));
	const char *error = "resolve needs 'mode' and 'values'";

	if (mode && values)
		error = resolve_values(mode, values);
	if (error)
		return json_pack("{s:s}", "error", error);
	set_baseline(mode, values);
	forget_requests();
	return json_object();
}

static json_t *do_write(json_t *question)
{
	const char *file = json_string_value(json_object_get(question, "file"));

	if (!file || conf_write(file))
		return json_pack("{s:s}", "error", "cannot write the configuration");
	return json_object();
}
