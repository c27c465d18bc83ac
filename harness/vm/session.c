// SPDX-License-Identifier: GPL-2.0-or-later
#include "vm/session.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <uv.h>

#include "base/alloc.h"
#include "sys/child.h"
#include "sys/interrupt.h"
#include "sys/proc.h"
#include "vm/channel.h"
#include "vm/qmp.h"

#define START_MS     20000 /* QEMU to answer on its monitor */
#define REGISTERS_MS 2000  /* the monitor to show the registers */
#define PANIC_MS     5000  /* a panicked kernel to restart */
#define EXIT_MS	     5000  /* QEMU to end after the event SHUTDOWN */
#define OUTPUT_MAX   ((size_t)64 << 10)

#define REGISTERS "info registers"

/* what is waited for, each with its deadline */
enum phase { PHASE_START, PHASE_RUN, PHASE_POWER_OFF, PHASE_REGISTERS, PHASE_END };

struct session {
	const struct boot_in *in;
	struct boot_result *result;
	struct evidence *e;
	struct qmp qmp;
	struct child child;
	enum phase phase;
	unsigned int limit_ms; /* of PHASE_POWER_OFF */
	uint64_t start_ns;
	int caught; /* a signal that reached us */

	uv_loop_t loop;
	uv_pipe_t channels[N_CHANNELS];
	uv_pipe_t output;
	uv_poll_t ended;
	uv_timer_t deadline;
	uv_timer_t silence;
	uv_signal_t signals[2];
	char chunk[65536];
};

static int64_t elapsed_ms(const struct session *s)
{
	return (int64_t)((uv_hrtime() - s->start_ns) / 1000000);
}

static void close_one(void *handle)
{
	if (!uv_is_closing(handle))
		uv_close(handle, NULL);
}

static void close_any(uv_handle_t *h, void *arg _unused_)
{
	close_one(h);
}

static void kill_qemu(struct session *s)
{
	s->e->killed = true;
	child_kill(&s->child);
}

/* --- the monitor ------------------------------------------------------------- */

static void on_deadline(uv_timer_t *t);

static void enter(struct session *s, enum phase phase, unsigned int ms)
{
	s->phase = phase;
	uv_timer_start(&s->deadline, on_deadline, ms, 0);
}

static void on_sent(uv_write_t *w, int status _unused_)
{
	free(w->data); /* a monitor that is gone shows as the end of QEMU */
	free(w);
}

static void send_command(struct session *s, char *line)
{
	uv_write_t *w = xmalloc(sizeof(*w));
	uv_buf_t buf = uv_buf_init(line, (unsigned int)strlen(line));

	w->data = line;
	if (uv_is_closing((uv_handle_t *)&s->channels[CHANNEL_QMP]) ||
	    uv_write(w, (uv_stream_t *)&s->channels[CHANNEL_QMP], &buf, 1, on_sent) < 0)
		on_sent(w, 0);
}

static void expire(struct session *s, enum boot_deadline which, unsigned int limit_ms)
{
	s->e->expired = which;
	s->e->limit_ms = limit_ms;
	if (which == DEADLINE_START) {
		kill_qemu(s);
		return;
	}
	send_command(s, qmp_monitor_command(REGISTERS));
	enter(s, PHASE_REGISTERS, REGISTERS_MS);
}

static void on_deadline(uv_timer_t *t)
{
	struct session *s = t->data;

	switch (s->phase) {
	case PHASE_START: expire(s, DEADLINE_START, START_MS); break;
	case PHASE_RUN:
		expire(s, s->e->console.bytes ? DEADLINE_RUN : DEADLINE_SILENCE,
		       s->in->timeout_ms);
		break;
	case PHASE_POWER_OFF: expire(s, DEADLINE_POWER_OFF, s->limit_ms); break;
	case PHASE_REGISTERS:
	case PHASE_END: kill_qemu(s); break;
	}
}

