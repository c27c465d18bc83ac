// SPDX-License-Identifier: GPL-2.0-or-later
#include "sys/interrupt.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>

static atomic_int pending;

int interrupt_caught(int signum, struct diag *d)
{
	int none = 0;

	if (atomic_compare_exchange_strong(&pending, &none, signum))
		diag_error(d, "interrupted by signal %d", signum);
	return -EINTR;
}

bool interrupt_pending(void)
{
	return atomic_load(&pending) != 0;
}

void interrupt_finish(void)
{
	int signum = atomic_load(&pending);

	if (signum)
		raise(signum); /* nobody handles it any more */
}
