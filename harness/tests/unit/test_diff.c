// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Planted edits land in their class, with their causes: on the mini tree with the Kconfig
 * of the real one. What holds for thousands of changes is in test_diff_exact.c.
 */
#include "scratch.h"

#include <stdlib.h>

#include "kconfig/diff.h"

static const char more[] = "\n"
			   "config EITHER\n"
			   "\tdef_bool BUS || WISHING\n"
			   "config BOTH\n"
			   "\tdef_bool BUS && WISHING\n"
			   "config MIXED\n"
			   "\tdef_bool BUS && WISHING || FORCING\n"
			   "config FOLLOWS_SIZE\n"
			   "\tdef_bool SIZE > 4\n"
			   "config WRAPPED\n"
			   "\tdef_bool FOLLOWS_SIZE\n"
			   "config USES_TOOL\n"
			   "\tdef_bool HAS_TOOL\n"
			   "config LIMITED\n"
			   "\tint \"Limited\"\n"
			   "\trange 0 SIZE\n"
			   "\tdefault 2\n"
			   "config QUIET\n"
			   "\tbool \"Quiet\"\n"
			   "\tdepends on FORCING\n"
			   "\tdefault y\n";

/* A copy of the mini tree as "NAME" with what more has. */
static void make_tree(const char *name)
{
	scratch_run("cp -r \"$1/harness/tests/data/mini-tree\" \"$2\"\n"
		    "ln -s \"$(readlink -f linux)/scripts/kconfig\" "
		    "\"$(readlink -f linux)/scripts/include\" \"$2/scripts/\"\n"
		    "cat more >>\"$2/Kconfig\"",
		    getenv("TOP"), name);
}

static int make_trees(void **state)
{
	_cleanup_(cleanup_free) char *path = NULL;

	if (scratch_make(state) < 0)
		return -1;
	if (!getenv("LINUX") || !getenv("TOP"))
		return 0;
	path = scratch_path("more");
	scratch_write(path, more, strlen(more));
	scratch_run("ln -s \"$1\" linux", getenv("LINUX"), NULL);
	make_tree("tree");
	make_tree("other");
	return 0;
}

static void need_linux(void)
{
	if (!getenv("LINUX") || !getenv("TOP"))
		skip();
}

/* --- sides -------------------------------------------------------------------------- */

struct side {
	char *tree, *base, *bridges;
	struct strv fragments;
};

static void side_done(struct side *s)
{
	free(s->tree);
	free(s->base);
	free(s->bridges);
	strv_done(&s->fragments);
}

/* @fragment: its text; NULL: the side is the plain file @base */
static struct diff_side make_side(struct side *s, const char *tree, const char *base,
				  const char *name, const char *fragment)
{
	const char *bridges = getenv("BRIDGES");

	*s = (struct side){scratch_path(tree),
			   strchr(base, '.') ? scratch_path(base) : xstrdup(base),
			   bridges ? xstrdup(bridges) : scratch_path("bridges"),
			   STRV_INIT};
	if (fragment) {
		strv_take(&s->fragments, scratch_path(name));
		scratch_write(s->fragments.v[0], fragment, strlen(fragment));
	}
	return (struct diff_side){.name = name,
				  .merge = {.linux_dir = s->tree,
					    .arch = "x86_64",
					    .cross_compile = "",
					    .base = s->base,
					    .fragments = &s->fragments,
					    .bridge_dir = s->bridges},
				  .plain = !fragment};
}

static void run(const struct diff_in *in, struct change_set *set)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	int err = diff_run(in, set, &d);

	assert_no_errors(&d);
	assert_int_equal(err, 0);
}

/* Two texts of a fragment on allnoconfig, in one tree. */
static void diff_fragments(const char *old, const char *new, struct change_set *set)
{
	struct side a, b;
	struct diff_in in = {.old = make_side(&a, "tree", "allnoconfig", "old", old),
			     .new = make_side(&b, "tree", "allnoconfig", "new", new)};

	run(&in, set);
	side_done(&a);
	side_done(&b);
}

/* The same text in two trees, on a base that is a word. */
static void diff_trees_on(const char *base, const char *text, struct change_set *set)
{
	struct side a, b;
	struct diff_in in = {.old = make_side(&a, "tree", base, "old", text),
			     .new = make_side(&b, "other", base, "new", text)};

	run(&in, set);
	side_done(&a);
	side_done(&b);
}

