// SPDX-License-Identifier: GPL-2.0-or-later
#include "sys/terminal.h"

#include <signal.h>
#include <stdint.h>
#include <uv.h>

struct run {
	uv_loop_t loop;
	uv_process_t process;
	uv_pipe_t input;
	uv_signal_t interrupt;
	uv_write_t write;
	int status;
};

static void close_one(uv_handle_t *h, void *arg _unused_)
{
	if (!uv_is_closing(h))
		uv_close(h, NULL);
}

static void on_exit_cb(uv_process_t *p, int64_t status, int signum)
{
	struct run *r = p->data;

	r->status = signum ? 128 + signum : (int)status;
	uv_walk(&r->loop, close_one, NULL);
}

/* whoever leaves a pager early has seen enough */
static void on_written(uv_write_t *w, int status _unused_)
{
	close_one((uv_handle_t *)w->handle, NULL);
}

/* It is the child that Ctrl-C is meant for. */
static void on_interrupt(uv_signal_t *s _unused_, int signum _unused_)
{
}

static int start(struct run *r, const struct terminal_spec *spec)
{
	uv_stdio_container_t stdio[3] = {{.flags = UV_CREATE_PIPE | UV_READABLE_PIPE,
					  .data.stream = (uv_stream_t *)&r->input},
					 {.flags = UV_INHERIT_FD, .data.fd = 1},
					 {.flags = UV_INHERIT_FD, .data.fd = 2}};
	const uv_process_options_t options = {.exit_cb = on_exit_cb,
					      .file = spec->argv[0],
					      .args = (char **)(uintptr_t)spec->argv,
					      .env = (char **)(uintptr_t)spec->env,
					      .stdio = stdio,
					      .stdio_count = 3};

	return uv_spawn(&r->loop, &r->process, &options);
}

int terminal_run(const struct terminal_spec *spec, int *ret_status, struct diag *d)
{
	uv_buf_t all = uv_buf_init((char *)(uintptr_t)spec->input,
				   (unsigned int)spec->input_size);
	struct run r = {0};
	int err = uv_loop_init(&r.loop);

	if (err < 0)
		return diag_errno(d, err, "cannot set up an event loop");
	r.process.data = &r;
	uv_pipe_init(&r.loop, &r.input, 0);
	uv_signal_init(&r.loop, &r.interrupt);
	uv_signal_start(&r.interrupt, on_interrupt, SIGINT);
	err = start(&r, spec);
	if (err == 0)
		uv_write(&r.write, (uv_stream_t *)&r.input, &all, 1, on_written);
	else
		uv_walk(&r.loop, close_one, NULL);
	uv_run(&r.loop, UV_RUN_DEFAULT);
	uv_loop_close(&r.loop);
	if (err < 0)
		return diag_errno(d, err, "cannot run '%s'", spec->argv[0]);
	*ret_status = r.status;
	return 0;
}
