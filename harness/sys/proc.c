// SPDX-License-Identifier: GPL-2.0-or-later
#include "sys/proc.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <uv.h>

#include "base/alloc.h"
#include "sys/interrupt.h"

#define DEFAULT_MAX_OUTPUT ((size_t)16 << 20)
#define LINE_MAX_BYTES	   ((size_t)64 << 10)

struct stream {
	struct run *run;
	enum proc_stream which;
	uv_pipe_t pipe;
	struct strbuf *keep; /* result, when there is no line callback */
	struct strbuf line;
	char chunk[16384];
};

struct run {
	const struct proc_spec *spec;
	struct proc_result *ret;
	uv_loop_t loop;
	uv_process_t process;
	uv_timer_t deadline;
	uv_signal_t signals[2];
	uv_pipe_t input;
	uv_write_t write;
	struct stream streams[2];
	int caught; /* a signal that reached us */
};

static void close_handle(uv_handle_t *h, void *arg _unused_)
{
	if (!uv_is_closing(h))
		uv_close(h, NULL);
}

static void close_one(void *handle)
{
	close_handle(handle, NULL);
}

static void kill_group(struct run *r, int signum)
{
	if (r->process.pid > 0)
		kill(-r->process.pid, signum);
}

static void on_exit_cb(uv_process_t *p, int64_t status, int signum)
{
	struct run *r = p->data;

	r->ret->status = (int)status;
	r->ret->signal = signum;
	close_one(p);
	close_one(&r->deadline);
	close_one(&r->signals[0]);
	close_one(&r->signals[1]);
}

static void on_deadline(uv_timer_t *t)
{
	struct run *r = t->data;

	r->ret->timed_out = true;
	kill_group(r, SIGKILL);
	/* a grandchild that left the group may hold the pipes open for ever */
	close_one(&r->streams[0].pipe);
	close_one(&r->streams[1].pipe);
}

static void on_signal(uv_signal_t *s, int signum)
{
	struct run *r = s->data;

	kill_group(r, r->caught ? SIGKILL : signum); /* who asks twice means it */
	r->caught = signum;
}

static void emit_lines(struct stream *s, const char *data, size_t size)
{
	const struct proc_spec *spec = s->run->spec;

	while (size) {
		const char *nl = memchr(data, '\n', size);
		size_t n = nl ? (size_t)(nl - data) : size;

		if (s->line.len + n <= LINE_MAX_BYTES)
			strbuf_add(&s->line, data, n);
		else
			s->run->ret->truncated = true;
		if (nl) {
			spec->on_line(spec->context, s->which, s->line.buf);
			strbuf_clear(&s->line);
			n++;
		}
		data += n;
		size -= n;
	}
}

static void on_alloc(uv_handle_t *h, size_t suggested _unused_, uv_buf_t *buf)
{
	struct stream *s = h->data;

	*buf = uv_buf_init(s->chunk, sizeof(s->chunk));
}

static void on_read(uv_stream_t *h, ssize_t n, const uv_buf_t *buf)
{
	struct stream *s = h->data;
	const struct proc_spec *spec = s->run->spec;
	size_t max = spec->max_output ? spec->max_output : DEFAULT_MAX_OUTPUT;
	size_t size = n > 0 ? (size_t)n : 0;

	if (n < 0) {
		if (spec->on_line && s->line.len)
			spec->on_line(spec->context, s->which, s->line.buf);
		close_one(h);
		return;
	}
	if (spec->on_line) {
		emit_lines(s, buf->base, size);
		return;
	}
	if (size > max - s->keep->len) {
		s->run->ret->truncated = true;
		size = max - s->keep->len;
	}
	strbuf_add(s->keep, buf->base, size);
}

static void on_written(uv_write_t *w, int status _unused_)
{
	close_one(w->handle); /* end of input; a child that left early is its own news */
}

static int spawn(struct run *r, struct strv *env, uv_stdio_container_t *stdio,
		 int n_stdio)
{
	const struct proc_spec *spec = r->spec;
	uv_process_options_t options = {
		.exit_cb = on_exit_cb,
		.file = spec->argv[0],
		.args = (char **)(uintptr_t)spec->argv,
		.env = spec->env ? (char **)(uintptr_t)spec->env : env->v,
		.cwd = spec->cwd,
		.flags = UV_PROCESS_DETACHED, /* a group of its own, to be killed whole */
		.stdio = stdio,
		.stdio_count = n_stdio,
	};

	r->process.data = r;
	return uv_spawn(&r->loop, &r->process, &options);
}

static void start_io(struct run *r)
{
	const struct proc_spec *spec = r->spec;

	for (int i = 0; i < 2; i++)
		uv_read_start((uv_stream_t *)&r->streams[i].pipe, on_alloc, on_read);
	if (spec->timeout_ms)
		uv_timer_start(&r->deadline, on_deadline, spec->timeout_ms, 0);
	if (spec->input) {
		uv_buf_t buf = uv_buf_init((char *)(uintptr_t)spec->input,
					   (unsigned int)spec->input_size);

		uv_write(&r->write, (uv_stream_t *)&r->input, &buf, 1, on_written);
	}
}