static void diff_trees(const char *text, struct change_set *set)
{
	diff_trees_on("alldefconfig", text, set);
}

static const struct change *find(const struct change_set *set, const char *name)
{
	const struct change *c = change_find(set, name);

	if (!c)
		fail_msg("CONFIG_%s did not change", name);
	return c;
}

/* @causes: names with a blank before each, in the order of names */
static const struct change *expect(const struct change_set *set, const char *name,
				   const char *from, const char *to,
				   enum change_class class, const char *causes)
{
	const struct change *c = find(set, name);
	_cleanup_(strbuf_done) struct strbuf found = STRBUF_INIT;

	for (size_t i = 0; i < set->n; i++)
		for (size_t j = 0; j < c->n_causes; j++)
			if (c->causes[j] == i)
				strbuf_addf(&found, " %s", set->v[i].name);
	assert_string_equal(c->from ? c->from : "(none)", from);
	assert_string_equal(c->to ? c->to : "(none)", to);
	if (c->class != class)
		fail_msg("CONFIG_%s is %s: %s", name, change_class_name(c->class),
			 c->because ? c->because : "");
	assert_string_equal(found.buf, causes);
	return c;
}

/* --- one tree -------------------------------------------------------------------------- */

static void an_edit_is_an_intent(void **state _unused_)
{
	_cleanup_(change_set_done) struct change_set set = CHANGE_SET_INIT;
	const struct change *c;

	need_linux();
	diff_fragments(
		"#: why    it is there\n#: owner  me\nCONFIG_BUS=y\nCONFIG_DRIVER=y\n",
		"#: why    it is gone\n#: owner  you\n# CONFIG_BUS is not set\n"
		"CONFIG_DRIVER=y\n",
		&set);
	c = expect(&set, "BUS", "y", "n", CHANGE_INTENT, "");
	assert_string_equal(c->why, "it is gone");
	assert_string_equal(c->owner, "you");
	assert_int_equal(c->old_line.line, 3);
	assert_string_equal(c->old_line.value, "y");
	assert_int_equal(c->new_line.line, 3);
	assert_string_equal(c->new_at, "Kconfig:21");
	assert_int_equal(c->n_consequences, 2);
	c = expect(&set, "DRIVER", "y", "n", CHANGE_CONSEQUENCE, " BUS");
	assert_non_null(strstr(c->because, "BUS"));
	expect(&set, "EITHER", "y", "n", CHANGE_CONSEQUENCE, " BUS");
	assert_int_equal(set.n, 3);
	assert_int_equal(set.counts[CHANGE_INTENT], 1);
	assert_int_equal(set.counts[CHANGE_CONSEQUENCE], 2);
}

static void nobody_is_said_to_ask_who_did_not(void **state _unused_)
{
	_cleanup_(change_set_done) struct change_set set = CHANGE_SET_INIT;
	const struct change *c;

	need_linux();
	diff_fragments("#: why    it is there\n#: owner  me\nCONFIG_BUS=y\n",
		       "# CONFIG_BUS is not set\n", &set);
	c = expect(&set, "BUS", "y", "n", CHANGE_INTENT, "");
	assert_null(c->why);
	assert_null(c->owner);
	assert_string_equal(c->old_why, "it is there");
}

static void a_line_that_goes_is_an_intent(void **state _unused_)
{
	_cleanup_(change_set_done) struct change_set set = CHANGE_SET_INIT;
	const struct change *c;

	need_linux();
	diff_fragments("#: why  selects\nCONFIG_FORCING=y\n", "CONFIG_BUS=y\n", &set);
	c = expect(&set, "FORCING", "y", "n", CHANGE_INTENT, "");
	assert_null(c->new_line.file);
	assert_string_equal(c->why, "selects");
	expect(&set, "FORCED", "y", "n", CHANGE_CONSEQUENCE, " FORCING");
	expect(&set, "BUS", "n", "y", CHANGE_INTENT, "");
	expect(&set, "EITHER", "n", "y", CHANGE_CONSEQUENCE, " BUS");
	expect(&set, "MIXED", "y", "n", CHANGE_CONSEQUENCE, " FORCING");
}

