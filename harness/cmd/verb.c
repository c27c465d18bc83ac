// SPDX-License-Identifier: GPL-2.0-or-later
#include "cmd/verb.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>

#include "sys/interrupt.h"

void verb_parse(const struct argp *argp, int argc, char **argv, void *input)
{
	argp_err_exit_status = EXIT_USAGE;
	if (argp_parse(argp, argc, argv, 0, NULL, input) != 0)
		exit(EXIT_USAGE);
}

void verb_usage(const struct argp_state *state, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "%s: error: ", state->name);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fprintf(stderr, "; see '%s --help'\n", state->name);
	exit(EXIT_USAGE);
}

int verb_end(int err, struct diag *d)
{
	fflush(stdout);
	diag_print(d, stderr);
	diag_done(d);
	interrupt_finish();
	if (err == 0)
		return EXIT_GOOD;
	return err == -EBADMSG ? EXIT_BAD : EXIT_USAGE;
}
