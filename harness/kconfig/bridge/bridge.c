// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The tree's own Kconfig, asked over a pipe.
 *
 * This file is compiled together with scripts/kconfig of the tree that is to
 * be configured (see kconfig/bridge_build.h) and is no part of the kharness
 * binary: C structures of Kconfig stay here. One JSON object a line comes in
 * on standard input, one goes out for each on standard output:
 *
 *   {"op": "parse", "kconfig": FILE, "replay": {COMMAND: OUTPUT, ...}, "only": BOOL}
 *       {"symbols": N, "probes": [{"file", "line", "command", "output", "replayed"}]}
 *   {"op": "resolve", "mode": MODE, "values": FILE}    MODE: a target of the kernel's make
 *       {}
 *   {"op": "write", "file": FILE}
 *       {}
 *   {"op": "try", "lines": TEXT, "names": [NAME, ...], "max": N}
 *       as "symbols", and {"changed": N, "changes": [[NAME, OLD, NEW], ...]}: what the
 *       last "resolve" had given with these lines behind its values, found by resolving
 *       again. All other questions stay about that "resolve".
 *   {"op": "causes", "requests": [[NAME, VALUE], ...], "locked": [NAME, ...],
 *    "limit_ms": N, "budget_ms": N}
 *       {"causes": [{"picks": [{"name", "from", "to", "file", "line"}], "found": BOOL,
 *        "end": {"expr", "undefined", "file", "line"} or null, "complete": BOOL}]}
 *       The picks are an irreducible set of values with which the request would hold;
 *       "end" is what no value can help. Symbols that are locked come last. A request
 *       gets as much time as the limit, all get as much as the budget (0: no end); then
 *       "complete" is false.
 *   {"op": "without", "symbols": [[NAME, VALUE or null], ...]}
 *       {"same": "0110..."}: is it the same with this as its given value, or with none?
 *   {"op": "near", "name": NAME}
 *       {"names": [NAME, ...]}: symbols whose names differ least
 *   {"op": "successor", "name": NAME}
 *       {"to": NAME or null}: what a transitional symbol is called now
 *   {"op": "symbols", "names": [NAME, ...]}
 *       {"types": "bti...", "origins": "uds...", "values": [STRING, ...]}
 *   {"op": "sources", "names": [NAME, ...]}
 *       {"sources": [{"at": PLACE of the default, "commands": [COMMAND], "environment":
 *       [VARIABLE], "text": LINE, "by": [[NAME, PLACE]], "winner": NAME}]}: where the
 *       values come from; each has only what concerns it
 *   {"op": "describe", "name": NAME}
 *       {"definitions": [{"at", "path", "prompt", "help"}], "parts": [[EXPR, VALUE, [[NAME,
 *       VALUE, PLACE or null]]]], "defaults": [[EXPR, CONDITION or null, PLACE, VALUE]],
 *       "selected_by", "implied_by", "selects", "implies": [[NAME, PLACE, VALUE]],
 *       "winner", "range"}
 *   {"op": "explain", "name": NAME, "want": "y|m|n" or null}
 *       {"defined": [PLACE], "prompts": [{"file", "line", "unmet": [EXPR]}],
 *        "raised": [EXPR], "implied": [EXPR], "winner": NAME or null,
 *        "range": [LOW, HIGH] or null, "probes": [COMMAND]}
 *
 * A failed question is answered by {"error": TEXT}. An error in a Kconfig file
 * ends the process: that is how Kconfig reports one, with the message on
 * standard error.
 */
#include <fcntl.h>
#include <stdint.h>

#include <jansson.h>

/* conf_set_all_new_symbols() is static in the tree's conf.c */
#define main conf_main
#include "conf.c"
#undef main

#define PROTOCOL 1

#ifndef SYMBOL_TRANS
#define SYMBOL_TRANS 0 /* before 6.18 */
#endif

/* --- probes: every command that Kconfig runs while it parses -------------------- */

/* preprocess.c is compiled with -Dpopen=bridge_popen -Dpclose=bridge_pclose */
FILE *bridge_popen(const char *command, const char *mode);
int bridge_pclose(FILE *f);

static json_t *known_output; /* command: output, to be replayed */
static bool replay_only;     /* no command is run; an unknown one ends the parse */
static json_t *probes;	     /* what was run, in order */

static char *run_command(const char *command, size_t *ret_size)
{
	static char buf[1 << 16]; /* do_shell() itself reads 4096 bytes */
	FILE *f = popen(command, "r");

	if (!f)
		return NULL;
	*ret_size = fread(buf, 1, sizeof(buf) - 1, f);
	buf[*ret_size] = '\0';
	return pclose(f) == -1 ? NULL : buf;
}

