// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Causes of thousands of changes against the real tree's Kconfig: what diff says is made
 * with lines in files, and resolved from the beginning.
 */
#include "scratch.h"

#include <stdlib.h>

#include "kconfig/diff.h"

static struct {
	struct bridge *bridge;
	char *bridges;
	struct strv none;    /* no fragments */
	struct strv without; /* NETFILTER */
} real;

static bool is_long(void)
{
	const char *text = getenv("KHARNESS_LONG");

	return text && *text;
}

static struct merge_in merge_of(const char *base, const struct strv *fragments)
{
	return (struct merge_in){.linux_dir = getenv("LINUX"),
				 .arch = "x86_64",
				 .cross_compile = "",
				 .base = base,
				 .fragments = fragments,
				 .bridge_dir = real.bridges};
}

static int open_tree(void **state)
{
	const char *off = "# CONFIG_NETFILTER is not set\n";
	const char *bridges = getenv("BRIDGES");
	struct diag d = DIAG_INIT;
	struct merge_in in;

	if (scratch_make(state) < 0)
		return -1;
	if (!getenv("LINUX"))
		return 0;
	real.bridges = bridges ? xstrdup(bridges) : scratch_path("bridges");
	strv_take(&real.without, scratch_path("without"));
	scratch_write(real.without.v[0], off, strlen(off));
	in = merge_of("defconfig", &real.none);
	return merge_open(&in, &real.bridge, &d);
}

static int close_tree(void **state)
{
	bridge_close(real.bridge);
	strv_done(&real.without);
	free(real.bridges);
	return scratch_remove(state);
}

static void need_linux(void)
{
	if (!real.bridge)
		skip();
}

static void run(const struct diff_side *old, const struct diff_side *new,
		struct diff_configs *configs, struct change_set *set)
{
	const struct diff_in in = {.old = *old, .new = *new, .configs = configs};
	struct diag d = DIAG_INIT;
	int err = diff_run(&in, set, &d);

	assert_no_errors(&d);
	assert_int_equal(err, 0);
	diag_done(&d);
}

static struct diff_side side_of(const char *base, const struct strv *fragments,
				bool plain)
{
	return (struct diff_side){.name = base,
				  .merge = merge_of(base, fragments),
				  .plain = plain,
				  .bridge = real.bridge};
}

/* Two plain files, as these resolve. */
static void make_files(const struct diff_side *old, const struct diff_side *new,
		       char *paths[2])
{
	struct change_set set = CHANGE_SET_INIT;
	struct diff_configs configs = {NULL, NULL, 0, 0};

	run(old, new, &configs, &set);
	paths[0] = scratch_path("old.config");
	paths[1] = scratch_path("new.config");
	scratch_write(paths[0], configs.old, configs.old_size);
	scratch_write(paths[1], configs.new, configs.new_size);
	diff_configs_done(&configs);
	change_set_done(&set);
}

/* --- resolving with some edits ------------------------------------------------------------- */

static bool is_about(const char *line, const char *name)
{
	size_t n = strlen(name);
	const char *p = strstr(line, "CONFIG_");

	return p && strncmp(p + 7, name, n) == 0 && (p[7 + n] == '=' || p[7 + n] == ' ');
}

/* The old file with the edits that are @on behind it. */
static void resolve_with(const char *old, const struct change_set *set, const bool *on)
{
	struct strbuf text = STRBUF_INIT, values = STRBUF_INIT;
	struct diag d = DIAG_INIT;

	scratch_read(old, &text);
	for (char *line = text.buf, *end; (end = strchr(line, '\n')); line = end + 1) {
		bool drop = false;

		*end = '\0';
		for (size_t i = 0; i < set->n && !drop; i++)
			drop = on[i] && !set->v[i].new_line.file &&
			       is_about(line, set->v[i].name);
		if (!drop)
			strbuf_addf(&values, "%s\n", line);
	}
	for (size_t i = 0; i < set->n; i++) {
		const struct change *c = &set->v[i];

		if (!on[i] || !c->new_line.file)
			continue;
		if (strcmp(c->new_line.value, "n") == 0)
			strbuf_addf(&values, "# CONFIG_%s is not set\n", c->name);
		else
			strbuf_addf(&values, "CONFIG_%s=%s\n", c->name,
				    c->new_line.value);
	}
	if (bridge_resolve(real.bridge, "olddefconfig", values.buf, values.len, &d) < 0)
		fail_msg("%s", d.entries[0].text);
	strbuf_done(&text);
	strbuf_done(&values);
}

static char *resolved_config(size_t *size)
{
	struct diag d = DIAG_INIT;
	char *config;

	if (bridge_config(real.bridge, &config, size, &d) < 0)
		fail_msg("%s", d.entries[0].text);
	return config;
}

static bool is_resolved_to(const char *path)
{
	_cleanup_(strbuf_done) struct strbuf wanted = STRBUF_INIT;
	size_t size;
	_cleanup_(cleanup_free) char *config = resolved_config(&size);

	scratch_read(path, &wanted);
	return size == wanted.len && memcmp(config, wanted.buf, size) == 0;
}

