// SPDX-License-Identifier: GPL-2.0-or-later
#include "wait.h"

#include <time.h>

#define TURN_NS 2000000

static uint64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

struct wait wait_begin(unsigned int ms)
{
	return (struct wait){now_us() + (uint64_t)ms * 1000};
}

bool wait_more(const struct wait *w)
{
	const struct timespec turn = {.tv_nsec = TURN_NS};

	if (now_us() >= w->end_us)
		return false;
	nanosleep(&turn, NULL);
	return true;
}