FILE *bridge_popen(const char *command, const char *mode)
{
	const json_t *known = json_object_get(known_output, command);
	const char *output = json_string_value(known);
	size_t size = json_string_length(known);
	bool replayed = output != NULL;
	json_t *text;

	(void)mode;
	if (!output && replay_only) {
		fprintf(stderr,
			"%s:%d: the toolchain's record does not know the answer to '%s'; "
			"merge this tree once more on the machine that has it\n",
			cur_filename, yylineno, command);
		exit(1);
	}
	if (!output)
		output = run_command(command, &size);
	if (!output)
		return NULL;
	text = memchr(output, '\0', size) ? NULL : json_stringn(output, size);
	if (text) /* NULL: no text, so it is run again each time */
		json_object_set(known_output, command, text);
	json_array_append_new(probes,
			      json_pack("{s:s, s:i, s:s, s:o?, s:b}", "file",
					cur_filename, "line", yylineno, "command",
					command, "output", text, "replayed", replayed));
	/* the output lives as long as its command is known; do_shell() reads it at once */
	return size ? fmemopen((void *)(uintptr_t)output, size, "r")
		    : fopen("/dev/null", "r");
}

int bridge_pclose(FILE *f)
{
	return fclose(f) ? -1 : 0;
}

/* --- values --------------------------------------------------------------------- */

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

/* --- why a symbol has not the value that was asked for ---------------------------- */

static json_t *expr_json(const struct expr *e)
{
	struct gstr gs = str_new();
	json_t *text;

	expr_gstr_print(e, &gs);
	text = text_json(str_get(&gs));
	str_free(&gs);
	return text;
}

static bool is_undefined(const struct expr *e)
{
	return e->type == E_SYMBOL && e->left.sym->type == S_UNKNOWN &&
	       !(e->left.sym->flags & SYMBOL_CONST);
}

/* The parts of a conjunction that are below @want. */
static void add_unmet(struct expr *e, tristate want, json_t *to)
{
	if (!e || expr_calc_value(e) >= want)
		return;
	if (e->type == E_AND) {
		add_unmet(e->left.expr, want, to);
		add_unmet(e->right.expr, want, to);
		return;
	}
	if (is_undefined(e))
		json_array_append_new(to,
				      json_sprintf("%s [undefined]", e->left.sym->name));
	else
		json_array_append_new(to, expr_json(e));
}

/* The parts of a disjunction that are above @want: who selects. */
static void add_raising(struct expr *e, tristate want, json_t *to)
{
	if (!e || expr_calc_value(e) <= want)
		return;
	if (e->type == E_OR) {
		add_raising(e->left.expr, want, to);
		add_raising(e->right.expr, want, to);
		return;
	}
	json_array_append_new(to, expr_json(e));
}

static json_t *prompts_json(struct symbol *sym, tristate want)
{
	json_t *prompts = json_array();
	struct property *prop;

	for_all_prompts (sym, prop) {
		json_t *unmet = json_array();

		add_unmet(prop->visible.expr, want, unmet);
		json_array_append_new(prompts,
				      json_pack("{s:s, s:i, s:o}", "file", prop->filename,
						"line", prop->lineno, "unmet", unmet));
	}
	return prompts;
}

static json_t *defined_json(const struct symbol *sym)
{
	json_t *places = json_array();
	struct menu *menu;

	list_for_each_entry (menu, &sym->menus, link)
		json_array_append_new(places,
				      json_pack("{s:s, s:i}", "file", menu->filename,
						"line", menu->lineno));
	return places;
}

/* The line of the entry behind @menu in the same file. */
static int next_entry_line(const struct menu *menu)
{
	struct menu *other;
	int next = INT_MAX;

	menu_for_each_entry (other)
		if (other->lineno > menu->lineno && other->lineno < next &&
		    !strcmp(other->filename, menu->filename))
			next = other->lineno;
	return next;
}

static bool answered_n(const json_t *probe)
{
	const char *output = json_string_value(json_object_get(probe, "output"));

	return output && output[0] == 'n';
}

/*
 * Commands in the definition of a symbol that answered n. Kconfig folds such an
 * answer into the expression, where nothing tells it from a plain n.
 */
static json_t *failed_probes_json(const struct symbol *sym)
{
	json_t *commands = json_array();
	const struct menu *menu;
	json_t *probe;
	size_t i;

	list_for_each_entry (menu, &sym->menus, link) {
		json_array_foreach (probes, i, probe) {
			int line = json_integer_value(json_object_get(probe, "line"));
			const char *file =
				json_string_value(json_object_get(probe, "file"));

			if (line > menu->lineno && answered_n(probe) &&
			    strcmp(file, menu->filename) == 0 &&
			    line < next_entry_line(menu))
				json_array_append(commands,
						  json_object_get(probe, "command"));
		}
	}
	return commands;
}

static json_t *winner_json(const struct symbol *sym)
{
	struct menu *choice = sym_get_choice_menu(sym), *menu;

	if (!choice)
		return json_null();
	sym_calc_choice(choice);
	menu_for_each_sub_entry (menu, choice)
		if (menu->sym && menu->sym->curr.tri == yes)
			return text_json(menu->sym->name);
	return json_null();
}

