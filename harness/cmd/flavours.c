// SPDX-License-Identifier: GPL-2.0-or-later
#include "cmd/verb.h"
#include "kconfig/flavours.h"

struct options {
	const char *configs;
	bool make;
	bool json;
};

enum { KEY_CONFIGS = 256, KEY_MAKE, KEY_JSON };

static const struct argp_option options[] = {
	{"configs", KEY_CONFIGS, "DIR", 0, "where flavours.yaml is (configs)", 0},
	{"make", KEY_MAKE, NULL, 0, "print assignments for a makefile", 0},
	{"json", KEY_JSON, NULL, 0, "print one document for programs", 0},
	{0}};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case KEY_CONFIGS: o->configs = arg; break;
	case KEY_MAKE: o->make = true; break;
	case KEY_JSON: o->json = true; break;
	case ARGP_KEY_END:
		if (o->make && o->json)
			verb_usage(state, "--make and --json are two outputs; give one");
		break;
	case ARGP_KEY_ARG: verb_usage(state, "'%s' is one argument too many", arg);
	default: return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp argp = {
	.options = options,
	.parser = parse_option,
	.doc = "List what can be built: the flavours, their architectures and overlays.",
};

int cmd_flavours(int argc, char **argv)
{
	_cleanup_(flavours_done) struct flavours f = FLAVOURS_INIT;
	_cleanup_(strbuf_done) struct strbuf text = STRBUF_INIT;
	_cleanup_(cleanup_free) char *json = NULL;
	struct options o = {.configs = "configs"};
	struct diag d = DIAG_INIT;
	int err;

	verb_parse(&argp, argc, argv, &o);
	err = flavours_read(o.configs, &f, &d);
	if (err == 0 && o.make)
		err = flavours_print_make(&f, &text, &d);
	else if (err == 0 && o.json)
		json = flavours_print_json(&f);
	else if (err == 0)
		flavours_print(&f, &text);
	fputs(json ? json : text.buf, stdout);
	return verb_end(err, &d);
}
