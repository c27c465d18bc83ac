// SPDX-License-Identifier: GPL-2.0-or-later
#include "sys/progress.h"

#include <sys/ioctl.h>
#include <time.h>

#define REDRAW_MS 100
#define LINE_MS	  60000

int64_t progress_clock_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void progress_begin(struct progress *p, FILE *f, const char *label, size_t total)
{
	int64_t now = progress_clock_ms();

	*p = (struct progress){
		.f = f,
		.label = label,
		.total = total,
		.tty = isatty(fileno(f)),
		.start_ms = now,
		.last_ms = now,
	};
}

static size_t terminal_width(FILE *f)
{
	struct winsize ws;

	if (ioctl(fileno(f), TIOCGWINSZ, &ws) < 0 || ws.ws_col == 0)
		return 80;
	return ws.ws_col;
}

void progress_format(const struct progress *p, int64_t now_ms, const char *item,
		     size_t width, struct strbuf *out)
{
	int64_t elapsed = now_ms - p->start_ms;
	size_t start = out->len;

	strbuf_addf(out, "%s", p->label);
	if (p->total && p->done <= p->total) {
		long long left = 0;

		strbuf_addf(out, "  %3zu%%  %zu/%zu", p->done * 100 / p->total, p->done,
			    p->total);
		if (p->done)
			left = (long long)elapsed * (long long)(p->total - p->done) /
			       (long long)p->done / 1000;
		if (p->done)
			strbuf_addf(out, "  eta %lld:%02lld", left / 60, left % 60);
	} else {
		strbuf_addf(out, "  %zu done  %lld:%02lld", p->done,
			    (long long)elapsed / 60000, (long long)elapsed / 1000 % 60);
	}
	if (item)
		strbuf_adds(out, "  ");
	for (; item && *item; item++)
		strbuf_addc(out,
			    (unsigned char)*item < 0x20 || *item == 0x7f ? ' ' : *item);
	if (out->len - start > width) {
		out->len = start + width;
		out->buf[out->len] = '\0';
	}
}

void progress_step(struct progress *p, const char *item)
{
	_cleanup_(strbuf_done) struct strbuf line = STRBUF_INIT;
	int64_t now = progress_clock_ms();

	p->done++;
	if (now - p->last_ms < (p->tty ? REDRAW_MS : LINE_MS))
		return;
	p->last_ms = now;
	progress_format(p, now, item, p->tty ? terminal_width(p->f) - 1 : 200, &line);
	fprintf(p->f, p->tty ? "\r%s\033[K" : "%s\n", line.buf);
	fflush(p->f);
	p->drawn = p->tty;
}

void progress_end(struct progress *p)
{
	if (p->drawn)
		fputs("\r\033[K", p->f);
	fflush(p->f);
	p->drawn = false;
}