static void on_silence(uv_timer_t *t)
{
	struct session *s = t->data;

	if (s->phase == PHASE_RUN && s->e->console.bytes == 0)
		expire(s, DEADLINE_SILENCE, s->in->silence_ms);
}

static void keep_registers(struct session *s, const char *text)
{
	struct strbuf sb = STRBUF_INIT;

	for (; *text; text++) {
		if (*text == '\n')
			strbuf_addc(&sb, '\n');
		else if (*text != '\r')
			strbuf_add_escaped(&sb, text, 1);
	}
	free(s->result->registers);
	s->result->registers = strbuf_detach(&sb, NULL);
}

static void on_event(struct session *s, const struct qmp_message *m)
{
	if (strcmp(m->text, "GUEST_PANICKED") == 0) {
		/* it is paused (-action panic=pause); let it say the rest and restart */
		s->e->panicked = true;
		send_command(s, qmp_monitor_command(REGISTERS));
		send_command(s, qmp_command("cont"));
		enter(s, PHASE_END, PANIC_MS);
	} else if (strcmp(m->text, "STOP") == 0 && !s->e->panicked && !*s->e->end) {
		s->e->stopped = true;
		kill_qemu(s);
	} else if (strcmp(m->text, "SHUTDOWN") == 0) {
		snprintf(s->e->end, sizeof(s->e->end), "%s", m->reason ? m->reason : "?");
		enter(s, PHASE_END, EXIT_MS);
	}
}

static unsigned int time_left(const struct session *s)
{
	uint64_t spent = (uint64_t)elapsed_ms(s);

	return s->in->timeout_ms > spent ? (unsigned int)(s->in->timeout_ms - spent) : 1;
}

static void on_started(struct session *s)
{
	s->e->started = true;
	enter(s, PHASE_RUN, time_left(s));
	uv_timer_start(&s->silence, on_silence, s->in->silence_ms, 0);
}

static void on_all_results(struct session *s)
{
	unsigned int left = time_left(s);

	s->limit_ms = left < s->in->power_off_ms ? left : s->in->power_off_ms;
	enter(s, PHASE_POWER_OFF, s->limit_ms);
}

static void on_message(void *context, const struct qmp_message *m)
{
	struct session *s = context;
	const char *id = m->id ? m->id : "";

	if (m->kind == QMP_EVENT) {
		on_event(s, m);
	} else if (m->kind == QMP_GREETING && !s->result->qemu_version) {
		s->result->qemu_version = xstrdup(m->text);
		send_command(s, qmp_command("qmp_capabilities"));
		send_command(s, qmp_command("cont"));
	} else if (strcmp(id, REGISTERS) == 0) {
		keep_registers(s, m->text);
		if (s->phase == PHASE_REGISTERS)
			kill_qemu(s);
	} else if (strcmp(id, "cont") == 0 && !s->e->started) {
		if (m->kind == QMP_RETURN)
			on_started(s);
		else
			kill_qemu(s);
	}
}

/* --- what QEMU and the guest say ------------------------------------------------ */

static void take_console(struct session *s, const char *data, size_t size)
{
	if (console_feed(&s->e->console, data, size) < 0 && !s->e->console_flood) {
		s->e->console_flood = true;
		kill_qemu(s);
	}
}

static void take_results(struct session *s, const char *data, size_t size)
{
	if (s->result->boot_ms < 0)
		s->result->boot_ms = elapsed_ms(s);
	if (results_feed(&s->e->results, data, size) < 0 && !s->e->results_flood) {
		s->e->results_flood = true;
		kill_qemu(s);
	}
	if (s->e->results.state == RESULTS_END && s->phase == PHASE_RUN)
		on_all_results(s);
}

static void take_qmp(struct session *s, const char *data, size_t size)
{
	if (!s->e->monitor_broken && qmp_feed(&s->qmp, data, size, on_message, s) < 0) {
		s->e->monitor_broken = true;
		kill_qemu(s);
	}
}

