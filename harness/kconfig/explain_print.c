// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/explain.h"

#include <string.h>

#include "base/alloc.h"
#include "kconfig/judge.h"

#define MARGIN	  13 /* width of the first column */
#define MAX_SHOWN 6  /* of a list */
#define HELP_MAX  8  /* lines of help */

static const char *text_of(const json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));

	return s ? s : "";
}

/* --- layout -------------------------------------------------------------------------- */

/* Columns, not bytes: a fragment's why may hold any UTF-8. */
static size_t columns(const char *text, size_t bytes)
{
	size_t n = 0;

	for (size_t i = 0; i < bytes; i++)
		n += ((unsigned char)text[i] & 0xc0) != 0x80;
	return n;
}

/* Add words up to @width, with @indent blanks in front of each further line. */
static void add_wrapped(struct strbuf *to, const char *text, size_t indent, size_t width)
{
	size_t column = indent;
	bool first = true;

	for (const char *p = text + strspn(text, " \n"); *p; p += strspn(p, " \n")) {
		size_t bytes = strcspn(p, " \n"), n = columns(p, bytes);

		if (!first && column + 1 + n > width) {
			strbuf_addf(to, "\n%*s", (int)indent, "");
			column = indent;
			first = true;
		}
		strbuf_addf(to, "%s%.*s", first ? "" : " ", (int)bytes, p);
		column += n + !first;
		first = false;
		p += bytes;
	}
	strbuf_addc(to, '\n');
}

/* "label        text", wrapped */
static void add_row(struct strbuf *to, const char *label, const char *text, size_t width)
{
	strbuf_addf(to, "%-*s", MARGIN, label);
	add_wrapped(to, text, MARGIN, width);
}

/* --- sentences ----------------------------------------------------------------------- */

/* "A (drivers/Kconfig:12), B (...) and 3 more" of an array of {"symbol", "at"} */
static void add_symbols(struct strbuf *to, const json_t *list)
{
	size_t n = json_array_size(list);

	for (size_t i = 0; i < n && i < MAX_SHOWN; i++) {
		const json_t *s = json_array_get(list, i);

		strbuf_addf(to, "%s%s (%s)", i ? ", " : "", text_of(s, "symbol"),
			    text_of(s, "at"));
	}
	if (n > MAX_SHOWN)
		strbuf_addf(to, " and %zu more", n - MAX_SHOWN);
}

static void add_default(struct strbuf *to, const json_t *e)
{
	const json_t *commands = json_object_get(e, "commands");
	const json_t *names = json_object_get(e, "environment");
	const char *at = text_of(e, "at");

	if (!*at) {
		strbuf_adds(to, "nothing sets it");
		return;
	}
	strbuf_addf(to, "default at %s", at);
	if (json_array_size(names))
		strbuf_addf(to, ", $%s of the environment",
			    json_string_value(json_array_get(names, 0)));
	if (commands)
		strbuf_adds(to, ", decided by the toolchain");
	for (size_t i = 0; i < json_array_size(commands); i++) {
		strbuf_adds(to, i ? ", " : ": ");
		judge_add_command(to, json_string_value(json_array_get(commands, i)));
	}
}

/* A place without the tree in front, as all places in Kconfig are. */
static const char *place_of(const json_t *e, const char *at)
{
	const char *tree = text_of(e, "linux");
	size_t n = strlen(tree);

	return n && strncmp(at, tree, n) == 0 && at[n] == '/' ? at + n + 1 : at;
}

/* Where the value comes from. */
static void add_origin(struct strbuf *to, const json_t *e)
{
	const char *origin = text_of(e, "origin"), *at = place_of(e, text_of(e, "at"));

	if (strcmp(origin, "fragment") == 0) {
		strbuf_addf(to, "asked for at %s", at);
	} else if (strcmp(origin, "base") == 0 && *at) {
		strbuf_addf(to, "the base says so at %s", at);
	} else if (strcmp(origin, "base") == 0) {
		strbuf_addf(to, "nobody asks for it, and the base is a rule%s%s",
			    *text_of(e, "base") ? ": " : "", text_of(e, "base"));
	} else if (strcmp(origin, "select") == 0 || strcmp(origin, "imply") == 0) {
		strbuf_addf(to, "%s by ", *origin == 's' ? "selected" : "implied");
		add_symbols(to, json_object_get(e, "by"));
	} else if (strcmp(origin, "choice") == 0) {
		strbuf_addf(to, "its choice takes %s", text_of(e, "winner"));
	} else {
		add_default(to, e);
	}
}

