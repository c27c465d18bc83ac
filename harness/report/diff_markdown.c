// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A comment for a pull request: on top what got weaker or stronger and who asked for it,
 * once for all comparisons; below it a table for each of them, folded.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "base/alloc.h"
#include "report/diff.h"

#define SHOWN	4   /* comparisons of a line on top that are named */
#define LISTED	20  /* lines of a list on top */
#define RESERVE 300 /* for what closes a table and says what was cut */

struct comment {
	const struct change_sets *all;
	struct strbuf *to;
	size_t start;
	size_t max;
	size_t cut; /* rows that found no room */
};

/* GitHub reads HTML in it, makes links of '#1' and calls people by '@'. */
static void put_text(struct strbuf *to, const char *text)
{
	for (const char *p = text; *p; p++) {
		if (strchr("<>&@#\"", *p))
			strbuf_addf(to, "&#%d;", *p);
		else if (strchr("\\`*_[]|~!$", *p))
			strbuf_addf(to, "\\%c", *p);
		else
			strbuf_addc(to, (unsigned char)*p < ' ' || *p == 0x7f ? ' ' : *p);
	}
}

/* A sentence that something follows. */
static void put_clause(struct strbuf *to, const char *text)
{
	put_text(to, text);
	if (to->len && to->buf[to->len - 1] == '.')
		to->buf[--to->len] = '\0';
}

static void put_name(struct strbuf *to, const struct change_set *s)
{
	put_text(to, s->new_name);
	strbuf_adds(to, ", ");
	put_text(to, s->new_arch);
}

static bool fits(const struct comment *c, size_t n)
{
	return c->to->len - c->start + n + RESERVE <= c->max;
}

/* --- lines on top, each once ---------------------------------------------------------------- */

/* A line of a list, and the comparisons that it is about. */
struct line {
	char *text;
	size_t *of;
	size_t n;
	UT_hash_handle hh;
};

/* In the order in which they were added. */
struct lines {
	struct line *v; /* hash by text */
};

static void lines_done(struct lines *l)
{
	struct line *x, *next;

	HASH_ITER (hh, l->v, x, next) {
		HASH_DEL(l->v, x);
		free(x->text);
		free(x->of);
		free(x);
	}
}

static void lines_add(struct lines *to, const struct comment *c, size_t of,
		      struct strbuf *text)
{
	struct line *l;

	HASH_FIND_STR(to->v, text->buf, l);
	if (!l) {
		l = xcalloc(1, sizeof(*l));
		l->text = xstrdup(text->buf);
		l->of = xcalloc(c->all->n, sizeof(*l->of));
		HASH_ADD_KEYPTR(hh, to->v, l->text, strlen(l->text), l);
	}
	strbuf_clear(text);
	if (!l->n || l->of[l->n - 1] != of)
		l->of[l->n++] = of;
}

static void put_line(const struct comment *c, const struct line *x, struct strbuf *to)
{
	strbuf_addf(to, "- %s (", x->text);
	for (size_t i = 0; i < x->n && i < SHOWN; i++) {
		strbuf_adds(to, i ? "; " : "");
		put_name(to, &c->all->v[x->of[i]]);
	}
	if (x->n > SHOWN)
		strbuf_addf(to, " and %zu more", x->n - SHOWN);
	strbuf_adds(to, ")\n");
}

static void put_lines(struct comment *c, const char *heading, const struct lines *l)
{
	size_t n = HASH_COUNT(l->v), shown = 0;

	if (!n || !fits(c, strlen(heading) + 20))
		return;
	strbuf_addf(c->to, "\n**%s**\n\n", heading);
	for (const struct line *x = l->v; x && shown < LISTED; x = x->hh.next) {
		_cleanup_(strbuf_done) struct strbuf text = STRBUF_INIT;

		put_line(c, x, &text);
		if (!fits(c, text.len))
			break;
		strbuf_adds(c->to, text.buf);
		shown++;
	}
	if (shown < n)
		strbuf_addf(c->to, "- and %zu more\n", n - shown);
}

/* --- who asked ------------------------------------------------------------------------------ */

static void put_values(const struct change *x, struct strbuf *to)
{
	strbuf_addf(to, "`%s` ", x->name);
	put_text(to, diff_value(x->from));
	strbuf_adds(to, " → ");
	put_text(to, diff_value(x->to));
}

