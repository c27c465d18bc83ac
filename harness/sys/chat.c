// SPDX-License-Identifier: GPL-2.0-or-later
#include "sys/chat.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <uv.h>

#include "base/alloc.h"
#include "sys/interrupt.h"

#define DEFAULT_MAX_ANSWER ((size_t)64 << 20)
#define MAX_STDERR	   ((size_t)1 << 20)

struct inlet {
	struct chat *chat;
	struct strbuf *to;
	size_t max;
	uv_pipe_t pipe;
	bool ended;
	char chunk[65536];
};

struct chat {
	uv_loop_t loop;
	uv_process_t process;
	uv_timer_t deadline;
	uv_signal_t signals[2];
	uv_pipe_t input;
	struct inlet out;
	struct inlet err;
	struct proc_result result;
	size_t searched; /* bytes of result.out without a newline */
	char *name;
	bool running;
	int pidfd; /* of a process that somebody else started; -1: it is our child */
	bool timed_out;
	int caught;
};

static void kill_group(struct chat *c)
{
	if (c->running && c->process.pid > 0)
		kill(-c->process.pid, SIGKILL);
	if (c->pidfd >= 0) /* glibc 2.36 declares it, older ones do not */
		syscall(SYS_pidfd_send_signal, c->pidfd, SIGKILL, NULL, 0);
}

static void on_exit_cb(uv_process_t *p, int64_t status, int signum)
{
	struct chat *c = p->data;

	c->running = false;
	c->result.status = (int)status;
	c->result.signal = signum;
}

static void on_deadline(uv_timer_t *t)
{
	struct chat *c = t->data;

	c->timed_out = true;
	kill_group(c);
}

static void on_signal(uv_signal_t *s, int signum)
{
	struct chat *c = s->data;

	c->caught = signum;
	kill_group(c);
}

static void on_alloc(uv_handle_t *h, size_t suggested _unused_, uv_buf_t *buf)
{
	struct inlet *in = h->data;

	*buf = uv_buf_init(in->chunk, sizeof(in->chunk));
}

static void on_read(uv_stream_t *h, ssize_t n, const uv_buf_t *buf)
{
	struct inlet *in = h->data;
	size_t size = n > 0 ? (size_t)n : 0;

	if (n < 0) {
		in->ended = true;
		uv_read_stop(h);
		return;
	}
	if (size > in->max - in->to->len) {
		in->chat->result.truncated |= in == &in->chat->out;
		size = in->max - in->to->len;
	}
	strbuf_add(in->to, buf->base, size);
}

static void on_written(uv_write_t *w, int status _unused_)
{
	free(w->data); /* a child that left is seen by the end of its output */
	free(w);
}

static void inlet_init(struct chat *c, struct inlet *in, struct strbuf *to, size_t max)
{
	in->chat = c;
	in->to = to;
	in->max = max;
	uv_pipe_init(&c->loop, &in->pipe, 0);
	in->pipe.data = in;
}

static void init(struct chat *c, const char *name, size_t max_answer)
{
	c->result = (struct proc_result)PROC_RESULT_INIT;
	c->name = xstrdup(name);
	c->pidfd = -1;
	c->process.data = c;
	uv_timer_init(&c->loop, &c->deadline);
	c->deadline.data = c;
	for (int i = 0; i < 2; i++) {
		uv_signal_init(&c->loop, &c->signals[i]);
		c->signals[i].data = c;
	}
	uv_pipe_init(&c->loop, &c->input, 0);
	inlet_init(c, &c->out, &c->result.out,
		   max_answer ? max_answer : DEFAULT_MAX_ANSWER);
	inlet_init(c, &c->err, &c->result.err, MAX_STDERR);
}

static int spawn(struct chat *c, const struct proc_spec *spec)
{
	_cleanup_(strv_done) struct strv env = STRV_INIT;
	uv_stdio_container_t stdio[3] = {
		{.flags = UV_CREATE_PIPE | UV_READABLE_PIPE,
		 .data.stream = (uv_stream_t *)&c->input},
		{.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE,
		 .data.stream = (uv_stream_t *)&c->out.pipe},
		{.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE,
		 .data.stream = (uv_stream_t *)&c->err.pipe},
	};
	uv_process_options_t options = {
		.exit_cb = on_exit_cb,
		.file = spec->argv[0],
		.args = (char **)(uintptr_t)spec->argv,
		.cwd = spec->cwd,
		.flags = UV_PROCESS_DETACHED, /* a group of its own, to be killed whole */
		.stdio = stdio,
		.stdio_count = 3,
	};
	int err;

	proc_clean_env(&env);
	options.env = spec->env ? (char **)(uintptr_t)spec->env : env.v;
	err = uv_spawn(&c->loop, &c->process, &options);
	c->running = err == 0;
	return err;
}

static int make(const char *name, size_t max_answer, struct chat **ret, struct diag *d)
{
	struct chat *c = xcalloc(1, sizeof(*c));
	int err = uv_loop_init(&c->loop);

	if (err < 0) {
		free(c);
		return diag_errno(d, err, "cannot set up an event loop");
	}
	init(c, name, max_answer);
	*ret = c;
	return 0;
}

static void listen_to(struct chat *c)
{
	static const int signums[] = {SIGINT, SIGTERM};

	uv_read_start((uv_stream_t *)&c->out.pipe, on_alloc, on_read);
	uv_read_start((uv_stream_t *)&c->err.pipe, on_alloc, on_read);
	for (int i = 0; i < 2; i++)
		uv_signal_start(&c->signals[i], on_signal, signums[i]);
}