/* The part of the dependencies that keeps it down; NULL: none. */
static const json_t *first_unmet(const json_t *e)
{
	const json_t *depends = json_object_get(e, "depends");

	for (size_t i = 0; i < json_array_size(depends); i++)
		if (strcmp(text_of(json_array_get(depends, i), "value"), "n") == 0)
			return json_array_get(depends, i);
	return NULL;
}

/* The line that counts when it did not take effect; NULL: it did. */
static const json_t *failed_line(const json_t *e)
{
	const json_t *lines = json_object_get(e, "lines");
	const json_t *last = json_array_get(lines, json_array_size(lines) - 1);

	return json_object_get(last, "reason") ? last : NULL;
}

static void add_why(struct strbuf *to, const json_t *e)
{
	const json_t *unmet = first_unmet(e), *failed = failed_line(e);

	if (strcmp(text_of(e, "type"), "unknown") == 0) {
		strbuf_adds(to, text_of(e, "meaning"));
		return;
	}
	if (failed)
		strbuf_addf(to, "%s asks for %s, but %s",
			    place_of(e, text_of(failed, "at")), text_of(failed, "value"),
			    text_of(failed, "reason"));
	else if (unmet && strcmp(text_of(e, "value"), "n") == 0)
		strbuf_addf(to, "it needs %s", text_of(unmet, "expression"));
	else
		add_origin(to, e);
}

static void add_value(struct strbuf *to, const json_t *e)
{
	bool quoted = strcmp(text_of(e, "type"), "string") == 0;

	if (strcmp(text_of(e, "type"), "unknown") == 0)
		strbuf_adds(to, "absent");
	else
		strbuf_addf(to, quoted ? "\"%s\"" : "%s", text_of(e, "value"));
}

/* --- the parts of the screen --------------------------------------------------------- */

static void print_head(const json_t *e, const char *pair, size_t width, struct strbuf *to)
{
	_cleanup_(strbuf_done) struct strbuf line = STRBUF_INIT;

	strbuf_addf(&line, "CONFIG_%s = ", text_of(e, "symbol"));
	add_value(&line, e);
	if (strcmp(text_of(e, "type"), "unknown") != 0)
		strbuf_addf(&line, "  (%s)", text_of(e, "type"));
	strbuf_adds(to, line.buf);
	if (pair) {
		int gap =
			(int)width - (int)columns(line.buf, line.len) - (int)strlen(pair);

		strbuf_addf(to, "%*s%s", gap > 2 ? gap : 2, "", pair);
	}
	strbuf_addc(to, '\n');
}

static void print_definitions(const json_t *e, size_t width, struct strbuf *to)
{
	const json_t *all = json_object_get(e, "definitions");

	for (size_t i = 0; i < json_array_size(all); i++) {
		const json_t *one = json_array_get(all, i);
		const json_t *path = json_object_get(one, "path");
		_cleanup_(strbuf_done) struct strbuf menu = STRBUF_INIT;

		if (json_object_get(one, "prompt"))
			add_row(to, i ? "" : "prompt", text_of(one, "prompt"), width);
		else if (!i)
			add_row(to, "prompt", "none: only Kconfig itself can set it",
				width);
		for (size_t j = 0; j < json_array_size(path); j++)
			strbuf_addf(&menu, "%s > ",
				    json_string_value(json_array_get(path, j)));
		strbuf_adds(&menu, text_of(one, "at"));
		add_row(to, "", menu.buf, width);
	}
}

static void print_lines(const json_t *e, size_t width, struct strbuf *to)
{
	const json_t *lines = json_object_get(e, "lines");

	for (size_t i = 0; i < json_array_size(lines); i++) {
		const json_t *l = json_array_get(lines, i);
		const char *verdict = text_of(l, "verdict");
		_cleanup_(strbuf_done) struct strbuf text = STRBUF_INIT;

		strbuf_addf(&text, "%s: %s", place_of(e, text_of(l, "at")),
			    text_of(l, "value"));
		strbuf_addf(&text, ", %s", *verdict ? verdict : "the base");
		if (*text_of(l, "level"))
			strbuf_addf(&text, ", level %s", text_of(l, "level"));
		add_row(to, i ? "" : "asked for", text.buf, width);
		for (int k = 0; k < ANNOTATION_KEYS; k++) {
			const char *key = annotation_key_name((enum annotation_key)k);

			if (k == ANNOTATION_LEVEL || !*text_of(l, key))
				continue;
			strbuf_addf(to, "%*s%-6s ", MARGIN + 2, "", key);
			add_wrapped(to, text_of(l, key), MARGIN + 9, width);
		}
	}
}

