/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What has to be known of a request before it can be written down: its fragment, its
 * reason and its owner, asked line by line. An empty answer takes what is proposed,
 * 'b' goes back, 'q' ends the session, '?' helps.
 */
#ifndef KHARNESS_CMD_ASK_H
#define KHARNESS_CMD_ASK_H

#include <stdio.h>

#include "base/strv.h"
#include "kconfig/flavours.h"

struct ask {
	FILE *in, *out;
	const char *configs;
	struct strv fragments; /* that some flavour takes, in their order */
	char *reason, *owner;  /* of the answer before; NULL: there was none */
};

/** ask_open() - collect the fragments of all flavours; freed by ask_done() */
void ask_open(struct ask *ret, const char *configs, const struct flavours *f, FILE *in,
	      FILE *out);

/**
 * ask_line() - one question; see prompt_line()
 *
 * Return: 0; -ECANCELED for 'b'; -ENODATA for 'q' and when there are no more answers; or
 * another negative errno.
 */
int ask_line(struct ask *a, const char *question, char **ret,
	     struct diag *d) _must_check_;

/* What was answered, or is proposed. */
struct ask_request {
	char *fragment;
	char *reason;
	char *owner;
};

/**
 * ask_request() - ask for all three
 * @fixed: the fragment is known, and not asked for
 * @r: what is proposed, NULL for nothing; in its place comes what was answered, freed by
 * ask_request_done()
 *
 * An owner is proposed out of the header of the fragment that was chosen.
 */
int ask_request(struct ask *a, bool fixed, struct ask_request *r,
		struct diag *d) _must_check_;

/** ask_decision() - ask for reason and owner of a decision that needs no request */
int ask_decision(struct ask *a, struct ask_request *r, struct diag *d) _must_check_;

/** ask_tell() - show faults of an answer, and forget them */
void ask_tell(struct ask *a, struct diag *said);

/** ask_request_done() - free and initialise again */
void ask_request_done(struct ask_request *r);

/** ask_done() - free and initialise again */
void ask_done(struct ask *a);

#endif