static void init_handles(struct run *r)
{
	static const int signums[] = {SIGINT, SIGTERM};

	uv_timer_init(&r->loop, &r->deadline);
	r->deadline.data = r;
	uv_pipe_init(&r->loop, &r->input, 0);
	for (int i = 0; i < 2; i++) {
		struct stream *s = &r->streams[i];

		uv_signal_init(&r->loop, &r->signals[i]);
		r->signals[i].data = r;
		uv_signal_start(&r->signals[i], on_signal, signums[i]);
		uv_pipe_init(&r->loop, &s->pipe, 0);
		s->pipe.data = s;
		s->run = r;
		s->which = (enum proc_stream)i;
		s->keep = i == 0 ? &r->ret->out : &r->ret->err;
		s->line = (struct strbuf)STRBUF_INIT;
	}
}

static uv_stdio_container_t *stdio_vector(struct run *r, int *ret_n)
{
	const struct proc_spec *spec = r->spec;
	uv_stdio_container_t *v;
	int n = 3;

	for (size_t i = 0; i < spec->n_inherit_fds; i++)
		if (spec->inherit_fds[i] >= n)
			n = spec->inherit_fds[i] + 1;
	v = xcalloc((size_t)n, sizeof(*v)); /* UV_IGNORE is 0 */
	if (spec->input) {
		v[0].flags = UV_CREATE_PIPE | UV_READABLE_PIPE;
		v[0].data.stream = (uv_stream_t *)&r->input;
	}
	for (int i = 0; i < 2; i++) {
		v[i + 1].flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE;
		v[i + 1].data.stream = (uv_stream_t *)&r->streams[i].pipe;
	}
	for (size_t i = 0; i < spec->n_inherit_fds; i++) {
		v[spec->inherit_fds[i]].flags = UV_INHERIT_FD;
		v[spec->inherit_fds[i]].data.fd = spec->inherit_fds[i];
	}
	*ret_n = n;
	return v;
}

int proc_run(const struct proc_spec *spec, struct proc_result *ret, struct diag *d)
{
	_cleanup_(cleanup_free) uv_stdio_container_t *stdio = NULL;
	_cleanup_(cleanup_free) struct run *r = xcalloc(1, sizeof(*r));
	_cleanup_(strv_done) struct strv env = STRV_INIT;
	int err, n_stdio;

	if (interrupt_pending())
		return -EINTR;
	r->spec = spec;
	r->ret = ret;
	proc_clean_env(&env);
	err = uv_loop_init(&r->loop);
	if (err < 0)
		return diag_errno(d, err, "cannot set up an event loop");
	init_handles(r);
	stdio = stdio_vector(r, &n_stdio);
	err = spawn(r, &env, stdio, n_stdio);
	if (err == 0)
		start_io(r);
	else
		uv_walk(&r->loop, close_handle, NULL);
	if (err == 0 && !spec->input)
		close_one(&r->input);
	uv_run(&r->loop, UV_RUN_DEFAULT);
	uv_loop_close(&r->loop);
	strbuf_done(&r->streams[0].line);
	strbuf_done(&r->streams[1].line);
	if (r->caught)
		return interrupt_caught(r->caught, d);
	if (err < 0)
		return diag_errno(d, err, "cannot run '%s'", spec->argv[0]);
	if (ret->timed_out) {
		diag_error(d, "'%s' did not end within %u ms and was killed",
			   spec->argv[0], spec->timeout_ms);
		return -ETIMEDOUT;
	}
	return 0;
}

static const char *last_line(struct strbuf *err)
{
	char *nl;

	while (err->len && err->buf[err->len - 1] == '\n')
		err->buf[--err->len] = '\0';
	nl = strrchr(err->buf, '\n');
	return nl ? nl + 1 : err->buf;
}

int proc_check(const struct proc_spec *spec, struct proc_result *ret, struct diag *d)
{
	int err = proc_run(spec, ret, d);
	const char *why;

	if (err < 0 || (ret->status == 0 && ret->signal == 0))
		return err;
	why = last_line(&ret->err);
	if (ret->signal)
		diag_error(d, "'%s' was killed by signal %d%s%s", spec->argv[0],
			   ret->signal, *why ? ": " : "", why);
	else
		diag_error(d, "'%s' failed with exit status %d%s%s", spec->argv[0],
			   ret->status, *why ? ": " : "", why);
	return -EIO;
}

void proc_result_done(struct proc_result *r)
{
	if (!r)
		return;
	strbuf_done(&r->out);
	strbuf_done(&r->err);
}

void proc_clean_env(struct strv *env)
{
	static const char *const names[] = {"PATH", "HOME", "TMPDIR"};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const char *value = getenv(names[i]);

		if (value)
			strv_pushf(env, "%s=%s", names[i], value);
	}
	strv_push(env, "LC_ALL=C");
}
