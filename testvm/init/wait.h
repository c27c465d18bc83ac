/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Waiting for what a thread of the kernel makes: a port, a disk, a node in /dev. There
 * is nothing to wait on: uevents come through NET, which a kernel may lack.
 */
#ifndef TESTVM_WAIT_H
#define TESTVM_WAIT_H

#include <stdbool.h>
#include <stdint.h>

struct wait {
	uint64_t end_us;
};

/** wait_begin() - there are @ms milliseconds from now, by the clock and not by turns */
struct wait wait_begin(unsigned int ms);

/** wait_more() - sleep a moment; false when the time is over */
bool wait_more(const struct wait *w);

#endif