static void several_are_told_apart(void **state _unused_)
{
	_cleanup_(change_set_done) struct change_set set = CHANGE_SET_INIT;

	need_linux();
	diff_fragments("CONFIG_SIZE=3\n",
		       "CONFIG_SIZE=3\nCONFIG_BUS=y\nCONFIG_WISHING=y\n", &set);
	assert_false(expect(&set, "EITHER", "n", "y", CHANGE_CONSEQUENCE, " BUS WISHING")
			     ->together);
	assert_true(expect(&set, "BOTH", "n", "y", CHANGE_CONSEQUENCE, " BUS WISHING")
			    ->together);
	assert_true(expect(&set, "MIXED", "n", "y", CHANGE_CONSEQUENCE, " BUS WISHING")
			    ->together);
	assert_int_equal(set.counts[CHANGE_UNEXPLAINED], 0);
}

static void more_than_one_way_is_undone(void **state _unused_)
{
	_cleanup_(change_set_done) struct change_set set = CHANGE_SET_INIT;
	const struct change *c;

	need_linux();
	diff_fragments("CONFIG_SIZE=3\n",
		       "CONFIG_SIZE=3\nCONFIG_BUS=y\nCONFIG_WISHING=y\n"
		       "CONFIG_FORCING=y\n",
		       &set);
	/* FORCING does it; to undo it one of the others has to go as well */
	c = find(&set, "MIXED");
	assert_int_equal(c->class, CHANGE_CONSEQUENCE);
	assert_int_equal(c->n_causes, 2);
	assert_false(c->together);
}

static void a_limit_is_a_cause(void **state _unused_)
{
	_cleanup_(change_set_done) struct change_set set = CHANGE_SET_INIT;

	need_linux();
	diff_fragments("CONFIG_SIZE=4\nCONFIG_LIMITED=9\n",
		       "CONFIG_SIZE=3\nCONFIG_LIMITED=9\n", &set);
	expect(&set, "SIZE", "4", "3", CHANGE_INTENT, "");
	expect(&set, "LIMITED", "4", "3", CHANGE_CONSEQUENCE, " SIZE");
	assert_int_equal(set.n, 2);
}

static void no_change_is_none(void **state _unused_)
{
	_cleanup_(change_set_done) struct change_set set = CHANGE_SET_INIT;

	need_linux();
	diff_fragments("CONFIG_BUS=y\nCONFIG_SIZE=3\n",
		       "# a comment\nCONFIG_SIZE=3\nCONFIG_BUS=y\n"
		       "# CONFIG_FORCED is not set\n",
		       &set);
	assert_int_equal(set.n, 0);
}

/* --- plain configurations ------------------------------------------------------------------ */

static void plain_edits_are_irreducible(void **state _unused_)
{
	static const char old[] = "CONFIG_BUS=y\nCONFIG_DRIVER=y\nCONFIG_ONE=y\n"
				  "# CONFIG_TWO is not set\nCONFIG_SIZE=4\n"
				  "CONFIG_EITHER=y\nCONFIG_LABEL=\"plain\"\n";
	static const char new[] = "CONFIG_LABEL=\"other\"\n# CONFIG_BUS is not set\n"
				  "# CONFIG_ONE is not set\nCONFIG_TWO=y\n"
				  "CONFIG_SIZE=5\nCONFIG_FOLLOWS_SIZE=y\n"
				  "CONFIG_WRAPPED=y\nCONFIG_FORCING=y\n"
				  "CONFIG_FORCED=y\n# CONFIG_QUIET is not set\n";
	_cleanup_(change_set_done) struct change_set set = CHANGE_SET_INIT;
	_cleanup_(cleanup_free) char *a_path = scratch_path("old.config");
	_cleanup_(cleanup_free) char *b_path = scratch_path("new.config");
	const struct change *c;
	struct side a, b;
	struct diff_in in;

	need_linux();
	scratch_write(a_path, old, strlen(old));
	scratch_write(b_path, new, strlen(new));
	in.old = make_side(&a, "tree", "old.config", "old", NULL);
	in.new = make_side(&b, "tree", "new.config", "new", NULL);
	in.configs = NULL;
	run(&in, &set);
	expect(&set, "BUS", "y", "n", CHANGE_INTENT, "");
	expect(&set, "DRIVER", "y", "n", CHANGE_CONSEQUENCE, " BUS");
	expect(&set, "EITHER", "y", "n", CHANGE_CONSEQUENCE, " BUS");
	expect(&set, "TWO", "n", "y", CHANGE_INTENT, "");
	expect(&set, "ONE", "y", "n", CHANGE_CONSEQUENCE, " TWO");
	assert_int_equal(expect(&set, "SIZE", "4", "5", CHANGE_INTENT, "")->new_line.line,
			 5);
	expect(&set, "FOLLOWS_SIZE", "n", "y", CHANGE_CONSEQUENCE, " SIZE");
	expect(&set, "WRAPPED", "n", "y", CHANGE_CONSEQUENCE, " SIZE");
	expect(&set, "LABEL", "\"plain\"", "\"other\"", CHANGE_INTENT, "");
	expect(&set, "FORCING", "n", "y", CHANGE_INTENT, "");
	c = expect(&set, "QUIET", "(none)", "n", CHANGE_INTENT, "");
	assert_non_null(strstr(c->because, "new.config:10 keeps it at n"));
	assert_int_equal(set.counts[CHANGE_UNEXPLAINED], 0);
	side_done(&a);
	side_done(&b);
}