/* What stands in the .config that came out: "n" and "" when nothing does. */
static bool has_value(const struct change *c, const char *value)
{
	size_t size;
	_cleanup_(cleanup_free) char *config = resolved_config(&size);
	_cleanup_(cleanup_free) char *line = xasprintf("\nCONFIG_%s=", c->name);
	const char *p = strstr(config, line);

	if (!p)
		return !*value || strcmp(value, "n") == 0 || strcmp(value, "\"\"") == 0;
	p += strlen(line);
	return strncmp(p, value, strlen(value)) == 0 && p[strlen(value)] == '\n';
}

/* --- what has to hold -------------------------------------------------------------------------- */

static void set_intents(const struct change_set *set, bool *on, bool value)
{
	for (size_t i = 0; i < set->n; i++)
		on[i] = value && set->v[i].class == CHANGE_INTENT;
}

static void check_consequence(const char *const *paths, const struct change_set *set,
			      const struct change *c, bool *on)
{
	set_intents(set, on, true);
	for (size_t i = 0; i < c->n_causes; i++)
		on[c->causes[i]] = false;
	resolve_with(paths[0], set, on);
	if (!has_value(c, c->from))
		fail_msg("undoing the causes of %s leaves it at %s", c->name, c->to);
	set_intents(set, on, false);
	for (size_t i = 0; i < c->n_causes; i++)
		on[c->causes[i]] = true;
	resolve_with(paths[0], set, on);
	if (!has_value(c, c->to))
		fail_msg("undoing all but the causes of %s undoes it", c->name);
}

static unsigned int random_state;

static size_t random_below(size_t n)
{
	random_state = random_state * 1103515245U + 12345U;
	return (random_state >> 8) % n;
}

/* Rows of a class, at most @max of them, at random. */
static size_t sample(const struct change_set *set, enum change_class class, size_t max,
		     size_t *rows)
{
	size_t n = 0;

	for (size_t i = 0; i < set->n; i++)
		if (set->v[i].class == class)
			rows[n++] = i;
	for (size_t i = 0; i < n; i++) {
		size_t j = i + random_below(n - i), row = rows[i];

		rows[i] = rows[j];
		rows[j] = row;
	}
	return n < max ? n : max;
}

static void check_all(const char *const *paths, const struct change_set *set, size_t max)
{
	bool *on = xcalloc(set->n, sizeof(*on));
	size_t *rows = xcalloc(set->n, sizeof(*rows));
	size_t n;

	set_intents(set, on, true);
	resolve_with(paths[0], set, on);
	assert_true(is_resolved_to(paths[1]));
	n = sample(set, CHANGE_CONSEQUENCE, max, rows);
	print_message("# total: %zu of %zu consequences\n", n,
		      set->counts[CHANGE_CONSEQUENCE]);
	for (size_t i = 0; i < n; i++)
		check_consequence(paths, set, &set->v[rows[i]], on);
	n = sample(set, CHANGE_INTENT, max, rows);
	print_message("# total: %zu of %zu intents\n", n, set->counts[CHANGE_INTENT]);
	for (size_t i = 0; i < n; i++) {
		set_intents(set, on, true);
		on[rows[i]] = false;
		resolve_with(paths[0], set, on);
		if (is_resolved_to(paths[1]))
			fail_msg("the edit of %s can be left out", set->v[rows[i]].name);
	}
	free(rows);
	free(on);
}

static void check_plain(const struct diff_side *old, const struct diff_side *new,
			struct change_set *set, size_t max)
{
	char *paths[2];
	struct diff_side a, b;

	random_state = 5;
	make_files(old, new, paths);
	a = side_of(paths[0], &real.none, true);
	b = side_of(paths[1], &real.none, true);
	run(&a, &b, NULL, set);
	print_message("# total: %zu changes, %zu resolutions\n", set->n,
		      set->resolutions);
	assert_int_equal(set->counts[CHANGE_UNEXPLAINED], 0);
	check_all((const char *const *)paths, set, max);
	free(paths[0]);
	free(paths[1]);
}

static void one_option_has_hundreds_of_consequences(void **state _unused_)
{
	struct change_set set = CHANGE_SET_INIT;
	struct diff_side old = side_of("allmodconfig", &real.none, false);
	struct diff_side new = side_of("allmodconfig", &real.without, false);

	need_linux();
	check_plain(&old, &new, &set, is_long() ? 400 : 10);
	assert_int_equal(set.counts[CHANGE_INTENT], 1);
	assert_true(set.counts[CHANGE_CONSEQUENCE] > 300);
	change_set_done(&set);
}

static void thousands_of_edits_are_told_from_what_follows(void **state _unused_)
{
	struct change_set set = CHANGE_SET_INIT;
	struct diff_side old = side_of("defconfig", &real.none, false);
	struct diff_side new = side_of("allmodconfig", &real.none, false);

	need_linux();
	check_plain(&old, &new, &set, is_long() ? 400 : 15);
	assert_true(set.counts[CHANGE_INTENT] > 1000);
	change_set_done(&set);
}

static void and_the_other_way_round(void **state _unused_)
{
	struct change_set set = CHANGE_SET_INIT;
	struct diff_side old = side_of("allmodconfig", &real.none, false);
	struct diff_side new = side_of("defconfig", &real.none, false);

	need_linux();
	check_plain(&old, &new, &set, is_long() ? 400 : 15);
	change_set_done(&set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_option_has_hundreds_of_consequences),
		cmocka_unit_test(thousands_of_edits_are_told_from_what_follows),
		cmocka_unit_test(and_the_other_way_round),
	};

	return cmocka_run_group_tests(tests, open_tree, close_tree);
}