static void take_output(struct session *s, const char *data, size_t size)
{
	size_t room = OUTPUT_MAX - s->e->output.len;

	strbuf_add(&s->e->output, data, size < room ? size : room);
}

static void on_alloc(uv_handle_t *h, size_t suggested _unused_, uv_buf_t *buf)
{
	struct session *s = h->data;

	*buf = uv_buf_init(s->chunk, sizeof(s->chunk));
}

static void on_read(uv_stream_t *from, ssize_t n, const uv_buf_t *buf)
{
	struct session *s = from->data;

	if (n < 0)
		close_one(from);
	else if (from == (uv_stream_t *)&s->channels[CHANNEL_CONSOLE])
		take_console(s, buf->base, (size_t)n);
	else if (from == (uv_stream_t *)&s->channels[CHANNEL_RESULTS])
		take_results(s, buf->base, (size_t)n);
	else if (from == (uv_stream_t *)&s->channels[CHANNEL_QMP])
		take_qmp(s, buf->base, (size_t)n);
	else
		take_output(s, buf->base, (size_t)n);
}

/* --- the process ------------------------------------------------------------------ */

/* What the channels still hold is read; then nothing is left to wait for. */
static void drain(struct session *s, uv_pipe_t *pipe)
{
	uv_os_fd_t fd;
	ssize_t n;

	if (uv_is_closing((uv_handle_t *)pipe) || uv_fileno((uv_handle_t *)pipe, &fd) < 0)
		return;
	while ((n = read(fd, s->chunk, sizeof(s->chunk))) > 0) {
		uv_buf_t buf = uv_buf_init(s->chunk, (unsigned int)n);

		on_read((uv_stream_t *)pipe, n, &buf);
	}
	close_one(pipe);
}

static void on_ended(uv_poll_t *p, int status _unused_, int events _unused_)
{
	struct session *s = p->data;

	close_one(p); /* before the pidfd is closed */
	child_reap(&s->child, &s->e->status, &s->e->signal);
	for (int i = 0; i < N_CHANNELS; i++)
		drain(s, &s->channels[i]);
	drain(s, &s->output);
	s->result->ms = elapsed_ms(s);
	uv_walk(&s->loop, close_any, NULL);
}

static void on_signal(uv_signal_t *h, int signum)
{
	struct session *s = h->data;

	s->caught = signum;
	kill_qemu(s);
}

/* --- setting up -------------------------------------------------------------------- */

static void watch_stream(struct session *s, uv_pipe_t *pipe, int *fd)
{
	uv_pipe_init(&s->loop, pipe, 0);
	pipe->data = s;
	if (uv_pipe_open(pipe, *fd) == 0)
		*fd = -1;
	uv_read_start((uv_stream_t *)pipe, on_alloc, on_read);
}

static void watch(struct session *s, int ours[N_OURS])
{
	static const int signums[] = {SIGINT, SIGTERM};

	for (int i = 0; i < N_CHANNELS; i++)
		watch_stream(s, &s->channels[i], &ours[i]);
	watch_stream(s, &s->output, &ours[OURS_OUTPUT]);
	uv_poll_init(&s->loop, &s->ended, s->child.pidfd);
	s->ended.data = s;
	uv_poll_start(&s->ended, UV_READABLE, on_ended);
	uv_timer_init(&s->loop, &s->deadline);
	s->deadline.data = s;
	uv_timer_init(&s->loop, &s->silence);
	s->silence.data = s;
	for (size_t i = 0; i < ARRAY_SIZE(signums); i++) {
		uv_signal_init(&s->loop, &s->signals[i]);
		s->signals[i].data = s;
		uv_signal_start(&s->signals[i], on_signal, signums[i]);
	}
	enter(s, PHASE_START, START_MS);
}

