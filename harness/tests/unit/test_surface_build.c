// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the makefiles of Linux are read to build, against kernels that were built.
 *
 * Of the kernel that "check" boots, or of those that KHARNESS_BUILDS names: object
 * directories with the .config beside them, or in them. Modules must be exactly those of
 * modules.order. Of objects in vmlinux, what is listed and was not built, and what was
 * built and is not listed, is counted.
 */
#include <sys/stat.h>

#include "model/dotconfig.h"
#include "model/linux_tree.h"
#include "review/surface_walk.h"
#include "scratch.h"

#define FILE_MAX (64u << 20)

static char *read_file(const char *dir, const char *name, size_t *ret_size)
{
	_cleanup_(cleanup_free) char *path = xasprintf("%s/%s", dir, name);
	struct diag d = DIAG_INIT;
	char *text = NULL;

	if (file_read(path, FILE_MAX, &text, ret_size, &d) < 0)
		diag_done(&d);
	return text;
}

static bool exists(const char *dir, const char *name)
{
	_cleanup_(cleanup_free) char *path = xasprintf("%s/%s", dir, name);

	return access(path, F_OK) == 0;
}

/* The long names of a thin archive stand one a line, each with a '/' at its end. */
static void archive_names(const char *build, const char *dir, const char *name,
			  struct strv *to)
{
	_cleanup_(cleanup_free) char *file = xasprintf("%s%s", dir, name), *text = NULL;
	size_t size = 0;
	const char *p, *end;

	text = read_file(build, file, &size);
	p = text ? memmem(text, size, "\n//  ", 5) : NULL;
	if (text && !p && size > 10 && strncmp(text + 8, "//", 2) == 0)
		p = text + 7;
	end = text ? text + size : NULL;
	for (p = p ? strstr(p, "`\n") : NULL; p && p + 2 < end;) {
		const char *line = p + (*p == '`' ? 2 : 0);
		size_t n = strcspn(line, "\n");

		if (n < 3 || line[n - 1] != '/' || memchr(line, ' ', n))
			return;
		strv_pushf(to, "%s%.*s", dir, (int)n - 1, line);
		p = line + n + 1;
	}
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool holds(const struct strv *sorted, const char *name)
{
	return bsearch(&name, sorted->v, sorted->n, sizeof(*sorted->v), compare_names);
}

/* What one side lacks of the other. */
static size_t missing(const char *what, const struct strv *of, const struct strv *in)
{
	size_t n = 0;

	strv_foreach (of, i)
		if (!holds(in, of->v[i])) {
			print_message("# %s: %s\n", what, of->v[i]);
			n++;
		}
	return n;
}

static void modules_of(const char *build, struct strv *to)
{
	_cleanup_(cleanup_free) char *text = read_file(build, "modules.order", NULL);

	for (char *p = text; p && *p; p += strcspn(p, "\n"), p += *p == '\n')
		strv_pushf(to, "%.*s.ko", (int)strcspn(p, "\n") - 2, p);
	strv_sort(to);
}

static void listed(const char *source, const char *config, const char *arch,
		   struct strv *modules, struct strv *objects)
{
	struct make_config c = MAKE_CONFIG_INIT;
	struct make_tree *t = NULL;
	struct diag d = DIAG_INIT;
	struct walk w = {0};

	assert_int_equal(make_tree_open(source, &t, &d), 0);
	make_config_read(config, strlen(config), &c);
	w.sides[0] = w.sides[1] = (struct walk_side){t, &c, arch};
	walk_tree(&w);
	for (size_t i = 0; i < w.items[0].n; i++) {
		const struct walk_item *x = &w.items[0].v[i];

		if (x->sure && x->kind == GOAL_MODULE)
			strv_push(modules, x->path);
		else if (x->sure && x->kind == GOAL_BUILTIN)
			strv_push(objects, x->path);
	}
	strv_sort(modules);
	strv_sort(objects);
	walk_done(&w);
	make_config_done(&c);
	make_tree_close(t);
}

static void check_objects(const char *build, const char *arch, const struct strv *objects)
{
	_cleanup_(cleanup_free) char *lib =
		xasprintf("arch/%s/lib/", linux_srcarch(arch));
	_cleanup_(strv_done) struct strv built = STRV_INIT;
	size_t wrong = 0, absent;

	archive_names(build, "", "vmlinux.a", &built);
	archive_names(build, "lib/", "lib.a", &built);
	archive_names(build, lib, "lib.a", &built);
	strv_sort(&built);
	assert_true(built.n > 500);
	strv_foreach (objects, i)
		if (!exists(build, objects->v[i])) {
			print_message("# not built: %s\n", objects->v[i]);
			wrong++;
		}
	absent = missing("not listed", &built, objects);
	print_message("# total: %zu objects listed, %.2f %% of them built; of %zu in "
		      "vmlinux %.2f %% listed\n",
		      objects->n,
		      100.0 * (double)(objects->n - wrong) / (double)objects->n, built.n,
		      100.0 * (double)(built.n - absent) / (double)built.n);
	assert_true(wrong * 200 <= objects->n);
	assert_true(absent * 100 <= built.n);
}

static void check_build(const char *build)
{
	_cleanup_(cleanup_free) char *source = xasprintf("%s/source", build);
	_cleanup_(cleanup_free) char *config = read_file(build, ".config", NULL);
	_cleanup_(strv_done) struct strv modules = STRV_INIT, objects = STRV_INIT,
					 built = STRV_INIT;
	const char *arch;

	if (!config)
		config = read_file(build, "../.config", NULL);
	assert_non_null(config);
	arch = dotconfig_is(config, "CONFIG_ARM64", "y") ? "arm64" : "x86_64";
	listed(source, config, arch, &modules, &objects);
	modules_of(build, &built);
	print_message("# total: %zu modules listed, %zu built\n", modules.n, built.n);
	assert_int_equal(missing("module not built", &modules, &built), 0);
	assert_int_equal(missing("module not listed", &built, &modules), 0);
	check_objects(build, arch, &objects);
}

/* Returns how many it looked at: skip() jumps past what _cleanup_ frees. */
static size_t check_builds(void)
{
	const char *given = getenv("KHARNESS_BUILDS"), *out = getenv("O");
	_cleanup_(cleanup_free) char *smoke =
		xasprintf("%s/smoke-x86_64/build", out ? out : "out");
	_cleanup_(strv_done) struct strv builds = STRV_INIT;

	if (!given && exists(smoke, "vmlinux.a"))
		strv_push(&builds, smoke);
	for (const char *p = given; p && *p; p += strcspn(p, " "), p += *p == ' ')
		strv_take(&builds, xstrndup(p, strcspn(p, " ")));
	strv_foreach (&builds, i)
		check_build(builds.v[i]);
	return builds.n;
}

static void kernels_that_were_built(void **state _unused_)
{
	if (check_builds() == 0)
		skip();
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(kernels_that_were_built)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