static void put_asked(const struct change *x, struct strbuf *to)
{
	_cleanup_(strbuf_done) struct strbuf where = STRBUF_INIT;

	diff_where(x, &where);
	put_values(x, to);
	if (where.len) {
		strbuf_adds(to, ", ");
		put_text(to, where.buf);
	}
	if (x->owner) {
		strbuf_adds(to, ", ");
		put_text(to, x->owner);
	}
	if (x->why) {
		strbuf_adds(to, ": ");
		put_text(to, x->why);
	} else if (x->old_why) {
		strbuf_adds(to, "; before: ");
		put_text(to, x->old_why);
	}
}

/* The intents behind a change; itself, if it is one. */
static void put_intents(const struct change_set *s, const struct change *x,
			struct strbuf *to)
{
	if (x->class == CHANGE_INTENT) {
		strbuf_adds(to, "; ");
		put_asked(x, to);
	}
	for (size_t i = 0; i < x->n_causes && i < 2; i++) {
		if (s->v[x->causes[i]].class != CHANGE_INTENT)
			continue;
		strbuf_adds(to, "; follows from ");
		put_asked(&s->v[x->causes[i]], to);
	}
}

static void put_setting(const struct change_setting *x, struct strbuf *to)
{
	strbuf_adds(to, x->sysctl ? "sysctl " : "");
	put_text(to, x->name);
	strbuf_adds(to, ": ");
	put_text(to, x->from ? x->from : "not set");
	strbuf_adds(to, " → ");
	put_text(to, x->to ? x->to : "not set");
	if (x->why) {
		strbuf_adds(to, ": ");
		put_text(to, x->why);
	}
}

/* Who moved a rule: the first change, and the first setting. */
static void put_movers(const struct change_set *s, const struct change_rule *r,
		       struct strbuf *to)
{
	for (size_t i = 0; i < s->n; i++)
		if (diff_moves_rule(r, &s->v[i].rules, s->v[i].direction)) {
			put_intents(s, &s->v[i], to);
			break;
		}
	for (size_t i = 0; i < s->n_settings; i++)
		if (diff_moves_rule(r, &s->settings[i].rules, s->settings[i].direction)) {
			strbuf_adds(to, "; ");
			put_setting(&s->settings[i], to);
			break;
		}
}

static void put_verdict(struct strbuf *to, const char *from, const char *to_what)
{
	put_text(to, from ? from : "not there");
	strbuf_adds(to, " → ");
	put_text(to, to_what ? to_what : "not there");
}

static void add_rules(const struct comment *c, size_t i, enum change_direction d,
		      const char *severity, struct lines *to)
{
	const struct change_set *s = &c->all->v[i];
	_cleanup_(strbuf_done) struct strbuf text = STRBUF_INIT;

	for (size_t j = 0; j < s->n_rules; j++) {
		const struct change_rule *r = &s->rules[j];

		if (r->direction != d || !diff_is_severity(r, severity))
			continue;
		strbuf_addf(&text, "rule `%s` (%s): ", r->id, r->severity);
		put_verdict(&text, r->from, r->to);
		if (d == DIRECTION_WEAKER && r->reason) {
			strbuf_adds(&text, ": ");
			put_clause(&text, r->reason);
		}
		put_movers(s, r, &text);
		lines_add(to, c, i, &text);
	}
}

/* What no rule that is told already is about. */
static void add_changes(const struct comment *c, size_t i, enum change_direction d,
			struct lines *to)
{
	const struct change_set *s = &c->all->v[i];
	_cleanup_(strbuf_done) struct strbuf text = STRBUF_INIT;

	for (size_t j = 0; j < s->n; j++) {
		const struct change *x = &s->v[j];

		if (x->direction != d || diff_told_by_rule(s, &x->rules, d))
			continue;
		put_values(x, &text);
		if (x->reading) {
			strbuf_adds(&text, ": ");
			put_text(&text, x->reading);
		}
		put_intents(s, x, &text);
		lines_add(to, c, i, &text);
	}
}

static void add_settings(const struct comment *c, size_t i, enum change_direction d,
			 bool all, struct lines *to)
{
	const struct change_set *s = &c->all->v[i];
	_cleanup_(strbuf_done) struct strbuf text = STRBUF_INIT;

	for (size_t j = 0; j < s->n_settings; j++) {
		const struct change_setting *x = &s->settings[j];

		if (!all && (x->direction != d || diff_told_by_rule(s, &x->rules, d)))
			continue;
		put_setting(x, &text);
		lines_add(to, c, i, &text);
	}
}

