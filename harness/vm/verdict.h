/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From what was seen to the verdict. A pass is what is left when nothing
 * at all speaks against it, so every way to end must be listed here.
 */
#ifndef KHARNESS_VM_VERDICT_H
#define KHARNESS_VM_VERDICT_H

#include "vm/console.h"
#include "vm/results.h"

enum boot_deadline {
	DEADLINE_NONE,	    /* none has expired */
	DEADLINE_START,	    /* QEMU did not answer on its monitor */
	DEADLINE_SILENCE,   /* not a byte on the console */
	DEADLINE_RUN,	    /* the whole boot */
	DEADLINE_POWER_OFF, /* from the last line of the results to the power-off */
};

struct evidence {
	struct console console;
	struct results results;
	enum boot_deadline expired;
	unsigned int limit_ms; /* of that deadline */
	bool started;	       /* the monitor has answered, the CPU runs */
	bool panicked;	       /* event GUEST_PANICKED */
	bool stopped;	       /* event STOP without a panic: an internal error */
	bool console_flood;
	bool results_flood;
	bool monitor_broken; /* what came was no QMP */
	char end[32];	     /* reason of the event SHUTDOWN; "" when there was none */
	bool killed;	     /* by us */
	int status;	     /* of QEMU */
	int signal;
	struct strbuf output; /* what QEMU said on stdout and stderr */
};

#define EVIDENCE_INIT                                                                   \
	{                                                                               \
		.console = CONSOLE_INIT, .results = RESULTS_INIT, .output = STRBUF_INIT \
	}

/**
 * verdict_judge() - add all problems to the result and so give the verdict
 * @e: complete: QEMU has ended, all channels are read to their ends
 * @r: evidence.results has filled in tests and plan already
 */
void verdict_judge(struct evidence *e, struct boot_result *r);

/** evidence_last_words() - the last line that QEMU said, printable; caller frees */
char *evidence_last_words(const struct evidence *e) _must_check_;

/** evidence_done() - free everything; accepts NULL */
void evidence_done(struct evidence *e);

#endif