static int start_qemu(struct session *s, const struct machine *m, int theirs[N_THEIRS],
		      struct diag *d)
{
	_cleanup_(strv_done) struct strv env = STRV_INIT;
	struct child_spec spec = {
		.argv = (const char *const *)s->result->qemu_argv.v,
		.output_fd = theirs[THEIRS_OUTPUT],
		.inherit_fds = theirs,
		.n_inherit_fds = N_QEMU_FDS,
	};
	int err;

	proc_clean_env(&env);
	spec.env = (const char *const *)env.v;
	s->start_ns = uv_hrtime();
	err = child_start(&spec, &s->child, d);
	if (err == -ENOENT)
		diag_note(d, "QEMU is in the package '%s'; --qemu names another program",
			  m->package);
	return err;
}

/* a vector and a line for people: both with this run's nonce */
static void describe(struct session *s, const struct machine *m, const int *theirs)
{
	_cleanup_(strv_done) struct strv people = STRV_INIT;
	_cleanup_(cleanup_free) char *line = NULL;
	struct boot_result *r = s->result;
	struct qemu_spec spec = {
		.machine = m,
		.qemu = s->in->qemu,
		.accel = r->accel,
		.kernel = r->kernel,
		.initrd = r->initrd,
		.cmdline = r->cmdline,
		.nonce = r->nonce,
		.results = s->in->results,
	};

	qemu_args(&spec, &people);
	line = qemu_shell(&people);
	r->reproduce = xasprintf("%s%s", disks_shell(), line);
	spec.fds = theirs;
	qemu_args(&spec, &r->qemu_argv);
}

/* QEMU has not come to run the machine: that says nothing about the kernel */
static int not_started(struct session *s, struct diag *d)
{
	_cleanup_(cleanup_free) char *words = evidence_last_words(s->e);
	const char *colon = *words ? ": " : "";

	if (s->e->expired == DEADLINE_START)
		diag_error(d, "QEMU did not start the machine within %d ms%s%s", START_MS,
			   colon, words);
	else if (s->e->monitor_broken)
		diag_error(d, "'%s' does not speak QMP; is it QEMU?%s%s",
			   s->result->qemu_argv.v[0], colon, words);
	else if (s->e->signal)
		diag_error(d,
			   "QEMU was killed by signal %d before it started the "
			   "machine%s%s",
			   s->e->signal, colon, words);
	else
		diag_error(d,
			   "QEMU ended with exit status %d before it started the "
			   "machine%s%s",
			   s->e->status, colon, words);
	return -EIO;
}

static int start_and_watch(struct session *s, const struct machine *m, struct diag *d)
{
	int ours[N_OURS], theirs[N_THEIRS];
	int err = channels_make(ours, theirs, d);

	if (err == 0) {
		describe(s, m, theirs);
		err = start_qemu(s, m, theirs, d);
	}
	channels_close(theirs, N_THEIRS);
	if (err == 0) {
		watch(s, ours);
		uv_run(&s->loop, UV_RUN_DEFAULT);
		disks_check(ours + OURS_DISKS, s->result);
	}
	channels_close(ours, N_OURS);
	child_done(&s->child);
	if (err == 0 && !s->e->started && !s->caught)
		err = not_started(s, d);
	return err;
}

int session_run(const struct boot_in *in, const struct machine *m, struct evidence *e,
		struct boot_result *r, struct diag *d)
{
	_cleanup_(cleanup_free) struct session *s = xcalloc(1, sizeof(*s));
	int err;

	s->in = in;
	s->result = r;
	s->e = e;
	s->qmp = (struct qmp)QMP_INIT;
	s->child = (struct child)CHILD_INIT;
	err = uv_loop_init(&s->loop);
	if (err < 0)
		return diag_errno(d, err, "cannot set up an event loop");
	err = start_and_watch(s, m, d);
	uv_loop_close(&s->loop);
	qmp_done(&s->qmp);
	return s->caught ? interrupt_caught(s->caught, d) : err;
}
