// SPDX-License-Identifier: GPL-2.0-or-later
#include "cmd/pager.h"

#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "base/strv.h"
#include "sys/terminal.h"

static void split(const char *text, struct strv *to)
{
	while (*(text += strspn(text, " "))) {
		size_t n = strcspn(text, " ");

		strv_take(to, xstrndup(text, n));
		text += n;
	}
}

/* What a pager has to know of its terminal and of the letters in the text. */
static void add_environment(struct strv *env)
{
	static const char *const names[] = {"PATH",   "HOME",	  "TERM", "LESS",
					    "LC_ALL", "LC_CTYPE", "LANG"};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (getenv(names[i]))
			strv_pushf(env, "%s=%s", names[i], getenv(names[i]));
	if (!getenv("LESS"))
		strv_push(env, "LESS=FRX");
}

int pager_show(const char *text, size_t size, struct diag *d)
{
	_cleanup_(strv_done) struct strv argv = STRV_INIT, env = STRV_INIT;
	_cleanup_(diag_done) struct diag said = DIAG_INIT;
	const char *pager = getenv("PAGER");
	struct terminal_spec spec = {.input = text, .input_size = size};
	int err = -ENOENT, status;

	split(pager ? pager : "less -FRX", &argv);
	if (argv.n && strcmp(argv.v[0], "cat") != 0) {
		add_environment(&env);
		spec.argv = (const char *const *)argv.v;
		spec.env = (const char *const *)env.v;
		fflush(stdout);
		err = terminal_run(&spec, &status, &said);
		if (err < 0 && pager)
			diag_note(d, "%s; see PAGER", said.entries[0].text);
	}
	if (err < 0)
		fwrite(text, 1, size, stdout);
	return 0;
}
