// SPDX-License-Identifier: GPL-2.0-or-later
/* kharness: one binary, one verb per job. */
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "cmd/verb.h"

#define KHARNESS_VERSION "0.1.0"

struct verb {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *help;
};

static const struct verb verbs[] = {
#define VERB(name, help) {#name, cmd_##name, help},
#include "cmd/verbs.def"
#undef VERB
	{NULL, NULL, NULL},
};

static void print_help(FILE *f)
{
	fputs("Usage: kharness VERB [OPTION...] [ARGUMENT...]\n"
	      "Merge kernel config fragments, build, sign and boot the result.\n\n",
	      f);
	for (const struct verb *v = verbs; v->name; v++)
		fprintf(f, "  %-10s %s\n", v->name, v->help);
	fputs("\n'kharness VERB --help' tells more, 'man kharness' all of it.\n"
	      "Exit status: 0 good, 1 the thing asked about is not good, 2 usage or "
	      "environment.\n",
	      f);
}

/* Is one of the names the other's with a letter changed, dropped, added or swapped? */
static bool is_slip(const char *typed, const char *name)
{
	size_t n = strlen(typed), m = strlen(name), i = 0;

	while (typed[i] && typed[i] == name[i])
		i++;
	if (n == m)
		return strcmp(typed + i + (i < n), name + i + (i < n)) == 0 ||
		       (i + 1 < n && typed[i] == name[i + 1] && typed[i + 1] == name[i] &&
			strcmp(typed + i + 2, name + i + 2) == 0);
	if (n + 1 == m)
		return strcmp(typed + i, name + i + 1) == 0;
	return n == m + 1 && strcmp(typed + i + 1, name + i) == 0;
}

static int no_verb(const char *typed)
{
	fprintf(stderr, "kharness: error: no verb '%s'; ", typed);
	for (const struct verb *v = verbs; v->name; v++) {
		if (!is_slip(typed, v->name))
			continue;
		fprintf(stderr, "did you mean '%s'?\n", v->name);
		return EXIT_USAGE;
	}
	fputs("see 'kharness --help'\n", stderr);
	return EXIT_USAGE;
}

static int run_verb(const struct verb *verb, int argc, char **argv)
{
	_cleanup_(cleanup_free) char *name = xasprintf("kharness %s", verb->name);

	argv[0] = name; /* what --help and usage errors call the program */
	return verb->run(argc, argv);
}

int main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : NULL;

	/* a child that dies while we write to it is an error to report, not our end */
	signal(SIGPIPE, SIG_IGN);
	if (!name) {
		fputs("kharness: error: no verb given; see 'kharness --help'\n", stderr);
		return EXIT_USAGE;
	}
	if (strcmp(name, "--help") == 0 || strcmp(name, "help") == 0) {
		print_help(stdout);
		return EXIT_GOOD;
	}
	if (strcmp(name, "--version") == 0) {
		puts("kharness " KHARNESS_VERSION);
		return EXIT_GOOD;
	}
	for (const struct verb *v = verbs; v->name; v++)
		if (strcmp(name, v->name) == 0)
			return run_verb(v, argc - 1, argv + 1);
	return no_verb(name);
}
