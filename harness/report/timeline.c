// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/timeline.h"

#include "base/alloc.h"
#include "report/svg.h"

#define WIDTH	 1160.0
#define LEFT	 72.0 /* names of the lanes */
#define LANE	 22.0
#define GAP	 8.0
#define AXIS	 18.0
#define TIME_MAX 86400000000 /* a day */

struct timeline {
	const struct boot_result *r;
	const struct printk_log *log;
	double scale; /* of a microsecond */
	double y;     /* of the next lane */
	struct strbuf *to;
};

int64_t timeline_kernel_start(const struct boot_result *r, const struct printk_log *log)
{
	if (r->ms < 0 || r->ms > TIME_MAX / 1000 || log->last_us < 0 ||
	    log->last_us > r->ms * 1000)
		return -1;
	return r->ms * 1000 - log->last_us;
}

static int64_t time_of(const struct boot_test *t)
{
	return t->time_us > 0 ? t->time_us : 0;
}

int64_t timeline_test_start(const struct boot_result *r, size_t i)
{
	int64_t at;

	if (r->boot_ms < 0 || r->boot_ms > TIME_MAX / 1000 || r->n_tests == 0)
		return -1;
	at = r->boot_ms * 1000 - time_of(&r->tests[0]);
	for (size_t j = 0; j < i && at < TIME_MAX; j++)
		at += time_of(&r->tests[j]);
	return at > 0 ? at : 0;
}

/* --- parts of the drawing --------------------------------------------------------- */

static double x_of(const struct timeline *t, int64_t us)
{
	return LEFT + (double)us * t->scale;
}

static void bar(const struct timeline *t, int64_t from, int64_t to, const char *class,
		const char *label, const char *title)
{
	struct svg_box box = {x_of(t, from), t->y, (double)(to - from) * t->scale, LANE};

	svg_rect(t->to, &box, class, title);
	if (label && svg_fits(label, box.w))
		svg_text(t->to, box.x + 4, t->y + 15, "tl", label);
}

static void lane(struct timeline *t, const char *name)
{
	svg_text(t->to, 0, t->y + 15, "ta", name);
}

static void next_lane(struct timeline *t)
{
	t->y += LANE + GAP;
}

static void draw_qemu(struct timeline *t)
{
	int64_t end = t->r->ms * 1000, first = 0;

	lane(t, "QEMU");
	if (t->r->boot_ms >= 0 && t->r->boot_ms <= t->r->ms)
		first = t->r->boot_ms * 1000;
	if (!first) {
		bar(t, 0, end, "b0", "no result came", "no result came");
	} else {
		bar(t, 0, first, "b0", "until the first result",
		    "from the start of QEMU to the first result");
		bar(t, first, end, "b1", "until the verdict",
		    "from the first result to the verdict");
	}
	next_lane(t);
}

/* Each line of the log is a tick: where there are none, the kernel was busy or waited. */
static void draw_log(struct timeline *t)
{
	int64_t start = timeline_kernel_start(t->r, t->log);
	int64_t init = t->log->init_us;

	if (start < 0)
		return;
	lane(t, "kernel");
	bar(t, start, start + (init < 0 ? t->log->last_us : init), "b2", "kernel",
	    init < 0 ? "the kernel, which never started a program"
		     : "the kernel, up to its first program");
	if (init >= 0)
		bar(t, start + init, start + t->log->last_us, "b3", "init and the tests",
		    "from the first program to the last line");
	for (size_t i = 0; i < t->log->n; i++) {
		double x = x_of(t, start + t->log->lines[i].us);

		svg_line(t->to, x, t->y + LANE - 5, x, t->y + LANE, "tk");
	}
	next_lane(t);
}

static void draw_initcalls(struct timeline *t)
{
	int64_t start = timeline_kernel_start(t->r, t->log);

	if (start < 0 || !t->log->n_initcalls)
		return;
	lane(t, "initcalls");
	for (size_t i = 0; i < t->log->n_initcalls; i++) {
		const struct printk_initcall *call = &t->log->initcalls[i];
		int64_t us = call->us < call->end_us ? call->us : call->end_us;
		_cleanup_(cleanup_free) char *title =
			xasprintf("%s: %.3f ms", call->name, (double)call->us / 1000);

		bar(t, start + call->end_us - us, start + call->end_us,
		    i % 2 ? "b4" : "b5", call->name, title);
	}
	next_lane(t);
}

static const char *class_of(const struct boot_test *test, size_t i)
{
	if (test->status == BOOT_TEST_FAIL)
		return "bf";
	if (test->status == BOOT_TEST_SKIP)
		return "bs";
	return i % 2 ? "b6" : "b7";
}

static void draw_tests(struct timeline *t)
{
	int64_t at = timeline_test_start(t->r, 0);

	if (at < 0)
		return;
	lane(t, "tests");
	for (size_t i = 0; i < t->r->n_tests && at < TIME_MAX; i++) {
		const struct boot_test *test = &t->r->tests[i];
		_cleanup_(cleanup_free) char *title =
			xasprintf("%s: %s, %.3f ms", test->name,
				  boot_test_status_name(test->status),
				  (double)time_of(test) / 1000);

		bar(t, at, at + time_of(test), class_of(test, i), test->name, title);
		at += time_of(test);
	}
	next_lane(t);
}

/* A step of 1, 2 or 5 times a power of ten, at most twelve of them. */
static int64_t step_of(int64_t end)
{
	int64_t step = 1;

	while (end / step > 12) {
		int64_t first = step;

		while (first >= 10)
			first /= 10;
		step = first == 2 ? step / 2 * 5 : step * 2;
	}
	return step;
}

static void draw_axis(const struct timeline *t, int64_t end)
{
	int64_t step = step_of(end);

	for (int64_t at = 0; at <= end; at += step) {
		_cleanup_(cleanup_free) char *label =
			step < 1000000 ? xasprintf("%lld ms", (long long)(at / 1000))
				       : xasprintf("%lld s", (long long)(at / 1000000));
		double x = x_of(t, at);

		svg_line(t->to, x, AXIS, x, t->y, "tx");
		if (WIDTH - x > 60)
			svg_text(t->to, x + 2, AXIS - 5, "ta", label);
	}
}

void timeline_draw(const struct boot_result *r, const struct printk_log *log,
		   const char *label, struct strbuf *to)
{
	_cleanup_(strbuf_done) struct strbuf lanes = STRBUF_INIT;
	struct timeline t = {.r = r, .log = log, .y = AXIS + 2, .to = &lanes};
	int64_t end, tests;

	if (r->ms <= 0 || r->ms > TIME_MAX / 1000)
		return;
	end = r->ms * 1000;
	/* what the guest says of its times is not bound by ours */
	tests = timeline_test_start(r, r->n_tests);
	if (tests > end)
		end = tests;
	t.scale = (WIDTH - LEFT) / (double)end;
	draw_qemu(&t);
	draw_log(&t);
	draw_initcalls(&t);
	draw_tests(&t);
	svg_open(to, WIDTH, t.y, label);
	t.to = to;
	draw_axis(&t, end);
	strbuf_add(to, lanes.buf, lanes.len);
	svg_close(to);
}
