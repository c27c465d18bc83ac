// SPDX-License-Identifier: GPL-2.0-or-later
/* The forms of a comparison: what stands where, hostile texts, and long lists. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/alloc.h"
#include "report/diff.h"

#define HOSTILE "<img src=x>|`@everyone` #1\x1b[31m\n\xc2\x9b*"

static struct change *add_change(struct change_set *s, const char *name,
				 enum change_class class, enum change_direction d)
{
	GROW(s->v, s->n, s->capacity);
	s->v[s->n] = (struct change){.name = xstrdup(name),
				     .from = xstrdup("n"),
				     .to = xstrdup("y"),
				     .menu = xstrdup("Networking support"),
				     .class = class,
				     .direction = d};
	return &s->v[s->n++];
}

static struct change_set *add_set(struct change_sets *all, const char *name)
{
	struct change_set *s;

	GROW(all->v, all->n, all->capacity);
	s = &all->v[all->n++];
	*s = (struct change_set){.old_name = xasprintf("%s@HEAD~1", name),
				 .new_name = xstrdup(name),
				 .old_arch = xstrdup("x86_64"),
				 .new_arch = xstrdup("x86_64"),
				 .old_linux = xstrdup("6.18.15"),
				 .new_linux = xstrdup("6.18.15"),
				 .flavour = xstrdup(name)};
	return s;
}

/* One intent, one consequence, and a rule that fails now. */
static void make_small(struct change_sets *all, const char *name, const char *why)
{
	struct change_set *s = add_set(all, name);
	struct change *c = add_change(s, "A", CHANGE_INTENT, DIRECTION_WEAKER);

	c->why = xstrdup(why);
	c->owner = xstrdup("net");
	c->new_line = (struct change_line){xstrdup("configs/a.config"), 3, xstrdup("y")};
	strv_push(&c->rules, "kspp/a");
	c = add_change(s, "B", CHANGE_CONSEQUENCE, DIRECTION_NEUTRAL);
	c->causes = xcalloc(1, sizeof(*c->causes));
	c->n_causes = 1;
	GROW(s->rules, s->n_rules, s->rules_capacity);
	s->rules[s->n_rules++] = (struct change_rule){.id = xstrdup("kspp/a"),
						      .severity = xstrdup("high"),
						      .from = xstrdup("holds"),
						      .to = xstrdup("fails"),
						      .found_to = xstrdup("A=y"),
						      .direction = DIRECTION_WEAKER};
	change_set_count(s);
}

static char *text_of(const struct change_sets *all, const struct diff_style *style)
{
	struct strbuf text = STRBUF_INIT;

	diff_print_text(all, style, &text);
	return strbuf_detach(&text, NULL);
}

static size_t count(const char *text, const char *what)
{
	size_t n = 0;

	for (; (text = strstr(text, what)); text += strlen(what))
		n++;
	return n;
}

static void test_text(void **state)
{
	struct diff_style style = {0};
	struct change_sets all = {0};
	char *text;

	(void)state;
	make_small(&all, "azure", "somebody needs it");
	text = text_of(&all, &style);
	assert_string_equal(text,
			    "azure@HEAD~1 -> azure: x86_64, Linux 6.18.15\n"
			    "  1 intent, 1 consequence, 0 upstream, 0 toolchain, "
			    "0 unexplained\n"
			    "  1 weaker, 0 stronger; 1 rule of the policy no "
			    "longer holds (1 high)\n"
			    "  rules of the policy\n"
			    "    kspp/a [high]: holds -> fails  weaker (found A=y)\n"
			    "        by A n -> y\n"
			    "\n"
			    "intent\n"
			    "  Networking support\n"
			    "    A n -> y  weaker\n"
			    "        configs/a.config:3 (net): somebody needs it\n"
			    "        1 follows from it\n"
			    "\n"
			    "consequence\n"
			    "  Networking support\n"
			    "    B n -> y  follows from A\n");
	free(text);
	style.classes[CHANGE_CONSEQUENCE] = true;
	text = text_of(&all, &style);
	assert_null(strstr(text, "    A n"));
	assert_non_null(strstr(text, "    B n"));
	free(text);
	style.directions[DIRECTION_STRONGER] = true;
	text = text_of(&all, &style);
	assert_null(strstr(text, "    B n"));
	free(text);
	change_sets_done(&all);
}

/* A line without a reason does not get that of the line before. */
static void test_reason_before(void **state)
{
	struct strbuf markdown = STRBUF_INIT;
	struct diff_style style = {0};
	struct change_sets all = {0};
	struct change *c;
	char *text;

	(void)state;
	make_small(&all, "azure", "somebody needed it");
	c = &all.v[0].v[0];
	c->old_why = TAKE_PTR(c->why);
	free(c->owner);
	c->owner = NULL;
	text = text_of(&all, &style);
	assert_non_null(strstr(text, "        configs/a.config:3\n"
				     "        before: somebody needed it\n"));
	diff_print_markdown(&all, DIFF_COMMENT_MAX, &markdown);
	assert_non_null(
		strstr(markdown.buf, "configs/a.config:3; before: somebody needed it"));
	strbuf_done(&markdown);
	free(text);
	change_sets_done(&all);
}

