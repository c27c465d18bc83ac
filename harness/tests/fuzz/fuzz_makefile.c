// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Makefiles of the kernel: no bytes make reading or evaluating them crash, grow or run on,
 * and what is read as a goal is a path inside of the tree.
 */
#include <string.h>

#include "base/alloc.h"
#include "review/make_eval.h"
#include "review/surface_sources.h"
#include "sys/file.h"
#include "tests/fuzz/mutate.h"

const char *const fuzz_words[] = {"obj-y += ",
				  "obj-m := ",
				  "obj-$(CONFIG_A) += ",
				  "lib-y += a.o\n",
				  "a-objs := b.o ../c.o\n",
				  "ifeq ($(CONFIG_A),y)\n",
				  "else ifdef CONFIG_B\n",
				  "else\n",
				  "endif\n",
				  "define x\n",
				  "endef\n",
				  "include $(srctree)/Kbuild\n",
				  "$(",
				  ")",
				  "${",
				  "$$",
				  "$(filter-out %.o,",
				  "$(patsubst %.c,%.o,",
				  "$(foreach i,a b c,",
				  "$(call x,",
				  "$(if ",
				  "$(x:.o=.c)",
				  "x = $(x) $(x)\n",
				  "\\\n",
				  "\t",
				  "#",
				  "../",
				  "/",
				  "\001",
				  "\002",
				  "#if IS_ENABLED(CONFIG_A)\n",
				  "SYSCALL_DEFINE0(a)\n",
				  "MODULE_ALIAS(\"devname:a\")\n",
				  NULL};

#define GOALS_MAX 200000 /* of a makefile that fits into one file of the corpus */

static void check_goals(const struct make_goals *goals)
{
	fuzz_require(goals->n < GOALS_MAX);
	for (size_t i = 0; i < goals->n; i++) {
		const char *path = goals->v[i].path;

		fuzz_require(path && *path != '/' && !strpbrk(path, "\001\002 \n"));
		fuzz_require(strncmp(path, "../", 3) != 0 && !strstr(path, "/../"));
		fuzz_require((goals->v[i].kind == GOAL_PART) == !!goals->v[i].whole);
	}
}

/* The tree is this text, as its Kbuild. */
static void evaluate(const char *text, size_t size)
{
	static char dir[] = "/tmp/kharness-fuzz.XXXXXX";
	static bool made;
	_cleanup_(make_goals_done) struct make_goals goals = MAKE_GOALS_INIT;
	_cleanup_(cleanup_make_tree) struct make_tree *t = NULL;
	_cleanup_(cleanup_free) char *path = NULL;
	struct make_config config = MAKE_CONFIG_INIT;
	struct make_eval_in in = {.config = &config, .arch = "x86_64", .dir = ""};
	struct diag d = DIAG_INIT;

	made = made || mkdtemp(dir);
	path = xasprintf("%s/Kbuild", dir);
	fuzz_require(file_put(path, text, size, 0600, &d) == 0);
	fuzz_require(make_tree_open(dir, &t, &d) == 0);
	make_config_read("CONFIG_A=y\nCONFIG_B=m\n", 22, &config);
	in.tree = t;
	make_eval(&in, &goals);
	check_goals(&goals);
	make_config_done(&config);
	unlink(path);
}

void fuzz_target(const char *text, size_t size)
{
	struct makefile m = MAKEFILE_INIT;
	struct surface_sources found = SURFACE_SOURCES_INIT;
	struct make_config config = MAKE_CONFIG_INIT;
	_cleanup_(cleanup_free) char *copy = xstrndup(text, size);

	makefile_parse("fuzz", text, size, &m);
	makefile_done(&m);
	make_config_read(text, size, &config);
	surface_sources_scan(copy, &config, &found);
	surface_sources_done(&found);
	make_config_done(&config);
	evaluate(text, size);
}