static void print_leaf(const json_t *leaf, size_t width, struct strbuf *to)
{
	_cleanup_(strbuf_done) struct strbuf text = STRBUF_INIT;
	const json_t *defined = json_object_get(leaf, "defined");

	if (json_is_true(json_object_get(leaf, "toolchain"))) {
		strbuf_addf(&text, "the toolchain fails it (%s)",
			    json_string_value(defined));
		strbuf_addf(to, "%*s", MARGIN + 2, "");
		add_wrapped(to, text.buf, MARGIN + 4, width);
		return;
	}
	strbuf_addf(&text, "%s = %s: ", text_of(leaf, "symbol"), text_of(leaf, "value"));
	if (!json_is_string(defined)) {
		strbuf_adds(&text, "the tree does not define it");
	} else {
		add_origin(&text, leaf);
		if (!*text_of(leaf, "at"))
			strbuf_addf(&text, " (%s)", json_string_value(defined));
	}
	strbuf_addf(to, "%*s", MARGIN + 2, "");
	add_wrapped(to, text.buf, MARGIN + 4, width);
}

/* What is met in one row; each part that is not with all that it names. */
static void print_dependencies(const json_t *e, size_t width, struct strbuf *to)
{
	const json_t *depends = json_object_get(e, "depends");
	_cleanup_(strbuf_done) struct strbuf met = STRBUF_INIT;
	const char *label = "needs";

	for (size_t i = 0; i < json_array_size(depends); i++) {
		const json_t *part = json_array_get(depends, i);

		if (strcmp(text_of(part, "value"), "y") == 0)
			strbuf_addf(&met, "%s%s", met.len ? ", " : "",
				    text_of(part, "expression"));
	}
	if (met.len) {
		add_row(to, label, met.buf, width);
		label = "";
	}
	for (size_t i = 0; i < json_array_size(depends); i++) {
		const json_t *part = json_array_get(depends, i);
		const json_t *leaves = json_object_get(part, "symbols");
		_cleanup_(strbuf_done) struct strbuf text = STRBUF_INIT;

		if (strcmp(text_of(part, "value"), "y") == 0)
			continue;
		strbuf_addf(&text, "not met: %s", text_of(part, "expression"));
		if (strcmp(text_of(part, "value"), "m") == 0)
			strbuf_adds(&text, ", which allows m only");
		if (!json_array_size(leaves))
			strbuf_adds(&text, ", a constant");
		add_row(to, label, text.buf, width);
		label = "";
		for (size_t j = 0; j < json_array_size(leaves); j++)
			print_leaf(json_array_get(leaves, j), width, to);
	}
}

/* Who selects it; of those that do not now only the names. */
static void print_raisers(const json_t *e, const char *key, const char *label,
			  size_t width, struct strbuf *to)
{
	const json_t *all = json_object_get(e, key);
	_cleanup_(strbuf_done) struct strbuf text = STRBUF_INIT, idle = STRBUF_INIT;
	json_t *now = json_array();
	size_t n_idle = 0;

	for (size_t i = 0; i < json_array_size(all); i++) {
		json_t *one = json_array_get(all, i);

		if (*text_of(one, "value") != 'n')
			json_array_append(now, one);
		else if (n_idle++ < MAX_SHOWN)
			strbuf_addf(&idle, "%s%s", idle.len ? ", " : "",
				    text_of(one, "symbol"));
	}
	add_symbols(&text, now);
	if (n_idle)
		strbuf_addf(&text, "%snot now: %s", text.len ? "; " : "", idle.buf);
	if (n_idle > MAX_SHOWN)
		strbuf_addf(&text, " and %zu more", n_idle - MAX_SHOWN);
	if (text.len)
		add_row(to, label, text.buf, width);
	json_decref(now);
}

static void print_selects(const json_t *e, const char *key, const char *label,
			  size_t width, struct strbuf *to)
{
	const json_t *all = json_object_get(e, key);
	_cleanup_(strbuf_done) struct strbuf text = STRBUF_INIT;
	size_t n = json_array_size(all);

	for (size_t i = 0; i < n && i < 2 * MAX_SHOWN; i++) {
		const json_t *one = json_array_get(all, i);

		strbuf_addf(&text, "%s%s [=%s]", i ? ", " : "", text_of(one, "symbol"),
			    text_of(one, "value"));
	}
	if (n > 2 * MAX_SHOWN)
		strbuf_addf(&text, " and %zu more", n - 2 * MAX_SHOWN);
	if (n)
		add_row(to, label, text.buf, width);
}

