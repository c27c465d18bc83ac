// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Probes: every command that Kconfig runs while it parses.
 *
 * This text stands behind bridge.c when both are compiled.
 */
/* preprocess.c is compiled with -Dpopen=bridge_popen -Dpclose=bridge_pclose */
FILE *bridge_popen(const char *command, const char *mode);
int bridge_pclose(FILE *f);

static json_t *known_output; /* command: output, to be replayed */
static bool replay_only;     /* no command is run; an unknown one ends the parse */
static json_t *probes;	     /* what was run, in order */

/* in failed_probe.c */
static const char *probe_answer(const char *command, const char *output, size_t *size);

static char *run_command(const char *command, size_t *ret_size)
{
	static char buf[1 << 16]; /* do_shell() itself reads 4096 bytes */
	FILE *f = popen(command, "r");

	if (!f)
		return NULL;
	*ret_size = fread(buf, 1, sizeof(buf) - 1, f);
	buf[*ret_size] = '\0';
	return pclose(f) == -1 ? NULL : buf;
}

/*
 * Runs it; what it prints is known then, if it is text. Otherwise it is run again each
 * time, and nobody keeps the result. false: it cannot be run, or it is no text.
 */
static bool ask_toolchain(const char *command, const char **ret_output, size_t *ret_size)
{
	json_t *text;

	*ret_output = run_command(command, ret_size);
	if (!*ret_output || memchr(*ret_output, '\0', *ret_size))
		return false;
	text = json_stringn(*ret_output, *ret_size);
	return text && json_object_set_new(known_output, command, text) == 0;
}

/*
 * Commands that run beside us while what they printed last time is taken; whoever asked
 * for that asks at the end whether it was right.
 */
#define LATER_MAX 16

static bool may_run_later;
static struct {
	FILE *f;
	char *command;
	json_t *output; /* of last time */
} later[LATER_MAX];
static size_t n_later;

static bool run_later(const char *command, json_t *output)
{
	FILE *f;

	for (size_t i = 0; i < n_later; i++) /* it often stands in several places */
		if (strcmp(later[i].command, command) == 0)
			return json_equal(later[i].output, output);
	f = may_run_later && n_later < LATER_MAX ? popen(command, "re") : NULL;
	if (!f)
		return false;
	later[n_later].f = f;
	later[n_later].command = strdup(command);
	later[n_later++].output = json_incref(output);
	return true;
}

/* All of them: what they print is known from now on. Is it what it was? */
static bool end_later(void)
{
	static char buf[1 << 16];
	bool same = true;

	while (n_later) {
		size_t size = fread(buf, 1, sizeof(buf) - 1, later[--n_later].f);
		json_t *text = memchr(buf, '\0', size) ? NULL : json_stringn(buf, size);

		if (pclose(later[n_later].f) == -1 || !text ||
		    !json_equal(text, later[n_later].output))
			same = false;
		if (text)
			json_object_set_new(known_output, later[n_later].command, text);
		json_decref(later[n_later].output);
		free(later[n_later].command);
	}
	return same;
}

static json_t *do_confirm(json_t *question)
{
	(void)question;
	return json_pack("{s:b}", "same", end_later());
}

FILE *bridge_popen(const char *command, const char *mode)
{
	json_t *known = json_object_get(known_output, command);
	bool replayed = known != NULL;
	const char *output;
	size_t size;

	(void)mode;
	if (!known && replay_only) {
		fprintf(stderr,
			"%s:%d: the toolchain's record does not know the answer to '%s'; "
			"merge this tree once more on the machine that has it\n",
			cur_filename, yylineno, command);
		exit(1);
	}
	if (!known && ask_toolchain(command, &output, &size))
		known = json_object_get(known_output, command);
	if (known) {
		/* lives as long as it is known; do_shell() reads it at once */
		output = json_string_value(known);
		size = json_string_length(known);
	}
	if (!output)
		return NULL;
	json_array_append_new(probes,
			      json_pack("{s:s, s:i, s:s, s:O?, s:b}", "file",
					cur_filename, "line", yylineno, "command",
					command, "output", known, "replayed", replayed));
	output = probe_answer(command, output, &size);
	return size ? fmemopen((void *)(uintptr_t)output, size, "r")
		    : fopen("/dev/null", "r");
}

int bridge_pclose(FILE *f)
{
	return fclose(f) ? -1 : 0;
}
