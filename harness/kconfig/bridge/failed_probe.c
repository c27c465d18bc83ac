// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Probes as symbols: what would be if a command had succeeded?
 *
 * Kconfig folds the answer of $(success,...) into the expression while it parses;
 * then nothing tells it from a plain n. So a command that answered n is given back
 * as a name that no tree has, "probe-12". Kconfig takes an undefined symbol for n:
 * all values stay as they are, the expressions keep their other parts, and in a
 * trial the symbol can be y.
 *
 * This text stands behind probe.c and value.c when it is compiled.
 */
#define PROBE_WORD "probe-"

static struct failed_probe {
	char *command;
	char word[24]; /* what Kconfig reads instead of n, with the newline */
} * *failed_probes;
static size_t n_failed_probes;

static bool answers_yes_or_no(const char *command)
{
	static const char tail[] = "; } >/dev/null 2>&1 && echo \"y\" || echo \"n\"";
	size_t n = strlen(command);

	return n > sizeof(tail) - 1 &&
	       strcmp(command + n - (sizeof(tail) - 1), tail) == 0;
}

/* The answer to give to Kconfig; @size is that of @output and of what is returned. */
static const char *probe_answer(const char *command, const char *output, size_t *size)
{
	struct failed_probe *p = NULL;

	if (*size != 2 || memcmp(output, "n\n", 2) != 0 || !answers_yes_or_no(command))
		return output;
	for (size_t i = 0; i < n_failed_probes && !p; i++)
		if (strcmp(failed_probes[i]->command, command) == 0)
			p = failed_probes[i];
	if (!p) {
		p = calloc(1, sizeof(*p));
		failed_probes = realloc(failed_probes,
					(n_failed_probes + 1) * sizeof(*failed_probes));
		if (!p || !failed_probes)
			abort();
		failed_probes[n_failed_probes] = p;
		p->command = strdup(command);
		snprintf(p->word, sizeof(p->word), PROBE_WORD "%zu\n", n_failed_probes++);
	}
	*size = strlen(p->word);
	return p->word;
}

static bool is_probe(const struct symbol *sym)
{
	return sym->name && strncmp(sym->name, PROBE_WORD, strlen(PROBE_WORD)) == 0;
}

static const char *probe_command(const struct symbol *sym)
{
	size_t i = (size_t)atoi(sym->name + strlen(PROBE_WORD));

	return i < n_failed_probes ? failed_probes[i]->command : sym->name;
}

/* Take it for one that succeeds, or for what it is. */
static void set_probe(struct symbol *sym, bool succeeds)
{
	sym->type = succeeds ? S_BOOLEAN : S_UNKNOWN;
	sym->rev_dep.expr = succeeds ? expr_alloc_symbol(&symbol_yes) : NULL;
}

/* Where Kconfig runs a command first: "arch/Kconfig:931" */
static json_t *command_place(const char *command)
{
	const json_t *probe;
	size_t i;

	json_array_foreach (probes, i, probe)
		if (strcmp(json_string_value(json_object_get(probe, "command")),
			   command) == 0)
			return json_sprintf(
				"%s:%d",
				json_string_value(json_object_get(probe, "file")),
				(int)json_integer_value(json_object_get(probe, "line")));
	return json_null();
}

/* A command with $(srctree) for the path of the tree; freed by the caller. */
static char *without_tree(const char *command)
{
	const char *tree = getenv("srctree"), *p;
	struct gstr out = str_new();
	size_t n = tree ? strlen(tree) : 0;

	while (n && (p = strstr(command, tree))) {
		char *before = strndup(command, (size_t)(p - command));

		str_append(&out, before);
		str_append(&out, "$(srctree)");
		free(before);
		command = p + n;
	}
	str_append(&out, command);
	return out.s;
}

/* The command without what scripts/Kconfig.include puts around it. */
static void add_short_command(struct gstr *to, const char *command)
{
	static const char work[] = "mkdir .tmp_$$; ", tail[] = "; } >/dev/null",
			  out[] = " -c -x c /dev/null -o .tmp_$$";
	char *all = without_tree(command), *inner = strstr(all, work), *end;

	if (inner)
		inner += strlen(work);
	else
		inner = strncmp(all, "{ ", 2) == 0 ? all + 2 : all;
	end = strstr(inner, strstr(inner, out) ? out : tail);
	if (end)
		*end = '\0';
	str_append(to, "'");
	str_append(to, inner);
	str_append(to, "'");
	free(all);
}

/* An expression as Kconfig prints it has the names of probes; a person wants commands. */
static json_t *with_commands(const char *text)
{
	struct gstr out = str_new();
	const char *p;
	json_t *all;

	while ((p = strstr(text, PROBE_WORD))) {
		char *end, *before = strndup(text, (size_t)(p - text));
		size_t i = strtoul(p + strlen(PROBE_WORD), &end, 10);

		str_append(&out, before);
		free(before);
		if (i < n_failed_probes)
			add_short_command(&out, failed_probes[i]->command);
		text = end;
	}
	str_append(&out, text);
	all = text_json(str_get(&out));
	str_free(&out);
	return all;
}