/* --- two trees ---------------------------------------------------------------------------------- */

static void sed(const char *script)
{
	scratch_run("rm -rf other", NULL, NULL);
	make_tree("other");
	scratch_run("sed -i \"$1\" other/Kconfig", script, NULL);
}

static void another_default_is_upstream(void **state _unused_)
{
	_cleanup_(change_set_done) struct change_set set = CHANGE_SET_INIT;
	const struct change *c;

	need_linux();
	sed("s/default 4/default 5/; 5i # one line more");
	diff_trees("CONFIG_BUS=y\n", &set);
	c = expect(&set, "SIZE", "4", "5", CHANGE_UPSTREAM, "");
	assert_int_equal(c->upstream, UPSTREAM_DEFAULT);
	assert_string_equal(c->old_at, "Kconfig:71");
	assert_string_equal(c->new_at, "Kconfig:72");
	expect(&set, "FOLLOWS_SIZE", "n", "y", CHANGE_UPSTREAM, " SIZE");
	expect(&set, "WRAPPED", "n", "y", CHANGE_UPSTREAM, " FOLLOWS_SIZE");
	assert_int_equal(set.n, 3);
}

static void another_select_is_upstream(void **state _unused_)
{
	_cleanup_(change_set_done) struct change_set set = CHANGE_SET_INIT;
	const struct change *c;

	need_linux();
	sed("/^config BUS/a \\\\\tselect HELPER");
	diff_trees("CONFIG_BUS=y\n", &set);
	c = expect(&set, "HELPER", "n", "y", CHANGE_UPSTREAM, "");
	assert_int_equal(c->upstream, UPSTREAM_RULE);
	assert_non_null(strstr(c->because, "selected by BUS"));
	assert_int_equal(set.n, 1);
}

static void another_default_of_a_choice_is_upstream(void **state _unused_)
{
	_cleanup_(change_set_done) struct change_set set = CHANGE_SET_INIT;
	const struct change *c;

	need_linux();
	sed("s/default ONE/default TWO/");
	diff_trees("CONFIG_BUS=y\n", &set);
	c = expect(&set, "ONE", "y", "n", CHANGE_UPSTREAM, "");
	assert_int_equal(c->upstream, UPSTREAM_DEFAULT);
	assert_non_null(strstr(c->because, "'default of its choice TWO'"));
	expect(&set, "TWO", "n", "y", CHANGE_UPSTREAM, "");
	assert_int_equal(set.n, 2);
}

static void another_defconfig_is_upstream(void **state _unused_)
{
	_cleanup_(change_set_done) struct change_set set = CHANGE_SET_INIT;
	const struct change *c;

	need_linux();
	sed("");
	scratch_run("echo CONFIG_FORCING=y >>other/arch/x86/configs/x86_64_defconfig",
		    NULL, NULL);
	diff_trees_on("defconfig", "CONFIG_BUS=y\n", &set);
	c = expect(&set, "FORCING", "n", "y", CHANGE_UPSTREAM, "");
	assert_int_equal(c->upstream, UPSTREAM_DEFAULT);
	assert_non_null(strstr(c->because, " sets it in arch/x86/configs/"));
	assert_null(c->new_line.file);
	expect(&set, "FORCED", "n", "y", CHANGE_UPSTREAM, " FORCING");
	assert_int_equal(set.counts[CHANGE_INTENT], 0);
	assert_int_equal(set.counts[CHANGE_UNEXPLAINED], 0);
}

