/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Progress of long work, on standard error.
 *
 * On a terminal one line that is redrawn: share done, current item, time left.
 * Elsewhere one plain line a minute.
 */
#ifndef KHARNESS_SYS_PROGRESS_H
#define KHARNESS_SYS_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/strbuf.h"

struct progress {
	FILE *f;
	const char *label; /* the phase, such as "build" */
	size_t done;
	size_t total; /* 0: not known yet; may be set or corrected at any time */
	bool tty;
	bool drawn;
	int64_t start_ms;
	int64_t last_ms;
};

/**
 * progress_begin() - start the clock
 * @p: filled in
 * @f: where to write, usually stderr
 * @label: kept as a pointer
 * @total: number of items, 0 when not known yet
 */
void progress_begin(struct progress *p, FILE *f, const char *label, size_t total);

/**
 * progress_step() - one more item is done
 * @item: what is being worked on; control bytes are not shown
 *
 * Draws at most ten times a second on a terminal, once a minute elsewhere.
 */
void progress_step(struct progress *p, const char *item);

/** progress_end() - wipe the line from a terminal */
void progress_end(struct progress *p);

/**
 * progress_format() - the line that is drawn, for a moment in time
 * @p: state
 * @now_ms: the moment, on the clock of progress_clock_ms()
 * @item: current item, NULL for none
 * @width: columns at most
 * @out: text is appended
 */
void progress_format(const struct progress *p, int64_t now_ms, const char *item,
		     size_t width, struct strbuf *out);

/** progress_clock_ms() - monotonic milliseconds */
int64_t progress_clock_ms(void);

#endif
