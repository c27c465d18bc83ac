// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Does forgetting only what hangs on a change (depend.c) give what forgetting all gives?
 *
 * The tests ask this with many random attempts. This text stands behind causes.c when it
 * is compiled.
 */
struct recheck {
	struct symbol **syms; /* those that an attempt can set */
	size_t n;
	unsigned int state; /* of the random numbers */
	json_int_t compared;
	json_t *different;
};

static unsigned int random_below(struct recheck *c, size_t n)
{
	c->state = c->state * 1103515245U + 12345U;
	return (unsigned int)((c->state >> 8) % n);
}

static void find_settable(struct recheck *c)
{
	struct symbol *sym;
	size_t n = 0;

	for_all_symbols (sym)
		n++;
	c->syms = calloc(n + 1, sizeof(struct symbol *));
	for_all_symbols (sym)
		if (has_named_value(sym) && is_tristate(sym))
			c->syms[c->n++] = sym;
}

static struct attempt random_attempt(struct recheck *c)
{
	struct attempt a = {.n = 0};
	size_t n = 1 + random_below(c, 6);

	while (a.n < n) {
		struct symbol *sym = c->syms[random_below(c, c->n)];
		tristate tri = (tristate)random_below(c, 3);
		size_t i;

		for (i = 0; i < a.n && a.picks[i].sym != sym; i++)
			;
		if (i == a.n)
			a.picks[a.n++] = (struct applied){sym, tri};
	}
	return a;
}

/* Some first, in any order, as a trial does it; then all. */
static json_t *values_now(struct recheck *c)
{
	for (int i = 0; i < 20; i++)
		sym_calc_value(c->syms[random_below(c, c->n)]);
	return all_values();
}

static void compare(struct recheck *c)
{
	json_t *quick = values_now(c), *full, *value;
	const char *name;

	sym_clear_all_valid();
	full = all_values();
	json_object_foreach (full, name, value) {
		c->compared++;
		if (!json_equal(value, json_object_get(quick, name)))
			json_array_append_new(c->different, json_string(name));
	}
	json_decref(quick);
	json_decref(full);
}

static json_t *do_recheck(json_t *question)
{
	struct recheck c = {.different = json_array()};
	json_int_t rounds = json_integer_value(json_object_get(question, "rounds"));

	c.state = (unsigned int)json_integer_value(json_object_get(question, "seed"));
	find_settable(&c);
	mute();
	for (json_int_t i = 0; c.n && i < rounds; i++) {
		struct attempt a = random_attempt(&c);

		apply(&a);
		compare(&c);
		take_back(&a);
		if (i % 4 == 0)
			compare(&c);
	}
	unmute();
	free(c.syms);
	return json_pack("{s:I, s:o}", "compared", c.compared, "different", c.different);
}