static void new_and_removed_are_upstream(void **state _unused_)
{
	_cleanup_(change_set_done) struct change_set set = CHANGE_SET_INIT;
	const struct change *c;

	need_linux();
	sed("s/^config WISHING/config HOPING/; s/WISHING/HOPING/g");
	diff_trees("CONFIG_WISHING=y\n", &set);
	c = expect(&set, "WISHING", "y", "(none)", CHANGE_UPSTREAM, "");
	assert_int_equal(c->upstream, UPSTREAM_REMOVED);
	assert_non_null(c->old_at);
	assert_null(c->new_at);
	c = expect(&set, "HOPING", "(none)", "n", CHANGE_UPSTREAM, "");
	assert_int_equal(c->upstream, UPSTREAM_NEW);
}

static void an_old_name_is_a_rename(void **state _unused_)
{
	_cleanup_(change_set_done) struct change_set set = CHANGE_SET_INIT;
	const struct change *c;

	need_linux();
	sed("s/^config WISHING/config WISHING\\n\\ttransitional\\n\\tbool\\n"
	    "config HOPING\\n\\tdefault WISHING/; s/def_bool BUS .*WISHING/def_bool BUS/");
	diff_trees("CONFIG_WISHING=y\n", &set);
	c = expect(&set, "WISHING", "y", "(none)", CHANGE_UPSTREAM, "");
	assert_int_equal(c->upstream, UPSTREAM_RENAMED);
	assert_string_equal(c->renamed, "HOPING");
	c = expect(&set, "HOPING", "(none)", "y", CHANGE_UPSTREAM, "");
	assert_int_equal(c->upstream, UPSTREAM_RENAMED);
	assert_string_equal(c->renamed, "WISHING");
}

/* --- two toolchains --------------------------------------------------------------------------- */

static void another_answer_is_the_toolchain(void **state _unused_)
{
	_cleanup_(change_set_done) struct change_set set = CHANGE_SET_INIT;
	_cleanup_(cleanup_free) char *command = NULL;
	const char *text = "CONFIG_PROBED=y\nCONFIG_BUS=y\n";
	const struct change *c;
	json_t *answers;
	struct side a, b;
	struct diff_in in;

	need_linux();
	in.old = make_side(&a, "tree", "allnoconfig", "old", text);
	in.new = make_side(&b, "tree", "allnoconfig", "new", text);
	in.configs = NULL;
	command = xasprintf("{ test -e %s/tool; } >/dev/null 2>&1 && echo \"y\" || "
			    "echo \"n\"",
			    a.tree);
	answers = json_pack("{s:s}", command, "y\n");
	in.new.merge.answers = answers;
	run(&in, &set);
	c = expect(&set, "HAS_TOOL", "n", "y", CHANGE_TOOLCHAIN, "");
	assert_non_null(strstr(c->because, "test -e"));
	expect(&set, "PROBED", "n", "y", CHANGE_TOOLCHAIN, "");
	expect(&set, "USES_TOOL", "n", "y", CHANGE_TOOLCHAIN, " HAS_TOOL");
	assert_int_equal(set.n, 3);
	json_decref(answers);
	side_done(&a);
	side_done(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_edit_is_an_intent),
		cmocka_unit_test(nobody_is_said_to_ask_who_did_not),
		cmocka_unit_test(a_line_that_goes_is_an_intent),
		cmocka_unit_test(several_are_told_apart),
		cmocka_unit_test(more_than_one_way_is_undone),
		cmocka_unit_test(a_limit_is_a_cause),
		cmocka_unit_test(no_change_is_none),
		cmocka_unit_test(plain_edits_are_irreducible),
		cmocka_unit_test(another_default_is_upstream),
		cmocka_unit_test(another_select_is_upstream),
		cmocka_unit_test(another_default_of_a_choice_is_upstream),
		cmocka_unit_test(another_defconfig_is_upstream),
		cmocka_unit_test(new_and_removed_are_upstream),
		cmocka_unit_test(an_old_name_is_a_rename),
		cmocka_unit_test(another_answer_is_the_toolchain),
	};

	return cmocka_run_group_tests(tests, make_trees, scratch_remove);
}