static json_t *range_json(struct symbol *sym)
{
	struct property *prop = sym_get_range_prop(sym);

	if (!prop)
		return json_null();
	sym_calc_value(prop->expr->left.sym);
	sym_calc_value(prop->expr->right.sym);
	return json_pack("[s, s]", sym_get_string_value(prop->expr->left.sym),
			 sym_get_string_value(prop->expr->right.sym));
}

static json_t *do_explain(json_t *question)
{
	const char *name = json_string_value(json_object_get(question, "name"));
	const char *want = json_string_value(json_object_get(question, "want"));
	struct symbol *sym = name ? sym_find(name) : NULL;
	/* any visible prompt takes an n, a number or a string */
	tristate visible = want && *want == 'y' ? yes : mod;
	tristate level = !want || *want == 'y' ? yes : *want == 'm' ? mod : no;
	json_t *raised, *implied;

	if (type_letter(sym) == '-')
		return json_pack("{s:s}", "error", "no such symbol");
	sym_calc_value(sym);
	raised = json_array();
	implied = json_array();
	if (is_tristate(sym))
		add_raising(sym->rev_dep.expr, level, raised);
	if (origin_letter(sym) == 'i')
		add_raising(sym->implied.expr, level, implied);
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "defined",
			 defined_json(sym), "prompts", prompts_json(sym, visible),
			 "raised", raised, "implied", implied, "winner", winner_json(sym),
			 "range", range_json(sym), "probes", failed_probes_json(sym));
}

/* in trial.c, which stands behind this file when it is compiled */
static void remember_choices(void);
static void restore_choices(void);
static void set_baseline(const char *mode, const char *values);
static void back_to_baseline(void);
static json_t *do_try(json_t *question);
static json_t *do_causes(json_t *question);  /* in causes.c */
static json_t *do_without(json_t *question); /* in without.c */
static json_t *do_near(json_t *question);
static json_t *do_successor(json_t *question);
static json_t *do_sources(json_t *question);  /* in source.c */
static json_t *do_describe(json_t *question); /* in describe.c, the last */

/* --- the whole configuration ------------------------------------------------------ */

static json_t *do_parse(json_t *question)
{
	const char *kconfig = json_string_value(json_object_get(question, "kconfig"));
	json_t *replay = json_object_get(question, "replay");
	struct symbol *sym;
	int n = 0;

	replay_only = json_is_true(json_object_get(question, "only"));
	known_output = json_is_object(replay) ? json_copy(replay) : json_object();
	probes = json_array();
	conf_set_message_callback(NULL);
	conf_parse(kconfig ? kconfig : "Kconfig");
	remember_choices();
	for_all_symbols (sym)
		n++;
	return json_pack("{s:i, s:O}", "symbols", n, "probes", probes);
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

	restore_choices();
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
	return json_object();
}

static json_t *do_write(json_t *question)
{
	const char *file = json_string_value(json_object_get(question, "file"));

	if (!file || conf_write(file))
		return json_pack("{s:s}", "error", "cannot write the configuration");
	return json_object();
}

static json_t *answer_to(json_t *question)
{
	static const struct {
		const char *name;
		json_t *(*run)(json_t *question);
	} ops[] = {{"parse", do_parse},
		   {"resolve", do_resolve},
		   {"try", do_try},
		   {"causes", do_causes},
		   {"without", do_without},
		   {"near", do_near},
		   {"successor", do_successor},
		   {"write", do_write},
		   {"symbols", do_symbols},
		   {"explain", do_explain},
		   {"sources", do_sources},
		   {"describe", do_describe}};
	const char *op = json_string_value(json_object_get(question, "op"));

	if (op && strcmp(op, "try") != 0)
		back_to_baseline();
	for (size_t i = 0; op && i < sizeof(ops) / sizeof(ops[0]); i++)
		if (strcmp(op, ops[i].name) == 0)
			return ops[i].run(question);
	return json_pack("{s:s}", "error", "unknown op");
}

static void send(FILE *out, json_t *answer)
{
	json_dumpf(answer, out, JSON_COMPACT);
	putc('\n', out);
	fflush(out);
	json_decref(answer);
}

int main(void)
{
	/* what Kconfig itself prints, $(info,...) say, must not mix with the answers */
	FILE *out = fdopen(fcntl(1, F_DUPFD_CLOEXEC, 3), "w");
	size_t size = 0;
	char *question = NULL;

	if (!out || dup2(2, 1) < 0) {
		perror("bridge");
		return 1;
	}
	send(out, json_pack("{s:i}", "kharness-bridge", PROTOCOL));
	while (getline(&question, &size, stdin) > 0) {
		json_t *q = json_loads(question, 0, NULL);

		send(out, q ? answer_to(q) : json_pack("{s:s}", "error", "not JSON"));
		json_decref(q);
	}
	return 0;
}
