// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Symbols whose own definition is another one in the new tree, or of which a command
 * answered something else.
 */
#include "kconfig/diff_work.h"

#include <string.h>

#include "base/alloc.h"
#include "base/json.h"

#define MAX_TEXT 120 /* bytes of an expression in a sentence */

struct own {
	struct diff_work *w;
	const json_t *old_record, *new_record; /* of the toolchain */
	json_t *old_answers, *new_answers;     /* {COMMAND: OUTPUT} */
};

/* --- commands and variables ------------------------------------------------------------------------- */

static json_t *answers_of(const json_t *record)
{
	const json_t *probes = json_object_get(record, "probes"), *probe;
	json_t *all = json_object();
	size_t i;

	json_array_foreach (probes, i, probe)
		json_object_set(all, json_string_value(json_object_get(probe, "command")),
				json_object_get(probe, "output"));
	return all;
}

static const char *answer_text(json_t *answers, const char *command)
{
	return json_string_value(json_object_get(answers, command));
}

static int first_line(const char *text)
{
	size_t n = strcspn(text, "\n");

	return (int)(n < MAX_TEXT ? n : MAX_TEXT);
}

/* The first of several commands, each with a tab behind it, that answers otherwise. */
static char *other_answer(const struct own *a, const char *commands)
{
	for (const char *p = commands, *end; (end = strchr(p, '\t')); p = end + 1) {
		_cleanup_(cleanup_free) char *command = xstrndup(p, (size_t)(end - p));
		const char *old = answer_text(a->old_answers, command);
		const char *new = answer_text(a->new_answers, command);

		if (old && new &&strcmp(old, new) != 0)
			return xasprintf("'%s' answered '%.*s' and answers '%.*s' now",
					 command, first_line(old), old, first_line(new),
					 new);
	}
	return NULL;
}

static const char *variable_in(const json_t *record, const char *name)
{
	const json_t *list = json_object_get(record, "environment"), *v;
	size_t n = strlen(name), i;

	json_array_foreach (list, i, v) {
		const char *text = json_string_value(v);

		if (text && strncmp(text, name, n) == 0 && text[n] == '=')
			return text + n + 1;
	}
	return "";
}

static bool is_of_tree(const char *variable)
{
	static const char *const of_tree[] = {"KERNELVERSION", "ARCH", "SRCARCH",
					      "srctree"};

	for (size_t i = 0; i < ARRAY_SIZE(of_tree); i++)
		if (strcmp(variable, of_tree[i]) == 0)
			return true;
	return false;
}

/* A value that Kconfig took from a variable, or put together from what commands said. */
static char *other_source(const struct own *a, const struct symbol_source *s)
{
	const json_t *names = json_object_get(s->more, "environment"), *name;
	const char *text = json_string_value(json_object_get(s->more, "text"));
	const char *old =
		json_string_value(json_object_get(a->old_record, "fingerprint"));
	const char *new =
		json_string_value(json_object_get(a->new_record, "fingerprint"));
	size_t i;

	json_array_foreach (names, i, name) {
		const char *variable = json_string_value(name);

		if (!is_of_tree(variable) &&
		    strcmp(variable_in(a->old_record, variable),
			   variable_in(a->new_record, variable)) != 0)
			return xasprintf("the toolchain's %s is another one", variable);
	}
	if (text && json_object_get(s->more, "commands") && old &&
	    new &&strcmp(old, new) != 0)
		return xasprintf("the toolchain answers '%s' otherwise", text);
	return NULL;
}

/* --- definitions --------------------------------------------------------------------------- */

/* A part of a definition, each with "; " behind it; of none the text is NULL. */
struct part {
	const char *text;
	int size;
};

#define STAR "*; " /* behind it stands what has no effect now */

/* The first one of @a that @b does not have. */
static struct part first_part(const char *a, const char *b, bool all)
{
	for (const char *p = a, *end; (end = strstr(p, "; ")); p = end + 2) {
		_cleanup_(cleanup_free) char *part = xstrndup(p, (size_t)(end - p + 2));

		if (strcmp(part, STAR) == 0) {
			if (!all)
				break;
			continue;
		}
		if (!strstr(b, part))
			return (struct part){
				p, (int)(end - p < MAX_TEXT ? end - p : MAX_TEXT)};
	}
	return (struct part){NULL, 0};
}

/* " (net/Kconfig:12)" */
static char *in_brackets(const char *at)
{
	return *at ? xasprintf(" (%s)", at) : xstrdup("");
}

/* NULL: there is no difference */
static char *part_sentence(const char *what, const char *old, const char *new,
			   const char *old_at, const char *new_at)
{
	_cleanup_(cleanup_free) char *was_at = in_brackets(old_at);
	_cleanup_(cleanup_free) char *is_at = in_brackets(new_at);
	struct part gone = first_part(old, new, false);
	struct part come = first_part(new, old, false);

	if (!gone.text && !come.text) {
		gone = first_part(old, new, true);
		come = first_part(new, old, true);
	}
	if (gone.text && come.text)
		return xasprintf("another %s: '%.*s'%s, not '%.*s'%s", what, come.size,
				 come.text, is_at, gone.size, gone.text, was_at);
	if (come.text)
		return xasprintf("a %s more: '%.*s'%s", what, come.size, come.text,
				 is_at);
	if (gone.text)
		return xasprintf("a %s less: '%.*s'%s", what, gone.size, gone.text,
				 was_at);
	return NULL;
}