static void put_directions(struct comment *c, const char *heading,
			   enum change_direction d)
{
	static const char *const severities[] = {"high", "medium", "low"};
	_cleanup_(lines_done) struct lines lines = {0};

	for (size_t j = 0; j < ARRAY_SIZE(severities); j++)
		for (size_t i = 0; i < c->all->n; i++)
			add_rules(c, i, d, severities[j], &lines);
	for (size_t i = 0; i < c->all->n; i++) {
		add_settings(c, i, d, false, &lines);
		add_changes(c, i, d, &lines);
	}
	put_lines(c, heading, &lines);
}

static void put_intent_list(struct comment *c)
{
	_cleanup_(lines_done) struct lines lines = {0};
	_cleanup_(strbuf_done) struct strbuf text = STRBUF_INIT;

	for (size_t i = 0; i < c->all->n; i++) {
		const struct change_set *s = &c->all->v[i];

		for (size_t j = 0; j < s->n; j++) {
			if (s->v[j].class != CHANGE_INTENT)
				continue;
			put_asked(&s->v[j], &text);
			lines_add(&lines, c, i, &text);
		}
		add_settings(c, i, DIRECTION_UNKNOWN, true, &lines);
	}
	put_lines(c, "Asked for", &lines);
}

/* --- figures -------------------------------------------------------------------------------- */

static void put_figures(struct comment *c)
{
	size_t same = 0;

	for (size_t i = 0; i < c->all->n; i++)
		same += !c->all->v[i].n && !c->all->v[i].n_settings;
	if (same < c->all->n)
		strbuf_adds(c->to, "\n| configuration | intent | consequence | upstream "
				   "| toolchain | unexplained | weaker | stronger |\n"
				   "|---|--:|--:|--:|--:|--:|--:|--:|\n");
	for (size_t i = 0; i < c->all->n; i++) {
		const struct change_set *s = &c->all->v[i];
		_cleanup_(strbuf_done) struct strbuf row = STRBUF_INIT;

		if (!s->n && !s->n_settings)
			continue;
		strbuf_adds(&row, "| ");
		put_name(&row, s);
		for (int j = 0; j < CHANGE_CLASSES; j++)
			strbuf_addf(&row, " | %zu", s->counts[j]);
		strbuf_addf(&row, " | %zu | %zu |\n", s->directions[DIRECTION_WEAKER],
			    s->directions[DIRECTION_STRONGER]);
		if (fits(c, row.len))
			strbuf_adds(c->to, row.buf);
		else
			c->cut++;
	}
	if (same)
		strbuf_addf(c->to, "\n%zu of %zu configurations stay as they are.\n",
			    same, c->all->n);
}

/* --- details --------------------------------------------------------------------------------- */

static void put_row(struct comment *c, const struct change_set *s, const struct change *x)
{
	_cleanup_(strbuf_done) struct strbuf row = STRBUF_INIT, causes = STRBUF_INIT;

	diff_causes(s, x, &causes);
	strbuf_addf(&row, "| `%s` | ", x->name);
	put_text(&row, diff_value(x->from));
	strbuf_adds(&row, " | ");
	put_text(&row, diff_value(x->to));
	strbuf_addf(&row, " | %s | ", change_class_name(x->class));
	if (x->class == CHANGE_CONSEQUENCE && causes.len)
		strbuf_addf(&row, "follows from %s", causes.buf);
	else if (x->class == CHANGE_INTENT)
		put_text(&row, x->why ? x->why : x->because ? x->because : "");
	else if (x->because)
		put_text(&row, x->because);
	if (x->direction == DIRECTION_WEAKER || x->direction == DIRECTION_STRONGER)
		strbuf_addf(&row, " | %s |\n", change_direction_name(x->direction));
	else
		strbuf_adds(&row, " | |\n");
	if (fits(c, row.len))
		strbuf_adds(c->to, row.buf);
	else
		c->cut++;
}

static void put_notes(struct comment *c, const struct change_set *s)
{
	strv_foreach (&s->notes, i) {
		_cleanup_(strbuf_done) struct strbuf note = STRBUF_INIT;

		put_text(&note, s->notes.v[i]);
		if (fits(c, note.len + 4))
			strbuf_addf(c->to, "\n%s\n", note.buf);
		else
			c->cut++;
	}
}