/* "; that takes NET=y, 'gcc -fsomething' to succeed" */
static void add_takes(const json_t *takes, struct strbuf *to)
{
	size_t n = json_array_size(takes);

	strbuf_adds(to, "; that takes");
	for (size_t i = 0; i < n && i < 2 * MAX_SHOWN; i++) {
		const char *what = json_string_value(json_array_get(takes, i));

		strbuf_adds(to, i ? ", " : " ");
		if (strchr(what, ' '))
			judge_add_command(to, what);
		else
			strbuf_adds(to, what);
		if (strchr(what, ' '))
			strbuf_adds(to, " to succeed");
	}
	if (n > 2 * MAX_SHOWN)
		strbuf_addf(to, " and %zu more", n - 2 * MAX_SHOWN);
}

static void print_trials(const json_t *e, size_t width, struct strbuf *to)
{
	const char *want;
	json_t *trial;

	json_object_foreach (json_object_get(e, "if"), want, trial) {
		const json_t *changes = json_object_get(trial, "changes");
		json_int_t n = json_integer_value(json_object_get(trial, "changed"));
		_cleanup_(strbuf_done) struct strbuf text = STRBUF_INIT;
		char label[] = "if it were ?";

		label[strlen(label) - 1] = *want;
		if (strcmp(text_of(trial, "value"), want) != 0)
			strbuf_addf(&text, "it would still be %s",
				    text_of(trial, "value"));
		else
			strbuf_adds(&text, "it would take effect");
		if (json_array_size(json_object_get(trial, "takes")))
			add_takes(json_object_get(trial, "takes"), &text);
		else
			strbuf_adds(&text, n ? "; also: " : "; nothing else changes");
		if (json_array_size(json_object_get(trial, "takes")))
			n = 0;
		for (size_t i = 0; n && i < json_array_size(changes) && i < MAX_SHOWN;
		     i++) {
			const json_t *c = json_array_get(changes, i);

			strbuf_addf(&text, "%s%s %s→%s", i ? ", " : "",
				    json_string_value(json_array_get(c, 0)),
				    json_string_value(json_array_get(c, 1)),
				    json_string_value(json_array_get(c, 2)));
		}
		if (n > MAX_SHOWN)
			strbuf_addf(&text, " and %lld more", (long long)n - MAX_SHOWN);
		add_row(to, label, text.buf, width);
	}
}

static void print_help(const json_t *e, struct strbuf *to)
{
	const json_t *all = json_object_get(e, "definitions");
	const char *help = "";
	size_t lines = 0;

	for (size_t i = 0; i < json_array_size(all) && !*help; i++)
		help = text_of(json_array_get(all, i), "help");
	help += strspn(help, "\n");
	for (; help[strspn(help, "\n")] && lines < HELP_MAX; lines++) {
		size_t n = strcspn(help, "\n");

		strbuf_addf(to, "%-*s%.*s\n", n ? MARGIN : 0, lines ? "" : "help", (int)n,
			    help);
		help += n + (help[n] == '\n');
	}
	if (help[strspn(help, "\n")])
		strbuf_addf(to, "%*s...\n", MARGIN, "");
}

void explain_print(const json_t *e, const char *pair, size_t width, struct strbuf *to)
{
	_cleanup_(strbuf_done) struct strbuf why = STRBUF_INIT;
	const json_t *range = json_object_get(e, "range");

	print_head(e, pair, width, to);
	add_why(&why, e);
	add_row(to, "why", why.buf, width);
	print_lines(e, width, to);
	print_definitions(e, width, to);
	if (json_is_array(range))
		strbuf_addf(to, "%-*s%s to %s\n", MARGIN, "range",
			    json_string_value(json_array_get(range, 0)),
			    json_string_value(json_array_get(range, 1)));
	print_dependencies(e, width, to);
	print_raisers(e, "selected_by", "selected by", width, to);
	print_raisers(e, "implied_by", "implied by", width, to);
	print_selects(e, "selects", "selects", width, to);
	print_selects(e, "implies", "implies", width, to);
	print_trials(e, width, to);
	print_help(e, to);
}

void explain_print_row(const json_t *e, const char *pair, size_t width, struct strbuf *to)
{
	_cleanup_(strbuf_done) struct strbuf text = STRBUF_INIT;

	add_value(&text, e);
	strbuf_addf(to, "  %-24s %-7s ", pair, text.buf);
	strbuf_clear(&text);
	add_why(&text, e);
	add_wrapped(to, text.buf, 35, width);
}