/* All of one symbol, on both sides. */
struct both {
	const struct diff_definitions *old, *new;
	const struct symbol_state *old_states, *new_states;
	const struct symbol_source *sources; /* new */
};

static bool is_raised(const struct symbol_state *s)
{
	return s->origin == ORIGIN_SELECT || s->origin == ORIGIN_IMPLY;
}

/* What of its definition is another one; false: nothing. */
static bool class_definition(struct diff_entry *e, const struct both *b, size_t i)
{
	const struct diff_definitions *old = b->old, *new = b->new;
	bool raised = is_raised(&b->old_states[i]) || is_raised(&b->new_states[i]);
	char *defaults = part_sentence("default", old->defaults.v[i], new->defaults.v[i],
				       old->default_at.v[i], new->default_at.v[i]);
	char *rules = part_sentence("rule", old->rules.v[i], new->rules.v[i],
				    old->rule_at.v[i], new->rule_at.v[i]);

	diff_entry_class(e, CHANGE_UPSTREAM, NULL);
	if (b->old_states[i].type != b->new_states[i].type) {
		e->change.upstream = UPSTREAM_TYPE;
		e->change.because = xstrdup("its type is another one");
	} else if (defaults && !(raised && rules)) {
		e->change.upstream = UPSTREAM_DEFAULT;
		e->change.because = TAKE_PTR(defaults);
	} else if (rules) {
		e->change.upstream = UPSTREAM_RULE;
		e->change.because = TAKE_PTR(rules);
	} else if (strcmp(old->defaults.v[i], new->defaults.v[i]) != 0) {
		e->change.upstream = UPSTREAM_DEFAULT;
		e->change.because =
			xasprintf("another order of the same defaults, the first of "
				  "which is at %s",
				  new->default_at.v[i]);
	}
	free(defaults);
	free(rules);
	return e->change.because;
}

static void class_own(struct own *a, struct diff_entry *e, const struct both *b, size_t i)
{
	char *because = other_answer(a, b->old->commands.v[i]);

	if (!because)
		because = other_answer(a, b->new->commands.v[i]);
	if (!because)
		because = other_source(a, &b->sources[i]);
	if (because)
		diff_entry_class(e, CHANGE_TOOLCHAIN, because);
	else if (!class_definition(e, b, i))
		diff_entry_class(e, CHANGE_UNEXPLAINED,
				 xstrdup("its definition is the same on both sides"));
}

static void states_free(struct symbol_state *states, struct symbol_source *sources,
			size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(states[i].value);
		if (sources)
			symbol_source_done(&sources[i]);
	}
	free(states);
	free(sources);
}

static int ask_both(struct own *a, const char *const *names, size_t n,
		    struct diff_definitions *old, struct diff_definitions *new,
		    struct symbol_state *old_states, struct symbol_state *new_states,
		    struct symbol_source *sources)
{
	struct bridge *ob = a->w->old_bridge, *nb = a->w->new_bridge;
	_cleanup_(strbuf_done) struct strbuf list = STRBUF_INIT;
	struct diag *d = a->w->d;
	int err;

	for (size_t i = 0; i < n; i++)
		text_list_add(&list, names[i]);
	err = diff_ask_definitions(ob, list.buf, n, old, d);
	if (err == 0)
		err = diff_ask_definitions(nb, list.buf, n, new, d);
	if (err == 0)
		err = bridge_symbols(ob, names, n, old_states, d);
	if (err == 0)
		err = bridge_symbols(nb, names, n, new_states, d);
	return err < 0 ? err : bridge_sources(nb, names, n, sources, d);
}

static int class_all(struct own *a, const char *const *names, size_t n)
{
	_cleanup_(diff_definitions_done) struct diff_definitions old = {0}, new = {0};
	struct symbol_state *old_states = xcalloc(n, sizeof(*old_states));
	struct symbol_state *new_states = xcalloc(n, sizeof(*new_states));
	struct symbol_source *sources = xcalloc(n, sizeof(*sources));
	const struct both b = {&old, &new, old_states, new_states, sources};
	int err = ask_both(a, names, n, &old, &new, old_states, new_states, sources);

	for (size_t i = 0; err == 0 && i < n; i++)
		class_own(a, diff_entry_get(a->w, names[i]), &b, i);
	states_free(old_states, NULL, n);
	states_free(new_states, sources, n);
	return err;
}

int diff_own(struct diff_work *w, const char *const *names, size_t n)
{
	struct own a = {.w = w,
			.old_record = bridge_toolchain(w->old_bridge),
			.new_record = bridge_toolchain(w->new_bridge)};
	int err;

	if (n == 0)
		return 0;
	a.old_answers = answers_of(a.old_record);
	a.new_answers = answers_of(a.new_record);
	err = class_all(&a, names, n);
	json_decref(a.old_answers);
	json_decref(a.new_answers);
	return err;
}