static void put_tables(struct comment *c, const struct change_set *s)
{
	put_notes(c, s);
	if (s->n && fits(c, 100))
		strbuf_adds(c->to, "\n| symbol | from | to | class | why | |\n"
				   "|---|---|---|---|---|---|\n");
	for (int i = 0; i < CHANGE_CLASSES; i++)
		for (size_t j = 0; j < s->n; j++)
			if (s->v[j].class == (enum change_class)i)
				put_row(c, s, &s->v[j]);
}

/* No Markdown is read between tags that stand in one line. */
static void put_html(struct strbuf *to, const char *text)
{
	for (const char *p = text; *p; p++)
		if (strchr("<>&@#\"", *p))
			strbuf_addf(to, "&#%d;", *p);
		else
			strbuf_addc(to, (unsigned char)*p < ' ' || *p == 0x7f ? ' ' : *p);
}

/* The titles of all comparisons that say the same as this one. */
static void put_summary(const struct comment *c, const struct strbuf *tables,
			size_t first, struct strbuf *to)
{
	_cleanup_(strbuf_done) struct strbuf figures = STRBUF_INIT;

	strbuf_adds(to, "\n<details><summary>");
	for (size_t i = first; i < c->all->n; i++) {
		_cleanup_(strbuf_done) struct strbuf title = STRBUF_INIT;

		if (strcmp(tables[i].buf, tables[first].buf) != 0)
			continue;
		diff_title(&c->all->v[i], &title);
		strbuf_adds(to, i > first ? "<br>" : "");
		put_html(to, title.buf);
	}
	diff_figures(&c->all->v[first], &figures);
	strbuf_addf(to, " (%s)</summary>\n", figures.buf);
}

static void put_details(struct comment *c, const struct strbuf *tables, size_t i)
{
	_cleanup_(strbuf_done) struct strbuf head = STRBUF_INIT;
	const struct change_set *s = &c->all->v[i];
	size_t before = c->cut;

	if (!s->n && !s->notes.n)
		return;
	for (size_t j = 0; j < i; j++)
		if (strcmp(tables[j].buf, tables[i].buf) == 0)
			return;
	put_summary(c, tables, i, &head);
	if (!fits(c, head.len)) {
		c->cut += s->n;
		return;
	}
	strbuf_adds(c->to, head.buf);
	put_tables(c, s);
	if (c->cut > before)
		strbuf_addf(c->to, "\n%zu more rows are cut here.\n", c->cut - before);
	strbuf_adds(c->to, "\n</details>\n");
}

/* What several comparisons have in common altogether takes its room once. */
static void put_all_details(struct comment *c)
{
	struct strbuf *tables = xcalloc(c->all->n, sizeof(*tables));

	for (size_t i = 0; i < c->all->n; i++) {
		struct comment whole = {
			.all = c->all, .to = &tables[i], .max = SIZE_MAX / 2};

		tables[i] = (struct strbuf)STRBUF_INIT;
		put_tables(&whole, &c->all->v[i]);
	}
	for (size_t i = 0; i < c->all->n; i++)
		put_details(c, tables, i);
	for (size_t i = 0; i < c->all->n; i++)
		strbuf_done(&tables[i]);
	free(tables);
}

void diff_print_markdown(const struct change_sets *all, size_t max, struct strbuf *to)
{
	struct comment c = {.all = all, .to = to, .start = to->len, .max = max};
	_cleanup_(strbuf_done) struct strbuf lost = STRBUF_INIT;
	size_t weaker = 0, stronger = 0;

	for (size_t i = 0; i < all->n; i++) {
		weaker += all->v[i].directions[DIRECTION_WEAKER];
		stronger += all->v[i].directions[DIRECTION_STRONGER];
	}
	strbuf_addf(to, "### Kernel configuration: %zu weaker, %zu stronger", weaker,
		    stronger);
	diff_lost_rules(all->v, all->n, &lost);
	strbuf_addf(to, "%s%s\n", lost.len ? "; " : "", lost.len ? lost.buf : "");
	put_directions(&c, "Weaker", DIRECTION_WEAKER);
	put_directions(&c, "Stronger", DIRECTION_STRONGER);
	put_intent_list(&c);
	put_figures(&c);
	put_all_details(&c);
	if (c.cut)
		strbuf_addf(to,
			    "\n%zu rows had no room in a comment; `kharness diff` prints "
			    "them all.\n",
			    c.cut);
}
