// SPDX-License-Identifier: GPL-2.0-or-later
#include "sys/interrupt.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <uv.h>

#include "base/alloc.h"

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

/* --- held ---------------------------------------------------------------------------------- */

/* A thread of its own waits, as the others may compute. */
struct interrupt_hold {
	uv_loop_t loop;
	uv_signal_t signals[2];
	uv_async_t end;
	uv_thread_t thread;
	struct diag said;
};

static void close_held(uv_handle_t *handle, void *arg _unused_)
{
	if (!uv_is_closing(handle))
		uv_close(handle, NULL);
}

static void on_end(uv_async_t *a)
{
	struct interrupt_hold *h = a->data;

	uv_walk(&h->loop, close_held, NULL);
}

static void on_held(uv_signal_t *s, int signum)
{
	struct interrupt_hold *h = s->data;

	interrupt_caught(signum, &h->said);
}

static void wait_held(void *context)
{
	struct interrupt_hold *h = context;

	uv_run(&h->loop, UV_RUN_DEFAULT);
}

struct interrupt_hold *interrupt_hold(void)
{
	static const int signums[] = {SIGINT, SIGTERM};
	struct interrupt_hold *h = xcalloc(1, sizeof(*h));

	if (uv_loop_init(&h->loop) < 0) {
		free(h);
		return NULL;
	}
	h->end.data = h;
	uv_async_init(&h->loop, &h->end, on_end);
	for (int i = 0; i < 2; i++) {
		uv_signal_init(&h->loop, &h->signals[i]);
		h->signals[i].data = h;
		uv_signal_start(&h->signals[i], on_held, signums[i]);
	}
	if (uv_thread_create(&h->thread, wait_held, h) == 0)
		return h;
	uv_walk(&h->loop, close_held, NULL);
	uv_run(&h->loop, UV_RUN_DEFAULT);
	uv_loop_close(&h->loop);
	free(h);
	return NULL;
}

void interrupt_release(struct interrupt_hold *h, struct diag *d)
{
	if (!h)
		return;
	uv_async_send(&h->end);
	uv_thread_join(&h->thread);
	uv_loop_close(&h->loop);
	diag_append(d, &h->said);
	free(h);
}