/* Two comparisons that say the same, and one that does not. */
static void test_text_told_once(void **state)
{
	struct diff_style style = {0};
	struct change_sets all = {0};
	char *text;

	(void)state;
	make_small(&all, "azure", "somebody needs it");
	make_small(&all, "smoke", "somebody else does");
	make_small(&all, "azure-cvm", "somebody needs it");
	text = text_of(&all, &style);
	assert_memory_equal(
		text,
		"azure@HEAD~1 -> azure: x86_64, Linux 6.18.15\n"
		"azure-cvm@HEAD~1 -> azure-cvm: x86_64, Linux 6.18.15\n"
		"  1 intent,",
		strlen("azure@HEAD~1 -> azure: x86_64, Linux 6.18.15\n"
		       "azure-cvm@HEAD~1 -> azure-cvm: x86_64, Linux 6.18.15\n"
		       "  1 intent,"));
	assert_int_equal(count(text, "somebody needs it"), 1);
	assert_non_null(
		strstr(text, "\n\nsmoke@HEAD~1 -> smoke: x86_64, Linux 6.18.15\n"));
	assert_int_equal(count(text, "-> "), 11);
	free(text);
	change_sets_done(&all);
}

/* No control byte reaches a terminal, but those of colours. */
static void test_text_hostile(void **state)
{
	struct diff_style style = {.colour = true};
	struct change_sets all = {0};
	char *text;

	(void)state;
	make_small(&all, "azure", HOSTILE);
	text = text_of(&all, &style);
	assert_non_null(strstr(text, "#1\\x1b[31m\\x0a\\x9b*"));
	assert_non_null(strstr(text, "\x1b[31m  weaker\x1b[0m"));
	free(text);
	change_sets_done(&all);
}

static void test_markdown_hostile(void **state)
{
	struct strbuf text = STRBUF_INIT;
	struct change_sets all = {0};

	(void)state;
	make_small(&all, "azure", HOSTILE);
	make_small(&all, "azure-cvm", HOSTILE);
	add_set(&all, "smoke"); /* nothing differs */
	diff_print_markdown(&all, DIFF_COMMENT_MAX, &text);
	assert_null(strstr(text.buf, "<img"));
	assert_null(strchr(text.buf, '@'));
	assert_null(strchr(text.buf, '\x1b'));
	assert_null(strstr(text.buf, " #1"));
	assert_non_null(strstr(text.buf, "&#60;img src=x&#62;\\|\\`&#64;everyone\\`"));
	/* each once, with all that it is about */
	assert_non_null(strstr(text.buf, "- rule `kspp/a` (high): holds → fails; `A` n → "
					 "y, configs/a.config:3, net: "));
	assert_non_null(strstr(text.buf, "(azure, x86\\_64; azure-cvm, x86\\_64)\n"));
	assert_int_equal(count(text.buf, "<details>"), 1);
	assert_non_null(strstr(text.buf,
			       "<summary>azure&#64;HEAD~1 -&#62; azure: x86_64, Linux "
			       "6.18.15<br>azure-cvm&#64;HEAD~1 -&#62; azure-cvm: "
			       "x86_64, Linux 6.18.15 (1 intent, "));
	strbuf_done(&text);
	change_sets_done(&all);
}

/* 12 comparisons of 6,000 rows: what had no room is counted, and every table is closed. */
static void test_markdown_long(void **state)
{
	struct strbuf text = STRBUF_INIT;
	struct change_sets all = {0};
	size_t rows, cut;
	const char *said;

	(void)state;
	for (int i = 0; i < 12; i++) {
		char name[40];

		snprintf(name, sizeof(name), "flavour%d", i);
		add_set(&all, name);
		for (int j = 0; j < 6000; j++) {
			snprintf(name, sizeof(name), "S%02d_%04d", i, j);
			add_change(&all.v[i], name, CHANGE_CONSEQUENCE, DIRECTION_WEAKER);
		}
		change_set_count(&all.v[i]);
	}
	diff_print_markdown(&all, DIFF_COMMENT_MAX, &text);
	assert_true(text.len <= DIFF_COMMENT_MAX);
	assert_true(text.len > DIFF_COMMENT_MAX / 2);
	assert_int_equal(count(text.buf, "<details>"), count(text.buf, "</details>"));
	rows = count(text.buf, "| consequence |  | weaker |\n");
	said = strstr(text.buf, " rows had no room in a comment");
	assert_non_null(said);
	while (said[-1] != '\n')
		said--;
	cut = strtoul(said, NULL, 10);
	assert_int_equal(rows + cut, 12 * 6000);
	strbuf_done(&text);
	change_sets_done(&all);
}

static void test_json(void **state)
{
	struct strbuf text = STRBUF_INIT;
	struct change_sets all = {0};
	const json_t *set, *change;
	json_t *doc;

	(void)state;
	make_small(&all, "azure", HOSTILE);
	make_small(&all, "smoke", "x");
	diff_print_json(&all, &text);
	doc = json_loads(text.buf, 0, NULL);
	assert_non_null(doc);
	assert_int_equal(json_integer_value(json_object_get(
				 json_object_get(doc, "summary"), "intent")),
			 2);
	set = json_array_get(json_object_get(doc, "comparisons"), 0);
	assert_int_equal(json_integer_value(json_object_get(
				 json_object_get(set, "summary"), "consequence")),
			 1);
	change = json_array_get(json_object_get(set, "changes"), 0);
	assert_string_equal(json_string_value(json_object_get(change, "why")), HOSTILE);
	assert_int_equal(json_integer_value(json_object_get(
				 json_object_get(change, "new_line"), "line")),
			 3);
	change = json_array_get(json_object_get(set, "changes"), 1);
	assert_string_equal(
		json_string_value(json_array_get(json_object_get(change, "causes"), 0)),
		"A");
	json_decref(doc);
	strbuf_done(&text);
	change_sets_done(&all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_text_told_once),
		cmocka_unit_test(test_reason_before),
		cmocka_unit_test(test_text_hostile),
		cmocka_unit_test(test_markdown_hostile),
		cmocka_unit_test(test_markdown_long),
		cmocka_unit_test(test_json),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
