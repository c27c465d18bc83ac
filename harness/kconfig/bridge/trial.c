// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Counterfactuals: what would the result be with a few lines more?
 *
 * This text stands behind resolve.c when it is compiled. Each trial is a
 * whole resolve of the values and the lines, so that nothing is left of the one
 * before; what a resolve leaves in Kconfig is the order of a choice's members.
 */
static struct {
	char *mode, *values; /* of the last "resolve"; NULL: none yet */
	bool left;	     /* Kconfig holds a trial now */
	json_t *old;	     /* {NAME: VALUE}, made when it is needed */
} baseline;

static void set_baseline(const char *mode, const char *values)
{
	free(baseline.mode);
	free(baseline.values);
	json_decref(baseline.old);
	baseline.mode = strdup(mode);
	baseline.values = strdup(values);
	baseline.old = NULL;
	baseline.left = false;
}

static int saved_stderr = -1;

/* What Kconfig warns of in a trial is no warning about the merge. */
static void mute(void)
{
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	fflush(stderr);
	saved_stderr = fcntl(2, F_DUPFD_CLOEXEC, 3);
	dup2(null, 2);
	close(null);
}

static void unmute(void)
{
	fflush(stderr);
	dup2(saved_stderr, 2);
	close(saved_stderr);
}

static void back_to_baseline(void)
{
	if (!baseline.left)
		return;
	mute();
	resolve_values(baseline.mode, baseline.values);
	unmute();
	baseline.left = false;
}

static bool has_named_value(const struct symbol *sym)
{
	return sym->name && type_letter(sym) != '-' && !(sym->flags & SYMBOL_CONST);
}

static json_t *all_values(void)
{
	json_t *all = json_object();
	struct symbol *sym;

	for_all_symbols (sym) {
		if (!has_named_value(sym))
			continue;
		sym_calc_value(sym);
		json_object_set_new_nocheck(all, sym->name,
					    text_json(sym_get_string_value(sym)));
	}
	return all;
}

/* The values of the baseline and then @lines, in the file "trial". */
static bool write_trial(const char *lines)
{
	FILE *from = fopen(baseline.values, "re"), *to = fopen("trial", "we");
	char buf[1 << 16];
	size_t n;
	bool good = from && to;

	while (good && (n = fread(buf, 1, sizeof(buf), from)) > 0)
		good = fwrite(buf, 1, n, to) == n;
	good = good && !ferror(from) && fputs(lines, to) >= 0;
	if (from)
		fclose(from);
	return to && fclose(to) == 0 && good;
}

static void add_changes(json_t *answer, json_int_t max)
{
	json_t *changes = json_array();
	struct symbol *sym;
	json_int_t n = 0;

	for_all_symbols (sym) {
		const char *old, *new;

		if (!has_named_value(sym))
			continue;
		sym_calc_value(sym);
		new = sym_get_string_value(sym);
		old = json_string_value(json_object_get(baseline.old, sym->name));
		if (old && new &&strcmp(old, new) != 0 && n++ < max)
			json_array_append_new(changes, json_pack("[s, s, o]", sym->name,
								 old, text_json(new)));
	}
	json_object_set_new(answer, "changed", json_integer(n));
	json_object_set_new(answer, "changes", changes);
}

static json_t *do_try(json_t *question)
{
	const char *lines = json_string_value(json_object_get(question, "lines"));
	json_int_t max = json_integer_value(json_object_get(question, "max"));
	const char *error;
	json_t *answer;

	if (!lines || !baseline.mode)
		return json_pack("{s:s}", "error", "try needs 'lines' and a resolve");
	if (!baseline.old) {
		back_to_baseline();
		baseline.old = all_values();
	}
	if (!write_trial(lines))
		return json_pack("{s:s}", "error", "cannot write the values of a trial");
	baseline.left = true;
	mute();
	error = resolve_values(baseline.mode, "trial");
	answer = error ? json_pack("{s:s}", "error", error) : do_symbols(question);
	if (!error)
		add_changes(answer, max);
	unmute();
	return answer;
}