int chat_open(const struct proc_spec *spec, struct chat **ret, struct diag *d)
{
	_cleanup_(cleanup_chat) struct chat *c = NULL;
	int err = make(spec->argv[0], spec->max_output, &c, d);

	if (err < 0)
		return err;
	err = spawn(c, spec);
	if (err < 0)
		return diag_errno(d, err, "cannot run '%s'", spec->argv[0]);
	listen_to(c);
	*ret = TAKE_PTR(c);
	return 0;
}

/* Those that are open belong to the loop, the others are closed. */
static int join_pipes(struct chat *c, const struct chat_ends *ends)
{
	const int fds[] = {ends->in, ends->out, ends->err};
	uv_pipe_t *const pipes[] = {&c->input, &c->out.pipe, &c->err.pipe};
	int err = 0;

	for (size_t i = 0; i < ARRAY_SIZE(fds); i++) {
		if (err == 0)
			err = uv_pipe_open(pipes[i], fds[i]);
		if (err < 0)
			cleanup_close(&fds[i]);
	}
	return err;
}

int chat_join(const char *name, const struct chat_ends *ends, struct chat **ret,
	      struct diag *d)
{
	_cleanup_(cleanup_chat) struct chat *c = NULL;
	int err = make(name, 0, &c, d);

	if (err < 0) {
		chat_ends_close(ends);
		return err;
	}
	c->pidfd = ends->pidfd;
	err = join_pipes(c, ends);
	if (err < 0)
		return diag_errno(d, err, "cannot talk to '%s'", name);
	listen_to(c);
	*ret = TAKE_PTR(c);
	return 0;
}

void chat_ends_close(const struct chat_ends *ends)
{
	cleanup_close(&ends->in);
	cleanup_close(&ends->out);
	cleanup_close(&ends->err);
	cleanup_close(&ends->pidfd);
}

static void send_line(struct chat *c, const char *line)
{
	uv_write_t *w = xcalloc(1, sizeof(*w));
	char *copy = xasprintf("%s\n", line);
	uv_buf_t buf = uv_buf_init(copy, (unsigned int)strlen(copy));

	w->data = copy;
	if (uv_write(w, (uv_stream_t *)&c->input, &buf, 1, on_written) < 0) {
		free(copy);
		free(w);
	}
}

/* Hands out the first line of what was read, or NULL when there is none yet. */
static char *take_line(struct chat *c)
{
	struct strbuf *out = &c->result.out;
	const char *nl = memchr(out->buf + c->searched, '\n', out->len - c->searched);
	size_t n = nl ? (size_t)(nl - out->buf) : 0;
	char *line;

	c->searched = nl ? 0 : out->len;
	if (!nl)
		return NULL;
	line = xstrndup(out->buf, n);
	memmove(out->buf, nl + 1, out->len - n); /* with the NUL behind it */
	out->len -= n + 1;
	return line;
}

static int no_answer(struct chat *c, unsigned int timeout_ms, struct diag *d)
{
	if (c->caught)
		return interrupt_caught(c->caught, d);
	if (c->timed_out) {
		diag_error(d, "'%s' did not answer within %u ms and was killed", c->name,
			   timeout_ms);
		return -ETIMEDOUT;
	}
	if (c->result.truncated) {
		diag_error(d, "'%s' answers without end", c->name);
		return -EMSGSIZE;
	}
	return -EPIPE;
}

int chat_ask(struct chat *c, const char *question, unsigned int timeout_ms, char **ret,
	     struct diag *d)
{
	char *line;

	if (question && (c->running || c->pidfd >= 0))
		send_line(c, question);
	uv_update_time(&c->loop); /* it stood still while nobody asked */
	if (timeout_ms)
		uv_timer_start(&c->deadline, on_deadline, timeout_ms, 0);
	while (!(line = take_line(c)) && !c->caught && !c->timed_out &&
	       !c->result.truncated && (c->running || !c->out.ended))
		uv_run(&c->loop, UV_RUN_ONCE);
	uv_timer_stop(&c->deadline);
	if (!line) {
		kill_group(c);
		while (c->running || (c->pidfd >= 0 && !c->err.ended))
			uv_run(&c->loop, UV_RUN_ONCE);
		uv_run(&c->loop, UV_RUN_NOWAIT); /* its last words on stderr */
		return no_answer(c, timeout_ms, d);
	}
	uv_run(&c->loop, UV_RUN_NOWAIT); /* what it said on stderr before it answered */
	*ret = line;
	return 0;
}

const char *chat_name(const struct chat *c)
{
	return c->name;
}

struct proc_result *chat_result(struct chat *c)
{
	return &c->result;
}

static void close_handle(uv_handle_t *h, void *arg _unused_)
{
	if (!uv_is_closing(h))
		uv_close(h, NULL);
}

void chat_close(struct chat *c)
{
	if (!c)
		return;
	kill_group(c);
	while (c->running)
		uv_run(&c->loop, UV_RUN_ONCE);
	uv_walk(&c->loop, close_handle, NULL);
	uv_run(&c->loop, UV_RUN_DEFAULT);
	uv_loop_close(&c->loop);
	cleanup_close(&c->pidfd);
	proc_result_done(&c->result);
	free(c->name);
	free(c);
}
